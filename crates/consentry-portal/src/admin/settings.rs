//! Settings: the handlers behind their pages.

mod classifications;
mod condition;
mod defaults;
mod policies;
mod policy;
mod preview;
mod user_consent;
mod webhook;
mod workflow;

use axum::{Router, response::Response, routing::get};
use consentry_pages::Html;
use consentry_web::{Fields, html};
use http::StatusCode;

use crate::{paths, trouble::Trouble};

/// What was typed comes back, if a person could have typed it.
const LONGEST_TYPED: usize = 4_096;

/// The routes of all settings.
pub(super) fn routes() -> Router {
    Router::new()
        .route(paths::USER_CONSENT, get(user_consent::show).post(user_consent::post))
        .route("/admin/settings/defaults/{year}", get(defaults::show).post(defaults::post))
        .route(paths::POLICIES, get(policies::show).post(policies::create))
        .route("/admin/settings/consent-policies/{id}", get(policy::show).post(policy::post))
        .route(
            "/admin/settings/consent-policies/{id}/delete",
            get(policy::ask).post(policy::delete),
        )
        .route(paths::CLASSIFICATIONS, get(classifications::show).post(classifications::post))
        .route(paths::WORKFLOW, get(workflow::show).post(workflow::post))
        .route(paths::WEBHOOK, get(webhook::show).post(webhook::post))
        .route("/admin/settings/webhook/remove", get(webhook::ask).post(webhook::remove))
}

/// A field as typed; empty if it is absent.
pub(super) fn typed(fields: &mut Fields, name: &str) -> String {
    let mut text = fields.take(name).unwrap_or_default();
    if let Some((at, _)) = text.char_indices().nth(LONGEST_TYPED) {
        text.truncate(at);
    }
    text
}

/// Whether a box was ticked.
fn ticked(fields: &mut Fields, name: &str) -> consentry_model::Switch {
    fields.take(name).is_some().into()
}

/// A form holds the fields of its page and no others (BI-054).
pub(super) fn nothing_left(fields: &Fields) -> Result<(), Trouble> {
    if fields.is_empty() { Ok(()) } else { Err(Trouble::Expired) }
}

/// A page that tells at its fields what was wrong.
fn refused(page: Html) -> Response {
    html(page.with_status(StatusCode::BAD_REQUEST))
}
