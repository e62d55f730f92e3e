//! What anybody may ask: keys, known domains.

use consentry_model::{DomainName, TenantId};
use consentry_token::{jwt::TokenVersion, keys::Jwks};

use crate::{Service, ServiceError, Version};

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
}
