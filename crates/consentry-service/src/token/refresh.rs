//! The refresh token grant (RFC 6749 §6) with rotation (ruling 7).
//!
//! A redeemed token is answered once more within a minute if its successor was never used, so
//! that a client which lost an answer stays signed in; any other reuse ends the family (A17).
//! Faithful tenants keep the old token valid, as the original does.

use std::time::Duration;

use consentry_model::{
    AppId, Difference, FamilyId, Platform, Refusal, Secret, SessionId, TenantId, Timestamp, UserId,
};
use consentry_policy::{Attempt, Door, Proof, Renewal, Want};
use consentry_store::{RefreshState, RefreshToken, Unit, UserKey};
use consentry_token::opaque::{self, TokenHash, TokenKind};

use super::{Asked, TokenFailure, Tokens, issue::Grounds};
use crate::{
    Caller, Remembered, Service, ServiceError, Version, authorize::wanted, judge::Permitted,
    session::AMR_PASSWORD,
};

/// Sliding: a token that is not used for so long is over (`identity.md` §2.3).
pub(crate) const REFRESH_IDLE: Duration = Duration::from_hours(90 * 24);
/// Absolute: a family ends a year after its sign-in (A23).
pub(crate) const FAMILY_LIFE: Duration = Duration::from_hours(365 * 24);
/// A single-page application's family lives a day.
pub(crate) const SPA_LIFE: Duration = Duration::from_hours(24);
/// The same in seconds, for `refresh_token_expires_in`.
pub(super) const SPA_SECONDS: i64 = 24 * 3600;
/// How long a lost answer is forgiven.
pub(crate) const REUSE_FORGIVEN: Duration = Duration::from_mins(1);

/// What the first token of a family is born with.
pub(super) struct Birth {
    pub(super) family: FamilyId,
    pub(super) tenant: TenantId,
    pub(super) app: AppId,
    pub(super) user: UserId,
    pub(super) platform: Platform,
    pub(super) request: String,
    pub(super) session: Option<SessionId>,
    pub(super) authenticated_at: Timestamp,
}

impl Service {
    pub(super) async fn refresh(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        let sent = asked.params().require("refresh_token").map_err(|r| asked.refuse(r))?;
        let hash = TokenHash::of(sent);
        let found = self.store.read().await?.refresh_token(&hash).await?;
        let token = found.ok_or_else(|| asked.refuse(Refusal::GrantInvalid))?;
        self.check_refresh(asked, &token).map_err(|refusal| asked.refuse(refusal))?;
        if token.state == RefreshState::Revoked {
            // Revoked as the unused half of a lost answer: if it comes back, two hold the family.
            self.end_family(token.family).await?;
            return Err(asked.refuse(Refusal::GrantExpired));
        }
        let tenant = self.tenant(token.tenant).await?;
        let remembered: Remembered = serde_json::from_str(&token.ceiling)
            .map_err(|_| ServiceError::Record { what: "refresh token" })?;
        let want = self.refreshed_want(asked, &remembered).await?;
        let attempt = Attempt {
            door: Door::RefreshGrant,
            app: Some(token.app),
            user_name: token.user.to_string(),
            want: want.clone(),
            renewal: Renewal::AsNeeded,
            proof: Proof::Grant { issued_at: token.authenticated_at },
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(token.user)).await?;
        drop(read);
        let Permitted { mut unit, judged, allowed } = match self.permit(&tenant, judged).await? {
            Ok(permitted) => permitted,
            Err(judged) => return Err(self.refused_grant(asked, &tenant, judged, caller).await?),
        };
        let original = Difference::RefreshReuse.as_original(tenant.settings.fidelity);
        if !original && !self.rotate(&mut unit, &token).await? {
            drop(unit);
            self.end_family(token.family).await?;
            return Err(asked.refuse(Refusal::GrantExpired));
        }
        let successor = self.successor(&mut unit, &token).await?;
        let row = self.sign_in_row(&tenant, &judged, None, caller);
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        let user = judged.found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let grounds = Grounds {
            asked,
            tenant: &tenant,
            user,
            want: &want,
            allowed: &allowed,
            family: token.family,
            session: token.session,
            remembered: &remembered,
            authenticated_at: token.authenticated_at,
            nonce: None,
            refresh: Some(successor),
            platform: Some(token.platform),
            resource: judged.found.resource.as_deref(),
        };
        Ok(self.issue_for_user(grounds, caller)?)
    }

