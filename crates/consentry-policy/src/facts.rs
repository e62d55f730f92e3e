//! What the store knows about an attempt. Plain values, collected before the judgement.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{
    AccountState, AppId, Audience, BasicProtocols, DelegatedPermission, DirectoryRole, Fidelity,
    PasswordState, PrincipalId, Publisher, RequiredResource, ScopeSet, ScopeValue, Switch,
    TenantId, Timestamp, UserId, UserKind,
};

use crate::{ConsentRules, ValidFrom, consent_policy::AskingClient};

/// The tenant's settings that gates look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantFacts {
    /// The tenant.
    pub id: TenantId,
    /// Hardened or faithful.
    pub fidelity: Fidelity,
    /// What it has set about consent; shared, since every attempt brings it along.
    pub consent: Arc<ConsentRules>,
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
    /// The tenant of its registration.
    pub owner: TenantId,
    /// Which tenants may use it.
    pub audience: Audience,
    /// Who stands behind it.
    pub publisher: Option<Publisher>,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// The verified application whose name its own looks like (A58).
    pub looks_like: Option<String>,
    /// The static list.
    pub required: Vec<RequiredResource>,
    /// Whether password grants are open for it in this tenant at this moment (ruling 3).
    pub password_grant: Switch,
    /// Whether the device code grant is open for it in this tenant at this moment (A31).
    pub device_codes: Switch,
}

impl ApplicationFacts {
    /// As conditions of policies look at it.
    pub(crate) fn asking(&self) -> AskingClient<'_> {
        AskingClient { id: self.id, owner: self.owner, publisher: self.publisher.as_ref() }
    }
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
    /// Member or guest.
    pub kind: UserKind,
    /// On or off.
    pub state: AccountState,
    /// Current or one-time.
    pub password: PasswordState,
    /// What was proved before counts no more.
    pub valid_from: ValidFrom,
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
    /// Its permissions for which the client needs no consent.
    pub pre_authorized: ScopeSet,
}

/// What keeps a password from being looked at. It is known before any is, and alike for names that
/// exist and names that do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Nothing does.
    No,
    /// Too many wrong ones for this account.
    Account {
        /// Until when.
        until: Timestamp,
    },
    /// Too many wrong ones from this address.
    Address {
        /// Until when.
        until: Timestamp,
    },
}

/// Everything that the gates may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The present moment.
    pub now: Timestamp,
    /// The tenant.
    pub tenant: TenantFacts,
    /// The registration; nothing if it is unknown or not for this tenant.
    pub application: Option<ApplicationFacts>,
    /// The service principal.
    pub principal: Option<PrincipalFacts>,
    /// The user.
    pub user: Option<UserFacts>,
    /// Whether a password may be looked at.
    pub barred: Barred,
    /// On the application's list?
    pub assignment: Assignment,
    /// Consents to this client that reach this user.
    pub grants: Vec<GrantFacts>,
    /// The wanted resource and those of the static list.
    pub resources: Vec<ResourceFacts>,
    /// Application roles to which the user or one of his groups is assigned, at the wanted
    /// resource and at the client itself.
    pub user_roles: BTreeMap<AppId, ScopeSet>,
}

impl Facts {
    /// What the client has for this user on a resource: granted tenant-wide, by himself, or
    /// pre-authorised by the resource.
    pub fn effective(&self, resource: AppId) -> ScopeSet {
        let trusted = self.resource(resource).map(|found| found.pre_authorized.clone());
        let mut scopes = trusted.unwrap_or_default();
        for grant in self.grants.iter().filter(|grant| grant.resource == resource) {
            scopes.extend(&grant.scopes);
        }
        scopes
    }

    /// Whether the client has a permission for this user.
    pub fn has(&self, resource: AppId, scope: &ScopeValue) -> bool {
        let granted = self
            .grants
            .iter()
            .any(|grant| grant.resource == resource && grant.scopes.contains(scope.as_str()));
        granted
            || self
                .resource(resource)
                .is_some_and(|found| found.pre_authorized.contains(scope.as_str()))
    }

    /// Whether somebody granted the client anything at all of a resource.
    pub fn granted_any(&self, resource: AppId) -> bool {
        self.grants.iter().any(|grant| grant.resource == resource && !grant.scopes.is_empty())
    }

    /// The application roles of the user at an application.
    pub fn roles_at(&self, app: AppId) -> ScopeSet {
        self.user_roles.get(&app).cloned().unwrap_or_default()
    }

    /// A resource by its id.
    pub fn resource(&self, id: AppId) -> Option<&ResourceFacts> {
        self.resources.iter().find(|resource| resource.id == id)
    }
}
