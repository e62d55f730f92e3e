//! Spans of time as people write them: `45s`, `60m`, `12h`, `90d` (BI-393).

use std::{ops::RangeInclusive, time::Duration};

use super::ConfigError;

/// A lifetime with its bounds, both as they are written.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub(super) key: &'static str,
    pub(super) range: RangeInclusive<Duration>,
    pub(super) shown: &'static str,
}

impl Bounds {
    /// Reads a span within the bounds.
    pub(super) fn read(&self, text: &str) -> Result<Duration, ConfigError> {
        parse(text).filter(|span| self.range.contains(span)).ok_or_else(|| ConfigError::Value {
            key: self.key,
            problem: format!("`{text}` is out of range; expected {}", self.shown),
        })
    }
}

fn parse(text: &str) -> Option<Duration> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    let (number, _) = text.split_at_checked(text.len() - 1)?;
    let number: u64 = number.trim().parse().ok()?;
    number.checked_mul(unit).map(Duration::from_secs)
}
