//! Consent by administrators: their own, for the organisation, and what applications get.

use std::collections::BTreeMap;

use super::*;
use crate::{Organisation, may_grant_for_all};

use DirectoryRole as R;

fn organisation(attempt: &Attempt, facts: &Facts) -> Organisation {
    asked(&evaluate(attempt, facts).outcome).organisation
}

/// Facts in which a user would need approval, for somebody with this role.
fn hindered(role: R) -> Facts {
    users_may_not_consent(holding(role))
}

#[test]
fn only_global_administrators_see_the_check_box() {
    for (role, want) in [
        (R::GlobalAdministrator, Organisation::Offered),
        (R::PrivilegedRoleAdministrator, Organisation::NotOffered),
        (R::ApplicationAdministrator, Organisation::NotOffered),
        (R::CloudApplicationAdministrator, Organisation::NotOffered),
        (R::UserAdministrator, Organisation::NotOffered),
    ] {
        assert_eq!(organisation(&attempt(), &holding(role)), want, "{role}");
    }
    assert_eq!(organisation(&attempt(), &facts()), Organisation::NotOffered, "no role");
}

#[test]
fn who_may_consent_where_users_may_not() {
    for role in R::ALL.iter().copied() {
        let may = matches!(
            role,
            R::GlobalAdministrator
                | R::PrivilegedRoleAdministrator
                | R::ApplicationAdministrator
                | R::CloudApplicationAdministrator
        );
        let outcome = evaluate(&attempt(), &hindered(role)).outcome;
        let asked = matches!(outcome, Outcome::Interact(Interaction::Consent(_)));
        assert_eq!(asked, may, "{role}: {outcome:?}");
        if !may {
            assert_eq!(outcome, approval_needed(), "{role}");
        }
    }
}

#[test]
fn administrators_are_not_held_by_assignment_or_admin_permissions() {
    let global = R::GlobalAdministrator;
    let required = assignment_required(hindered(global));
    assert_eq!(organisation(&attempt(), &required), Organisation::Offered);
    let want =
        Want { resource: well_known::GRAPH, ..asking(Door::Authorize, "Directory.Read.All").want };
    let admin_only = Attempt { want, ..attempt() };
    assert_eq!(organisation(&admin_only, &holding(global)), Organisation::Offered);
    let cloud = holding(R::CloudApplicationAdministrator);
    assert_eq!(organisation(&admin_only, &cloud), Organisation::NotOffered);
}

#[test]
fn application_roles_of_graph_are_beyond_application_administrators() {
    let of = |resource, roles: &str| ConsentAsk {
        scopes: BTreeMap::new(),
        roles: BTreeMap::from([(resource, scopes(roles))]),
        organisation: Organisation::Offered,
    };
    let delegated = ConsentAsk { roles: BTreeMap::new(), ..of(well_known::GRAPH, "") };
    let with = |roles: &BTreeSet<R>| with_user(UserFacts { roles: roles.clone(), ..adele() });
    let graph = of(well_known::GRAPH, "Directory.Read.All");
    let no_roles_of_graph = of(well_known::GRAPH, "");
    let exchange = of(well_known::EXCHANGE, "full_access_as_app");
    for (role, on_graph, elsewhere) in [
        (R::GlobalAdministrator, true, true),
        (R::PrivilegedRoleAdministrator, true, true),
        (R::ApplicationAdministrator, false, true),
        (R::CloudApplicationAdministrator, false, true),
        (R::UserAdministrator, false, false),
        (R::ExchangeAdministrator, false, false),
        (R::GlobalReader, false, false),
        (R::SecurityAdministrator, false, false),
    ] {
        let held = with(&BTreeSet::from([role]));
        assert_eq!(may_grant_for_all(&graph, &held), on_graph, "{role}, Graph");
        assert_eq!(may_grant_for_all(&no_roles_of_graph, &held), elsewhere, "{role}, none");
        assert_eq!(may_grant_for_all(&exchange, &held), elsewhere, "{role}, Exchange");
        assert_eq!(may_grant_for_all(&delegated, &held), elsewhere, "{role}, delegated");
    }
    assert!(!may_grant_for_all(&delegated, &with(&BTreeSet::new())), "no role");
    let two = BTreeSet::from([R::ApplicationAdministrator, R::PrivilegedRoleAdministrator]);
    assert!(may_grant_for_all(&graph, &with(&two)), "the stronger of two roles");
}

