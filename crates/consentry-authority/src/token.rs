//! `POST /{tenant}/oauth2[/v2.0]/token` (RFC 6749 §3.2, `identity.md` §1.7).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consentry_model::{Refusal, Secret};
use consentry_service::{
    Params, Service, ServiceError, TokenFailure, TokenRequest, Tokens, Version,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_MAX_AGE, ALLOW, AUTHORIZATION, CACHE_CONTROL, EXPIRES, PRAGMA, VARY,
        WWW_AUTHENTICATE,
    },
};
use serde_json::{Map, Value, json};

use consentry_web::{Context, Failure};

use crate::{answer, authorize::version};

/// Redeems a grant.
pub(crate) async fn redeem(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match request((&uri, segment), &context, &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return refuse(&service, &refusal, &context),
    };
    match service.token(request, &context.caller).await {
        Ok(tokens) => granted(&tokens),
        Err(failure) => failed(&service, failure, &context),
    }
}

/// A request of a client, at this endpoint and those beside it.
pub(crate) fn request(
    (uri, segment): (&Uri, String),
    context: &Context,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<TokenRequest, Refusal> {
    let pairs = form_urlencoded::parse(body);
    let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
    let (params, basic) = (Params::collect(pairs)?, basic(headers)?);
    let origin = context.origin.clone();
    Ok(TokenRequest { version: version(uri), segment, params, basic, origin })
}

/// Why a client gets nothing.
pub(crate) fn failed(service: &Service, failure: TokenFailure, context: &Context) -> Response {
    match failure {
        TokenFailure::Refused { refusal, fidelity, cors } => {
            let mut response = error(service, &refusal, fidelity, context);
            allow_origin(&mut response, cors.as_deref());
            response
        }
        TokenFailure::Failed(ServiceError::Busy) => refuse(service, &Refusal::Busy, context),
        TokenFailure::Failed(failure) => Failure(failure).into_response(),
    }
}

/// GET is not served (A10): a page for a person, JSON for a program.
pub(crate) async fn only_post(State(service): State<Arc<Service>>, context: Context) -> Response {
    let (allowed, received) = ("POST, OPTIONS".to_owned(), "GET".to_owned());
    let refusal = Refusal::PostOnly { allowed, received };
    if context.wants_html {
        return answer::refused(&service, refusal, &context);
    }
    let mut response = refuse(&service, &refusal, &context);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    response
}

/// The preflight of a single-page application. Which origins may read an answer is decided with
/// the request itself, which names the client.
pub(crate) async fn preflight(context: Context) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    allow_origin(&mut response, context.origin.as_deref());
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "content-type, client-request-id, return-client-request-id, x-client-sku, \
             x-client-ver, x-client-os, x-client-cpu, x-client-current-telemetry, \
             x-client-last-telemetry, x-ms-lib-capability, x-anchormailbox, x-app-name, x-app-ver",
        ),
        (ACCESS_CONTROL_MAX_AGE, "600"),
        (ALLOW, "POST, OPTIONS"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Client id and secret of the header, both form-encoded (RFC 6749 §2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, Secret<String>)>, Refusal> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let malformed = || Refusal::Malformed { what: "the Authorization header".to_owned() };
    let text = header.to_str().map_err(|_| malformed())?;
    let Some((scheme, rest)) = text.split_once(' ') else { return Err(malformed()) };
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(malformed());
    }
    let bytes = STANDARD.decode(rest.trim()).map_err(|_| malformed())?;
    let pair = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (id, secret) = pair.split_once(':').ok_or_else(malformed)?;
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    Ok(Some((decoded(id), Secret::new(decoded(secret)))))
}

fn granted(tokens: &Tokens) -> Response {
    let body = match tokens.version {
        Version::V1 => body_v1(tokens),
        Version::V2 => body_v2(tokens),
    };
    let mut response =
        (StatusCode::OK, no_store(), axum::Json(Value::Object(body))).into_response();
    response.headers_mut().insert("x-ms-clitelem", HeaderValue::from_static("1,0,0,,"));
    allow_origin(&mut response, tokens.cors.as_deref());
    response
}

