//! JSON web tokens of the authority: making them and checking them.
//!
//! Versions and claims follow `identity.md` §2; signing is RS256 by a [`SigningKey`] with its
//! header prepared once, checking is an own strict reader (RFC 7515, RFC 7519, RFC 8725). Which
//! scopes a token gets, and which door it opens, is decided elsewhere.

mod assertion;
mod claims;
mod compact;
mod issue;
mod issuers;
mod json;
mod parties;
mod subject;
mod verify;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::Secret;
use serde::Serialize;

use crate::keys::SigningKey;

pub use assertion::{
    ASSERTION_LIFE, ASSERTION_TOLERANCE, Assertion, AssertionFault, LONGEST_ASSERTION, LONGEST_JTI,
    ProvedOnce,
};
pub use claims::{
    AccessClaims, AccessClaimsV1, AccessClaimsV2, AppClaimsV1, AppClaimsV2, IdClaims, IdClaimsV1,
    IdClaimsV2,
};
pub use issue::{Issue, access_lifetime};
pub use issuers::{InvalidIssuer, Issuers};
pub use parties::{Amr, Client, ClientProof, DevicePlatform, IdAsk, Resource, SignedIn};
pub use subject::PairwiseKey;
pub use verify::{Bearer, Expected, VerifiedAccess, verify};

/// The version of a token. The resource decides it for access tokens, the endpoint for id tokens
/// (ruling 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenVersion {
    /// `ver` 1.0.
    V1,
    /// `ver` 2.0.
    V2,
}

impl TokenVersion {
    /// From a registration's `requestedAccessTokenVersion`: everything but 2 is 1.
    pub const fn of_resource(token_version: u8) -> Self {
        match token_version {
            2 => Self::V2,
            _ => Self::V1,
        }
    }

    /// The `ver` claim.
    pub const fn claim(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}

/// Why no token came of it.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The claims have no JSON form.
    #[error("the claims cannot be written")]
    Claims(#[source] serde_json::Error),
    /// The cryptographic library refused.
    #[error("the token could not be signed")]
    Signature,
}

/// Signs claims under the header of a version. Costs little more than the bare signature.
pub fn sign(
    key: &SigningKey,
    version: TokenVersion,
    claims: &impl Serialize,
) -> Result<Secret<String>, SignError> {
    let mut payload = Vec::with_capacity(1024);
    serde_json::to_writer(&mut payload, claims).map_err(SignError::Claims)?;
    let mut token = String::with_capacity(2048);
    token.push_str(key.header(version));
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(&payload, &mut token);
    let signature = key.signature(token.as_bytes()).ok_or(SignError::Signature)?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(Secret::new(token))
}
