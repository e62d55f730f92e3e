//! A failing installation, told once: logged with its cause, answered with 503 and nothing of it.

use axum::response::{IntoResponse, Response};
use consentry_service::ServiceError;
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

/// A failure below the service.
#[derive(Debug)]
pub struct Failure(pub ServiceError);

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let cause = std::error::Error::source(&self.0).map(ToString::to_string);
        match &self.0 {
            // Nothing is broken, and whoever floods the server need not flood its log.
            ServiceError::Busy => tracing::debug!(error = %self.0, "the request was put off"),
            error => tracing::error!(%error, cause, "the request failed"),
        }
        let retry = [(RETRY_AFTER, HeaderValue::from_static("5"))];
        let text = "The service cannot answer at this moment. Try again in a few seconds.\n";
        (StatusCode::SERVICE_UNAVAILABLE, retry, text).into_response()
    }
}
