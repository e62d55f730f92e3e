//! The list: search, filter, pages, the file; adding one; what was deleted.

use consentry_model::{Application, Audience, PrincipalId, ServicePrincipal, Switch};

use super::{APP, cli, everything, led, principal, scene, submit};
use crate::{
    scene::signed_in,
    world::{CLI, SPA, WEB, World},
};

/// Applications of a number of names, met by Contoso.
pub(super) async fn many(world: &World, names: impl Iterator<Item = String>) {
    let mut unit = world.unit().await;
    let base = unit.application(cli()).await.unwrap().unwrap();
    for name in names {
        let app = Application {
            id: consentry_model::AppId::mint(world.service.ids()),
            name: name.parse().unwrap(),
            ..(*base).clone()
        };
        unit.add_application(&app).await.unwrap();
        let principal = ServicePrincipal {
            id: PrincipalId::mint(world.service.ids()),
            tenant: world.contoso.id,
            app: app.id,
            display_name: app.name.clone(),
            enabled: Switch::On,
            assignment_required: Switch::Off,
            visible: Switch::On,
            notes: None,
            homepage: None,
            created_at: world.service.clock().now(),
        };
        unit.add_principal(&principal).await.unwrap();
    }
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged() {
    let world = scene().await;
    many(&world, (0..50).map(|n| format!("Boat {n:02}"))).await;
    let (mut grady, first) = signed_in(&world, "grady", "/admin/applications").await;
    let rows = |body: &str| body.matches("<th scope=\"row\"").count();
    assert_eq!(rows(&first.body), 30);
    assert!(first.body.len() < 50_000, "{} bytes", first.body.len());
    let next = first.body.split_once("rel=\"next\" href=\"").unwrap().1.split('"').next().unwrap();
    let second = grady.open(&next.replace("&#38;", "&")).await;
    assert_eq!(rows(&second.body), 21, "{next}: {}", second.body);
    assert!(second.body.contains("rel=\"prev\" href=\"/admin/applications\""));
    for (query, count) in [
        ("q=boat+07", 1),
        ("q=%25", 0),
        ("q=native", 1),
        ("state=enabled", 30),
        ("state=disabled", 30),
        ("state=blocked", 0),
        ("state=everybody", 1),
        ("q=native&state=unused", 0),
        ("q=boat+07&state=unused", 1),
    ] {
        let shown = grady.open(&format!("/admin/applications?{query}")).await;
        assert_eq!((shown.status, rows(&shown.body)), (200, count), "{query}");
    }
    let none = grady.open("/admin/applications?q=nothing").await;
    assert!(none.body.contains("No application fits"), "{}", none.body);
    let row = grady.open("/admin/applications?q=native").await.body;
    assert!(row.contains("For everybody") && row.contains("People for themselves: "), "{row}");
}

#[tokio::test]
async fn a060_the_file_has_every_row_and_no_formula() {
    let world = scene().await;
    let formulas = ["=HYPERLINK(\"https://evil.example\")", "+1", "-1", "@SUM(A1)"];
    many(&world, formulas.iter().map(|name| (*name).to_owned())).await;
    many(&world, (0..60).map(|n| format!("Boat {n:02}"))).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    let file = grady.open("/admin/applications?format=csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.body.lines().count(), 1 + 1 + 64, "{}", file.body);
    assert!(file.body.contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\""), "{}", file.body);
    for guarded in ["\"'+1\"", "\"'-1\"", "\"'@SUM(A1)\""] {
        assert!(file.body.contains(guarded), "{guarded}: {}", file.body);
    }
    let some = grady.open("/admin/applications?format=csv&q=boat").await;
    assert_eq!(some.body.lines().count(), 61);
}

#[tokio::test]
async fn an_application_is_added_by_its_id_before_anybody_consents() {
    let world = scene().await;
    let list = "/admin/applications";
    let (mut grady, _) = signed_in(&world, "grady", list).await;
    let before = everything(&world).await;
    let mut unit = world.unit().await;
    let own = unit.application(SPA.parse().unwrap()).await.unwrap().unwrap();
    let (foreign, unknown) =
        ["0a0a0a0a-0008-4000-8000-000000000008", "0a0a0a0a-0009-4000-8000-000000000009"].into();
    let theirs = Application {
        id: foreign.parse().unwrap(),
        owner: world.tailspin.id,
        audience: Audience::OneTenant,
        ..(*own).clone()
    };
    unit.add_application(&theirs).await.unwrap();
    unit.commit().await.unwrap();
    for (id, words) in [
        ("", "Something is needed here"),
        ("x\"><b>", "This is not an application ID"),
        (&format!("{WEB}4"), "This is not an application ID"),
        (unknown, "No application with this ID is registered"),
        (foreign, "No application with this ID is registered"),
    ] {
        let answer = submit(&mut grady, (list, list), &[("app", id)]).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (422, "applications"), "{id}");
        assert!(answer.body.contains(words), "{id}: {}", answer.body);
        assert!(answer.body.contains("aria-invalid=\"true\""), "{id}");
    }
    assert_eq!(everything(&world).await, before);
    let answer = submit(&mut grady, (list, list), &[("app", &format!(" {WEB} "))]).await;
    let page = format!("{list}/{WEB}");
    assert_eq!(led(&answer), (303, format!("{page}?done=app-added")));
    let shown = grady.open(&format!("{page}?done=app-added")).await;
    assert_eq!((shown.status, shown.page_name().as_str()), (200, "application"));
    assert!(shown.body.contains("Web &#60;b&#62;"), "{}", shown.body);
    // Once more it is there already: nothing is told as done.
    let again = submit(&mut grady, (list, list), &[("app", WEB)]).await;
    assert_eq!(led(&again), (303, page));
}

