//! Who is at the other end of a request, as far as the network tells.

use std::{net::IpAddr, time::Duration};

use consentry_model::{CorrelationId, Secret, TraceId};

/// One request's identity and origin; the faces fill it.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Ours: `trace_id`, `x-ms-request-id`, `uti`.
    pub trace: TraceId,
    /// The client's, or ours where it sent none.
    pub correlation: CorrelationId,
    /// The address behind trusted proxies.
    pub address: IpAddr,
    /// The user agent, cut and cleaned of control characters.
    pub user_agent: String,
}

impl Caller {
    /// Cleans a User-Agent header: at most 512 characters, control characters as blanks (A101).
    pub fn clean_user_agent(text: &str) -> String {
        text.chars().take(512).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// A browser: what its cookies say.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// Binds transactions to this browser (A51).
    pub flow: Option<Secret<String>>,
    /// Holds the signed-in sessions.
    pub session: Option<Secret<String>>,
}

/// Cookies that an answer sets. Values are secrets; the face gives them their attributes.
#[derive(Debug, Clone, Default)]
pub struct NewCookies {
    /// A new binding cookie.
    pub flow: Option<Secret<String>>,
    /// A new session cookie; the old one is dead (A61). Or the old one with a new life.
    pub session: Option<SessionCookie>,
}

/// A session cookie.
#[derive(Debug, Clone)]
pub struct SessionCookie {
    /// Its value.
    pub secret: Secret<String>,
    /// How long the browser keeps it; nothing means until it is closed.
    pub life: Option<Duration>,
}
