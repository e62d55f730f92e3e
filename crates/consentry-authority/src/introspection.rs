//! `POST /{tenant}/oauth2/v2.0/introspect` (RFC 7662) and `/revoke` (RFC 7009). Clients prove
//! themselves as at the token endpoint.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use consentry_service::{Introspected, Service};
use consentry_web::Context;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::token;

/// Tells a confidential client about a token.
pub(crate) async fn introspect(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match token::request((&uri, segment), &context, &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return token::refuse(&service, &refusal, &context),
    };
    match service.introspect(request).await {
        Ok(found) => {
            let body = found.map_or_else(|| json!({ "active": false }), |found| told(&found));
            (StatusCode::OK, token::no_store(), axum::Json(body)).into_response()
        }
        Err(failure) => token::failed(&service, failure, &context),
    }
}

fn told(found: &Introspected) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("active", json!(true));
    put("client_id", json!(found.client));
    if found.access {
        put("token_type", json!("Bearer"));
    }
    put("scope", json!(found.scope));
    put("tid", json!(found.tenant));
    put("iat", json!(found.issued_at));
    put("exp", json!(found.expires_at));
    for (name, value) in
        [("sub", &found.subject), ("username", &found.user_name), ("aud", &found.audience)]
    {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    Value::Object(body)
}

/// Ends a client's own tokens.
pub(crate) async fn revoke(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match token::request((&uri, segment), &context, &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return token::refuse(&service, &refusal, &context),
    };
    match service.revoke_token(request).await {
        Ok(cors) => {
            let mut response = (StatusCode::OK, token::no_store()).into_response();
            token::allow_origin(&mut response, cors.as_deref());
            response
        }
        Err(failure) => token::failed(&service, failure, &context),
    }
}
