//! The management listener's faces: liveness, readiness, and figures for Prometheus.
//!
//! Plain HTTP on an address of its own that is not public. Figures carry names of doors, methods
//! of answers and codes, never of people or tenants.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{Router, extract::State, response::IntoResponse, routing::get};
use http::{StatusCode, header::CONTENT_TYPE};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::time::interval;

use crate::runtime::Tasks;

/// Samples of histograms wait until somebody asks; this often they are summed up all the same.
const UPKEEP: Duration = Duration::from_secs(5);
/// Upper bounds of the latency histogram, in seconds.
const LATENCY: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0, 3600.0];

/// Why the server is not ready, in words.
pub type NotReady = String;

/// Answers whether the server can do its work now.
pub type Readiness =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), NotReady>> + Send>> + Send + Sync>;

/// Where the figures of this process are read.
#[derive(Clone)]
pub struct Figures(PrometheusHandle);

impl std::fmt::Debug for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Figures")
    }
}

/// The figures could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// The exporter refuses its settings.
    #[error("the exporter of figures could not be set up")]
    Exporter(#[from] metrics_exporter_prometheus::BuildError),
    /// Another recorder was there first.
    #[error("the figures of this process are already recorded elsewhere")]
    Taken,
}

impl Figures {
    /// Begins to count in this process; called again, gives the same figures.
    pub fn of_process() -> Result<Self, FiguresError> {
        static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();
        if let Some(handle) = FIGURES.get() {
            return Ok(Self(handle.clone()));
        }
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), LATENCY)?
            .build_recorder();
        let handle = recorder.handle();
        match metrics::set_global_recorder(recorder) {
            Ok(()) => {
                describe();
                Ok(Self(FIGURES.get_or_init(|| handle).clone()))
            }
            // Two callers at once: the other one's recorder counts.
            Err(_) => FIGURES.get().cloned().map(Self).ok_or(FiguresError::Taken),
        }
    }

    /// Keeps the memory of samples bounded while nobody asks for them.
    pub fn keep_up(&self, tasks: &Tasks) {
        let handle = self.0.clone();
        tasks.spawn_until_stopped(async move {
            let mut beat = interval(UPKEEP);
            loop {
                beat.tick().await;
                handle.run_upkeep();
            }
        });
    }

    /// The text that Prometheus reads.
    pub fn render(&self) -> String {
        self.0.render()
    }
}

fn describe() {
    describe_counter!("consentry_requests_total", "requests by door and class of answer");
    describe_histogram!(
        "consentry_request_duration_seconds",
        Unit::Seconds,
        "time from a request's head to its answer's head, by door"
    );
    describe_gauge!("consentry_connections", "open connections");
    describe_counter!(
        "consentry_sign_ins_total",
        "sign-in attempts by kind and outcome (AADSTS code, or ok)"
    );
}

/// Counts a sign-in attempt at one of the service's doors; `None` is a success, otherwise the
/// AADSTS code.
pub fn count_sign_in(door: String, code: Option<u32>) {
    let outcome = code.map_or_else(|| "ok".to_owned(), |code| code.to_string());
    counter!("consentry_sign_ins_total", "door" => door, "outcome" => outcome).increment(1);
}

/// The part of the server that a path belongs to, for figures and the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door(&'static str);

impl Door {
    /// By the beginning of a normal path.
    pub fn of(path: &str) -> Self {
        let mut parts = path.split('/').skip(1);
        Self(match (parts.next().unwrap_or(""), parts.next().unwrap_or("")) {
            ("microsoft-server-activesync", _) => "activesync",
            ("autodiscover", _) => "autodiscover",
            ("lab" | "demo", _) => "demo",
            ("sign-in" | "assets" | "error", _) => "pages",
            ("admin" | "myapps", _) => "portal",
            (_, "oauth2" | "adminconsent" | "v2.0" | "discovery" | ".well-known" | "userrealm") => {
                "authority"
            }
            _ => "other",
        })
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Counts an answer.
    pub fn count(self, status: StatusCode, took: Duration) {
        counter!("consentry_requests_total", "door" => self.0, "outcome" => class(status))
            .increment(1);
        histogram!("consentry_request_duration_seconds", "door" => self.0)
            .record(took.as_secs_f64());
    }
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        401 => "401",
        429 => "429",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[derive(Clone)]
struct Management {
    figures: Figures,
    ready: Readiness,
}

/// `GET /healthz/live`, `GET /healthz/ready`, `GET /metrics`.
pub fn faces(figures: Figures, ready: Readiness) -> Router {
    Router::new()
        .route("/healthz/live", get(async || "live\n"))
        .route("/healthz/ready", get(readiness))
        .route("/metrics", get(shown))
        .with_state(Management { figures, ready })
}

async fn readiness(State(management): State<Management>) -> impl IntoResponse {
    match (management.ready)().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n")),
    }
}

async fn shown(State(management): State<Management>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], management.figures.render())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn ask(faces: &Router, path: &str) -> (u16, String) {
        let request = http::Request::get(path).body(Body::empty()).unwrap();
        let response = faces.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn health_and_figures_are_readable() {
        let ready: Readiness = Arc::new(|| Box::pin(async { Ok(()) }));
        let faces = faces(Figures::of_process().unwrap(), ready);
        assert_eq!(ask(&faces, "/healthz/live").await, (200, "live\n".to_owned()));
        assert_eq!(ask(&faces, "/healthz/ready").await, (200, "ready\n".to_owned()));
        count_sign_in("password".to_owned(), Some(50_126));
        Door::of("/common/oauth2/token").count(StatusCode::OK, Duration::from_millis(3));
        let (status, figures) = ask(&faces, "/metrics").await;
        assert_eq!(status, 200);
        for line in [
            r#"consentry_sign_ins_total{door="password",outcome="50126"}"#,
            r#"consentry_requests_total{door="authority",outcome="2xx"}"#,
            r#"consentry_request_duration_seconds_bucket{door="authority",le="0.005"}"#,
        ] {
            assert!(figures.contains(line), "{line}\n{figures}");
        }
    }

    #[tokio::test]
    async fn a_server_that_cannot_work_says_why() {
        let ready: Readiness = Arc::new(|| Box::pin(async { Err("no database".to_owned()) }));
        let faces = faces(Figures::of_process().unwrap(), ready);
        assert_eq!(
            ask(&faces, "/healthz/ready").await,
            (503, "not ready: no database\n".to_owned())
        );
        assert_eq!(ask(&faces, "/healthz/live").await.0, 200);
    }

    #[test]
    fn doors_are_few_and_known() {
        for (path, door) in [
            ("/", "other"),
            ("/microsoft-server-activesync", "activesync"),
            ("/autodiscover/autodiscover.json", "autodiscover"),
            ("/t/oauth2/v2.0/token", "authority"),
            ("/t/v2.0/adminconsent", "authority"),
            ("/sign-in/consent", "pages"),
            ("/admin/requests", "portal"),
            ("/myapps", "portal"),
            ("/whatever/evil", "other"),
        ] {
            assert_eq!(Door::of(path).name(), door, "{path}");
        }
    }
}
