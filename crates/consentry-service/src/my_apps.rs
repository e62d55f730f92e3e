//! My Apps: what a person uses, what it may do, since when, by whose consent; and how he takes
//! his own consents back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{
    AppId, Application, ConsentType, PrincipalId, ServicePrincipal, Switch, Tenant, Timestamp, User,
};
use consentry_policy::{ConsentAsk, Organisation};
use consentry_store::{GrantFilter, Reach, Whose};
use serde_json::json;

use crate::{
    DirectoryError, PermissionShown, Service,
    directory::{actor_of, usable},
};

type Done<T> = Result<T, DirectoryError>;

/// Consents to one application, of one kind.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// What it may do.
    pub permissions: Vec<PermissionShown>,
    /// Since when.
    pub since: Timestamp,
}

/// An application as a person sees it.
#[derive(Debug, Clone)]
pub struct MyApp {
    /// The registration.
    pub app: Arc<Application>,
    /// Its presence in the tenant.
    pub principal: ServicePrincipal,
    /// Whether the tenant has given it a logo.
    pub logo: Switch,
    /// What the person allowed himself.
    pub own: Option<Allowed>,
    /// What an administrator allowed for everybody.
    pub for_everybody: Option<Allowed>,
    /// When he last signed in with it.
    pub last_used: Option<Timestamp>,
}

impl Service {
    /// The applications that a person uses: those that he allowed, that he is assigned to, or
    /// that he has signed in with under an administrator's consent. Hidden ones are not shown.
    pub async fn my_apps(&self, tenant: &Tenant, user: &User) -> Done<Vec<MyApp>> {
        let mut read = self.store.read().await?;
        let filter = GrantFilter { whose: Whose::Reaching(user.id), ..GrantFilter::default() };
        let grants = read.grants(tenant.id, filter).await?;
        let uses = read.uses_of(tenant.id, user.id).await?;
        let assigned: BTreeSet<PrincipalId> =
            read.assigned_to(tenant.id, user.id).await?.into_iter().collect();
        let logos: BTreeSet<PrincipalId> = read.with_logo(tenant.id).await?.into_iter().collect();
        let principals = read.principals(tenant.id).await?;
        let resources = grants.iter().map(|grant| grant.resource);
        let wanted = principals.iter().map(|one| one.app).chain(resources);
        let apps = read.applications_of(wanted).await?;
        drop(read);
        let mut shown = Vec::new();
        for principal in principals.into_iter().filter(|one| one.visible.is_on()) {
            let Some(app) = apps.get(&principal.app) else { continue };
            let of_app = || grants.iter().filter(|grant| grant.client == principal.id);
            let own = of_app().any(|grant| grant.consent == ConsentType::Principal(user.id));
            let last_used = uses.get(&app.id).copied();
            if !own && last_used.is_none() && !assigned.contains(&principal.id) {
                continue;
            }
            let consents = Consents::of(of_app());
            shown.push(MyApp {
                app: Arc::clone(app),
                logo: logos.contains(&principal.id).into(),
                own: consents.own.shown(&apps),
                for_everybody: consents.everybody.shown(&apps),
                last_used,
                principal,
            });
        }
        Ok(shown)
    }

    /// One of them.
    pub async fn my_app(&self, tenant: &Tenant, user: &User, id: AppId) -> Done<MyApp> {
        let found = self.my_apps(tenant, user).await?.into_iter().find(|one| one.app.id == id);
        found.ok_or_else(|| DirectoryError::Unknown { what: "application", name: id.to_string() })
    }

    /// A person takes back everything that he allowed an application. What an administrator
    /// allowed for everybody stays. How many consents went.
    pub async fn revoke_own(&self, tenant: &Tenant, user: &User, id: AppId) -> Done<u64> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let Some(principal) = unit.principal(tenant.id, id).await? else {
            return Ok(0);
        };
        let reach = Reach::User(user.id);
        let gone = unit.revoke_grants(tenant.id, principal.id, reach, None, None).await?;
        if gone > 0 {
            let actor = actor_of(user);
            let details = json!({ "user": user.upn });
            let who = (tenant.id, &actor);
            let activity = "Remove delegated permission grant";
            self.record_app(&mut unit, who, activity, &app, details).await?;
            unit.commit().await?;
        }
        Ok(gone)
    }

    /// Everything that a person proved before is void: browsers, tokens, phones.
    pub async fn sign_out_everywhere(&self, tenant: &Tenant, user: &User) -> Done<()> {
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        unit.revoke_sessions(user.id, now).await?;
        unit.end_sessions_of_user(user.id, now).await?;
        let record = self.audit(Some(tenant.id), actor_of(user), "Revoke sign in sessions", user);
        unit.audit(&record).await?;
        unit.commit().await?;
        Ok(())
    }
}

/// Consents of one kind, put together.
#[derive(Default)]
struct Side {
    scopes: BTreeMap<AppId, consentry_model::ScopeSet>,
    since: Option<Timestamp>,
}

impl Side {
    fn add(&mut self, grant: &consentry_model::Grant) {
        self.scopes.entry(grant.resource).or_default().extend(&grant.scopes);
        let earlier = self.since.is_none_or(|since| grant.created_at < since);
        if earlier {
            self.since = Some(grant.created_at);
        }
    }
}

impl Side {
    fn shown(self, resources: &BTreeMap<AppId, Arc<Application>>) -> Option<Allowed> {
        let ask = ConsentAsk {
            scopes: self.scopes,
            roles: BTreeMap::new(),
            organisation: Organisation::NotOffered,
        };
        let since = self.since?;
        Some(Allowed { permissions: PermissionShown::all(&ask, resources), since })
    }
}

/// The consents to one application that reach a person.
#[derive(Default)]
struct Consents {
    own: Side,
    everybody: Side,
}

impl Consents {
    fn of<'a>(grants: impl Iterator<Item = &'a consentry_model::Grant>) -> Self {
        let mut consents = Self::default();
        for grant in grants {
            match grant.consent {
                ConsentType::AllPrincipals => consents.everybody.add(grant),
                ConsentType::Principal(_) => consents.own.add(grant),
            }
        }
        consents
    }
}
