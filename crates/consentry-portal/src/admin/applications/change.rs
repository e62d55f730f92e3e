//! What is changed on an application's page: its switches, notes and homepage, its list.

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{AppId, Switch, Upn};
use consentry_policy::Deed;
use consentry_service::{Assigned, DirectoryError, PrincipalChange, PropertyProblem};
use consentry_web::{Fields, html, see_other};
use http::StatusCode;

use super::{detail, detail::Returned, id_of};
use crate::{
    admin::{
        allow, done,
        settings::{nothing_left, typed},
    },
    inside::Inside,
    pages::admin::{
        Done, Failed, Notice,
        apps::{ListForm, ListKind, Turned},
        settings::{Field, Problem},
    },
    paths,
    trouble::Trouble,
};

/// The fields of a form of the application's page, from somebody who may manage it.
pub(super) fn form(inside: &Inside, id: AppId, body: &[u8]) -> Result<Fields, Trouble> {
    let fields = inside.form(&paths::application(id), body)?;
    allow(inside, Deed::ManageApplications)?;
    Ok(fields)
}

/// The page once more, with what was wrong.
pub(super) async fn wrong(
    inside: &Inside,
    id: AppId,
    returned: Returned,
) -> Result<Response, Trouble> {
    let page = detail::page(inside, id, returned).await?;
    Ok(html(page.render(&inside.frame()).with_status(StatusCode::UNPROCESSABLE_ENTITY)))
}

/// Only an application that the tenant has met has a page whose forms count.
pub(super) async fn must_be_here(inside: &Inside, id: AppId) -> Result<(), Trouble> {
    inside.service.principal_of(inside.tenant(), id).await?;
    Ok(())
}

/// `POST …/switch`: turns one switch.
pub(super) async fn switch(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let mut fields = form(&inside, id, &body)?;
    let switch = Turned::of(&typed(&mut fields, "switch")).ok_or(Trouble::Expired)?;
    let to = match typed(&mut fields, "to").as_str() {
        "on" => Switch::On,
        "off" => Switch::Off,
        _ => return Err(Trouble::Expired),
    };
    nothing_left(&fields)?;
    must_be_here(&inside, id).await?;
    let mut change = PrincipalChange::default();
    let told = match (switch, to) {
        (Turned::Enabled, Switch::On) => (&mut change.enabled, Done::AppAllowed),
        (Turned::Enabled, Switch::Off) => (&mut change.enabled, Done::AppBlocked),
        (Turned::Assignment, Switch::On) => (&mut change.assignment_required, Done::AppListOnly),
        (Turned::Assignment, Switch::Off) => (&mut change.assignment_required, Done::AppListOpen),
        (Turned::Visible, Switch::On) => (&mut change.visible, Done::AppShown),
        (Turned::Visible, Switch::Off) => (&mut change.visible, Done::AppHidden),
    };
    let (position, told) = told;
    *position = Some(to);
    inside.service.change_app(&inside.actor(), inside.tenant(), id, change).await?;
    Ok(done(&paths::application(id), told))
}

/// `POST …/properties`: notes and homepage, as they were seen.
pub(super) async fn properties(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let mut fields = form(&inside, id, &body)?;
    let [seen, notes, homepage] =
        ["seen", "notes", "homepage"].map(|name| typed(&mut fields, name));
    nothing_left(&fields)?;
    must_be_here(&inside, id).await?;
    let change = PrincipalChange {
        notes: Some(notes.clone()),
        homepage: Some(homepage.clone()),
        ..PrincipalChange::default()
    };
    let (mut note_field, mut homepage_field) = (Field::of(notes), Field::of(homepage));
    let problems = change.problems();
    for problem in &problems {
        match problem {
            PropertyProblem::NoteTooLong => note_field.problem = Some(Problem::TooLong),
            PropertyProblem::NoteCharacter => note_field.problem = Some(Problem::Character),
            PropertyProblem::Homepage => homepage_field.problem = Some(Problem::Homepage),
        }
    }
    let returned =
        Returned { notes: Some(note_field), homepage: Some(homepage_field), ..Returned::default() };
    if !problems.is_empty() {
        return wrong(&inside, id, returned).await;
    }
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant());
    match service.change_app_seen(&actor, tenant, id, &seen, change).await {
        Ok(_) => Ok(done(&paths::application(id), Done::AppSaved)),
        Err(DirectoryError::Conflict(_)) => {
            // What was typed comes back beside what somebody else wrote.
            let mut page = detail::page(&inside, id, returned).await?;
            page.centre.notice = Some(Notice::Failed(Failed::Changed));
            Ok(html(page.render(&inside.frame()).with_status(StatusCode::CONFLICT)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/assignments`: puts somebody on the list, or takes him off it.
pub(super) async fn assignments(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let mut fields = form(&inside, id, &body)?;
    let kind = ListKind::of(&typed(&mut fields, "kind")).ok_or(Trouble::Expired)?;
    let text = typed(&mut fields, "who");
    let listed = match typed(&mut fields, "action").as_str() {
        "add" => Switch::On,
        "remove" => Switch::Off,
        _ => return Err(Trouble::Expired),
    };
    nothing_left(&fields)?;
    must_be_here(&inside, id).await?;
    let problem = match (set_listed(&inside, id, (kind, text.trim()), listed).await?, listed) {
        (Ok(true), Switch::On) => return Ok(done(&paths::application(id), Done::AppListed)),
        (Ok(true), Switch::Off) => return Ok(done(&paths::application(id), Done::AppUnlisted)),
        (Ok(false), Switch::Off) => {
            let failed: &dyn std::fmt::Display = &Failed::Changed.word();
            return Ok(see_other(&paths::with(&paths::application(id), &[("failed", failed)])));
        }
        (Ok(false), Switch::On) => Problem::Twice,
        (Err(problem), _) => problem,
    };
    let list = ListForm { kind, who: Field::wrong(text, problem) };
    wrong(&inside, id, Returned { list, ..Returned::default() }).await
}

/// Whether the list changed, or what is wrong with the name.
async fn set_listed(
    inside: &Inside,
    id: AppId,
    (kind, text): (ListKind, &str),
    listed: Switch,
) -> Result<Result<bool, Problem>, Trouble> {
    if text.is_empty() {
        return Ok(Err(Problem::Empty));
    }
    let unknown = match kind {
        ListKind::User => Problem::NoUser,
        ListKind::Group => Problem::NoGroup,
    };
    let named = match kind {
        ListKind::User => text.parse::<Upn>().ok().map(Assigned::User),
        ListKind::Group => text.parse().ok().map(Assigned::Group),
    };
    let Some(named) = named else { return Ok(Err(unknown)) };
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant());
    match service.set_assigned(&actor, tenant, id, (&named, listed)).await {
        Ok(changed) => Ok(Ok(changed)),
        Err(DirectoryError::Unknown { .. }) => Ok(Err(unknown)),
        Err(error) => Err(error.into()),
    }
}
