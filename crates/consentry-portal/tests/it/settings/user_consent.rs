//! What users may consent to, and defaults of a year.

use consentry_model::{
    ConsentChoice, ConsentReach, DirectoryRole, GroupOwnerConsent, RoleConsent, Switch,
};

use super::{hidden, submit};
use crate::{
    browser::Browser,
    scene::{contoso, give, signed_in, world},
    world::{Answer, World},
};

const PATH: &str = "/admin/settings/user-consent";

/// The form as a browser sends it, with some fields on top.
async fn send(browser: &mut Browser<'_>, action: &str, fields: &[(&str, &str)]) -> Answer {
    let version = hidden(&browser.open(PATH).await.body, "version");
    let mut all = vec![("version", version.as_str()), ("action", action), ("role", "")];
    all.extend([("reach", "self"), ("role_policy", "microsoft-user-default-low")]);
    for (name, usual) in [("consent", "no"), ("owners", "off"), ("group", "")] {
        if !fields.iter().any(|(field, _)| *field == name) {
            all.push((name, usual));
        }
    }
    all.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
    all.extend_from_slice(fields);
    submit(browser, PATH, &all).await
}

async fn choice(world: &World) -> ConsentChoice {
    contoso(world).await.settings.user_consent.choice()
}

#[tokio::test]
async fn a_preview_shows_what_changes_and_changes_nothing() {
    let world = world().await;
    let meets = consentry_service::ConsentChange {
        app: crate::world::CLI.parse().unwrap(),
        for_whom: consentry_service::ForWhom::AllUsers,
        resource: Some(consentry_model::well_known::GRAPH),
        scopes: Some("User.Read".parse().unwrap()),
    };
    let actor = consentry_store::Actor::CommandLine;
    world.service.grant_consent(&actor, &world.contoso, &meets).await.unwrap();
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let before = contoso(&world).await.settings;
    let shown = send(&mut megan, "preview", &[("consent", "yes"), ("step_up", "on")]).await;
    assert_eq!((shown.status, shown.page_name().as_str()), (200, "user-consent"));
    for part in [
        "What this changes",
        "Nobody who consented before is asked again",
        "Everything that is not an administrator&#39;s",
        "value=\"yes\" checked",
        "/admin/matrix?app=",
    ] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    assert_eq!(contoso(&world).await.settings, before);
    let same = send(&mut megan, "preview", &[("step_up", "on")]).await;
    assert!(same.body.contains("this is how it is set already"), "{}", same.body);
}

