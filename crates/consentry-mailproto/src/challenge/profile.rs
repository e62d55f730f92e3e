//! The forms that the challenge of a 401 had over the years, as data.
//!
//! Every 401 holds at least one challenge. The default, `exo-2026`, offers Bearer to everybody;
//! Basic stands beside it exactly when it is allowed.

use std::fmt;
use std::str::FromStr;

use super::{BearerChallenge, Diagnostics, EXCHANGE_APP_ID};

/// Kinds of service tokens, the same in all profiles.
const TOKEN_TYPES: &str = "app_asserted_user_v1 service_asserted_app_v1";
/// The directory's own token service, as issuer of service tokens.
const DIRECTORY_ISSUER: &str = "00000001-0000-0000-c000-000000000000";

/// Whose challenge it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Exchange Online, 2017.
    Exo2017,
    /// Exchange Online, 2022.
    Exo2022,
    /// Exchange Online, 2026.
    Exo2026,
    /// Exchange on premises that signs in by AD FS.
    OnpremAdfs,
    /// Exchange on premises with hybrid modern authentication.
    OnpremHma,
}

/// A name that no profile has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such challenge profile")]
pub struct UnknownProfile;

/// What the request showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// No credentials, or none that can be read.
    Nothing,
    /// The scheme Bearer without a token.
    EmptyBearer,
    /// A token that was not enough.
    Token,
    /// A name and a password that were not enough.
    Basic,
}

/// Whether Basic may be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// It may.
    Offered,
    /// It may not.
    Withheld,
}

/// What is wrong with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BearerError {
    /// It is not valid, or not any more.
    InvalidToken,
    /// It lacks the permission.
    InsufficientScope,
    /// It lacks claims; the client gets a new one with these, in base64.
    InsufficientClaims(String),
}

impl BearerError {
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::InsufficientClaims(_) => "insufficient_claims",
        }
    }
}

/// What is known at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door<'a> {
    /// What the request showed.
    pub shown: Shown,
    /// Whether Basic may be used here.
    pub basic: Basic,
    /// Where users sign in; `None` where that is not told, such as to users without modern
    /// sign-in on premises.
    pub authorization_uri: Option<&'a str>,
    /// The tenant whose tokens are taken; `None` stands for any.
    pub tenant: Option<&'a str>,
    /// The host that the client talks to.
    pub host: &'a str,
    /// What is wrong with the token; `None` leaves it to the profile.
    pub error: Option<BearerError>,
}

/// The headers of a 401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// One `WWW-Authenticate` line each.
    pub www_authenticate: Vec<String>,
    /// `x-ms-diagnostics`, where the profile has it of its own accord.
    pub diagnostics: Option<Diagnostics>,
}

/// To whom Bearer is offered.
#[derive(Clone, Copy)]
enum BearerFor {
    Everybody,
    /// Those who showed Bearer.
    Bearer,
}

/// How Basic is offered.
#[derive(Clone, Copy)]
enum BasicForm {
    /// In the Bearer line, behind a comma.
    SameLine,
    /// In a line behind it, with an empty realm.
    LineBehind,
    /// In a line before it, with the host as realm.
    HostBefore,
    /// In a line behind it, with the host as realm.
    HostBehind,
}

/// When a token's error is named although the caller named none.
#[derive(Clone, Copy)]
enum ErrorShown {
    Always,
    ForToken,
    WithoutUri,
}

struct Shape {
    bearer: BearerFor,
    basic: BasicForm,
    error: ErrorShown,
    trusted_issuers: bool,
    issuer_kind: Option<&'static str>,
}

