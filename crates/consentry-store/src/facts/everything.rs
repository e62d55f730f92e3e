//! The facts of every application that a tenant has met, without a user: for looking at all of
//! them at once, in as many statements as for one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{
    AppId, Application, ConsentType, ScopeSet, ServicePrincipal, Switch, Tenant, Timestamp,
    well_known,
};
use consentry_policy::{Assignment, Facts, GrantFacts, GrantReach, PrincipalFacts, ResourceFacts};

use super::{as_client, as_resource, as_tenant};
use crate::{Conn, GrantFilter, StoreError, cache::Versioned};

impl Conn {
    /// The facts of all applications of a tenant, by name, with their registrations. Only
    /// consents for everybody are among them.
    pub async fn facts_of_all(
        &mut self,
        tenant: &Tenant,
        now: Timestamp,
    ) -> Result<Vec<(Arc<Application>, Facts)>, StoreError> {
        let principals = self.principals(tenant.id).await?;
        let looks_like = self.look_alikes(tenant.id).await?;
        let consent = self.consent_rules(tenant).await?;
        let grants = self.grants(tenant.id, GrantFilter::default()).await?;
        let roles = self.role_grants(tenant.id, None).await?;
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
            let mut granted: BTreeMap<AppId, ScopeSet> = BTreeMap::new();
            for role in roles.iter().filter(|role| role.client == principal.id) {
                granted.entry(role.resource).or_default().0.insert(role.role.clone());
            }
            let for_everybody = grants.iter().filter(|grant| {
                grant.client == principal.id && grant.consent == ConsentType::AllPrincipals
            });
            let app = &held.application;
            let facts = Facts {
                now,
                tenant: as_tenant(tenant, Arc::clone(&consent)),
                application: Some(as_client(app, looks_like.get(&app.id).cloned(), Switch::Off)),
                principal: Some(as_principal(principal)),
                user: None,
                assignment: Assignment::Missing,
                grants: for_everybody
                    .map(|grant| GrantFacts {
                        resource: grant.resource,
                        reach: GrantReach::Tenant,
                        scopes: grant.scopes.clone(),
                    })
                    .collect(),
                resources: exposed(&resources, app, granted),
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
