//! What several pages show: the application that asks, where it returns, the account, and the
//! hidden values that bind a form to its transaction (A50).

use consentry_model::{self as model, RedirectUri};

use crate::Shown;

/// Where a form goes, and what binds it to this browser and this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTarget {
    /// Path on this origin.
    pub action: String,
    /// The transaction's id, sent as `transaction`.
    pub transaction: String,
    /// The transaction's token, sent as `csrf`.
    pub csrf: String,
}

/// The application that asks.
#[derive(Debug, Clone)]
pub struct App {
    /// Its display name.
    pub name: Shown,
    /// Who made it.
    pub publisher: Publisher,
    /// Where the browser goes afterwards; `None` if it will stay here.
    pub returns_to: Option<ReturnAddress>,
}

impl App {
    /// Who made it, if somebody vouched for that.
    pub fn verified_publisher(&self) -> Option<&Shown> {
        match &self.publisher {
            Publisher::Verified(name) => Some(name),
            Publisher::NotVerified => None,
        }
    }
}

/// Who made an application, as far as somebody vouched for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publisher {
    /// Verified under this name.
    Verified(Shown),
    /// Nobody vouched for it.
    NotVerified,
}

impl Publisher {
    /// As a registration names it.
    pub fn of(publisher: Option<&model::Publisher>) -> Self {
        match publisher {
            Some(model::Publisher { name, verified: true, .. }) => {
                Self::Verified(name.as_str().into())
            }
            Some(model::Publisher { verified: false, .. }) | None => Self::NotVerified,
        }
    }
}

/// The address that an application is answered at, in the forms that a page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAddress {
    kind: ReturnKind,
    shown: Shown,
    form_action: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReturnKind {
    Site,
    OnThisDevice,
}

impl ReturnAddress {
    /// The host, or the scheme that an app on this device catches.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// An app on the device catches it: a custom scheme or a loopback address.
    pub fn is_on_this_device(&self) -> bool {
        self.kind == ReturnKind::OnThisDevice
    }

    /// The source for `form-action`.
    pub(crate) fn form_action(&self) -> &str {
        &self.form_action
    }
}

impl From<&RedirectUri> for ReturnAddress {
    fn from(uri: &RedirectUri) -> Self {
        let shown = uri.shown_host();
        let host = shown.rsplit_once(':').map_or(shown.as_str(), |(host, _)| host);
        let on_device =
            uri.is_custom_scheme() || matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let origin = uri.origin();
        Self {
            kind: if on_device { ReturnKind::OnThisDevice } else { ReturnKind::Site },
            shown: shown.trim_end_matches(':').into(),
            form_action: if is_source(&origin) {
                origin
            } else if on_device {
                // A source list has no form for `[::1]`, so its scheme stands for it.
                format!("{}:", uri.scheme().to_ascii_lowercase())
            } else {
                "'self'".to_owned()
            },
        }
    }
}

/// Only characters that a source expression may hold: nothing that ends it or starts another.
fn is_source(origin: &str) -> bool {
    origin
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'/' | b'.' | b'-' | b'+' | b'_'))
}

/// A person's account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The display name; may be empty.
    pub name: Shown,
    /// The sign-in name.
    pub upn: Shown,
}

/// What a support desk asks for.
#[derive(Debug, Clone)]
pub struct Support {
    /// The request's correlation id.
    pub correlation_id: Shown,
    /// This answer's trace id.
    pub trace_id: Shown,
    /// When, as `2026-11-22 06:08:30Z`.
    pub time: Shown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_and_confined() {
        for (uri, shown, form_action, on_device) in [
            ("https://app.example/cb?x=1", "app.example", "https://app.example", false),
            ("https://app.example:8443/cb", "app.example:8443", "https://app.example:8443", false),
            ("http://localhost:51004", "localhost:51004", "http://localhost:51004", true),
            ("http://127.0.0.1/", "127.0.0.1", "http://127.0.0.1", true),
            ("http://[::1]:4/", "[::1]:4", "http:", true),
            (
                "com.apple.Preferences://oauth-redirect",
                "com.apple.Preferences",
                "com.apple.preferences:",
                true,
            ),
            ("fjordmail://auth", "fjordmail", "fjordmail:", true),
        ] {
            let address = ReturnAddress::from(&uri.parse::<RedirectUri>().unwrap());
            assert_eq!(address.shown().as_str(), shown, "{uri}");
            assert_eq!(address.form_action(), form_action, "{uri}");
            assert_eq!(address.is_on_this_device(), on_device, "{uri}");
        }
    }

    #[test]
    fn an_address_never_adds_to_the_policy() {
        for uri in ["https://a.example;script-src/x", "https://a.example,b/x", "https://a'self'/"] {
            let Ok(uri) = uri.parse::<RedirectUri>() else { continue };
            assert_eq!(ReturnAddress::from(&uri).form_action(), "'self'");
        }
    }
}
