//! From an allowed attempt to tokens: signed after the commit, never before.

use std::collections::BTreeSet;

use consentry_model::{
    Application, FamilyId, Fidelity, OptionalClaim, Platform, PrincipalId, Secret, SessionId,
    Switch, Tenant, Timestamp, User, well_known,
};
use consentry_policy::{Allowed, Want};
use consentry_token::jwt::{
    Amr, Client, DevicePlatform, IdAsk, Issue, Issuers, Resource, SignedIn, TokenVersion,
    access_lifetime, sign,
};

use super::Asked;
use crate::{
    Caller, Remembered, Service, ServiceError, Version,
    authorize::names_cp1,
    client_info,
    judge::Judged,
    transaction::{Request, Who},
};

/// No optional claims.
static NONE: BTreeSet<OptionalClaim> = BTreeSet::new();

/// Tokens and what the answer says about them.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The form of the answer: v1 has numbers as strings.
    pub version: Version,
    /// The access token.
    pub access: Secret<String>,
    /// Granted permissions as the answer lists them.
    pub scope: String,
    /// Seconds that are left.
    pub expires_in: i64,
    /// `exp`.
    pub expires_on: i64,
    /// `nbf`.
    pub not_before: i64,
    /// The resource by the name that the client used.
    pub resource: String,
    /// The refresh token.
    pub refresh: Option<Secret<String>>,
    /// Seconds until a single-page application's refresh token ends.
    pub refresh_expires_in: Option<i64>,
    /// The id token.
    pub id_token: Option<Secret<String>>,
    /// `client_info`.
    pub client_info: Option<String>,
    /// The origin that may read the answer: a single-page application's.
    pub cors: Option<String>,
}

/// Whose tokens, and on what ground.
pub(crate) struct Grounds<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) tenant: &'a Tenant,
    pub(crate) user: &'a User,
    pub(crate) want: &'a Want,
    pub(crate) allowed: &'a Allowed,
    /// The family: a mail door asks whether it is still alive.
    pub(crate) family: FamilyId,
    /// The browser session behind it: the `sid` of the id token.
    pub(crate) session: Option<SessionId>,
    /// What the request of the sign-in asked for.
    pub(crate) remembered: &'a Remembered,
    pub(crate) authenticated_at: Timestamp,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) refresh: Option<Secret<String>>,
    pub(crate) platform: Option<Platform>,
    /// The wanted resource: it decides the version of the token.
    pub(crate) resource: Option<&'a Application>,
}

impl Service {
    /// Signs the tokens of a user.
    pub(crate) fn issue_for_user(
        &self,
        grounds: Grounds<'_>,
        caller: &Caller,
    ) -> Result<Tokens, ServiceError> {
        let Grounds { asked, tenant, user, want, allowed, .. } = &grounds;
        let (version, key) = (asked.request.version, self.signer(tenant.id)?);
        let resource_version = version_of(grounds.resource);
        let issue = self.issue(tenant, caller);
        let cp1 = grounds.remembered.cp1 || names_cp1(asked.params());
        let client =
            Client { id: asked.app.id, proof: asked.client.proof(), claims_challenges: cp1.into() };
        let who = SignedIn {
            user,
            session: Some(SessionId::from_uuid(grounds.family.as_uuid())),
            authenticated_at: None,
            amr: &[Amr::Password],
            ip: Some(caller.address),
            platform: platform_of(&caller.user_agent),
        };
        let resource = Resource {
            id: want.resource,
            version: resource_version,
            audience: &want.name,
            scopes: &allowed.scopes,
            roles: &allowed.roles,
            claims: grounds.resource.map_or(&NONE, |resource| &resource.claims.access),
        };
        let access = issue.user_access(&who, &client, &resource, &*self.ids);
        let access = sign(&key, resource_version, &access).map_err(unsigned)?;
        let id_token = if want.openid.contains("openid") {
            let form = endpoint_version(version);
            let ask = IdAsk {
                version: form,
                nonce: grounds.nonce,
                openid: &want.openid,
                code: None,
                acr: grounds.remembered.acr.into(),
                kept: grounds.remembered.kept.into(),
                roles: &allowed.client_roles,
                claims: &asked.app.claims.id,
            };
            let authenticated_at = Some(grounds.authenticated_at);
            let session = grounds.session.or(who.session);
            let who = SignedIn { session, authenticated_at, ..who };
            let claims = issue.id_token(&who, asked.app.id, &ask, &*self.ids);
            Some(sign(&key, form, &claims).map_err(unsigned)?)
        } else {
            None
        };
        let spa = grounds.platform == Some(Platform::Spa);
        let wants_info = asked.params().get("client_info") == Some("1");
        Ok(Tokens {
            version,
            access,
            scope: scope_text(version, want, allowed),
            expires_in: issue.expires_in(),
            expires_on: issue.expires_at(),
            not_before: issue.not_before(),
            resource: want.name.clone(),
            refresh_expires_in: (spa && grounds.refresh.is_some())
                .then_some(super::refresh::SPA_SECONDS),
            id_token,
            client_info: wants_info.then(|| client_info(user.id, tenant.id)),
            cors: asked.cors(),
            refresh: grounds.refresh,
        })
    }

