//! The token endpoint: one file for each grant, one way to issue.
//!
//! Every grant ends in the same question to the policy. What it writes is one unit of work;
//! tokens are signed after the commit.

mod assertion;
mod client;
mod client_credentials;
mod code;
mod issue;
mod password;
mod refresh;

use std::sync::Arc;

use consentry_model::{Application, Difference, Fidelity, Platform, Refusal, Secret};

pub(crate) use client::ClientAuthenticated;
pub use issue::Tokens;

use crate::{Caller, Params, Segment, Service, ServiceError, Version};

/// A request at the token endpoint.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// v1 or v2.
    pub version: Version,
    /// The tenant segment of the path.
    pub segment: String,
    /// The parameters of the body.
    pub params: Params,
    /// Client id and secret of an `Authorization: Basic` header.
    pub basic: Option<(String, Secret<String>)>,
    /// The `Origin` header.
    pub origin: Option<String>,
}

/// Why there are no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenFailure {
    /// The request is refused.
    #[error("the token request is refused")]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// Whose answers: hardened or faithful.
        fidelity: Fidelity,
        /// The origin that may read the answer.
        cors: Option<String>,
    },
    /// The installation failed.
    #[error(transparent)]
    Failed(#[from] ServiceError),
}

impl From<consentry_store::StoreError> for TokenFailure {
    fn from(error: consentry_store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The request with its segment, application and fidelity found.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) request: TokenRequest,
    pub(crate) segment: Segment,
    pub(crate) app: Arc<Application>,
    pub(crate) client: ClientAuthenticated,
    pub(crate) fidelity: Fidelity,
}

impl Asked {
    /// A refusal in this request's fidelity.
    pub(crate) fn refuse(&self, refusal: Refusal) -> TokenFailure {
        let (fidelity, cors) = (self.fidelity, self.cors());
        TokenFailure::Refused { refusal: Box::new(refusal), fidelity, cors }
    }

    /// The request's origin, if a single-page application of this client lives there. Nobody else
    /// may read an answer across origins.
    pub(crate) fn cors(&self) -> Option<String> {
        let origin = self.request.origin.as_deref()?;
        let known = self.app.redirects.iter().any(|registered| {
            registered.platform == Platform::Spa && registered.uri.origin() == origin
        });
        known.then(|| origin.to_owned())
    }

    pub(crate) fn params(&self) -> &Params {
        &self.request.params
    }

    /// Single-page applications redeem across origins, and nobody else does (`identity.md` §1.4).
    pub(crate) fn check_origin(&self, platform: Platform) -> Result<(), Refusal> {
        match (platform, &self.request.origin) {
            (Platform::Spa, _) if self.cors().is_none() => Err(Refusal::SpaNeedsOrigin),
            (Platform::Web | Platform::PublicClient, Some(_))
                if Difference::ForeignOrigin.as_original(self.fidelity) =>
            {
                Err(Refusal::OriginNotSpa)
            }
            _ => Ok(()),
        }
    }
}

impl Service {
    /// Answers a request at the token endpoint.
    pub async fn token(
        &self,
        request: TokenRequest,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        let refused = |refusal: Refusal, fidelity| TokenFailure::Refused {
            refusal: Box::new(refusal),
            fidelity,
            cors: None,
        };
        let grant = match request.params.require("grant_type") {
            Ok(grant) => grant.to_owned(),
            Err(refusal) => return Err(refused(refusal, self.fidelity)),
        };
        let segment = match self.segment(&request.segment).await? {
            Ok(segment) => segment,
            Err(refusal) => return Err(refused(refusal, self.fidelity)),
        };
        let fidelity = segment.tenant().map_or(self.fidelity, |t| t.settings.fidelity);
        if !matches!(
            grant.as_str(),
            "authorization_code" | "refresh_token" | "password" | "client_credentials"
        ) {
            let value = grant.chars().take(64).collect();
            return Err(refused(Refusal::GrantTypeUnknown { value }, fidelity));
        }
        let (app, client) = match self.token_client(&request, &segment).await? {
            Ok(found) => found,
            Err(refusal) => return Err(refused(refusal, fidelity)),
        };
        let asked = Asked { request, segment, app, client, fidelity };
        match grant.as_str() {
            "authorization_code" => Box::pin(self.redeem_code(&asked, caller)).await,
            "refresh_token" => Box::pin(self.refresh(&asked, caller)).await,
            "password" => Box::pin(self.password_grant(&asked, caller)).await,
            _ => Box::pin(self.client_credentials(&asked, caller)).await,
        }
    }
}
