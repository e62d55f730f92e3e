//! From who signed in, with what, for which resource, to the claims of a token.
//!
//! One [`Issue`] is one answer of the token endpoint: its access token and its id token share
//! times, trace id and issuer. `iat` and `nbf` lie five minutes back, so that clients with slow
//! clocks accept the token at once (ruling 8).

use std::{collections::BTreeSet, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use consentry_model::{
    AppId, Difference, Fidelity, IdSource, OptionalClaim, PrincipalId, ScopeSet, ScopeValue,
    TenantId, Timestamp, TraceId, User, role,
};

use super::{
    AccessClaims, AccessClaimsV1, AccessClaimsV2, AppClaimsV1, AppClaimsV2, Client, DevicePlatform,
    IdAsk, IdClaims, IdClaimsV1, IdClaimsV2, Issuers, PairwiseKey, Resource, SignedIn,
    TokenVersion,
    claims::{Envelope, MoreClaims},
};

/// How far `iat` and `nbf` lie back.
pub(super) const BACK_DATING: Duration = Duration::from_mins(5);

/// How an `aio` of ours begins.
const AIO_MARK: [u8; 2] = [0x01, 0x24];

const HOUR: Duration = Duration::from_hours(1);

/// How long an access token lives from now on: an hour, or in a faithful tenant the original's
/// 60 to 90 minutes (ruling 8).
pub fn access_lifetime(fidelity: Fidelity, ids: &dyn IdSource) -> Duration {
    if !Difference::TokenLife.as_original(fidelity) {
        return HOUR;
    }
    let mut bytes = [0_u8; 4];
    ids.fill(&mut bytes);
    HOUR.saturating_add(Duration::from_secs((u32::from_le_bytes(bytes) % 1801).into()))
}

/// One answer of the authority: where, when and under which ids its tokens are made.
#[derive(Debug, Clone, Copy)]
pub struct Issue<'a> {
    /// The installation's issuers.
    pub issuers: &'a Issuers,
    /// The key of pairwise subjects.
    pub pairwise: &'a PairwiseKey,
    /// The tenant.
    pub tenant: TenantId,
    /// The request's id; `uti` is another form of it.
    pub trace: TraceId,
    /// The present moment.
    pub now: Timestamp,
    /// How long the token lives from now on.
    pub lifetime: Duration,
}

