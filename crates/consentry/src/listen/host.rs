//! Whom this server answers for (A79).
//!
//! The name in a request only opens or closes the door; no URL is ever built from it. Ports are
//! not compared, because some clients leave theirs out and a name decides alone.

use std::{collections::BTreeSet, str::FromStr};

use http::{HeaderMap, StatusCode, Uri, header::HOST, uri::Authority};

/// A text that is not a host name with or without a port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a host name")]
pub struct InvalidHost(pub String);

/// The host names that are ours, lower-cased.
#[derive(Debug, Clone, Default)]
pub struct Hosts(BTreeSet<Box<str>>);

impl Hosts {
    /// Our names; each may have a port, which is not compared.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidHost> {
        names.into_iter().map(name_of).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a name is ours.
    pub fn holds(&self, name: &str) -> bool {
        self.0.contains(name.to_ascii_lowercase().as_str())
    }

    /// The status for a request that is not for us: 400 where it does not say for whom, 421 where
    /// it is for somebody else.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), StatusCode> {
        let mut named = headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else {
            return Err(StatusCode::BAD_REQUEST);
        };
        let host = host.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
        let host = name_of(host).map_err(|_| StatusCode::BAD_REQUEST)?;
        let target_is_ours = uri.authority().is_none_or(|target| self.holds(target.host()));
        if self.holds(&host) && target_is_ours {
            return Ok(());
        }
        Err(StatusCode::MISDIRECTED_REQUEST)
    }
}

fn name_of(text: &str) -> Result<Box<str>, InvalidHost> {
    let invalid = || InvalidHost(text.chars().take(100).collect());
    if text.contains('@') {
        return Err(invalid());
    }
    let authority = Authority::from_str(text).map_err(|_| invalid())?;
    let port_is_sound = match authority.as_str().strip_prefix(authority.host()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    };
    if authority.host().is_empty() || !port_is_sound {
        return Err(invalid());
    }
    Ok(authority.host().to_ascii_lowercase().into())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn check(uri: &str, hosts: &[&str]) -> u16 {
        let ours =
            Hosts::new(["Mail.contoso.example:8443", "autodiscover.contoso.example", "[::1]"]);
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, HeaderValue::from_str(host).unwrap());
        }
        match ours.unwrap().check(&uri.parse().unwrap(), &headers) {
            Ok(()) => 200,
            Err(status) => status.as_u16(),
        }
    }

    #[test]
    fn a79_only_configured_names_are_answered() {
        for (uri, hosts, status) in [
            ("/", &["mail.contoso.example"][..], 200),
            ("/", &["MAIL.Contoso.example:8443"], 200),
            ("/", &["mail.contoso.example:9"], 200),
            ("/", &["autodiscover.contoso.example"], 200),
            ("/", &["[::1]:8443"], 200),
            ("/", &["evil.example"], 421),
            ("/", &["mail.contoso.example.evil.example"], 421),
            ("/", &["mail.contoso.example."], 421),
            ("/", &[], 400),
            ("/", &[""], 400),
            ("/", &["mail.contoso.example", "mail.contoso.example"], 400),
            ("/", &["mail.contoso.example", "evil.example"], 400),
            ("/", &["user@mail.contoso.example"], 400),
            ("/", &["mail.contoso.example:port"], 400),
            ("/", &["mail.contoso.example:99999"], 400),
            ("/", &["mail contoso"], 400),
            ("https://mail.contoso.example/x", &["mail.contoso.example"], 200),
            ("https://evil.example/x", &["mail.contoso.example"], 421),
            ("https://mail.contoso.example/x", &["evil.example"], 421),
        ] {
            assert_eq!(check(uri, hosts), status, "{uri} {hosts:?}");
        }
    }
}
