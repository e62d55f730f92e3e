//! What is told while passwords are not looked at: a locked account, an address that tried too
//! many, a server with too many waiting.
//!
//! 50053 has two meanings in the original, the locked account and the address (`identity.md` §6).
//! The moment of release is not told: whoever guesses need not know when to go on.

use std::time::Duration;

use super::{Answer, answer};
use crate::{Refusal, Timestamp};

/// When a client may come again that found too many waiting.
const BUSY_PAUSE: Duration = Duration::from_secs(5);

impl Refusal {
    pub(super) fn guard_answer(&self) -> Option<Answer> {
        Some(match self {
            Self::AccountLocked { .. } => answer(
                50_053,
                "invalid_grant",
                "The account is locked for a while, because there were too many tries with a wrong user name or password. Wait, then try again.",
            ),
            Self::AddressThrottled { .. } => answer(
                50_053,
                "temporarily_unavailable",
                "Too many sign-ins with wrong passwords came from this IP address. Wait, then try again.",
            )
            .with_status(429),
            Self::Busy => answer(
                90_033,
                "temporarily_unavailable",
                "The service is busy at this moment. Wait a few seconds, then try again.",
            )
            .with_status(503),
            _ => return None,
        })
    }

    /// How long a program should wait before it comes again, where the answer is about time alone.
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        match self {
            Self::AddressThrottled { until } => Some(until.since(now).max(Duration::from_secs(1))),
            Self::Busy => Some(BUSY_PAUSE),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fidelity;

    #[test]
    fn a030_both_meanings_of_50053_and_when_to_come_again() {
        let now = Timestamp::from_seconds(1_000);
        let until = Timestamp::from_seconds(1_060);
        for (refusal, code, status, wait) in [
            (Refusal::AccountLocked { until }, 50_053, 400, None),
            (Refusal::AddressThrottled { until }, 50_053, 429, Some(60)),
            (Refusal::AddressThrottled { until: now }, 50_053, 429, Some(1)),
            (Refusal::Busy, 90_033, 503, Some(5)),
            (Refusal::CredentialsWrong, 50_126, 400, None),
        ] {
            let answer = refusal.answer(Fidelity::Hardened);
            assert_eq!((answer.code, answer.status), (code, status), "{refusal:?}");
            let told = refusal.retry_after(now).map(|wait| wait.as_secs());
            assert_eq!(told, wait, "{refusal:?}");
        }
    }
}
