//! What an application's page changes: switches with their undo, notes and homepage, the list.

use consentry_model::{GroupId, Switch};
use consentry_store::Group;

use super::{APP, everything, led, principal, scene, submit};
use crate::{
    scene::{asks, signed_in, user, world},
    world::World,
};

fn told(word: &str) -> (u16, String) {
    (303, format!("{APP}?done={word}"))
}

#[tokio::test]
async fn each_switch_turns_at_once_and_offers_to_turn_back() {
    let world = scene().await;
    let (mut grady, _) = signed_in(&world, "grady", APP).await;
    let path = format!("{APP}/switch");
    let position = async |switch: &str| {
        let held = principal(&world).await.unwrap();
        match switch {
            "enabled" => held.enabled,
            "assignment" => held.assignment_required,
            _ => held.visible,
        }
    };
    for (switch, first, words) in [
        ("enabled", Switch::Off, ["app-blocked", "app-allowed"]),
        ("assignment", Switch::On, ["app-list-only", "app-list-open"]),
        ("visible", Switch::Off, ["app-hidden", "app-shown"]),
    ] {
        let back = if first.is_on() { Switch::Off } else { Switch::On };
        let turn = [("switch", switch), ("to", &first.to_string())];
        let answer = submit(&mut grady, (APP, &path), &turn).await;
        assert_eq!(led(&answer), told(words[0]), "{switch}");
        assert_eq!(position(switch).await, first, "{switch}");
        let shown = grady.open(&answer.header("location")).await;
        let undo = format!("name=\"to\" value=\"{back}\">Undo</button>");
        assert!(shown.body.contains(&undo), "{switch}: {}", shown.body);
        let turn = [("switch", switch), ("to", &back.to_string())];
        let answer = submit(&mut grady, (APP, &path), &turn).await;
        assert_eq!(led(&answer), told(words[1]), "{switch}");
        assert_eq!(position(switch).await, back, "{switch}");
        // A link that tells of something else than what is so offers no undo.
        let lie = grady.open(&format!("{APP}?done={}", words[0])).await;
        assert!(!lie.body.contains(">Undo<"), "{switch}");
    }
    for (switch, to) in [("enabled", "x"), ("x", "on"), ("", "")] {
        let answer = submit(&mut grady, (APP, &path), &[("switch", switch), ("to", to)]).await;
        assert_eq!(answer.status, 403, "{switch} {to}");
    }
}

#[tokio::test]
async fn ruling_28_is_said_where_assignment_is_required_and_nobody_consented_for_everybody() {
    let world = scene().await;
    let (mut grady, page) = signed_in(&world, "grady", APP).await;
    let said = |body: &str| body.contains("even people on the list are stopped");
    assert!(!said(&page.body));
    // Neither adele nor megan is on the list.
    assert!(page.body.contains("not on the list: <bdi>2</bdi>"), "{}", page.body);
    let on = [("switch", "assignment"), ("to", "on")];
    submit(&mut grady, (APP, &format!("{APP}/switch")), &on).await;
    assert!(!said(&grady.open(APP).await.body), "somebody consented for everybody");
    let ask = format!("{APP}/revoke?what=everybody");
    let revoked =
        submit(&mut grady, (&ask, &format!("{APP}/revoke")), &[("what", "everybody")]).await;
    assert_eq!(led(&revoked), told("revoked"));
    assert!(said(&grady.open(APP).await.body));
}

#[tokio::test]
async fn an_application_that_a_request_blocked_tells_so() {
    let world = world().await;
    let id = asks(&world).await;
    let request = format!("/admin/requests/{id}");
    let (mut grady, _) = signed_in(&world, "grady", &request).await;
    let token = grady.open(&request).await.page().csrf;
    let fields = [("csrf", token.as_str()), ("version", "1"), ("reason", "No.")];
    assert_eq!(grady.post(&format!("{request}/block"), &fields).await.status, 303);
    let shown = grady.open(APP).await;
    assert!(shown.body.contains("data-enabled=\"off\""), "{}", shown.body);
    assert!(shown.body.contains(&format!("href=\"{request}\"")), "{}", shown.body);
    for to in ["on", "off"] {
        let turn = [("switch", "enabled"), ("to", to)];
        submit(&mut grady, (APP, &format!("{APP}/switch")), &turn).await;
    }
    let shown = grady.open(APP).await;
    assert!(!shown.body.contains(&format!("href=\"{request}\"")), "blocked by the switch since");
}

