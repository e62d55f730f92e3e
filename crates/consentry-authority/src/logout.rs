//! `GET /{tenant}/oauth2[/v2.0]/logout` (OpenID Connect RP-Initiated Logout).

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use consentry_service::{Params, Service};
use http::{HeaderValue, StatusCode, header::LOCATION};

use consentry_web::{Context, Failure, forget_session, frame, html};

use crate::{answer, pages::SignedOut};

/// Ends the browser's sessions; goes on to a registered address of the named application, or
/// tells that the person is signed out.
pub(crate) async fn logout(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let query = uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
    let params = match Params::collect(pairs) {
        Ok(params) => params,
        Err(refusal) => return Ok(answer::refused(&service, refusal, &context)),
    };
    service.sign_out(&context.browser).await?;
    let mut response = match service.after_sign_out(&params).await? {
        Some(address) => match HeaderValue::from_str(&address) {
            Ok(address) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        },
        None => {
            let page = SignedOut { tenant: None, account: None, go_on: None };
            let frame = frame(&service, &context, params.get("ui_locales"));
            html(page.render(&frame))
        }
    };
    forget_session(&mut response);
    Ok(response)
}
