//! Who and what a token is about: the user who signed in, the client, the resource.
//!
//! Plain values that the service fills in, with the claim that each choice becomes
//! (`identity.md` §2.2).

use std::{collections::BTreeSet, net::IpAddr};

use consentry_model::{AppId, OptionalClaim, ScopeSet, SessionId, Switch, Timestamp, User};

use super::TokenVersion;

/// How somebody proved who he is (`amr`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amr {
    /// A password.
    Password,
    /// A one-time code.
    OneTimeCode,
    /// Two factors.
    TwoFactors,
    /// An identity provider elsewhere.
    Federated,
}

impl Amr {
    /// The value of the claim.
    pub const fn claim(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::OneTimeCode => "otp",
            Self::TwoFactors => "mfa",
            Self::Federated => "fed",
        }
    }
}

/// The device's system, as far as the sign-in showed it (`platf`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DevicePlatform {
    /// Android.
    Android,
    /// An iPhone or iPad.
    Ios,
    /// Windows.
    Windows,
    /// A Mac.
    MacOs,
    /// Linux.
    Linux,
}

impl DevicePlatform {
    pub(super) const fn claim(self) -> &'static str {
        match self {
            Self::Android => "1",
            Self::Ios => "2",
            Self::Windows => "3",
            Self::MacOs => "5",
            Self::Linux => "8",
        }
    }
}

/// Who signed in, and how.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn<'a> {
    /// The user.
    pub user: &'a User,
    /// The browser session, if there is one.
    pub session: Option<SessionId>,
    /// When he proved who he is, for clients that asked.
    pub authenticated_at: Option<Timestamp>,
    /// How he proved it.
    pub amr: &'a [Amr],
    /// From where.
    pub ip: Option<IpAddr>,
    /// On what.
    pub platform: Option<DevicePlatform>,
}

/// How a client proved who it is (`appidacr`, `azpacr`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientProof {
    /// Not at all: a public client.
    Public,
    /// By a secret.
    Secret,
    /// By a certificate.
    Certificate,
}

impl ClientProof {
    pub(super) const fn claim(self) -> &'static str {
        match self {
            Self::Public => "0",
            Self::Secret => "1",
            Self::Certificate => "2",
        }
    }

    pub(super) fn of_claim(claim: &str) -> Option<Self> {
        let all = [Self::Public, Self::Secret, Self::Certificate];
        all.into_iter().find(|proof| proof.claim() == claim)
    }
}

/// The application that gets the token.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Its id.
    pub id: AppId,
    /// Its proof.
    pub proof: ClientProof,
    /// Whether it can handle claims challenges (`xms_cc: cp1`).
    pub claims_challenges: Switch,
}

/// The resource that the token is for.
#[derive(Debug, Clone, Copy)]
pub struct Resource<'a> {
    /// Its id.
    pub id: AppId,
    /// The version of its tokens.
    pub version: TokenVersion,
    /// Its name as the client asked for it; version 1 tokens repeat it as `aud`.
    pub audience: &'a str,
    /// What the token may do there for the user (`scp`).
    pub scopes: &'a ScopeSet,
    /// Application roles there (`roles`).
    pub roles: &'a ScopeSet,
    /// Claims that it asks for beyond the usual ones.
    pub claims: &'a BTreeSet<OptionalClaim>,
}

/// What an id token is asked for.
#[derive(Debug, Clone, Copy)]
pub struct IdAsk<'a> {
    /// The version of the endpoint.
    pub version: TokenVersion,
    /// The nonce of the request.
    pub nonce: Option<&'a str>,
    /// The OpenID Connect scopes that were granted.
    pub openid: &'a ScopeSet,
    /// The code that travels beside it, which `c_hash` binds to it.
    pub code: Option<&'a str>,
    /// Whether the request asked for `acr`.
    pub acr: Switch,
    /// Whether the person chose to stay signed in (`signin_state: kmsi`).
    pub kept: Switch,
    /// The user's application roles at the client.
    pub roles: &'a ScopeSet,
    /// Claims that the client asks for beyond the usual ones.
    pub claims: &'a BTreeSet<OptionalClaim>,
}
