//! The consent gate: is it granted, and if not, who may grant it?
//!
//! `decision` decides; here a decision gets its outcome, and the words that an administrator
//! reads in the trace.

mod decision;
mod wanted;
mod words;

use std::collections::BTreeMap;

use consentry_model::{AppId, ConsentReach, Protocol, Refusal, ScopeSet, ScopeValue};

pub use self::decision::{Decision, Hindrance, YOUNG_APPLICATION_DAYS, decide};
pub(crate) use self::{decision::is_young, wanted::described};
use self::{
    decision::{risk, role_may},
    wanted::{application_role, asked, by_resource, wanted},
    words::{deciding, granted_by, listed, remedy},
};
use crate::{
    Allowed, ApprovalAsk, Ask, Attempt, ConsentAsk, Door, Facts, Interaction, Organisation,
    Outcome, Proof,
    consent_policy::AskedPermission,
    gate::{Said, opens_by_old_name},
};

/// Judges the wanted permissions against the grants.
pub(crate) fn consent(attempt: &Attempt, facts: &Facts) -> Said {
    match attempt.door {
        Door::MailBasic(_) => Said::not_asked("a Basic login carries no permissions"),
        Door::OwnPages => Said::not_asked("a page of this server acts as the person himself"),
        Door::ClientCredentials => application_roles(attempt, facts),
        Door::AdminConsent => for_organisation(attempt, facts),
        Door::MailToken(protocol) => still_granted(protocol, attempt, facts),
        Door::Authorize
        | Door::Silent
        | Door::CodeGrant
        | Door::RefreshGrant
        | Door::PasswordGrant => delegated(attempt, facts),
    }
}

fn allow(allowed: Allowed, decided_by: impl Into<String>) -> Said {
    Said { end: Some(Outcome::Allow(allowed)), ..Said::pass(decided_by) }
}

/// An application by itself: whatever roles an administrator granted.
fn application_roles(attempt: &Attempt, facts: &Facts) -> Said {
    let roles =
        facts.resource(attempt.want.resource).map(|r| r.granted_roles.clone()).unwrap_or_default();
    let why = if roles.is_empty() {
        "no application permission is granted; the token carries none".to_owned()
    } else {
        format!("granted application permissions: {roles}")
    };
    allow(Allowed { roles, ..Allowed::default() }, why)
}

/// The consents behind a token with the old name: the permission under either of its names, or the
/// one that clients of that time asked for.
const OLD_NAME_STANDS_FOR: [&str; 3] =
    ["full_access_as_user", "EWS.AccessAsUser.All", "EAS.AccessAsUser.All"];

/// A mail request: the token's permission must still be granted, so that a revocation acts on the
/// next request (ruling 17).
fn still_granted(protocol: Protocol, attempt: &Attempt, facts: &Facts) -> Said {
    let granted = facts.effective(attempt.want.resource);
    let by_old_name = match &attempt.proof {
        Proof::AccessToken { scopes, .. } => opens_by_old_name(protocol, scopes),
        Proof::None
        | Proof::WrongPassword
        | Proof::Password
        | Proof::Session { .. }
        | Proof::Grant { .. }
        | Proof::ClientCredential => false,
    };
    let holds = match protocol.scope() {
        Some(needed) if granted.contains(needed) => true,
        Some(_) if by_old_name => OLD_NAME_STANDS_FOR.iter().any(|scope| granted.contains(scope)),
        Some(_) => false,
        None => !granted.is_empty(),
    };
    if holds {
        return allow(Allowed { scopes: granted, ..Allowed::default() }, "still granted");
    }
    Said::refuse(
        required(attempt, facts),
        format!("the consent to {} was revoked", protocol.scope().unwrap_or("this resource")),
        "sign in and consent again, or have an administrator consent",
    )
}

fn delegated(attempt: &Attempt, facts: &Facts) -> Said {
    match decide(attempt, facts) {
        Decision::Silent => {
            let scopes = facts.effective(attempt.want.resource);
            let decided_by = granted_by(facts, attempt.want.resource);
            let openid = attempt.want.openid.clone();
            let roles = facts.roles_at(attempt.want.resource);
            let client_roles = attempt.app.map(|app| facts.roles_at(app)).unwrap_or_default();
            allow(Allowed { scopes, openid, roles, client_roles }, decided_by)
        }
        Decision::Missing => {
            let scopes = by_resource(asked(attempt, facts));
            Said::refuse(
                required(attempt, facts),
                format!("not granted: {}", listed(&scopes)),
                "sign in on a page and consent, or have an administrator consent for everybody",
            )
        }
        Decision::Ask { organisation, despite } => {
            let scopes = by_resource(asked(attempt, facts));
            let why = match &despite {
                Some(hindrance) => {
                    format!("{}; a directory role lets this user", deciding(hindrance))
                }
                None => format!("not granted: {}; users may consent to it", listed(&scopes)),
            };
            let roles = BTreeMap::new();
            let ask = Interaction::Consent(ConsentAsk { scopes, roles, organisation });
            Said::ask(ask, why, "accept, or have an administrator consent")
        }
        Decision::RequestApproval(hindrance) => {
            let because = hindrance.needs_admin();
            let ask = snapshot(attempt, facts);
            let ask = Interaction::Approval(ApprovalAsk { ask, because });
            let remedy = format!("ask for approval on the page; or: {}", remedy(&hindrance));
            Said::ask(ask, deciding(&hindrance), &remedy)
        }
        Decision::NeedAdmin(hindrance) => {
            let (app, name) = named(attempt, facts);
            let refusal =
                Refusal::AdminApprovalNeeded { app, name, because: hindrance.needs_admin() };
            Said::refuse(refusal, deciding(&hindrance), &remedy(&hindrance))
        }
    }
}

