//! The question before a sign-out, and the page after it.
//!
//! The page after it loads the applications' own addresses in hidden frames, so that they sign
//! the person out too (OpenID Connect Front-Channel Logout §2). Its policy names exactly those.

use consentry_pages::{Account, Frame, Html, ReturnAddress, Shown, page};
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};

/// Sign out? Field `csrf`.
#[derive(Debug, Clone)]
pub struct SignOut {
    /// Where the form goes: the request itself.
    pub action: String,
    /// What binds the answer to browser and request.
    pub csrf: String,
    /// Whose sign-out it is, if one account is meant.
    pub account: Option<Account>,
    /// Where the browser goes afterwards.
    pub returns_to: Option<ReturnAddress>,
}

page!(SignOut, "sign_out.html", |v| v.returns_to.as_ref());

/// The session is over.
#[derive(Debug, Clone)]
pub struct SignedOut {
    /// The organisation, if one was known.
    pub tenant: Option<Shown>,
    /// The account that was signed in.
    pub account: Option<Account>,
    /// Where the application wants the browser to go on, already checked.
    pub go_on: Option<String>,
    /// Addresses that are loaded in hidden frames.
    pub frames: Vec<String>,
    /// The same as the policy names them.
    pub sources: Vec<String>,
}

page!(SignedOut, "signed_out.html", |_v| None);

impl SignedOut {
    /// The page, whose policy lets exactly its own frames load.
    pub fn answer(&self, frame: &Frame) -> Html {
        let mut page = self.render(frame);
        if self.sources.is_empty() {
            return page;
        }
        let policy = page.headers().get(CONTENT_SECURITY_POLICY).and_then(|p| p.to_str().ok());
        let policy = policy.map(|p| format!("{p}; frame-src {}", self.sources.join(" ")));
        if let Some(Ok(policy)) = policy.map(|policy| HeaderValue::from_str(&policy)) {
            page.set(CONTENT_SECURITY_POLICY, policy);
        }
        page
    }
}
