//! The decision of the consent gate, without its words: `identity.md` §3.2, steps 4 to 8, in
//! the order in which they stand there.
//!
//! Borrows from attempt and facts and makes nothing where everything is granted, so that one
//! pass over a whole tenant, and every silent sign-in, stay cheap.

use std::collections::BTreeSet;

use consentry_model::{
    AppId, Audience, ConsentReach, DirectoryRole, NeedsAdmin, PermissionKind, PolicyId, ScopeValue,
    UserKind, well_known,
};

use super::wanted::{Wanted, application_role, asked, described, missing_roles};
use crate::{
    Attempt, Facts, Organisation,
    consent_policy::{AskedKind, AskedPermission, Lack},
};

/// The directory roles of somebody.
type Roles = BTreeSet<DirectoryRole>;

/// What a user without a role holds.
const NO_ROLES: &Roles = &BTreeSet::new();

/// An application of many tenants that is younger than this, and whose publisher is not verified,
/// is risky (`identity.md` §3.7: the span is not confirmed).
pub const YOUNG_APPLICATION_DAYS: u64 = 90;

/// Permissions of Graph that no application is risky for (`identity.md` §3.7).
const BASIC: [&str; 5] = ["openid", "profile", "email", "offline_access", "User.Read"];

/// What the consent gate says to somebody at a door where users consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<'a> {
    /// Everything is granted: no page.
    Silent,
    /// Something is missing, and no page can be shown here.
    Missing,
    /// The user is asked, and may accept.
    Ask {
        /// May it be for everybody?
        organisation: Organisation,
        /// What would stop a user without this one's roles.
        despite: Option<Hindrance<'a>>,
    },
    /// Only an administrator can go on; the user may ask one.
    RequestApproval(Hindrance<'a>),
    /// Only an administrator can go on.
    NeedAdmin(Hindrance<'a>),
}

/// Why a user may not consent by himself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance<'a> {
    /// A permission that only an administrator can grant.
    AdminOnly(&'a ScopeValue),
    /// The static list names an application role that nobody has granted.
    ApplicationRole(&'a ScopeValue),
    /// Assignment is required: only admin consent counts (ruling 28).
    AssignmentRequired,
    /// Guests consent to nothing.
    Guest,
    /// No policy lets users consent.
    UserConsentOff,
    /// No policy for users allows this permission to this client.
    Policy {
        /// The permission's resource.
        resource: AppId,
        /// Which permission.
        scope: &'a ScopeValue,
        /// The policy that comes nearest, and what it lacks.
        nearest: Option<(&'a PolicyId, Lack)>,
    },
    /// The name looks like that of a verified application (A58).
    LooksLike(&'a str),
    /// A young application of many tenants, publisher not verified (A54).
    Young,
}

impl Hindrance<'_> {
    /// Which kind of rule this is, for the code.
    pub const fn needs_admin(&self) -> NeedsAdmin {
        match self {
            Self::AdminOnly(_)
            | Self::ApplicationRole(_)
            | Self::AssignmentRequired
            | Self::Guest
            | Self::UserConsentOff => NeedsAdmin::Always,
            Self::Policy { .. } => NeedsAdmin::Policy,
            Self::LooksLike(_) | Self::Young => NeedsAdmin::Risk,
        }
    }
}

/// Decides for a door where delegated permissions are wanted.
pub fn decide<'a>(attempt: &'a Attempt, facts: &'a Facts) -> Decision<'a> {
    if asked(attempt, facts).next().is_none() {
        return Decision::Silent;
    }
    if !attempt.door.shows_pages() {
        return Decision::Missing;
    }
    let Some(without_role) = hindrance(attempt, facts, NO_ROLES) else {
        return Decision::Ask { organisation: organisation(facts), despite: None };
    };
    let roles = facts.user.as_ref().map_or(NO_ROLES, |user| &user.roles);
    let stopped = if roles.is_empty() {
        Some(without_role)
    } else {
        hindrance(attempt, facts, roles).filter(|_| !may_all(attempt, facts, roles))
    };
    match stopped {
        None => Decision::Ask { organisation: organisation(facts), despite: Some(without_role) },
        Some(stopped) if facts.tenant.consent.workflow.is_on() => {
            Decision::RequestApproval(stopped)
        }
        Some(stopped) => Decision::NeedAdmin(stopped),
    }
}

/// Whether these roles may grant everything that is asked for to everybody: then nothing that
/// stops users stops him.
fn may_all(attempt: &Attempt, facts: &Facts, roles: &Roles) -> bool {
    let everybody = ConsentReach::Everybody;
    asked(attempt, facts).all(|one| role_may(roles, everybody, &described(one, facts), facts))
        && missing_roles(attempt, facts)
            .all(|one| role_may(roles, everybody, &application_role(one), facts))
}

/// The check box "for everybody" is a Global Administrator's.
fn organisation(facts: &Facts) -> Organisation {
    let global = DirectoryRole::GlobalAdministrator;
    if facts.user.as_ref().is_some_and(|user| user.roles.contains(&global)) {
        Organisation::Offered
    } else {
        Organisation::NotOffered
    }
}

/// Whether one of the roles lets its holder grant a permission, for himself or for everybody.
pub(super) fn role_may(
    roles: &Roles,
    reach: ConsentReach,
    permission: &AskedPermission<'_>,
    facts: &Facts,
) -> bool {
    let app = facts.application.as_ref();
    app.is_some_and(|app| facts.tenant.consent.role_may(roles, reach, permission, &app.asking()))
}

/// The first thing that stops a user with these roles from consenting for himself. A right to
/// consent for oneself widens what policies let users do, and nothing else: what is an
/// administrator's needs a right to consent for everybody.
fn hindrance<'a>(attempt: &'a Attempt, facts: &'a Facts, roles: &Roles) -> Option<Hindrance<'a>> {
    let everybody = ConsentReach::Everybody;
    let mut beyond = None;
    for (resource, scope) in asked(attempt, facts) {
        let permission = described((resource, scope), facts);
        if permission.kind == AskedKind::Delegated(PermissionKind::Admin)
            && !role_may(roles, everybody, &permission, facts)
        {
            return Some(Hindrance::AdminOnly(scope));
        }
        beyond = beyond.or_else(|| beyond_policies(scope, &permission, facts, roles));
    }
    for one in missing_roles(attempt, facts) {
        if !role_may(roles, everybody, &application_role(one), facts) {
            return Some(Hindrance::ApplicationRole(one.1));
        }
    }
    if facts.principal.as_ref().is_some_and(|found| found.assignment_required.is_on()) {
        return Some(Hindrance::AssignmentRequired);
    }
    if beyond.is_some() {
        return beyond;
    }
    risk(asked(attempt, facts), facts)
}

/// What makes the application risky to somebody who is no administrator: a name that looks like
/// another's (A58), or its youth, where more than basic permissions are asked for (A54).
pub(super) fn risk<'a>(
    mut asked: impl Iterator<Item = Wanted<'a>>,
    facts: &'a Facts,
) -> Option<Hindrance<'a>> {
    if let Some(name) = facts.application.as_ref().and_then(|app| app.looks_like.as_ref()) {
        return Some(Hindrance::LooksLike(name));
    }
    let step_up = facts.tenant.consent.risk_step_up.is_on() && is_young(facts);
    (step_up && asked.any(|one| !is_basic(one))).then_some(Hindrance::Young)
}

/// Why no policy lets a user with these roles consent to one permission.
fn beyond_policies<'a>(
    scope: &'a ScopeValue,
    permission: &AskedPermission<'_>,
    facts: &'a Facts,
    roles: &Roles,
) -> Option<Hindrance<'a>> {
    let rules = &facts.tenant.consent;
    if role_may(roles, ConsentReach::Oneself, permission, facts) {
        return None;
    }
    if facts.user.as_ref().is_some_and(|user| user.kind == UserKind::Guest) {
        return Some(Hindrance::Guest);
    }
    if !rules.lets_users_consent() {
        return Some(Hindrance::UserConsentOff);
    }
    let nearest = match &facts.application {
        Some(app) => rules.member_may(permission, &app.asking()).err()?,
        None => None,
    };
    Some(Hindrance::Policy { resource: permission.resource, scope, nearest })
}

