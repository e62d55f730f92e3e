//! What clients read before they begin: OpenID metadata, keys, instance discovery, user realm
//! (`identity.md` §1.10). Only what is served is announced.

use std::sync::Arc;

use axum::{
    Json,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use consentry_model::{Difference, Refusal, Upn};
use consentry_service::{Params, Segment, Service, Version};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL},
};
use serde_json::{Value, json};

use consentry_web::{Context, Failure};

use crate::token;

/// How clients prove themselves, in the order in which the original lists them.
const AUTH_METHODS: [&str; 3] = ["client_secret_post", "private_key_jwt", "client_secret_basic"];
/// By which algorithms they sign their assertions.
const ASSERTION_ALGORITHMS: [&str; 3] = ["PS256", "RS256", "ES256"];

/// OpenID metadata of v1 endpoints.
pub(crate) async fn metadata_v1(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    context: Context,
) -> Result<Response, Failure> {
    metadata(&service, &segment, Version::V1, &context).await
}

/// OpenID metadata of v2 endpoints.
pub(crate) async fn metadata_v2(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    context: Context,
) -> Result<Response, Failure> {
    metadata(&service, &segment, Version::V2, &context).await
}

async fn metadata(
    service: &Service,
    segment: &str,
    version: Version,
    context: &Context,
) -> Result<Response, Failure> {
    let found = match service.segment(segment).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(refused(service, &refusal, context)),
    };
    let origin = service.origin();
    let (name, issuer) = match &found {
        Segment::Tenant(tenant) => (tenant.id.to_string(), origin.issuer(tenant.id, version)),
        Segment::Common => ("common".to_owned(), origin.issuer_template(version)),
        Segment::Organizations => ("organizations".to_owned(), origin.issuer_template(version)),
    };
    let mut document = json!({
        "token_endpoint": origin.oauth(&name, version, "token"),
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "jwks_uri": origin.keys(&name, version),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "request_parameter_supported": false,
        "authorization_endpoint": origin.oauth(&name, version, "authorize"),
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported":
            ["authorization_code", "refresh_token", "password", "client_credentials"],
        "http_logout_supported": true,
        "end_session_endpoint": origin.oauth(&name, version, "logout"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "nonce",
            "preferred_username", "name", "oid", "tid", "ver", "c_hash", "sid", "email"],
        "claims_parameter_supported": true,
        "authorization_response_iss_parameter_supported": found.tenant()
            .is_some_and(|tenant| !Difference::AnswerIssuer.as_original(tenant.settings.fidelity)),
        "cloud_instance_name": origin.authority(),
        "tenant_region_scope": Value::Null,
    });
    if version == Version::V1
        && let Some(document) = document.as_object_mut()
    {
        document.insert("microsoft_multi_refresh_token".to_owned(), json!(true));
    }
    Ok(open(document))
}

/// The key set of v1.
pub(crate) async fn keys_v1(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    context: Context,
) -> Result<Response, Failure> {
    keys(&service, &segment, Version::V1, &context).await
}

/// The key set of v2.
pub(crate) async fn keys_v2(
    State(service): State<Arc<Service>>,
    Path(segment): Path<String>,
    context: Context,
) -> Result<Response, Failure> {
    keys(&service, &segment, Version::V2, &context).await
}

async fn keys(
    service: &Service,
    segment: &str,
    version: Version,
    context: &Context,
) -> Result<Response, Failure> {
    let found = match service.segment(segment).await? {
        Ok(found) => found,
        Err(refusal) => return Ok(refused(service, &refusal, context)),
    };
    let tenant = found.tenant().map(|tenant| tenant.id);
    Ok(open(service.key_document(tenant, version).await?))
}

/// Instance discovery: this installation is the one authority that it knows.
pub(crate) async fn instance(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Response {
    let params = match query(&uri) {
        Ok(params) => params,
        Err(refusal) => return refused(&service, &refusal, &context),
    };
    let origin = service.origin();
    let asked = params.get("authorization_endpoint").unwrap_or_default();
    let host = asked.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    let ours = host.is_some_and(|host| {
        host.eq_ignore_ascii_case(origin.authority()) || host.eq_ignore_ascii_case(origin.host())
    });
    if !ours {
        let body = json!({
            "error": "invalid_instance",
            "error_description": "AADSTS50049: The authority is unknown here.",
            "error_codes": [50049],
        });
        return (StatusCode::BAD_REQUEST, open_headers(), Json(body)).into_response();
    }
    let segment = asked.split('/').nth(3).filter(|segment| !segment.is_empty()).unwrap_or("common");
    let segment: String =
        segment.chars().filter(|c| c.is_ascii_alphanumeric() || "-.".contains(*c)).collect();
    let document = origin.path(&format!("/{segment}/v2.0/.well-known/openid-configuration"));
    let mut body = json!({ "tenant_discovery_endpoint": document });
    if params.get("api-version") != Some("1.0")
        && let Some(body) = body.as_object_mut()
    {
        let host = origin.authority();
        body.insert("api-version".to_owned(), json!("1.1"));
        body.insert(
            "metadata".to_owned(),
            json!([{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }]),
        );
    }
    open(body)
}

/// Home realm of a user: by his domain alone, so it tells nothing about people (ruling 6).
pub(crate) async fn user_realm(
    State(service): State<Arc<Service>>,
    Path((_, user)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let params = match query(&uri) {
        Ok(params) => params,
        Err(refusal) => return Ok(refused(&service, &refusal, &context)),
    };
    let name = user.parse::<Upn>().ok();
    let known = match &name {
        Some(name) => service.serves_domain(name.domain()).await?,
        None => false,
    };
    let account_type = if known { "Managed" } else { "Unknown" };
    let domain = name.as_ref().map(|name| name.domain().to_string()).unwrap_or_default();
    let host = service.origin().authority();
    let body = if params.get("api-version") == Some("2.0") {
        json!({
            "NameSpaceType": account_type, "Login": user, "DomainName": domain,
            "FederationBrandName": domain, "TenantBrandingInfo": Value::Null,
            "cloud_instance_name": host,
        })
    } else {
        json!({
            "ver": "1.0", "account_type": account_type, "domain_name": domain,
            "cloud_instance_name": host, "cloud_audience_urn": "urn:federation:MicrosoftOnline",
        })
    };
    Ok(open(body))
}

fn query(uri: &http::Uri) -> Result<Params, Refusal> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    Params::collect(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
}

fn refused(service: &Service, refusal: &Refusal, context: &Context) -> Response {
    let mut response = token::error(service, refusal, service.fidelity(), context);
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn open(document: impl serde::Serialize) -> Response {
    (StatusCode::OK, open_headers(), Json(document)).into_response()
}

/// Anybody may read these, also across origins, and keep them for a day.
fn open_headers() -> [(HeaderName, HeaderValue); 3] {
    [
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, OPTIONS")),
        (CACHE_CONTROL, HeaderValue::from_static("max-age=86400, private")),
    ]
}
