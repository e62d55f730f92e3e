//! Claims that a registration asks for beyond those that every token has (`optionalClaims`).
//!
//! Only claims that the program really writes are known; anything else is refused when it is
//! registered, not dropped in silence.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A claim that a registration may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionalClaim {
    /// The mail address: the sign-in name.
    Email,
    /// The family name.
    FamilyName,
    /// The given name.
    GivenName,
    /// The address that the sign-in came from.
    Ipaddr,
    /// The sign-in name.
    Upn,
}

impl OptionalClaim {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Email, Self::FamilyName, Self::GivenName, Self::Ipaddr, Self::Upn];

    /// The name of the claim.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::FamilyName => "family_name",
            Self::GivenName => "given_name",
            Self::Ipaddr => "ipaddr",
            Self::Upn => "upn",
        }
    }
}

impl fmt::Display for OptionalClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no optional claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no optional claim; there are email, family_name, given_name, ipaddr, upn")]
pub struct UnknownClaim(pub String);

impl FromStr for OptionalClaim {
    type Err = UnknownClaim;

    fn from_str(text: &str) -> Result<Self, UnknownClaim> {
        let found = Self::ALL.into_iter().find(|claim| claim.name() == text);
        found.ok_or_else(|| UnknownClaim(text.to_owned()))
    }
}

/// What a registration asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionalClaims {
    /// In access tokens for it as a resource.
    #[serde(default)]
    pub access: BTreeSet<OptionalClaim>,
    /// In id tokens for it as a client.
    #[serde(default)]
    pub id: BTreeSet<OptionalClaim>,
}
