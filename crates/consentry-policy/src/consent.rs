//! The consent gate: is it granted, and if not, who may grant it?
//!
//! The algorithm is `identity.md` §3.2, steps 4 to 7. OpenID Connect scopes are implied as soon
//! as the client has any consent that reaches the user; without one they are asked for.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AppId, DirectoryRole, PermissionKind, Protocol, Refusal, ScopeSet, ScopeValue, UserConsent,
    well_known,
};

use crate::{
    Allowed, Ask, Attempt, ConsentAsk, Door, Facts, Interaction, Organisation, Outcome, Proof,
    Renewal, Verdict,
    gate::{Said, opens_by_old_name},
};

/// Whether these roles may consent for all users. Application roles of Graph are beyond the two
/// application administrators (`identity.md` §3.4).
pub fn may_grant_for_all(
    roles: &BTreeSet<DirectoryRole>,
    app_roles: &BTreeMap<AppId, ScopeSet>,
) -> bool {
    use DirectoryRole as R;
    let holds = |role| roles.contains(&role);
    if holds(R::GlobalAdministrator) || holds(R::PrivilegedRoleAdministrator) {
        return true;
    }
    let of_graph = app_roles.get(&well_known::GRAPH).is_some_and(|asked| !asked.is_empty());
    !of_graph && (holds(R::ApplicationAdministrator) || holds(R::CloudApplicationAdministrator))
}

