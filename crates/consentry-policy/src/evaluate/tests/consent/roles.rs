//! Step 6: who may consent though users may not, for himself and for everybody.

use consentry_model::{ConsentReach, Impact, PermissionType};

use super::*;

/// Somebody with a role, and the right that the tenant gave its holders.
type Holder = (&'static str, R, Option<(ConsentReach, &'static str)>);

const HOLDERS: [Holder; 9] = [
    ("without a right", R::HelpdeskAdministrator, None),
    ("himself, all users' permissions", R::HelpdeskAdministrator, Some((ONESELF, ALL_OF_USERS))),
    ("himself, all delegated", R::HelpdeskAdministrator, Some((ONESELF, "every"))),
    ("for all, all users' permissions", R::HelpdeskAdministrator, Some((EVERYBODY, ALL_OF_USERS))),
    ("for all, everything", R::HelpdeskAdministrator, Some((EVERYBODY, "microsoft-company-admin"))),
    ("application administrator", R::ApplicationAdministrator, None),
    ("cloud application administrator", R::CloudApplicationAdministrator, None),
    ("privileged role administrator", R::PrivilegedRoleAdministrator, None),
    ("global administrator", R::GlobalAdministrator, None),
];
const ONESELF: ConsentReach = ConsentReach::Oneself;
const EVERYBODY: ConsentReach = ConsentReach::Everybody;
const ALL_OF_USERS: &str = "microsoft-user-default-legacy";

/// Something that stops users, and what each of the holders is told.
type Stop = (&'static str, Attempt, fn() -> Ruling, Facts, [&'static str; 5]);

fn stops() -> [Stop; 9] {
    let directory = on_graph(Door::Authorize, "Directory.Read.All");
    let all: fn() -> Ruling = || choosing(ConsentChoice::All);
    let off: fn() -> Ruling = || choosing(ConsentChoice::Off);
    let low: fn() -> Ruling = || choosing(ConsentChoice::LowImpact);
    let of_exchange = listing_roles(facts(), EXCHANGE, "full_access_as_app");
    let admins = ["90094", "90094", "90094", "90094", "prompt"];
    let admin_consent = ["90094", "90094", "90094", "prompt", "prompt"];
    let any_right = ["90094", "prompt", "prompt", "prompt", "prompt"];
    let policy = ["90093", "prompt", "prompt", "prompt", "prompt"];
    let risk = ["900941", "900941", "900941", "prompt", "prompt"];
    [
        ("admin-only", directory, all, facts(), admins),
        ("application role", attempt(), all, of_exchange, admins),
        ("assignment", attempt(), all, assigned(facts()), admin_consent),
        ("guest", attempt(), all, guest(facts()), any_right),
        ("off", attempt(), off, facts(), any_right),
        ("policy", attempt(), low, facts(), policy),
        ("a058 look-alike", attempt(), all, look_alike(facts()), risk),
        ("a054 young", attempt(), all, young(facts(), 1), risk),
        (
            "off, and young",
            attempt(),
            off,
            young(facts(), 1),
            ["90094", "900941", "900941", "prompt", "prompt"],
        ),
    ]
}

#[test]
fn what_stops_users_and_whom_it_does_not() {
    for (stop, attempt, ruling, facts, wants) in stops() {
        let wants = wants.into_iter().chain(["prompt", "prompt", "prompt", "prompt, or for all"]);
        for ((holder, role, right), want) in HOLDERS.into_iter().zip(wants) {
            let ruling = ruling().knowing(policy("every", conditions(PermissionType::Delegated)));
            let ruling = match right {
                Some((reach, id)) => ruling.letting(role, reach, id),
                None => ruling,
            };
            let facts = ruling.over(held_by(role, facts.clone()));
            assert_eq!(said(&evaluate(&attempt, &facts).outcome), want, "{stop}, {holder}");
        }
    }
}

#[test]
fn who_may_consent_where_users_may_not() {
    for role in R::ALL.iter().copied() {
        let (_, want) = [
            (R::GlobalAdministrator, "prompt, or for all"),
            (R::PrivilegedRoleAdministrator, "prompt"),
            (R::ApplicationAdministrator, "prompt"),
            (R::CloudApplicationAdministrator, "prompt"),
        ]
        .into_iter()
        .find(|(may, _)| *may == role)
        .unwrap_or((role, "90094"));
        let facts = users_may_not_consent(holding(role));
        assert_eq!(said(&evaluate(&attempt(), &facts).outcome), want, "{role}");
    }
}

#[test]
fn only_global_administrators_see_the_check_box() {
    for role in R::ALL.iter().copied() {
        let want = if role == R::GlobalAdministrator { "prompt, or for all" } else { "prompt" };
        for (name, facts) in [
            ("for users too", facts()),
            ("one of two is granted", granting(facts(), &[(GRAPH, Own, "User.Read")])),
        ] {
            let outcome = evaluate(&attempt(), &held_by(role, facts)).outcome;
            assert_eq!(said(&outcome), want, "{role}, {name}");
        }
    }
    assert_eq!(said(&evaluate(&attempt(), &facts()).outcome), "prompt", "no role");
}

