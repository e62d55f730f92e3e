//! Registrations: an application as its maker describes it.
//!
//! Only the tenant of a registration changes it; the well-known ones change with a release.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, Application, Audience, DisplayName, OptionalClaims, Pkce, Platform, RegisteredRedirect,
    RequiredResource, Switch, Tenant,
};
use consentry_store::{Actor, Conn};
use serde_json::json;

use super::{
    DirectoryError, Done,
    registration::{may_register, no_problem},
    usable,
};
use crate::Service;

/// A registration to be made.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// The name.
    pub name: DisplayName,
    /// Where answers may go.
    pub redirects: Vec<RegisteredRedirect>,
    /// Which tenants may use it.
    pub audience: Audience,
    /// Permissions that it lists.
    pub required: Vec<RequiredResource>,
    /// Homepage.
    pub homepage: Option<String>,
}

impl Service {
    /// An application that this tenant can use: its own, or one for many tenants.
    pub async fn usable_app(&self, tenant: &Tenant, id: AppId) -> Done<Arc<Application>> {
        usable(&mut *self.store.read().await?, tenant.id, id).await
    }

    /// Those of these applications that this tenant can use.
    pub async fn usable_apps(
        &self,
        tenant: &Tenant,
        ids: impl IntoIterator<Item = AppId>,
    ) -> Done<BTreeMap<AppId, Arc<Application>>> {
        let mut found = self.store.read().await?.applications_of(ids).await?;
        found.retain(|_, app| app.audience == Audience::ManyTenants || app.owner == tenant.id);
        Ok(found)
    }

    /// Registers an application; it is present in its tenant at once.
    pub async fn register_app(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        new: NewApplication,
    ) -> Done<Application> {
        let native = |redirect: &RegisteredRedirect| redirect.platform == Platform::PublicClient;
        let app = Application {
            id: AppId::mint(&*self.ids),
            owner: tenant.id,
            name: new.name,
            former_names: Vec::new(),
            publisher: None,
            audience: new.audience,
            public_client: Switch::from(new.redirects.iter().any(native)),
            redirects: new.redirects,
            pkce: Pkce::Required,
            required: new.required,
            identifier_uris: Vec::new(),
            permissions: Vec::new(),
            roles: Vec::new(),
            pre_authorized: Vec::new(),
            web: consentry_model::WebOptions::default(),
            token_version: 1,
            homepage: new.homepage,
            publisher_domain: tenant.domains.first().cloned(),
            claims: OptionalClaims::default(),
            registered_by: match actor {
                Actor::User { id, .. } => Some(*id),
                Actor::App { .. } | Actor::CommandLine | Actor::System => None,
            },
            created_at: self.clock.now(),
            deleted_at: None,
        };
        let mut unit = self.store.unit().await?;
        may_register(&mut unit, tenant, actor).await?;
        no_problem(&app, tenant)?;
        unit.add_application(&app).await?;
        let details = json!({ "redirects": app.redirects, "audience": app.audience });
        self.record_app(&mut unit, (tenant.id, actor), "Add application", &app, details).await?;
        self.meet(&mut unit, actor, tenant.id, &app).await?;
        unit.commit().await?;
        Ok(app)
    }
}

/// A registration that this tenant may change.
pub(super) async fn registered_here(
    conn: &mut Conn,
    tenant: &Tenant,
    id: AppId,
) -> Done<Arc<Application>> {
    let app = usable(conn, tenant.id, id).await?;
    if app.owner != tenant.id {
        let rule =
            format!("`{}` is registered in another tenant; only that one changes it", app.name);
        return Err(DirectoryError::Invalid(rule));
    }
    Ok(app)
}