#[tokio::test]
async fn every_choice_is_saved_as_it_was_sent() {
    let world = world().await;
    let upn = "alex@contoso.example".parse().unwrap();
    let actor = consentry_store::Actor::CommandLine;
    let leads = "Team leads".parse().unwrap();
    let group = world.service.add_group(&actor, &world.contoso, leads, None).await.unwrap();
    let member = (&group.name, &upn);
    world.service.set_member(&actor, &world.contoso, member, Switch::On).await.unwrap();
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let exchange = DirectoryRole::ExchangeAdministrator.template_id();
    let answer = send(
        &mut megan,
        "save",
        &[
            ("consent", "recommended"),
            ("owners", "members"),
            ("group", " team LEADS "),
            ("register", "on"),
            ("role", exchange),
            ("reach", "all"),
            ("role_policy", "microsoft-user-default-legacy"),
        ],
    )
    .await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=saved"), "{}", answer.body);
    let settings = contoso(&world).await.settings;
    let right = RoleConsent {
        role: DirectoryRole::ExchangeAdministrator,
        reach: ConsentReach::Everybody,
        policy: "microsoft-user-default-legacy".parse().unwrap(),
    };
    assert_eq!(settings.user_consent.choice(), ConsentChoice::Recommended);
    assert_eq!(settings.group_owner_consent, GroupOwnerConsent::MembersOf(group.id));
    assert_eq!(settings.role_consent, [right]);
    assert_eq!((settings.risk_step_up, settings.users_may_register), (Switch::Off, true));
    let page = megan.open(PATH).await;
    assert!(page.body.contains("value=\"Team leads\""), "{}", page.body);
    let kept = format!("{exchange}|all|microsoft-user-default-legacy");
    assert!(page.body.contains(&format!("value=\"{kept}\" checked")), "{}", page.body);
    let fields =
        [("consent", "custom"), ("policy", "microsoft-user-default-low"), ("right", &kept)];
    assert_eq!(send(&mut megan, "save", &fields).await.status, 303);
    let settings = contoso(&world).await.settings;
    assert_eq!(settings.user_consent.choice(), ConsentChoice::LowImpact);
    assert_eq!(settings.role_consent.len(), 1, "a right that was ticked stays");
    assert_eq!(send(&mut megan, "save", &[]).await.status, 303);
    assert!(contoso(&world).await.settings.role_consent.is_empty(), "one that was not is gone");
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_is_saved() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let before = contoso(&world).await.settings;
    let long = "x".repeat(300);
    for fields in [
        &[("owners", "members"), ("group", "No such group")][..],
        &[("owners", "members"), ("group", "")],
        &[("owners", "members"), ("group", &long)],
        &[("consent", "custom")],
        &[("consent", "custom"), ("policy", "no-such-policy")],
        &[("role", DirectoryRole::GlobalReader.template_id()), ("role_policy", "no-such-policy")],
    ] {
        let answer = send(&mut megan, "save", fields).await;
        assert_eq!(answer.status, 400, "{fields:?}");
        assert!(answer.body.contains("role=\"alert\""), "{fields:?}: {}", answer.body);
    }
    for fields in [[("consent", "maybe")], [("owners", "some")]] {
        assert_eq!(send(&mut megan, "save", &fields).await.status, 403, "{fields:?}");
    }
    assert_eq!(contoso(&world).await.settings, before);
}

#[tokio::test]
async fn a_form_that_is_older_than_the_settings_changes_nothing() {
    let world = world().await;
    let (mut megan, page) = signed_in(&world, "megan", PATH).await;
    let (token, version) = (page.page().csrf, hidden(&page.body, "version"));
    assert_eq!(send(&mut megan, "save", &[("consent", "low-impact")]).await.status, 303);
    let fields = [
        ("csrf", token.as_str()),
        ("version", &version),
        ("consent", "yes"),
        ("owners", "off"),
        ("group", ""),
        ("role", ""),
        ("reach", "self"),
        ("role_policy", ""),
        ("action", "save"),
    ];
    let answer = megan.post(PATH, &fields).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (409, "user-consent"));
    assert!(answer.body.contains("somebody else had changed it meanwhile"), "{}", answer.body);
    assert_eq!(choice(&world).await, ConsentChoice::LowImpact);
}

#[tokio::test]
async fn defaults_of_a_year_are_shown_and_set() {
    let world = world().await;
    let path = "/admin/settings/defaults/2014";
    let (mut megan, page) = signed_in(&world, "megan", path).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "defaults"));
    let version = hidden(&page.body, "version");
    assert_eq!(choice(&world).await, ConsentChoice::Off, "looking changes nothing");
    let stale = submit(&mut megan, path, &[("version", "older")]).await;
    assert_eq!((stale.status, choice(&world).await), (409, ConsentChoice::Off));
    give(&world, "alex", &[DirectoryRole::PrivilegedRoleAdministrator]).await;
    let (mut alex, theirs) = signed_in(&world, "alex", path).await;
    assert!(!theirs.body.contains("method=\"post\""), "it would switch requests off");
    let fields = [("csrf", "x"), ("version", version.as_str())];
    assert_eq!(alex.post(path, &fields).await.status, 403);
    let answer = submit(&mut megan, path, &[("version", &version)]).await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=saved"), "{}", answer.body);
    let settings = contoso(&world).await.settings;
    assert_eq!(settings.user_consent.choice(), ConsentChoice::All);
    assert!(!settings.workflow.enabled.is_on() && !settings.workflow.reviewers.is_empty());
    assert_eq!(megan.open("/admin/settings/defaults/1999").await.status, 404);
}