/// What a request for approval asks for: the whole static list, or everything that was named,
/// granted or not (`identity.md` §3.3, §4.2).
fn snapshot(attempt: &Attempt, facts: &Facts) -> ConsentAsk {
    let mut asked = match &attempt.want.ask {
        Ask::Static => static_list(facts),
        Ask::Scopes(_) => (BTreeMap::new(), BTreeMap::new()),
    };
    for (resource, scopes) in by_resource(wanted(attempt, facts)) {
        asked.0.entry(resource).or_default().extend(&scopes);
    }
    ConsentAsk { scopes: asked.0, roles: asked.1, organisation: Organisation::NotOffered }
}

/// The admin flow: all static permissions, or the named ones (`identity.md` §1.5, §1.6).
fn for_organisation(attempt: &Attempt, facts: &Facts) -> Said {
    let (scopes, roles) = match &attempt.want.ask {
        Ask::Static => static_list(facts),
        Ask::Scopes(scopes) => {
            let named = BTreeMap::from([(attempt.want.resource, scopes.clone())]);
            (named, BTreeMap::new())
        }
    };
    let ask = ConsentAsk { scopes, roles, organisation: Organisation::Offered };
    match beyond_role(&ask, facts) {
        None => Said::ask(
            Interaction::AdminConsent(ask),
            "an administrator opened the admin-consent link",
            "accept",
        ),
        Some(why) => {
            let (app, name) = named(attempt, facts);
            let because = consentry_model::NeedsAdmin::Always;
            Said::refuse(
                Refusal::AdminApprovalNeeded { app, name, because },
                why,
                "a Global Administrator opens the link",
            )
        }
    }
}

/// What the user's roles do not let him grant for everybody; nothing if they let him grant it all.
fn beyond_role(ask: &ConsentAsk, facts: &Facts) -> Option<String> {
    let rules = &facts.tenant.consent;
    let user = facts.user.as_ref().filter(|user| rules.lets_consent_for_all(&user.roles));
    let Some(user) = user else {
        return Some("no directory role of this user may consent for the organisation".to_owned());
    };
    let may = |permission: AskedPermission<'_>| {
        role_may(&user.roles, ConsentReach::Everybody, &permission, facts)
    };
    let beyond = listed_by_resource(&ask.scopes).find(|one| !may(described(*one, facts)));
    if let Some((_, scope)) = beyond {
        return Some(format!("{scope} is beyond the directory roles of this user"));
    }
    let beyond = listed_by_resource(&ask.roles).find(|one| !may(application_role(*one)));
    beyond.map(|(_, role)| {
        format!("the application permission {role} is beyond the directory roles of this user")
    })
}

/// What makes the application too risky for somebody without such roles to approve this, in words.
pub(crate) fn risk_of(ask: &ConsentAsk, facts: &Facts) -> Option<String> {
    risk(listed_by_resource(&ask.scopes), facts).map(|hindrance| deciding(&hindrance))
}

fn listed_by_resource(
    sets: &BTreeMap<AppId, ScopeSet>,
) -> impl Iterator<Item = (AppId, &ScopeValue)> {
    sets.iter().flat_map(|(resource, set)| set.iter().map(move |value| (*resource, value)))
}

/// Whether the user's roles let him grant all of this for everybody: the consent page of an
/// administrator, and a reviewer's approval.
pub fn may_grant_for_all(ask: &ConsentAsk, facts: &Facts) -> bool {
    beyond_role(ask, facts).is_none()
}

/// What somebody is asked for, by resource.
pub(crate) fn asked_by_resource(attempt: &Attempt, facts: &Facts) -> BTreeMap<AppId, ScopeSet> {
    by_resource(asked(attempt, facts))
}

fn static_list(facts: &Facts) -> (BTreeMap<AppId, ScopeSet>, BTreeMap<AppId, ScopeSet>) {
    let required =
        facts.application.as_ref().map(|app| app.required.as_slice()).unwrap_or_default();
    let (mut scopes, mut roles) = (BTreeMap::new(), BTreeMap::new());
    for entry in required {
        if !entry.scopes.is_empty() {
            scopes.insert(entry.resource, entry.scopes.clone());
        }
        if !entry.roles.is_empty() {
            roles.insert(entry.resource, entry.roles.clone());
        }
    }
    (scopes, roles)
}

fn required(attempt: &Attempt, facts: &Facts) -> Refusal {
    let (app, name) = named(attempt, facts);
    Refusal::ConsentRequired { app, name }
}

fn named(attempt: &Attempt, facts: &Facts) -> (AppId, String) {
    match &facts.application {
        Some(app) => (app.id, app.name.clone()),
        None => (attempt.app.unwrap_or(attempt.want.resource), String::new()),
    }
}
