//! Credentials of applications: secrets, told once and kept as a hash (ruling 36), and
//! certificates.
//!
//! Of each kind an application has at most two that live: the one in use, and its successor while
//! clients move over.

use std::{sync::Arc, time::Duration};

use consentry_model::{
    AppId, Application, CertificateId, DisplayName, Secret, SecretId, Switch, Tenant, Timestamp,
};
use consentry_store::{Actor, AppCertificate, AppSecret, Unit};
use consentry_token::{certificate::Certificate, opaque::mint_secret};
use serde_json::{Value, json};

use super::{DirectoryError, Done};
use crate::Service;

/// Secrets, or certificates, that live at the same time.
pub const MOST_LIVE_CREDENTIALS: usize = 2;
/// How long a secret may live: two years.
pub const LONGEST_SECRET_LIFE: Duration = Duration::from_hours(24 * 731);
/// From when on the end of a credential is worth a warning.
pub const CREDENTIAL_WARNING: Duration = Duration::from_hours(24 * 30);

const ACTIVITY: &str = "Update application – Certificates and secrets management";

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

/// A certificate to be registered.
#[derive(Debug, Clone)]
pub struct NewCertificate {
    /// What its owners call it.
    pub name: DisplayName,
    /// The certificate.
    pub certificate: Certificate,
    /// Whether its assertions may be sent more than once while they live.
    pub reuse: Switch,
}

/// How near the end of a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialLife {
    /// It counts, and for more than a month.
    Good,
    /// It ends within a month.
    EndsSoon,
    /// It has ended.
    Ended,
}

impl CredentialLife {
    /// At a moment, of a credential with this end.
    pub fn at(now: Timestamp, expires_at: Timestamp) -> Self {
        if expires_at <= now {
            Self::Ended
        } else if expires_at <= now.plus(CREDENTIAL_WARNING) {
            Self::EndsSoon
        } else {
            Self::Good
        }
    }
}

/// What an application proves itself by.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Its secrets; what they are nobody knows.
    pub secrets: Vec<AppSecret>,
    /// Its certificates.
    pub certificates: Vec<AppCertificate>,
}

impl Service {
    /// The credentials of a registration of this tenant; nothing of those of others.
    pub async fn app_credentials(&self, tenant: &Tenant, app: &Application) -> Done<Credentials> {
        if app.owner != tenant.id {
            return Ok(Credentials::default());
        }
        let mut read = self.store.read().await?;
        Ok(Credentials {
            secrets: read.secrets(app.id).await?,
            certificates: read.certificates(app.id).await?,
        })
    }

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
        if expires_at > now.plus(LONGEST_SECRET_LIFE) {
            let text = "a secret lives two years at most; give it an earlier end";
            return Err(DirectoryError::Invalid(text.to_owned()));
        }
        let (secret, hash) = mint_secret(&*self.ids);
        let hint: String = secret.expose().chars().take(3).collect();
        let kept = AppSecret { id: SecretId::mint(&*self.ids), hash, hint, expires_at };
        let (mut unit, app) = self.credentials_unit((tenant, actor), id).await?;
        let live = unit.secrets(id).await?.iter().filter(|held| held.expires_at > now).count();
        room_for_one_more(live, "secrets")?;
        unit.add_secret(id, &kept, now).await?;
        let details = json!({
            "key_id": kept.id,
            "hint": kept.hint,
            "expires_at": kept.expires_at.to_string(),
        });
        self.credentials_changed(unit, (tenant, actor), &app, details).await?;
        Ok(NewSecret { id: kept.id, secret, expires_at })
    }

    /// Takes a secret away; it proves nothing from the next request on.
    pub async fn remove_app_secret(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        secret: SecretId,
    ) -> Done<()> {
        let (mut unit, app) = self.credentials_unit((tenant, actor), id).await?;
        if !unit.remove_secret(id, secret).await? {
            return Err(DirectoryError::Unknown { what: "secret", name: secret.to_string() });
        }
        let details = json!({ "removed_key_id": secret });
        self.credentials_changed(unit, (tenant, actor), &app, details).await
    }

    /// Gives a registration of this tenant one more certificate to prove itself by.
    pub async fn add_app_certificate(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        new: NewCertificate,
    ) -> Done<AppCertificate> {
        let now = self.clock.now();
        let NewCertificate { name, certificate, reuse } = new;
        if certificate.expires_at() <= now {
            let text = format!("the certificate ended at {}", certificate.expires_at());
            return Err(DirectoryError::Invalid(text));
        }
        let kept = AppCertificate { id: CertificateId::mint(&*self.ids), name, certificate, reuse };
        let (mut unit, app) = self.credentials_unit((tenant, actor), id).await?;
        let held = unit.certificates(id).await?;
        if held.iter().any(|held| held.certificate == kept.certificate) {
            let name = kept.certificate.thumbprint();
            return Err(DirectoryError::Taken { what: "certificate", name });
        }
        let live = held.iter().filter(|held| held.certificate.expires_at() > now).count();
        room_for_one_more(live, "certificates")?;
        unit.add_certificate(id, &kept, now).await?;
        let details = json!({
            "key_id": kept.id,
            "name": kept.name,
            "thumbprint": kept.certificate.thumbprint(),
            "expires_at": kept.certificate.expires_at().to_string(),
            "reuse": kept.reuse,
        });
        self.credentials_changed(unit, (tenant, actor), &app, details).await?;
        Ok(kept)
    }

    /// Takes a certificate away; it proves nothing from the next request on.
    pub async fn remove_app_certificate(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        certificate: CertificateId,
    ) -> Done<()> {
        let (mut unit, app) = self.credentials_unit((tenant, actor), id).await?;
        if !unit.remove_certificate(id, certificate).await? {
            let name = certificate.to_string();
            return Err(DirectoryError::Unknown { what: "certificate", name });
        }
        let details = json!({ "removed_key_id": certificate });
        self.credentials_changed(unit, (tenant, actor), &app, details).await
    }

    async fn credentials_unit(
        &self,
        who: (&Tenant, &Actor),
        id: AppId,
    ) -> Done<(Unit, Arc<Application>)> {
        let mut unit = self.store.unit().await?;
        let app = self.to_change(&mut unit, who, id).await?;
        Ok((unit, app))
    }

    async fn credentials_changed(
        &self,
        mut unit: Unit,
        (tenant, actor): (&Tenant, &Actor),
        app: &Application,
        details: Value,
    ) -> Done<()> {
        self.record_app(&mut unit, (tenant.id, actor), ACTIVITY, app, details).await?;
        unit.commit().await?;
        Ok(())
    }
}

fn room_for_one_more(live: usize, what: &str) -> Done<()> {
    if live < MOST_LIVE_CREDENTIALS {
        return Ok(());
    }
    Err(DirectoryError::Invalid(format!(
        "the application has {live} {what} that live, the one in use and its successor; remove the \
         older one first"
    )))
}
