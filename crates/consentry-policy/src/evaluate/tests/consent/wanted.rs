//! Step 4: what is wanted, what of it is missing, and the silent sign-in.

use super::*;

fn graph(named: &str) -> Attempt {
    on_graph(Door::Authorize, named)
}

fn with_exchange(grants: &[(GrantReach, &str)]) -> Facts {
    let grants: Vec<_> = grants.iter().map(|(reach, values)| (EXCHANGE, *reach, *values)).collect();
    granting(facts(), &grants)
}

#[test]
fn a_static_request_is_content_with_one_granted_permission() {
    let both = with_exchange(&[(ForAll, EAS), (Own, EWS)]);
    let elsewhere = granting(facts(), &[(GRAPH, Own, "User.Read")]);
    let empty = with_exchange(&[(ForAll, "")]);
    let other = with_exchange(&[(Own, "SMTP.Send")]);
    let rest = [(EXCHANGE, BOTH), (GRAPH, "User.Read")];
    table(vec![
        ("nothing granted: everything is asked", attempt(), facts(), first_page(), Gate::Consent),
        ("one, for all", attempt(), granted(EAS), allowed(EAS), Gate::Consent),
        ("one, his own", attempt(), by_user(EAS), allowed(EAS), Gate::Consent),
        ("one that the list does not name", attempt(), other, allowed("SMTP.Send"), Gate::Consent),
        ("both together", attempt(), both, allowed(BOTH), Gate::Consent),
        ("elsewhere: the rest is asked", attempt(), elsewhere, page(&rest[..1]), Gate::Consent),
        ("an empty grant is none of this resource", attempt(), empty, page(&rest), Gate::Consent),
        ("prompt=none, silent too", at(Door::Silent), granted(EAS), allowed(EAS), Gate::Consent),
    ]);
}

#[test]
fn an_empty_static_list_asks_who_the_user_is_or_nothing() {
    let empty = || app(facts(), |app| app.required.clear());
    let nothing = || Outcome::Allow(Allowed::default());
    let plain = || without_openid(attempt());
    let who = page(&[(GRAPH, "openid profile")]);
    table(vec![
        ("who he is", attempt(), empty(), who, Gate::Consent),
        ("nothing", plain(), empty(), nothing(), Gate::Consent),
        ("nothing, asked again", again(plain()), empty(), nothing(), Gate::Consent),
    ]);
}

#[test]
fn named_permissions_are_asked_for_as_far_as_they_are_missing() {
    let named = |values| asking(Door::Authorize, values);
    let both = with_exchange(&[(ForAll, EAS), (Own, EWS)]);
    let lower = "eas.accessasuser.all";
    let ews = [(EXCHANGE, EWS)];
    let read = [(GRAPH, "User.Read")];
    let first = page(&[(EXCHANGE, EAS), (GRAPH, "openid profile")]);
    let only_eas = page(&[(EXCHANGE, EAS)]);
    let mail_too = page(&[(GRAPH, "Mail.Read")]);
    let has_read = || granting(facts(), &[(GRAPH, Own, "User.Read")]);
    table(vec![
        ("granted for all", named(EAS), granted(EAS), allowed(EAS), Gate::Consent),
        ("granted by himself", named(EAS), by_user(EAS), allowed(EAS), Gate::Consent),
        ("one by each", named(BOTH), both, allowed(BOTH), Gate::Consent),
        ("the token carries all", named(EAS), granted(BOTH), allowed(BOTH), Gate::Consent),
        ("letter case does not matter", named(lower), granted(EAS), allowed(EAS), Gate::Consent),
        ("one of two is missing", named(BOTH), granted(EAS), page(&ews), Gate::Consent),
        ("the other of two", named(BOTH), by_user(EWS), only_eas, Gate::Consent),
        ("at another resource", graph("User.Read"), granted(EAS), page(&read), Gate::Consent),
        ("first time: who he is, too", named(EAS), facts(), first, Gate::Consent),
        ("one more later", graph("User.Read Mail.Read"), has_read(), mail_too, Gate::Consent),
    ]);
}

#[test]
fn a_namesake_at_another_resource_is_another_permission() {
    let of_graph = || granting(facts(), &[(GRAPH, ForAll, "User.Read")]);
    cases([
        ("granted here", graph("User.Read"), of_graph(), "silent"),
        ("granted there", asking(Door::Authorize, "User.Read"), of_graph(), "prompt"),
        ("granted there, without a page", asking(Door::Silent, "User.Read"), of_graph(), "65001"),
    ]);
}

