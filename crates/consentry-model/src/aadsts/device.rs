//! What is answered to devices without a browser, and about their codes.

use super::{Answer, answer};
use crate::Refusal;

impl Refusal {
    /// Device codes (RFC 8628 §3.5, `identity.md` §1.8).
    pub(super) fn device_answer(&self) -> Option<Answer> {
        Some(match self {
            Self::DeviceCodeClosed { app } => answer(
                7_000_218,
                "unauthorized_client",
                format!(
                    "Device codes are not open for the application '{app}' in this tenant. An administrator can open them for a time."
                ),
            ),
            Self::DevicePending => answer(
                70_016,
                "authorization_pending",
                "Nobody has signed in for this device code yet. Ask again later.",
            ),
            Self::DeviceTooFast => answer(
                70_016,
                "slow_down",
                "The device asks too often. Wait five seconds longer than before between two requests.",
            ),
            Self::DeviceDeclined => answer(
                65_004,
                "authorization_declined",
                "The person declined to sign in for this device.",
            ),
            Self::DeviceUnknown => {
                answer(70_018, "bad_verification_code", "The code is not known.")
            }
            Self::DeviceExpired => {
                answer(70_019, "expired_token", "The code has expired. Begin again on the device.")
            }
            Self::DeviceUsed => answer(90_120, "invalid_grant", "The code was used before."),
            Self::UserCodeMissing => answer(90_119, "invalid_request", "No user code was given."),
            Self::TooManyUserCodes => answer(
                90_055,
                "temporarily_unavailable",
                "Too many wrong codes were typed. Wait 15 minutes, then try again.",
            )
            .with_status(429),
            _ => return None,
        })
    }
}