#[tokio::test]
async fn a_deleted_application_comes_back_without_its_consents() {
    let world = scene().await;
    let deleted = "/admin/applications/deleted";
    let (mut grady, none) = signed_in(&world, "grady", deleted).await;
    assert!(none.body.contains("Nothing to restore"), "{}", none.body);
    let ask = format!("{APP}/delete");
    let page = grady.open(&ask).await;
    // Adele and megan used it; adele and alex consented; nobody is on its list.
    for effect in [
        "lose access until somebody consents again: <bdi>2</bdi>",
        "own consents go: <bdi>2</bdi>",
        "list goes: <bdi>0</bdi>",
        "EAS.AccessAsUser.All",
        "Within 30 days you can restore it",
    ] {
        assert!(page.body.contains(effect), "{effect}: {}", page.body);
    }
    let answer = submit(&mut grady, (&ask, &ask), &[]).await;
    assert_eq!(led(&answer), (303, format!("{deleted}?done=app-deleted")));
    assert!(principal(&world).await.is_none());
    assert_eq!(grady.open(APP).await.status, 404);
    let shown = grady.open(&format!("{deleted}?done=app-deleted")).await;
    assert!(shown.body.contains("Native") && shown.body.contains("role=\"status\""));
    let restore = format!("{APP}/restore");
    let token = shown.page().csrf;
    let wrong = grady.post(&restore, &[("csrf", "x")]).await;
    assert_eq!((wrong.status, principal(&world).await.is_none()), (403, true));
    let answer = grady.post(&restore, &[("csrf", &token)]).await;
    assert_eq!(led(&answer), (303, format!("{APP}?done=app-restored")));
    let shown = grady.open(APP).await;
    assert!(shown.body.contains("Nothing is granted for everybody"), "{}", shown.body);
    let again = grady.post(&restore, &[("csrf", &token)]).await;
    assert_eq!(again.status, 404, "it is here");
    world.wait(std::time::Duration::from_hours(1));
    submit(&mut grady, (&ask, &ask), &[]).await;
    // Somebody added it meanwhile: the deleted one stays where it is.
    let list = "/admin/applications";
    submit(&mut grady, (list, list), &[("app", CLI)]).await;
    let shown = grady.open(deleted).await;
    assert!(shown.body.contains("Here again by itself"), "{}", shown.body);
    let late = grady.post(&restore, &[("csrf", &token)]).await;
    assert_eq!((late.status, late.page_name().as_str()), (409, "refused"));
}
