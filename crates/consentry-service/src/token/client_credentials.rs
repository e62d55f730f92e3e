//! The client credentials grant (RFC 6749 §4.4): an application for itself.

use consentry_model::Refusal;
use consentry_policy::{Ask, Attempt, Door, Proof, Renewal};
use consentry_store::UserKey;

use super::{Asked, ClientAuthenticated, TokenFailure, Tokens};
use crate::{Caller, Service, Version, authorize::wanted, judge::Permitted};

impl Service {
    pub(super) async fn client_credentials(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        let tenant = asked.segment.tenant().ok_or_else(|| asked.refuse(Refusal::NoTenant))?;
        if asked.client == ClientAuthenticated::Unproved {
            return Err(asked.refuse(Refusal::SecretMissing { app: asked.app.id }));
        }
        let params = asked.params();
        let want = {
            let mut read = self.store.read().await?;
            wanted(&mut read, &asked.app, asked.request.version, params).await?
        };
        let want = want.map_err(|refusal| asked.refuse(refusal))?;
        if asked.request.version == Version::V2 && want.ask != Ask::Static {
            let scope = params.get("scope").unwrap_or_default().chars().take(120).collect();
            return Err(asked.refuse(Refusal::ScopeInvalid { scope }));
        }
        let attempt = Attempt {
            door: Door::ClientCredentials,
            app: Some(asked.app.id),
            user_name: String::new(),
            want: want.clone(),
            renewal: Renewal::AsNeeded,
            proof: Proof::ClientCredential,
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, tenant, &attempt, UserKey::None).await?;
        drop(read);
        let Permitted { mut unit, judged, allowed } = match self.permit(tenant, judged).await? {
            Ok(permitted) => permitted,
            Err(judged) => return Err(self.refused_grant(asked, tenant, judged, caller).await?),
        };
        let Some(principal) = judged.found.facts.principal.as_ref().map(|principal| principal.id)
        else {
            let (app, tenant) = (asked.app.id.to_string(), tenant.id.to_string());
            return Err(asked.refuse(Refusal::ApplicationNotFound { app, tenant }));
        };
        let row = self.sign_in_row(tenant, &judged, None, caller);
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        let ground = (&want, &allowed);
        let resource = judged.found.resource.as_deref();
        Ok(self.issue_for_app((asked, tenant), principal, ground, resource, caller)?)
    }
}
