//! The client: one request to an address, within a time, read up to a size.
//!
//! Every request goes through `Egress::ask`, which judges its address first; redirects are
//! followed here and not by the HTTP client, so that each step is judged the same way. Each
//! request has a connection of its own, whose name was resolved and judged for it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, LOCATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use reqwest::{Client, Response, StatusCode, redirect::Policy, retry};
use tokio::time::{Instant, timeout, timeout_at};

use crate::address::Address;
use crate::error::{Cause, EgressError, RedirectFault, is_permanent};
use crate::guard::{Guard, Lookup, System};
use crate::reach::Reach;
use crate::roots::Roots;

/// The longest time from the name service to the last byte, redirects included.
pub const MAX_TIME: Duration = Duration::from_secs(5);
/// The largest document, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;
/// The most redirects to a document.
pub const MAX_REDIRECTS: usize = 3;
/// How much is kept of the answer to what was posted, in bytes.
pub const MAX_SNIPPET: usize = 1024;

/// How we call ourselves.
const AGENT: &str = concat!("Consentry/", env!("CARGO_PKG_VERSION"));

/// Asks addresses outside, within a reach. Cheap to clone.
#[derive(Clone)]
pub struct Egress(Arc<Inner>);

struct Inner {
    client: Client,
    reach: Reach,
    time: Duration,
}

/// What is asked of an address.
enum Ask {
    Fetch,
    Post { headers: HeaderMap, body: Vec<u8> },
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[error("the client for addresses outside could not be set up")]
pub struct SetUpError(#[source] Cause);

/// The answer to what was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status, never one of a redirect.
    pub status: u16,
    /// The beginning of the body, with control characters as blanks.
    pub snippet: String,
}

impl Answer {
    /// Whether the other side took what was posted.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether the same request will be refused again until somebody changes something.
    pub const fn is_permanent(&self) -> bool {
        is_permanent(self.status)
    }
}

impl Egress {
    /// A client that asks within this reach and trusts these authorities.
    pub fn new(reach: Reach, roots: Roots) -> Result<Self, SetUpError> {
        Self::build(reach, roots, Arc::new(System), MAX_TIME)
    }

    pub(crate) fn build(
        reach: Reach,
        roots: Roots,
        lookup: Arc<dyn Lookup>,
        time: Duration,
    ) -> Result<Self, SetUpError> {
        let tls = roots.client_config().map_err(|why| SetUpError(why.into()))?;
        let client = Client::builder()
            .dns_resolver(Guard { reach: reach.clone(), lookup })
            .tls_backend_preconfigured(tls)
            .https_only(!reach.allows_scheme("http"))
            .no_proxy()
            .redirect(Policy::none())
            .retry(retry::never())
            // Another crate may turn these on in the library that we share.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .pool_max_idle_per_host(0)
            // Is shared out over a name's addresses, so that a dead one leaves time for the next.
            .connect_timeout(time)
            .user_agent(AGENT)
            .build()
            .map_err(|why| SetUpError(why.into()))?;
        Ok(Self(Arc::new(Inner { client, reach, time })))
    }

    /// Posts a body once. An answer of any status but a redirect's is an [`Answer`].
    ///
    /// Who is asked and where the body ends follows from address and body: fields of `headers`
    /// that would say otherwise are not sent.
    pub async fn post(
        &self,
        address: &Address,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, EgressError> {
        let end = Instant::now() + self.0.time;
        let ask = Ask::Post { headers: without_framing(headers), body };
        let asked = timeout_at(end, self.ask(address, ask)).await;
        let mut response = asked.map_err(|_| EgressError::Timeout)??;
        let status = response.status();
        if status.is_redirection() {
            return Err(EgressError::Redirect(RedirectFault::Posted));
        }
        // The status has come, so what was posted has arrived: an end that is missing or late
        // must not make the caller post it again.
        let mut start = Vec::new();
        while start.len() < MAX_SNIPPET {
            let Ok(Ok(Some(chunk))) = timeout_at(end, response.chunk()).await else {
                break;
            };
            start.extend(chunk.iter().take(MAX_SNIPPET - start.len()));
        }
        Ok(Answer { status: status.as_u16(), snippet: printable(&start) })
    }

    /// Fetches a document, over at most [`MAX_REDIRECTS`] redirects.
    pub async fn fetch(&self, address: &Address) -> Result<Vec<u8>, EgressError> {
        let fetched = timeout(self.0.time, self.follow(address)).await;
        fetched.map_err(|_| EgressError::Timeout)?
    }

    async fn follow(&self, address: &Address) -> Result<Vec<u8>, EgressError> {
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&address, Ask::Fetch).await?;
            let status = response.status();
            if status.is_success() {
                return read(response).await;
            }
            if !leads_on(status) {
                return Err(EgressError::Status(status.as_u16()));
            }
            let next = location(&response)
                .and_then(|location| address.redirected(location, &self.0.reach));
            address = next.map_err(EgressError::Redirect)?;
        }
        Err(EgressError::Redirect(RedirectFault::TooMany))
    }

    /// The one way out.
    async fn ask(&self, address: &Address, ask: Ask) -> Result<Response, EgressError> {
        let Inner { client, reach, .. } = &*self.0;
        address.judge(reach).map_err(EgressError::Address)?;
        let request = match ask {
            Ask::Fetch => client.get(address.url()),
            Ask::Post { headers, body } => client.post(address.url()).headers(headers).body(body),
        };
        request.send().await.map_err(EgressError::of_client)
    }
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Egress").field("reach", &self.0.reach).finish_non_exhaustive()
    }
}

/// Reads a body, but not beyond what a document may be.
async fn read(mut response: Response) -> Result<Vec<u8>, EgressError> {
    let told = response.content_length().unwrap_or_default();
    if usize::try_from(told).map_or(true, |told| told > MAX_BODY) {
        return Err(EgressError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(EgressError::of_client)? {
        if chunk.len() > MAX_BODY - body.len() {
            return Err(EgressError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The statuses that say where else a document is (RFC 9110, 15.4).
const fn leads_on(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn location(response: &Response) -> Result<&str, RedirectFault> {
    let location = response.headers().get(LOCATION).ok_or(RedirectFault::Location)?;
    location.to_str().map_err(|_| RedirectFault::Location)
}

fn without_framing(mut headers: HeaderMap) -> HeaderMap {
    for name in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, TE, TRAILER, UPGRADE] {
        headers.remove(name);
    }
    headers
}

fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a078_a_client_gives_five_seconds() {
        let egress = Egress::new(Reach::Public, Roots::system()).unwrap();
        assert_eq!(egress.0.time, Duration::from_secs(5));
        assert_eq!(format!("{egress:?}"), "Egress { reach: Public, .. }");
    }
}
