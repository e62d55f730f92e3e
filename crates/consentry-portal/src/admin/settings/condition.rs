//! Sets of conditions: as they are shown, and as a form names them.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AppId, Application, ConditionSet, ConditionSetId, ConsentPolicy, Impact, PermissionKey,
    PermissionType, PublisherNeed, ScopeValue, Selection, Switch, TenantId,
};
use consentry_pages::Shown;
use consentry_service::PolicySide;
use consentry_web::Fields;

use super::{policies::field, ticked, typed};
use crate::{
    admin::explain::app_named,
    inside::Inside,
    pages::admin::settings::{Condition, ConditionForm, Conditions, Problem},
    trouble::Trouble,
};

/// As many things as a condition may list.
const MOST_LISTED: usize = 100;

/// What conditions name, by id.
pub(super) struct Names {
    apps: BTreeMap<AppId, std::sync::Arc<Application>>,
    own: (TenantId, Shown),
}

impl Names {
    /// Everything that a policy names.
    pub(super) async fn of(inside: &Inside, policy: &ConsentPolicy) -> Result<Self, Trouble> {
        let mut ids = BTreeSet::new();
        for set in policy.includes.iter().chain(&policy.excludes) {
            ids.extend(set.resource);
            if let Selection::Only(clients) = &set.clients {
                ids.extend(clients);
            }
        }
        let tenant = inside.tenant();
        let apps = inside.service.usable_apps(tenant, ids).await?;
        Ok(Self { apps, own: (tenant.id, tenant.name.as_str().into()) })
    }

    fn app(&self, id: AppId) -> Shown {
        match self.apps.get(&id) {
            Some(app) => app.name.as_str().into(),
            None => id.to_string().into(),
        }
    }

    fn tenant(&self, id: TenantId) -> Shown {
        let (own, name) = &self.own;
        if id == *own { name.clone() } else { id.to_string().into() }
    }

    fn permission(&self, resource: Option<AppId>, key: &PermissionKey) -> Shown {
        let id = match key {
            PermissionKey::Value(value) => return value.as_str().into(),
            PermissionKey::Id(id) => *id,
        };
        let app = resource.and_then(|resource| self.apps.get(&resource));
        let scope = app.and_then(|app| app.permissions.iter().find(|one| one.id == id));
        let role = app.and_then(|app| app.roles.iter().find(|one| one.id == id));
        let value = scope.map(|one| &one.value).or_else(|| role.map(|one| &one.value));
        value.map_or_else(|| id.to_string().into(), |value| value.as_str().into())
    }

    /// A set as sentences.
    pub(super) fn shown(&self, set: &ConditionSet) -> Conditions {
        let mut conditions = Vec::new();
        conditions.extend(set.classification.map(Condition::Impact));
        conditions.extend(set.resource.map(|id| Condition::Resource(self.app(id))));
        if let Selection::Only(keys) = &set.permissions {
            let keys = keys.iter().map(|key| self.permission(set.resource, key));
            conditions.push(Condition::Permissions(keys.collect()));
        }
        if let Selection::Only(ids) = &set.clients {
            conditions.push(Condition::Clients(ids.iter().map(|id| self.app(*id)).collect()));
        }
        if let Selection::Only(ids) = &set.client_tenants {
            let ids = ids.iter().map(|id| self.tenant(*id)).collect();
            conditions.push(Condition::ClientTenants(ids));
        }
        if set.publisher == PublisherNeed::Verified {
            conditions.push(Condition::Verified);
        }
        if let Selection::Only(ids) = &set.publishers {
            let ids = ids.iter().map(|id| id.as_str().into()).collect();
            conditions.push(Condition::Publishers(ids));
        }
        Conditions { id: set.id.to_string(), kind: set.permission_type, conditions }
    }
}

