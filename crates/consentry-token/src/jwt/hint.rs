//! An id token of ours that comes back as `id_token_hint`: who signed in, where, in which session.
//!
//! It proves nothing about the present, so it may have expired; but only this installation can
//! have made it.

use consentry_model::{AppId, SessionId, TenantId, Timestamp, refusal::TokenFault};

use super::{Issuers, TokenVersion, compact::Compact, json::Json};
use crate::keys::KeySet;

/// What a hint says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdHint {
    /// The tenant.
    pub tenant: TenantId,
    /// The client that it was made for.
    pub app: AppId,
    /// The browser session.
    pub session: Option<SessionId>,
}

/// Reads a hint.
pub fn read_hint(
    token: &str,
    keys: &KeySet,
    issuers: &Issuers,
    now: Timestamp,
) -> Result<IdHint, TokenFault> {
    let compact = Compact::read(token)?;
    let payload = compact.payload()?;
    let claims = Json::object(&payload).ok_or(TokenFault::Malformed)?;
    // Whose issuer it claims to be of decides where its key is looked for; believed afterwards.
    let named = claims.get("tid").and_then(Json::text).and_then(|tid| tid.parse().ok());
    let held = keys.of_issuer(named, &compact.kid, now).ok_or(TokenFault::Signature)?;
    let right = compact.algorithm == held.key.algorithm()
        && held.key.verifies(compact.signed.as_bytes(), &compact.signature);
    if !right {
        return Err(TokenFault::Signature);
    }
    let text = |name: &str| claims.get(name).and_then(Json::text).ok_or(TokenFault::Malformed);
    let version = match text("ver")? {
        "1.0" => TokenVersion::V1,
        "2.0" => TokenVersion::V2,
        _ => return Err(TokenFault::Malformed),
    };
    if claims.contains_key("scp") || claims.contains_key("roles") {
        return Err(TokenFault::Kind);
    }
    let tenant: TenantId = text("tid")?.parse().map_err(|_| TokenFault::Malformed)?;
    if text("iss")? != issuers.of(version, tenant) {
        return Err(TokenFault::Issuer);
    }
    let app = text("aud")?.parse().map_err(|_| TokenFault::Audience)?;
    let session = text("sid").ok().and_then(|sid| sid.parse().ok());
    Ok(IdHint { tenant, app, session })
}
