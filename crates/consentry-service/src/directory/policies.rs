//! App consent policies: the shipped ones and a tenant's own, and how permissions are classified.

use consentry_model::{
    AppId, ConditionSet, ConditionSetId, ConsentPolicy, ConsentReach, DirectoryRole, DisplayName,
    Impact, PermissionKind, PolicyId, Refusal, Reviewer, ScopeValue, Switch, Tenant,
    TenantSettings, well_known,
};
use consentry_policy::{
    OF_ROLES,
    consent_policy::{BUILT_IN, built_in},
};
use consentry_store::{Actor, Classification, Unit};
use serde_json::{Value, json};

use super::{DirectoryError, Done, by, usable};
use crate::Service;

/// What the original suggests to classify as low (`identity.md` §3.6): permissions of Graph.
pub const STARTER_SET: [&str; 5] = ["openid", "profile", "email", "offline_access", "User.Read"];

/// Which side of a policy a set of conditions stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySide {
    /// What it allows.
    Includes,
    /// What it does not.
    Excludes,
}

/// A change of a tenant's own policy.
#[derive(Debug, Clone)]
pub enum PolicyChange {
    /// Another name and description.
    Describe(DisplayName, String),
    /// One more set of conditions.
    Add(PolicySide, Box<ConditionSet>),
    /// One set less.
    Remove(ConditionSetId),
}

/// Somebody who consents or approves under a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyUse {
    /// Members, for themselves.
    Users,
    /// The holders of a role.
    Role(DirectoryRole, ConsentReach),
    /// A named reviewer, within its limits.
    Delegate(Reviewer),
}

/// A policy and whether it is shipped.
#[derive(Debug, Clone)]
pub struct PolicyListed {
    /// The policy.
    pub policy: ConsentPolicy,
    /// Shipped ones cannot be changed.
    pub shipped: Switch,
}

/// A delegated permission and how it is classified.
#[derive(Debug, Clone)]
pub struct Classified {
    /// Its resource.
    pub resource: AppId,
    /// The resource's name.
    pub resource_name: String,
    /// Its value.
    pub scope: ScopeValue,
    /// The resource's own text for it.
    pub text: String,
    /// Only those that users may grant can be classified.
    pub kind: PermissionKind,
    /// How it is classified.
    pub impact: Option<Impact>,
}

impl Service {
    /// The shipped policies, then the tenant's own.
    pub async fn policies(&self, tenant: &Tenant) -> Done<Vec<PolicyListed>> {
        let shipped = BUILT_IN.iter().filter_map(|id| built_in(&id.parse().ok()?, tenant.id));
        let mut all: Vec<PolicyListed> =
            shipped.map(|policy| PolicyListed { policy, shipped: Switch::On }).collect();
        let own = self.store.read().await?.consent_policies(tenant.id).await?;
        all.extend(own.into_iter().map(|policy| PolicyListed { policy, shipped: Switch::Off }));
        Ok(all)
    }

    /// One policy.
    pub async fn policy(&self, tenant: &Tenant, id: &PolicyId) -> Done<PolicyListed> {
        if let Some(policy) = built_in(id, tenant.id) {
            return Ok(PolicyListed { policy, shipped: Switch::On });
        }
        let own = self.store.read().await?.consent_policies(tenant.id).await?;
        let found = own.into_iter().find(|policy| policy.id == *id);
        let policy = found.ok_or_else(|| unknown(id))?;
        Ok(PolicyListed { policy, shipped: Switch::Off })
    }