    /// Signs the token of an application by itself.
    pub(crate) fn issue_for_app(
        &self,
        (asked, tenant): (&Asked, &Tenant),
        principal: PrincipalId,
        (want, allowed): (&Want, &Allowed),
        resource: Option<&Application>,
        caller: &Caller,
    ) -> Result<Tokens, ServiceError> {
        let (version, key) = (asked.request.version, self.signer(tenant.id)?);
        let resource_version = version_of(resource);
        let issue = self.issue(tenant, caller);
        let client = Client {
            id: asked.app.id,
            proof: asked.client.proof(),
            claims_challenges: Switch::Off,
        };
        let resource = Resource {
            id: want.resource,
            version: resource_version,
            audience: &want.name,
            scopes: &allowed.scopes,
            roles: &allowed.roles,
            claims: &NONE,
        };
        let claims = issue.app_access(principal, &client, &resource, &*self.ids);
        let access = sign(&key, resource_version, &claims).map_err(unsigned)?;
        Ok(Tokens {
            version,
            access,
            scope: String::new(),
            expires_in: issue.expires_in(),
            expires_on: issue.expires_at(),
            not_before: issue.not_before(),
            resource: want.name.clone(),
            refresh: None,
            refresh_expires_in: None,
            id_token: None,
            client_info: None,
            cors: None,
        })
    }

    /// Signs the id token that the authorization endpoint itself returns.
    pub(crate) fn front_channel_id_token(
        &self,
        (tenant, judged, allowed): (&Tenant, &Judged, &Allowed),
        (request, who): (&Request, &Who),
        kept: Switch,
        code: Option<&Secret<String>>,
        caller: &Caller,
    ) -> Result<Secret<String>, ServiceError> {
        let record = |what| ServiceError::Record { what };
        let user = judged.found.user.as_ref().ok_or_else(|| record("user"))?;
        let app = judged.found.application.as_ref().ok_or_else(|| record("application"))?;
        let form = endpoint_version(request.version);
        let ask = IdAsk {
            version: form,
            nonce: request.nonce.as_deref(),
            openid: &request.want.openid,
            code: code.map(|code| code.expose().as_str()),
            acr: request.acr.into(),
            kept,
            roles: &allowed.client_roles,
            claims: &app.claims.id,
        };
        let who = SignedIn {
            user,
            session: who.session,
            authenticated_at: Some(who.at),
            amr: &[Amr::Password],
            ip: Some(caller.address),
            platform: None,
        };
        let claims = self.issue(tenant, caller).id_token(&who, request.app, &ask, &*self.ids);
        sign(&*self.signer(tenant.id)?, form, &claims).map_err(unsigned)
    }

    fn issue<'a>(&'a self, tenant: &Tenant, caller: &Caller) -> Issue<'a> {
        let fidelity: Fidelity = tenant.settings.fidelity;
        Issue {
            issuers: self.issuers(),
            pairwise: &self.pairwise,
            tenant: tenant.id,
            trace: caller.trace,
            now: self.clock.now(),
            lifetime: access_lifetime(fidelity, &*self.ids),
        }
    }

    /// The names of issuers, for tokens and for their checks.
    pub(crate) fn issuers(&self) -> &Issuers {
        &self.issuers
    }
}

/// A resource that says nothing gets version 1 tokens (ruling 9).
fn version_of(resource: Option<&Application>) -> TokenVersion {
    TokenVersion::of_resource(resource.map_or(1, |resource| resource.token_version))
}

fn unsigned(error: consentry_token::jwt::SignError) -> ServiceError {
    ServiceError::Key(error.to_string())
}

/// Id tokens follow the endpoint, access tokens the resource (ruling 9).
const fn endpoint_version(version: Version) -> TokenVersion {
    match version {
        Version::V1 => TokenVersion::V1,
        Version::V2 => TokenVersion::V2,
    }
}

/// v1 lists bare values; v2 qualifies them by the resource, but for those of Graph, which is the
/// default resource, and the OpenID Connect ones. Clients look for what they asked in this list.
fn scope_text(version: Version, want: &Want, allowed: &Allowed) -> String {
    let granted = allowed.scopes.iter().filter(|scope| !scope.is_openid());
    let mut parts: Vec<String> = match version {
        Version::V1 => granted.map(ToString::to_string).collect(),
        Version::V2 if want.resource == well_known::GRAPH => {
            granted.map(ToString::to_string).collect()
        }
        Version::V2 => granted.map(|scope| format!("{}/{scope}", want.name)).collect(),
    };
    let openid = allowed.openid.iter().filter(|scope| scope.as_str() != "offline_access");
    if version == Version::V2 {
        parts.extend(openid.map(ToString::to_string));
    }
    parts.join(" ")
}

/// The device's system, from a user agent of a native client or a browser.
fn platform_of(user_agent: &str) -> Option<DevicePlatform> {
    let has = |part: &str| user_agent.contains(part);
    if has("iPhone") || has("iPad") || has("Apple-iP") {
        Some(DevicePlatform::Ios)
    } else if has("Android") {
        Some(DevicePlatform::Android)
    } else if has("Macintosh") || has("Mac OS X") {
        Some(DevicePlatform::MacOs)
    } else if has("Windows") {
        Some(DevicePlatform::Windows)
    } else if has("Linux") {
        Some(DevicePlatform::Linux)
    } else {
        None
    }
}
