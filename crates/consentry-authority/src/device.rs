//! Device codes (RFC 8628): `POST /{tenant}/oauth2[/v2.0]/devicecode` for the device,
//! `/devicelogin` and `/{tenant}/oauth2/deviceauth` for its person (`identity.md` §1.8).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Response},
};
use consentry_model::Refusal;
use consentry_pages::Texts;
use consentry_service::{DeviceAuthorization, Service, Version};
use consentry_web::{Context, Failure, Fields};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::{answer, token};

/// Where the page for devices posts to.
pub(crate) const USER_CODE: &str = "/sign-in/device";
/// More fields than the page has.
const MOST_FIELDS: usize = 4;

/// Begins a sign-in for a device.
pub(crate) async fn authorization(
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
    // `mkt` of the query says in which language the person is spoken to.
    let query = uri.query().unwrap_or_default();
    let market = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "mkt");
    let locale = context.locale(market.as_ref().map(|(_, value)| value.as_ref()));
    match service.device_authorization(request, &context.caller).await {
        Ok(begun) => {
            let address = begun.verification_uri.clone();
            let names = [("address", address), ("code", begun.user_code.clone())];
            let message = Texts::of(locale).plain("device-message", &names);
            (StatusCode::OK, token::no_store(), axum::Json(body_of(&begun, message)))
                .into_response()
        }
        Err(failure) => token::failed(&service, failure, &context),
    }
}

/// v1: another name for the address, and numbers as strings.
fn body_of(begun: &DeviceAuthorization, message: String) -> Value {
    let (address, seconds): (_, fn(u64) -> Value) = match begun.version {
        Version::V1 => ("verification_url", |seconds| json!(seconds.to_string())),
        Version::V2 => ("verification_uri", |seconds| json!(seconds)),
    };
    let mut body = Map::new();
    body.insert("user_code".to_owned(), json!(begun.user_code));
    body.insert("device_code".to_owned(), json!(begun.device_code.expose()));
    body.insert(address.to_owned(), json!(begun.verification_uri));
    body.insert("expires_in".to_owned(), seconds(begun.expires_in));
    body.insert("interval".to_owned(), seconds(begun.interval));
    body.insert("message".to_owned(), json!(message));
    Value::Object(body)
}

/// The page on which a person types the code. What an address brings along is not looked at: a
/// code in a link would spare the question where it came from (A31).
pub(crate) async fn page(State(service): State<Arc<Service>>, context: Context) -> Response {
    let answered = service.device_page(&context.browser);
    answer::show(&service, answered, &context)
}

/// A code was typed.
pub(crate) async fn enter(
    State(service): State<Arc<Service>>,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    let invalid = || Ok(answer::refused(&service, Refusal::TransactionInvalid, &context));
    let Some(mut fields) = Fields::read(&body, MOST_FIELDS) else { return invalid() };
    let csrf = fields.take("csrf").unwrap_or_default();
    let typed = fields.take("user_code").unwrap_or_default();
    fields.take("action");
    if !fields.is_empty() {
        return invalid();
    }
    let (browser, caller) = (&context.browser, &context.caller);
    let answered = service.enter_user_code((&csrf, &typed), browser, caller).await?;
    Ok(answer::show(&service, answered, &context))
}