#[test]
fn what_a_resource_pre_authorised_is_nobodys_consent() {
    let trusted = |values| pre_authorized(facts(), EXCHANGE, values);
    let off = |values| users_may_not_consent(trusted(values));
    let plain = |values| without_openid(asking(Door::Authorize, values));
    let rest = [(EXCHANGE, EWS), (GRAPH, "User.Read openid profile")];
    let on_graph = page(&rest[1..]);
    let just = |values| Outcome::Allow(Allowed { scopes: scopes(values), ..Allowed::default() });
    let consented = pre_authorized(by_user(EWS), EXCHANGE, EAS);
    table(vec![
        ("static, some: the rest is asked", attempt(), trusted(EAS), page(&rest), Gate::Consent),
        ("static, all of it: the others'", attempt(), trusted(BOTH), on_graph, Gate::Consent),
        ("a054 it tells nobody who he is", attempt(), off(EAS), approval_needed(), Gate::Consent),
        ("a054 nor silently", at(Door::Silent), off(EAS), consent_required(), Gate::Consent),
        ("named, and nothing else: silent", plain(EAS), off(EAS), just(EAS), Gate::Consent),
        ("named, all: silent", plain(BOTH), off(BOTH), just(BOTH), Gate::Consent),
        ("named, another too", plain(BOTH), off(EAS), approval_needed(), Gate::Consent),
        ("beside a consent", attempt(), consented, allowed(BOTH), Gate::Consent),
    ]);
}

#[test]
fn openid_scopes_are_implied_by_any_consent() {
    let sign_in = || asking(Door::Authorize, "");
    let elsewhere = granting(facts(), &[(GRAPH, Own, "User.Read")]);
    let who = page(&[(GRAPH, "openid profile")]);
    let off = users_may_not_consent(facts());
    let empty = Outcome::Allow(Allowed { openid: attempt().want.openid, ..Allowed::default() });
    table(vec![
        ("nothing granted", sign_in(), facts(), who, Gate::Consent),
        ("any consent of his", sign_in(), by_user(EAS), allowed(EAS), Gate::Consent),
        ("any consent for all", sign_in(), granted(EAS), allowed(EAS), Gate::Consent),
        ("at any resource", sign_in(), elsewhere, empty, Gate::Consent),
        ("users may not consent", sign_in(), off, approval_needed(), Gate::Consent),
    ]);
}

#[test]
fn prompt_consent_shows_everything_again() {
    let named = again(asking(Door::Authorize, BOTH));
    let shown = page(&[(EXCHANGE, BOTH), (GRAPH, "openid profile")]);
    let all = granting(facts(), &[(EXCHANGE, Own, BOTH), (GRAPH, Own, "User.Read")]);
    let off = users_may_not_consent(granted(BOTH));
    let silent = again(at(Door::Silent));
    let code = again(redeeming(Door::CodeGrant));
    table(vec![
        ("static, all granted", again(attempt()), all, first_page(), Gate::Consent),
        (
            "static, one resource granted",
            again(attempt()),
            granted(BOTH),
            first_page(),
            Gate::Consent,
        ),
        ("static, some granted", again(attempt()), granted(EAS), first_page(), Gate::Consent),
        ("named, some granted", named, granted(EAS), shown, Gate::Consent),
        (
            "a user who may not consent needs an administrator, though one has consented",
            again(attempt()),
            off,
            approval_needed(),
            Gate::Consent,
        ),
        ("means nothing where no page is", silent, granted(EAS), allowed(EAS), Gate::Consent),
        ("nor at the token endpoint", code, granted(EAS), allowed(EAS), Gate::Consent),
    ]);
}

#[test]
fn consents_given_before_stay_whatever_is_set_later() {
    let low = || choosing(ConsentChoice::LowImpact);
    let rows: Vec<Case> = vec![
        ("user consent off", attempt(), users_may_not_consent(by_user(EAS)), "silent"),
        ("off, for all", attempt(), users_may_not_consent(granted(EAS)), "silent"),
        ("low impact, nothing classified", attempt(), low().over(by_user(EAS)), "silent"),
        ("low impact, unverified", attempt(), low().over(unverified(by_user(EAS))), "silent"),
        ("assignment required since", attempt(), assigned(by_user(EAS)), "silent"),
        ("assignment required, for all", attempt(), assigned(granted(EAS)), "silent"),
        ("a guest since", attempt(), guest(by_user(EAS)), "silent"),
        ("a guest, for all", attempt(), guest(granted(EAS)), "silent"),
        ("young", attempt(), young(by_user(EAS), 1), "silent"),
        ("looks like another", attempt(), look_alike(granted(EAS)), "silent"),
        ("roles in the list since", attempt(), listing_roles(by_user(EAS), GRAPH, "X"), "silent"),
        (
            "admin-only, for all",
            graph("Directory.Read.All"),
            granting(facts(), &[(GRAPH, ForAll, "Directory.Read.All")]),
            "silent",
        ),
        (
            "off, one of two missing",
            asking(Door::Authorize, BOTH),
            users_may_not_consent(granted(EAS)),
            "90094",
        ),
        (
            "the workflow changes nothing",
            attempt(),
            choosing(ConsentChoice::Off).with_workflow().over(by_user(EAS)),
            "silent",
        ),
    ];
    cases(rows);
}
