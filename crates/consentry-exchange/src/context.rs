//! What a handler knows of a request beside its parameters: who calls and what he shows. The
//! listener puts ids and address into the request's extensions.

use std::net::{IpAddr, Ipv4Addr};

use consentry_mailproto::challenge::Authorization;
use consentry_model::{ClientAddress, CorrelationId, TraceId};
use consentry_service::Caller;
use http::{
    HeaderMap,
    header::{AUTHORIZATION, USER_AGENT},
    request::Parts,
};
use uuid::Uuid;

/// Whom the client takes for the user, before he proved anything.
const USER_IDENTITY: &str = "x-user-identity";
/// The longest identity that is looked at.
const LONGEST_IDENTITY: usize = 320;

/// The request's identity and origin.
pub(crate) fn caller(parts: &Parts) -> Caller {
    let trace = parts.extensions.get::<TraceId>().copied();
    let trace = trace.unwrap_or_else(|| TraceId::from_uuid(Uuid::nil()));
    let correlation = parts.extensions.get::<CorrelationId>().copied();
    let address = parts.extensions.get::<ClientAddress>();
    let user_agent = text(&parts.headers, USER_AGENT.as_str()).unwrap_or_default();
    Caller {
        trace,
        correlation: correlation.unwrap_or_else(|| CorrelationId::from_uuid(trace.as_uuid())),
        address: address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0),
        user_agent: Caller::clean_user_agent(&user_agent),
    }
}

/// What the request offers as proof.
pub(crate) fn authorization(headers: &HeaderMap) -> Authorization {
    Authorization::parse(text(headers, AUTHORIZATION.as_str()).as_deref())
}

/// The address that the request names for its user.
pub(crate) fn identity(headers: &HeaderMap) -> Option<String> {
    text(headers, USER_IDENTITY).filter(|text| text.len() <= LONGEST_IDENTITY)
}

/// A header as text; bytes that are no text are replaced.
pub(crate) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