    /// What a refresh token is bound to (A18, A23). Reuse is judged where it is written.
    fn check_refresh(&self, asked: &Asked, token: &RefreshToken) -> Result<(), Refusal> {
        let now = self.clock.now();
        if token.app != asked.app.id {
            return Err(Refusal::GrantInvalid);
        }
        if asked.segment.tenant().is_some_and(|tenant| tenant.id != token.tenant) {
            return Err(Refusal::GrantOtherTenant);
        }
        if token.platform == Platform::Spa && now.since(token.family_started_at) >= SPA_LIFE {
            return Err(Refusal::SpaRefreshEnded);
        }
        if now.since(token.family_started_at) >= FAMILY_LIFE {
            return Err(Refusal::GrantExpired);
        }
        if token.expires_at <= now {
            return Err(Refusal::RefreshInactive { issued_at: token.issued_at });
        }
        asked.check_origin(token.platform)?;
        asked.client.require(&asked.app, Some(token.platform))
    }

    /// Marks the token as redeemed. A token that was redeemed before is let through once more if
    /// the answer seems to have been lost; `false` means: somebody else has it.
    async fn rotate(&self, unit: &mut Unit, token: &RefreshToken) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        if unit.redeem_refresh_token(&token.hash, now).await? {
            return Ok(true);
        }
        let Some(current) = unit.refresh_token(&token.hash).await? else { return Ok(false) };
        let recent = current.redeemed_at.is_some_and(|at| now.since(at) < REUSE_FORGIVEN);
        if current.state != RefreshState::Redeemed || !recent {
            return Ok(false);
        }
        let successors = unit.successors(&token.hash).await?;
        let mut unused = true;
        for successor in &successors {
            match successor.state {
                RefreshState::Redeemed => unused = false,
                // Whoever holds the lost answer's token holds nothing from here on.
                RefreshState::Live => unused &= unit.revoke_refresh_token(&successor.hash).await?,
                RefreshState::Revoked => {}
            }
        }
        Ok(unused)
    }

    /// A new resource may be named; without one the request of the sign-in holds.
    async fn refreshed_want(
        &self,
        asked: &Asked,
        remembered: &Remembered,
    ) -> Result<Want, TokenFailure> {
        let params = asked.params();
        let named = match asked.request.version {
            Version::V1 => params.get("resource").is_some(),
            Version::V2 => params.get("scope").is_some(),
        };
        if !named {
            return Ok(remembered.want.clone());
        }
        let mut read = self.store.read().await?;
        let want = wanted(&mut read, &asked.app, asked.request.version, params).await?;
        want.map_err(|refusal| asked.refuse(refusal))
    }

    /// The first token of a family.
    pub(super) async fn first_refresh_token(
        &self,
        unit: &mut Unit,
        birth: Birth,
    ) -> Result<Secret<String>, ServiceError> {
        let now = self.clock.now();
        let (secret, hash) = opaque::mint(TokenKind::Refresh, &*self.ids);
        let token = RefreshToken {
            hash,
            family: birth.family,
            tenant: birth.tenant,
            app: birth.app,
            user: birth.user,
            platform: birth.platform,
            ceiling: birth.request,
            amr: vec![AMR_PASSWORD.to_owned()],
            session: birth.session,
            authenticated_at: birth.authenticated_at,
            family_started_at: now,
            issued_at: now,
            expires_at: now.plus(REFRESH_IDLE),
            predecessor: None,
            state: RefreshState::Live,
            redeemed_at: None,
        };
        unit.add_refresh_token(&token).await?;
        Ok(secret)
    }

    async fn successor(
        &self,
        unit: &mut Unit,
        old: &RefreshToken,
    ) -> Result<Secret<String>, ServiceError> {
        let now = self.clock.now();
        let (secret, hash) = opaque::mint(TokenKind::Refresh, &*self.ids);
        let token = RefreshToken {
            hash,
            issued_at: now,
            expires_at: now.plus(REFRESH_IDLE),
            predecessor: Some(old.hash),
            state: RefreshState::Live,
            redeemed_at: None,
            ..old.clone()
        };
        unit.add_refresh_token(&token).await?;
        Ok(secret)
    }

    /// Whether nothing has ended the family of a token.
    pub(crate) async fn family_alive(&self, family: FamilyId) -> Result<bool, ServiceError> {
        Ok(self.store.read().await?.family_alive(family).await?)
    }
}
