//! Step 6: what is an administrator's to grant, whatever policies let users do.

use consentry_model::{Impact, PermissionType};

use super::*;

fn graph(named: &str) -> Attempt {
    on_graph(Door::Authorize, named)
}

#[test]
fn admin_only_permissions() {
    let all = |values| granting(facts(), &[(GRAPH, ForAll, values)]);
    let own = |values| granting(facts(), &[(GRAPH, Own, values)]);
    let listed =
        || app(facts(), |app| app.required.push(requiring(GRAPH, "Directory.Read.All", "")));
    let classified = || {
        let low = choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low);
        low.classifying(GRAPH, "Directory.Read.All", Impact::Low)
    };
    let every = || under(policy("every", conditions(PermissionType::Delegated)));
    cases([
        ("alone", graph("Directory.Read.All"), own("User.Read"), "90094"),
        ("beside one that is not", graph("User.Read Directory.Read.All"), facts(), "90094"),
        ("the other is granted", graph("User.Read Directory.Read.All"), own("User.Read"), "90094"),
        ("granted for all", graph("Directory.Read.All"), all("Directory.Read.All"), "silent"),
        (
            "granted for all, in small letters",
            graph("directory.read.all"),
            all("Directory.Read.All"),
            "silent",
        ),
        (
            "granted, and one more",
            graph("Directory.Read.All Mail.Read"),
            all("Directory.Read.All"),
            "prompt",
        ),
        ("in small letters", graph("directory.read.all"), own("User.Read"), "90094"),
        ("in the static list", attempt(), listed(), "90094"),
        (
            "a static request that is content",
            attempt(),
            granting(listed(), &[(EXCHANGE, Own, EAS)]),
            "silent",
        ),
        ("asked for again", again(graph("Directory.Read.All")), all("Directory.Read.All"), "90094"),
        (
            "though classified as low",
            graph("Directory.Read.All"),
            classified().over(facts()),
            "90094",
        ),
        (
            "though a policy has all delegated",
            graph("Directory.Read.All"),
            every().over(facts()),
            "90094",
        ),
        ("of Exchange", asking(Door::Authorize, "Exchange.Manage"), by_user(EAS), "90094"),
        ("a guest", graph("Directory.Read.All"), guest(facts()), "90094"),
        (
            "workflow",
            graph("Directory.Read.All"),
            choosing(ConsentChoice::All).with_workflow().over(facts()),
            "request 90095",
        ),
    ]);
}

#[test]
fn permissions_that_nobody_exposes_are_admin_only() {
    let unknown_resource = Facts { resources: Vec::new(), ..facts() };
    let no_graph = || {
        let mut facts = by_user(EAS);
        facts.resources.retain(|found| found.id != GRAPH);
        facts
    };
    let first = || {
        let mut facts = facts();
        facts.resources.retain(|found| found.id != GRAPH);
        app(facts, |app| app.required.retain(|entry| entry.resource != GRAPH))
    };
    cases([
        ("unknown", graph("Nobody.Exposes.This"), facts(), "90094"),
        ("of an unknown resource", attempt(), unknown_resource, "90094"),
        ("another resource's", graph(EAS), facts(), "90094"),
        ("Graph is not at hand", graph("User.Read"), no_graph(), "90094"),
        ("who the user is, though Graph is not at hand", attempt(), first(), "prompt"),
    ]);
}

#[test]
fn a_resource_that_calls_a_permission_email_is_not_graph() {
    let of = |kind| {
        let mut facts = granted(EAS);
        facts.resources[0] = exposing(EXCHANGE, &[(EAS, User), ("email", kind)]);
        facts
    };
    let email = || asking(Door::Authorize, "email");
    cases([
        ("admin-only", email(), of(Admin), "90094"),
        ("anybody's", email(), of(User), "prompt"),
        ("nobody's", email(), granted(EAS), "90094"),
    ]);
}

#[test]
fn application_roles_in_the_static_list() {
    let roles = |facts| listing_roles(facts, GRAPH, "Directory.Read.All");
    let held = |values: &str| {
        let mut facts = roles(facts());
        facts.resources[1].granted_roles = scopes(values);
        facts
    };
    let off = || choosing(ConsentChoice::Off);
    let read = || granting(facts(), &[(GRAPH, Own, "User.Read")]);
    cases([
        ("first sign-in", attempt(), roles(facts()), "90094"),
        ("none of the list granted", attempt(), roles(read()), "90094"),
        ("granted to the application", attempt(), held("directory.read.all"), "prompt"),
        ("another is granted", attempt(), held("Mail.Read"), "90094"),
        ("a static request that is content", attempt(), roles(by_user(EAS)), "silent"),
        ("asked for again", again(attempt()), roles(by_user(EAS)), "90094"),
        ("named permissions", asking(Door::Authorize, EAS), roles(facts()), "prompt"),
        ("before the tenant's setting", attempt(), off().over(roles(facts())), "90094"),
        ("workflow", attempt(), off().with_workflow().over(roles(facts())), "request 90095"),
    ]);
}

/// Only admin consent counts, even for assigned users.
#[test]
fn ruling_28_assignment_required() {
    let all = || choosing(ConsentChoice::All).with_workflow();
    let trusted = pre_authorized(assigned(facts()), EXCHANGE, BOTH);
    let required_unmet = Facts { principal: None, ..assigned(facts()) };
    cases([
        ("assigned", attempt(), assigned(facts()), "90094"),
        ("not assigned", attempt(), assignment_required(facts()), "50105"),
        ("assigned, workflow", attempt(), all().over(assigned(facts())), "request 90095"),
        ("not assigned, workflow", attempt(), all().over(assignment_required(facts())), "50105"),
        ("assigned, an administrator consented", attempt(), assigned(granted(EAS)), "silent"),
        (
            "not assigned, an administrator consented",
            attempt(),
            assignment_required(granted(EAS)),
            "50105",
        ),
        ("one more permission", asking(Door::Authorize, BOTH), assigned(granted(EAS)), "90094"),
        ("who he is", asking(Door::Authorize, ""), assigned(facts()), "90094"),
        ("pre-authorised in part", attempt(), trusted, "90094"),
        ("the tenant never met it", attempt(), required_unmet, "prompt"),
        ("asked again", again(attempt()), assigned(granted(BOTH)), "90094"),
    ]);
}

#[test]
fn guests_consent_to_nothing() {
    let low = || choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low);
    let all = || choosing(ConsentChoice::All);
    let recommended = || choosing(ConsentChoice::Recommended);
    let read = || graph("User.Read");
    cases([
        ("users may consent", attempt(), guest(facts()), "90094"),
        ("low impact", attempt(), low().over(guest(facts())), "90094"),
        ("recommended", attempt(), recommended().over(guest(facts())), "90094"),
        ("nobody may", attempt(), users_may_not_consent(guest(facts())), "90094"),
        ("basic permissions", read(), guest(facts()), "90094"),
        ("workflow", attempt(), all().with_workflow().over(guest(facts())), "request 90095"),
        ("granted for all", attempt(), guest(granted(EAS)), "silent"),
        ("one more", asking(Door::Authorize, BOTH), guest(granted(EAS)), "90094"),
    ]);
}
