//! Step 8: what an acceptance leads to. The grants are written elsewhere; here they are what a page
//! asked for.

use super::*;

/// The facts after somebody accepted what the page asked for.
fn accepting(attempt: &Attempt, facts: Facts, reach: GrantReach) -> Facts {
    let outcome = evaluate(attempt, &facts).outcome;
    let mut facts = facts;
    for (resource, scopes) in asked(&outcome).scopes.clone() {
        facts.grants.push(GrantFacts { resource, reach, scopes });
    }
    facts
}

#[test]
fn after_an_acceptance_the_sign_in_is_silent() {
    let ews = || asking(Door::Authorize, BOTH);
    let one = || asking(Door::Authorize, EAS);
    cases([
        ("for himself", attempt(), accepting(&attempt(), facts(), Own), "silent"),
        ("named", one(), accepting(&one(), facts(), Own), "silent"),
        ("one more later", ews(), accepting(&ews(), by_user(EAS), Own), "silent"),
        ("one more, not accepted", ews(), accepting(&one(), facts(), Own), "prompt"),
        ("without a page", at(Door::Silent), accepting(&attempt(), facts(), Own), "silent"),
        (
            "asked again, all the same",
            again(attempt()),
            accepting(&attempt(), facts(), Own),
            "prompt",
        ),
    ]);
}

#[test]
fn after_admin_consent_users_see_no_dialog() {
    let admin = || held_by(R::GlobalAdministrator, users_may_not_consent(facts()));
    let accepted = || {
        let facts = accepting(&at(Door::AdminConsent), admin(), ForAll);
        Facts { user: Some(adele()), ..facts }
    };
    let young_one = || {
        let facts = accepting(&at(Door::AdminConsent), young(admin(), 1), ForAll);
        Facts { user: Some(adele()), ..facts }
    };
    let by_check_box = || {
        let facts = accepting(&attempt(), admin(), ForAll);
        Facts { user: Some(adele()), ..facts }
    };
    cases([
        ("before", attempt(), Facts { user: Some(adele()), ..admin() }, "90094"),
        ("a member", attempt(), accepted(), "silent"),
        ("a guest", attempt(), guest(accepted()), "silent"),
        ("where assignment is required", attempt(), assigned(accepted()), "silent"),
        ("not on the list", attempt(), assignment_required(accepted()), "50105"),
        ("a young application", attempt(), young_one(), "silent"),
        ("by the check box", attempt(), by_check_box(), "silent"),
        (
            "what the list does not name",
            on_graph(Door::Authorize, "Mail.Read"),
            accepted(),
            "90094",
        ),
    ]);
}
