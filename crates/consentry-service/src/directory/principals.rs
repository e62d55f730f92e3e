//! Enterprise applications: the presence of an application in a tenant, and its switches.
//!
//! An administrator may set up an application before anybody has consented to it: it appears then.

use std::sync::Arc;

use consentry_model::{
    AppId, Application, PrincipalId, ServicePrincipal, Switch, Tenant, TenantId, Timestamp,
};
use consentry_store::{Actor, DeviceGrant, PasswordGrant, RESTORABLE, Unit};
use consentry_token::opaque::TokenHash;
use serde_json::{Value, json};

use super::{DirectoryError, Done, usable};
use crate::Service;

/// What changes of an application in a tenant; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PrincipalChange {
    /// Enabled for users to sign in.
    pub enabled: Option<Switch>,
    /// User assignment required.
    pub assignment_required: Option<Switch>,
    /// Visible to users.
    pub visible: Option<Switch>,
    /// What administrators note about it; empty takes the note away.
    pub notes: Option<String>,
    /// Where My Apps leads to; empty means where the registration says.
    pub homepage: Option<String>,
    /// Password grants: closed (`Some(None)`), or open (ruling 3).
    pub password_grant: Option<Option<PasswordGrant>>,
    /// Device codes: closed (`Some(None)`), or open (A31).
    pub device_codes: Option<Option<DeviceGrant>>,
}

/// An application as an administrator of a tenant sees it.
#[derive(Debug, Clone)]
pub struct AppShown {
    /// The registration.
    pub application: Arc<Application>,
    /// Its presence in the tenant, if the tenant has met it.
    pub principal: Option<ServicePrincipal>,
    /// Whether password grants are open.
    pub password_grant: Option<PasswordGrant>,
    /// Whether device codes are open.
    pub device_codes: Option<DeviceGrant>,
}

impl Service {
    /// The applications that a tenant has met or registered, by name.
    pub async fn apps(&self, tenant: &Tenant) -> Done<Vec<AppShown>> {
        let mut read = self.store.read().await?;
        let principals = read.principals(tenant.id).await?;
        let mut shown = Vec::with_capacity(principals.len());
        for application in read.applications().await? {
            let principal = principals.iter().find(|held| held.app == application.id).cloned();
            if principal.is_none() && application.owner != tenant.id {
                continue;
            }
            let password_grant = read.password_grant(tenant.id, application.id).await?;
            let device_codes = read.device_grant(tenant.id, application.id).await?;
            shown.push(AppShown { application, principal, password_grant, device_codes });
        }
        Ok(shown)
    }

    /// One application, whether the tenant has met it or could.
    pub async fn app(&self, tenant: &Tenant, id: AppId) -> Done<AppShown> {
        let mut read = self.store.read().await?;
        let application = usable(&mut read, tenant.id, id).await?;
        Ok(AppShown {
            principal: read.principal(tenant.id, id).await?,
            password_grant: read.password_grant(tenant.id, id).await?,
            device_codes: read.device_grant(tenant.id, id).await?,
            application,
        })
    }

    /// Changes an application's switches in a tenant.
    pub async fn change_app(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        change: PrincipalChange,
    ) -> Done<ServicePrincipal> {
        self.change_principal((tenant, actor), id, (None, change)).await
    }

    /// The same, unless notes or homepage are others by now than those of [`property_mark`] that
    /// the change was made from.
    pub async fn change_app_seen(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        seen: &str,
        change: PrincipalChange,
    ) -> Done<ServicePrincipal> {
        self.change_principal((tenant, actor), id, (Some(seen), change)).await
    }

    async fn change_principal(
        &self,
        (tenant, actor): (&Tenant, &Actor),
        id: AppId,
        (seen, change): (Option<&str>, PrincipalChange),
    ) -> Done<ServicePrincipal> {
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let old = self.meet(&mut unit, actor, tenant.id, &app).await?;
        if seen.is_some_and(|seen| seen != property_mark(&old)) {
            let text = "the properties were changed meanwhile; look at them again";
            return Err(DirectoryError::Conflict(text.to_owned()));
        }
        let new = ServicePrincipal {
            enabled: change.enabled.unwrap_or(old.enabled),
            assignment_required: change.assignment_required.unwrap_or(old.assignment_required),
            visible: change.visible.unwrap_or(old.visible),
            notes: change.notes.map_or_else(|| Ok(old.notes.clone()), noted)?,
            homepage: change.homepage.map_or_else(|| Ok(old.homepage.clone()), homepage)?,
            ..old.clone()
        };
        if new != old {
            unit.set_principal(&new).await?;
            let details = json!({ "old": old, "new": new });
            self.record_app(
                &mut unit,
                (tenant.id, actor),
                "Update service principal",
                &app,
                details,
            )
            .await?;
        }
        if let Some(open) = change.password_grant {
            unit.set_password_grant(tenant.id, id, open).await?;
            let until = open.and_then(|open| open.until).map(|at: Timestamp| at.to_string());
            let details = json!({ "password_grant": open.is_some(), "until": until });
            self.record_app(&mut unit, (tenant.id, actor), "Set password grant", &app, details)
                .await?;
        }
        if let Some(open) = change.device_codes {
            unit.set_device_grant(tenant.id, id, open).await?;
            let until = open.and_then(|open| open.until).map(|at: Timestamp| at.to_string());
            let details = json!({ "device_codes": open.is_some(), "until": until });
            self.record_app(&mut unit, (tenant.id, actor), "Set device codes", &app, details)
                .await?;
        }
        unit.commit().await?;
        Ok(new)
    }

