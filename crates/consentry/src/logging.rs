//! Where the program's events go: standard error, as text for people or JSON for collectors.
//!
//! What may stand in an event is the business of who writes it; a panic is reported by its place
//! only, because its words may hold what somebody sent (A100).

use std::{io::IsTerminal, str::FromStr};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A text that is not a log format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a log format; expected `text` or `json`")]
pub struct InvalidLogFormat(String);

impl FromStr for LogFormat {
    type Err = InvalidLogFormat;

    fn from_str(text: &str) -> Result<Self, InvalidLogFormat> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(InvalidLogFormat(other.to_owned())),
        }
    }
}

/// Which events are written: a level, or levels by part such as `info,consentry::access=warn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevel(Box<str>);

/// A text that names no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a level; expected error, warn, info, debug, trace, or part=level pairs")]
pub struct InvalidLogLevel(String);

impl FromStr for LogLevel {
    type Err = InvalidLogLevel;

    fn from_str(text: &str) -> Result<Self, InvalidLogLevel> {
        match EnvFilter::builder().parse(text) {
            Ok(_) if !text.trim().is_empty() => Ok(Self(text.into())),
            _ => Err(InvalidLogLevel(text.to_owned())),
        }
    }
}

/// Begins to write events. Called once, by the commands that serve; a second call changes nothing.
pub fn begin(format: LogFormat, level: &LogLevel) {
    let filter = EnvFilter::builder().parse_lossy(&level.0);
    let events = tracing_subscriber::registry().with(filter);
    let stderr = std::io::stderr;
    let begun = match format {
        LogFormat::Text => events
            .with(fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()))
            .try_init(),
        LogFormat::Json => {
            events.with(fmt::layer().json().flatten_event(true).with_writer(stderr)).try_init()
        }
    };
    if begun.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(%place, "a task panicked");
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_levels_are_read_once() {
        assert_eq!("json".parse::<LogFormat>(), Ok(LogFormat::Json));
        assert!("xml".parse::<LogFormat>().is_err());
        for level in ["info", "warn,consentry::access=info", "debug"] {
            assert!(level.parse::<LogLevel>().is_ok(), "{level}");
        }
        for level in ["", " ", "consentry=loud"] {
            assert!(level.parse::<LogLevel>().is_err(), "{level}");
        }
    }
}
