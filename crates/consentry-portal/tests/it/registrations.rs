//! Registrations on pages: who may make them, what may be changed of them and by whom, and that a
//! secret is shown once.

use consentry_model::{Application, Tenant};

use crate::{
    browser::Browser,
    scene::{signed_in, user, world},
    world::{Answer, World},
};

const LIST: &str = "/admin/registrations";

/// Posts a form of the page at a path.
async fn post(
    browser: &mut Browser<'_>,
    (page, path): (&str, &str),
    fields: &[(&str, &str)],
) -> Answer {
    let csrf = browser.open(page).await.page().csrf;
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

async fn register(browser: &mut Browser<'_>, name: &str, uri: &str, platform: &str) -> Answer {
    let fields = [("name", name), ("uri", uri), ("platform", platform), ("audience", "one")];
    post(browser, (LIST, LIST), &fields).await
}

/// The registration of a name.
async fn found(world: &World, name: &str) -> Application {
    let all = world.service.registrations(&world.contoso, None).await.unwrap();
    all.iter().find(|app| app.name.as_str() == name).map(|app| Application::clone(app)).unwrap()
}

async fn users_may_register(world: &World, may: bool) {
    let tenant = world.service.tenant_named("contoso.example").await.unwrap();
    let mut settings = tenant.settings.clone();
    settings.users_may_register = may;
    let mut unit = world.unit().await;
    unit.set_tenant(&Tenant { settings, ..tenant }).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn an_administrator_registers_and_changes_everything() {
    let world = world().await;
    let (mut grady, page) = signed_in(&world, "grady", LIST).await;
    assert!(page.body.contains("Register an application"), "{}", page.body);
    let wrong = register(&mut grady, "Orders", "orders://x", "web").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("scheme of its own") && wrong.body.contains("value=\"Orders\""));
    let made = register(&mut grady, "Orders", "https://orders.example/cb", "web").await;
    assert_eq!(made.status, 303, "{}", made.body);
    let app = found(&world, "Orders").await;
    let page = format!("{LIST}/{}", app.id);
    assert_eq!(made.header("location"), format!("{page}?done=registered"));
    assert_eq!(app.registered_by, Some(user(&world, "grady").await.id));

    let own = format!("api://{}", app.id);
    let saved = format!("{page}?done=registration-saved");
    for fields in [
        &[("action", "redirect-add"), ("platform", "spa"), ("uri", "https://orders.example/")][..],
        &[("action", "redirect-remove"), ("uri", "https://orders.example/cb")],
        &[("action", "audience"), ("audience", "many")],
        &[("action", "name-add"), ("uri", &own)],
        &[
            ("action", "scope-save"),
            ("value", "Orders.Read"),
            ("kind", "user"),
            ("admin_text", "Read all orders"),
            ("user_text", "Read your orders"),
            ("enabled", "yes"),
        ],
        &[
            ("action", "role-save"),
            ("value", "Orders.Approve"),
            ("title", "Approver"),
            ("text", "Approve orders"),
            ("holders", "both"),
        ],
        &[("action", "claims"), ("access.email", "yes"), ("id.upn", "yes")],
    ] {
        let answer = post(&mut grady, (&page, &page), fields).await;
        assert_eq!(answer.header("location"), saved, "{fields:?}: {}", answer.body);
    }
    let app = found(&world, "Orders").await;
    assert_eq!(app.redirects.len(), 1);
    assert_eq!(app.identifier_uris, [own]);
    assert_eq!((app.permissions.len(), app.roles.len()), (1, 1));
    assert_eq!((app.claims.access.len(), app.claims.id.len()), (1, 1));

    let wrong = [("action", "name-add"), ("uri", "https://graph.microsoft.com")];
    let wrong = post(&mut grady, (&page, &page), &wrong).await;
    assert!(wrong.status == 422 && wrong.body.contains("domain of this organization"));
    for fields in
        [&[("action", "else")][..], &[("action", "audience"), ("audience", "one"), ("x", "1")]]
    {
        assert_eq!(post(&mut grady, (&page, &page), fields).await.status, 403, "{fields:?}");
    }
    let foreign = grady.post(&page, &[("csrf", "x"), ("action", "claims")]).await;
    assert_eq!(foreign.status, 403, "a50: no token of this page");

    let delete = format!("{page}/delete");
    let gone = post(&mut grady, (&page, &delete), &[]).await;
    assert_eq!(gone.header("location"), format!("{LIST}?done=registration-deleted"));
    assert_eq!(grady.open(&page).await.status, 404);
    let back = post(&mut grady, (LIST, &format!("{page}/restore")), &[]).await;
    assert_eq!(back.header("location"), format!("{page}?done=registration-restored"));
}

#[tokio::test]
async fn a_secret_is_shown_once_and_warns_before_it_ends() {
    let world = world().await;
    let (mut grady, _) = signed_in(&world, "grady", LIST).await;
    register(&mut grady, "Orders", "", "web").await;
    let app = found(&world, "Orders").await;
    let page = format!("{LIST}/{}", app.id);
    let add = [("action", "secret-add"), ("days", "90")];
    let shown = post(&mut grady, (&page, &page), &add).await;
    let secret = shown.body.split("class=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    assert!(secret.len() > 30, "{secret}");
    let later = grady.open(&page).await;
    assert!(!later.body.contains(&secret), "once");
    assert!(later.body.contains("Counts"), "{}", later.body);
    let odd = [("action", "secret-add"), ("days", "36500")];
    assert_eq!(post(&mut grady, (&page, &page), &odd).await.status, 403);
    assert!(!grady.open("/admin").await.body.contains("within 30 days"));

    world.wait(std::time::Duration::from_hours(24 * 61));
    let (mut grady, overview) = signed_in(&world, "grady", "/admin").await;
    assert!(overview.body.contains("Client secrets of applications"), "{}", overview.body);
    assert!(grady.open(LIST).await.body.contains("ends within 30 days"));
    assert!(grady.open(&page).await.body.contains("Ends soon"));
    let kept = world.service.registration(&world.contoso, None, app.id).await.unwrap();
    let key = kept.secrets[0].id.to_string();
    let remove = [("action", "secret-remove"), ("key", &key)];
    assert_eq!(post(&mut grady, (&page, &page), &remove).await.status, 303);
    let kept = world.service.registration(&world.contoso, None, app.id).await.unwrap();
    assert!(kept.secrets.is_empty());
}

#[tokio::test]
async fn users_register_where_they_may_and_see_their_own_alone() {
    let world = world().await;
    let (mut adele, page) = signed_in(&world, "adele", LIST).await;
    assert!(page.body.contains("You may not register applications"), "{}", page.body);
    // A form of a moment when he might counts no more once he may not.
    users_may_register(&world, true).await;
    let csrf = adele.open(LIST).await.page().csrf;
    users_may_register(&world, false).await;
    let fields = [("csrf", csrf.as_str()), ("name", "Mine"), ("uri", ""), ("platform", "web")];
    let fields: Vec<_> = fields.into_iter().chain([("audience", "one")]).collect();
    let refused = adele.post(LIST, &fields).await;
    assert!(refused.status == 403 && refused.body.contains("Application Developer"));
    let all = world.service.registrations(&world.contoso, None).await.unwrap();
    assert!(all.iter().all(|app| app.name.as_str() != "Mine"));

    users_may_register(&world, true).await;
    let (mut grady, _) = signed_in(&world, "grady", LIST).await;
    register(&mut grady, "Orders", "", "web").await;
    let others = found(&world, "Orders").await;
    assert_eq!(register(&mut adele, "Mine", "", "web").await.status, 303);
    let mine = found(&world, "Mine").await;
    let list = adele.open(LIST).await.body;
    assert!(list.contains("Mine") && !list.contains("Orders"), "{list}");
    let theirs = format!("{LIST}/{}", others.id);
    assert_eq!(adele.open(&theirs).await.status, 403);
    let own = format!("{LIST}/{}", mine.id);
    let fields = [("action", "audience"), ("audience", "many")];
    assert_eq!(post(&mut adele, (&own, &own), &fields).await.status, 303);
    let list = grady.open(LIST).await.body;
    assert!(list.contains("Mine") && list.contains("Orders"), "an administrator sees all");
}