/// The application's static list, application roles of Graph included.
fn with_app_roles(facts: Facts) -> Facts {
    let required = vec![
        requiring(well_known::EXCHANGE, BOTH, ""),
        requiring(well_known::GRAPH, "User.Read", "Directory.Read.All"),
    ];
    Facts { application: Some(ApplicationFacts { required, ..application() }), ..facts }
}

#[test]
fn the_admin_flow_asks_for_the_static_list() {
    let ask = |facts: &Facts, attempt: &Attempt| {
        let outcome = evaluate(attempt, facts).outcome;
        assert!(matches!(outcome, Outcome::Interact(Interaction::AdminConsent(_))), "{outcome:?}");
        asked(&outcome).clone()
    };
    let global = holding(R::GlobalAdministrator);
    let static_list = ask(&with_app_roles(global.clone()), &at(Door::AdminConsent));
    assert_eq!(static_list.organisation, Organisation::Offered);
    assert_eq!(static_list.scopes[&well_known::EXCHANGE], scopes(BOTH));
    assert_eq!(static_list.scopes[&well_known::GRAPH], scopes("User.Read"));
    assert_eq!(static_list.roles[&well_known::GRAPH], scopes("Directory.Read.All"));
    assert_eq!(static_list.roles.len(), 1);
    let named = ask(&with_app_roles(global.clone()), &asking(Door::AdminConsent, EAS));
    assert_eq!(named.scopes.len(), 1);
    assert_eq!(named.scopes[&well_known::EXCHANGE], scopes(EAS));
    assert!(named.roles.is_empty());
    let everything = granting(global, &[(well_known::EXCHANGE, GrantReach::Tenant, BOTH)]);
    assert_eq!(ask(&everything, &at(Door::AdminConsent)).scopes.len(), 2, "granted already");
}

#[test]
fn the_admin_flow_refuses_those_who_may_not() {
    let admin = || at(Door::AdminConsent);
    let cloud = || holding(R::CloudApplicationAdministrator);
    table(vec![
        ("a user", admin(), facts(), approval_needed(), Gate::Consent),
        ("a user, all granted", admin(), granted(BOTH), approval_needed(), Gate::Consent),
        (
            "a user administrator",
            admin(),
            holding(R::UserAdministrator),
            approval_needed(),
            Gate::Consent,
        ),
        (
            "a Cloud Application Administrator, roles of Graph",
            admin(),
            with_app_roles(cloud()),
            approval_needed(),
            Gate::Consent,
        ),
        (
            "nobody is signed in",
            proving(Door::AdminConsent, Proof::None),
            facts(),
            Outcome::Interact(Interaction::Password),
            Gate::Authentication,
        ),
    ]);
    for (name, attempt, facts) in [
        ("delegated permissions only", admin(), cloud()),
        ("named permissions only", asking(Door::AdminConsent, EAS), with_app_roles(cloud())),
    ] {
        let outcome = evaluate(&attempt, &facts).outcome;
        assert!(matches!(outcome, Outcome::Interact(Interaction::AdminConsent(_))), "{name}");
    }
}

#[test]
fn an_application_by_itself_gets_the_roles_that_were_granted() {
    let attempt = || Attempt {
        app: Some(well_known::APPLE),
        ..proving(Door::ClientCredentials, Proof::ClientCredential)
    };
    let roles = |granted: &str| {
        let mut facts = Facts { user: None, ..granted_for_users() };
        for resource in &mut facts.resources {
            if resource.id == well_known::EXCHANGE {
                resource.granted_roles = scopes(granted);
            }
        }
        facts
    };
    let carrying =
        |granted: &str| Outcome::Allow(Allowed { roles: scopes(granted), ..Allowed::default() });
    let unknown_resource = Facts { resources: Vec::new(), ..roles("") };
    table(vec![
        ("none", attempt(), roles(""), carrying(""), Gate::Consent),
        ("one", attempt(), roles("Mail.Read"), carrying("Mail.Read"), Gate::Consent),
        ("no such resource", attempt(), unknown_resource, carrying(""), Gate::Consent),
    ]);
}

/// Delegated consents, which an application by itself must not inherit.
fn granted_for_users() -> Facts {
    granted(BOTH)
}
