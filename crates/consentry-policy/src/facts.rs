//! What the store knows about an attempt. Plain values, collected before the judgement.

use std::{collections::BTreeSet, sync::Arc};

use consentry_model::{
    AccountState, AppId, BasicProtocols, DelegatedPermission, DirectoryRole, Fidelity,
    PasswordState, PrincipalId, RequiredResource, ScopeSet, Switch, TenantId, Timestamp,
    UserConsent, UserId,
};

/// The tenant's settings that gates look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantFacts {
    /// The tenant.
    pub id: TenantId,
    /// Hardened or faithful.
    pub fidelity: Fidelity,
    /// May users consent?
    pub user_consent: UserConsent,
    /// Where Basic is allowed.
    pub basic: BasicProtocols,
}

/// The registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationFacts {
    /// The client id.
    pub id: AppId,
    /// The name.
    pub name: String,
    /// The static list.
    pub required: Vec<RequiredResource>,
    /// Whether password grants are open for it in this tenant at this moment (ruling 3).
    pub password_grant: Switch,
}

/// The service principal, if the tenant has met the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalFacts {
    /// The object id.
    pub id: PrincipalId,
    /// Enabled for sign-in.
    pub enabled: Switch,
    /// Assignment required.
    pub assignment_required: Switch,
}

/// The user, if known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFacts {
    /// The object id.
    pub id: UserId,
    /// The sign-in name.
    pub name: String,
    /// On or off.
    pub state: AccountState,
    /// Current or one-time.
    pub password: PasswordState,
    /// What was proved before this moment counts no more.
    pub sessions_valid_from: Timestamp,
    /// Directory roles.
    pub roles: BTreeSet<DirectoryRole>,
}

/// Whether the user or one of his groups is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// On the list.
    Assigned,
    /// Not on it.
    Missing,
}

/// For whom a grant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantReach {
    /// For all users: an administrator's consent.
    Tenant,
    /// For this user alone.
    User,
}

/// A recorded consent to this client that reaches this user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantFacts {
    /// The resource.
    pub resource: AppId,
    /// Tenant-wide or the user's own.
    pub reach: GrantReach,
    /// What was granted.
    pub scopes: ScopeSet,
}

/// A resource that the attempt concerns, with the permissions that it exposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceFacts {
    /// The resource.
    pub id: AppId,
    /// Its delegated permissions; shared, since a resource may expose dozens and every attempt
    /// brings them along.
    pub permissions: Arc<[DelegatedPermission]>,
    /// Its application roles that were granted to the client.
    pub granted_roles: ScopeSet,
}

/// Everything that the gates may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The tenant.
    pub tenant: TenantFacts,
    /// The registration; nothing if it is unknown or not for this tenant.
    pub application: Option<ApplicationFacts>,
    /// The service principal.
    pub principal: Option<PrincipalFacts>,
    /// The user.
    pub user: Option<UserFacts>,
    /// On the application's list?
    pub assignment: Assignment,
    /// Consents to this client that reach this user.
    pub grants: Vec<GrantFacts>,
    /// The wanted resource and those of the static list.
    pub resources: Vec<ResourceFacts>,
}

impl Facts {
    /// What is granted to the client for this user on a resource: tenant-wide and his own.
    pub fn effective(&self, resource: AppId) -> ScopeSet {
        let mut scopes = ScopeSet::new();
        for grant in self.grants.iter().filter(|grant| grant.resource == resource) {
            scopes.extend(&grant.scopes);
        }
        scopes
    }

    /// A resource by its id.
    pub fn resource(&self, id: AppId) -> Option<&ResourceFacts> {
        self.resources.iter().find(|resource| resource.id == id)
    }
}
