//! The answers: a URL, another place to ask, or why there is neither.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::{InvalidAddress, MAX_REDIRECTS, Protocol, Request};

/// The characters of RFC 3986 that never need an escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Found {
    /// The service in the client's own spelling.
    pub protocol: String,
    /// Its URL.
    pub url: String,
}

impl Found {
    /// The body.
    pub fn to_json(&self) -> String {
        // INVARIANT: two strings can always be written as JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a body.
    pub fn from_json(body: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

/// Where else to ask, as a `Location`: the second form at another host. `host` is a name, with a
/// port where it needs one, that an administrator configured or that an [`super::Address`] holds.
pub fn redirect(host: &str, request: &Request) -> String {
    let count = request.redirect_count.saturating_add(1);
    let query = query(request.email.as_str(), &request.spelling, count);
    format!("https://{host}/autodiscover/autodiscover.json?{query}")
}

pub(super) fn query(email: &str, spelling: &str, redirect_count: u8) -> String {
    let email = utf8_percent_encode(email, ESCAPED);
    let protocol = utf8_percent_encode(spelling, ESCAPED);
    if redirect_count == 0 {
        return format!("Email={email}&Protocol={protocol}");
    }
    format!("Email={email}&Protocol={protocol}&RedirectCount={redirect_count}")
}

/// The page under a redirect, for people; `location` comes from [`redirect`].
pub fn moved_page(location: &str) -> String {
    let location = location.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<html><head><title>Object moved</title></head><body>\r\n\
         <h2>Object moved to <a href=\"{location}\">here</a>.</h2>\r\n</body></html>\r\n"
    )
}

/// Why there is no URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is no query.
    #[error("The get request sent does not match the valid format.")]
    MandatoryParameterMissing,
    /// The query names no service.
    #[error("A valid value must be provided for the query parameter 'Protocol'.")]
    MissingProtocol,
    /// The address is missing or not valid.
    #[error("A valid value must be provided for the query parameter 'Email'.")]
    InvalidAddress(#[source] InvalidAddress),
    /// The number of redirects is no number.
    #[error("A valid value must be provided for the query parameter 'RedirectCount'.")]
    InvalidRedirectCount,
    /// The client was sent around too often.
    #[error("The redirect limit of {MAX_REDIRECTS} is exceeded.")]
    TooManyRedirects,
    /// The service is not one of [`Protocol::SERVED`].
    #[error(
        "Protocol: The protocol '{asked}' is not supported. Supported protocols are: '{}'.",
        supported()
    )]
    ProtocolNotSupported {
        /// What the client asked for, cut to a fitting length.
        asked: String,
    },
    /// The client cannot sign in by OAuth.
    #[error("The given ActiveSync client is not supported")]
    NotSupportedClient,
    /// There is no such user or domain here.
    #[error("The user was not found.")]
    UserNotFound,
    /// A rule keeps the client away.
    #[error("Access is denied by a rule of the organization.")]
    AccessDenied,
}

fn supported() -> String {
    Protocol::SERVED.map(Protocol::name).join(",")
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    error_code: &'a str,
    error_message: String,
}

impl Failure {
    /// The code that the body names.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MandatoryParameterMissing => "MandatoryParameterMissing",
            Self::MissingProtocol => "MissingProtocol",
            Self::InvalidAddress(_) | Self::InvalidRedirectCount => "InvalidRequest",
            Self::TooManyRedirects => "RedirectLimitExceeded",
            Self::ProtocolNotSupported { .. } => "ProtocolNotSupported",
            Self::NotSupportedClient => "NotSupportedClient",
            Self::UserNotFound => "UserNotFound",
            Self::AccessDenied => "AccessDenied",
        }
    }

    /// The body.
    pub fn to_json(&self) -> String {
        let body = Body { error_code: self.code(), error_message: self.to_string() };
        // INVARIANT: two strings can always be written as JSON.
        serde_json::to_string(&body).unwrap_or_default()
    }
}