/// Judges the wanted permissions against the grants.
pub(crate) fn consent(attempt: &Attempt, facts: &Facts) -> Said {
    match attempt.door {
        Door::MailBasic(_) => Said::not_asked("a Basic login carries no permissions"),
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
    let wanted = wanted(attempt, facts);
    let missing = missing(&wanted, facts);
    if missing.is_empty() && !renews(attempt) {
        let scopes = facts.effective(attempt.want.resource);
        let decided_by = granted_by(facts, attempt.want.resource);
        return allow(
            Allowed { scopes, openid: attempt.want.openid.clone(), ..Allowed::default() },
            decided_by,
        );
    }
    if !attempt.door.shows_pages() {
        return Said::refuse(
            required(attempt, facts),
            format!("not granted: {}", listed(&missing)),
            "sign in on a page and consent, or have an administrator consent for everybody",
        );
    }
    ask(attempt, facts, if renews(attempt) { wanted } else { missing })
}

/// Asked to be asked again, where somebody can be asked. The page then shows everything that is
/// wanted, granted or not (`identity.md` §1.5).
fn renews(attempt: &Attempt) -> bool {
    attempt.renewal == Renewal::Consent && attempt.door.shows_pages()
}

fn ask(attempt: &Attempt, facts: &Facts, scopes: BTreeMap<AppId, ScopeSet>) -> Said {
    let nobody = BTreeSet::new();
    let roles = facts.user.as_ref().map_or(&nobody, |user| &user.roles);
    let organisation = if roles.contains(&DirectoryRole::GlobalAdministrator) {
        Organisation::Offered
    } else {
        Organisation::NotOffered
    };
    let admin_only = admin_only(&scopes, facts);
    let hindrance = if let Some(scope) = admin_only {
        Some((
            format!("{scope} is a permission that only an administrator can grant"),
            "an administrator consents",
        ))
    } else if facts.principal.as_ref().is_some_and(|p| p.assignment_required.is_on()) {
        Some((
            "assignment required = yes: only admin consent counts".to_owned(),
            "an administrator consents, or turns the requirement off",
        ))
    } else if facts.tenant.user_consent == UserConsent::Off {
        Some((
            "tenant setting user-consent = off".to_owned(),
            "an administrator consents, or lets users consent (`consentry tenant set --users-may-consent yes`)",
        ))
    } else {
        None
    };
    let interaction = Interaction::Consent(ConsentAsk {
        scopes: scopes.clone(),
        roles: BTreeMap::new(),
        organisation,
    });
    match hindrance {
        None => Said::ask(
            interaction,
            format!("not granted: {}; tenant setting user-consent = on", listed(&scopes)),
            "accept, or have an administrator consent",
        ),
        Some((why, _)) if may_grant_for_all(roles, &BTreeMap::new()) => {
            Said::ask(interaction, format!("{why}; this administrator may"), "accept")
        }
        Some((why, remedy)) => Said::refuse(approval(attempt, facts), why, remedy),
    }
}

/// The admin flow: all static permissions, or the named ones (`identity.md` §1.5, §1.6).
fn for_organisation(attempt: &Attempt, facts: &Facts) -> Said {
    let (scopes, app_roles) = match &attempt.want.ask {
        Ask::Static => static_list(facts),
        Ask::Scopes(scopes) => {
            let named = BTreeMap::from([(attempt.want.resource, scopes.clone())]);
            (named, BTreeMap::new())
        }
    };
    let may = facts.user.as_ref().is_some_and(|user| may_grant_for_all(&user.roles, &app_roles));
    if !may {
        return Said::refuse(
            approval(attempt, facts),
            "no directory role of this user may consent for the organisation",
            "a Global Administrator opens the link",
        );
    }
    Said {
        verdict: Verdict::Ask,
        ..Said::ask(
            Interaction::AdminConsent(ConsentAsk {
                scopes,
                roles: app_roles,
                organisation: Organisation::Offered,
            }),
            "an administrator opened the admin-consent link",
            "accept",
        )
    }
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

/// What has to be granted for this attempt. A static request is content with any one granted
/// permission of the resource (`identity.md` §3.2).
fn wanted(attempt: &Attempt, facts: &Facts) -> BTreeMap<AppId, ScopeSet> {
    let mut wanted = match &attempt.want.ask {
        Ask::Static => {
            let silent = !renews(attempt) && !facts.effective(attempt.want.resource).is_empty();
            if silent { BTreeMap::new() } else { static_list(facts).0 }
        }
        Ask::Scopes(scopes) if scopes.is_empty() => BTreeMap::new(),
        Ask::Scopes(scopes) => BTreeMap::from([(attempt.want.resource, scopes.clone())]),
    };
    let first_time = facts.grants.is_empty() || renews(attempt);
    if first_time && !attempt.want.openid.is_empty() {
        let graph: &mut ScopeSet = wanted.entry(well_known::GRAPH).or_default();
        graph.extend(&attempt.want.openid);
    }
    wanted
}

fn missing(wanted: &BTreeMap<AppId, ScopeSet>, facts: &Facts) -> BTreeMap<AppId, ScopeSet> {
    wanted
        .iter()
        .map(|(resource, scopes)| (*resource, scopes.without(&facts.effective(*resource))))
        .filter(|(_, scopes)| !scopes.is_empty())
        .collect()
}

/// The first permission in the list that only an administrator can grant. A permission that the
/// resource does not expose counts as one: nobody said that users may grant it.
fn admin_only<'a>(scopes: &'a BTreeMap<AppId, ScopeSet>, facts: &Facts) -> Option<&'a ScopeValue> {
    scopes
        .iter()
        .flat_map(|(resource, set)| set.iter().map(move |scope| (*resource, scope)))
        .find_map(|(resource, scope)| {
            let kind = facts
                .resource(resource)
                .and_then(|r| {
                    r.permissions
                        .iter()
                        .find(|p| p.value.as_str().eq_ignore_ascii_case(scope.as_str()))
                })
                .map(|permission| permission.kind);
            (kind != Some(PermissionKind::User) && !scope.is_openid()).then_some(scope)
        })
}

fn granted_by(facts: &Facts, resource: AppId) -> String {
    let reaches: Vec<&str> = facts
        .grants
        .iter()
        .filter(|grant| grant.resource == resource)
        .map(|grant| match grant.reach {
            crate::GrantReach::Tenant => "an administrator for all users",
            crate::GrantReach::User => "the user",
        })
        .collect();
    if reaches.is_empty() {
        "nothing has to be granted".to_owned()
    } else {
        format!("granted by {}", reaches.join(" and "))
    }
}

fn listed(scopes: &BTreeMap<AppId, ScopeSet>) -> String {
    let parts: Vec<String> = scopes.values().map(ToString::to_string).collect();
    parts.join(" ")
}

fn required(attempt: &Attempt, facts: &Facts) -> Refusal {
    let (app, name) = named(attempt, facts);
    Refusal::ConsentRequired { app, name }
}

fn approval(attempt: &Attempt, facts: &Facts) -> Refusal {
    let (app, name) = named(attempt, facts);
    Refusal::AdminApprovalNeeded { app, name }
}

fn named(attempt: &Attempt, facts: &Facts) -> (AppId, String) {
    match &facts.application {
        Some(app) => (app.id, app.name.clone()),
        None => (attempt.app.unwrap_or(attempt.want.resource), String::new()),
    }
}
