//! `GET /autodiscover/autodiscover.json` and `…/v1.0/{email}`: where a mailbox's services are.
//!
//! Nobody proves who he is here. URLs come from the configured origin, redirects from what an
//! administrator set or from the address that was asked for, never from a Host header (A79).

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use consentry_mailproto::{
    apple::AppleBuild,
    autodiscover::{
        Failure, Found, MAX_REDIRECTS, Path, Protocol, Request as Asked, moved_page, redirect,
    },
};
use consentry_service::{Caller, LocateClient, Located, Service};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER},
};

use crate::context;

/// What comes of a request.
enum Answer {
    Found(Found),
    Redirect(String),
    Failed(Failure),
    NoSuchPath,
    Unavailable,
}

/// Answers both forms.
pub(crate) async fn find(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let caller = context::caller(&parts);
    let answer = match Path::parse(parts.uri.path()) {
        None => Answer::NoSuchPath,
        Some(path) => match Asked::parse(&path, parts.uri.query().unwrap_or_default()) {
            Ok(asked) => answer(&service, &asked, &caller).await,
            Err(failure) => Answer::Failed(failure),
        },
    };
    respond(answer)
}

async fn answer(service: &Service, asked: &Asked, caller: &Caller) -> Answer {
    let client = client(asked.protocol, &caller.user_agent);
    match service.locate(asked.email.as_str(), client, caller).await {
        Ok(Located::Here) if asked.protocol == Protocol::ActiveSync => {
            let url = service.origin().path(asked.protocol.path());
            Answer::Found(Found { protocol: asked.spelling.clone(), url })
        }
        Ok(Located::Here) => {
            let asked = asked.spelling.clone();
            Answer::Failed(Failure::ProtocolNotSupported { asked })
        }
        Ok(Located::Elsewhere { .. }) if asked.redirect_count >= MAX_REDIRECTS => {
            Answer::Failed(Failure::TooManyRedirects)
        }
        Ok(Located::Elsewhere { host }) => Answer::Redirect(redirect(&host, asked)),
        Ok(Located::NotSupportedClient) => Answer::Failed(Failure::NotSupportedClient),
        Ok(Located::Unknown) => Answer::Failed(Failure::UserNotFound),
        Err(error) => {
            tracing::error!(error = %error, "a mailbox could not be located");
            Answer::Unavailable
        }
    }
}

/// A mail client of Apple's from before iOS 11 cannot sign in by OAuth; other protocols than
/// ActiveSync and other programs are not asked.
fn client(protocol: Protocol, user_agent: &str) -> LocateClient {
    let build = AppleBuild::from_user_agent(user_agent);
    let without = build.is_some_and(|build| !build.signs_in_by_oauth());
    if protocol == Protocol::ActiveSync && without {
        LocateClient::WithoutOauth
    } else {
        LocateClient::Any
    }
}

fn respond(answer: Answer) -> Response {
    let mut response = match answer {
        Answer::Found(found) => json(StatusCode::OK, found.to_json()),
        Answer::Redirect(location) => moved(&location),
        Answer::Failed(failure) => json(status(&failure), failure.to_json()),
        Answer::NoSuchPath => StatusCode::NOT_FOUND.into_response(),
        Answer::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")]).into_response()
        }
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    response
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

fn moved(location: &str) -> Response {
    let Ok(target) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut response = Response::new(Body::from(moved_page(location)));
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.insert(LOCATION, target);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::MandatoryParameterMissing
        | Failure::MissingProtocol
        | Failure::InvalidAddress(_)
        | Failure::InvalidRedirectCount
        | Failure::TooManyRedirects
        | Failure::ProtocolNotSupported { .. }
        | Failure::NotSupportedClient => StatusCode::BAD_REQUEST,
        Failure::UserNotFound => StatusCode::NOT_FOUND,
        Failure::AccessDenied => StatusCode::FORBIDDEN,
    }
}
