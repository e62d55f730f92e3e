//! One app consent policy: `/admin/settings/consent-policies/{id}`, its forms, and the question
//! before it is deleted.

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{PolicyId, well_known};
use consentry_pages::Shown;
use consentry_policy::Deed;
use consentry_service::{PolicyChange, PolicyListed};
use consentry_web::{Fields, html};

use super::{
    condition::{self, Names},
    nothing_left,
    policies::{description_of, field, name_of},
    refused, typed,
};
use crate::{
    admin::{
        allow, centre, done,
        named::{changing, policy_label, used_by},
    },
    inside::Inside,
    pages::admin::{
        Done,
        settings::{ConditionForm, Confirm, ConfirmWhat, Field, PolicyDetail},
    },
    paths,
    trouble::Trouble,
};

/// What a form on the page came back with.
#[derive(Default)]
struct Returned {
    name: Option<Field>,
    description: Option<Field>,
    new: ConditionForm,
}

/// The policy.
pub(super) async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let listed = find(&inside, &id).await?;
    let page = page(&inside, &listed, Returned::default()).await?;
    Ok(html(page.render(&inside.frame())))
}

async fn find(inside: &Inside, id: &str) -> Result<PolicyListed, Trouble> {
    let id: PolicyId = id.parse().map_err(|_| Trouble::NotFound)?;
    Ok(inside.service.policy(inside.tenant(), &id).await?)
}

async fn page(
    inside: &Inside,
    listed: &PolicyListed,
    returned: Returned,
) -> Result<PolicyDetail, Trouble> {
    let (tenant, policy) = (inside.tenant(), &listed.policy);
    let names = Names::of(inside, policy).await?;
    let usual = [well_known::EXCHANGE, well_known::GRAPH];
    let resources = inside.service.usable_apps(tenant, usual).await?;
    Ok(PolicyDetail {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageUserConsent, &paths::policy(policy.id.as_str())),
        policy: policy_label(listed),
        description: policy.description.as_str().into(),
        includes: policy.includes.iter().map(|set| names.shown(set)).collect(),
        excludes: policy.excludes.iter().map(|set| names.shown(set)).collect(),
        used_by: used_by(inside, tenant, listed).await?,
        name_field: returned.name.unwrap_or_else(|| Field::of(policy.name.as_str())),
        description_field: returned.description.unwrap_or_else(|| Field::of(&policy.description)),
        new: returned.new,
        resources: resources.values().map(|app| Shown::from(app.name.as_str())).collect(),
    })
}

/// One of the page's forms.
pub(super) async fn post(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let policy: PolicyId = id.parse().map_err(|_| Trouble::NotFound)?;
    let mut fields = inside.form(&paths::policy(policy.as_str()), &body)?;
    allow(&inside, Deed::ManageUserConsent)?;
    let wanted = wanted(&inside, &mut fields).await?;
    nothing_left(&fields)?;
    match wanted {
        Ok(change) => {
            let (service, actor) = (&inside.service, inside.actor());
            service.change_policy(&actor, inside.tenant(), &policy, change).await?;
            Ok(done(&paths::policy(policy.as_str()), Done::PolicyChanged))
        }
        Err(returned) => {
            let listed = find(&inside, &id).await?;
            let page = page(&inside, &listed, *returned).await?;
            Ok(refused(page.render(&inside.frame())))
        }
    }
}

/// The change that a form asks for, or what was wrong in it.
async fn wanted(
    inside: &Inside,
    fields: &mut Fields,
) -> Result<Result<PolicyChange, Box<Returned>>, Trouble> {
    match fields.take("action").as_deref() {
        Some("describe") => {
            let [name, text] = ["name", "description"].map(|name| typed(fields, name));
            match (name_of(&name), description_of(&text)) {
                (Ok(name), Ok(text)) => Ok(Ok(PolicyChange::Describe(name, text))),
                (parsed, described) => Ok(Err(Box::new(Returned {
                    name: Some(field(&name, &parsed)),
                    description: Some(field(&text, &described)),
                    ..Returned::default()
                }))),
            }
        }
        Some("add") => Ok(match condition::read(inside, fields).await? {
            Ok((side, set)) => Ok(PolicyChange::Add(side, Box::new(set))),
            Err(new) => Err(Box::new(Returned { new, ..Returned::default() })),
        }),
        Some("remove") => {
            let set = typed(fields, "set").parse().map_err(|_| Trouble::Expired)?;
            Ok(Ok(PolicyChange::Remove(set)))
        }
        _ => Err(Trouble::Expired),
    }
}

/// The question before it is deleted.
pub(super) async fn ask(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    allow(&inside, Deed::ManageUserConsent)?;
    let listed = find(&inside, &id).await?;
    let policy = &listed.policy;
    let path = paths::delete_policy(policy.id.as_str());
    let sets = policy.includes.len().saturating_add(policy.excludes.len());
    let page = Confirm {
        centre: centre(&inside).await?,
        what: ConfirmWhat::Policy,
        name: policy.name.as_str().into(),
        hindered_by: used_by(&inside, inside.tenant(), &listed).await?,
        count: u64::try_from(sets).unwrap_or(u64::MAX),
        token: inside.token(&path),
        action: path,
        back: paths::policy(policy.id.as_str()),
    };
    Ok(html(page.render(&inside.frame())))
}

/// Deletes it, unless it is in use.
pub(super) async fn delete(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id: PolicyId = id.parse().map_err(|_| Trouble::NotFound)?;
    let fields = inside.form(&paths::delete_policy(id.as_str()), &body)?;
    allow(&inside, Deed::ManageUserConsent)?;
    nothing_left(&fields)?;
    inside.service.delete_policy(&inside.actor(), inside.tenant(), &id).await?;
    Ok(done(paths::POLICIES, Done::PolicyDeleted))
}
