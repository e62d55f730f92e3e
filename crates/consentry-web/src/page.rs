//! A page as the answer to a request.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use consentry_pages::{Frame, Html, Nonce};
use consentry_service::Service;
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION},
};

use crate::Context;

/// A page's frame for one answer; `locales` are the languages that the request itself prefers.
pub fn frame(service: &Service, context: &Context, locales: Option<&str>) -> Frame {
    Frame::new(context.locale(locales), Nonce::new(service.ids().uuid()))
}

/// A page as the answer.
pub fn html(page: Html) -> Response {
    http::Response::<String>::from(page).map(Body::from)
}

/// On to a path of this server; after a post too, so that nothing is posted twice. What cannot
/// stand in a header leads to the root.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let headers = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where somebody signs in who wants to see a page of this server: `/sign-in?to=…`.
pub fn sign_in_for(path: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("/sign-in?{}", query.append_pair("to", path).finish())
}
