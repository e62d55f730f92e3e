//! One application of a person: what it may do, since when, by whose consent.
//!
//! `GET /myapps/{app}`; taking back posts to `/myapps/{app}/revoke` and acts at once.

use consentry_model::Timestamp;
use consentry_pages::{Audience, Frame, Line, Permission, Rich, Shown, lines, page};
use http::{Uri, uri::Scheme};

use super::{Done, Person};
use crate::pages::{Token, admin::AppLabel};

/// An application's page.
#[derive(Debug, Clone)]
pub struct MyAppDetail {
    /// Whose it is.
    pub person: Person,
    /// What the last action did.
    pub done: Option<Done>,
    /// Name, publisher and logo.
    pub app: AppLabel,
    /// Where it lives.
    pub homepage: Option<Homepage>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// What the person allowed.
    pub own: Option<OwnConsent>,
    /// What an administrator allowed for everybody.
    pub for_everybody: Option<TenantConsent>,
}

/// A person's own consent.
#[derive(Debug, Clone)]
pub struct OwnConsent {
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Since when.
    pub since: Timestamp,
    /// Where taking it back is posted.
    pub action: String,
    /// What binds the form to the session.
    pub token: Token,
}

/// A consent for everybody.
#[derive(Debug, Clone)]
pub struct TenantConsent {
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Since when.
    pub since: Timestamp,
}

/// An application's homepage, which a person may go to: a site with a host, over HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Homepage {
    host: Shown,
    address: String,
}

impl Homepage {
    /// From an address; nothing if it leads anywhere else, or hides where it leads.
    pub fn of(address: &str) -> Option<Self> {
        let uri: Uri = address.parse().ok()?;
        let authority = uri.authority()?;
        let plain = uri.scheme() == Some(&Scheme::HTTPS)
            && address.is_ascii()
            && !authority.as_str().contains('@');
        plain.then(|| Self { host: authority.as_str().into(), address: uri.to_string() })
    }
}

impl MyAppDetail {
    fn used(&self, frame: &Frame) -> Rich {
        match self.last_used {
            Some(at) => frame.date(at).alone(),
            None => frame.rich("myapps-unused", "date", ""),
        }
    }
}

impl OwnConsent {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }
}

impl TenantConsent {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }
}

page!(MyAppDetail, "myapps/app.html", |_v| None);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_homepage_is_a_site_that_shows_where_it_is() {
        for (address, host) in [
            ("https://fjordmail.example/start?x=1", Some("fjordmail.example")),
            ("https://fjordmail.example:8443", Some("fjordmail.example:8443")),
            ("http://fjordmail.example/", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("//evil.example/", None),
            ("/myapps", None),
            ("https://bank.example@evil.example/", None),
            ("https://b\u{e4}nk.example/", None),
            ("https://", None),
            ("", None),
        ] {
            let found = Homepage::of(address);
            assert_eq!(found.map(|page| page.host.to_string()).as_deref(), host, "{address}");
        }
    }
}
