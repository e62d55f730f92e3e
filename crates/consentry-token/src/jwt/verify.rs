//! Checks an access token that this installation issued.
//!
//! The order is: form, key and signature, kind, times, issuer and tenant, audience. The key is
//! looked for among those of the issuer that the token names, and there by its id (A34): another
//! tenant's key is not found. Whether the user and the grant behind it still stand, and whether
//! its scopes open the door, is judged afterwards by policy.

use std::{collections::BTreeMap, time::Duration};

use consentry_model::{
    AppId, PrincipalId, ScopeSet, SessionId, Switch, TenantId, Timestamp, UserId,
    refusal::TokenFault,
};

use super::{
    ClientProof, Issuers, TokenVersion,
    compact::Compact,
    issue::{BACK_DATING, moment_of},
    json::Json,
};
use crate::keys::KeySet;

/// How far the clocks of two nodes may differ (A43).
const TOLERANCE: Duration = Duration::from_mins(1);
/// The last second of the year 9999; nothing of ours lives longer.
const LAST_SECOND: i64 = 253_402_300_799;

/// What a resource expects of a token.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The installation's issuers.
    pub issuers: &'a Issuers,
    /// The registered names of the resource, each in every accepted spelling (A37).
    pub audiences: &'a [String],
    /// The tenant of the address that was asked, where the address names one (BI-136).
    pub tenant: Option<TenantId>,
    /// The present moment.
    pub now: Timestamp,
}

/// Whom a token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A user.
    User(UserId),
    /// An application by itself.
    App(PrincipalId),
}

/// What a token says, after it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedAccess {
    /// The tenant.
    pub tenant: TenantId,
    /// User or application.
    pub bearer: Bearer,
    /// The client that it was issued to.
    pub app: AppId,
    /// The name of the resource that it is for.
    pub audience: String,
    /// `scp`; empty for an application by itself.
    pub scopes: ScopeSet,
    /// `roles`.
    pub roles: ScopeSet,
    /// When it was issued, to the millisecond and without the back-dating.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The browser session behind it.
    pub session: Option<SessionId>,
    /// The id of the request that issued it.
    pub uti: String,
    /// How the client proved who it is.
    pub client: ClientProof,
    /// Whether a password stands behind it; a token that does not say counts as such.
    pub password_based: Switch,
    /// Whether the client can handle claims challenges.
    pub claims_challenges: Switch,
    /// The key that signed it; whoever remembers the token asks whether the key still counts.
    pub kid: String,
}

impl VerifiedAccess {
    /// The user, at doors where only users have something to do.
    pub fn user(&self) -> Result<UserId, TokenFault> {
        match self.bearer {
            Bearer::User(user) => Ok(user),
            Bearer::App(_) => Err(TokenFault::Kind),
        }
    }

    /// Whether it has ended at a moment; a token that was checked before is asked this again.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at.plus(TOLERANCE) < now
    }
}

/// Checks an access token.
pub fn verify(
    token: &str,
    keys: &KeySet,
    expected: &Expected<'_>,
) -> Result<VerifiedAccess, TokenFault> {
    let compact = Compact::read(token)?;
    let payload = compact.payload();
    let claims = payload.as_ref().ok().and_then(|bytes| Json::object(bytes)).map(Claims);
    let named = claims.as_ref().and_then(Claims::named_tenant);
    let held = keys.of_issuer(named, &compact.kid, expected.now).ok_or(TokenFault::Signature)?;
    let right = compact.algorithm == held.key.algorithm()
        && held.key.verifies(compact.signed.as_bytes(), &compact.signature);
    if !right {
        return Err(TokenFault::Signature);
    }
    claims.ok_or(TokenFault::Malformed)?.access(expected, compact.kid)
}

struct Claims(BTreeMap<String, Json>);

impl Claims {
    /// Whose issuer the token claims to be of, before anything of it is believed. Whether issuer
    /// and tenant agree is checked behind the signature.
    fn named_tenant(&self) -> Option<TenantId> {
        self.text("tid").ok()?.parse().ok()
    }

