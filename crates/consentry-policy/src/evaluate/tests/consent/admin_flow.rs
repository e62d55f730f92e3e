//! Step 6, first half: the admin flow, and what an application gets for itself.

use consentry_model::{ConsentReach, Impact, PermissionType};

use super::*;
use crate::may_grant_for_all;

fn admin() -> Attempt {
    at(Door::AdminConsent)
}

fn of_roles(resource: AppId, roles: &str) -> ConsentAsk {
    ConsentAsk {
        scopes: BTreeMap::new(),
        roles: BTreeMap::from([(resource, scopes(roles))]),
        organisation: Organisation::Offered,
    }
}

fn of_scopes(resource: AppId, values: &str) -> ConsentAsk {
    let scopes = BTreeMap::from([(resource, scopes(values))]);
    ConsentAsk { scopes, roles: BTreeMap::new(), organisation: Organisation::Offered }
}

/// The application's static list, application roles of Graph included.
fn with_app_roles(facts: Facts) -> Facts {
    listing_roles(facts, GRAPH, "Directory.Read.All")
}

#[test]
fn application_roles_of_graph_are_beyond_application_administrators() {
    let with = |roles: &BTreeSet<R>| with_user(UserFacts { roles: roles.clone(), ..adele() });
    let graph = of_roles(GRAPH, "Directory.Read.All");
    let none = of_roles(GRAPH, "");
    let exchange = of_roles(EXCHANGE, "full_access_as_app");
    let delegated = of_scopes(GRAPH, "Directory.Read.All");
    for role in R::ALL.iter().copied() {
        let on_graph = [R::GlobalAdministrator, R::PrivilegedRoleAdministrator].contains(&role);
        let of_applications = [R::ApplicationAdministrator, R::CloudApplicationAdministrator];
        let elsewhere = on_graph || of_applications.contains(&role);
        let held = with(&BTreeSet::from([role]));
        assert_eq!(may_grant_for_all(&graph, &held), on_graph, "{role}, Graph");
        assert_eq!(may_grant_for_all(&none, &held), elsewhere, "{role}, none");
        assert_eq!(may_grant_for_all(&exchange, &held), elsewhere, "{role}, Exchange");
        assert_eq!(may_grant_for_all(&delegated, &held), elsewhere, "{role}, delegated");
    }
    assert!(!may_grant_for_all(&delegated, &with(&BTreeSet::new())), "no role");
    assert!(!may_grant_for_all(&delegated, &Facts { user: None, ..facts() }), "nobody");
    let two = BTreeSet::from([R::ApplicationAdministrator, R::PrivilegedRoleAdministrator]);
    assert!(may_grant_for_all(&graph, &with(&two)), "the stronger of two roles");
}

#[test]
fn the_admin_flow_asks_for_the_static_list() {
    let ask = |facts: &Facts, attempt: &Attempt| {
        let outcome = evaluate(attempt, facts).outcome;
        assert!(matches!(outcome, Outcome::Interact(Interaction::AdminConsent(_))), "{outcome:?}");
        asked(&outcome).clone()
    };
    let global = holding(R::GlobalAdministrator);
    let static_list = ask(&with_app_roles(global.clone()), &admin());
    assert_eq!(static_list.organisation, Organisation::Offered);
    assert_eq!(static_list.scopes[&EXCHANGE], scopes(BOTH));
    assert_eq!(static_list.scopes[&GRAPH], scopes("User.Read"));
    assert_eq!(static_list.roles[&GRAPH], scopes("Directory.Read.All"));
    assert_eq!(static_list.roles.len(), 1);
    let named = ask(&with_app_roles(global.clone()), &asking(Door::AdminConsent, EAS));
    assert_eq!(named.scopes.len(), 1);
    assert_eq!(named.scopes[&EXCHANGE], scopes(EAS));
    assert!(named.roles.is_empty());
    let everything = granting(global, &[(EXCHANGE, ForAll, BOTH)]);
    assert_eq!(ask(&everything, &admin()).scopes.len(), 2, "granted already");
}

