//! A tenant's webhook: where events of the request workflow go, and the secret that signs them.

use consentry_model::{Secret, Tenant};
use consentry_store::Actor;
use consentry_token::opaque::mint_secret;
use serde_json::json;

use super::{DirectoryError, Done};
use crate::{Service, events::secret_name};

impl Service {
    /// Sets the address and makes a new secret, told once; with nothing takes the webhook away.
    pub async fn set_webhook(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        address: Option<&str>,
    ) -> Done<Option<Secret<String>>> {
        let address = address.map(|text| self.outside.address(text)).transpose();
        let address = address.map_err(|rule| DirectoryError::Invalid(rule.to_string()))?;
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        let found = unit.tenant(tenant.id).await?;
        let mut new = found.ok_or_else(|| DirectoryError::Unknown {
            what: "tenant",
            name: tenant.id.to_string(),
        })?;
        let old = new.settings.webhook.clone();
        new.settings.webhook = address.as_ref().map(ToString::to_string);
        unit.set_tenant(&new).await?;
        let secret = match &address {
            Some(_) => {
                let (secret, _) = mint_secret(&*self.ids);
                let bytes = Secret::new(secret.expose().clone().into_bytes());
                unit.set_sealed_setting(&secret_name(tenant.id), &bytes).await?;
                Some(secret)
            }
            None => None,
        };
        let target = ("Company", tenant.id.to_string(), new.name.to_string());
        let details = json!({ "old": old, "new": new.settings.webhook });
        let who = (Some(tenant.id), actor);
        self.record_change(&mut unit, who, "Set webhook", target, details).await?;
        unit.commit().await?;
        Ok(secret)
    }
}
