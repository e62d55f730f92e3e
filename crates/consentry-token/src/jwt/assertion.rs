//! A client's assertion of who it is (RFC 7523 §3, `private_key_jwt`), read strictly.
//!
//! The header names the certificate; only registered ones are looked at. What would point to a key
//! of the sender's choice (`jku`, `x5u`, `jwk`, `x5c`) is ignored: nothing is fetched and nothing
//! that came along is believed (A46). Whether its `jti` was used before is the store's answer.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{AppId, Timestamp};

use super::json::Json;
use crate::{
    certificate::{AssertionAlgorithm, Certificate},
    opaque::TokenHash,
};

/// The longest assertion that is looked at.
pub const LONGEST_ASSERTION: usize = 16 * 1024;
/// How far in the future an assertion may end (A26).
pub const ASSERTION_LIFE: Duration = Duration::from_mins(10);
/// How far the client's clock may differ (A43).
pub const ASSERTION_TOLERANCE: Duration = Duration::from_mins(1);
/// The longest `jti`, in bytes.
pub const LONGEST_JTI: usize = 256;

/// Header members that would change how the rest is read.
const REFUSED_MEMBERS: [&str; 4] = ["crit", "b64", "zip", "enc"];
/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// What is wrong with an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionFault {
    /// No signed token in compact form, or one with members that it may not have.
    Malformed,
    /// The algorithm is none of those served, or does not fit the certificate's key.
    Algorithm,
    /// The certificate that it names is not registered for this application.
    UnknownCertificate,
    /// Its header names two different certificates.
    SeveralCertificates,
    /// The certificate is not valid yet, or not any more.
    CertificateLifetime,
    /// The signature does not hold.
    Signature,
    /// `iss` or `sub` is not the client.
    Subject,
    /// `aud` is not this server for this tenant.
    Audience,
    /// Not within its time, or with more time than it may have.
    Lifetime,
    /// No `jti`, or one that is too long.
    Id,
}

/// An assertion taken apart; nothing in it is believed yet.
#[derive(Debug)]
pub struct Assertion<'a> {
    header: BTreeMap<String, Json>,
    claims: BTreeMap<String, Json>,
    signed: &'a str,
    signature: Vec<u8>,
}

/// What an assertion proves once, until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvedOnce {
    /// Client and `jti`, hashed.
    pub id: TokenHash,
    /// From when on nobody needs to remember it.
    pub ends_at: Timestamp,
}

impl<'a> Assertion<'a> {
    /// Takes an assertion apart.
    pub fn read(token: &'a str) -> Result<Self, AssertionFault> {
        let malformed = AssertionFault::Malformed;
        if token.len() > LONGEST_ASSERTION {
            return Err(malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(malformed)?;
        let part = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed);
        let header = Json::object(&part(header)?).ok_or(malformed)?;
        let claims = Json::object(&part(payload)?).ok_or(malformed)?;
        if REFUSED_MEMBERS.iter().any(|name| header.contains_key(*name)) {
            return Err(malformed);
        }
        match header.get("typ").map(Json::text) {
            None => {}
            Some(Some(kind)) if kind.eq_ignore_ascii_case("JWT") => {}
            Some(Some("client-authentication+jwt")) => {}
            Some(_) => return Err(malformed),
        }
        Ok(Self { header, claims, signed, signature: part(signature)? })
    }

    /// The client that it names, before anything is proved: for requests without `client_id`.
    pub fn client(&self) -> Option<AppId> {
        self.text("sub")?.parse().ok()
    }

    /// Which of these certificates it is signed by. The key id is one of ours, or a thumbprint.
    pub fn signer<'c, K: Copy + ToString>(
        &self,
        certificates: &'c [(K, Certificate)],
        now: Timestamp,
    ) -> Result<(K, &'c Certificate), AssertionFault> {
        let algorithm = self.header.get("alg").and_then(Json::text);
        let algorithm =
            algorithm.and_then(AssertionAlgorithm::named).ok_or(AssertionFault::Algorithm)?;
        let (id, certificate) = self.named(certificates)?;
        if !certificate.counts_at(now) {
            return Err(AssertionFault::CertificateLifetime);
        }
        if !certificate.verifies(algorithm, self.signed.as_bytes(), &self.signature) {
            return Err(AssertionFault::Signature);
        }
        Ok((id, certificate))
    }

