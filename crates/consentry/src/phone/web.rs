//! The phone's two HTTP clients: the mail client without cookies, and the web view with them.
//!
//! Neither follows a redirect by itself, neither reads an endless body.

use std::time::Duration;

use reqwest::{Certificate, Client, RequestBuilder, Response, StatusCode, redirect::Policy};

use super::{
    Kind,
    report::{StepName, Stop},
};

/// How long a phone waits for an answer.
const PATIENCE: Duration = Duration::from_mins(1);
/// No page, token or window of mails is larger.
const BODY_MAX: usize = 64 * 1024 * 1024;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up")]
pub struct ClientError(#[from] reqwest::Error);

/// Both clients.
#[derive(Debug, Clone)]
pub(super) struct Web {
    /// Speaks as the mail program.
    pub(super) mail: Client,
    /// Speaks as the browser that shows the sign-in.
    pub(super) view: Client,
}

impl Web {
    /// For a device that trusts the system's authorities and those in `ca`.
    pub(super) fn new(kind: Kind, ca: Option<&[u8]>) -> Result<Self, ClientError> {
        let extra = ca.map(Certificate::from_pem_bundle).transpose()?.unwrap_or_default();
        let client = |agent: &str| {
            Client::builder()
                .tls_certs_merge(extra.clone())
                .redirect(Policy::none())
                .timeout(PATIENCE)
                .user_agent(agent)
        };
        Ok(Self {
            mail: client(kind.agent()).build()?,
            view: client(kind.web_agent()).cookie_store(true).build()?,
        })
    }
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn code(&self) -> u16 {
        self.status.as_u16()
    }
}

/// Sends a request; what fails below HTTP ends the way at `step`.
pub(super) async fn ask(step: StepName, request: RequestBuilder) -> Result<Answer, Stop> {
    let unanswered = |error: reqwest::Error| Stop::unanswered(step, reason(&error));
    let mut response: Response = request.send().await.map_err(unanswered)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
        if body.len() + chunk.len() > BODY_MAX {
            return Err(Stop::unanswered(step, "the answer does not end"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, headers, body })
}

/// The innermost cause, which says what a person can mend.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let host = error.url().and_then(|url| url.host_str()).unwrap_or("the server");
    format!("no answer from {host}: {cause}")
}
