//! What a token is worth at this moment: introspection (RFC 7662), and the judgement behind it.
//!
//! Only confidential clients ask, and only about tokens that are theirs or meant for them;
//! everything else is not active, without a word why.

use consentry_model::{AppId, FamilyId, Refusal, Tenant, User};
use consentry_policy::{Ask, Attempt, Door, Outcome, Proof, Renewal, Want};
use consentry_store::{RefreshState, RefreshToken, UserKey};
use consentry_token::{
    jwt::{Bearer, VerifiedAccess, claimed_audience},
    opaque::TokenHash,
};

use super::{Asked, ClientAuthenticated, TokenFailure, TokenRequest};
use crate::{Remembered, Service, ServiceError, mail::held_by};

/// A token that is active.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspected {
    /// The client that it was issued to.
    pub client: AppId,
    /// Whether it is an access token; otherwise a refresh token.
    pub access: bool,
    /// Permissions, or roles of an application by itself.
    pub scope: String,
    /// Whose it is.
    pub subject: Option<String>,
    /// The sign-in name of its user.
    pub user_name: Option<String>,
    /// The resource.
    pub audience: Option<String>,
    /// The tenant.
    pub tenant: String,
    /// When it was issued, in seconds.
    pub issued_at: i64,
    /// When it ends, in seconds.
    pub expires_at: i64,
}

/// An access token that holds, with what it speaks of.
#[derive(Debug, Clone)]
pub(super) struct Holding {
    pub(super) access: VerifiedAccess,
    pub(super) resource: AppId,
    pub(super) tenant: Tenant,
}

impl Service {
    /// Tells a client about a token; nothing if it is not active, or not for this client to know.
    pub async fn introspect(
        &self,
        request: TokenRequest,
    ) -> Result<Option<Introspected>, TokenFailure> {
        let asked = self.asked(request).await?;
        if asked.client == ClientAuthenticated::Unproved {
            return Err(asked.refuse(Refusal::SecretMissing { app: asked.app.id }));
        }
        let token = asked.params().require("token").map_err(|r| asked.refuse(r))?;
        if let Some(found) = self.store.read().await?.refresh_token(&TokenHash::of(token)).await? {
            return Ok(self.introspect_refresh(&asked, &found).await?);
        }
        let Some(holding) = self.holding(token).await? else { return Ok(None) };
        let access = &holding.access;
        let theirs = access.app == asked.app.id || holding.resource == asked.app.id;
        if !theirs || !in_path(&asked, &holding.tenant) {
            return Ok(None);
        }
        let Some(user) = self.still_good(&holding).await? else { return Ok(None) };
        let (subject, user_name) = match (&user, access.bearer) {
            (Some(user), _) => (
                self.pairwise.subject(user.tenant, user.id, holding.resource),
                Some(user.upn.to_string()),
            ),
            (None, Bearer::App(principal)) => (principal.to_string(), None),
            (None, Bearer::User(_)) => return Ok(None),
        };
        let scopes = if user.is_some() { &access.scopes } else { &access.roles };
        Ok(Some(Introspected {
            client: access.app,
            access: true,
            scope: scopes.to_string(),
            subject: Some(subject),
            user_name,
            audience: Some(access.audience.clone()),
            tenant: access.tenant.to_string(),
            issued_at: access.issued_at.seconds(),
            expires_at: access.expires_at.seconds(),
        }))
    }

    /// An access token of ours, with its tenant and resource; nothing if it does not hold.
    pub(super) async fn holding(&self, token: &str) -> Result<Option<Holding>, ServiceError> {
        let Some(audience) = claimed_audience(token) else { return Ok(None) };
        let checked = self.check_access(token, std::slice::from_ref(&audience), None).await?;
        let Ok(access) = checked else { return Ok(None) };
        if self.key_counts(&access).is_err() {
            return Ok(None);
        }
        let mut read = self.store.read().await?;
        let resource = read.resource_by_uri(&audience).await?;
        let tenant = read.tenant(access.tenant).await?;
        Ok(resource.zip(tenant).map(|(resource, tenant)| Holding { access, resource, tenant }))
    }

