//! What a tenant has set about consent, compiled once for each version of the tenant.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AppId, ConsentPolicy, ConsentReach, DirectoryRole, Impact, PermissionId, PolicyId, Switch,
    Tenant, TenantId,
};

use crate::consent_policy::{AskedPermission, AskingClient, Lack, built_in, judge};

/// A right of the holders of a directory role.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RoleRule {
    role: DirectoryRole,
    reach: ConsentReach,
    policy: ConsentPolicy,
}

/// A tenant's rules about consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRules {
    tenant: TenantId,
    /// Under which policies members consent for themselves.
    own: Vec<ConsentPolicy>,
    /// What holders of roles may, their roles' own rights included.
    roles: Vec<RoleRule>,
    classified: BTreeMap<(AppId, PermissionId), Impact>,
    custom: Vec<ConsentPolicy>,
    /// May users ask for what they may not consent to?
    pub workflow: Switch,
    /// Do risky applications need an administrator?
    pub risk_step_up: Switch,
}

/// What the roles that administer applications may of themselves (`identity.md` §3.4).
pub const OF_ROLES: [(DirectoryRole, &str); 4] = [
    (DirectoryRole::GlobalAdministrator, "microsoft-company-admin"),
    (DirectoryRole::PrivilegedRoleAdministrator, "microsoft-company-admin"),
    (DirectoryRole::ApplicationAdministrator, "microsoft-application-admin"),
    (DirectoryRole::CloudApplicationAdministrator, "microsoft-application-admin"),
];

impl ConsentRules {
    /// From the tenant's settings, its own policies and its classifications. A policy that is
    /// assigned but not there allows nothing.
    pub fn compile(
        tenant: &Tenant,
        custom: Vec<ConsentPolicy>,
        classified: BTreeMap<(AppId, PermissionId), Impact>,
    ) -> Self {
        let settings = &tenant.settings;
        let mut rules = Self {
            tenant: tenant.id,
            own: Vec::new(),
            roles: Vec::new(),
            classified,
            custom,
            workflow: settings.workflow.takes_requests(),
            risk_step_up: settings.risk_step_up,
        };
        rules.own = settings.user_consent.0.iter().filter_map(|id| rules.policy(id)).collect();
        let of_roles = OF_ROLES.iter().filter_map(|(role, id)| {
            let (role, reach) = (*role, ConsentReach::Everybody);
            Some(RoleRule { role, reach, policy: rules.policy(&id.parse().ok()?)? })
        });
        let set = settings.role_consent.iter().filter_map(|right| {
            let (role, reach) = (right.role, right.reach);
            Some(RoleRule { role, reach, policy: rules.policy(&right.policy)? })
        });
        rules.roles = of_roles.chain(set).collect();
        rules
    }

    /// A policy by its id: a shipped one, or one of the tenant's own.
    pub fn policy(&self, id: &PolicyId) -> Option<ConsentPolicy> {
        built_in(id, self.tenant).or_else(|| self.custom.iter().find(|own| own.id == *id).cloned())
    }

    /// The same rules with other policies for members, for asking what would be if.
    #[must_use]
    pub fn with_own(&self, own: &consentry_model::UserConsent) -> Self {
        let own = own.0.iter().filter_map(|id| self.policy(id)).collect();
        Self { own, ..self.clone() }
    }

    /// The same rules with some permissions classified anew, for asking what would be if.
    #[must_use]
    pub fn with_classified(
        &self,
        more: impl IntoIterator<Item = ((AppId, PermissionId), Option<Impact>)>,
    ) -> Self {
        let mut rules = self.clone();
        for (key, impact) in more {
            match impact {
                Some(impact) => rules.classified.insert(key, impact),
                None => rules.classified.remove(&key),
            };
        }
        rules
    }

    /// How a permission is classified.
    pub fn impact(&self, resource: AppId, permission: PermissionId) -> Option<Impact> {
        self.classified.get(&(resource, permission)).copied()
    }

    /// Whether members may consent to anything at all.
    pub fn lets_users_consent(&self) -> bool {
        !self.own.is_empty()
    }

    /// Whether one of these roles consents for everybody to anything at all.
    pub(crate) fn lets_consent_for_all(&self, roles: &BTreeSet<DirectoryRole>) -> bool {
        let everybody = ConsentReach::Everybody;
        self.roles.iter().any(|rule| rule.reach == everybody && roles.contains(&rule.role))
    }

    /// Whether one of the policies for members allows it; otherwise which policy comes nearest,
    /// and what it lacks.
    pub(crate) fn member_may(
        &self,
        permission: &AskedPermission<'_>,
        client: &AskingClient<'_>,
    ) -> Result<(), Option<(&PolicyId, Lack)>> {
        let mut nearest: Option<(&PolicyId, Lack)> = None;
        for policy in &self.own {
            match judge(policy, permission, client) {
                Ok(()) => return Ok(()),
                Err(lack) if nearest.is_none_or(|(_, known)| lack < known) => {
                    nearest = Some((&policy.id, lack));
                }
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// Whether a role of these allows it, for this reach or a wider one. Any one right is enough.
    pub(crate) fn role_may(
        &self,
        roles: &BTreeSet<DirectoryRole>,
        reach: ConsentReach,
        permission: &AskedPermission<'_>,
        client: &AskingClient<'_>,
    ) -> bool {
        !roles.is_empty()
            && self
                .roles
                .iter()
                .filter(|rule| rule.reach >= reach && roles.contains(&rule.role))
                .any(|rule| judge(&rule.policy, permission, client).is_ok())
    }
}
