//! App consent policies.

use consentry_model::{
    ConsentPolicy, Impact, PermissionKey, PermissionType, PublisherNeed, Selection, UserConsent,
    well_known,
};
use consentry_service::TenantChange;

use super::{hidden, submit};
use crate::{
    browser::Browser,
    scene::{signed_in, world},
    world::{Answer, World},
};

const PATH: &str = "/admin/settings/consent-policies";
const OWN: &str = "/admin/settings/consent-policies/helpdesk";

async fn create(browser: &mut Browser<'_>) -> Answer {
    let text = "For \"&<b>";
    submit(browser, PATH, &[("id", "Helpdesk"), ("name", "Help <b>"), ("description", text)]).await
}

async fn policy(world: &World) -> ConsentPolicy {
    let id = "helpdesk".parse().unwrap();
    world.service.policy(&world.contoso, &id).await.unwrap().policy
}

/// The form for conditions as a browser sends it.
async fn add(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("action", "add")];
    for (name, usual) in [
        ("side", "includes"),
        ("type", "delegated"),
        ("impact", ""),
        ("resource", ""),
        ("permissions", ""),
        ("clients", ""),
        ("client_tenants", ""),
        ("publishers", ""),
    ] {
        let given = fields.iter().find(|(field, _)| *field == name);
        all.push((name, given.map_or(usual, |(_, value)| value)));
    }
    all.extend(fields.iter().filter(|(name, _)| *name == "verified"));
    submit(browser, OWN, &all).await
}

#[tokio::test]
async fn a_policy_is_created_filled_used_and_deleted() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let answer = create(&mut megan).await;
    assert_eq!(answer.header("location"), format!("{OWN}?done=policy-created"), "{}", answer.body);
    let fields = [
        ("impact", "low"),
        ("resource", "00000002-0000-0ff1-ce00-000000000000"),
        ("permissions", "eas.accessasuser.all, EWS.AccessAsUser.All"),
        ("clients", "f8d98a96-0999-43f5-8af3-69971c7bb423"),
        ("client_tenants", "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01"),
        ("publishers", "1000002"),
        ("verified", "on"),
    ];
    let answer = add(&mut megan, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(add(&mut megan, &[("side", "excludes"), ("type", "application")]).await.status, 303);
    let made = policy(&world).await;
    let set = &made.includes[0];
    assert_eq!((set.classification, set.resource), (Some(Impact::Low), Some(well_known::EXCHANGE)));
    assert_eq!(set.publisher, PublisherNeed::Verified);
    assert_eq!(set.clients, Selection::only([well_known::APPLE]));
    let Selection::Only(keys) = &set.permissions else { panic!("{set:?}") };
    assert!(keys.len() == 2 && keys.iter().all(|key| matches!(key, PermissionKey::Id(_))));
    assert_eq!(made.excludes[0].permission_type, PermissionType::Application);
    let shown = megan.open(OWN).await;
    for part in ["Help &#60;b&#62;", "EAS.AccessAsUser.All", "Apple Internet Accounts", "Contoso"] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    let id = hidden(&shown.body, "set");
    let removed = [("action", "remove"), ("set", id.as_str())];
    assert_eq!(submit(&mut megan, OWN, &removed).await.status, 303);
    assert!(policy(&world).await.includes.is_empty());
    assert_eq!(submit(&mut megan, OWN, &removed).await.status, 404, "removed before");
    let named = [("action", "describe"), ("name", "Night"), ("description", "")];
    assert_eq!(submit(&mut megan, OWN, &named).await.status, 303);
    assert_eq!(policy(&world).await.name.as_str(), "Night");
    let delete = format!("{OWN}/delete");
    let question = megan.open(&delete).await;
    assert!(question.body.contains("class=\"danger\""), "{}", question.body);
    let answer = submit(&mut megan, &delete, &[]).await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=policy-deleted"));
    assert_eq!(megan.open(OWN).await.status, 404);
}

#[tokio::test]
async fn a_policy_in_use_is_not_deleted_and_says_who_uses_it() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    create(&mut megan).await;
    let id: consentry_model::PolicyId = "helpdesk".parse().unwrap();
    let change =
        TenantChange { user_consent: Some(UserConsent([id].into())), ..TenantChange::default() };
    let actor = consentry_store::Actor::CommandLine;
    let delete = format!("{OWN}/delete");
    let token = megan.open(&delete).await.page().csrf;
    world.service.change_tenant(&actor, world.contoso.id, change).await.unwrap();
    let question = megan.open(&delete).await;
    assert!(!question.body.contains("class=\"danger\""), "{}", question.body);
    assert!(question.body.contains("People, for themselves"), "{}", question.body);
    assert_eq!(megan.post(&delete, &[("csrf", &token)]).await.status, 409);
    assert_eq!(policy(&world).await.name.as_str(), "Help <b>");
}

#[tokio::test]
async fn what_is_wrong_with_a_policy_is_told_at_its_field() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    create(&mut megan).await;
    let (long, longer) = ("x".repeat(65), "x".repeat(1_025));
    for (id, name, text, problem) in [
        ("", "X", "", "id_problem"),
        ("..", "X", "", "id_problem"),
        ("a b", "X", "", "id_problem"),
        (&long, "X", "", "id_problem"),
        ("microsoft-mine", "X", "", "id_problem"),
        ("helpdesk", "X", "", "id_problem"),
        ("x", "", "", "name_problem"),
        ("x", "a\u{1}b", "", "name_problem"),
        ("x", &longer, "", "name_problem"),
        ("x", "X", &longer, "description_problem"),
    ] {
        let fields = [("id", id), ("name", name), ("description", text)];
        let answer = submit(&mut megan, PATH, &fields).await;
        assert_eq!(answer.status, 400, "{id} {name}");
        assert!(answer.body.contains(&format!("id=\"{problem}\"")), "{id} {name}");
    }
    let many = "00000000-0000-4000-8000-000000000000 ".repeat(50);
    for (fields, problem) in [
        (&[("resource", "No such resource")][..], "resource_problem"),
        (&[("permissions", "Mail.Read")], "permissions_problem"),
        (
            &[("resource", "00000003-0000-0000-c000-000000000000"), ("permissions", "No.Such")],
            "permissions_problem",
        ),
        (&[("clients", "not-an-id")], "clients_problem"),
        (&[("client_tenants", "contoso.example")], "client_tenants_problem"),
        (&[("publishers", "<b>")], "publishers_problem"),
        (&[("clients", &many), ("publishers", "a b c <")], "publishers_problem"),
    ] {
        let answer = add(&mut megan, fields).await;
        assert_eq!(answer.status, 400, "{fields:?}");
        assert!(answer.body.contains(&format!("id=\"{problem}\"")), "{fields:?}");
    }
    assert!(policy(&world).await.includes.is_empty());
    let shipped = format!("{PATH}/microsoft-user-default-low");
    let page = megan.open(&shipped).await;
    assert!(!page.body.contains("method=\"post\""), "shipped ones cannot be changed");
    assert_eq!(megan.open(&format!("{PATH}/no-such-policy")).await.status, 404);
}
