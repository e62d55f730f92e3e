//! What happens to every request before and after its face: who is asked, who asks, how it is
//! called, and what every answer carries.
//!
//! Puts [`ClientAddress`](consentry_model::ClientAddress), [`TraceId`], [`CorrelationId`] and the raw path into the request's
//! extensions. A request that is ambiguous about its host or its credentials goes no further.

use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Instant,
};

use axum::{Router, body::Body, response::IntoResponse};
use consentry_model::{CorrelationId, IdSource, TraceId};
use consentry_service::SharedAddresses;
use futures_util::FutureExt;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode,
    header::{
        AUTHORIZATION, CONNECTION, CONTENT_TYPE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    },
};
use http_body::Body as _;
use hyper::body::Incoming;
use tower::ServiceExt;

use super::{
    HEAD_BYTES_MAX, TrustedProxies,
    body::{Paced, Verdict},
    host::Hosts,
    log::Line,
};
use crate::paths;

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const MS_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");
/// One year, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What a front is made of.
#[derive(Debug)]
pub struct FrontSettings {
    /// Whom the server answers for.
    pub hosts: Hosts,
    /// Whose forwarding headers are believed.
    pub proxies: TrustedProxies,
    /// Addresses that many people share.
    pub shared_addresses: SharedAddresses,
    /// Whether browsers are told to come by TLS only. Not for `localhost`, where it would catch
    /// every other program of the same machine.
    pub strict_transport: bool,
    /// Names the requests.
    pub ids: Arc<dyn IdSource>,
}

/// Takes requests from connections and gives them to the faces.
#[derive(Debug)]
pub struct Front {
    settings: FrontSettings,
    faces: Router,
}

impl Front {
    /// In front of `faces`, whose routes are written in lower case.
    pub fn new(settings: FrontSettings, faces: Router) -> Arc<Self> {
        Arc::new(Self { settings, faces })
    }

    /// Whether somebody at this address may hold only so many connections.
    pub(super) fn is_limited(&self, address: IpAddr) -> bool {
        let FrontSettings { proxies, shared_addresses, .. } = &self.settings;
        !address.is_loopback() && !proxies.hold(address) && !shared_addresses.hold(address)
    }

    /// Answers one request; the future is on the heap, because a held request lives long in it.
    pub(super) fn answer(
        self: &Arc<Self>,
        peer: SocketAddr,
        request: Request<Incoming>,
    ) -> impl Future<Output = Response<Body>> + Send + 'static {
        let front = self.clone();
        let started = Instant::now();
        let trace = TraceId::mint(&*front.settings.ids);
        let client = front.settings.proxies.client(peer.ip(), request.headers());
        let asked = correlation_in(request.headers());
        let admitted = front.admit(&request);
        let mut request = paths::normalise(request);
        let line = Line::of(&request, client, trace);
        let extensions = request.extensions_mut();
        extensions.insert(trace);
        extensions.insert(client);
        extensions.insert(asked.unwrap_or_else(|| CorrelationId::mint(&*front.settings.ids)));
        async move {
            let mut response = match admitted {
                Ok(()) => front.pass(request, trace).await,
                Err((status, text)) => refusal(status, text),
            };
            front.mark(response.headers_mut(), trace, asked);
            line.write(response.status(), started.elapsed());
            response
        }
        .boxed()
    }

    fn admit<B>(&self, request: &Request<B>) -> Result<(), (StatusCode, &'static str)> {
        let (uri, headers) = (request.uri(), request.headers());
        if !uri.path().starts_with('/') || paths::has_foreign_scheme(uri) {
            return Err((StatusCode::BAD_REQUEST, "the request's target is not a path"));
        }
        if head_bytes(request) > HEAD_BYTES_MAX {
            let text = "the request's head is too large";
            return Err((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, text));
        }
        if headers.get_all(AUTHORIZATION).iter().nth(1).is_some() {
            return Err((StatusCode::BAD_REQUEST, "the request has two Authorization headers"));
        }
        self.settings.hosts.check(uri, headers).map_err(|status| match status {
            StatusCode::MISDIRECTED_REQUEST => {
                (status, "this server does not answer for that host")
            }
            _ => (status, "the request does not name one host"),
        })
    }

    async fn pass(&self, request: Request<Incoming>, trace: TraceId) -> Response<Body> {
        let verdict = Verdict::default();
        let request = request.map(|body| {
            if body.is_end_stream() {
                return Body::empty();
            }
            Body::new(Paced::new(body, verdict.clone()))
        });
        let answered = AssertUnwindSafe(self.faces.clone().oneshot(request)).catch_unwind().await;
        let Ok(Ok(response)) = answered else {
            tracing::error!(%trace, "a request ended in a panic");
            return refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "something went wrong here; the header x-ms-request-id names this request",
            );
        };
        if !verdict.was_too_slow() {
            return response;
        }
        let mut response =
            refusal(StatusCode::REQUEST_TIMEOUT, "the request's body did not arrive in time");
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }

    fn mark(&self, headers: &mut HeaderMap, trace: TraceId, asked: Option<CorrelationId>) {
        // A face that named the request itself, in a body for instance, keeps its name.
        if let Ok(id) = HeaderValue::try_from(trace.to_string()) {
            headers.entry(MS_REQUEST_ID).or_insert_with(|| id.clone());
            headers.entry(REQUEST_ID).or_insert(id);
        }
        if let Some(Ok(id)) = asked.map(|id| HeaderValue::try_from(id.to_string())) {
            headers.entry(CLIENT_REQUEST_ID).or_insert(id);
        }
        if self.settings.strict_transport {
            headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
}

/// About what the head had on the wire. hyper holds its buffer to [`HEAD_BYTES_MAX`] only while
/// the head's end is missing, so one that comes in a single read can be larger.
fn head_bytes<B>(request: &Request<B>) -> usize {
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    let fields =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    target + fields.sum::<usize>()
}

/// The client's own name for its request; what is not a GUID is not repeated.
fn correlation_in(headers: &HeaderMap) -> Option<CorrelationId> {
    headers.get(CLIENT_REQUEST_ID)?.to_str().ok()?.trim().parse().ok()
}

fn refusal(status: StatusCode, text: &'static str) -> Response<Body> {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{text}\n")).into_response()
}
