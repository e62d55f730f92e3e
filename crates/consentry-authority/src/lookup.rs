//! `/error?code=N`: what a code means; and the files that pages link to.

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use consentry_pages::Shown;
use consentry_service::Service;
use http::StatusCode;

use consentry_web::{Context, frame, html};

use crate::pages::ErrorLookup;

/// The look-up page.
pub(crate) async fn lookup(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "code")
        .map(|(_, value)| Shown::from(value.as_ref()))
        .filter(|asked| !asked.is_empty());
    html(ErrorLookup { asked }.render(&frame(&service, &context, None)))
}

/// A style sheet or picture.
pub(crate) async fn asset(OriginalUri(uri): OriginalUri) -> Response {
    match consentry_pages::asset(uri.path()) {
        Some(asset) => (asset.headers(), asset.body()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
