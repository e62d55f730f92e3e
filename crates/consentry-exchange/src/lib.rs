//! The doors of mail clients: Autodiscover and ActiveSync over the embedded mailbox.
//!
//! Handlers translate: requests to calls of the service and the mailbox, their answers to the
//! wire. Who may do what is decided below. [`router`] is everything that this face serves; the
//! listener gives paths one spelling, so routes are written in lower case.

mod autodiscover;
mod context;
mod eas;

use std::sync::Arc;

use axum::{Router, routing::get};
use consentry_service::Service;

/// Every route of the mail doors.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/autodiscover/autodiscover.json", get(autodiscover::find))
        .route("/autodiscover/autodiscover.json/{*rest}", get(autodiscover::find))
        .route(
            "/microsoft-server-activesync",
            axum::routing::post(eas::command).options(eas::options),
        )
        .with_state(service)
}