/// Ruling 26: whoever may not gets the hard page, whatever else is set.
#[test]
fn ruling_26_the_admin_flow_refuses_those_who_may_not() {
    let caa = |facts| held_by(R::CloudApplicationAdministrator, facts);
    let off = || choosing(ConsentChoice::Off).with_workflow();
    let graph = || on_graph(Door::AdminConsent, "Directory.Read.All");
    cases([
        ("a user", admin(), facts(), "90094"),
        ("a user, all granted", admin(), granted(BOTH), "90094"),
        ("BI-002 workflow on", admin(), off().over(facts()), "90094"),
        ("a user, young application", admin(), young(facts(), 1), "90094"),
        ("a user, named permissions", asking(Door::AdminConsent, EAS), facts(), "90094"),
        ("a guest", admin(), guest(facts()), "90094"),
        ("a user administrator", admin(), holding(R::UserAdministrator), "90094"),
        ("Cloud App Admin, roles of Graph", admin(), with_app_roles(caa(facts())), "90094"),
        ("the same, workflow on", admin(), off().over(with_app_roles(caa(facts()))), "90094"),
        ("not assigned", admin(), assignment_required(caa(facts())), "50105"),
        ("nobody is signed in", proving(Door::AdminConsent, Proof::None), facts(), "password"),
        ("Cloud App Admin, delegated", admin(), caa(facts()), "admin prompt"),
        ("assigned", admin(), assigned(caa(facts())), "admin prompt"),
        (
            "named, though the list has roles of Graph",
            asking(Door::AdminConsent, EAS),
            with_app_roles(caa(facts())),
            "admin prompt",
        ),
        ("roles of Exchange", admin(), listing_roles(caa(facts()), EXCHANGE, "X"), "admin prompt"),
        ("admin-only", graph(), caa(facts()), "admin prompt"),
        ("young application", admin(), young(caa(facts()), 1), "admin prompt"),
        ("look-alike", admin(), look_alike(caa(facts())), "admin prompt"),
        ("users may not consent", admin(), users_may_not_consent(caa(facts())), "admin prompt"),
    ]);
    let global = || holding(R::GlobalAdministrator);
    cases([
        ("Global Administrator", admin(), global(), "admin prompt"),
        ("roles of Graph", admin(), with_app_roles(global()), "admin prompt"),
        ("not on the list, and needs not", admin(), assignment_required(global()), "admin prompt"),
        ("though a guest", admin(), guest(global()), "admin prompt"),
        ("all granted", admin(), held_by(R::GlobalAdministrator, granted(BOTH)), "admin prompt"),
        ("asked again", again(admin()), global(), "admin prompt"),
        (
            "disabled",
            admin(),
            Facts {
                principal: Some(PrincipalFacts { enabled: Switch::Off, ..principal() }),
                ..global()
            },
            "7000112",
        ),
    ]);
}

#[test]
fn rights_that_a_tenant_set_for_a_role() {
    let low = || choosing(ConsentChoice::Off).classifying_all(Impact::Low);
    let right = |reach, id| low().letting(R::HelpdeskAdministrator, reach, id);
    let all = |id| right(ConsentReach::Everybody, id);
    let oneself = |id| right(ConsentReach::Oneself, id);
    let helpdesk = || holding(R::HelpdeskAdministrator);
    let legacy = "microsoft-user-default-legacy";
    let verified = "microsoft-user-default-low";
    let application = || policy("roles", conditions(PermissionType::Application));
    let roles = || with_app_roles(helpdesk());
    cases([
        ("for all", admin(), all(legacy).over(helpdesk()), "admin prompt"),
        ("for himself alone", admin(), oneself(legacy).over(helpdesk()), "90094"),
        (
            "for himself alone, and the list is empty",
            admin(),
            oneself(legacy).over(app(helpdesk(), |app| app.required.clear())),
            "90094",
        ),
        ("another role", admin(), all(legacy).over(holding(R::UserAdministrator)), "90094"),
        ("within limits", admin(), all(verified).over(helpdesk()), "admin prompt"),
        ("beyond limits", admin(), all(verified).over(unverified(helpdesk())), "90094"),
        ("application roles beside", admin(), all(legacy).over(roles()), "90094"),
        (
            "two rights, each for its part",
            admin(),
            all(legacy)
                .knowing(application())
                .letting(R::HelpdeskAdministrator, ConsentReach::Everybody, "roles")
                .over(roles()),
            "admin prompt",
        ),
        ("a policy that is not there", admin(), all("gone").over(helpdesk()), "90094"),
    ]);
}

#[test]
fn an_application_by_itself_gets_the_roles_that_were_granted() {
    let attempt = || proving(Door::ClientCredentials, Proof::ClientCredential);
    // Delegated consents, which an application by itself must not inherit, are there.
    let roles = |held: &str| {
        let mut facts = Facts { user: None, ..granted(BOTH) };
        for resource in &mut facts.resources {
            if resource.id == EXCHANGE {
                resource.granted_roles = scopes(held);
            }
        }
        facts
    };
    let carrying =
        |held: &str| Outcome::Allow(Allowed { roles: scopes(held), ..Allowed::default() });
    let unknown_resource = Facts { resources: Vec::new(), ..roles("") };
    table(vec![
        ("none", attempt(), roles(""), carrying(""), Gate::Consent),
        ("one", attempt(), roles("Mail.Read"), carrying("Mail.Read"), Gate::Consent),
        ("no such resource", attempt(), unknown_resource, carrying(""), Gate::Consent),
    ]);
}
