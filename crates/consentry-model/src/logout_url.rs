//! Where an application is told that somebody signed out: OpenID Connect Front-Channel Logout 1.0.
//!
//! The address is loaded in a hidden frame and named in the page's content security policy, so it
//! holds only what a source expression may hold.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An application's front-channel logout address, byte for byte as registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogoutUrl(String);

/// The longest address, in bytes.
const LONGEST: usize = 256;

/// Why a text cannot be a logout address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogoutUrl {
    /// More than 256 bytes.
    #[error("the logout address is longer than 256 bytes")]
    TooLong,
    /// Not `https` with a host, nor `http` at this device.
    #[error("the logout address must begin with `https://` and a host")]
    Scheme,
    /// A fragment, user information, or a character that a source expression cannot hold.
    #[error("the logout address has a character that it may not have")]
    Character,
}

impl LogoutUrl {
    /// The bytes as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without its query: what a content security policy names.
    pub fn source(&self) -> &str {
        self.0.split_once('?').map_or(self.0.as_str(), |(source, _)| source)
    }

    /// With the session and the issuer that the application knows it by.
    pub fn for_session(&self, sid: &str, issuer: &str) -> String {
        let separator = if self.0.contains('?') { '&' } else { '?' };
        // Issuers are origins and paths of ours: these two are all that a query has to escape.
        let issuer = issuer.replace(':', "%3A").replace('/', "%2F");
        format!("{}{separator}sid={sid}&iss={issuer}", self.0)
    }
}

impl FromStr for LogoutUrl {
    type Err = InvalidLogoutUrl;

    fn from_str(text: &str) -> Result<Self, InvalidLogoutUrl> {
        if text.len() > LONGEST {
            return Err(InvalidLogoutUrl::TooLong);
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?=&%".contains(&b);
        if !text.bytes().all(plain) {
            return Err(InvalidLogoutUrl::Character);
        }
        let host = |rest: &str| rest.split(['/', '?', ':']).next().unwrap_or_default().to_owned();
        let at_home = |rest: &str| matches!(host(rest).as_str(), "localhost" | "127.0.0.1");
        match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) if !host(rest).is_empty() => Ok(Self(text.to_owned())),
            (None, Some(rest)) if at_home(rest) => Ok(Self(text.to_owned())),
            _ => Err(InvalidLogoutUrl::Scheme),
        }
    }
}

impl TryFrom<String> for LogoutUrl {
    type Error = InvalidLogoutUrl;

    fn try_from(text: String) -> Result<Self, InvalidLogoutUrl> {
        text.parse()
    }
}

impl From<LogoutUrl> for String {
    fn from(url: LogoutUrl) -> Self {
        url.0
    }
}

impl fmt::Display for LogoutUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_policy_can_name() {
        for (text, good) in [
            ("https://app.example/signed-out", true),
            ("https://app.example:8443/x?y=1", true),
            ("http://localhost:5000/out", true),
            ("http://127.0.0.1/out", true),
            ("http://app.example/out", false),
            ("http://localhost.evil.example/", false),
            ("https://", false),
            ("https:///x", false),
            ("javascript:alert(1)", false),
            ("https://app.example/x;script-src *", false),
            ("https://app.example/a,b", false),
            ("https://user@app.example/", false),
            ("https://app.example/#x", false),
        ] {
            assert_eq!(text.parse::<LogoutUrl>().is_ok(), good, "{text}");
        }
        assert!(format!("https://app.example/{}", "x".repeat(256)).parse::<LogoutUrl>().is_err());
    }

    #[test]
    fn session_and_issuer_come_behind_what_was_registered() {
        let url: LogoutUrl = "https://app.example/out?x=1".parse().unwrap();
        assert_eq!(url.source(), "https://app.example/out");
        assert_eq!(
            url.for_session("s-1", "https://login.example/t/v2.0"),
            "https://app.example/out?x=1&sid=s-1&iss=https%3A%2F%2Flogin.example%2Ft%2Fv2.0"
        );
    }
}