impl Issue<'_> {
    /// What is left of the token's life: `expires_in`, in seconds.
    pub fn expires_in(&self) -> i64 {
        self.expires_at().saturating_sub(self.now.seconds())
    }

    /// `exp`: seconds since the epoch (`expires_on` of version 1 answers).
    pub fn expires_at(&self) -> i64 {
        self.now.plus(self.lifetime).seconds()
    }

    /// `iat` and `nbf`: seconds since the epoch (`not_before` of version 1 answers).
    pub fn not_before(&self) -> i64 {
        self.now.minus(BACK_DATING).seconds()
    }

    /// The claims of a user's access token.
    pub fn user_access<'u>(
        &self,
        who: &SignedIn<'u>,
        client: &Client,
        resource: &Resource<'u>,
        ids: &dyn IdSource,
    ) -> AccessClaims<'u> {
        let user = who.user;
        let sub = self.pairwise.subject(self.tenant, user.id, resource.id);
        let email = asked_mail(who, resource.claims);
        match resource.version {
            TokenVersion::V1 => AccessClaims::V1(Box::new(AccessClaimsV1 {
                envelope: self.envelope(resource.audience.to_owned(), TokenVersion::V1),
                acr: "1",
                aio: self.aio(ids),
                amr: who.amr.iter().map(|amr| amr.claim()).collect(),
                appid: client.id.to_string(),
                appidacr: client.proof.claim(),
                email,
                family_name: user.family_name.as_deref(),
                given_name: user.given_name.as_deref(),
                ipaddr: who.ip.map(|ip| ip.to_string()),
                name: user.display_name.as_str(),
                oid: user.id.to_string(),
                platf: who.platform.map(DevicePlatform::claim),
                puid: &user.puid,
                rh: rh(ids),
                roles: texts(resource.roles),
                scp: resource.scopes.to_string(),
                sid: who.session.map(|session| session.to_string()),
                sub,
                tid: self.tenant.to_string(),
                unique_name: user.upn.as_str(),
                upn: user.upn.as_str(),
                uti: uti(self.trace),
                ver: TokenVersion::V1.claim(),
                wids: wids(user),
                xms_cc: capabilities(client),
            })),
            TokenVersion::V2 => AccessClaims::V2(Box::new(AccessClaimsV2 {
                envelope: self.envelope(resource.id.to_string(), TokenVersion::V2),
                aio: self.aio(ids),
                azp: client.id.to_string(),
                azpacr: client.proof.claim(),
                email,
                more: more(who, resource.claims),
                name: user.display_name.as_str(),
                oid: user.id.to_string(),
                preferred_username: user.upn.as_str(),
                rh: rh(ids),
                roles: texts(resource.roles),
                scp: resource.scopes.to_string(),
                sid: who.session.map(|session| session.to_string()),
                sub,
                tid: self.tenant.to_string(),
                uti: uti(self.trace),
                ver: TokenVersion::V2.claim(),
                xms_cc: capabilities(client),
            })),
        }
    }

    /// The claims of the access token of an application by itself. Its subject is its service
    /// principal; it carries no `scp`.
    pub fn app_access(
        &self,
        principal: PrincipalId,
        client: &Client,
        resource: &Resource<'_>,
        ids: &dyn IdSource,
    ) -> AccessClaims<'static> {
        let roles = resource.roles.iter().map(|role| role.as_str().to_owned()).collect();
        match resource.version {
            TokenVersion::V1 => AccessClaims::AppV1(Box::new(AppClaimsV1 {
                envelope: self.envelope(resource.audience.to_owned(), TokenVersion::V1),
                aio: self.aio(ids),
                appid: client.id.to_string(),
                appidacr: client.proof.claim(),
                idtyp: "app",
                oid: principal.to_string(),
                rh: rh(ids),
                roles,
                sub: principal.to_string(),
                tid: self.tenant.to_string(),
                uti: uti(self.trace),
                ver: TokenVersion::V1.claim(),
            })),
            TokenVersion::V2 => AccessClaims::AppV2(Box::new(AppClaimsV2 {
                envelope: self.envelope(resource.id.to_string(), TokenVersion::V2),
                aio: self.aio(ids),
                azp: client.id.to_string(),
                azpacr: client.proof.claim(),
                idtyp: "app",
                oid: principal.to_string(),
                rh: rh(ids),
                roles,
                sub: principal.to_string(),
                tid: self.tenant.to_string(),
                uti: uti(self.trace),
                ver: TokenVersion::V2.claim(),
            })),
        }
    }

    /// The claims of an id token.
    pub fn id_token<'u>(
        &self,
        who: &SignedIn<'u>,
        client: AppId,
        ask: &IdAsk<'u>,
        ids: &dyn IdSource,
    ) -> IdClaims<'u> {
        let user = who.user;
        let sub = self.pairwise.subject(self.tenant, user.id, client);
        let envelope = self.envelope(client.to_string(), ask.version);
        let auth_time = who.authenticated_at.map(Timestamp::seconds);
        let sid = who.session.map(|session| session.to_string());
        let acr = ask.acr.is_on().then_some("1");
        let c_hash = ask.code.map(half_hash);
        let signin_state: &[&str] = if ask.kept.is_on() { &["kmsi"] } else { &[] };
        match ask.version {
            TokenVersion::V1 => IdClaims::V1(Box::new(IdClaimsV1 {
                envelope,
                acr,
                amr: who.amr.iter().map(|amr| amr.claim()).collect(),
                auth_time,
                c_hash,
                email: asked_mail(who, ask.claims),
                family_name: user.family_name.as_deref(),
                given_name: user.given_name.as_deref(),
                ipaddr: who.ip.map(|ip| ip.to_string()),
                name: user.display_name.as_str(),
                nonce: ask.nonce,
                oid: user.id.to_string(),
                rh: rh(ids),
                roles: texts(ask.roles),
                sid,
                signin_state,
                sub,
                tid: self.tenant.to_string(),
                unique_name: user.upn.as_str(),
                upn: user.upn.as_str(),
                uti: uti(self.trace),
                ver: TokenVersion::V1.claim(),
            })),
            TokenVersion::V2 => {
                let profile = ask.openid.contains("profile");
                let mail = ask.openid.contains("email");
                IdClaims::V2(Box::new(IdClaimsV2 {
                    envelope,
                    acr,
                    aio: self.aio(ids),
                    auth_time,
                    c_hash,
                    email: mail.then(|| user.upn.as_str()).or_else(|| asked_mail(who, ask.claims)),
                    more: more(who, ask.claims),
                    name: profile.then(|| user.display_name.as_str()),
                    nonce: ask.nonce,
                    oid: profile.then(|| user.id.to_string()),
                    preferred_username: profile.then(|| user.upn.as_str()),
                    rh: rh(ids),
                    roles: texts(ask.roles),
                    sid,
                    signin_state,
                    sub,
                    tid: self.tenant.to_string(),
                    uti: uti(self.trace),
                    ver: TokenVersion::V2.claim(),
                }))
            }
        }
    }

    /// Opaque to clients. Ours to read back: a mark that makes it look as clients know it
    /// (`ASQ…`), then the moment of issue in milliseconds, because `iat` has seconds only and a
    /// revocation must neither miss nor hit a token of the same second.
    fn aio(&self, ids: &dyn IdSource) -> String {
        let mut bytes = [0_u8; 44];
        ids.fill(&mut bytes);
        let (mark, rest) = bytes.split_at_mut(AIO_MARK.len());
        mark.copy_from_slice(&AIO_MARK);
        for (byte, of_moment) in rest.iter_mut().zip(self.now.millis().to_be_bytes()) {
            *byte = of_moment;
        }
        STANDARD.encode(bytes)
    }

    fn envelope(&self, aud: String, version: TokenVersion) -> Envelope {
        Envelope {
            aud,
            iss: self.issuers.of(version, self.tenant),
            iat: self.not_before(),
            nbf: self.not_before(),
            exp: self.expires_at(),
        }
    }
}

