//! What a revocation ends (`identity.md` §2.5): it depends on what a session or token rests on.
//!
//! Each event moves one or more of three moments forward; what was proved before the moment that
//! counts for it holds no more.

use consentry_model::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether a password stands behind a sign-in, alone or beside something else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A password.
    #[default]
    Password,
    /// None.
    Other,
}

/// What somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A browser session.
    Cookie(Basis),
    /// A code, refresh token or access token of a public client.
    Token(Basis),
    /// The same of a confidential client.
    Confidential,
}

/// From when on what was proved holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidFrom {
    /// Everything: all sessions were revoked, or the user is as old as this.
    pub everything: Timestamp,
    /// What rests on a password: he changed it.
    pub passwords: Timestamp,
    /// Tokens, whatever they rest on: an administrator reset the password.
    pub tokens: Timestamp,
}

impl ValidFrom {
    /// Nothing was ever revoked.
    pub const fn ever() -> Self {
        Self::all(Timestamp::from_millis(0))
    }

    /// Everything from this moment on.
    pub const fn all(moment: Timestamp) -> Self {
        let never = Timestamp::from_millis(0);
        Self { everything: moment, passwords: never, tokens: never }
    }

    /// The moment that counts for what somebody holds.
    pub fn of(&self, held: Held) -> Timestamp {
        let other = match held {
            Held::Cookie(Basis::Password) | Held::Token(Basis::Password) => self.passwords,
            Held::Token(Basis::Other) | Held::Confidential => self.tokens,
            Held::Cookie(Basis::Other) => self.everything,
        };
        self.everything.max(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of `identity.md` §2.5.
    const HELD: [Held; 5] = [
        Held::Cookie(Basis::Password),
        Held::Token(Basis::Password),
        Held::Cookie(Basis::Other),
        Held::Token(Basis::Other),
        Held::Confidential,
    ];

    #[test]
    fn each_event_ends_what_its_row_says() {
        let (before, now) = (Timestamp::from_seconds(1), Timestamp::from_seconds(2));
        let ever = ValidFrom::ever();
        for (event, valid_from, ended) in [
            ("password expires", ever, [false; 5]),
            (
                "user changes password",
                ValidFrom { passwords: now, ..ever },
                [true, true, false, false, false],
            ),
            (
                "administrator resets password",
                ValidFrom { passwords: now, tokens: now, ..ever },
                [true, true, false, true, true],
            ),
            ("all sessions revoked", ValidFrom { everything: now, ..ever }, [true; 5]),
        ] {
            for (held, ended) in HELD.into_iter().zip(ended) {
                assert_eq!(before < valid_from.of(held), ended, "{event}: {held:?}");
                assert!(now >= valid_from.of(held), "{event}: {held:?} of the same moment");
            }
        }
    }
}
