//! What is answered to those who come with a token or a password to a resource.

use super::{Answer, BASIC_ACTION, answer};
use crate::{Refusal, refusal::TokenFault};

impl Refusal {
    /// The mail doors answer in their protocols' own forms; these codes stand in the sign-in log.
    pub(super) fn door_answer(&self) -> Answer {
        match self {
            Self::BasicOff { protocol } => answer(
                530_035,
                "access_denied",
                format!("Basic authentication is switched off for {protocol}. Sign in with an application that uses modern authentication."),
            )
            .with_status(401),
            Self::TokenInvalid { why } => {
                let (code, what) = match why {
                    TokenFault::Malformed => (50_027, "it is malformed"),
                    TokenFault::Signature => (50_013, "its signature does not hold"),
                    TokenFault::Lifetime => (500_133, "it is not within its time"),
                    TokenFault::Issuer => (50_012, "its issuer is not the one of the tenant"),
                    TokenFault::Audience => (500_011, "it is meant for another resource"),
                    TokenFault::Kind => (240_002, "it is not an access token of a user"),
                };
                answer(code, "invalid_token", format!("The access token is refused: {what}.")).with_status(401)
            }
            Self::TokenScope { protocol, scopes } => answer(
                65_001,
                "insufficient_scope",
                format!("The access token has '{scopes}', which does not open {protocol}."),
            )
            .sub(BASIC_ACTION)
            .with_status(403),
            Self::ScopeMissing { scope } => answer(
                65_001,
                "insufficient_scope",
                format!("The access token has not the permission '{scope}', which is needed here."),
            )
            .sub(BASIC_ACTION)
            .with_status(403),
            Self::NoMailbox => answer(50_105, "access_denied", "The user has no mailbox here.").with_status(403),
            Self::OtherMailbox => {
                answer(50_105, "access_denied", "The request names another mailbox than the signed-in user's.").with_status(403)
            }
            // INVARIANT: `answer` asks the tables above first, and together with this one
            // they have an arm for every variant; `every_refusal_has_its_own_arm` holds them to it.
            _ => answer(90_092, "server_error", "The request was refused.").with_status(403),
        }
    }
}
