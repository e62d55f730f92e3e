//! "What would happen if this user opened this application now?", "what for every application and
//! kind of user?", "what would this setting change?": the same judgement as at the door.

use std::sync::Arc;

use consentry_model::{
    AppId, Application, GroupId, ScopeSet, ScopeValue, Tenant, TenantSettings, Upn, well_known,
};
use consentry_policy::{
    Ask, Attempt, ConsentRules, Door, Explanation, Facts, GroupOwner, GroupOwnerRefused, Listed,
    MatrixChange, MatrixRow, Proof, Renewal, TenantFacts, Want, difference, explain,
    group_owner_may, matrix,
};
use consentry_store::{FactsQuery, UserKey};

use super::{Done, usable, user_of};
use crate::Service;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ConsentCheck {
    /// Who.
    pub user: Upn,
    /// The application.
    pub app: AppId,
    /// The resource; without it Exchange where the application lists it, otherwise Graph.
    pub resource: Option<AppId>,
    /// The permissions; without them the static list.
    pub scopes: Option<ScopeSet>,
}

/// A matrix of a tenant, with the names of what it joins.
#[derive(Debug, Clone)]
pub struct MatrixShown {
    /// The applications.
    pub apps: Vec<Arc<Application>>,
    /// The rows, by application and permission.
    pub rows: Vec<MatrixRow>,
}

/// Which rows a matrix has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixFilter {
    /// Only this application, whether the tenant has met it or could.
    pub app: Option<AppId>,
    /// Every permission of Exchange and Graph, rather than those that each application lists.
    pub permissions: MatrixPermissions,
}

/// Which permissions a matrix has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MatrixPermissions {
    /// Those that each application lists.
    #[default]
    Listed,
    /// All delegated permissions of Exchange and Graph.
    All,
}

impl Service {
    /// What would happen, and what each change would do.
    pub async fn check_consent(&self, tenant: &Tenant, check: &ConsentCheck) -> Done<Explanation> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, check.app).await?;
        let user = user_of(&mut read, tenant.id, &check.user).await?;
        let lists_exchange = app.required.iter().any(|one| one.resource == well_known::EXCHANGE);
        let usual = if lists_exchange { well_known::EXCHANGE } else { well_known::GRAPH };
        let resource = check.resource.unwrap_or(usual);
        usable(&mut read, tenant.id, resource).await?;
        let (openid, named) = match &check.scopes {
            None => (ScopeSet::new(), None),
            Some(scopes) => {
                let is_openid = |scope: &&ScopeValue| scope.is_openid();
                let openid = scopes.iter().filter(is_openid).cloned().collect();
                let named = scopes.iter().filter(|scope| !scope.is_openid()).cloned().collect();
                (openid, Some(named))
            }
        };
        let attempt = Attempt {
            door: Door::Authorize,
            app: Some(app.id),
            user_name: user.upn.to_string(),
            want: Want {
                resource,
                name: resource.to_string(),
                ask: named.map_or(Ask::Static, Ask::Scopes),
                openid,
            },
            renewal: Renewal::AsNeeded,
            proof: Proof::Password,
        };
        let judged = self.judge(&mut read, tenant, &attempt, UserKey::Id(user.id)).await?;
        Ok(explain(&attempt, &judged.found.facts))
    }

    /// Whether the owner of a group could let an application act on the group's data.
    pub async fn check_group_owner(
        &self,
        tenant: &Tenant,
        owner: &Upn,
        group: GroupId,
    ) -> Done<Result<(), GroupOwnerRefused>> {
        use consentry_model::GroupOwnerConsent as Setting;
        let mut read = self.store.read().await?;
        let user = user_of(&mut read, tenant.id, owner).await?;
        let listed = |yes: bool| if yes { Listed::Yes } else { Listed::No };
        let owns = read.owners(group).await?.iter().any(|one| one.id == user.id);
        let setting = tenant.settings.group_owner_consent;
        let named = match setting {
            Setting::Off | Setting::All => false,
            Setting::MembersOf(named) => read.is_member(named, user.id).await?,
        };
        let who = GroupOwner { owner: listed(owns), member_of_named: listed(named) };
        Ok(group_owner_may(setting, who))
    }

    /// What happens for every application, permission and kind of user, as things are.
    pub async fn consent_matrix(
        &self,
        tenant: &Tenant,
        filter: &MatrixFilter,
    ) -> Done<MatrixShown> {
        let known = self.matrix_facts(tenant, filter).await?;
        let rows = known.rows(&known.facts);
        Ok(MatrixShown { apps: known.apps, rows })
    }

    /// What other settings would change in it.
    pub async fn consent_difference(
        &self,
        tenant: &Tenant,
        proposed: &TenantSettings,
        filter: &MatrixFilter,
    ) -> Done<(Vec<Arc<Application>>, Vec<MatrixChange>)> {
        let known = self.matrix_facts(tenant, filter).await?;
        let changed = Tenant { settings: proposed.clone(), ..tenant.clone() };
        let mut read = self.store.read().await?;
        let custom = read.consent_policies(tenant.id).await?;
        let classified = read.classifications(tenant.id).await?;
        drop(read);
        let classified =
            classified.into_iter().map(|one| ((one.resource, one.permission), one.impact));
        let rules = Arc::new(ConsentRules::compile(&changed, custom, classified.collect()));
        let after: Vec<Facts> = known
            .facts
            .iter()
            .map(|facts| {
                let consent = Arc::clone(&rules);
                let tenant = TenantFacts { consent, ..facts.tenant.clone() };
                Facts { tenant, ..facts.clone() }
            })
            .collect();
        let changes = difference(&known.rows(&known.facts), &known.rows(&after));
        Ok((known.apps, changes))
    }

    async fn matrix_facts(&self, tenant: &Tenant, filter: &MatrixFilter) -> Done<MatrixFacts> {
        let mut read = self.store.read().await?;
        let mut known = read.facts_of_all(tenant, self.clock.now()).await?;
        if let Some(id) = filter.app {
            known.retain(|(app, _)| app.id == id);
            if known.is_empty() {
                // Not met yet: the facts of one that could be.
                let app = usable(&mut read, tenant.id, id).await?;
                let query = FactsQuery {
                    tenant,
                    app: Some(id),
                    user: UserKey::None,
                    resource: well_known::EXCHANGE,
                    now: self.clock.now(),
                };
                known.push((app, read.facts(&query).await?.facts));
            }
        }
        let resources = [well_known::EXCHANGE, well_known::GRAPH];
        let exposed = read.applications_of(resources).await?;
        let all = exposed.values().flat_map(|resource| {
            resource.permissions.iter().map(|one| (resource.id, one.value.clone()))
        });
        let (apps, facts) = known.into_iter().unzip();
        Ok(MatrixFacts { apps, facts, which: filter.permissions, all: all.collect() })
    }
}

/// What a matrix is made of.
struct MatrixFacts {
    apps: Vec<Arc<Application>>,
    facts: Vec<Facts>,
    which: MatrixPermissions,
    all: Vec<(AppId, ScopeValue)>,
}

impl MatrixFacts {
    fn rows(&self, facts: &[Facts]) -> Vec<MatrixRow> {
        match self.which {
            MatrixPermissions::All => matrix(facts, &self.all),
            MatrixPermissions::Listed => facts
                .iter()
                .zip(&self.apps)
                .flat_map(|(facts, app)| {
                    let listed = app.required.iter().flat_map(|entry| {
                        entry.scopes.iter().map(|scope| (entry.resource, scope.clone()))
                    });
                    matrix([facts], &listed.collect::<Vec<_>>())
                })
                .collect(),
        }
    }
}
