//! How app consent policies are listed and shown: their conditions as sentences.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, Application, ConditionSet, ConsentPolicy, ConsentReach, PermissionKey, PermissionType,
    PolicyId, PublisherNeed, Reviewer, Selection, Tenant,
};
use consentry_service::{PolicyListed, PolicyUse, policy_uses};
use serde_json::{Value, json};

use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    reviewer,
    words::{put, text},
};

pub(super) async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let mut values = Vec::new();
    for listed in desk.service.policies(&tenant).await? {
        let uses = used_by(desk, &tenant, &listed.policy.id).await?;
        values.push(told(&listed, &uses));
    }
    desk.list(terminal, &values, &["policy", "name", "in use for"], |value| {
        let uses = value.get("used_by").and_then(Value::as_array).map(Vec::as_slice);
        let uses: Vec<&str> = uses.unwrap_or_default().iter().filter_map(Value::as_str).collect();
        vec![text(value, "id"), text(value, "name"), uses.join("; ")]
    })
}

pub(super) async fn one(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
    id: &PolicyId,
) -> anyhow::Result<Exit> {
    let listed = desk.service.policy(tenant, id).await?;
    let uses = used_by(desk, tenant, id).await?;
    let names = Names::of(desk, &listed.policy).await?;
    let policy = &listed.policy;
    let mut value = told(&listed, &uses);
    put(&mut value, "includes", names.told(&policy.includes));
    put(&mut value, "excludes", names.told(&policy.excludes));
    let shipped = if listed.shipped.is_on() { "yes: it cannot be changed" } else { "no" };
    let uses = if uses.is_empty() { "nobody".to_owned() } else { uses.join("; ") };
    let mut rows = vec![
        ("policy", policy.id.to_string()),
        ("name", policy.name.to_string()),
        ("description", policy.description.clone()),
        ("shipped", shipped.to_owned()),
        ("in use for", uses),
    ];
    if policy.includes.is_empty() {
        rows.push(("allows", "nothing yet".to_owned()));
    }
    let with_id = |set: &ConditionSet| {
        let sentence = names.sentence(set);
        if listed.shipped.is_on() { sentence } else { format!("{sentence} [{}]", set.id) }
    };
    rows.extend(policy.includes.iter().map(|set| ("allows", with_id(set))));
    rows.extend(policy.excludes.iter().map(|set| ("leaves out", with_id(set))));
    desk.show(terminal, &value, &rows)
}

fn told(listed: &PolicyListed, uses: &[String]) -> Value {
    let mut value = json!(listed.policy);
    put(&mut value, "shipped", listed.shipped.is_on());
    put(&mut value, "used_by", json!(uses));
    value
}

/// Where a policy is in use, in words.
pub(super) async fn used_by(
    desk: &Desk,
    tenant: &Tenant,
    id: &PolicyId,
) -> anyhow::Result<Vec<String>> {
    let uses = policy_uses(&tenant.settings, id);
    let delegates: Vec<Reviewer> = uses
        .iter()
        .filter_map(|one| match one {
            PolicyUse::Delegate(who) => Some(*who),
            PolicyUse::Users | PolicyUse::Role(..) => None,
        })
        .collect();
    let named = reviewer::shown(desk, tenant, &delegates).await?;
    let mut words = Vec::new();
    for one in uses {
        words.push(match one {
            PolicyUse::Users => "users, for themselves".to_owned(),
            PolicyUse::Role(role, ConsentReach::Oneself) => format!("{role}, for himself"),
            PolicyUse::Role(role, ConsentReach::Everybody) => format!("{role}, for everybody"),
            PolicyUse::Delegate(who) => {
                let found = named.iter().find(|shown| shown.reviewer == who);
                format!("approvals by {}", found.map(reviewer::word).unwrap_or_default())
            }
        });
    }
    words.sort();
    Ok(words)
}

/// The applications that conditions name.
struct Names(BTreeMap<AppId, Arc<Application>>);

impl Names {
    async fn of(desk: &Desk, policy: &ConsentPolicy) -> anyhow::Result<Self> {
        let mut ids: Vec<AppId> = Vec::new();
        for set in policy.includes.iter().chain(&policy.excludes) {
            ids.extend(set.resource);
            if let Selection::Only(clients) = &set.clients {
                ids.extend(clients);
            }
        }
        Ok(Self(desk.service.store().read().await?.applications_of(ids).await?))
    }

    fn name(&self, id: AppId) -> String {
        self.0.get(&id).map_or_else(|| id.to_string(), |app| app.name.to_string())
    }

    fn permission(&self, set: &ConditionSet, key: &PermissionKey) -> String {
        let id = match key {
            PermissionKey::Value(value) => return value.to_string(),
            PermissionKey::Id(id) => id,
        };
        let resource = set.resource.and_then(|resource| self.0.get(&resource));
        let delegated = resource.and_then(|app| {
            app.permissions.iter().find(|one| one.id == *id).map(|one| one.value.to_string())
        });
        delegated.unwrap_or_else(|| id.to_string())
    }

    /// For programs: as it is kept, with the sentence.
    fn told(&self, sets: &[ConditionSet]) -> Value {
        let one = |set: &ConditionSet| {
            let mut value = json!(set);
            put(&mut value, "sentence", self.sentence(set));
            value
        };
        Value::Array(sets.iter().map(one).collect())
    }

    /// `delegated permissions, classified as low, of Exchange: A, B; of verified publishers`.
    fn sentence(&self, set: &ConditionSet) -> String {
        let mut sentence = match set.permission_type {
            PermissionType::Delegated => "delegated permissions",
            PermissionType::Application => "application permissions",
            PermissionType::DelegatedUserConsentable => {
                "delegated permissions that users may grant"
            }
        }
        .to_owned();
        if let Some(resource) = set.resource {
            sentence = format!("{sentence} of {}", self.name(resource));
        }
        if let Selection::Only(keys) = &set.permissions {
            let keys: Vec<String> = keys.iter().map(|key| self.permission(set, key)).collect();
            sentence = format!("{sentence}: {}", keys.join(" "));
        }
        let mut more = Vec::new();
        more.extend(set.classification.map(|impact| format!("classified as {impact}")));
        if let Selection::Only(clients) = &set.clients {
            let clients: Vec<String> = clients.iter().map(|id| self.name(*id)).collect();
            more.push(format!("for {}", clients.join(", ")));
        }
        if let Selection::Only(tenants) = &set.client_tenants {
            let tenants: Vec<String> = tenants.iter().map(ToString::to_string).collect();
            more.push(format!("for applications registered in {}", tenants.join(", ")));
        }
        match (&set.publishers, set.publisher) {
            (Selection::Only(ids), _) => {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                more.push(format!("of the verified publishers {}", ids.join(", ")));
            }
            (Selection::All, PublisherNeed::Verified) => {
                more.push("of verified publishers".to_owned());
            }
            (Selection::All, PublisherNeed::Any) => {}
        }
        if more.is_empty() { sentence } else { format!("{sentence}; {}", more.join("; ")) }
    }
}
