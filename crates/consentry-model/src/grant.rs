//! Recorded consents to delegated permissions (`oauth2PermissionGrant`).

use serde::{Deserialize, Serialize};

use crate::{AppId, GrantId, PrincipalId, ScopeSet, TenantId, Timestamp, UserId};

/// For whom a consent holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentType {
    /// For every user of the tenant, given by an administrator.
    AllPrincipals,
    /// For one user.
    Principal(UserId),
}

/// At most one row for each (client, resource, consent type, user).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The id.
    pub id: GrantId,
    /// The tenant in which it holds.
    pub tenant: TenantId,
    /// The client's service principal.
    pub client: PrincipalId,
    /// The resource's application id.
    pub resource: AppId,
    /// For whom.
    pub consent: ConsentType,
    /// What was granted.
    pub scopes: ScopeSet,
    /// When it was first given.
    pub created_at: Timestamp,
    /// Who gave it; nobody for a grant that an installation was born with.
    pub granted_by: Option<UserId>,
}
