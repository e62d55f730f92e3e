//! Consent by users: silent, asked, refused.

use std::collections::BTreeMap;

use super::*;
use crate::Organisation;

fn page(scopes_by_resource: &[(AppId, &str)]) -> Outcome {
    let entries = scopes_by_resource.iter().map(|(resource, values)| (*resource, scopes(values)));
    Outcome::Interact(Interaction::Consent(ConsentAsk {
        scopes: entries.collect(),
        roles: BTreeMap::new(),
        organisation: Organisation::NotOffered,
    }))
}

/// The whole static list, and who the user is.
fn first_page() -> Outcome {
    page(&[(well_known::EXCHANGE, BOTH), (well_known::GRAPH, "User.Read openid profile")])
}

fn by_user(values: &str) -> Facts {
    granting(facts(), &[(well_known::EXCHANGE, GrantReach::User, values)])
}

fn on_graph(facts: Facts, named: &str) -> (Attempt, Facts) {
    let resource = well_known::GRAPH;
    let want = Want { resource, ..asking(Door::Authorize, named).want };
    (Attempt { want, ..attempt() }, facts)
}

#[test]
fn a_static_request_is_content_with_one_granted_permission() {
    let both = granting(
        facts(),
        &[
            (well_known::EXCHANGE, GrantReach::Tenant, EAS),
            (well_known::EXCHANGE, GrantReach::User, "EWS.AccessAsUser.All"),
        ],
    );
    let elsewhere = granting(facts(), &[(well_known::GRAPH, GrantReach::User, "User.Read")]);
    let empty = granting(facts(), &[(well_known::EXCHANGE, GrantReach::Tenant, "")]);
    table(vec![
        ("nothing granted: everything is asked", attempt(), facts(), first_page(), Gate::Consent),
        ("one, for all", attempt(), granted(EAS), allowed(EAS), Gate::Consent),
        ("one, his own", attempt(), by_user(EAS), allowed(EAS), Gate::Consent),
        ("both together", attempt(), both, allowed(BOTH), Gate::Consent),
        (
            "at another resource: the rest is asked",
            attempt(),
            elsewhere,
            page(&[(well_known::EXCHANGE, BOTH)]),
            Gate::Consent,
        ),
        (
            "an empty grant is none of this resource",
            attempt(),
            empty,
            page(&[(well_known::EXCHANGE, BOTH), (well_known::GRAPH, "User.Read")]),
            Gate::Consent,
        ),
        ("on prompt=none, silent too", at(Door::Silent), granted(EAS), allowed(EAS), Gate::Consent),
    ]);
}

#[test]
fn named_permissions_are_asked_for_as_far_as_they_are_missing() {
    let (read, graph) = on_graph(granted(EAS), "User.Read");
    table(vec![
        ("granted", asking(Door::Authorize, EAS), granted(EAS), allowed(EAS), Gate::Consent),
        (
            "the token carries all that is granted",
            asking(Door::Authorize, EAS),
            granted(BOTH),
            allowed(BOTH),
            Gate::Consent,
        ),
        (
            "letter case does not matter",
            asking(Door::Authorize, "eas.accessasuser.all"),
            granted(EAS),
            allowed(EAS),
            Gate::Consent,
        ),
        (
            "one of two is missing",
            asking(Door::Authorize, BOTH),
            granted(EAS),
            page(&[(well_known::EXCHANGE, "EWS.AccessAsUser.All")]),
            Gate::Consent,
        ),
        (
            "at another resource",
            read,
            graph,
            page(&[(well_known::GRAPH, "User.Read")]),
            Gate::Consent,
        ),
        (
            "first time: who he is, too",
            asking(Door::Authorize, EAS),
            facts(),
            page(&[(well_known::EXCHANGE, EAS), (well_known::GRAPH, "openid profile")]),
            Gate::Consent,
        ),
    ]);
}

/// What Exchange lets the client have without anybody's consent.
fn pre_authorized(facts: Facts, values: &str) -> Facts {
    let mut facts = facts;
    for resource in &mut facts.resources {
        if resource.id == well_known::EXCHANGE {
            resource.pre_authorized = scopes(values);
        }
    }
    facts
}

#[test]
fn what_a_resource_pre_authorised_is_nobodys_consent() {
    let rest = [
        (well_known::EXCHANGE, "EWS.AccessAsUser.All"),
        (well_known::GRAPH, "User.Read openid profile"),
    ];
    let plain = |named| {
        let attempt = asking(Door::Authorize, named);
        Attempt { want: Want { openid: ScopeSet::new(), ..attempt.want }, ..attempt }
    };
    let just = |values| Outcome::Allow(Allowed { scopes: scopes(values), ..Allowed::default() });
    let off = || users_may_not_consent(pre_authorized(facts(), EAS));
    table(vec![
        (
            "static: the rest is asked",
            attempt(),
            pre_authorized(facts(), EAS),
            page(&rest),
            Gate::Consent,
        ),
        (
            "a054 it tells nobody who the user is",
            attempt(),
            off(),
            approval_needed(),
            Gate::Consent,
        ),
        ("a054 nor silently", at(Door::Silent), off(), consent_required(), Gate::Consent),
        ("named, and nothing else: silent", plain(EAS), off(), just(EAS), Gate::Consent),
        ("named, another too", plain(BOTH), off(), approval_needed(), Gate::Consent),
        (
            "beside a consent",
            attempt(),
            pre_authorized(by_user("EWS.AccessAsUser.All"), EAS),
            allowed(BOTH),
            Gate::Consent,
        ),
    ]);
}

