//! `/{tenant}/oauth2[/v2.0]/authorize` and `/{tenant}[/v2.0]/adminconsent`.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use consentry_model::Refusal;
use consentry_service::{Flow, Params, RawAuthorize, Service, Version};
use http::{StatusCode, Uri};

use consentry_web::{Context, Failure};

use crate::{LONGEST_QUERY, answer};

/// A request by GET.
pub(crate) async fn by_query(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    begin(&service, (segment, Flow::Authorize), &uri, &[], &context).await
}

/// A request by POST (OpenID Connect Core §3.1.2.1).
pub(crate) async fn by_form(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    begin(&service, (segment, Flow::Authorize), &uri, &body, &context).await
}

/// `/adminconsent`.
pub(crate) async fn admin_consent(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    begin(&service, (segment, Flow::AdminConsentEndpoint), &uri, &[], &context).await
}

/// HEAD begins nothing (A10).
pub(crate) async fn head() -> impl IntoResponse {
    StatusCode::OK
}

async fn begin(
    service: &Service,
    (segment, endpoint): (String, Flow),
    uri: &Uri,
    body: &[u8],
    context: &Context,
) -> Result<Response, Failure> {
    let query = uri.query().unwrap_or_default();
    if query.len() > LONGEST_QUERY {
        return Ok(answer::refused(service, Refusal::QueryTooLong, context));
    }
    let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
    let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
    let params = match Params::collect(pairs) {
        Ok(params) => params,
        Err(refusal) => return Ok(answer::refused(service, refusal, context)),
    };
    let raw = RawAuthorize { version: version(uri), segment, endpoint, params };
    let answered = service.begin(raw, &context.browser, &context.caller).await?;
    Ok(answer::show(service, answered, context))
}

/// v2 endpoints have `/v2.0/` in their path.
pub(crate) fn version(uri: &Uri) -> Version {
    if uri.path().contains("/v2.0/") { Version::V2 } else { Version::V1 }
}
