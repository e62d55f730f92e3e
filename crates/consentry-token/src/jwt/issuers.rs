//! The issuer of each tenant's tokens, as a template with `{tenantid}` (ruling 21).
//!
//! The metadata of `common` and the key document print the template itself; a tenant's own
//! documents and its tokens print it filled in, to the byte (A35).

use consentry_model::TenantId;

use super::TokenVersion;

/// What stands for the tenant in a template.
const TENANT: &str = "{tenantid}";

/// A text that is no issuer template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not name the tenant as `{{tenantid}}` exactly once")]
pub struct InvalidIssuer(pub String);

/// The two issuer templates of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuers {
    v1: String,
    v2: String,
}

impl Issuers {
    /// The issuers that follow from the public origin, such as `https://login.contoso.example`.
    pub fn of_origin(origin: &str) -> Self {
        let origin = origin.trim_end_matches('/');
        Self { v1: format!("{origin}/{TENANT}/"), v2: format!("{origin}/{TENANT}/v2.0") }
    }

    /// Issuers that an administrator configured.
    pub fn from_templates(v1: &str, v2: &str) -> Result<Self, InvalidIssuer> {
        for template in [v1, v2] {
            if template.matches(TENANT).count() != 1 {
                return Err(InvalidIssuer(template.to_owned()));
            }
        }
        Ok(Self { v1: v1.to_owned(), v2: v2.to_owned() })
    }

    /// The template of a version, `{tenantid}` included.
    pub fn template(&self, version: TokenVersion) -> &str {
        match version {
            TokenVersion::V1 => &self.v1,
            TokenVersion::V2 => &self.v2,
        }
    }

    /// The issuer of a tenant's tokens.
    pub fn of(&self, version: TokenVersion, tenant: TenantId) -> String {
        self.template(version).replace(TENANT, &tenant.to_string())
    }
}
