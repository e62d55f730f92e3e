//! How permissions are classified: `GET` and `POST /admin/settings/classifications`.

use std::collections::BTreeMap;

use axum::{body::Bytes, response::Response};
use consentry_model::{AppId, Impact, PermissionKind, ScopeValue, Switch, well_known};
use consentry_pages::{ActsAs, Permission};
use consentry_policy::Deed;
use consentry_service::{Classified, PolicyListed, STARTER_SET};
use consentry_web::html;
use http::StatusCode;

use super::{nothing_left, typed};
use crate::{
    admin::{
        allow, centre,
        named::{changing, policy_label},
    },
    inside::Inside,
    pages::admin::{
        Done, Failed, Notice,
        settings::{
            ClassificationRow, Classifications, Classifying, PolicyLabel, ResourceChoice,
            StarterRow,
        },
    },
    paths,
    trouble::Trouble,
};

/// What is listed, and what a form proposed.
struct Listed {
    resource: AppId,
    search: String,
    impact: Classifying,
    proposed: BTreeMap<ScopeValue, Option<Impact>>,
}

/// The permissions of a resource.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let named = inside.query("resource");
    let search = inside.query("q");
    let resource = match named.parse() {
        Ok(id) => id,
        Err(_) => resource_with(&inside, &search).await?,
    };
    let impact = Classifying::of(&inside.query("impact"));
    let listed = Listed { resource, search, impact, proposed: BTreeMap::new() };
    Ok(html(page(&inside, listed).await?.render(&inside.frame())))
}

/// The resource whose permission the search names; Graph where it has it, or none has.
async fn resource_with(inside: &Inside, search: &str) -> Result<AppId, Trouble> {
    let search = search.trim();
    let all = inside.service.classified(inside.tenant()).await?;
    let named = |one: &&Classified| one.scope.as_str().eq_ignore_ascii_case(search);
    let found: Vec<AppId> = all.iter().filter(named).map(|one| one.resource).collect();
    let others = found.first().filter(|_| !found.contains(&well_known::GRAPH));
    Ok(others.copied().unwrap_or(well_known::GRAPH))
}

async fn page(inside: &Inside, listed: Listed) -> Result<Classifications, Trouble> {
    let all = inside.service.classified(inside.tenant()).await?;
    let mut names: BTreeMap<AppId, &str> = BTreeMap::new();
    for one in &all {
        names.insert(one.resource, &one.resource_name);
    }
    if !names.contains_key(&listed.resource) {
        return Err(Trouble::NotFound);
    }
    let of_resource = || all.iter().filter(|one| one.resource == listed.resource);
    let search = listed.search.trim().to_lowercase();
    // As it is read on the page, in the reader's language.
    let frame = inside.frame();
    let fits = |row: &ClassificationRow| {
        let text = format!("{} {}", row.permission.value, row.sentence(&frame)).to_lowercase();
        text.contains(&search) && listed.impact.fits(row.impact)
    };
    let row = |one: &Classified| ClassificationRow {
        permission: Permission {
            value: one.scope.as_str().into(),
            acts_as: ActsAs::User,
            resource: one.resource_name.as_str().into(),
            display_name: Some(one.text.as_str().into()),
            description: Some(one.text.as_str().into()),
        },
        impact: one.impact,
        proposed: listed.proposed.get(&one.scope).copied().unwrap_or(one.impact),
        admin_only: Switch::from(one.kind == PermissionKind::Admin),
    };
    let starter = |value: &&str| {
        let one = of_resource().find(|one| one.scope.as_str() == *value)?;
        Some(StarterRow { value: one.scope.as_str().into(), impact: one.impact })
    };
    let starter = match listed.resource {
        well_known::GRAPH => STARTER_SET.iter().filter_map(starter).collect(),
        _ => Vec::new(),
    };
    Ok(Classifications {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ClassifyPermissions, paths::CLASSIFICATIONS),
        resources: names
            .iter()
            .map(|(id, name)| ResourceChoice {
                id: id.to_string(),
                name: (*name).into(),
                chosen: Switch::from(*id == listed.resource),
            })
            .collect(),
        rows: of_resource().map(row).filter(fits).collect(),
        starter,
        counts_in: counts_in(inside).await?,
        search: listed.search,
        impact: listed.impact,
    })
}

/// Policies in use for users that look at classifications.
async fn counts_in(inside: &Inside) -> Result<Vec<PolicyLabel>, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let looks = |listed: &PolicyListed| {
        let mut sets = listed.policy.includes.iter().chain(&listed.policy.excludes);
        sets.any(|set| set.classification.is_some())
    };
    let mut found = Vec::new();
    for listed in service.policies(tenant).await? {
        let used = !consentry_service::policy_uses(&tenant.settings, &listed.policy.id).is_empty();
        if used && looks(&listed) {
            found.push(policy_label(&listed));
        }
    }
    Ok(found)
}

/// Saves what changed, or classifies the starter set.
pub(super) async fn post(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::CLASSIFICATIONS, &body)?;
    allow(&inside, Deed::ClassifyPermissions)?;
    let resource: AppId = typed(&mut fields, "resource").parse().map_err(|_| Trouble::Expired)?;
    let action = fields.take("action");
    let (service, tenant, actor) = (&inside.service, inside.tenant(), inside.actor());
    let mut changes: BTreeMap<Option<Impact>, Vec<ScopeValue>> = BTreeMap::new();
    match action.as_deref() {
        Some("starter") => {
            let all = STARTER_SET.iter().filter_map(|value| value.parse().ok());
            changes.insert(Some(Impact::Low), all.collect());
        }
        Some("save") => {
            let mut proposed = BTreeMap::new();
            let mut stale = false;
            for one in service.classified(tenant).await? {
                let [is, was] =
                    ["is", "was"].map(|side| fields.take(&format!("{side}:{}", one.scope)));
                let (Some(is), Some(was)) = (is, was) else { continue };
                if one.resource != resource {
                    return Err(Trouble::Expired);
                }
                let (is, was) = (impact(&is)?, impact(&was)?);
                if is != was {
                    stale |= one.impact != was;
                    proposed.insert(one.scope.clone(), is);
                    changes.entry(is).or_default().push(one.scope);
                }
            }
            if stale {
                return changed_meanwhile(&inside, resource, proposed).await;
            }
        }
        _ => return Err(Trouble::Expired),
    }
    nothing_left(&fields)?;
    for (impact, scopes) in changes {
        service.classify(&actor, tenant, resource, (&scopes, impact)).await?;
    }
    let told =
        [("resource", &resource as &dyn std::fmt::Display), ("done", &Done::Classified.word())];
    Ok(consentry_web::see_other(&paths::with(paths::CLASSIFICATIONS, &told)))
}

/// Somebody else classified one of them meanwhile: what was proposed stands in the form.
async fn changed_meanwhile(
    inside: &Inside,
    resource: AppId,
    proposed: BTreeMap<ScopeValue, Option<Impact>>,
) -> Result<Response, Trouble> {
    let (search, impact) = (String::new(), Classifying::Any);
    let mut page = page(inside, Listed { resource, search, impact, proposed }).await?;
    page.centre.notice = Some(Notice::Failed(Failed::Changed));
    Ok(html(page.render(&inside.frame()).with_status(StatusCode::CONFLICT)))
}

fn impact(word: &str) -> Result<Option<Impact>, Trouble> {
    match Classifying::of(word) {
        Classifying::As(impact) => Ok(Some(impact)),
        Classifying::Any if word.is_empty() => Ok(None),
        Classifying::Any | Classifying::Unclassified => Err(Trouble::Expired),
    }
}