    /// Deletes an application's presence with its consents and assignments; users can ask again.
    pub async fn delete_app(&self, actor: &Actor, tenant: &Tenant, id: AppId) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let principal = present(&mut unit, tenant.id, &app).await?;
        unit.delete_principal(tenant.id, principal.id, self.clock.now()).await?;
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, "Remove service principal", &app, Value::Null).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Brings back what was deleted last, without the consents and assignments that went with it.
    pub async fn restore_app(&self, actor: &Actor, tenant: &Tenant, id: AppId) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let deleted = unit.deleted_principals(tenant.id).await?;
        let oldest = self.clock.now().minus(RESTORABLE);
        let found = deleted.into_iter().find(|(gone, at)| gone.app == id && *at > oldest);
        let Some((principal, _)) = found else {
            let name = app.name.to_string();
            return Err(DirectoryError::Unknown { what: "deleted application", name });
        };
        unit.restore_principal(tenant.id, principal.id)
            .await
            .map_err(|error| DirectoryError::taken(error, &app.name))?;
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, "Restore service principal", &app, Value::Null).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The service principal; made, with its record, if the tenant has not met the application.
    pub(crate) async fn meet(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        tenant: TenantId,
        app: &Application,
    ) -> Done<ServicePrincipal> {
        if let Some(found) = unit.principal(tenant, app.id).await? {
            return Ok(found);
        }
        let principal = self.ensure_principal(unit, tenant, app).await?;
        let details = json!({ "id": principal.id });
        self.record_app(unit, (tenant, actor), "Add service principal", app, details).await?;
        Ok(principal)
    }

    pub(crate) async fn record_app(
        &self,
        unit: &mut Unit,
        (tenant, actor): (TenantId, &Actor),
        activity: &str,
        app: &Application,
        details: Value,
    ) -> Done<()> {
        let record = self.audit_of_app(Some(tenant), actor.clone(), activity, app, details);
        unit.audit(&record).await?;
        Ok(())
    }

    /// The object id of an application in a tenant.
    pub async fn principal_of(&self, tenant: &Tenant, id: AppId) -> Done<PrincipalId> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, id).await?;
        Ok(present(&mut read, tenant.id, &app).await?.id)
    }
}

/// What stands for notes and homepage of one moment, so that a form can name what it was made
/// from.
pub fn property_mark(principal: &ServicePrincipal) -> String {
    let text = json!([principal.notes, principal.homepage]);
    TokenHash::of(&text.to_string()).to_hex()
}

/// The longest note, in characters (`identity.md` §3.9).
const LONGEST_NOTE: usize = 1_024;
/// The longest homepage, in bytes.
const LONGEST_HOMEPAGE: usize = 2_048;

/// What can be wrong with notes and homepage; its text is the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PropertyProblem {
    /// A note that is too long.
    #[error("a note has at most {LONGEST_NOTE} characters")]
    NoteTooLong,
    /// A note with a character that hides something.
    #[error("a note holds a character that cannot be shown")]
    NoteCharacter,
    /// A homepage that is none.
    #[error("a homepage is an address that begins with https:// or http://")]
    Homepage,
}

impl From<PropertyProblem> for DirectoryError {
    fn from(problem: PropertyProblem) -> Self {
        Self::Invalid(problem.to_string())
    }
}

impl PrincipalChange {
    /// What is wrong with notes and homepage.
    pub fn problems(&self) -> Vec<PropertyProblem> {
        let note = self.notes.clone().and_then(|notes| noted(notes).err());
        note.into_iter().chain(self.homepage.clone().and_then(|one| homepage(one).err())).collect()
    }
}

fn noted(text: String) -> Result<Option<String>, PropertyProblem> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > LONGEST_NOTE {
        return Err(PropertyProblem::NoteTooLong);
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(PropertyProblem::NoteCharacter);
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn homepage(text: String) -> Result<Option<String>, PropertyProblem> {
    let text = text.trim().to_owned();
    let fits = text.is_empty()
        || (text.len() <= LONGEST_HOMEPAGE
            && (text.starts_with("https://") || text.starts_with("http://"))
            && !text.chars().any(|c| c.is_control() || c.is_whitespace()));
    if fits {
        Ok(Some(text).filter(|text| !text.is_empty()))
    } else {
        Err(PropertyProblem::Homepage)
    }
}

/// The presence that must be there.
pub(super) async fn present(
    conn: &mut consentry_store::Conn,
    tenant: TenantId,
    app: &Application,
) -> Done<ServicePrincipal> {
    let found = conn.principal(tenant, app.id).await?;
    found.ok_or_else(|| DirectoryError::Unknown {
        what: "enterprise application",
        name: app.name.to_string(),
    })
}
