//! `POST /{tenant}/GetCredentialType`, `GET /{tenant}/userrealm/{user}` and
//! `/GetUserRealm.srf`: what a client asks about a name before it shows a password field
//! (`identity.md` §1.10).
//!
//! By the domain alone, so it tells nothing about people (ruling 6); faithful tenants tell who is
//! there at the first of them.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use consentry_model::{Refusal, Upn};
use consentry_service::{NameLookUp, Service};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Deserialize;
use serde_json::{Value, json};

use consentry_web::{Context, Failure};

use crate::{
    discovery::{open, query, refused},
    token,
};

/// The longest name that is looked at, in characters.
const LONGEST_NAME: usize = 320;

/// What a sign-in page sends, as far as it is read.
#[derive(Debug, Deserialize)]
struct Asked {
    username: String,
}

/// How a name signs in.
pub(crate) async fn credential_type(
    State(service): State<Arc<Service>>,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    let asked = serde_json::from_slice::<Asked>(&body);
    let Some(asked) = asked.ok().filter(|a| a.username.chars().count() <= LONGEST_NAME) else {
        let refusal = Refusal::Malformed { what: "the body".to_owned() };
        return Ok(token::error(&service, &refusal, service.fidelity(), &context));
    };
    let found = service.look_up_name(&asked.username, &context.caller).await?;
    let (exists, throttled, domain) = match found {
        NameLookUp::Known => (0, 0, 3),
        NameLookUp::NotThere => (1, 0, 3),
        NameLookUp::UnknownDomain => (1, 0, 1),
        NameLookUp::Throttled => (0, 1, 3),
    };
    let body = json!({
        "Username": asked.username,
        "Display": asked.username,
        "IfExistsResult": exists,
        "IsUnmanaged": false,
        "ThrottleStatus": throttled,
        "Credentials": {
            "PrefCredential": 1,
            "HasPassword": true,
            "RemoteNgcParams": Value::Null,
            "FidoParams": Value::Null,
            "SasParams": Value::Null,
        },
        "EstsProperties": { "UserTenantBranding": Value::Null, "DomainType": domain },
        "IsSignupDisallowed": true,
        "FlowToken": "",
        "apiCanary": "",
    });
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::OK, headers, Json(body)).into_response())
}

/// Home realm of a user.
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
    let (kind, domain) = realm(&service, &user).await?;
    let host = service.origin().authority();
    let body = if params.get("api-version") == Some("2.0") {
        json!({
            "NameSpaceType": kind, "Login": user, "DomainName": domain,
            "FederationBrandName": domain, "TenantBrandingInfo": Value::Null,
            "cloud_instance_name": host,
        })
    } else {
        json!({
            "ver": "1.0", "account_type": kind, "domain_name": domain,
            "cloud_instance_name": host, "cloud_audience_urn": "urn:federation:MicrosoftOnline",
        })
    };
    Ok(open(body))
}

/// The older form of the same, as JSON, or as XML for `xml=1`.
pub(crate) async fn user_realm_srf(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let params = match query(&uri) {
        Ok(params) => params,
        Err(refusal) => return Ok(refused(&service, &refusal, &context)),
    };
    let login = match params.require("login") {
        Ok(login) => login,
        Err(refusal) => return Ok(refused(&service, &refusal, &context)),
    };
    let (kind, domain) = realm(&service, login).await?;
    let host = service.origin().authority();
    if params.get("xml") != Some("1") {
        return Ok(open(json!({
            "State": 4, "UserState": 1, "Login": login, "NameSpaceType": kind,
            "DomainName": domain, "FederationBrandName": domain, "CloudInstanceName": host,
            "FederationGlobalVersion": -1,
        })));
    }
    let (login, domain) = (escaped(login), escaped(&domain));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><RealmInfo Success=\"true\"><State>4</State>\
         <UserState>1</UserState><Login>{login}</Login><NameSpaceType>{kind}</NameSpaceType>\
         <DomainName>{domain}</DomainName><FederationGlobalVersion>-1</FederationGlobalVersion>\
         <FederationBrandName>{domain}</FederationBrandName>\
         <CloudInstanceName>{host}</CloudInstanceName></RealmInfo>"
    );
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))];
    Ok((StatusCode::OK, headers, body).into_response())
}

/// The kind of a name's domain, and the domain.
async fn realm(service: &Service, name: &str) -> Result<(&'static str, String), Failure> {
    let Ok(name) = name.parse::<Upn>() else { return Ok(("Unknown", String::new())) };
    let known = service.serves_domain(name.domain()).await?;
    Ok((if known { "Managed" } else { "Unknown" }, name.domain().to_string()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