/// A set as a form names it; or the form with what was wrong.
pub(super) async fn read(
    inside: &Inside,
    fields: &mut Fields,
) -> Result<Result<(PolicySide, ConditionSet), ConditionForm>, Trouble> {
    let side = match fields.take("side").as_deref() {
        Some("includes") => PolicySide::Includes,
        Some("excludes") => PolicySide::Excludes,
        _ => return Err(Trouble::Expired),
    };
    let kind = match fields.take("type").as_deref() {
        Some("delegated") => PermissionType::Delegated,
        Some("application") => PermissionType::Application,
        _ => return Err(Trouble::Expired),
    };
    let word = typed(fields, "impact");
    let impact = Impact::ALL.into_iter().find(|impact| impact.word() == word);
    let [resource, permissions, clients, client_tenants, publishers] =
        ["resource", "permissions", "clients", "client_tenants", "publishers"]
            .map(|name| typed(fields, name).trim().to_owned());
    let publisher = match ticked(fields, "verified") {
        Switch::On => PublisherNeed::Verified,
        Switch::Off => PublisherNeed::Any,
    };
    let exposing = match resource.as_str() {
        "" => Ok(None),
        name => app_named(inside, name).await?.map(Some),
    };
    let of = exposing.as_ref().ok().and_then(|app| app.as_deref());
    let keys = listed(&permissions, |text| key(text, kind, of));
    let apps = listed(&clients, ids::<AppId>);
    let tenants = listed(&client_tenants, ids::<TenantId>);
    let makers = listed(&publishers, publisher_id);
    let form = ConditionForm {
        side,
        kind,
        impact,
        resource: field(&resource, &exposing),
        permissions: field(&permissions, &keys),
        clients: field(&clients, &apps),
        client_tenants: field(&client_tenants, &tenants),
        publishers: field(&publishers, &makers),
        publisher,
        open: Switch::On,
    };
    let (Ok(exposing), Ok(permissions), Ok(clients)) = (exposing, keys, apps) else {
        return Ok(Err(form));
    };
    let (Ok(client_tenants), Ok(publishers)) = (tenants, makers) else { return Ok(Err(form)) };
    let set = ConditionSet {
        classification: impact,
        resource: exposing.map(|app| app.id),
        permissions,
        clients,
        client_tenants,
        publishers,
        publisher,
        ..ConditionSet::of(ConditionSetId::mint(inside.service.ids()), kind)
    };
    Ok(Ok((side, set)))
}

/// What is listed in a field, apart by blanks and commas; everything where nothing is.
fn listed<T: Ord>(
    text: &str,
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Selection<T>, Problem> {
    let words = text.split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty());
    let found: BTreeSet<T> = words.map(read).collect::<Result<_, _>>()?;
    if found.len() > MOST_LISTED {
        return Err(Problem::TooMany);
    }
    Ok(if found.is_empty() { Selection::All } else { Selection::Only(found) })
}

fn ids<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::Ids)
}

fn publisher_id(text: &str) -> Result<String, Problem> {
    let fits = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(text.to_owned()) } else { Err(Problem::Ids) }
}

/// A permission by its id, or by its name at the resource.
fn key(
    text: &str,
    kind: PermissionType,
    resource: Option<&Application>,
) -> Result<PermissionKey, Problem> {
    if let Ok(id) = text.parse() {
        return Ok(PermissionKey::Id(id));
    }
    let value: ScopeValue = text.parse().map_err(|_| Problem::Permissions)?;
    let app = resource.ok_or(Problem::NeedsResource)?;
    let same = |known: &ScopeValue| known.as_str().eq_ignore_ascii_case(value.as_str());
    let id = match kind {
        PermissionType::Application => {
            app.roles.iter().find(|one| same(&one.value)).map(|one| one.id)
        }
        PermissionType::Delegated | PermissionType::DelegatedUserConsentable => {
            app.permissions.iter().find(|one| same(&one.value)).map(|one| one.id)
        }
    };
    id.map(PermissionKey::Id).ok_or(Problem::Permissions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_apart_by_blanks_and_hold_what_they_may() {
        let two = listed("a-1,\r\n b2  a-1", publisher_id).unwrap();
        assert_eq!(two, Selection::only(["a-1".to_owned(), "b2".to_owned()]));
        assert_eq!(listed(" , \n", publisher_id), Ok(Selection::All));
        assert_eq!(listed("a <b>", publisher_id), Err(Problem::Ids));
        assert_eq!(listed("x", ids::<AppId>), Err(Problem::Ids));
        let many: Vec<String> = (0..=MOST_LISTED).map(|at| at.to_string()).collect();
        assert_eq!(listed(&many.join(" "), publisher_id), Err(Problem::TooMany));
        let name = key("Mail.Read", PermissionType::Delegated, None);
        assert_eq!(name, Err(Problem::NeedsResource));
    }
}
