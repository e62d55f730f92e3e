//! The decision of the consent gate, without its words: `identity.md` §3.2, steps 4 to 8, in
//! the order in which they stand there.
//!
//! Borrows from attempt and facts and makes nothing where everything is granted, so that one
//! pass over a whole tenant, and every silent sign-in, stay cheap.

use consentry_model::{
    Audience, ConsentReach, DirectoryRole, NeedsAdmin, PermissionKind, PolicyId, ScopeValue,
    UserKind, well_known,
};

use super::wanted::{Wanted, asked, described};
use crate::{
    Attempt, Facts, Organisation,
    consent_policy::{AskedKind, Lack},
};

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
        /// What would stop a user without this one's role.
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
    /// Assignment is required: only admin consent counts (ruling 28).
    AssignmentRequired,
    /// Guests consent to nothing.
    Guest,
    /// No policy lets users consent.
    UserConsentOff,
    /// No policy for users allows this permission to this client.
    Policy {
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
            Self::AdminOnly(_) | Self::AssignmentRequired | Self::Guest | Self::UserConsentOff => {
                NeedsAdmin::Always
            }
            Self::Policy { .. } => NeedsAdmin::Policy,
            Self::LooksLike(_) | Self::Young => NeedsAdmin::Risk,
        }
    }
}

/// Decides for a door where delegated permissions are wanted.
pub fn decide<'a>(attempt: &'a Attempt, facts: &'a Facts) -> Decision<'a> {
    let asked = || asked(attempt, facts);
    if asked().next().is_none() {
        return Decision::Silent;
    }
    if !attempt.door.shows_pages() {
        return Decision::Missing;
    }
    let Some(hindrance) = hindrance(asked, facts) else {
        return Decision::Ask { organisation: organisation(facts), despite: None };
    };
    let by_role = asked().all(|one| role_may(one, ConsentReach::Oneself, facts));
    match facts.tenant.consent.workflow.is_on() {
        _ if by_role => {
            Decision::Ask { organisation: organisation(facts), despite: Some(hindrance) }
        }
        true => Decision::RequestApproval(hindrance),
        false => Decision::NeedAdmin(hindrance),
    }
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

/// Whether a role of the user lets him grant a permission, for himself or for everybody.
pub(super) fn role_may(wanted: Wanted<'_>, reach: ConsentReach, facts: &Facts) -> bool {
    let (Some(user), Some(app)) = (&facts.user, &facts.application) else { return false };
    let permission = described(wanted, facts);
    facts.tenant.consent.role_may(&user.roles, reach, &permission, &app.asking())
}

/// The first thing that stops a user without a role. What a role of his allows beside it does not
/// stop him.
fn hindrance<'a, I>(asked: impl Fn() -> I, facts: &'a Facts) -> Option<Hindrance<'a>>
where
    I: Iterator<Item = Wanted<'a>>,
{
    let rules = &facts.tenant.consent;
    let admin_only = asked().find(|one| {
        described(*one, facts).kind == AskedKind::Delegated(PermissionKind::Admin)
            && !role_may(*one, ConsentReach::Oneself, facts)
    });
    if let Some((_, scope)) = admin_only {
        return Some(Hindrance::AdminOnly(scope));
    }
    if facts.principal.as_ref().is_some_and(|found| found.assignment_required.is_on()) {
        return Some(Hindrance::AssignmentRequired);
    }
    if facts.user.as_ref().is_some_and(|user| user.kind == UserKind::Guest) {
        return Some(Hindrance::Guest);
    }
    if !rules.lets_users_consent() {
        return Some(Hindrance::UserConsentOff);
    }
    let app = facts.application.as_ref()?;
    for one in asked() {
        if let Err(nearest) = rules.member_may(&described(one, facts), &app.asking())
            && !role_may(one, ConsentReach::Oneself, facts)
        {
            return Some(Hindrance::Policy { scope: one.1, nearest });
        }
    }
    if let Some(name) = &app.looks_like {
        return Some(Hindrance::LooksLike(name));
    }
    let step_up = rules.risk_step_up.is_on() && is_young(facts);
    (step_up && asked().any(|one| !is_basic(one))).then_some(Hindrance::Young)
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
