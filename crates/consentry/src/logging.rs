//! Where the program's events go: standard error, as text for people or JSON for collectors.
//!
//! What may stand in an event is the business of who writes it; a panic is reported by its place
//! only, because its words may hold what somebody sent (A100).

use std::{io::IsTerminal, str::FromStr};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::Targets,
    fmt,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

use crate::management::count_sign_in;

/// The target of the events that tell of sign-in attempts.
const SIGN_IN: &str = "consentry::sign_in";

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
    // What is counted does not depend on what is written.
    let counted = Targets::new().with_target(SIGN_IN, Level::DEBUG);
    let events = tracing_subscriber::registry().with(SignInCounter.with_filter(counted));
    let written = fmt::layer().with_writer(std::io::stderr);
    let begun = match format {
        LogFormat::Text => {
            let written = written.with_ansi(std::io::stderr().is_terminal());
            events.with(written.with_filter(filter)).try_init()
        }
        LogFormat::Json => {
            events.with(written.json().flatten_event(true).with_filter(filter)).try_init()
        }
    };
    if begun.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(%place, "a task panicked");
        }));
    }
}

/// Counts the attempts that the service reports, by their code.
struct SignInCounter;

impl<S: Subscriber> Layer<S> for SignInCounter {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == SIGN_IN {
            let mut attempt = Attempt::default();
            event.record(&mut attempt);
            count_sign_in(attempt.door, Some(attempt.code).filter(|code| *code != 0));
        }
    }
}

/// What an event tells of an attempt.
#[derive(Default)]
struct Attempt {
    door: String,
    code: u32,
}

impl Visit for Attempt {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "outcome" {
            self.code = u32::try_from(value).unwrap_or(u32::MAX);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "door" {
            value.clone_into(&mut self.door);
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::management::Figures;

    #[test]
    fn sign_ins_are_counted_by_their_code() {
        let figures = Figures::of_process().unwrap();
        let events = tracing_subscriber::registry().with(SignInCounter);
        tracing::subscriber::with_default(events, || {
            tracing::debug!(target: "consentry::sign_in", outcome = 50_105_u32, door = "x");
            tracing::debug!(target: "elsewhere", outcome = 50_106_u32);
        });
        let shown = figures.render();
        assert!(
            shown.contains(r#"consentry_sign_ins_total{door="x",outcome="50105"} 1"#),
            "{shown}"
        );
        assert!(!shown.contains("50106"), "{shown}");
    }

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
