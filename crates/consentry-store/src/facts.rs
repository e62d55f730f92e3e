//! The facts of one attempt, by key, in one statement.
//!
//! The statement answers rows of several shapes, each with its kind in the first column, so that
//! PostgreSQL needs one round trip. Registrations come with their version alone and out of the
//! cache. Nothing is decided here but who counts as assigned.

mod everything;
mod rows;

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, Application, Audience, RoleHolders, ScopeSet, ScopeValue, Switch, Tenant, Timestamp,
    Upn, User, UserId,
};
use consentry_policy::{
    ApplicationFacts, Assignment, Barred, ConsentRules, Facts, GrantFacts, PrincipalFacts,
    ResourceFacts, TenantFacts, UserFacts, ValidFrom,
};

use crate::{Conn, DeviceGrant, StoreError, cache::Versioned, fields::id_text, param::Param};
use rows::{FactRow, Registration};

/// Whose facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserKey<'a> {
    /// Nobody's: an application by itself, or nobody has said who he is.
    None,
    /// By object id.
    Id(UserId),
    /// By sign-in name.
    Name(&'a Upn),
}

/// What an attempt is about.
#[derive(Debug, Clone, Copy)]
pub struct FactsQuery<'a> {
    /// The tenant as it was just read.
    pub tenant: &'a Tenant,
    /// The client; Basic logins name none.
    pub app: Option<AppId>,
    /// The user.
    pub user: UserKey<'a>,
    /// The wanted resource.
    pub resource: AppId,
    /// The present moment, for what has an end.
    pub now: Timestamp,
}

/// What the directory knows about it.
#[derive(Debug, Clone)]
pub struct FactsFound {
    /// For the gates.
    pub facts: Facts,
    /// The user, whole.
    pub user: Option<User>,
    /// The client's registration, whole, even if it is not for this tenant.
    pub application: Option<Arc<Application>>,
    /// The wanted resource, whole.
    pub resource: Option<Arc<Application>>,
    /// The tenant's version at this moment; read again inside the unit of work.
    pub tenant_version: i64,
    /// The version of the signing keys at this moment: whoever keeps older ones reads them again.
    pub keys_version: i64,
}

impl Conn {
    /// Collects the facts of an attempt.
    pub async fn facts(&mut self, query: &FactsQuery<'_>) -> Result<FactsFound, StoreError> {
        let rows = self.fact_rows(query).await?;
        let mut found = Gathered::default();
        for row in rows {
            found.take(row);
        }
        let id = query.tenant.id;
        let Some((tenant_version, keys_version)) = found.versions else {
            return Err(StoreError::corrupt("tenants", &id.to_string(), "it is gone"));
        };
        // Settings of the very version that the statement saw, or newer ones.
        let fresh;
        let tenant = if tenant_version == query.tenant.version {
            query.tenant
        } else {
            fresh = self.tenant(id).await?;
            fresh.as_ref().unwrap_or(query.tenant)
        };
        // An application by itself is on the list once it was granted a role.
        let by_role = query.user == UserKey::None && !found.roles.is_empty();
        let assignment = match found.listed {
            None if by_role => Assignment::Assigned,
            listed => listed.unwrap_or(Assignment::Missing),
        };
        let application = self.registered(found.application.as_ref()).await?;
        let application = application.map(|held| held.application);
        let mut resources = Vec::with_capacity(found.resources.len());
        let mut wanted = None;
        for registration in &found.resources {
            if let Some(held) = self.registered(Some(registration)).await? {
                let roles = found.roles.remove(&held.application.id).unwrap_or_default();
                let roles = counting(&held.application, roles, RoleHolders::has_applications);
                resources.push(as_resource(&held, query.app, roles));
                if held.application.id == query.resource {
                    wanted = Some(held.application);
                }
            }
        }
        let mut user_roles = BTreeMap::new();
        for app in application.iter().chain(&wanted) {
            let roles = found.user_roles.remove(&app.id).unwrap_or_default();
            let roles = counting(app, roles, RoleHolders::has_users);
            if !roles.is_empty() {
                user_roles.insert(app.id, roles);
            }
        }
        let usable = application
            .as_ref()
            .filter(|app| app.audience == Audience::ManyTenants || app.owner == id);
        let open = found.application.as_ref().map_or(Switch::Off, |row| row.open_at(query.now));
        let device_codes = found.device_grant.is_some_and(|open| open.at(query.now));
        let consent = self.consent_rules(tenant).await?;
        let facts = Facts {
            now: query.now,
            tenant: as_tenant(tenant, consent),
            application: usable.map(|app| ApplicationFacts {
                device_codes: device_codes.into(),
                ..as_client(app, found.looks_like, open)
            }),
            principal: found.principal,
            user: found.user.as_ref().map(|(user, valid_from)| judged(user, *valid_from)),
            barred: Barred::No,
            assignment,
            grants: found.grants,
            resources,
            user_roles,
        };
        let user = found.user.map(|(user, _)| user);
        Ok(FactsFound { facts, user, application, resource: wanted, tenant_version, keys_version })
    }

