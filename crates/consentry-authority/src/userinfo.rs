//! `/oidc/userinfo` and `/{tenant}/openid/userinfo` (OpenID Connect Core §5.3), by GET and POST.
//! A 401 names the way in as resources do (`identity.md` §2.6).

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consentry_model::{Refusal, Timestamp, well_known};
use consentry_service::{Service, UserInfo, Version};
use consentry_web::{Context, Failure};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value, json};

use crate::token;

/// For tokens of every tenant.
pub(crate) async fn any(
    State(service): State<Arc<Service>>,
    context: Context,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    answer(&service, None, &headers, &context).await
}

/// For tokens of the tenant of the path.
pub(crate) async fn of_tenant(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    context: Context,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    answer(&service, Some(&segment), &headers, &context).await
}

async fn answer(
    service: &Service,
    segment: Option<&str>,
    headers: &HeaderMap,
    context: &Context,
) -> Result<Response, Failure> {
    let Some(token) = bearer(headers) else {
        let missing = "The access token is missing.";
        let challenge = challenge(service, "invalid_token", missing);
        return Ok(with_challenge(StatusCode::UNAUTHORIZED.into_response(), &challenge));
    };
    Ok(match service.userinfo(token, segment).await? {
        Ok(info) => (StatusCode::OK, token::no_store(), axum::Json(told(info))).into_response(),
        Err(refusal) => refused(service, &refusal, context),
    })
}

/// The token of the header; nothing if there is none.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty()).then_some(token)
}

fn told(info: UserInfo) -> Value {
    let mut body = Map::new();
    body.insert("sub".to_owned(), json!(info.subject));
    for (name, value) in [
        ("name", info.name),
        ("given_name", info.given_name),
        ("family_name", info.family_name),
        ("email", info.email),
    ] {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    }
    Value::Object(body)
}

fn refused(service: &Service, refusal: &Refusal, context: &Context) -> Response {
    let fidelity = service.fidelity();
    let mut response = token::error(service, refusal, fidelity, context);
    let wire = refusal.answer(fidelity);
    if wire.status == 403 {
        let challenge = challenge(service, "insufficient_scope", &wire.message);
        return with_challenge(response, &challenge);
    }
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    let challenge = match refusal {
        Refusal::GrantRevoked { valid_from, .. } => {
            let claims = newer_than(*valid_from);
            format!(
                "{}, claims=\"{claims}\"",
                challenge(service, "insufficient_claims", &wire.message)
            )
        }
        _ => challenge(service, "invalid_token", &wire.message),
    };
    with_challenge(response, &challenge)
}

/// The claims by which a client asks for a token that was issued after a revocation.
fn newer_than(valid_from: Timestamp) -> String {
    let nbf = json!({ "essential": true, "value": valid_from.seconds().to_string() });
    STANDARD.encode(json!({ "access_token": { "nbf": nbf } }).to_string())
}

fn challenge(service: &Service, error: &str, description: &str) -> String {
    let way_in = service.origin().oauth("common", Version::V1, "authorize");
    let resource = well_known::GRAPH;
    let description = description.replace(['"', '\\'], "'");
    format!(
        "Bearer realm=\"\", authorization_uri=\"{way_in}\", client_id=\"{resource}\", \
         error=\"{error}\", error_description=\"{description}\""
    )
}

fn with_challenge(mut response: Response, challenge: &str) -> Response {
    if let Ok(challenge) = HeaderValue::from_str(challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
