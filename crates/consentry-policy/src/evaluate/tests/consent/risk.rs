//! Step 6: the risk step-up (A54) and look-alike names (A58).

use consentry_model::Impact;

use super::*;

fn graph(named: &str) -> Attempt {
    on_graph(Door::Authorize, named)
}

#[test]
fn a054_young_applications_of_strangers_need_an_administrator() {
    let all = || choosing(ConsentChoice::All);
    let own = |facts| app(facts, |app| app.owner = tenant_id());
    let one_tenant = |facts| app(facts, |app| app.audience = Audience::OneTenant);
    let verified = |facts| app(facts, |app| app.publisher.as_mut().unwrap().verified = true);
    let nobody = |facts| app(facts, |app| app.publisher = None);
    let tomorrow = || {
        app(young(facts(), 0), |app| {
            app.registered_at = NOW.plus(std::time::Duration::from_hours(24));
        })
    };
    let one_less = || {
        app(young(facts(), 90), |app| {
            app.registered_at = app.registered_at.plus(std::time::Duration::from_millis(1));
        })
    };
    cases([
        ("a day old", attempt(), young(facts(), 1), "900941"),
        ("just registered", attempt(), young(facts(), 0), "900941"),
        ("89 days old", attempt(), young(facts(), 89), "900941"),
        ("a millisecond short of 90 days", attempt(), one_less(), "900941"),
        ("90 days old", attempt(), young(facts(), 90), "prompt"),
        ("registered by a clock that runs ahead", attempt(), tomorrow(), "900941"),
        ("without any publisher", attempt(), nobody(young(facts(), 1)), "900941"),
        ("verified", attempt(), verified(young(facts(), 1)), "prompt"),
        ("of this tenant", attempt(), own(young(facts(), 1)), "prompt"),
        ("of one tenant", attempt(), one_tenant(young(facts(), 1)), "prompt"),
        ("step-up off", attempt(), all().without_step_up().over(young(facts(), 1)), "prompt"),
        ("workflow", attempt(), all().with_workflow().over(young(facts(), 1)), "request 900981"),
        (
            "step-up off, workflow",
            attempt(),
            all().with_workflow().without_step_up().over(young(facts(), 1)),
            "prompt",
        ),
        ("granted for all", attempt(), young(granted(EAS), 1), "silent"),
        ("granted by himself", attempt(), young(by_user(EAS), 1), "silent"),
        ("one more", asking(Door::Authorize, BOTH), young(by_user(EAS), 1), "900941"),
        ("asked again", again(attempt()), young(granted(BOTH), 1), "900941"),
    ]);
}

#[test]
fn a054_basic_permissions_are_no_risk() {
    let first = |named| without_openid(graph(named));
    let low = || {
        let low = choosing(ConsentChoice::LowImpact).classifying(GRAPH, "User.Read", Impact::Low);
        low.over(app(young(facts(), 1), |app| app.owner = tenant_id()))
    };
    cases([
        ("who the user is", asking(Door::Authorize, ""), young(facts(), 1), "prompt"),
        ("his profile", graph("User.Read"), young(facts(), 1), "prompt"),
        ("in small letters", graph("user.read"), young(facts(), 1), "prompt"),
        ("his mail", graph("Mail.Read"), young(facts(), 1), "900941"),
        ("his profile and his mail", graph("User.Read Mail.Read"), young(facts(), 1), "900941"),
        (
            "the namesake of Exchange",
            asking(Door::Authorize, "User.Read"),
            young(facts(), 1),
            "900941",
        ),
        ("his contacts", first("Contacts.Read"), young(facts(), 1), "900941"),
        ("by low impact, of this tenant", first("User.Read"), low(), "prompt"),
    ]);
}

/// The name has a Cyrillic `о`.
#[test]
fn a058_bi_058_names_that_look_alike_need_an_administrator() {
    let all = || choosing(ConsentChoice::All);
    let own = |facts| app(facts, |app| app.owner = tenant_id());
    let low = || choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low);
    cases([
        ("user consent on", attempt(), look_alike(facts()), "900941"),
        ("basic permissions", graph("User.Read"), look_alike(facts()), "900941"),
        ("of this tenant", attempt(), own(look_alike(facts())), "900941"),
        ("of this tenant, low impact", attempt(), low().over(own(look_alike(facts()))), "900941"),
        ("step-up off", attempt(), all().without_step_up().over(look_alike(facts())), "900941"),
        ("workflow", attempt(), all().with_workflow().over(look_alike(facts())), "request 900981"),
        ("granted for all", attempt(), look_alike(granted(EAS)), "silent"),
        ("prompt=none", at(Door::Silent), look_alike(facts()), "65001"),
        ("the real one", attempt(), facts(), "prompt"),
    ]);
}

/// What is an administrator's anyway, or beyond the policies, is told as that.
#[test]
fn other_hindrances_come_before_risk() {
    let risky = || app(young(facts(), 1), |app| app.looks_like = Some("Apple".to_owned()));
    cases([
        ("admin-only", graph("Directory.Read.All"), risky(), "90094"),
        ("assignment required", attempt(), assigned(risky()), "90094"),
        ("a guest", attempt(), guest(risky()), "90094"),
        ("user consent off", attempt(), users_may_not_consent(risky()), "90094"),
        ("low impact", attempt(), choosing(ConsentChoice::LowImpact).over(risky()), "90093"),
        ("nothing else", attempt(), risky(), "900941"),
    ]);
}
