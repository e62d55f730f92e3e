//! Smart lockout: after how many wrong passwords an account is locked, and for how long (A28).
//!
//! The first lock is short; each further failure after it locks for twice as long, up to an hour.
//! The original keeps its curve to itself; this one is ours.

use std::{str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

/// The longest lock.
pub const LONGEST_LOCK: Duration = Duration::from_hours(1);

/// A number that the rule cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLockout {
    /// The number of failures.
    #[error("an account is locked after 1 to 50 wrong passwords, not after `{0}`")]
    Threshold(String),
    /// The length of the first lock.
    #[error("the first lock lasts 5 to 3600 seconds, not `{0}`")]
    Seconds(String),
}

/// How many wrong passwords lock an account: 1 to 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct LockoutThreshold(u16);

impl LockoutThreshold {
    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for LockoutThreshold {
    type Error = InvalidLockout;

    fn try_from(number: u16) -> Result<Self, InvalidLockout> {
        match number {
            1..=50 => Ok(Self(number)),
            _ => Err(InvalidLockout::Threshold(number.to_string())),
        }
    }
}

impl From<LockoutThreshold> for u16 {
    fn from(threshold: LockoutThreshold) -> Self {
        threshold.0
    }
}

impl FromStr for LockoutThreshold {
    type Err = InvalidLockout;

    fn from_str(text: &str) -> Result<Self, InvalidLockout> {
        let invalid = || InvalidLockout::Threshold(text.chars().take(20).collect());
        text.parse::<u16>().map_err(|_| invalid())?.try_into()
    }
}

/// How long the first lock lasts: 5 to 3,600 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct LockoutSeconds(u16);

impl LockoutSeconds {
    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for LockoutSeconds {
    type Error = InvalidLockout;

    fn try_from(number: u16) -> Result<Self, InvalidLockout> {
        match number {
            5..=3600 => Ok(Self(number)),
            _ => Err(InvalidLockout::Seconds(number.to_string())),
        }
    }
}

impl From<LockoutSeconds> for u16 {
    fn from(seconds: LockoutSeconds) -> Self {
        seconds.0
    }
}

impl FromStr for LockoutSeconds {
    type Err = InvalidLockout;

    fn from_str(text: &str) -> Result<Self, InvalidLockout> {
        let invalid = || InvalidLockout::Seconds(text.chars().take(20).collect());
        text.parse::<u16>().map_err(|_| invalid())?.try_into()
    }
}

/// A tenant's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lockout {
    /// After how many wrong passwords.
    pub threshold: LockoutThreshold,
    /// For how long at first.
    pub seconds: LockoutSeconds,
}

/// 10 failures, 60 seconds.
impl Default for Lockout {
    fn default() -> Self {
        Self { threshold: LockoutThreshold(10), seconds: LockoutSeconds(60) }
    }
}

impl Lockout {
    /// For how long the last one of so many failures locks; nothing while there are too few.
    pub fn lock_after(self, failures: u64) -> Option<Duration> {
        let beyond = failures.checked_sub(u64::from(self.threshold.0))?;
        let doublings = u32::try_from(beyond).unwrap_or(u32::MAX);
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        Some(Duration::from_secs(self.seconds.0.into()).saturating_mul(factor).min(LONGEST_LOCK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a028_locks_double_from_a_minute_to_an_hour() {
        let rule = Lockout::default();
        for (failures, seconds) in [
            (0, None),
            (9, None),
            (10, Some(60)),
            (11, Some(120)),
            (12, Some(240)),
            (15, Some(1920)),
            (16, Some(3600)),
            (17, Some(3600)),
            (40, Some(3600)),
            (1000, Some(3600)),
            (u64::MAX, Some(3600)),
        ] {
            let lock = rule.lock_after(failures).map(|lock| lock.as_secs());
            assert_eq!(lock, seconds, "{failures}");
        }
    }

    #[test]
    fn numbers_have_limits() {
        for (text, fits) in
            [("0", false), ("1", true), ("50", true), ("51", false), ("ten", false), ("-1", false)]
        {
            assert_eq!(text.parse::<LockoutThreshold>().is_ok(), fits, "{text}");
        }
        for (text, fits) in
            [("4", false), ("5", true), ("3600", true), ("3601", false), ("", false)]
        {
            assert_eq!(text.parse::<LockoutSeconds>().is_ok(), fits, "{text}");
        }
    }
}
