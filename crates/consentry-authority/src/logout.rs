//! `/{tenant}/oauth2[/v2.0]/logout` (OpenID Connect RP-Initiated Logout §2), by GET and by POST.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use consentry_pages::ReturnAddress;
use consentry_service::{Params, Service, SignOutAsked, SignOutDone, SignOutStep};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION},
};

use consentry_web::{Context, Failure, forget_session, frame, html};

use crate::{
    answer,
    pages::{SignOut, SignedOut},
};

/// A request by GET.
pub(crate) async fn by_query(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    sign_out(&service, &uri, &[], &context).await
}

/// A request by POST, or the answer of the page that asked.
pub(crate) async fn by_form(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    sign_out(&service, &uri, &body, &context).await
}

async fn sign_out(
    service: &Service,
    uri: &http::Uri,
    body: &[u8],
    context: &Context,
) -> Result<Response, Failure> {
    let query = uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
    let (csrf, pairs): (Vec<_>, Vec<_>) = pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .partition(|(name, _)| name == "csrf");
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    let params = match Params::collect(pairs) {
        Ok(params) => params,
        Err(refusal) => return Ok(answer::refused(service, refusal, context)),
    };
    let confirmed = csrf.into_iter().next().map(|(_, value)| value);
    let asked = SignOutAsked { params, query, confirmed };
    let frame = frame(service, context, asked.params.get("ui_locales"));
    Ok(match service.sign_out(&asked, &context.browser).await? {
        SignOutStep::Ask { account, csrf, returns } => {
            let page = SignOut {
                action: format!("{}?{}", uri.path(), asked.query),
                csrf: csrf.into_exposed(),
                account: account.map(Into::into),
                returns_to: returns.as_ref().map(ReturnAddress::from),
            };
            html(page.render(&frame))
        }
        SignOutStep::Done(done) => {
            let all = done.all;
            let mut response = signed_out(*done, &frame);
            if all {
                forget_session(&mut response);
            }
            response
        }
    })
}

/// On to the application at once, or a page that tells the other applications first.
fn signed_out(done: SignOutDone, frame: &consentry_pages::Frame) -> Response {
    let SignOutDone { account, told, go_on, .. } = done;
    match go_on.as_ref().filter(|_| told.is_empty()).map(|to| HeaderValue::from_str(to)) {
        Some(Ok(address)) => {
            let headers =
                [(LOCATION, address), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Some(Err(_)) => StatusCode::BAD_REQUEST.into_response(),
        None => {
            let (frames, sources) =
                told.into_iter().map(|told| (told.address, told.source)).unzip();
            let page = SignedOut {
                tenant: None,
                account: account.map(Into::into),
                go_on,
                frames,
                sources,
            };
            html(page.answer(frame))
        }
    }
}
