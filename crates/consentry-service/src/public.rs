//! What anybody may ask: keys, known domains, where a sign-out leads.

use consentry_model::{AppId, DomainName, Fidelity, RedirectUri, TenantId};
use consentry_token::{jwt::TokenVersion, keys::Jwks};

use crate::{Params, Service, ServiceError, Version};

impl Service {
    /// The key document of a tenant, or of `common`.
    pub async fn key_document(
        &self,
        tenant: Option<TenantId>,
        version: Version,
    ) -> Result<Jwks, ServiceError> {
        let version = match version {
            Version::V1 => TokenVersion::V1,
            Version::V2 => TokenVersion::V2,
        };
        let ring = self.fresh_keys().await?;
        Ok(ring.public().jwks(version, self.issuers(), tenant, self.clock.now()))
    }

    /// Whether a tenant here has this domain.
    pub async fn serves_domain(&self, domain: &DomainName) -> Result<bool, ServiceError> {
        Ok(self.store.read().await?.tenant_by_domain(domain).await?.is_some())
    }

    /// Where a sign-out goes on: a redirect URI of the named application, or nowhere.
    pub async fn after_sign_out(&self, params: &Params) -> Result<Option<String>, ServiceError> {
        let asked = params.get("post_logout_redirect_uri").map(str::parse::<RedirectUri>);
        let client = params.get("client_id").map(str::parse::<AppId>);
        let (Some(Ok(asked)), Some(Ok(client))) = (asked, client) else { return Ok(None) };
        let Some(app) = self.store.read().await?.application(client).await? else {
            return Ok(None);
        };
        let covered = |known: &RedirectUri| known.covers(&asked, Fidelity::Hardened);
        if !app.redirects.iter().any(|known| covered(&known.uri)) {
            return Ok(None);
        }
        let state = params.get("state").map(|state| {
            let state =
                percent_encoding::utf8_percent_encode(state, percent_encoding::NON_ALPHANUMERIC);
            let separator = if asked.as_str().contains('?') { '&' } else { '?' };
            format!("{separator}state={state}")
        });
        Ok(Some(format!("{asked}{}", state.unwrap_or_default())))
    }
}
