//! The headers that every HTML answer carries (A13, A52, A53), and the answer itself.
//!
//! No page is framed, cached, or leaks its address to the next one; scripts run only with this
//! answer's nonce. `form-action` names this origin and the places where a form's answer may lead,
//! because browsers hold redirects after a submission to it too.

use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, PRAGMA, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use uuid::Uuid;

use crate::{Frame, ReturnAddress};

/// A value that scripts of one answer carry, unguessable and never used again.
#[derive(Debug, Clone)]
pub struct Nonce(String);

impl Nonce {
    /// From a fresh random id.
    pub fn new(random: Uuid) -> Self {
        Self(random.simple().to_string())
    }

    /// The text in the header and in the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A finished page: status, headers, body.
#[derive(Debug, Clone)]
pub struct Html {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Html {
    /// A rendered template with the headers of a page whose forms may lead to `returns`.
    pub fn of<'a>(
        rendered: Result<String, askama::Error>,
        frame: &Frame,
        returns: impl IntoIterator<Item = &'a ReturnAddress>,
    ) -> Self {
        let headers = security_headers(&frame.nonce, returns);
        match rendered {
            Ok(body) => Self { status: StatusCode::OK, headers, body },
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                Self { status: StatusCode::INTERNAL_SERVER_ERROR, headers, body: String::new() }
            }
        }
    }

    /// The page with another status than 200.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The HTML text.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The headers that go with it.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Replaces a header, for the few pages whose rules differ.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }
}

impl From<Html> for Response<String> {
    fn from(page: Html) -> Self {
        let mut response = Self::new(page.body);
        *response.status_mut() = page.status;
        *response.headers_mut() = page.headers;
        response
    }
}

/// The headers of a page; forms may lead to this origin and to `returns`.
pub fn security_headers<'a>(
    nonce: &Nonce,
    returns: impl IntoIterator<Item = &'a ReturnAddress>,
) -> HeaderMap {
    let mut policy = format!(
        "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic'; style-src 'self'; \
         img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        nonce.as_str()
    );
    for address in returns {
        policy.push(' ');
        policy.push_str(address.form_action());
    }
    let mut headers = fixed_headers();
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, value);
    }
    headers
}

fn fixed_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        // Stands if the composed policy is not a header value; the composed one replaces it.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; form-action 'self'"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (PRAGMA, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             magnetometer=(), microphone=(), payment=(), usb=()",
        ),
    );
    headers
}

#[cfg(test)]
mod tests {
    use consentry_model::RedirectUri;

    use super::*;

    #[test]
    fn forms_may_lead_to_the_return_address_and_nowhere_else() {
        let nonce = Nonce::new(Uuid::from_u128(7));
        for (uri, want) in [
            ("https://app.example:8443/cb", "form-action 'self' https://app.example:8443"),
            ("com.apple.Preferences://oauth-redirect", "form-action 'self' com.apple.preferences:"),
            ("http://localhost:5000/", "form-action 'self' http://localhost:5000"),
        ] {
            let address = ReturnAddress::from(&uri.parse::<RedirectUri>().unwrap());
            let headers = security_headers(&nonce, Some(&address));
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.ends_with(want), "{uri}");
        }
    }

    #[test]
    fn an_answer_keeps_status_headers_and_body() {
        let frame = Frame::new(crate::Locale::English, Nonce::new(Uuid::from_u128(7)));
        let page = Html::of(Ok("<p>".to_owned()), &frame, None).with_status(StatusCode::CONFLICT);
        let headers = page.headers().clone();
        let answer = Response::<String>::from(page);
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        assert_eq!(answer.headers(), &headers);
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(answer.body(), "<p>");
    }
}
