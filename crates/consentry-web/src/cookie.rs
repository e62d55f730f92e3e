//! The two cookies: one binds transactions to a browser, one holds its sessions.
//!
//! Both are `__Host-` cookies (RFC 6265bis §4.1.3.2): this origin alone, HTTPS alone, no script.
//! `Lax` lets an application lead the browser here and keeps foreign posts without them.

use std::time::Duration;

use axum::response::Response;
use consentry_model::Secret;
use consentry_service::{Browser, NewCookies};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

const FLOW: &str = "__Host-consentry-flow";
const SESSION: &str = "__Host-consentry-session";
/// Longer values are not ours.
const LONGEST_VALUE: usize = 128;

/// Reads both cookies.
pub(crate) fn browser(headers: &HeaderMap) -> Browser {
    Browser { flow: value(headers, FLOW), session: value(headers, SESSION) }
}

/// The one value of a cookie. Two cookies of one name mean that somebody else set one: then
/// neither counts.
fn value(headers: &HeaderMap, name: &str) -> Option<Secret<String>> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, value)| *key == name && !value.is_empty() && value.len() <= LONGEST_VALUE);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(Secret::new(value.to_owned())),
        _ => None,
    }
}

/// Sets the cookies that changed.
pub fn set_cookies(response: &mut Response, cookies: &NewCookies) {
    if let Some(flow) = &cookies.flow {
        set(response, FLOW, flow, None);
    }
    if let Some(session) = &cookies.session {
        set(response, SESSION, &session.secret, session.life);
    }
}

fn set(response: &mut Response, name: &str, value: &Secret<String>, life: Option<Duration>) {
    let life = life.map(|life| format!("; Max-Age={}", life.as_secs())).unwrap_or_default();
    let value = value.expose();
    append(response, &format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{life}"));
}

/// Removes the session cookie.
pub fn forget_session(response: &mut Response) {
    append(response, &format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
}

fn append(response: &mut Response, text: &str) {
    if let Ok(mut value) = HeaderValue::from_str(text) {
        value.set_sensitive(true);
        response.headers_mut().append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_or_is_huge_does_not_count() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(text).unwrap());
            browser(&headers).session.map(Secret::into_exposed)
        };
        assert_eq!(read("a=b; __Host-consentry-session=x"), Some("x".to_owned()));
        assert_eq!(read("__Host-consentry-session=x; __Host-consentry-session=y"), None);
        assert_eq!(read(&format!("__Host-consentry-session={}", "A".repeat(8000))), None);
    }
}
