//! Redirect URIs are bytes: stored, compared and emitted as registered (ruling 4).
//!
//! No URL parser ever re-serialises one. Only the port of a loopback address is free
//! (RFC 8252 §7.3); nothing else is forgiven. Schemes that a browser would execute are refused at
//! registration and at use (A07).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Difference, Fidelity};

/// A redirect URI, byte for byte as registered or as asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

/// Why a text cannot be a redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirect {
    /// More than 2,048 bytes.
    #[error("the redirect URI is longer than 2048 bytes")]
    TooLong,
    /// Not `scheme:rest`, or with characters that no URI has.
    #[error("the redirect URI is not an absolute URI")]
    NotAbsolute,
    /// A fragment.
    #[error("the redirect URI has a fragment")]
    Fragment,
    /// User information, a backslash or a blank: ways to make two readers see two hosts.
    #[error("the redirect URI has a character that readers understand differently")]
    Ambiguous,
    /// `javascript:`, `data:` and their like.
    #[error("the scheme `{0}` is never a redirect target")]
    Scheme(&'static str),
    /// `http` beyond loopback.
    #[error("`http` is allowed for loopback addresses only")]
    PlainHttp,
}

const EXECUTED: [&str; 7] =
    ["javascript", "data", "vbscript", "file", "about", "blob", "filesystem"];

impl RedirectUri {
    /// The bytes as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme as written.
    pub fn scheme(&self) -> &str {
        self.0.split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// Neither `http` nor `https`: a native application catches it.
    pub fn is_custom_scheme(&self) -> bool {
        !matches!(self.scheme().to_ascii_lowercase().as_str(), "http" | "https")
    }

    /// The host with its port, or the scheme for a custom one: what a person is shown.
    pub fn shown_host(&self) -> String {
        match self.authority() {
            Some(authority) if !self.is_custom_scheme() => authority.to_owned(),
            _ => format!("{}:", self.scheme()),
        }
    }

    /// `https://host[:port]` for a CSP `form-action` and for CORS; a custom scheme gives `scheme:`.
    pub fn origin(&self) -> String {
        match self.authority() {
            Some(authority) if !self.is_custom_scheme() => {
                format!("{}://{authority}", self.scheme().to_ascii_lowercase())
            }
            _ => format!("{}:", self.scheme().to_ascii_lowercase()),
        }
    }

    fn authority(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://")?;
        rest.split(['/', '?']).next()
    }

    /// The parts around a loopback port: scheme and host, then path and query.
    fn loopback(&self, fidelity: Fidelity) -> Option<(&str, &str)> {
        let (scheme, rest) = self.0.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let host = match authority.strip_prefix('[') {
            Some(v6) => {
                let (inside, port) = v6.split_once(']')?;
                if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
                    return None;
                }
                (inside == "::1" && !Difference::LoopbackV6.as_original(fidelity))
                    .then_some("[::1]")?
            }
            None => match authority.split_once(':') {
                Some((host, port)) if is_port(port) => host,
                Some(_) => return None,
                None => authority,
            },
        };
        let known = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let begin = scheme.len().checked_add(3)?.checked_add(host.len())?;
        known.then_some((self.0.get(..begin)?, path))
    }

    /// Whether this registered URI covers the one that a request names: the same bytes, or the
    /// same loopback address with any port. `[::1]` is loopback in hardened only (ruling 41).
    pub fn covers(&self, requested: &Self, fidelity: Fidelity) -> bool {
        if self == requested {
            return true;
        }
        match (self.loopback(fidelity), requested.loopback(fidelity)) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => false,
        }
    }

    /// How the URI is emitted: as named; the original lower-cases a custom scheme's address and
    /// ends it with a slash (ruling 4).
    pub fn emitted(&self, fidelity: Fidelity) -> String {
        let original = Difference::RedirectSpelling.as_original(fidelity);
        if !original || !self.is_custom_scheme() || !self.0.contains("://") {
            return self.0.clone();
        }
        let mut text = self.0.to_ascii_lowercase();
        if !text.ends_with('/') {
            text.push('/');
        }
        text
    }
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.parse::<u16>().is_ok()
}

impl FromStr for RedirectUri {
    type Err = InvalidRedirect;

    fn from_str(text: &str) -> Result<Self, InvalidRedirect> {
        if text.len() > 2048 {
            return Err(InvalidRedirect::TooLong);
        }
        if text.contains('#') {
            return Err(InvalidRedirect::Fragment);
        }
        if text.bytes().any(|b| b <= b' ' || b == b'\\' || b >= 0x7F || b == b'"' || b == b'<') {
            return Err(InvalidRedirect::Ambiguous);
        }
        let (scheme, rest) = text.split_once(':').ok_or(InvalidRedirect::NotAbsolute)?;
        let mut letters = scheme.bytes();
        let first = letters.next().is_some_and(|b| b.is_ascii_alphabetic());
        if !first
            || !letters.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            || rest.is_empty()
        {
            return Err(InvalidRedirect::NotAbsolute);
        }
        let folded = scheme.to_ascii_lowercase();
        if let Some(found) = EXECUTED.into_iter().find(|executed| *executed == folded) {
            return Err(InvalidRedirect::Scheme(found));
        }
        let uri = Self(text.to_owned());
        if matches!(folded.as_str(), "http" | "https") {
            let authority = uri.authority().ok_or(InvalidRedirect::NotAbsolute)?;
            if authority.is_empty() {
                return Err(InvalidRedirect::NotAbsolute);
            }
            if authority.contains('@') {
                return Err(InvalidRedirect::Ambiguous);
            }
            if folded == "http" && uri.loopback(Fidelity::Hardened).is_none() {
                return Err(InvalidRedirect::PlainHttp);
            }
        }
        Ok(uri)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = InvalidRedirect;

    fn try_from(text: String) -> Result<Self, InvalidRedirect> {
        text.parse()
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
