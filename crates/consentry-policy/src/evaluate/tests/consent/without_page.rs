//! Step 5: where no page can be shown, what is missing is refused with 65001, whoever could grant
//! it; what is granted is enough.

use super::*;

/// The doors of users without a page, with a static and a named request.
fn doors() -> [(&'static str, Attempt); 4] {
    [
        ("prompt=none", at(Door::Silent)),
        ("password grant", proving(Door::PasswordGrant, Proof::Password)),
        ("code", redeeming(Door::CodeGrant)),
        ("refresh", redeeming(Door::RefreshGrant)),
    ]
}

fn naming(attempt: &Attempt, values: &str) -> Attempt {
    let want = Want { ask: Ask::Scopes(scopes(values)), ..attempt.want.clone() };
    Attempt { want, ..attempt.clone() }
}

#[test]
fn without_a_page_missing_consent_is_refused() {
    let mut rows = Vec::new();
    for (name, attempt) in doors() {
        rows.push((name, attempt.clone(), facts(), consent_required(), Gate::Consent));
        let off = users_may_not_consent(facts());
        rows.push((name, attempt.clone(), off, consent_required(), Gate::Consent));
        rows.push((name, attempt.clone(), granted(BOTH), allowed(BOTH), Gate::Consent));
    }
    let more = naming(&redeeming(Door::RefreshGrant), BOTH);
    rows.push(("BI-089 refresh for more", more, granted(EAS), consent_required(), Gate::Consent));
    let ropc = proving(Door::PasswordGrant, Proof::Password);
    rows.push(("BI-120", ropc, facts(), consent_required(), Gate::Consent));
    let refresh = redeeming(Door::RefreshGrant);
    rows.push(("BI-094 revoked", refresh, facts(), consent_required(), Gate::Consent));
    table(rows);
}

#[test]
fn a_static_request_by_what_is_granted() {
    for (door, attempt) in doors() {
        let rows = [
            ("nothing", facts(), "65001"),
            ("his own", by_user(EAS), "silent"),
            ("for all", granted(EAS), "silent"),
            ("both", granting(facts(), &[(EXCHANGE, ForAll, EAS), (EXCHANGE, Own, EWS)]), "silent"),
            ("another resource", granting(facts(), &[(GRAPH, ForAll, "User.Read")]), "65001"),
            ("pre-authorised in part", pre_authorized(facts(), EXCHANGE, EAS), "65001"),
            ("a Global Administrator", holding(R::GlobalAdministrator), "65001"),
            ("workflow", choosing(ConsentChoice::Off).with_workflow().over(facts()), "65001"),
            ("user consent off", users_may_not_consent(by_user(EAS)), "silent"),
            ("assignment required", assigned(granted(EAS)), "silent"),
            ("assignment required, nothing granted", assigned(facts()), "65001"),
            ("not assigned", assignment_required(granted(EAS)), "50105"),
            ("a guest", guest(granted(EAS)), "silent"),
            ("young", young(by_user(EAS), 0), "silent"),
            ("young, nothing granted", young(facts(), 0), "65001"),
            ("looks like another", look_alike(by_user(EAS)), "silent"),
        ];
        for (name, facts, want) in rows {
            let outcome = evaluate(&attempt, &facts).outcome;
            assert_eq!(said(&outcome), want, "{door}, {name}");
            let outcome = evaluate(&again(attempt.clone()), &facts).outcome;
            assert_eq!(said(&outcome), want, "{door}, {name}: prompt=consent means nothing");
        }
    }
}

#[test]
fn named_permissions_by_what_is_granted() {
    for (door, attempt) in doors() {
        for (name, wanted, facts, want) in [
            ("his own", EAS, by_user(EAS), "silent"),
            ("for all", EAS, granted(EAS), "silent"),
            ("one of two", BOTH, granted(EAS), "65001"),
            ("one by each", BOTH, granting(by_user(EAS), &[(EXCHANGE, ForAll, BOTH)]), "silent"),
            (
                "pre-authorised, and consent",
                BOTH,
                pre_authorized(by_user(EAS), EXCHANGE, EWS),
                "silent",
            ),
            ("only who he is, nothing granted", "", facts(), "65001"),
            ("only who he is, anything granted", "", granted(EAS), "silent"),
            ("admin-only, granted", "Exchange.Manage", granted("Exchange.Manage"), "silent"),
            ("admin-only", "Exchange.Manage", granted(EAS), "65001"),
            ("nobody's", "Nobody.Exposes.This", granted(EAS), "65001"),
        ] {
            let outcome = evaluate(&naming(&attempt, wanted), &facts).outcome;
            assert_eq!(said(&outcome), want, "{door}, {name}");
        }
    }
}

#[test]
fn a_mail_request_needs_a_grant_and_no_policy() {
    let eas = || bearing(Protocol::Eas, EAS);
    let off = || choosing(ConsentChoice::Off).with_workflow();
    cases([
        ("granted for all", eas(), granted(EAS), "silent"),
        ("by himself", eas(), by_user(EAS), "silent"),
        ("pre-authorised", eas(), pre_authorized(facts(), EXCHANGE, EAS), "silent"),
        ("pre-authorised for another", eas(), pre_authorized(facts(), EXCHANGE, EWS), "65001"),
        ("user consent off since", eas(), off().over(by_user(EAS)), "silent"),
        ("revoked: no request either", eas(), off().over(facts()), "65001"),
        ("a guest", eas(), guest(by_user(EAS)), "silent"),
        ("young", eas(), young(by_user(EAS), 0), "silent"),
        ("assigned", eas(), assigned(granted(EAS)), "silent"),
        ("not assigned any more", eas(), assignment_required(granted(EAS)), "50105"),
        ("a Global Administrator, revoked", eas(), holding(R::GlobalAdministrator), "65001"),
    ]);
}
