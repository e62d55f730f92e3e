//! The authorization code grant (RFC 6749 §4.1.3, RFC 7636 §4.6).
//!
//! A code works once. A second redemption ends everything that was born of it, without tolerance
//! (ruling 40, A16); a code in the hands of another client does the same (BI-080).

use consentry_model::{FamilyId, Platform, Refusal, ScopeSet, Tenant};
use consentry_policy::{Attempt, Door, Proof, Renewal};
use consentry_store::{Code, UserKey};
use consentry_token::{
    opaque::TokenHash,
    pkce::{self, Challenge},
};

use super::{Asked, TokenFailure, Tokens, issue::Grounds, refresh::Birth};
use crate::{Caller, Remembered, Service, ServiceError, Version, judge::Permitted};

impl Service {
    pub(super) async fn redeem_code(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        let params = asked.params();
        let sent = params.require("code").map_err(|r| asked.refuse(r))?;
        let hash = TokenHash::of(sent);
        let found = self.store.read().await?.code(&hash).await?;
        let code = found.ok_or_else(|| asked.refuse(Refusal::GrantInvalid))?;
        if code.app != asked.app.id {
            // Its own client cannot redeem it either: somebody else has had it in hand.
            let mut unit = self.store.unit().await?;
            unit.redeem_code(&hash, self.clock.now()).await?;
            unit.end_family(code.family, self.clock.now()).await?;
            unit.commit().await?;
            return Err(asked.refuse(Refusal::GrantInvalid));
        }
        if code.redeemed_at.is_some() {
            self.end_family(code.family).await?;
            return Err(asked.refuse(Refusal::CodeRedeemed));
        }
        let remembered: Remembered = serde_json::from_str(&code.wanted)
            .map_err(|_| ServiceError::Record { what: "code" })?;
        self.check_code(asked, &code, remembered.platform).map_err(|r| asked.refuse(r))?;
        let tenant = self.tenant(code.tenant).await?;
        let attempt = Attempt {
            door: Door::CodeGrant,
            app: Some(code.app),
            user_name: code.user.to_string(),
            want: remembered.want.clone(),
            renewal: Renewal::AsNeeded,
            proof: Proof::Grant {
                issued_at: code.authenticated_at,
                held: asked.client.held(&code.amr),
            },
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(code.user)).await?;
        drop(read);
        let Permitted { mut unit, judged, allowed } = match self.permit(&tenant, judged).await? {
            Ok(permitted) => permitted,
            Err(judged) => return Err(self.refused_grant(asked, &tenant, judged, caller).await?),
        };
        if !unit.redeem_code(&hash, self.clock.now()).await? {
            drop(unit);
            self.end_family(code.family).await?;
            return Err(asked.refuse(Refusal::CodeRedeemed));
        }
        let refresh = if wants_refresh(remembered.version, &remembered.want.openid) {
            let birth = Birth {
                family: code.family,
                tenant: code.tenant,
                app: code.app,
                user: code.user,
                platform: remembered.platform,
                request: code.wanted.clone(),
                session: Some(code.session),
                authenticated_at: code.authenticated_at,
            };
            Some(self.first_refresh_token(&mut unit, birth, caller).await?)
        } else {
            None
        };
        unit.commit().await?;
        let user = judged.found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let grounds = Grounds {
            asked,
            tenant: &tenant,
            user,
            want: &remembered.want,
            allowed: &allowed,
            family: code.family,
            session: Some(code.session),
            remembered: &remembered,
            authenticated_at: code.authenticated_at,
            nonce: code.nonce.as_deref(),
            refresh,
            platform: Some(remembered.platform),
            resource: judged.found.resource.as_deref(),
        };
        Ok(self.issue_for_user(grounds, caller)?)
    }

    /// What a code is bound to: tenant, time, redirect URI, origin, client, challenge.
    fn check_code(&self, asked: &Asked, code: &Code, platform: Platform) -> Result<(), Refusal> {
        if asked.segment.tenant().is_some_and(|tenant| tenant.id != code.tenant) {
            return Err(Refusal::GrantOtherTenant);
        }
        if code.expires_at <= self.clock.now() {
            return Err(Refusal::GrantExpired);
        }
        match asked.params().require("redirect_uri")? {
            named if named == code.redirect.as_str() => {}
            _ => return Err(Refusal::GrantRedirectDiffers),
        }
        asked.check_origin(platform)?;
        asked.client.require(&asked.app, Some(platform))?;
        let challenge = code.challenge.clone().map(Challenge::from_stored);
        pkce::redeem(challenge.as_ref(), asked.params().get("code_verifier"))
    }

    /// Ends every token that was born of one authorization.
    pub(super) async fn end_family(&self, family: FamilyId) -> Result<(), ServiceError> {
        let mut unit = self.store.unit().await?;
        unit.end_family(family, self.clock.now()).await?;
        unit.commit().await?;
        tracing::warn!(%family, "a code or refresh token came back: its family is ended");
        Ok(())
    }

    /// The policy said no, or asked for a page that cannot be shown here.
    pub(super) async fn refused_grant(
        &self,
        asked: &Asked,
        tenant: &Tenant,
        judged: crate::judge::Judged,
        caller: &Caller,
    ) -> Result<TokenFailure, ServiceError> {
        let refusal = judged.refusal().cloned().unwrap_or(Refusal::GrantInvalid);
        self.log_refusal(tenant, &judged, &refusal, caller).await?;
        let fidelity = tenant.settings.fidelity;
        tracing::debug!(app = %asked.app.id, code = refusal.code(fidelity), "grant refused");
        let cors = asked.cors();
        Ok(TokenFailure::Refused { refusal: Box::new(refusal), fidelity, cors })
    }
}

/// v1 always returns a refresh token; v2 for `offline_access`.
pub(super) fn wants_refresh(version: Version, openid: &ScopeSet) -> bool {
    version == Version::V1 || openid.contains("offline_access")
}
