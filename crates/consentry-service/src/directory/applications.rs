//! Registrations: an application as its maker describes it.
//!
//! Only the tenant of a registration changes it; the well-known ones change with a release.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
AppId, Application, Audience, DisplayName, LogoutUrl, Pkce, Platform, RegisteredRedirect, OptionalClaims,
    RequiredResource, Switch, Tenant,
};
use consentry_store::{Actor, Conn};
use serde_json::{Value, json};

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

/// What changes of a registration.
#[derive(Debug, Clone)]
pub enum ApplicationChange {
    /// One more address.
    Redirect(RegisteredRedirect),
    /// What concerns browsers; what is `None` stays.
    Web {
        /// Id tokens from the authorization endpoint.
        id_token_implicit: Option<Switch>,
        /// Where it is told of sign-outs; `Some(None)` takes the address away.
        logout_url: Option<Option<LogoutUrl>>,
    },
}

impl ApplicationChange {
    /// The registration with this change, and what the record says of it.
    fn apply(self, app: &mut Application) -> Value {
        match self {
            Self::Redirect(redirect) => {
                let details = json!({ "redirect": redirect });
                if app.redirects.iter().any(|known| known.uri == redirect.uri) {
                    return details;
                }
                if redirect.platform == Platform::PublicClient {
                    app.public_client = Switch::On;
                }
                app.redirects.push(redirect);
                details
            }
            Self::Web { id_token_implicit, logout_url } => {
                let old = app.web.clone();
                if let Some(implicit) = id_token_implicit {
                    app.web.id_token_implicit = implicit;
                }
                if let Some(url) = logout_url {
                    app.web.logout_url = url;
                }
                json!({ "old": old, "new": app.web })
            }
        }
    }
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

    /// Changes a registration of this tenant.
    pub async fn change_registration(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        change: ApplicationChange,
    ) -> Done<Application> {
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("application {id}")).await?;
        let old = registered_here(&mut unit, tenant, id).await?;
        let mut new = Application::clone(&old);
        let details = change.apply(&mut new);
        if new == *old {
            return Ok(new);
        }
        unit.set_application(&new).await?;
        self.record_app(&mut unit, (tenant.id, actor), "Update application", &new, details).await?;
        unit.commit().await?;
        Ok(new)
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