#[test]
fn application_roles_of_graph_stop_application_administrators() {
    let roles = |role| held_by(role, listing_roles(facts(), GRAPH, "Directory.Read.All"));
    let off = |facts| choosing(ConsentChoice::Off).with_workflow().over(facts);
    let two = UserFacts {
        roles: BTreeSet::from([R::CloudApplicationAdministrator, R::PrivilegedRoleAdministrator]),
        ..adele()
    };
    let both = Facts { user: Some(two), ..roles(R::CloudApplicationAdministrator) };
    cases([
        ("cloud", attempt(), roles(R::CloudApplicationAdministrator), "90094"),
        (
            "cloud, workflow",
            attempt(),
            off(roles(R::CloudApplicationAdministrator)),
            "request 90095",
        ),
        ("application", attempt(), roles(R::ApplicationAdministrator), "90094"),
        ("privileged", attempt(), roles(R::PrivilegedRoleAdministrator), "prompt"),
        ("global", attempt(), roles(R::GlobalAdministrator), "prompt, or for all"),
        ("the stronger of two", attempt(), both, "prompt"),
    ]);
}

/// Each permission by whatever allows it (`identity.md` §3.4: any one mechanism is enough).
#[test]
fn a_right_beside_what_members_may() {
    let directory = || conditions(PermissionType::Delegated);
    let exchange = || consentry_model::ConditionSet { resource: Some(EXCHANGE), ..directory() };
    let graph = || consentry_model::ConditionSet { resource: Some(GRAPH), ..directory() };
    let role = R::HelpdeskAdministrator;
    let helpdesk = || holding(role);
    let low = || {
        let low = choosing(ConsentChoice::LowImpact).classifying(GRAPH, "User.Read", Impact::Low);
        let low = low.classifying(GRAPH, "openid", Impact::Low);
        low.classifying(GRAPH, "profile", Impact::Low).knowing(policy("exchange", exchange()))
    };
    let off = || choosing(ConsentChoice::Off).knowing(policy("exchange", exchange()));
    let on_graph = || on_graph(Door::Authorize, "User.Read Directory.Read.All");
    let graph_for_all = || {
        let ruling = choosing(ConsentChoice::All).knowing(policy("graph", graph()));
        ruling.letting(role, EVERYBODY, "graph")
    };
    cases([
        ("neither alone: members", attempt(), low().over(helpdesk()), "90093"),
        (
            "neither alone: the right",
            attempt(),
            off().letting(role, ONESELF, "exchange").over(helpdesk()),
            "90094",
        ),
        (
            "together",
            attempt(),
            low().letting(role, ONESELF, "exchange").over(helpdesk()),
            "prompt",
        ),
        (
            "for all is for himself too",
            attempt(),
            low().letting(role, EVERYBODY, "exchange").over(helpdesk()),
            "prompt",
        ),
        (
            "another role's right",
            attempt(),
            low().letting(R::UserAdministrator, ONESELF, "exchange").over(helpdesk()),
            "90093",
        ),
        (
            "a guest is not let as a member",
            attempt(),
            low().letting(role, ONESELF, "exchange").over(guest(helpdesk())),
            "90094",
        ),
        ("admin-only by the right", on_graph(), graph_for_all().over(helpdesk()), "prompt"),
        (
            "its rest by members",
            attempt(),
            {
                let listed = app(helpdesk(), |app| {
                    app.required.push(requiring(GRAPH, "Directory.Read.All", ""));
                });
                graph_for_all().over(listed)
            },
            "prompt",
        ),
        (
            "assignment: in part is not enough",
            attempt(),
            graph_for_all().over(assigned(helpdesk())),
            "90094",
        ),
        (
            "a054: in part is not enough",
            attempt(),
            graph_for_all().over(young(helpdesk(), 1)),
            "900941",
        ),
        (
            "a policy that is not there",
            attempt(),
            off().letting(role, EVERYBODY, "gone").over(helpdesk()),
            "90094",
        ),
    ]);
}

#[test]
fn application_roles_by_a_right_and_the_rest_by_members() {
    let role = R::HelpdeskAdministrator;
    let listed = || listing_roles(holding(role), EXCHANGE, "full_access_as_app");
    let application = || policy("roles", conditions(PermissionType::Application));
    let right =
        |choice, reach| choosing(choice).knowing(application()).letting(role, reach, "roles");
    let (all, off) = (ConsentChoice::All, ConsentChoice::Off);
    cases([
        ("together", attempt(), right(all, EVERYBODY).over(listed()), "prompt"),
        ("for himself is not enough", attempt(), right(all, ONESELF).over(listed()), "90094"),
        ("members may not", attempt(), right(off, EVERYBODY).over(listed()), "90094"),
        ("young", attempt(), right(all, EVERYBODY).over(young(listed(), 1)), "900941"),
    ]);
}

#[test]
fn the_trace_says_whose_right_it_is() {
    let line = |facts: &Facts, attempt: &Attempt| {
        let trace = evaluate(attempt, facts).trace;
        trace.last().unwrap().decided_by.clone()
    };
    let off = users_may_not_consent(holding(R::CloudApplicationAdministrator));
    let directory = on_graph(Door::Authorize, "Directory.Read.All");
    let by_right = choosing(ConsentChoice::Off)
        .letting(R::HelpdeskAdministrator, ONESELF, ALL_OF_USERS)
        .over(holding(R::HelpdeskAdministrator));
    for (name, facts, attempt, want) in [
        (
            "an administrator, where users may not",
            off,
            attempt(),
            "tenant setting user-consent = off; a directory role lets this user",
        ),
        (
            "an administrator, where users may, but not this",
            holding(R::GlobalAdministrator),
            directory,
            "Directory.Read.All is a permission that only an administrator can grant; \
             a directory role lets this user",
        ),
        (
            "a right for oneself",
            by_right,
            attempt(),
            "tenant setting user-consent = off; a directory role lets this user",
        ),
        (
            "an administrator, where users may",
            holding(R::GlobalAdministrator),
            asking(Door::Authorize, EAS),
            "not granted: EAS.AccessAsUser.All openid profile; users may consent to it",
        ),
    ] {
        assert_eq!(line(&facts, &attempt), want, "{name}");
    }
}
