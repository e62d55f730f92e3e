//! The request: `/autodiscover/autodiscover.json/v1.0/{email}?Protocol=…` or
//! `/autodiscover/autodiscover.json?Email=…&Protocol=…`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Address, Failure};

/// The largest number of redirects that a client may have followed.
pub const MAX_REDIRECTS: u8 = 10;
/// The longest name of a protocol that is given back to the client.
const MAX_PROTOCOL: usize = 64;

const PLAIN: &str = "/autodiscover/autodiscover.json";
const WITH_EMAIL: &str = "/autodiscover/autodiscover.json/v1.0/";

/// The path of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// The address is in the query.
    Plain,
    /// The address is the last segment, decoded.
    WithEmail(String),
}

impl Path {
    /// Reads the raw path without regard to case. `None` for everything that is neither form: an
    /// encoded slash or one more segment never becomes part of an address.
    pub fn parse(raw: &str) -> Option<Self> {
        if raw.eq_ignore_ascii_case(PLAIN) {
            return Some(Self::Plain);
        }
        let (prefix, segment) = raw.split_at_checked(WITH_EMAIL.len())?;
        if !prefix.eq_ignore_ascii_case(WITH_EMAIL) || segment.is_empty() {
            return None;
        }
        let email = percent_decode_str(segment).decode_utf8().ok()?;
        (!email.contains(['/', '\\'])).then(|| Self::WithEmail(email.into_owned()))
    }
}

/// A service that a client can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// ActiveSync.
    ActiveSync,
    /// Autodiscover version 1.
    AutodiscoverV1,
    /// Exchange Web Services.
    Ews,
}

impl Protocol {
    /// All services.
    pub const ALL: [Self; 3] = [Self::ActiveSync, Self::AutodiscoverV1, Self::Ews];
    /// The services that have a door here, as a refusal lists them.
    pub const SERVED: [Self; 1] = [Self::ActiveSync];

    /// The service's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveSync => "ActiveSync",
            Self::AutodiscoverV1 => "AutodiscoverV1",
            Self::Ews => "Ews",
        }
    }

    /// The path under which the service lives on its host.
    pub fn path(self) -> &'static str {
        match self {
            Self::ActiveSync => "/Microsoft-Server-ActiveSync",
            Self::AutodiscoverV1 => "/autodiscover/autodiscover.xml",
            Self::Ews => "/EWS/Exchange.asmx",
        }
    }

    fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.name().eq_ignore_ascii_case(name))
    }
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose mailbox.
    pub email: Address,
    /// Which service.
    pub protocol: Protocol,
    /// The service in the client's own spelling, which the answer gives back.
    pub spelling: String,
    /// How many redirects the client has followed.
    pub redirect_count: u8,
}

impl Request {
    /// Reads path and query. Names are compared without case, and the first of a name counts.
    pub fn parse(path: &Path, query: &str) -> Result<Self, Failure> {
        let query = Query(form_urlencoded::parse(query.as_bytes()).collect());
        if query.0.is_empty() {
            return Err(Failure::MandatoryParameterMissing);
        }
        let email = match path {
            Path::WithEmail(email) => email,
            Path::Plain => query.find("Email").unwrap_or_default(),
        };
        let email = email.parse().map_err(Failure::InvalidAddress)?;
        let spelling = query
            .find("Protocol")
            .filter(|name| !name.is_empty())
            .ok_or(Failure::MissingProtocol)?;
        let protocol = Protocol::find(spelling).ok_or_else(|| Failure::ProtocolNotSupported {
            asked: spelling.chars().take(MAX_PROTOCOL).collect(),
        })?;
        Ok(Self {
            email,
            protocol,
            spelling: spelling.to_owned(),
            redirect_count: redirect_count(query.find("RedirectCount"))?,
        })
    }

    /// The query of the second form.
    pub fn to_query(&self) -> String {
        super::answer::query(self.email.as_str(), &self.spelling, self.redirect_count)
    }
}

fn redirect_count(text: Option<&str>) -> Result<u8, Failure> {
    let Some(text) = text else { return Ok(0) };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::InvalidRedirectCount);
    }
    match text.parse::<u8>() {
        Ok(count) if count <= MAX_REDIRECTS => Ok(count),
        _ => Err(Failure::TooManyRedirects),
    }
}

struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Query<'_> {
    fn find(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }
}

#[cfg(test)]
mod tests;