#[test]
fn openid_scopes_are_implied_by_any_consent() {
    let sign_in = || asking(Door::Authorize, "");
    table(vec![
        (
            "nothing granted",
            sign_in(),
            facts(),
            page(&[(well_known::GRAPH, "openid profile")]),
            Gate::Consent,
        ),
        ("any consent of his", sign_in(), by_user(EAS), allowed(EAS), Gate::Consent),
        ("any consent for all", sign_in(), granted(EAS), allowed(EAS), Gate::Consent),
        (
            "users may not consent, nothing granted",
            sign_in(),
            users_may_not_consent(facts()),
            approval_needed(),
            Gate::Consent,
        ),
    ]);
}

#[test]
fn prompt_consent_shows_everything_again() {
    let again = |attempt| Attempt { renewal: Renewal::Consent, ..attempt };
    table(vec![
        ("static, all granted", again(attempt()), granted(BOTH), first_page(), Gate::Consent),
        ("static, some granted", again(attempt()), granted(EAS), first_page(), Gate::Consent),
        (
            "named, some granted",
            again(asking(Door::Authorize, BOTH)),
            granted(EAS),
            page(&[(well_known::EXCHANGE, BOTH), (well_known::GRAPH, "openid profile")]),
            Gate::Consent,
        ),
        (
            "a user who may not consent needs an administrator, though one has consented",
            again(attempt()),
            users_may_not_consent(granted(BOTH)),
            approval_needed(),
            Gate::Consent,
        ),
        (
            "means nothing where no page is",
            again(at(Door::Silent)),
            granted(EAS),
            allowed(EAS),
            Gate::Consent,
        ),
        (
            "nor at the token endpoint",
            again(proving(Door::CodeGrant, Proof::Grant { issued_at: SIGNED_IN_AT })),
            granted(EAS),
            allowed(EAS),
            Gate::Consent,
        ),
    ]);
}

#[test]
fn without_a_page_missing_consent_is_refused() {
    let grant = Proof::Grant { issued_at: SIGNED_IN_AT };
    let mut rows = Vec::new();
    for (name, attempt) in [
        ("prompt=none", at(Door::Silent)),
        ("BI-120 password grant", proving(Door::PasswordGrant, Proof::Password)),
        ("code", proving(Door::CodeGrant, grant.clone())),
        ("BI-094 refresh after revocation", proving(Door::RefreshGrant, grant.clone())),
    ] {
        rows.push((name, attempt.clone(), facts(), consent_required(), Gate::Consent));
        let off = users_may_not_consent(facts());
        rows.push((name, attempt.clone(), off, consent_required(), Gate::Consent));
        rows.push((name, attempt, granted(BOTH), allowed(BOTH), Gate::Consent));
    }
    let more = Attempt { proof: grant, ..asking(Door::RefreshGrant, BOTH) };
    rows.push(("BI-089 refresh for more", more, granted(EAS), consent_required(), Gate::Consent));
    table(rows);
}

#[test]
fn what_users_may_not_consent_to() {
    let ask = |facts: Facts, named: &str| on_graph(facts, named);
    let (admin_only, here) = ask(by_user(EAS), "Directory.Read.All");
    let (mixed, _) = ask(facts(), "User.Read Directory.Read.All");
    let (unknown, _) = ask(facts(), "Nobody.Exposes.This");
    let granted_by_admin =
        granting(facts(), &[(well_known::GRAPH, GrantReach::Tenant, "Directory.Read.All")]);
    let assigned = Facts { assignment: Assignment::Assigned, ..assignment_required(facts()) };
    let assigned_and_granted =
        Facts { assignment: Assignment::Assigned, ..assignment_required(granted(EAS)) };
    table(vec![
        (
            "user consent off",
            attempt(),
            users_may_not_consent(facts()),
            approval_needed(),
            Gate::Consent,
        ),
        (
            "user consent off, granted for all",
            attempt(),
            users_may_not_consent(granted(EAS)),
            allowed(EAS),
            Gate::Consent,
        ),
        (
            "user consent off, one of two missing",
            asking(Door::Authorize, BOTH),
            users_may_not_consent(granted(EAS)),
            approval_needed(),
            Gate::Consent,
        ),
        ("an admin's permission", admin_only.clone(), here, approval_needed(), Gate::Consent),
        ("one of them", mixed, facts(), approval_needed(), Gate::Consent),
        (
            "granted by an admin",
            admin_only,
            granted_by_admin,
            allowed("Directory.Read.All"),
            Gate::Consent,
        ),
        ("a permission that nobody exposes", unknown, facts(), approval_needed(), Gate::Consent),
        (
            "ruling 28: assignment required, though assigned",
            attempt(),
            assigned,
            approval_needed(),
            Gate::Consent,
        ),
        (
            "ruling 28: an administrator has consented",
            attempt(),
            assigned_and_granted,
            allowed(EAS),
            Gate::Consent,
        ),
    ]);
}

#[test]
fn a_resource_that_calls_a_permission_email_is_not_graph() {
    let of = |kind| {
        let mut facts = granted(EAS);
        facts.resources[0] = exposing(well_known::EXCHANGE, &[(EAS, User), ("email", kind)]);
        facts
    };
    let email = || asking(Door::Authorize, "email");
    let shown = page(&[(well_known::EXCHANGE, "email")]);
    table(vec![
        ("admin-only", email(), of(Admin), approval_needed(), Gate::Consent),
        ("anybody's", email(), of(User), shown, Gate::Consent),
        ("nobody's", email(), granted(EAS), approval_needed(), Gate::Consent),
    ]);
}

#[test]
fn a_basic_login_needs_no_consent() {
    table(vec![(
        "nothing granted, users may not consent",
        basic(Protocol::Eas, Proof::Password),
        basic_allowed(users_may_not_consent(facts())),
        Outcome::Allow(Allowed::default()),
        Gate::Consent,
    )]);
}
