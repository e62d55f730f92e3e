//! The list of app consent policies, and one more: `GET` and `POST
//! /admin/settings/consent-policies`.

use axum::{body::Bytes, response::Response};
use consentry_model::{ConsentPolicy, DisplayName, InvalidName, PolicyId};
use consentry_policy::Deed;
use consentry_service::DirectoryError;
use consentry_web::html;

use super::{nothing_left, refused, typed};
use crate::{
    admin::{
        allow, centre, done,
        named::{changing, policy_label, used_by},
    },
    inside::Inside,
    pages::admin::{
        Done,
        settings::{Field, NewPolicyForm, Policies, PolicyRow, Problem},
    },
    paths,
    trouble::Trouble,
};

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1_024;

/// The list.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    Ok(html(page(&inside, NewPolicyForm::default()).await?.render(&inside.frame())))
}

async fn page(inside: &Inside, new: NewPolicyForm) -> Result<Policies, Trouble> {
    let tenant = inside.tenant();
    let mut rows = Vec::new();
    for listed in inside.service.policies(tenant).await? {
        rows.push(PolicyRow {
            policy: policy_label(&listed),
            description: listed.policy.description.as_str().into(),
            used_by: used_by(inside, tenant, &listed).await?,
            href: paths::policy(listed.policy.id.as_str()),
        });
    }
    Ok(Policies {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageUserConsent, paths::POLICIES),
        rows,
        new,
    })
}

/// Makes a policy that allows nothing yet.
pub(super) async fn create(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::POLICIES, &body)?;
    allow(&inside, Deed::ManageUserConsent)?;
    let [id, name, text] = ["id", "name", "description"].map(|name| typed(&mut fields, name));
    nothing_left(&fields)?;
    let parsed = (policy_id(&id), name_of(&name), description_of(&text));
    let mut form = NewPolicyForm {
        id: field(&id, &parsed.0),
        name: field(&name, &parsed.1),
        description: field(&text, &parsed.2),
    };
    let (Ok(id), Ok(name), Ok(description)) = parsed else {
        return Ok(refused(page(&inside, form).await?.render(&inside.frame())));
    };
    let (includes, excludes) = (Vec::new(), Vec::new());
    let new = ConsentPolicy { id: id.clone(), name, description, includes, excludes };
    match inside.service.create_policy(&inside.actor(), inside.tenant(), new).await {
        Ok(()) => Ok(done(&paths::policy(id.as_str()), Done::PolicyCreated)),
        Err(DirectoryError::Taken { .. }) => {
            form.id.problem = Some(Problem::Taken);
            Ok(refused(page(&inside, form).await?.render(&inside.frame())))
        }
        Err(error) => Err(error.into()),
    }
}

fn policy_id(text: &str) -> Result<PolicyId, Problem> {
    match text.trim().parse::<PolicyId>() {
        Ok(id) if id.is_reserved() => Err(Problem::Reserved),
        Ok(id) => Ok(id),
        Err(_) => Err(Problem::PolicyId),
    }
}

/// A name as typed.
pub(super) fn name_of(text: &str) -> Result<DisplayName, Problem> {
    text.parse().map_err(|invalid| match invalid {
        InvalidName::Empty => Problem::Empty,
        InvalidName::TooLong(_) => Problem::TooLong,
        InvalidName::Character | InvalidName::AtSign | InvalidName::Labels => Problem::Character,
    })
}

/// A description as typed.
pub(super) fn description_of(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > LONGEST_DESCRIPTION {
        return Err(Problem::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(Problem::Character);
    }
    Ok(text.to_owned())
}

/// A field with what came of it.
pub(super) fn field<T>(typed: &str, parsed: &Result<T, Problem>) -> Field {
    Field { typed: typed.to_owned(), problem: parsed.as_ref().err().copied() }
}
