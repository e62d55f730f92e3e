//! Enterprise applications as an administrator looks through them: who consented, who still uses
//! them, what was deleted, and their logos.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use consentry_model::{
    AppId, Application, PrincipalId, ScopeSet, ServicePrincipal, Switch, Tenant, Timestamp,
};
use consentry_policy::{GrantRisk, Granted, grant_risks};
use consentry_store::{
    Actor, AppUse, Conn, ConsentedBy, Page, Paged, PrincipalFilter, RESTORABLE, RoleGrant,
};
use serde_json::{Value, json};

use super::{DirectoryError, Done, app_detail::by_resource, principals::present, usable};
use crate::Service;

/// The span in which an application counts as used.
pub const RECENT: Duration = Duration::from_hours(24 * 30);
/// The largest logo, in bytes, and its width and height, in pixels (`identity.md` §3.9).
pub const LARGEST_LOGO: usize = 100 * 1024;
/// Width and height of a logo.
pub const LOGO_SIDE: u32 = 215;

/// An enterprise application in a list.
#[derive(Debug, Clone)]
pub struct EnterpriseApp {
    /// The registration.
    pub application: Arc<Application>,
    /// Its presence in the tenant.
    pub principal: ServicePrincipal,
    /// Who consented.
    pub consented: ConsentedBy,
    /// How much it is used; nothing if nobody ever signed in.
    pub used: Option<AppUse>,
    /// Whether it has a logo of the tenant's.
    pub logo: Switch,
}

/// A deleted enterprise application.
#[derive(Debug, Clone)]
pub struct DeletedApp {
    /// The registration.
    pub application: Arc<Application>,
    /// What was its presence.
    pub principal: ServicePrincipal,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// Until when it can be restored.
    pub until: Timestamp,
    /// Whether the application has come back by itself since: then this one cannot.
    pub here_again: Switch,
}

/// An application whose consents deserve a look.
#[derive(Debug, Clone)]
pub struct ReportedApp {
    /// The application.
    pub app: EnterpriseApp,
    /// Nobody used it for 30 days, though something is granted to it.
    pub unused: Switch,
    /// What is wrong with its consents.
    pub risks: Vec<GrantRisk>,
}

impl Service {
    /// A part of the enterprise applications of a tenant, by name.
    pub async fn enterprise_apps(
        &self,
        tenant: &Tenant,
        filter: &PrincipalFilter<'_>,
        page: Page,
    ) -> Done<Paged<EnterpriseApp>> {
        let mut read = self.store.read().await?;
        let found = read.principals_by_name(tenant.id, filter, page).await?;
        let next = found.next.clone();
        let rows = self.looked_up(&mut read, tenant, found.rows).await?;
        Ok(Paged { rows, next })
    }

