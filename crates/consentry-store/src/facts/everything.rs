//! The facts of every application that a tenant has met, without a user: for looking at all of
//! them at once, in as many statements as for one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{
    AppId, Application, Grant, PrincipalId, ScopeSet, ServicePrincipal, Switch, Tenant, Timestamp,
    well_known,
};
use consentry_policy::{
    Assignment, Barred, Facts, GrantFacts, GrantReach, PrincipalFacts, ResourceFacts,
};

use super::{as_client, as_resource, as_tenant};
use crate::{Conn, GrantFilter, StoreError, Whose, cache::Versioned};

impl Conn {
    /// The facts of all applications of a tenant, by name, with their registrations. Only
    /// consents for everybody are among them.
    pub async fn facts_of_all(
        &mut self,
        tenant: &Tenant,
        now: Timestamp,
    ) -> Result<Vec<(Arc<Application>, Facts)>, StoreError> {
        let principals = self.principals(tenant.id).await?;
        let looks_like = self.look_alikes(principals.iter().map(|one| one.app)).await?;
        let consent = self.consent_rules(tenant).await?;
        let everybodys = GrantFilter { whose: Whose::Everybodys, ..GrantFilter::default() };
        let mut grants: BTreeMap<PrincipalId, Vec<GrantFacts>> = BTreeMap::new();
        for grant in self.grants(tenant.id, everybodys).await? {
            let Grant { client, resource, scopes, .. } = grant;
            let reach = GrantReach::Tenant;
            grants.entry(client).or_default().push(GrantFacts { resource, reach, scopes });
        }
        let mut roles: BTreeMap<PrincipalId, BTreeMap<AppId, ScopeSet>> = BTreeMap::new();
        for role in self.role_grants(tenant.id, None).await? {
            let granted = roles.entry(role.client).or_default();
            granted.entry(role.resource).or_default().0.insert(role.role);
        }
        let apps = self.held_of(principals.iter().map(|one| one.app)).await?;
        let required = apps.values().flat_map(|held| &held.application.required);
        let known: BTreeSet<AppId> = required
            .map(|entry| entry.resource)
            .chain([well_known::EXCHANGE, well_known::GRAPH])
            .collect();
        let resources = self.held_of(known).await?;
        let mut all = Vec::with_capacity(principals.len());
        for principal in &principals {
            let Some(held) = apps.get(&principal.app) else { continue };
            let app = &held.application;
            let facts = Facts {
                now,
                tenant: as_tenant(tenant, Arc::clone(&consent)),
                application: Some(as_client(app, looks_like.get(&app.id).cloned(), Switch::Off)),
                principal: Some(as_principal(principal)),
                user: None,
                barred: Barred::No,
                assignment: Assignment::Missing,
                grants: grants.remove(&principal.id).unwrap_or_default(),
                user_roles: BTreeMap::new(),
                resources: exposed(
                    &resources,
                    app,
                    roles.remove(&principal.id).unwrap_or_default(),
                ),
            };
            all.push((Arc::clone(app), facts));
        }
        Ok(all)
    }
}

fn as_principal(principal: &ServicePrincipal) -> PrincipalFacts {
    PrincipalFacts {
        id: principal.id,
        enabled: principal.enabled,
        assignment_required: principal.assignment_required,
    }
}

/// Exchange, Graph and what the application lists.
fn exposed(
    resources: &BTreeMap<AppId, Versioned>,
    app: &Application,
    mut granted: BTreeMap<AppId, ScopeSet>,
) -> Vec<ResourceFacts> {
    let always = [well_known::EXCHANGE, well_known::GRAPH];
    let wanted: BTreeSet<AppId> =
        app.required.iter().map(|entry| entry.resource).chain(always).collect();
    wanted
        .into_iter()
        .filter_map(|id| {
            let held = resources.get(&id)?;
            Some(as_resource(held, Some(app.id), granted.remove(&id).unwrap_or_default()))
        })
        .collect()
}