impl Profile {
    /// All profiles, by their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("exo-2017", Self::Exo2017),
        ("exo-2022", Self::Exo2022),
        ("exo-2026", Self::Exo2026),
        ("onprem-adfs", Self::OnpremAdfs),
        ("onprem-hma", Self::OnpremHma),
    ];

    fn shape(self) -> Shape {
        match self {
            Self::Exo2017 | Self::Exo2022 => Shape {
                bearer: BearerFor::Everybody,
                basic: BasicForm::SameLine,
                error: ErrorShown::ForToken,
                trusted_issuers: true,
                issuer_kind: None,
            },
            Self::Exo2026 => Shape {
                bearer: BearerFor::Everybody,
                basic: BasicForm::LineBehind,
                error: ErrorShown::Always,
                trusted_issuers: true,
                issuer_kind: None,
            },
            Self::OnpremAdfs => Shape {
                bearer: BearerFor::Bearer,
                basic: BasicForm::HostBefore,
                error: ErrorShown::WithoutUri,
                trusted_issuers: false,
                issuer_kind: Some("ADFS"),
            },
            Self::OnpremHma => Shape {
                bearer: BearerFor::Bearer,
                basic: BasicForm::HostBehind,
                error: ErrorShown::ForToken,
                trusted_issuers: true,
                issuer_kind: Some("AzureAD"),
            },
        }
    }

    /// The headers of a 401.
    pub fn challenge(self, door: &Door<'_>) -> Challenge {
        let shape = self.shape();
        let shows_bearer = matches!(door.shown, Shown::EmptyBearer | Shown::Token);
        let withheld = door.basic == Basic::Withheld;
        let offers_bearer = match shape.bearer {
            BearerFor::Everybody => true,
            BearerFor::Bearer => shows_bearer || withheld,
        };
        let bearer = offers_bearer.then(|| shape.bearer_challenge(door).to_string());
        let www_authenticate = if withheld {
            bearer.into_iter().collect()
        } else {
            shape.basic.beside(bearer, door.host)
        };
        // On premises with AD FS the header says why no place to sign in is named.
        let silent = matches!(shape.error, ErrorShown::WithoutUri)
            && shows_bearer
            && door.authorization_uri.is_none();
        let diagnostics = silent.then(|| Diagnostics::NotEnabled(door.host.to_owned()));
        Challenge { www_authenticate, diagnostics }
    }
}

impl Shape {
    fn bearer_challenge(&self, door: &Door<'_>) -> BearerChallenge {
        let own_error = match self.error {
            ErrorShown::Always => true,
            ErrorShown::ForToken => door.shown == Shown::Token,
            ErrorShown::WithoutUri => door.authorization_uri.is_none(),
        };
        let error = door.error.clone().or_else(|| own_error.then_some(BearerError::InvalidToken));
        let issuers = || format!("{DIRECTORY_ISSUER}@{}", door.tenant.unwrap_or("*"));
        BearerChallenge {
            client_id: Some(EXCHANGE_APP_ID.to_owned()),
            trusted_issuers: self.trusted_issuers.then(issuers),
            token_types: Some(TOKEN_TYPES.to_owned()),
            authorization_uri: door.authorization_uri.map(str::to_owned),
            issuer_kind: door.authorization_uri.and(self.issuer_kind).map(str::to_owned),
            error: error.as_ref().map(|error| error.code().to_owned()),
            claims: match error {
                Some(BearerError::InsufficientClaims(claims)) => Some(claims),
                _ => None,
            },
        }
    }
}

impl BasicForm {
    fn beside(self, bearer: Option<String>, host: &str) -> Vec<String> {
        let empty = || "Basic Realm=\"\"".to_owned();
        let named = || format!("Basic realm={}", super::bearer::quoted(host));
        match (self, bearer) {
            (Self::SameLine, Some(bearer)) => vec![format!("{bearer},{}", empty())],
            (Self::SameLine | Self::LineBehind, None) => vec![empty()],
            (Self::LineBehind, Some(bearer)) => vec![bearer, empty()],
            (Self::HostBefore | Self::HostBehind, None) => vec![named()],
            (Self::HostBefore, Some(bearer)) => vec![named(), bearer],
            (Self::HostBehind, Some(bearer)) => vec![bearer, named()],
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, profile)| profile == self).map(|(name, _)| *name);
        f.write_str(name.unwrap_or_default())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        Self::ALL
            .into_iter()
            .find(|(name, _)| *name == text)
            .map(|(_, profile)| profile)
            .ok_or(UnknownProfile)
    }
}

#[cfg(test)]
mod tests;
