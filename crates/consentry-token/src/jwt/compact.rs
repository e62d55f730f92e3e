//! The compact serialisation of a signed token (RFC 7515 §7.1), read strictly.
//!
//! Three parts in canonical base64url, a header that names one algorithm and one key, and nothing
//! that would point to a key of the sender's choice (A38–A40, A42). Nothing of the payload is
//! believed until the signature holds; which issuer it names only chooses whose keys are asked.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::refusal::TokenFault;

use super::json::Json;

/// The longest token that is looked at.
pub(super) const MAX_TOKEN: usize = 16 * 1024;
/// The longest key id.
pub(super) const MAX_KID: usize = 256;

/// Header members by which a sender could bring a key along, or change how the rest is read.
const REFUSED_MEMBERS: [&str; 8] = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/// A token taken apart; nothing in it is believed yet.
#[derive(Debug)]
pub(super) struct Compact<'a> {
    pub(super) algorithm: String,
    pub(super) kid: String,
    /// Header and payload as they were signed.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> Compact<'a> {
    pub(super) fn read(token: &'a str) -> Result<Self, TokenFault> {
        if token.len() > MAX_TOKEN {
            return Err(TokenFault::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
        if payload.contains('.') {
            return Err(TokenFault::Malformed);
        }
        let signature = decode(signature)?;
        let header = Json::object(&decode(header)?).ok_or(TokenFault::Malformed)?;
        if REFUSED_MEMBERS.iter().any(|name| header.contains_key(*name)) {
            return Err(TokenFault::Malformed);
        }
        let text = |name: &str| header.get(name).and_then(Json::text).ok_or(TokenFault::Malformed);
        let (algorithm, kid) = (text("alg")?, text("kid")?);
        if kid.is_empty() || kid.len() > MAX_KID || !kid.is_ascii() {
            return Err(TokenFault::Malformed);
        }
        if text("typ")? != "JWT" {
            return Err(TokenFault::Kind);
        }
        Ok(Self {
            algorithm: algorithm.to_owned(),
            kid: kid.to_owned(),
            signed,
            signature,
            payload,
        })
    }

    /// The payload's bytes; not to be believed before the signature holds.
    pub(super) fn payload(&self) -> Result<Vec<u8>, TokenFault> {
        decode(self.payload)
    }
}

/// Base64url without padding, blanks or bits behind the end (BI-149, BI-150).
fn decode(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Malformed)
}
