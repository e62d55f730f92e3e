//! Who is the client? A secret in the body or in the header, or an assertion; never two of them.

use std::sync::Arc;

use consentry_model::{AppId, Application, Audience, Platform, Refusal, Switch};
use consentry_token::{jwt::ClientProof, opaque::TokenHash};

use super::TokenRequest;
use crate::{Segment, Service, ServiceError};

/// What the client proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientAuthenticated {
    /// Nothing: it sent no credential.
    Unproved,
    /// A secret of its own.
    Secret,
    /// The key of a certificate of its own.
    Certificate,
}

impl ClientAuthenticated {
    /// `appidacr`.
    pub(crate) const fn proof(self) -> ClientProof {
        match self {
            Self::Unproved => ClientProof::Public,
            Self::Secret => ClientProof::Secret,
            Self::Certificate => ClientProof::Certificate,
        }
    }

    /// Refuses a confidential client that proved nothing. A code of a native or single-page
    /// application needs no secret; everything else does unless the registration says that the
    /// application is a public client.
    pub(crate) fn require(
        self,
        app: &Application,
        platform: Option<Platform>,
    ) -> Result<(), Refusal> {
        let public = match platform {
            Some(Platform::PublicClient | Platform::Spa) => true,
            Some(Platform::Web) => false,
            None => app.public_client == Switch::On,
        };
        match self {
            Self::Secret | Self::Certificate => Ok(()),
            Self::Unproved if public => Ok(()),
            Self::Unproved => Err(Refusal::SecretMissing { app: app.id }),
        }
    }
}

impl TokenRequest {
    /// The client as the request names it: in the header, in the body, or in the assertion alone.
    fn client_named(&self) -> Result<String, Refusal> {
        match (&self.basic, self.params.get("client_id")) {
            (Some((id, _)), None) => Ok(id.clone()),
            (Some((id, _)), Some(named)) if id.eq_ignore_ascii_case(named) => Ok(named.to_owned()),
            (Some(_), Some(_)) => Err(Refusal::TwoClientCredentials),
            (None, Some(named)) => Ok(named.to_owned()),
            (None, None) => {
                let name = || Refusal::ParameterMissing { name: "client_id".to_owned() };
                self.asserted_client().map(|id| id.to_string()).ok_or_else(name)
            }
        }
    }
}

impl Service {
    /// Finds and authenticates the client of a token request.
    pub(super) async fn token_client(
        &self,
        request: &TokenRequest,
        segment: &Segment,
    ) -> Result<Result<(Arc<Application>, ClientAuthenticated), Refusal>, ServiceError> {
        let params = &request.params;
        let in_body = params.get("client_secret");
        let assertion = params.get("client_assertion");
        let ways = [request.basic.is_some(), in_body.is_some(), assertion.is_some()];
        if ways.into_iter().filter(|sent| *sent).count() > 1 {
            return Ok(Err(Refusal::TwoClientCredentials));
        }
        let text = match request.client_named() {
            Ok(text) => text,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let tenant = segment.tenant();
        let not_found = || {
            let tenant = tenant.map_or_else(|| "common".to_owned(), |tenant| tenant.id.to_string());
            Refusal::ApplicationNotFound { app: text.chars().take(80).collect(), tenant }
        };
        let Ok(id) = text.parse::<AppId>() else { return Ok(Err(not_found())) };
        let mut read = self.store.read().await?;
        let Some(app) = read.application(id).await? else { return Ok(Err(not_found())) };
        match (app.audience, tenant) {
            (Audience::OneTenant, Some(tenant)) if tenant.id != app.owner => {
                return Ok(Err(not_found()));
            }
            (Audience::OneTenant, None) => {
                return Ok(Err(Refusal::NotMultiTenant { app: id }));
            }
            (Audience::OneTenant | Audience::ManyTenants, _) => {}
        }
        if let Some(assertion) = assertion {
            drop(read);
            let proved = self.by_assertion(request, segment, &app, assertion).await?;
            return Ok(proved.map(|client| (app, client)));
        }
        let sent = request.basic.as_ref().map(|(_, secret)| secret.expose().as_str()).or(in_body);
        let Some(sent) = sent else { return Ok(Ok((app, ClientAuthenticated::Unproved))) };
        let secrets = read.secrets(id).await?;
        drop(read);
        if secrets.is_empty() && app.public_client == Switch::On {
            return Ok(Err(Refusal::SecretFromPublicClient { app: id }));
        }
        let (sent, now) = (TokenHash::of(sent), self.clock.now());
        Ok(match secrets.iter().find(|secret| secret.hash == sent) {
            Some(found) if found.expires_at <= now => Err(Refusal::SecretExpired { app: id }),
            Some(_) => Ok((app, ClientAuthenticated::Secret)),
            None => Err(Refusal::SecretInvalid { app: id }),
        })
    }
}