    /// One enterprise application.
    pub async fn enterprise_app(&self, tenant: &Tenant, id: AppId) -> Done<EnterpriseApp> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, id).await?;
        let principal = present(&mut read, tenant.id, &app).await?;
        let mut found = self.looked_up(&mut read, tenant, vec![principal]).await?;
        found.pop().ok_or_else(|| DirectoryError::Unknown {
            what: "enterprise application",
            name: app.name.to_string(),
        })
    }

    async fn looked_up(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        principals: Vec<ServicePrincipal>,
    ) -> Done<Vec<EnterpriseApp>> {
        let ids: Vec<PrincipalId> = principals.iter().map(|one| one.id).collect();
        let apps: Vec<AppId> = principals.iter().map(|one| one.app).collect();
        let consented = conn.consented_by(tenant.id, &ids).await?;
        let since = self.clock.now().minus(RECENT);
        let used = if apps.is_empty() {
            BTreeMap::new()
        } else {
            conn.app_uses(tenant.id, &apps, since).await?
        };
        let logos: BTreeSet<PrincipalId> = conn.with_logo(tenant.id).await?.into_iter().collect();
        let registrations = conn.applications_of(apps).await?;
        let nobody = ConsentedBy { everybody: Switch::Off, people: 0 };
        let found = principals.into_iter().filter_map(|principal| {
            Some(EnterpriseApp {
                application: Arc::clone(registrations.get(&principal.app)?),
                consented: consented.get(&principal.id).copied().unwrap_or(nobody),
                used: used.get(&principal.app).copied(),
                logo: logos.contains(&principal.id).into(),
                principal,
            })
        });
        Ok(found.collect())
    }

    /// What was deleted and can be restored, the last one first.
    pub async fn deleted_apps(&self, tenant: &Tenant) -> Done<Vec<DeletedApp>> {
        let oldest = self.clock.now().minus(RESTORABLE);
        let mut read = self.store.read().await?;
        let mut deleted = read.deleted_principals(tenant.id).await?;
        deleted.retain(|(_, at)| *at > oldest);
        let apps = read.applications_of(deleted.iter().map(|(one, _)| one.app)).await?;
        let here: BTreeSet<AppId> =
            read.principals(tenant.id).await?.into_iter().map(|one| one.app).collect();
        let found = deleted.into_iter().filter_map(|(principal, deleted_at)| {
            let application = Arc::clone(apps.get(&principal.app)?);
            let until = deleted_at.plus(RESTORABLE);
            let here_again = here.contains(&principal.app).into();
            Some(DeletedApp { application, principal, deleted_at, until, here_again })
        });
        Ok(found.collect())
    }

    /// Applications whose consents deserve a look: unused ones, and risky ones.
    pub async fn grants_report(&self, tenant: &Tenant) -> Done<Vec<ReportedApp>> {
        let mut read = self.store.read().await?;
        let mut held: BTreeMap<PrincipalId, BTreeMap<AppId, ScopeSet>> = BTreeMap::new();
        for (client, resource, set) in read.held_scopes(tenant.id).await? {
            held.entry(client).or_default().entry(resource).or_default().extend(&set);
        }
        let roles = read.role_grants(tenant.id, None).await?;
        let principals = read.principals(tenant.id).await?;
        let look_alikes = read.look_alikes(principals.iter().map(|one| one.app)).await?;
        let apps = self.looked_up(&mut read, tenant, principals).await?;
        drop(read);
        let recent = self.clock.now().minus(RECENT);
        let mut reported = Vec::new();
        for app in apps {
            let id = app.principal.id;
            let roles: Vec<RoleGrant> =
                roles.iter().filter(|role| role.client == id).cloned().collect();
            let holdings = Holdings {
                scopes: held.remove(&id).unwrap_or_default(),
                roles: by_resource(&roles),
                looks_like: look_alikes.get(&app.application.id).cloned(),
            };
            let risks = risks_of(tenant, &app, &holdings);
            // An application by itself leaves no trace of use here.
            let unused = holdings.roles.is_empty()
                && !holdings.scopes.is_empty()
                && app.used.is_none_or(|used| used.last_at < recent)
                && app.principal.created_at < recent;
            if unused || !risks.is_empty() {
                reported.push(ReportedApp { app, unused: unused.into(), risks });
            }
        }
        Ok(reported)
    }

    /// Gives an application a logo in the tenant: a PNG of 215 by 215 pixels, at most 100 KiB.
    pub async fn set_app_logo(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        png: Option<Vec<u8>>,
    ) -> Done<()> {
        if let Some(png) = &png {
            check_logo(png)?;
        }
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let principal = self.meet(&mut unit, actor, tenant.id, &app).await?;
        match &png {
            Some(png) => unit.set_logo(principal.id, png, self.clock.now()).await?,
            None => drop(unit.remove_logo(principal.id).await?),
        }
        let details = json!({ "bytes": png.as_ref().map_or(Value::Null, |png| json!(png.len())) });
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, "Set logo", &app, details).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The logo of an application in a tenant, as PNG.
    pub async fn app_logo(&self, tenant: &Tenant, id: PrincipalId) -> Done<Option<Vec<u8>>> {
        Ok(self.store.read().await?.logo(tenant.id, id).await?)
    }
}

/// What is granted to an application, by resource, and whose name it resembles.
pub(super) struct Holdings {
    pub(super) scopes: BTreeMap<AppId, ScopeSet>,
    pub(super) roles: BTreeMap<AppId, ScopeSet>,
    pub(super) looks_like: Option<String>,
}

/// What is wrong with the consents to an application; one of the tenant's own needs nobody who
/// vouches for it.
pub(super) fn risks_of(
    tenant: &Tenant,
    app: &EnterpriseApp,
    holdings: &Holdings,
) -> Vec<GrantRisk> {
    let publisher = app.application.publisher.as_ref();
    let own = app.application.owner == tenant.id;
    grant_risks(&Granted {
        looks_like: holdings.looks_like.as_deref(),
        verified: (own || publisher.is_some_and(|publisher| publisher.verified)).into(),
        required: &app.application.required,
        scopes: &holdings.scopes,
        roles: &holdings.roles,
    })
}

/// Whether these bytes can be a logo. Reads the whole picture: what does not decode is not shown to
/// anybody.
pub fn check_logo(bytes: &[u8]) -> Done<()> {
    let rule = format!("a logo is a PNG of {LOGO_SIDE} by {LOGO_SIDE} pixels, at most 100 KiB");
    let invalid = || DirectoryError::Invalid(rule.clone());
    if bytes.len() > LARGEST_LOGO {
        return Err(invalid());
    }
    let limits = png::Limits { bytes: 4 * 1024 * 1024 };
    let decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    let mut reader = decoder.read_info().map_err(|_| invalid())?;
    let (width, height) = (reader.info().width, reader.info().height);
    if (width, height) != (LOGO_SIDE, LOGO_SIDE) {
        return Err(invalid());
    }
    while reader.next_row().map_err(|_| invalid())?.is_some() {}
    Ok(())
}
