//! What was deleted and can be restored.

use std::collections::BTreeSet;

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_policy::Deed;
use consentry_service::DeletedApp;
use consentry_web::{html, publisher};

use super::id_of;
use crate::{
    admin::{allow, centre, done, named::changing, settings::nothing_left},
    inside::Inside,
    pages::{
        Day,
        admin::{
            AppLabel, Done,
            apps::{Deleted, DeletedRow},
        },
    },
    paths,
    trouble::Trouble,
};

/// The deleted ones, each application once: only its last deletion can be undone.
async fn found(inside: &Inside) -> Result<Vec<DeletedApp>, Trouble> {
    let mut deleted = inside.service.deleted_apps(inside.tenant()).await?;
    let mut seen = BTreeSet::new();
    deleted.retain(|one| seen.insert(one.application.id));
    Ok(deleted)
}

/// How many there are.
pub(super) async fn count(inside: &Inside) -> Result<u64, Trouble> {
    Ok(u64::try_from(found(inside).await?.len()).unwrap_or(u64::MAX))
}

/// `GET /admin/applications/deleted`.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let row = |one: &DeletedApp| DeletedRow {
        id: one.application.id,
        app: AppLabel {
            name: one.principal.display_name.as_str().into(),
            publisher: publisher(one.application.publisher.as_ref()),
            logo: None,
        },
        deleted_on: Day(one.deleted_at),
        until: Day(one.until),
        here_again: one.here_again,
    };
    let page = Deleted {
        centre: centre(&inside).await?,
        changing: changing(&inside, Deed::ManageApplications, paths::DELETED),
        rows: found(&inside).await?.iter().map(row).collect(),
    };
    Ok(html(page.render(&inside.frame())))
}

/// `POST /admin/applications/{id}/restore`: acts at once.
pub(super) async fn restore(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = inside.form(paths::DELETED, &body)?;
    allow(&inside, Deed::ManageApplications)?;
    nothing_left(&fields)?;
    inside.service.restore_app(&inside.actor(), inside.tenant(), id).await?;
    Ok(done(&paths::application(id), Done::AppRestored))
}
