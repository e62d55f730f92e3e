//! The password grant (RFC 6749 §4.3): closed unless an administrator opened it (ruling 3).
//!
//! It names a tenant or `organizations`, never `common`. An unknown user costs the same work as a
//! known one (A65).

use consentry_model::{FamilyId, Platform, Refusal, Secret, Tenant, Upn};
use consentry_policy::{Attempt, Door, Proof, Renewal};

use super::{Asked, TokenFailure, Tokens, code::wants_refresh, issue::Grounds, refresh::Birth};
use crate::{
    Caller, Remembered, Segment, Service, ServiceError,
    authorize::{names_cp1, wanted},
    judge::Permitted,
};

impl Service {
    pub(super) async fn password_grant(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        if asked.segment == Segment::Common {
            return Err(asked.refuse(Refusal::GrantNotOnCommon));
        }
        asked.client.require(&asked.app, None).map_err(|r| asked.refuse(r))?;
        let params = asked.params();
        let name = params.require("username").map_err(|r| asked.refuse(r))?;
        let password = params.require("password").map_err(|r| asked.refuse(r))?;
        let password = Secret::new(password.to_owned());
        let Some((upn, tenant)) = self.named(asked, name).await? else {
            return Err(asked.refuse(self.prove_nobody(name, &password, caller).await?));
        };
        let want = {
            let mut read = self.store.read().await?;
            wanted(&mut read, &asked.app, asked.request.version, params).await?
        };
        let want = want.map_err(|refusal| asked.refuse(refusal))?;
        let attempt = Attempt {
            door: Door::PasswordGrant,
            app: Some(asked.app.id),
            user_name: upn.to_string(),
            want: want.clone(),
            renewal: Renewal::AsNeeded,
            proof: Proof::None,
        };
        let judged = self.prove(&tenant, attempt, &upn, &password, caller).await?;
        let Permitted { mut unit, judged, allowed } = match self.permit(&tenant, judged).await? {
            Ok(permitted) => permitted,
            Err(judged) => return Err(self.refused_grant(asked, &tenant, judged, caller).await?),
        };
        let user = judged.found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let now = self.clock.now();
        let remembered = Remembered {
            version: asked.request.version,
            want: want.clone(),
            platform: Platform::PublicClient,
            cp1: names_cp1(params),
            acr: false,
            kept: false,
        };
        let family = FamilyId::mint(&*self.ids);
        let refresh = if wants_refresh(asked.request.version, &want.openid) {
            let birth = Birth {
                family,
                tenant: tenant.id,
                app: asked.app.id,
                user: user.id,
                platform: Platform::PublicClient,
                request: remembered.written()?,
                session: None,
                authenticated_at: now,
            };
            Some(self.first_refresh_token(&mut unit, birth, caller).await?)
        } else {
            None
        };
        let row = self.sign_in_row(&tenant, &judged, None, caller);
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        let grounds = Grounds {
            asked,
            tenant: &tenant,
            user,
            want: &want,
            allowed: &allowed,
            family,
            session: None,
            remembered: &remembered,
            authenticated_at: now,
            nonce: None,
            refresh,
            platform: None,
            resource: judged.found.resource.as_deref(),
        };
        Ok(self.issue_for_user(grounds, caller)?)
    }

    /// The user's name and his tenant: the path's, or that of his domain.
    async fn named(
        &self,
        asked: &Asked,
        name: &str,
    ) -> Result<Option<(Upn, Tenant)>, TokenFailure> {
        let Ok(name) = name.trim().parse::<Upn>() else { return Ok(None) };
        let tenant = match &asked.segment {
            Segment::Tenant(tenant) => Some((**tenant).clone()),
            Segment::Common | Segment::Organizations => {
                self.store.read().await?.tenant_by_domain(name.domain()).await?
            }
        };
        Ok(tenant.map(|tenant| (name, tenant)))
    }
}