#[tokio::test]
async fn notes_and_homepage_are_kept_as_they_were_seen() {
    let world = scene().await;
    let (mut grady, page) = signed_in(&world, "grady", APP).await;
    let path = format!("{APP}/properties");
    let seen = page.body.split_once("name=\"seen\" value=\"").unwrap().1;
    let seen = seen.split('"').next().unwrap().to_owned();
    let before = everything(&world).await;
    let (long, far) = ("ä".repeat(1_025), format!("https://{}", "x".repeat(2_048)));
    for (notes, homepage, words) in [
        (long.as_str(), "", "This is too long"),
        ("a\u{0}b", "", "a character that is not allowed"),
        ("", "javascript:alert(1)", "begins with https:// or http://"),
        ("", "https://a b", "begins with https:// or http://"),
        ("", far.as_str(), "begins with https:// or http://"),
    ] {
        let fields = [("seen", seen.as_str()), ("notes", notes), ("homepage", homepage)];
        let answer = submit(&mut grady, (APP, &path), &fields).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (422, "application"));
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        assert!(answer.body.contains("aria-invalid=\"true\""), "{words}");
        assert_eq!(everything(&world).await, before);
    }
    let note = "ä".repeat(1_024);
    let fields =
        [("seen", seen.as_str()), ("notes", &note), ("homepage", " https://mail.example/ ")];
    let answer = submit(&mut grady, (APP, &path), &fields).await;
    assert_eq!(led(&answer), told("app-saved"));
    let held = principal(&world).await.unwrap();
    assert_eq!(held.notes.as_deref(), Some(note.as_str()));
    assert_eq!(held.homepage.as_deref(), Some("https://mail.example/"));
    // What was seen before is another one now: nothing is written, and what was typed is not lost.
    let late = [("seen", seen.as_str()), ("notes", "mine <b>"), ("homepage", "")];
    let answer = submit(&mut grady, (APP, &path), &late).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (409, "application"));
    assert!(answer.body.contains("mine &#60;b&#62;</textarea>"), "{}", answer.body);
    assert_eq!(principal(&world).await.unwrap(), held);
}

async fn group(world: &World) {
    let group = Group {
        id: GroupId::mint(world.service.ids()),
        tenant: world.contoso.id,
        name: "Mobile <mail>".parse().unwrap(),
        description: None,
        created_at: world.service.clock().now(),
    };
    let mut unit = world.unit().await;
    unit.add_group(&group).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn people_and_groups_are_put_on_the_list_and_taken_off() {
    let world = scene().await;
    group(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", APP).await;
    let path = format!("{APP}/assignments");
    let before = everything(&world).await;
    for (kind, who, words) in [
        ("user", "", "Something is needed here"),
        ("user", "nobody@contoso.example", "no user with this sign-in name"),
        ("user", "tess@tailspin.example", "no user with this sign-in name"),
        ("user", "x\"><b>", "no user with this sign-in name"),
        ("group", "Boats", "no group with this name"),
    ] {
        let fields = [("kind", kind), ("who", who), ("action", "add")];
        let answer = submit(&mut grady, (APP, &path), &fields).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (422, "application"), "{who}");
        assert!(answer.body.contains(words), "{who}: {}", answer.body);
        assert_eq!(everything(&world).await, before, "{who}");
    }
    for (kind, who) in [("user", " Adele@contoso.example "), ("group", "mobile <MAIL>")] {
        let fields = |action| [("kind", kind), ("who", who), ("action", action)];
        let answer = submit(&mut grady, (APP, &path), &fields("add")).await;
        assert_eq!(led(&answer), told("app-listed"), "{who}");
        let twice = submit(&mut grady, (APP, &path), &fields("add")).await;
        assert_eq!(twice.status, 422, "{who}");
        assert!(twice.body.contains("This is there already"), "{who}");
    }
    let shown = grady.open(APP).await;
    assert!(shown.body.contains("Entries: <bdi>2</bdi>"), "{}", shown.body);
    assert!(shown.body.contains("Mobile &#60;mail&#62;"), "{}", shown.body);
    for (kind, who) in [("user", "adele@contoso.example"), ("group", "Mobile <mail>")] {
        let fields = [("kind", kind), ("who", who), ("action", "remove")];
        let answer = submit(&mut grady, (APP, &path), &fields).await;
        assert_eq!(led(&answer), told("app-unlisted"), "{who}");
        let gone = submit(&mut grady, (APP, &path), &fields).await;
        assert_eq!(led(&gone), (303, format!("{APP}?failed=changed")), "{who}");
    }
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn long_lists_come_in_parts() {
    let world = scene().await;
    let held = principal(&world).await.unwrap();
    let mut unit = world.unit().await;
    let adele = user(&world, "adele").await;
    for number in 0..12 {
        let mut one = adele.clone();
        one.id = consentry_model::UserId::mint(world.service.ids());
        one.upn = format!("sailor{number:02}@contoso.example").parse().unwrap();
        unit.add_user(&one, None).await.unwrap();
        unit.assign_user(held.id, one.id, None, world.service.clock().now()).await.unwrap();
    }
    unit.commit().await.unwrap();
    let (mut grady, page) = signed_in(&world, "grady", APP).await;
    let rows = |body: &str| body.matches("value=\"remove\"").count();
    assert_eq!(rows(&page.body), 10);
    let next = page.body.split_once("rel=\"next\" href=\"").unwrap().1;
    let next = next.split("#list").next().unwrap().replace("&#38;", "&");
    let second = grady.open(&next).await;
    assert_eq!(rows(&second.body), 2, "{next}");
    assert!(second.body.contains("sailor11@contoso.example"));
}
