//! What a handler knows of a request beside its parameters: who calls, from which browser, in
//! which language. The listener puts ids and address into the request's extensions.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
};

use axum::extract::FromRequestParts;
use consentry_model::{ClientAddress, CorrelationId, Timestamp, TraceId};
use consentry_pages::{Locale, Shown, Support};
use consentry_service::{Browser, Caller};
use http::{
    HeaderMap, HeaderName,
    header::{ACCEPT, ACCEPT_LANGUAGE, ORIGIN, USER_AGENT},
    request::Parts,
};
use uuid::Uuid;

use crate::cookie;

/// The context of one request.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who calls.
    pub caller: Caller,
    /// The browser's cookies.
    pub browser: Browser,
    accept_language: Option<String>,
    /// The origin of the page that asks, where the browser tells one.
    pub origin: Option<String>,
    /// Whether a person's browser asks, rather than a program.
    pub wants_html: bool,
}

impl Context {
    /// The reader's language; `ui_locales` come before those of the browser.
    pub fn locale(&self, ui_locales: Option<&str>) -> Locale {
        Locale::choose(ui_locales, self.accept_language.as_deref())
    }

    /// What a support desk asks for.
    pub fn support(&self, now: Timestamp) -> Support {
        Support {
            correlation_id: self.caller.correlation.to_string().into(),
            trace_id: self.caller.trace.to_string().into(),
            time: Shown::from(now.error_form()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let text = |name: HeaderName| text_of(&parts.headers, &name);
        let trace = parts.extensions.get::<TraceId>().copied();
        let address = parts.extensions.get::<ClientAddress>();
        let correlation = parts.extensions.get::<CorrelationId>().copied();
        let trace = trace.unwrap_or_else(|| TraceId::from_uuid(Uuid::nil()));
        Ok(Self {
            caller: Caller {
                trace,
                correlation: correlation
                    .unwrap_or_else(|| CorrelationId::from_uuid(trace.as_uuid())),
                address: address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0),
                user_agent: Caller::clean_user_agent(&text(USER_AGENT).unwrap_or_default()),
            },
            browser: cookie::browser(&parts.headers),
            accept_language: text(ACCEPT_LANGUAGE),
            origin: text(ORIGIN).filter(|origin| origin != "null"),
            wants_html: text(ACCEPT).is_some_and(|accept| accept.contains("text/html")),
        })
    }
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
