//! Why a request to a page came to nothing. A handler returns it; the middleware around the
//! handlers knows who asks and makes a page of it.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use consentry_policy::Deed;
use consentry_service::{DirectoryError, ServiceError};
use http::StatusCode;

/// Nothing was changed.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// The service refused or failed.
    Directory(Arc<DirectoryError>),
    /// No role of the person lets him do this.
    NoRole(Deed),
    /// The form did not come from a page of this session, or is too old (A50).
    Expired,
    /// There is no such page.
    NotFound,
}

impl From<DirectoryError> for Trouble {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(Arc::new(error))
    }
}

impl From<ServiceError> for Trouble {
    fn from(error: ServiceError) -> Self {
        DirectoryError::from(error).into()
    }
}

impl Trouble {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoRole(_) | Self::Expired => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Directory(error) => match &**error {
                DirectoryError::Refused(_) | DirectoryError::Unknown { .. } => {
                    StatusCode::NOT_FOUND
                }
                DirectoryError::Forbidden(_) => StatusCode::FORBIDDEN,
                DirectoryError::Taken { .. } | DirectoryError::Conflict(_) => StatusCode::CONFLICT,
                DirectoryError::Invalid(_) | DirectoryError::Registration(_) => {
                    StatusCode::BAD_REQUEST
                }
                DirectoryError::Service(_) => StatusCode::SERVICE_UNAVAILABLE,
            },
        }
    }
}

/// Carries the trouble to the middleware.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