    fn access(&self, expected: &Expected<'_>, kid: String) -> Result<VerifiedAccess, TokenFault> {
        let version = match self.text("ver")? {
            "1.0" => TokenVersion::V1,
            "2.0" => TokenVersion::V2,
            _ => return Err(TokenFault::Malformed),
        };
        let (app, bearer) = self.kind(version)?;
        let (issued_at, expires_at) = self.times(expected.now)?;
        let tenant = self.tenant(version, expected)?;
        let audience = match self.0.get("aud") {
            Some(Json::Text(audience)) if expected.audiences.contains(audience) => audience.clone(),
            _ => return Err(TokenFault::Audience),
        };
        Ok(VerifiedAccess {
            tenant,
            bearer,
            app,
            audience,
            scopes: match self.0.get("scp") {
                Some(scopes) => parsed(scopes)?,
                None => ScopeSet::new(),
            },
            roles: self.roles()?,
            issued_at,
            expires_at,
            session: self.0.get("sid").map(parsed).transpose()?,
            uti: self.text("uti")?.to_owned(),
            client: self.client(version),
            password_based: self.lists("amr", "pwd").unwrap_or(true).into(),
            claims_challenges: self.lists("xms_cc", "cp1").unwrap_or(false).into(),
            kid,
        })
    }

    /// A token that does not say counts as a public client's.
    fn client(&self, version: TokenVersion) -> ClientProof {
        let proof = match version {
            TokenVersion::V1 => "appidacr",
            TokenVersion::V2 => "azpacr",
        };
        let told = self.0.get(proof).and_then(Json::text).and_then(ClientProof::of_claim);
        told.unwrap_or(ClientProof::Public)
    }

    /// Whether a claim that lists texts has this one; nothing if there is no such claim.
    fn lists(&self, claim: &str, text: &str) -> Option<bool> {
        let list = self.0.get(claim)?.list()?;
        Some(list.iter().any(|value| value.text() == Some(text)))
    }

    /// Access token or not, and whose. An id token names no client; a user's token has `scp`, an
    /// application's says so and has none (BI-141).
    fn kind(&self, version: TokenVersion) -> Result<(AppId, Bearer), TokenFault> {
        let client = match version {
            TokenVersion::V1 => "appid",
            TokenVersion::V2 => "azp",
        };
        let app = parsed(self.0.get(client).ok_or(TokenFault::Kind)?)?;
        let oid = self.0.get("oid").ok_or(TokenFault::Kind)?;
        let by_itself = match self.0.get("idtyp") {
            None => false,
            Some(Json::Text(kind)) if kind == "user" => false,
            Some(Json::Text(kind)) if kind == "app" => true,
            Some(_) => return Err(TokenFault::Kind),
        };
        match (by_itself, self.0.contains_key("scp")) {
            (false, true) => Ok((app, Bearer::User(parsed(oid)?))),
            (true, false) => Ok((app, Bearer::App(parsed(oid)?))),
            (true, true) | (false, false) => Err(TokenFault::Kind),
        }
    }

    /// Issue without the back-dating, and end.
    fn times(&self, now: Timestamp) -> Result<(Timestamp, Timestamp), TokenFault> {
        let time = |name: &str| {
            self.0
                .get(name)
                .and_then(Json::integer)
                .filter(|seconds| (0..=LAST_SECOND).contains(seconds))
                .map(Timestamp::from_seconds)
                .ok_or(TokenFault::Lifetime)
        };
        let (iat, nbf, exp) = (time("iat")?, time("nbf")?, time("exp")?);
        let latest = now.plus(TOLERANCE);
        if nbf > latest || iat > latest || exp.plus(TOLERANCE) < now || exp <= iat {
            return Err(TokenFault::Lifetime);
        }
        let issued_at = iat.plus(BACK_DATING);
        let exactly = self.0.get("aio").and_then(Json::text).and_then(moment_of);
        // Within the second that the standard claim names, or not at all.
        Ok((exactly.filter(|at| at.seconds() == issued_at.seconds()).unwrap_or(issued_at), exp))
    }

    /// `tid` and `iss` must name the same tenant, and it must be the one that was asked (A33).
    fn tenant(
        &self,
        version: TokenVersion,
        expected: &Expected<'_>,
    ) -> Result<TenantId, TokenFault> {
        let tenant: TenantId = self.text("tid")?.parse().map_err(|_| TokenFault::Malformed)?;
        let agrees = self.text("iss")? == expected.issuers.of(version, tenant);
        if agrees && expected.tenant.is_none_or(|asked| asked == tenant) {
            Ok(tenant)
        } else {
            Err(TokenFault::Issuer)
        }
    }

    fn roles(&self) -> Result<ScopeSet, TokenFault> {
        match self.0.get("roles") {
            None => Ok(ScopeSet::new()),
            Some(roles) => roles.list().ok_or(TokenFault::Malformed)?.iter().map(parsed).collect(),
        }
    }

    fn text(&self, name: &str) -> Result<&str, TokenFault> {
        self.0.get(name).and_then(Json::text).ok_or(TokenFault::Malformed)
    }
}

fn parsed<T: std::str::FromStr>(value: &Json) -> Result<T, TokenFault> {
    value.text().and_then(|text| text.parse().ok()).ok_or(TokenFault::Malformed)
}
