//! What pages of both kinds show: the value that binds a form to its session, and times.
//!
//! A time is written in UTC; a script puts it into the reader's zone and language where scripts
//! run. The exact one is always its title.

use consentry_model::Timestamp;

/// What binds a form to the session of this browser, sent as `csrf`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// A moment, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When(pub Timestamp);

impl When {
    /// For machines: `2026-11-22T06:08:30Z`.
    pub(crate) fn machine(self) -> String {
        self.0.to_string()
    }

    /// For people without a script: `2026-11-22 06:08 UTC`.
    pub(crate) fn shown(self) -> String {
        let minute: String = self.0.error_form().chars().take(16).collect();
        format!("{minute} UTC")
    }

    /// To the second: `2026-11-22 06:08:30Z`.
    pub(crate) fn exact(self) -> String {
        self.0.error_form()
    }
}

/// A moment of which only the day counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Timestamp);

impl Day {
    /// For machines: `2026-11-22T06:08:30Z`.
    pub(crate) fn machine(self) -> String {
        self.0.to_string()
    }

    /// For people without a script: `2026-11-22`.
    pub(crate) fn shown(self) -> String {
        self.0.error_form().chars().take(10).collect()
    }

    /// To the second: `2026-11-22 06:08:30Z`.
    pub(crate) fn exact(self) -> String {
        self.0.error_form()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_three_ways() {
        let at = Timestamp::from_seconds(1_795_327_710);
        assert_eq!(When(at).machine(), "2026-11-22T06:08:30Z");
        assert_eq!(When(at).shown(), "2026-11-22 06:08 UTC");
        assert_eq!(Day(at).shown(), "2026-11-22");
        assert_eq!(Day(at).exact(), "2026-11-22 06:08:30Z");
    }
}