/// The moment of issue, if `aio` is one of ours.
pub(super) fn moment_of(aio: &str) -> Option<Timestamp> {
    let bytes = STANDARD.decode(aio).ok()?;
    let millis = bytes.strip_prefix(&AIO_MARK)?.first_chunk::<8>()?;
    Some(Timestamp::from_millis(i64::from_be_bytes(*millis)))
}

/// The left half of the SHA-256 of what travels beside an id token (OpenID Connect Core §3.3.2.11).
fn half_hash(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    let (half, _) = hash.as_ref().split_at(16);
    URL_SAFE_NO_PAD.encode(half)
}

/// What a client said that it can handle.
const fn capabilities(client: &Client) -> &'static [&'static str] {
    if client.claims_challenges.is_on() { &["cp1"] } else { &[] }
}

/// The request's id in the byte order of the original (`identity.md` §0, fact 15).
fn uti(trace: TraceId) -> String {
    URL_SAFE_NO_PAD.encode(trace.as_uuid().to_bytes_le())
}

/// The revalidation handle: opaque.
fn rh(ids: &dyn IdSource) -> String {
    let mut bytes = [0_u8; 40];
    ids.fill(&mut bytes);
    format!("1.A{}.", URL_SAFE_NO_PAD.encode(bytes))
}

/// The mail address, where a registration asks for it: the sign-in name.
fn asked_mail<'u>(who: &SignedIn<'u>, claims: &BTreeSet<OptionalClaim>) -> Option<&'u str> {
    claims.contains(&OptionalClaim::Email).then(|| who.user.upn.as_str())
}

/// What else a registration asks for.
fn more<'u>(who: &SignedIn<'u>, claims: &BTreeSet<OptionalClaim>) -> MoreClaims<'u> {
    let user = who.user;
    let asked = |claim| claims.contains(&claim);
    MoreClaims {
        family_name: user.family_name.as_deref().filter(|_| asked(OptionalClaim::FamilyName)),
        given_name: user.given_name.as_deref().filter(|_| asked(OptionalClaim::GivenName)),
        ipaddr: who.ip.filter(|_| asked(OptionalClaim::Ipaddr)).map(|ip| ip.to_string()),
        upn: asked(OptionalClaim::Upn).then(|| user.upn.as_str()),
    }
}

fn texts(set: &ScopeSet) -> Vec<&str> {
    set.iter().map(ScopeValue::as_str).collect()
}

/// The template ids of the user's directory roles, or the one of ordinary members.
fn wids(user: &User) -> Vec<&'static str> {
    if user.roles.is_empty() {
        vec![role::ORDINARY_USER]
    } else {
        user.roles.iter().map(|role| role.template_id()).collect()
    }
}