/// v1: every number is a string (`identity.md` §1.7).
fn body_v1(tokens: &Tokens) -> Map<String, Value> {
    let mut body = Map::new();
    let mut put = |name: &str, value: String| body.insert(name.to_owned(), Value::String(value));
    put("token_type", "Bearer".to_owned());
    if !tokens.scope.is_empty() {
        put("scope", tokens.scope.clone());
    }
    put("expires_in", tokens.expires_in.to_string());
    put("ext_expires_in", tokens.expires_in.to_string());
    put("expires_on", tokens.expires_on.to_string());
    put("not_before", tokens.not_before.to_string());
    put("resource", tokens.resource.clone());
    put_tokens(&mut body, tokens);
    body
}

fn body_v2(tokens: &Tokens) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("token_type".to_owned(), json!("Bearer"));
    if !tokens.scope.is_empty() {
        body.insert("scope".to_owned(), json!(tokens.scope));
    }
    body.insert("expires_in".to_owned(), json!(tokens.expires_in));
    body.insert("ext_expires_in".to_owned(), json!(tokens.expires_in));
    put_tokens(&mut body, tokens);
    if let Some(seconds) = tokens.refresh_expires_in {
        body.insert("refresh_token_expires_in".to_owned(), json!(seconds));
    }
    body
}

fn put_tokens(body: &mut Map<String, Value>, tokens: &Tokens) {
    let mut put = |name: &str, value: &str| {
        body.insert(name.to_owned(), Value::String(value.to_owned()));
    };
    put("access_token", tokens.access.expose());
    if let Some(refresh) = &tokens.refresh {
        put("refresh_token", refresh.expose());
    }
    if let Some(id_token) = &tokens.id_token {
        put("id_token", id_token.expose());
    }
    if let Some(info) = &tokens.client_info {
        put("client_info", info);
    }
}

pub(crate) fn refuse(service: &Service, refusal: &Refusal, context: &Context) -> Response {
    error(service, refusal, service.fidelity(), context)
}

/// The error body of `identity.md` §1.12.
pub(crate) fn error(
    service: &Service,
    refusal: &Refusal,
    fidelity: consentry_model::Fidelity,
    context: &Context,
) -> Response {
    let answer = refusal.answer(fidelity);
    let time = service.clock().now().error_form();
    let (trace, correlation) = (context.caller.trace, context.caller.correlation);
    let mut body = Map::new();
    body.insert("error".to_owned(), json!(answer.error));
    body.insert(
        "error_description".to_owned(),
        json!(format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            answer.code, answer.message
        )),
    );
    body.insert("error_codes".to_owned(), json!([answer.code]));
    body.insert("timestamp".to_owned(), json!(time));
    body.insert("trace_id".to_owned(), json!(trace));
    body.insert("correlation_id".to_owned(), json!(correlation));
    let look_up = service.origin().path(&format!("/error?code={}", answer.code));
    body.insert("error_uri".to_owned(), json!(look_up));
    if let Some(suberror) = answer.suberror {
        body.insert("suberror".to_owned(), json!(suberror));
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, no_store(), axum::Json(Value::Object(body))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"token\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    answer::say_when(&mut response, refusal, service.clock().now());
    if let Ok(telemetry) = HeaderValue::from_str(&format!("1,{},0,,", answer.code)) {
        response.headers_mut().insert("x-ms-clitelem", telemetry);
    }
    response
}

/// Nothing of it is kept anywhere.
pub(crate) fn no_store() -> [(HeaderName, HeaderValue); 3] {
    [
        (CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache")),
        (PRAGMA, HeaderValue::from_static("no-cache")),
        (EXPIRES, HeaderValue::from_static("-1")),
    ]
}

/// Lets the page of an origin read the answer.
pub(crate) fn allow_origin(response: &mut Response, origin: Option<&str>) {
    let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) else { return };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.headers_mut().insert(VARY, HeaderValue::from_static("Origin"));
}
