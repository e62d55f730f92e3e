//! `/demo/web`: a single-page application's page, for trying a sign-in in a browser.
//!
//! Alone among the pages it may talk to this origin and be framed by it: silent renewal loads the
//! redirect target in a hidden frame.

use consentry_pages::{Frame, Html};
use http::{
    HeaderValue,
    header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS},
};

/// The page of the demo's single-page application.
#[derive(Debug, Clone)]
pub struct DemoWeb {
    /// The application's id.
    pub client_id: String,
    /// The authority's path, such as `/organizations`.
    pub authority: String,
    /// The scopes to ask for.
    pub scope: String,
}

impl DemoWeb {
    /// The finished page with its headers.
    pub fn render(&self, frame: &Frame) -> Html {
        #[derive(askama::Template)]
        #[template(path = "demo_web.html")]
        struct Filled<'a> {
            v: &'a DemoWeb,
            s: &'a Frame,
        }
        let body = askama::Template::render(&Filled { v: self, s: frame });
        let mut page = Html::of(body, frame, None);
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic'; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; \
             frame-ancestors 'self'; form-action 'self'",
            frame.nonce()
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            page.set(CONTENT_SECURITY_POLICY, policy);
        }
        page.set(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
        page
    }
}
