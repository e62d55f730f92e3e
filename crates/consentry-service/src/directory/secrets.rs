//! Client secrets: 256 random bits, told once and kept as a hash (ruling 36).

use consentry_model::{AppId, Secret, SecretId, Tenant, Timestamp};
use consentry_store::{Actor, AppSecret};
use consentry_token::opaque::mint_secret;
use serde_json::json;

use super::{DirectoryError, Done};
use crate::Service;

/// A secret that was made.
#[derive(Debug)]
pub struct NewSecret {
    /// Its key id.
    pub id: SecretId,
    /// The secret, told once.
    pub secret: Secret<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Service {
    /// Gives a registration of this tenant one more secret.
    pub async fn add_app_secret(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        expires_at: Timestamp,
    ) -> Done<NewSecret> {
        let now = self.clock.now();
        if expires_at <= now {
            return Err(DirectoryError::Invalid("the secret would have ended already".to_owned()));
        }
        let (secret, hash) = mint_secret(&*self.ids);
        let hint: String = secret.expose().chars().take(3).collect();
        let kept = AppSecret { id: SecretId::mint(&*self.ids), hash, hint, expires_at };
        let mut unit = self.store.unit().await?;
        let app = self.to_change(&mut unit, (tenant, actor), id).await?;
        unit.add_secret(id, &kept, now).await?;
        let activity = "Update application – Certificates and secrets management";
        let details = json!({
            "key_id": kept.id,
            "hint": kept.hint,
            "expires_at": kept.expires_at.to_string(),
        });
        self.record_app(&mut unit, (tenant.id, actor), activity, &app, details).await?;
        unit.commit().await?;
        Ok(NewSecret { id: kept.id, secret, expires_at })
    }
}