    async fn registered(
        &mut self,
        row: Option<&Registration>,
    ) -> Result<Option<Versioned>, StoreError> {
        match row {
            Some(row) => self.held_at(row.id, row.version).await,
            None => Ok(None),
        }
    }

    async fn fact_rows(&mut self, query: &FactsQuery<'_>) -> Result<Vec<FactRow>, StoreError> {
        let app = id_text(query.app).unwrap_or_default();
        let (sql, user) = match query.user {
            UserKey::None => (rows::WITHOUT_USER, None),
            UserKey::Id(id) => (rows::BY_ID, Some(id.to_string())),
            UserKey::Name(name) => (rows::BY_NAME, Some(name.folded())),
        };
        let mut args = vec![query.tenant.id.into(), app.into(), query.resource.into()];
        args.extend(user.map(Param::from));
        self.all(sql, &args).await
    }
}

/// Rows by their kind.
#[derive(Default)]
struct Gathered {
    versions: Option<(i64, i64)>,
    application: Option<Registration>,
    principal: Option<PrincipalFacts>,
    user: Option<(User, ValidFrom)>,
    listed: Option<Assignment>,
    grants: Vec<GrantFacts>,
    resources: Vec<Registration>,
    roles: BTreeMap<AppId, ScopeSet>,
    looks_like: Option<String>,
    device_grant: Option<DeviceGrant>,
    user_roles: BTreeMap<AppId, ScopeSet>,
}

impl Gathered {
    fn take(&mut self, row: FactRow) {
        match row {
            FactRow::Tenant { version, keys } => self.versions = Some((version, keys)),
            FactRow::Client(registration) => self.application = Some(registration),
            FactRow::Principal(principal) => self.principal = Some(principal),
            FactRow::User(user) => self.user = Some(*user),
            FactRow::Listed => self.listed = Some(Assignment::Assigned),
            FactRow::Grant(grant) => self.grants.push(grant),
            FactRow::Resource(registration) => self.resources.push(registration),
            FactRow::UserRole { app, role } => {
                self.user_roles.entry(app).or_default().0.insert(role);
            }
            FactRow::LooksLike { name } => self.looks_like = Some(name),
            FactRow::DeviceGrant(open) => self.device_grant = Some(open),
            FactRow::Role { resource, role } => {
                self.roles.entry(resource).or_default().0.insert(role);
            }
        }
    }
}

fn as_tenant(tenant: &Tenant, consent: Arc<ConsentRules>) -> TenantFacts {
    TenantFacts {
        id: tenant.id,
        fidelity: tenant.settings.fidelity,
        consent,
        basic: tenant.settings.basic.clone(),
    }
}

fn as_client(
    app: &Application,
    looks_like: Option<String>,
    password_grant: Switch,
) -> ApplicationFacts {
    ApplicationFacts {
        id: app.id,
        name: app.name.as_str().to_owned(),
        owner: app.owner,
        audience: app.audience,
        publisher: app.publisher.clone(),
        registered_at: app.created_at,
        looks_like,
        required: app.required.clone(),
        password_grant,
        device_codes: Switch::Off,
    }
}

fn as_resource(held: &Versioned, client: Option<AppId>, granted_roles: ScopeSet) -> ResourceFacts {
    ResourceFacts {
        id: held.application.id,
        permissions: Arc::clone(&held.permissions),
        granted_roles,
        pre_authorized: pre_authorized(&held.application, client),
    }
}

/// Those of the roles that count: not switched off, and not kept from such holders. Of a role that
/// the application does not describe nothing is known against it.
fn counting(app: &Application, roles: ScopeSet, holds: fn(RoleHolders) -> bool) -> ScopeSet {
    let counts = |role: &ScopeValue| {
        let known = app.roles.iter().find(|known| known.value == *role);
        known.is_none_or(|known| known.enabled.is_on() && holds(known.holders))
    };
    ScopeSet(roles.0.into_iter().filter(counts).collect())
}

/// The permissions of a resource for which this client needs no consent.
fn pre_authorized(resource: &Application, client: Option<AppId>) -> ScopeSet {
    let entries = resource.pre_authorized.iter().filter(|entry| Some(entry.client) == client);
    entries.flat_map(|entry| entry.scopes.iter().cloned()).collect()
}

/// What a gate needs of a user.
fn judged(user: &User, valid_from: ValidFrom) -> UserFacts {
    UserFacts {
        id: user.id,
        name: user.upn.as_str().to_owned(),
        kind: user.kind,
        state: user.state,
        password: user.password,
        valid_from,
        roles: user.roles.clone(),
    }
}
