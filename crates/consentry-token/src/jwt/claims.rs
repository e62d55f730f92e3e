//! The claims of each kind of token, in the order in which they are written (`identity.md` §2.2).
//!
//! Only [`Issue`](super::Issue) makes them, so no caller can forget one. Empty claims are left
//! out; times are integers.

use serde::Serialize;

use super::TokenVersion;

/// The claims of an access token: the resource's version, for a user or for an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum AccessClaims<'a> {
    /// A user at a version 1 resource.
    V1(Box<AccessClaimsV1<'a>>),
    /// A user at a version 2 resource.
    V2(Box<AccessClaimsV2<'a>>),
    /// An application by itself at a version 1 resource.
    AppV1(Box<AppClaimsV1>),
    /// An application by itself at a version 2 resource.
    AppV2(Box<AppClaimsV2>),
}

impl AccessClaims<'_> {
    /// The version, which decides the header too.
    pub const fn version(&self) -> TokenVersion {
        match self {
            Self::V1(_) | Self::AppV1(_) => TokenVersion::V1,
            Self::V2(_) | Self::AppV2(_) => TokenVersion::V2,
        }
    }
}

/// The claims of an id token; the endpoint decides the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum IdClaims<'a> {
    /// From a version 1 endpoint.
    V1(Box<IdClaimsV1<'a>>),
    /// From a version 2 endpoint.
    V2(Box<IdClaimsV2<'a>>),
}

impl IdClaims<'_> {
    /// The version, which decides the header too.
    pub const fn version(&self) -> TokenVersion {
        match self {
            Self::V1(_) => TokenVersion::V1,
            Self::V2(_) => TokenVersion::V2,
        }
    }
}

/// What every token begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Envelope {
    pub(super) aud: String,
    pub(super) iss: String,
    pub(super) iat: i64,
    pub(super) nbf: i64,
    pub(super) exp: i64,
}

/// What version 2 tokens carry only where a registration asks for it; version 1 tokens have it
/// anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct MoreClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipaddr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upn: Option<&'a str>,
}

/// A user's access token, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessClaimsV1<'a> {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    pub(super) acr: &'static str,
    pub(super) aio: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) amr: Vec<&'static str>,
    pub(super) appid: String,
    pub(super) appidacr: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipaddr: Option<String>,
    pub(super) name: &'a str,
    pub(super) oid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) platf: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) puid: &'a str,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<&'a str>,
    pub(super) scp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) unique_name: &'a str,
    pub(super) upn: &'a str,
    pub(super) uti: String,
    pub(super) ver: &'static str,
    pub(super) wids: Vec<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) xms_cc: &'static [&'static str],
}

/// A user's access token, version 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessClaimsV2<'a> {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    pub(super) aio: String,
    pub(super) azp: String,
    pub(super) azpacr: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(flatten)]
    pub(super) more: MoreClaims<'a>,
    pub(super) name: &'a str,
    pub(super) oid: String,
    pub(super) preferred_username: &'a str,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<&'a str>,
    pub(super) scp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) uti: String,
    pub(super) ver: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) xms_cc: &'static [&'static str],
}

/// An application's access token, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppClaimsV1 {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    pub(super) aio: String,
    pub(super) appid: String,
    pub(super) appidacr: &'static str,
    pub(super) idtyp: &'static str,
    pub(super) oid: String,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<String>,
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) uti: String,
    pub(super) ver: &'static str,
}

/// An application's access token, version 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppClaimsV2 {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    pub(super) aio: String,
    pub(super) azp: String,
    pub(super) azpacr: &'static str,
    pub(super) idtyp: &'static str,
    pub(super) oid: String,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<String>,
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) uti: String,
    pub(super) ver: &'static str,
}

/// An id token, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdClaimsV1<'a> {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) amr: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) c_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipaddr: Option<String>,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<&'a str>,
    pub(super) oid: String,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) signin_state: &'static [&'static str],
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) unique_name: &'a str,
    pub(super) upn: &'a str,
    pub(super) uti: String,
    pub(super) ver: &'static str,
}

/// An id token, version 2. `profile` and `email` open the claims that name the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdClaimsV2<'a> {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acr: Option<&'static str>,
    pub(super) aio: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) c_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
    #[serde(flatten)]
    pub(super) more: MoreClaims<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) oid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preferred_username: Option<&'a str>,
    pub(super) rh: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) signin_state: &'static [&'static str],
    pub(super) sub: String,
    pub(super) tid: String,
    pub(super) uti: String,
    pub(super) ver: &'static str,
}
