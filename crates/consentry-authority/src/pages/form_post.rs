//! The answer of `response_mode=form_post` (OAuth 2.0 Form Post Response Mode §2).
//!
//! A script with this answer's nonce submits the form; without scripts the button does. The
//! values go back as they are, so they are escaped but never changed.

use consentry_pages::{App, page};

/// A form that sends the authorization response to the application.
#[derive(Debug, Clone)]
pub struct FormPost {
    /// The redirect URI, as emitted.
    pub action: String,
    /// Names and values of the response.
    pub fields: Vec<(String, String)>,
    /// Who gets it; its return address is the one place that the form may lead to.
    pub app: App,
}

page!(FormPost, "form_post.html", |v| v.app.returns_to.as_ref());
