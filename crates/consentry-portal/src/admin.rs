//! The admin centre: its routes, the frame around its pages, who may do what.

mod applications;
mod decide;
mod explain;
mod matrix;
mod named;
mod overview;
mod refusal;
mod registrations;
mod reports;
mod request;
mod requests;
mod settings;
mod users;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    response::Response,
    routing::{get, post},
};
use consentry_model::User;
use consentry_pages::{Account, Shown};
use consentry_policy::{Deed, may, registration};
use consentry_service::{OwnPage, Service};
use consentry_web::see_other;

pub(crate) use refusal::trouble;

use crate::{
    LARGEST_REASON_BODY,
    inside::{Inside, enter},
    pages::admin::{Centre, Done, Failed, Notice, Place},
    paths,
    trouble::Trouble,
};

/// Every route of the admin centre.
pub(crate) fn router(service: Arc<Service>) -> Router {
    let with_reason = || DefaultBodyLimit::max(LARGEST_REASON_BODY);
    Router::new()
        .route(paths::OVERVIEW, get(overview::show))
        .route(paths::EXPLAIN, get(explain::show))
        .route(paths::MATRIX, get(matrix::show))
        .route(paths::REQUESTS, get(requests::list))
        .route("/admin/requests/{id}", get(request::show))
        .route("/admin/requests/{id}/approve", get(decide::ask).post(decide::approve))
        .route("/admin/requests/{id}/deny", post(decide::deny).layer(with_reason()))
        .route("/admin/requests/{id}/block", post(decide::block).layer(with_reason()))
        .route(paths::GRANTS, get(reports::grants))
        .merge(applications::routes())
        .merge(registrations::routes())
        .merge(settings::routes())
        .merge(users::routes())
        .route("/admin/{*rest}", get(async || Trouble::NotFound))
        .layer(from_fn_with_state((service, OwnPage::Admin), enter))
}

/// The frame around a page, with what the last action did.
pub(crate) async fn centre(inside: &Inside) -> Result<Centre, Trouble> {
    let (service, tenant, user) = (&inside.service, inside.tenant(), inside.user());
    let reads = may(&user.roles, Deed::Read);
    let reviews = service.is_reviewer(tenant, user).await?;
    let setting = tenant.settings.users_may_register.into();
    let registers = registration::may_register(&user.roles, user.kind, setting);
    let users = may(&user.roles, Deed::ReadUsers);
    let open = |place: &Place| match place {
        Place::Users => users,
        Place::Requests => reads || reviews,
        Place::Registrations => reads || registers,
        _ => reads,
    };
    Ok(Centre {
        tenant: tenant.name.as_str().into(),
        account: account_of(user),
        sign_out: paths::SIGN_OUT.to_owned(),
        places: Place::ALL.into_iter().filter(open).collect(),
        open_requests: if reads || reviews {
            service.count_open_requests(tenant).await?
        } else {
            0
        },
        notice: notice(inside),
    })
}

/// A person as pages name him.
pub(crate) fn account_of(user: &User) -> Account {
    Account { name: user.display_name.as_str().into(), upn: Shown::from(user.upn.to_string()) }
}

/// Told by the words of a redirect; words alone, so that no link tells a story of its own.
fn notice(inside: &Inside) -> Option<Notice> {
    let done = Done::of(&inside.query("done")).map(Notice::Done);
    let failed = || Failed::of(&inside.query("failed")).map(Notice::Failed);
    done.or_else(failed)
}

/// On to a page that tells what was done.
pub(crate) fn done(path: &str, done: Done) -> Response {
    see_other(&paths::with(path, &[("done", &done.word())]))
}

/// Whether a role of the person lets him do it.
pub(crate) fn allow(inside: &Inside, deed: Deed) -> Result<(), Trouble> {
    if may(&inside.user().roles, deed) { Ok(()) } else { Err(Trouble::NoRole(deed)) }
}