    fn named<'c, K: Copy + ToString>(
        &self,
        certificates: &'c [(K, Certificate)],
    ) -> Result<(K, &'c Certificate), AssertionFault> {
        let mut found: Option<(K, &Certificate)> = None;
        for name in ["x5t#S256", "x5t", "kid"] {
            let Some(value) = self.header.get(name) else { continue };
            let value = value.text().ok_or(AssertionFault::Malformed)?.trim_end_matches('=');
            let named = certificates.iter().find(|(id, known)| match name {
                "x5t#S256" => known.x5t_s256() == value,
                "x5t" => known.x5t() == value,
                _ => is_key_id(value, &id.to_string(), known),
            });
            let (id, named) = named.ok_or(AssertionFault::UnknownCertificate)?;
            if found.is_some_and(|(_, other)| other != named) {
                return Err(AssertionFault::SeveralCertificates);
            }
            found = Some((*id, named));
        }
        found.ok_or(AssertionFault::UnknownCertificate)
    }

    /// Whether its claims hold for this client; call it once the signature does. `ours` says
    /// whether an audience is this server for this tenant.
    pub fn check(
        &self,
        client: AppId,
        ours: impl Fn(&str) -> bool,
        now: Timestamp,
    ) -> Result<ProvedOnce, AssertionFault> {
        let is_client = |name: &str| self.text(name).and_then(|text| text.parse().ok());
        if is_client("iss") != Some(client) || is_client("sub") != Some(client) {
            return Err(AssertionFault::Subject);
        }
        if !self.audiences()?.into_iter().all(ours) {
            return Err(AssertionFault::Audience);
        }
        let ends_at = self.lifetime(now)?;
        let jti = self.text("jti").filter(|jti| !jti.is_empty() && jti.len() <= LONGEST_JTI);
        let jti = jti.ok_or(AssertionFault::Id)?;
        let id = TokenHash::of(&format!("{client} {jti}"));
        Ok(ProvedOnce { id, ends_at: ends_at.plus(ASSERTION_TOLERANCE) })
    }

    /// One audience, or a list in which none is somebody else's.
    fn audiences(&self) -> Result<Vec<&str>, AssertionFault> {
        let found: Option<Vec<&str>> = match self.claims.get("aud") {
            Some(Json::Text(one)) => Some(vec![one.as_str()]),
            Some(Json::List(several)) => several.iter().map(Json::text).collect(),
            _ => None,
        };
        found.filter(|found| !found.is_empty()).ok_or(AssertionFault::Audience)
    }

    fn lifetime(&self, now: Timestamp) -> Result<Timestamp, AssertionFault> {
        let time = |name: &str| match self.claims.get(name) {
            None => Ok(None),
            Some(value) => value
                .integer()
                .filter(|seconds| (0..=LAST_SECOND).contains(seconds))
                .map(|seconds| Some(Timestamp::from_seconds(seconds)))
                .ok_or(AssertionFault::Lifetime),
        };
        let ends_at = time("exp")?.ok_or(AssertionFault::Lifetime)?;
        let latest = now.plus(ASSERTION_TOLERANCE);
        let begun = |at: Option<Timestamp>| at.is_none_or(|at| at <= latest);
        if ends_at.plus(ASSERTION_TOLERANCE) <= now
            || ends_at > latest.plus(ASSERTION_LIFE)
            || !begun(time("nbf")?)
            || !begun(time("iat")?)
        {
            return Err(AssertionFault::Lifetime);
        }
        Ok(ends_at)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Json::text)
    }
}

/// A key id of ours, or either thumbprint as base64url or hexadecimal.
fn is_key_id(value: &str, id: &str, known: &Certificate) -> bool {
    value.eq_ignore_ascii_case(id)
        || value == known.x5t()
        || value == known.x5t_s256()
        || value.eq_ignore_ascii_case(&known.thumbprint())
        || value.eq_ignore_ascii_case(&known.thumbprint_s256())
}
