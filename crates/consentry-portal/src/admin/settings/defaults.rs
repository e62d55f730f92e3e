//! Defaults of a year: `GET` and `POST /admin/settings/defaults/{year}`.

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{DefaultsOf, TenantSettings};
use consentry_policy::Deed;
use consentry_service::{DirectoryError, TenantChange, consent_mark};
use consentry_web::html;
use http::StatusCode;

use super::{nothing_left, preview::preview, typed};
use crate::{
    admin::{allow, centre, done, named::changing},
    inside::Inside,
    pages::admin::{
        Done, Failed, Notice,
        settings::{Defaults, defaults_of},
    },
    paths,
    trouble::Trouble,
};

/// What they would change.
pub(super) async fn show(inside: Inside, Path(year): Path<String>) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let of = defaults_of(&year).ok_or(Trouble::NotFound)?;
    Ok(html(page(&inside, of, &year).await?.render(&inside.frame())))
}

async fn page(inside: &Inside, of: DefaultsOf, year: &str) -> Result<Defaults, Trouble> {
    let mut proposed = inside.tenant().settings.clone();
    of.apply(&mut proposed);
    Ok(Defaults {
        centre: centre(inside).await?,
        changing: changing(inside, needed(inside, &proposed), &paths::defaults(year)),
        of,
        version: consent_mark(&inside.tenant().settings),
        preview: preview(inside, &proposed).await?,
    })
}

/// Who may set them: they may switch requests on or off, too, which is not for everybody who may
/// set the rest.
fn needed(inside: &Inside, proposed: &TenantSettings) -> Deed {
    if proposed.workflow == inside.tenant().settings.workflow {
        Deed::ManageUserConsent
    } else {
        Deed::ManageWorkflow
    }
}

/// Sets them, if things are as they were seen.
pub(super) async fn post(
    inside: Inside,
    Path(year): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let of = defaults_of(&year).ok_or(Trouble::NotFound)?;
    let mut fields = inside.form(&paths::defaults(&year), &body)?;
    let mut proposed = inside.tenant().settings.clone();
    of.apply(&mut proposed);
    allow(&inside, needed(&inside, &proposed))?;
    let seen = typed(&mut fields, "version");
    nothing_left(&fields)?;
    let change = TenantChange { defaults: Some(of), ..TenantChange::default() };
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant().id);
    match service.change_tenant_seen(&actor, tenant, &seen, change).await {
        Ok(_) => Ok(done(paths::USER_CONSENT, Done::Saved)),
        Err(DirectoryError::Conflict(_)) => {
            let mut page = page(&inside, of, &year).await?;
            page.centre.notice = Some(Notice::Failed(Failed::Changed));
            Ok(html(page.render(&inside.frame()).with_status(StatusCode::CONFLICT)))
        }
        Err(error) => Err(error.into()),
    }
}