fn is_basic((resource, scope): Wanted<'_>) -> bool {
    resource == well_known::GRAPH
        && BASIC.iter().any(|basic| basic.eq_ignore_ascii_case(scope.as_str()))
}

/// Of many tenants, of another tenant, newly registered, and nobody vouched for its publisher.
pub(crate) fn is_young(facts: &Facts) -> bool {
    let Some(app) = &facts.application else { return false };
    let age = facts.now.since(app.registered_at);
    app.audience == Audience::ManyTenants
        && app.owner != facts.tenant.id
        && !app.asking().is_verified()
        && age < std::time::Duration::from_hours(24 * YOUNG_APPLICATION_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_of_youth_is_one_constant() {
        assert_eq!(YOUNG_APPLICATION_DAYS, 90);
    }

    #[test]
    fn basic_permissions_are_those_of_graph() {
        for (resource, scope, basic) in [
            (well_known::GRAPH, "user.read", true),
            (well_known::GRAPH, "openid", true),
            (well_known::GRAPH, "profile", true),
            (well_known::GRAPH, "email", true),
            (well_known::GRAPH, "offline_access", true),
            (well_known::GRAPH, "Mail.Read", false),
            (well_known::GRAPH, "User.Read.All", false),
            (well_known::EXCHANGE, "User.Read", false),
            (well_known::EXCHANGE, "email", false),
        ] {
            assert_eq!(is_basic((resource, &scope.parse().unwrap())), basic, "{resource} {scope}");
        }
    }
}
