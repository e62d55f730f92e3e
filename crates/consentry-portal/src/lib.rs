//! The pages for people who are signed in: the admin centre under `/admin`, My Apps under
//! `/myapps`.
//!
//! Handlers translate: a request to the service's types, its answers to pages and redirects. What
//! somebody may do is decided by the policy; [`pages`] holds view models and templates, [`paths`]
//! says where everything is.

mod admin;
mod csv;
mod inside;
mod myapps;
pub mod pages;
pub mod paths;
mod trouble;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit};
use consentry_service::Service;

/// The largest body of a request here, in bytes.
pub const LARGEST_BODY: usize = 256 * 1024;
/// The largest body of a form with a reason, in bytes: it is read, so that a reason which is far
/// too long is told as one (BI-061).
pub const LARGEST_REASON_BODY: usize = 2 * 1024 * 1024;

/// Every route of the portal.
pub fn router(service: Arc<Service>) -> Router {
    admin::router(service.clone())
        .merge(myapps::router(service))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}