    /// Whether an access token would be issued at this moment still, and to whom; an application
    /// by itself is nobody.
    pub(super) async fn still_good(
        &self,
        holding: &Holding,
    ) -> Result<Option<Option<User>>, ServiceError> {
        let outcome = self.judge_access(holding).await?;
        Ok(outcome.ok())
    }

    /// The same, with the refusal.
    pub(super) async fn judge_access(
        &self,
        holding: &Holding,
    ) -> Result<Result<Option<User>, Refusal>, ServiceError> {
        let access = &holding.access;
        if let Some(session) = access.session
            && !self.family_alive(FamilyId::from_uuid(session.as_uuid())).await?
        {
            return Ok(Err(Refusal::GrantExpired));
        }
        let (issued_at, scopes) = (access.issued_at, access.scopes.clone());
        let openid = scopes.iter().filter(|scope| scope.is_openid()).cloned().collect();
        let (door, key, proof, ask) = match access.bearer {
            Bearer::User(user) => {
                let permissions = scopes.iter().filter(|scope| !scope.is_openid()).cloned();
                let ask = Ask::Scopes(permissions.collect());
                let proof = Proof::AccessToken { issued_at, scopes, held: held_by(access) };
                (Door::RefreshGrant, UserKey::Id(user), proof, ask)
            }
            Bearer::App(_) => {
                (Door::ClientCredentials, UserKey::None, Proof::ClientCredential, Ask::Static)
            }
        };
        let attempt = Attempt {
            door,
            app: Some(access.app),
            user_name: String::new(),
            want: Want { resource: holding.resource, name: access.audience.clone(), ask, openid },
            renewal: Renewal::AsNeeded,
            proof,
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &holding.tenant, &attempt, key).await?;
        Ok(match judged.evaluation.outcome {
            Outcome::Allow(_) => Ok(judged.found.user),
            Outcome::Refuse(refusal) => Err(refusal),
            Outcome::Interact(_) => Err(Refusal::GrantInvalid),
        })
    }

    async fn introspect_refresh(
        &self,
        asked: &Asked,
        token: &RefreshToken,
    ) -> Result<Option<Introspected>, ServiceError> {
        let now = self.clock.now();
        let tenant = self.tenant(token.tenant).await?;
        let live = token.state == RefreshState::Live
            && token.expires_at > now
            && now.since(token.family_started_at) < super::refresh::FAMILY_LIFE
            && self.family_alive(token.family).await?;
        if !live || token.app != asked.app.id || !in_path(asked, &tenant) {
            return Ok(None);
        }
        let remembered: Remembered = serde_json::from_str(&token.ceiling)
            .map_err(|_| ServiceError::Record { what: "refresh token" })?;
        let attempt = Attempt {
            door: Door::RefreshGrant,
            app: Some(token.app),
            user_name: String::new(),
            want: remembered.want,
            renewal: Renewal::AsNeeded,
            proof: Proof::Grant {
                issued_at: token.authenticated_at,
                held: asked.client.held(&token.amr),
            },
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(token.user)).await?;
        let (Outcome::Allow(allowed), Some(user)) = (judged.evaluation.outcome, judged.found.user)
        else {
            return Ok(None);
        };
        Ok(Some(Introspected {
            client: token.app,
            access: false,
            scope: allowed.scopes.to_string(),
            subject: Some(self.pairwise.subject(user.tenant, user.id, token.app)),
            user_name: Some(user.upn.to_string()),
            audience: None,
            tenant: tenant.id.to_string(),
            issued_at: token.issued_at.seconds(),
            expires_at: token.expires_at.seconds(),
        }))
    }
}

/// Whether the path names this tenant, or none.
pub(super) fn in_path(asked: &Asked, tenant: &Tenant) -> bool {
    asked.segment.tenant().is_none_or(|named| named.id == tenant.id)
}