    /// Makes a policy of the tenant's own, which allows nothing yet.
    pub async fn create_policy(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        new: ConsentPolicy,
    ) -> Done<()> {
        if new.id.is_reserved() {
            let rule = "ids that begin with `microsoft-` are those of shipped policies";
            return Err(DirectoryError::Invalid(rule.to_owned()));
        }
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        if unit.consent_policies(tenant.id).await?.iter().any(|policy| policy.id == new.id) {
            let name = new.id.to_string();
            return Err(DirectoryError::Taken { what: "policy", name });
        }
        unit.set_consent_policy(tenant.id, &new, self.clock.now()).await?;
        let who = (tenant, actor);
        self.record_policy(&mut unit, who, "Add permission grant policy", &new, json!(new)).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Changes a policy of the tenant's own.
    pub async fn change_policy(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: &PolicyId,
        change: PolicyChange,
    ) -> Done<ConsentPolicy> {
        let mut unit = self.store.unit().await?;
        let old = self.own_policy(&mut unit, tenant, id).await?;
        let mut new = old.clone();
        match change {
            PolicyChange::Describe(name, description) => {
                new.name = name;
                new.description = description;
            }
            PolicyChange::Add(PolicySide::Includes, set) => new.includes.push(*set),
            PolicyChange::Add(PolicySide::Excludes, set) => new.excludes.push(*set),
            PolicyChange::Remove(set) => {
                new.includes.retain(|one| one.id != set);
                new.excludes.retain(|one| one.id != set);
                if new == old {
                    let name = set.to_string();
                    return Err(DirectoryError::Unknown { what: "condition set", name });
                }
            }
        }
        unit.set_consent_policy(tenant.id, &new, self.clock.now()).await?;
        let details = json!({ "old": old, "new": new });
        let who = (tenant, actor);
        self.record_policy(&mut unit, who, "Update permission grant policy", &new, details).await?;
        unit.commit().await?;
        Ok(new)
    }

    /// Deletes a policy of the tenant's own, unless it is assigned to somebody.
    pub async fn delete_policy(&self, actor: &Actor, tenant: &Tenant, id: &PolicyId) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let policy = self.own_policy(&mut unit, tenant, id).await?;
        let settings = match unit.tenant(tenant.id).await? {
            Some(tenant) => tenant.settings,
            None => return Err(unknown(id)),
        };
        if !policy_uses(&settings, id).is_empty() {
            let text = format!(
                "policy `{id}` is assigned; take it off the users, roles and delegates first"
            );
            return Err(DirectoryError::Conflict(text));
        }
        unit.delete_consent_policy(tenant.id, id).await?;
        let who = (tenant, actor);
        let activity = "Delete permission grant policy";
        self.record_policy(&mut unit, who, activity, &policy, Value::Null).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn own_policy(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        id: &PolicyId,
    ) -> Done<ConsentPolicy> {
        if built_in(id, tenant.id).is_some() {
            let rule = format!(
                "policy `{id}` is a shipped one, which cannot be changed; make one of your own"
            );
            return Err(DirectoryError::Forbidden(rule));
        }
        // Two administrators at once: the second one starts from what the first one wrote.
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        let own = unit.consent_policies(tenant.id).await?;
        own.into_iter().find(|policy| policy.id == *id).ok_or_else(|| unknown(id))
    }

    async fn record_policy(
        &self,
        unit: &mut Unit,
        (tenant, actor): (&Tenant, &Actor),
        activity: &str,
        policy: &ConsentPolicy,
        details: Value,
    ) -> Done<()> {
        let target = ("Policy", policy.id.to_string(), policy.name.to_string());
        self.record_change(unit, (Some(tenant.id), actor), activity, target, details).await
    }

    /// The delegated permissions of Exchange and Graph, and of what else was classified.
    pub async fn classified(&self, tenant: &Tenant) -> Done<Vec<Classified>> {
        let mut read = self.store.read().await?;
        let held = read.classifications(tenant.id).await?;
        let resources = [well_known::EXCHANGE, well_known::GRAPH];
        let resources = resources.into_iter().chain(held.iter().map(|one| one.resource));
        let apps = read.applications_of(resources).await?;
        let mut all = Vec::new();
        for app in apps.values() {
            for permission in &app.permissions {
                let found = held
                    .iter()
                    .find(|one| one.resource == app.id && one.permission == permission.id);
                all.push(Classified {
                    resource: app.id,
                    resource_name: app.name.to_string(),
                    scope: permission.value.clone(),
                    text: permission.admin_text.clone(),
                    kind: permission.kind,
                    impact: found.map(|one| one.impact),
                });
            }
        }
        Ok(all)
    }

    /// Classifies permissions of a resource, or takes their classification away.
    pub async fn classify(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        resource: AppId,
        (scopes, impact): (&[ScopeValue], Option<Impact>),
    ) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, resource).await?;
        for scope in scopes {
            let same = |value: &str| value.eq_ignore_ascii_case(scope.as_str());
            let found = app.permissions.iter().find(|known| same(known.value.as_str()));
            let permission = found.ok_or_else(|| {
                DirectoryError::Refused(Refusal::ScopeInvalid { scope: scope.to_string() })
            })?;
            if permission.kind == PermissionKind::Admin {
                let rule = format!(
                    "{scope} is an administrator's to grant; only permissions that users may grant can be classified"
                );
                return Err(DirectoryError::Invalid(rule));
            }
            match impact {
                Some(impact) => {
                    let as_set = Classification {
                        resource,
                        permission: permission.id,
                        scope: permission.value.clone(),
                        impact,
                        set_at: self.clock.now(),
                        set_by: by(actor),
                    };
                    unit.classify(tenant.id, &as_set).await?;
                }
                None => {
                    unit.unclassify(tenant.id, resource, permission.id).await?;
                }
            }
        }
        let details = json!({
            "scopes": scopes, "classification": impact.map(Impact::word),
        });
        let activity = match impact {
            Some(_) => "Set delegated permission classification",
            None => "Delete delegated permission classification",
        };
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, activity, &app, details).await?;
        unit.commit().await?;
        Ok(())
    }
}

/// Where a policy is in use, by the roles' own rights and by the tenant's settings.
pub fn policy_uses(settings: &TenantSettings, id: &PolicyId) -> Vec<PolicyUse> {
    let mut uses = Vec::new();
    if settings.user_consent.0.contains(id) {
        uses.push(PolicyUse::Users);
    }
    let of_roles = OF_ROLES.iter().filter(|(_, of_role)| *of_role == id.as_str());
    uses.extend(of_roles.map(|(role, _)| PolicyUse::Role(*role, ConsentReach::Everybody)));
    let rights = settings.role_consent.iter().filter(|right| right.policy == *id);
    uses.extend(rights.map(|right| PolicyUse::Role(right.role, right.reach)));
    let delegates = settings.workflow.delegates.iter().filter(|one| one.policy == *id);
    uses.extend(delegates.map(|one| PolicyUse::Delegate(one.who)));
    uses
}

fn unknown(id: &PolicyId) -> DirectoryError {
    DirectoryError::Unknown { what: "policy", name: id.to_string() }
}
