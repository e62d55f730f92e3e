//! Step 7: the need for an administrator, by which code it is told, and what a request for
//! approval holds.

use super::*;

/// Each kind of rule that asks for an administrator: a choice of the tenant, an attempt, facts, and
/// the codes without and with the workflow.
fn hindrances() -> [(&'static str, ConsentChoice, Attempt, Facts, &'static str, &'static str); 9] {
    use ConsentChoice::{All, LowImpact, Off};
    let directory = on_graph(Door::Authorize, "Directory.Read.All");
    let with_roles = listing_roles(facts(), GRAPH, "Directory.Read.All");
    [
        ("admin-only", All, directory, facts(), "90094", "request 90095"),
        ("application roles", All, attempt(), with_roles, "90094", "request 90095"),
        ("assignment required", All, attempt(), assigned(facts()), "90094", "request 90095"),
        ("guest", All, attempt(), guest(facts()), "90094", "request 90095"),
        ("user consent off", Off, attempt(), facts(), "90094", "request 90095"),
        ("policy", LowImpact, attempt(), facts(), "90093", "request 90095"),
        ("policy, publisher", LowImpact, attempt(), unverified(facts()), "90093", "request 90095"),
        ("look-alike", All, attempt(), look_alike(facts()), "900941", "request 900981"),
        ("young", All, attempt(), young(facts(), 1), "900941", "request 900981"),
    ]
}

#[test]
fn by_which_code_it_is_told() {
    for (name, choice, attempt, facts, page, form) in hindrances() {
        let rows = [
            (name, attempt.clone(), choosing(choice).over(facts.clone()), page),
            (name, attempt.clone(), choosing(choice).with_workflow().over(facts.clone()), form),
            // Where no page is, neither is a form.
            (
                name,
                Attempt { door: Door::Silent, ..attempt.clone() },
                { choosing(choice).with_workflow().over(facts.clone()) },
                "65001",
            ),
            // Ruling 26: the admin flow shows no form.
            (
                name,
                Attempt { door: Door::AdminConsent, ..attempt },
                { choosing(choice).with_workflow().over(facts) },
                "90094",
            ),
        ];
        cases(rows);
    }
}

#[test]
fn a_page_names_the_application_and_a_way_out() {
    for (name, choice, attempt, facts, ..) in hindrances() {
        let facts = choosing(choice).over(facts);
        let evaluation = evaluate(&attempt, &facts);
        let app = facts.application.unwrap();
        let Outcome::Refuse(Refusal::AdminApprovalNeeded { app: id, name: called, .. }) =
            evaluation.outcome
        else {
            panic!("{name}: {:?}", evaluation.outcome);
        };
        assert_eq!((id, called), (app.id, app.name), "{name}");
        let line = evaluation.trace.last().unwrap();
        assert!(line.remedy.contains("an administrator consents"), "{name}: {}", line.remedy);
    }
}

#[test]
fn a_command_that_helps_is_whole() {
    let facts = choosing(ConsentChoice::LowImpact).over(facts());
    for (attempt, resource) in
        [(attempt(), "exchange"), (on_graph(Door::Authorize, "Mail.Read"), "graph")]
    {
        let evaluation = evaluate(&without_openid(attempt.clone()), &facts);
        let line = evaluation.trace.last().unwrap();
        let command = format!("`consentry policy classify --resource {resource} --scopes ");
        assert!(line.remedy.contains(&command), "{}", line.remedy);
        assert!(line.remedy.ends_with(" --impact low`)"), "{}", line.remedy);
    }
}

fn requested(attempt: &Attempt, facts: Facts) -> ConsentAsk {
    let facts = choosing(ConsentChoice::Off).with_workflow().over(facts);
    let outcome = evaluate(attempt, &facts).outcome;
    let Outcome::Interact(Interaction::Approval(approval)) = outcome else {
        panic!("no form: {outcome:?}");
    };
    approval.ask
}

/// An approval is for what was displayed: everything that the request named, and nothing that the
/// application may ask for later.
#[test]
fn a055_the_snapshot_of_a_request() {
    let with_roles = || listing_roles(facts(), EXCHANGE, "full_access_as_app Mail.Read");
    let read = || granting(facts(), &[(GRAPH, Own, "User.Read")]);
    let graph = |named| on_graph(Door::Authorize, named);
    let named = |values| asking(Door::Authorize, values);
    let whole = "User.Read openid profile";
    let rows = [
        ("static: the whole list", attempt(), facts(), vec![(EXCHANGE, BOTH), (GRAPH, whole)]),
        ("static: granted or not", attempt(), read(), vec![(EXCHANGE, BOTH), (GRAPH, "User.Read")]),
        (
            "static, asked again",
            again(attempt()),
            granted(BOTH),
            vec![(EXCHANGE, BOTH), (GRAPH, whole)],
        ),
        (
            "named: no more than that",
            named(EAS),
            facts(),
            vec![(EXCHANGE, EAS), (GRAPH, "openid profile")],
        ),
        ("named: granted or not", named(BOTH), granted(EAS), vec![(EXCHANGE, BOTH)]),
        (
            "named, of another resource",
            graph("Mail.Read"),
            granted(EAS),
            vec![(GRAPH, "Mail.Read")],
        ),
        ("who he is", named(""), facts(), vec![(GRAPH, "openid profile")]),
    ];
    for (name, attempt, facts, want) in rows {
        let ask = requested(&attempt, facts);
        let want: BTreeMap<_, _> =
            want.into_iter().map(|(resource, values)| (resource, scopes(values))).collect();
        assert_eq!(ask.scopes, want, "{name}");
        assert!(ask.roles.is_empty(), "{name}");
        assert_eq!(ask.organisation, Organisation::NotOffered, "{name}");
    }
    let ask = requested(&attempt(), with_roles());
    let roles = BTreeMap::from([(EXCHANGE, scopes("full_access_as_app Mail.Read"))]);
    assert_eq!(ask.roles, roles, "static: application roles too");
    assert_eq!(ask.scopes[&EXCHANGE], scopes(BOTH));
    assert!(requested(&named(EAS), with_roles()).roles.is_empty(), "named: none");
}

#[test]
fn a055_a_scope_that_was_not_in_the_snapshot_is_asked_for_anew() {
    let off = |facts| choosing(ConsentChoice::Off).with_workflow().over(facts);
    let approve = |ask: ConsentAsk| {
        let grants = ask.scopes.into_iter().map(|(resource, scopes)| GrantFacts {
            resource,
            reach: ForAll,
            scopes,
        });
        Facts { grants: grants.collect(), ..facts() }
    };
    let approved = || approve(requested(&asking(Door::Authorize, EAS), facts()));
    cases([
        ("what was approved", asking(Door::Authorize, EAS), off(approved()), "silent"),
        ("one more", asking(Door::Authorize, BOTH), off(approved()), "request 90095"),
        (
            "another resource",
            on_graph(Door::Authorize, "Mail.Read"),
            off(approved()),
            "request 90095",
        ),
        ("refreshed for more", asking_by(Door::RefreshGrant, BOTH), off(approved()), "65001"),
    ]);
}

fn asking_by(door: Door, named: &str) -> Attempt {
    Attempt { want: asking(door, named).want, ..redeeming(door) }
}
