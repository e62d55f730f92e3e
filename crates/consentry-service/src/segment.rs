//! The tenant segment of a path: `common`, `organizations`, `consumers`, a GUID or a domain.

use consentry_model::{DomainName, Refusal, Tenant, TenantId, well_known};

use crate::{Service, ServiceError};

/// What a tenant segment stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Any tenant: it follows from the user.
    Common,
    /// Any tenant, work accounts only; the same here, except for password grants.
    Organizations,
    /// This tenant.
    Tenant(Box<Tenant>),
}

impl Segment {
    /// The tenant, if the segment names one.
    pub fn tenant(&self) -> Option<&Tenant> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Common | Self::Organizations => None,
        }
    }
}

impl Service {
    /// Reads a tenant segment; the outer error is a failing store, the inner one a refusal.
    pub async fn segment(&self, text: &str) -> Result<Result<Segment, Refusal>, ServiceError> {
        let not_found = || Refusal::TenantNotFound { segment: text.chars().take(80).collect() };
        let folded = text.to_ascii_lowercase();
        match folded.as_str() {
            "common" => return Ok(Ok(Segment::Common)),
            "organizations" => return Ok(Ok(Segment::Organizations)),
            "consumers" => return Ok(Err(Refusal::PersonalAccounts)),
            _ => {}
        }
        let mut read = self.store.read().await?;
        let found = if let Ok(id) = text.parse::<TenantId>() {
            if id == well_known::CONSUMERS {
                return Ok(Err(Refusal::PersonalAccounts));
            }
            read.tenant(id).await?
        } else if let Ok(domain) = text.parse::<DomainName>() {
            read.tenant_by_domain(&domain).await?
        } else {
            None
        };
        Ok(found.map(|tenant| Segment::Tenant(Box::new(tenant))).ok_or_else(not_found))
    }
}
