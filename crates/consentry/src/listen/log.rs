//! The line that each request leaves in the log, and its share in the figures.
//!
//! Never with query strings, headers or bodies, which hold codes and tokens (A100); what comes
//! from outside cannot begin a new line or hide what stands there (A101).

use std::{borrow::Cow, time::Duration};

use consentry_model::{ClientAddress, TraceId};
use http::{HeaderMap, Method, StatusCode, header::USER_AGENT};

use crate::{management::Door, paths::RawPath};

/// Longer values are cut: a log line has an end.
const SHOWN_MAX: usize = 200;

/// What is kept of a request for its line.
#[derive(Debug)]
pub(super) struct Line {
    method: Method,
    path: Box<str>,
    agent: Box<str>,
    door: Door,
    client: ClientAddress,
    trace: TraceId,
}

impl Line {
    /// Of a request whose path is already normal.
    pub(super) fn of<B>(request: &http::Request<B>, client: ClientAddress, trace: TraceId) -> Self {
        let path = request.uri().path();
        let raw = request.extensions().get::<RawPath>().map_or(path, |raw| &raw.0);
        Self {
            method: request.method().clone(),
            path: safe(raw).into(),
            agent: agent_of(request.headers()),
            door: Door::of(path),
            client,
            trace,
        }
    }

    /// Writes it.
    pub(super) fn write(&self, status: StatusCode, took: Duration) {
        let Self { method, path, agent, door, client, trace } = self;
        self.door.count(status, took);
        let (status, ms, door) = (status.as_u16(), took.as_millis(), door.name());
        tracing::info!(
            target: "consentry::access",
            %method,
            %path,
            status,
            ms,
            door,
            client = %client.0,
            %trace,
            %agent,
        );
    }
}

fn agent_of(headers: &HeaderMap) -> Box<str> {
    let Some(agent) = headers.get(USER_AGENT) else { return "".into() };
    safe(&String::from_utf8_lossy(agent.as_bytes())).into()
}

/// The text with everything escaped that a terminal or a log reader would obey instead of show.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN_MAX && !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(SHOWN_MAX) + 16);
    for (at, c) in text.chars().enumerate() {
        if at == SHOWN_MAX {
            out.push('…');
            break;
        }
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a101_nothing_breaks_out_of_its_line() {
        for (from, to) in [
            ("Apple-iPhone9C1/1501.530400009", "Apple-iPhone9C1/1501.530400009"),
            ("a\r\nstatus=200", r"a\u{d}\u{a}status=200"),
            ("\u{1b}[31mred", r"\u{1b}[31mred"),
            ("x\u{202e}gpj.exe", r"x\u{202e}gpj.exe"),
            ("größe", "größe"),
        ] {
            assert_eq!(safe(from), to);
        }
        assert_eq!(safe(&"x".repeat(300)).chars().count(), SHOWN_MAX + 1);
    }
}
