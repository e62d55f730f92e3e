//! Changes of a registration, by whoever may change it.
//!
//! Each change is made on a copy, judged whole by `consentry_policy::registration`, and written
//! with its record. Deleting keeps the registration for 30 days; while it is deleted nobody finds
//! it.

mod change;

use std::sync::Arc;

use consentry_model::{
    AppId, Application, PermissionId, Switch, Tenant, TenantId, Timestamp, User,
};
use consentry_policy::registration;
use consentry_store::{Actor, AppSecret, Conn, RESTORABLE, Unit};
use serde_json::Value;

use self::change::changed;
pub use self::change::{ApplicationChange, NewRole, NewScope};
use super::{DirectoryError, Done, applications::registered_here};
use crate::Service;

/// A registration as whoever may change it sees it.
#[derive(Debug, Clone)]
pub struct RegistrationShown {
    /// The registration.
    pub application: Arc<Application>,
    /// Its secrets, the oldest first, those that have ended included.
    pub secrets: Vec<AppSecret>,
    /// Who registered it, if that was a user who is still there.
    pub registered_by: Option<User>,
}

impl Service {
    /// Whether a user may register applications in his tenant.
    pub async fn may_register(&self, tenant: &Tenant, user: &User) -> Done<bool> {
        let actor = super::actor_of(user);
        let allowed = may_register(&mut *self.store.read().await?, tenant, &actor).await;
        match allowed {
            Ok(()) => Ok(true),
            Err(DirectoryError::Forbidden(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The registrations of a tenant that a user may change, by name; with nobody named, all.
    pub async fn registrations(
        &self,
        tenant: &Tenant,
        user: Option<&User>,
    ) -> Done<Vec<Arc<Application>>> {
        let mut all = self.store.read().await?.registrations(tenant.id).await?;
        if let Some(user) = user {
            all.retain(|app| registration::may_change(&user.roles, user.id, app.registered_by));
        }
        Ok(all)
    }

    /// One registration of the tenant; for a user one that he may change.
    pub async fn registration(
        &self,
        tenant: &Tenant,
        user: Option<&User>,
        id: AppId,
    ) -> Done<RegistrationShown> {
        let mut read = self.store.read().await?;
        let application = registered_here(&mut read, tenant, id).await?;
        if let Some(user) = user {
            changeable(user, &application)?;
        }
        let registered_by = match application.registered_by {
            Some(maker) => read.user(tenant.id, maker).await?,
            None => None,
        };
        Ok(RegistrationShown { secrets: read.secrets(id).await?, application, registered_by })
    }

    /// Changes a registration of this tenant.
    pub async fn change_registration(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        change: ApplicationChange,
    ) -> Done<Application> {
        let mut unit = self.store.unit().await?;
        let old = self.to_change(&mut unit, (tenant, actor), id).await?;
        let fresh = PermissionId::mint(&*self.ids);
        let (new, details) = changed(&old, change, fresh)?;
        if new == *old {
            return Ok(new);
        }
        no_problem(&new, tenant)?;
        unit.set_application(&new)
            .await
            .map_err(|error| DirectoryError::taken(error, &new.name))?;
        self.record_app(&mut unit, (tenant.id, actor), "Update application", &new, details).await?;
        unit.commit().await?;
        Ok(new)
    }

    /// Deletes a registration: it is unknown in every tenant from the next request on.
    pub async fn delete_registration(&self, actor: &Actor, tenant: &Tenant, id: AppId) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let old = self.to_change(&mut unit, (tenant, actor), id).await?;
        let new = Application { deleted_at: Some(self.clock.now()), ..Application::clone(&old) };
        unit.set_application(&new).await?;
        let record = (tenant.id, actor);
        self.record_app(&mut unit, record, "Delete application", &new, Value::Null).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Registrations that were deleted and can be restored, the newest first, with the moment
    /// until which.
    pub async fn deleted_registrations(
        &self,
        tenant: &Tenant,
    ) -> Done<Vec<(Arc<Application>, Timestamp)>> {
        let now = self.clock.now();
        let all = self.store.read().await?.deleted_registrations(tenant.id).await?;
        let until = |app: Arc<Application>| {
            let until = app.deleted_at.unwrap_or(now).plus(RESTORABLE);
            (app, until)
        };
        Ok(all.into_iter().map(until).filter(|(_, until)| *until > now).collect())
    }

    /// Restores a deleted registration, with everything that it said.
    pub async fn restore_registration(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
    ) -> Done<Application> {
        let mut found = self.deleted_registrations(tenant).await?.into_iter();
        let Some((old, _)) = found.find(|(app, _)| app.id == id) else {
            return Err(DirectoryError::Unknown {
                what: "deleted registration",
                name: id.to_string(),
            });
        };
        let mut unit = self.store.unit().await?;
        unit.lock(&lock(id)).await?;
        may_change(&mut unit, actor, &old).await?;
        let new = Application { deleted_at: None, ..Application::clone(&old) };
        unit.set_application(&new).await?;
        let record = (tenant.id, actor);
        self.record_app(&mut unit, record, "Restore application", &new, Value::Null).await?;
        unit.commit().await?;
        Ok(new)
    }

    /// A registration that this actor may change, locked until the unit ends.
    pub(super) async fn to_change(
        &self,
        unit: &mut Unit,
        (tenant, actor): (&Tenant, &Actor),
        id: AppId,
    ) -> Done<Arc<Application>> {
        unit.lock(&lock(id)).await?;
        let app = registered_here(unit, tenant, id).await?;
        may_change(unit, actor, &app).await?;
        Ok(app)
    }
}

fn lock(id: AppId) -> String {
    format!("application {id}")
}

/// The user behind an actor, as he is now; somebody at the command line may do everything.
async fn person(conn: &mut Conn, tenant: TenantId, actor: &Actor) -> Done<Option<User>> {
    let Actor::User { id, .. } = actor else { return Ok(None) };
    let found = conn.user(tenant, *id).await?;
    found.map(Some).ok_or_else(|| DirectoryError::Unknown { what: "user", name: id.to_string() })
}

/// Refuses an actor who may not register applications in this tenant.
pub(super) async fn may_register(conn: &mut Conn, tenant: &Tenant, actor: &Actor) -> Done<()> {
    let Some(user) = person(conn, tenant.id, actor).await? else { return Ok(()) };
    let setting = Switch::from(tenant.settings.users_may_register);
    if user.tenant == tenant.id && registration::may_register(&user.roles, user.kind, setting) {
        return Ok(());
    }
    let text = "registering applications needs the role Application Developer, Cloud Application \
                Administrator or Application Administrator, or the setting that users may";
    Err(DirectoryError::Forbidden(text.to_owned()))
}

async fn may_change(conn: &mut Conn, actor: &Actor, app: &Application) -> Done<()> {
    match person(conn, app.owner, actor).await? {
        Some(user) => changeable(&user, app),
        None => Ok(()),
    }
}

fn changeable(user: &User, app: &Application) -> Done<()> {
    let own = user.tenant == app.owner;
    if own && registration::may_change(&user.roles, user.id, app.registered_by) {
        return Ok(());
    }
    let text = "a registration is changed by whoever registered it, by a Cloud Application \
                Administrator or by an Application Administrator";
    Err(DirectoryError::Forbidden(text.to_owned()))
}

/// Refuses a registration that breaks a rule; the text is the first one.
pub(super) fn no_problem(app: &Application, tenant: &Tenant) -> Done<()> {
    match registration::problems(app, &tenant.domains).into_iter().next() {
        Some(problem) => Err(DirectoryError::Invalid(problem.to_string())),
        None => Ok(()),
    }
}
