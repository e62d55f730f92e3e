//! My Apps: what a person sees of his own, and how he ends it.

use std::time::Duration;

use consentry_model::{AppId, Switch, Tenant, well_known};
use http::Request;

use crate::{
    browser::Browser,
    world::{Answer, CHALLENGE, CLI, SPA, VERIFIER, World, encoded},
};

const SAM: &str = "sam@tailspin.example";
const TESS: &str = "tess@tailspin.example";
const ADELE: &str = "adele@contoso.example";

/// Both faces. Tailspin's people may consent, Contoso's may not.
async fn world() -> World {
    let mut world = World::new().await;
    world.router = world.router.clone().merge(consentry_portal::router(world.service.clone()));
    world
}

fn authorize(tenant: &Tenant) -> String {
    let query = encoded(&[
        ("client_id", CLI),
        ("response_type", "code"),
        ("redirect_uri", "nativeapp://auth"),
        ("scope", "https://outlook.office.com/EAS.AccessAsUser.All offline_access"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    format!("/{}/oauth2/v2.0/authorize?{query}", tenant.id)
}

/// Goes to the sign-in of the native application and through all of its pages; which they were,
/// and the tokens at the end.
async fn uses(
    world: &World,
    browser: &mut Browser<'_>,
    tenant: &Tenant,
    account: &str,
) -> (Vec<String>, serde_json::Value) {
    let mut answer = browser.open(&authorize(tenant)).await;
    let mut pages = Vec::new();
    while answer.status == 200 {
        let page = answer.page();
        pages.push(page.name.clone());
        answer = match page.name.as_str() {
            "sign-in" => browser.sign_in(&page, account).await,
            "consent" => browser.submit(&page, &[("action", "accept")]).await,
            "confirm-return" => browser.submit(&page, &[("action", "continue")]).await,
            other => panic!("{other}: {}", answer.body),
        };
    }
    let code = answer.returned("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLI),
        ("code", &code),
        ("redirect_uri", "nativeapp://auth"),
        ("code_verifier", VERIFIER),
    ];
    let tokens = world.post(&format!("/{}/oauth2/v2.0/token", tenant.id), &form).await;
    (pages, tokens.json())
}

async fn refresh(world: &World, tenant: &Tenant, tokens: &serde_json::Value) -> Answer {
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", CLI), ("refresh_token", token)];
    world.post(&format!("/{}/oauth2/v2.0/token", tenant.id), &form).await
}

/// Signs in for a page of My Apps.
async fn signed_in<'a>(world: &'a World, account: &str, path: &str) -> (Browser<'a>, Answer) {
    let mut browser = Browser::new(world);
    let answer = browser.open(path).await;
    assert_eq!(answer.status, 303);
    let page = browser.open(&answer.header("location")).await.page();
    let answer = browser.sign_in(&page, account).await;
    let answer = browser.open(&answer.header("location")).await;
    (browser, answer)
}

fn detail() -> String {
    format!("/myapps/{CLI}")
}

/// Posts a form of the detail page with its own token.
async fn take_back(browser: &mut Browser<'_>) -> Answer {
    let token = browser.open(&detail()).await.page().csrf;
    browser.post(&format!("{}/revoke", detail()), &[("csrf", token.as_str())]).await
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in_and_back() {
    let world = world().await;
    for path in ["/myapps".to_owned(), detail(), "/myapps/sign-out".to_owned()] {
        let mut browser = Browser::new(&world);
        let answer = browser.open(&path).await;
        let to = answer.header("location");
        assert_eq!((answer.status, to.starts_with("/sign-in?to=%2Fmyapps")), (303, true), "{to}");
        let page = browser.open(&to).await.page();
        let answer = browser.sign_in(&page, SAM).await;
        assert_eq!((answer.status, answer.header("location")), (303, path));
    }
    let mut browser = Browser::new(&world);
    let answer = browser.post("/myapps/sign-out", &[]).await;
    assert_eq!(answer.header("location"), "/sign-in?to=%2Fmyapps");
}

#[tokio::test]
async fn who_uses_nothing_is_told_what_will_be_here() {
    let world = world().await;
    let (_, answer) = signed_in(&world, SAM, "/myapps").await;
    assert_eq!((answer.status, answer.page_name().as_str()), (200, "my-apps"));
    assert!(answer.body.contains("No applications yet"), "{}", answer.body);
    for told in ["Tailspin", SAM, "/common/oauth2/v2.0/logout", "prompt=select_account"] {
        assert!(answer.body.contains(told), "{told}");
    }
}

#[tokio::test]
async fn what_one_allowed_is_listed_told_in_words_and_taken_back() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut browser = Browser::new(&world);
    let (pages, tokens) = uses(&world, &mut browser, &tailspin, SAM).await;
    assert_eq!(pages, ["sign-in", "consent"]);
    let list = browser.open("/myapps").await;
    for told in [">Native<", "Allowed by you", "Last used on", &format!("href=\"{}\"", detail())] {
        assert!(list.body.contains(told), "{told}: {}", list.body);
    }
    let page = browser.open(&detail()).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "my-app"));
    for told in [
        "Access your mailboxes",
        "EAS.AccessAsUser.All",
        "by your own consent",
        "loses these permissions at once",
        "Mail that it has fetched stays on the device",
        "action=\"/myapps/0a0a0a0a-0003-4000-8000-000000000003/revoke\"",
    ] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(!page.body.contains("An administrator allowed"), "{}", page.body);
    assert_eq!(refresh(&world, &tailspin, &tokens).await.status, 200, "it works before");

    let answer = take_back(&mut browser).await;
    let told = format!("{}?done=taken-back", detail());
    assert_eq!((answer.status, answer.header("location")), (303, told.clone()));
    let after = browser.open(&told).await;
    assert!(after.body.contains("role=\"status\"") && after.body.contains("Taken back."));
    assert!(!after.body.contains("<form"), "{}", after.body);
    // It acts on the next request.
    let refused = refresh(&world, &tailspin, &tokens).await;
    assert_eq!((refused.status, refused.code()), (400, 65001), "{}", refused.body);
    // The next sign-in asks again.
    let (pages, _) = uses(&world, &mut browser, &tailspin, SAM).await;
    assert_eq!(pages, ["consent"]);
    assert!(browser.open("/myapps").await.body.contains("Allowed by you"));
}

#[tokio::test]
async fn taken_back_twice_is_taken_back_once() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    uses(&world, &mut browser, &world.tailspin.clone(), SAM).await;
    let token = browser.open(&detail()).await.page().csrf;
    let path = format!("{}/revoke", detail());
    for _ in 0..2 {
        let answer = browser.post(&path, &[("csrf", token.as_str())]).await;
        assert_eq!(answer.header("location"), format!("{}?done=taken-back", detail()));
    }
}

#[tokio::test]
async fn what_an_administrator_allowed_is_shown_with_who_can_remove_it() {
    let world = world().await;
    let (app, contoso): (AppId, Tenant) = (CLI.parse().unwrap(), world.contoso.clone());
    world.grant_all(&contoso, app, well_known::EXCHANGE, "EAS.AccessAsUser.All").await;
    let mut browser = Browser::new(&world);
    let (pages, tokens) = uses(&world, &mut browser, &contoso, ADELE).await;
    assert_eq!(pages, ["sign-in"]);
    assert!(browser.open("/myapps").await.body.contains("Allowed by your administrator"));
    let page = browser.open(&detail()).await;
    for told in ["You cannot take this back yourself", "Cloud Application Administrator"] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(!page.body.contains("<form"), "no button: {}", page.body);
    // Nor by hand: a form of another page of the session does not count here.
    let token = browser.open("/myapps/sign-out").await.page().csrf;
    let path = format!("{}/revoke", detail());
    assert_eq!(browser.post(&path, &[("csrf", token.as_str())]).await.status, 403);
    assert_eq!(refresh(&world, &contoso, &tokens).await.status, 200);
}

#[tokio::test]
async fn of_both_consents_only_ones_own_goes() {
    let world = world().await;
    let (app, tailspin): (AppId, Tenant) = (CLI.parse().unwrap(), world.tailspin.clone());
    let mut browser = Browser::new(&world);
    let (_, tokens) = uses(&world, &mut browser, &tailspin, SAM).await;
    world.grant_all(&tailspin, app, well_known::EXCHANGE, "EAS.AccessAsUser.All").await;
    let page = browser.open(&detail()).await;
    assert!(page.body.contains("What an administrator allowed for everybody stays"));
    assert!(
        browser.open("/myapps").await.body.contains("Allowed by you and by your administrator")
    );
    let answer = take_back(&mut browser).await;
    assert_eq!(answer.header("location"), format!("{}?done=taken-back-rest", detail()));
    assert_eq!(refresh(&world, &tailspin, &tokens).await.status, 200, "by the other consent");
    assert!(browser.open("/myapps").await.body.contains("Allowed by your administrator"));
}

#[tokio::test]
async fn a050_a_form_counts_only_from_a_page_of_this_session() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut sam = Browser::new(&world);
    let (_, tokens) = uses(&world, &mut sam, &tailspin, SAM).await;
    let (mut tess, _) = signed_in(&world, TESS, "/myapps").await;
    uses(&world, &mut tess, &tailspin, TESS).await;
    let theirs = tess.open(&detail()).await.page().csrf;
    let own = sam.open(&detail()).await.page().csrf;
    let path = format!("{}/revoke", detail());
    for fields in [
        &[][..],
        &[("csrf", "x")],
        &[("csrf", theirs.as_str())],
        &[("csrf", own.as_str()), ("csrf", own.as_str())],
    ] {
        let answer = sam.post(&path, fields).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (403, "my-apps-refused"));
        assert!(answer.body.contains("Nothing was changed."), "{}", answer.body);
    }
    let foreign = Request::post(&path).header("origin", "https://evil.example");
    assert_eq!(sam.post_as(foreign, &[("csrf", own.as_str())]).await.status, 403);
    let token = sam.open("/myapps/sign-out").await.page().csrf;
    let foreign = Request::post("/myapps/sign-out").header("origin", "https://evil.example");
    assert_eq!(sam.post_as(foreign, &[("csrf", token.as_str())]).await.status, 403);
    assert_eq!(sam.post("/myapps/sign-out", &[("csrf", own.as_str())]).await.status, 403);
    assert_eq!(refresh(&world, &tailspin, &tokens).await.status, 200, "nothing happened");
    // Looking does nothing: mail scanners follow links.
    assert_eq!(sam.open(&path).await.status, 405);
    let ours = Request::post(&path).header("origin", "https://login.test");
    assert_eq!(sam.post_as(ours, &[("csrf", own.as_str())]).await.status, 303);
}

#[tokio::test]
async fn an_application_of_somebody_else_is_not_known_here() {
    let world = world().await;
    let mut sam = Browser::new(&world);
    uses(&world, &mut sam, &world.tailspin.clone(), SAM).await;
    for account in [TESS, ADELE] {
        let (mut browser, answer) = signed_in(&world, account, &detail()).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (404, "my-apps-refused"));
        assert!(answer.body.contains("not one of your applications"), "{}", answer.body);
        let elsewhere = ["logo", "nothing"].map(|end| format!("{}/{end}", detail()));
        let unknown =
            [format!("/myapps/{SPA}"), "/myapps/x".to_owned(), "/myapps/a/b/c".to_owned()];
        for path in elsewhere.iter().chain(&unknown) {
            assert_eq!(browser.open(path).await.status, 404, "{path}");
        }
        let token = browser.open("/myapps/sign-out").await.page().csrf;
        let path = format!("{}/revoke", detail());
        assert_eq!(browser.post(&path, &[("csrf", token.as_str())]).await.status, 404);
    }
    assert!(sam.open("/myapps").await.body.contains("Allowed by you"));
}

#[tokio::test]
async fn what_is_hidden_from_users_is_not_shown() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut browser = Browser::new(&world);
    uses(&world, &mut browser, &tailspin, SAM).await;
    let mut unit = world.unit().await;
    let principal = unit.principal(tailspin.id, CLI.parse().unwrap()).await.unwrap().unwrap();
    let hidden = consentry_model::ServicePrincipal { visible: Switch::Off, ..principal };
    unit.set_principal(&hidden).await.unwrap();
    unit.commit().await.unwrap();
    assert!(browser.open("/myapps").await.body.contains("No applications yet"));
    assert_eq!(browser.open(&detail()).await.status, 404);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_browser_and_every_phone() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut phone = Browser::new(&world);
    let (_, tokens) = uses(&world, &mut phone, &tailspin, SAM).await;
    let mut tess = Browser::new(&world);
    let (_, hers) = uses(&world, &mut tess, &tailspin, TESS).await;
    let (mut browser, _) = signed_in(&world, SAM, "/myapps").await;
    world.wait(Duration::from_secs(2));
    let page = browser.open("/myapps/sign-out").await;
    assert_eq!(page.page_name(), "sign-out-everywhere");
    assert!(page.body.contains("this one too"), "{}", page.body);
    assert_eq!(refresh(&world, &tailspin, &tokens).await.status, 200, "asking does nothing");
    let tokens = refresh(&world, &tailspin, &tokens).await.json();

    let token = page.page().csrf;
    let answer = browser.post("/myapps/sign-out", &[("csrf", token.as_str())]).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (200, "signed-out-everywhere"));
    assert!(answer.body.contains("/sign-in?to=%2Fmyapps"), "{}", answer.body);
    for one in [&mut browser, &mut phone] {
        let answer = one.open("/myapps").await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/sign-in?to=%2Fmyapps".into())
        );
    }
    let refused = refresh(&world, &tailspin, &tokens).await;
    assert_eq!((refused.status, refused.code()), (400, 50173), "{}", refused.body);
    // Others, and what was allowed, stay.
    assert_eq!(tess.open("/myapps").await.status, 200);
    assert_eq!(refresh(&world, &tailspin, &hers).await.status, 200);
    world.wait(Duration::from_secs(2));
    let (pages, _) = uses(&world, &mut phone, &tailspin, SAM).await;
    assert_eq!(pages, ["sign-in"], "the password, and no consent");
}

#[tokio::test]
async fn another_account_of_the_browser_has_its_own_applications() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut browser = Browser::new(&world);
    uses(&world, &mut browser, &tailspin, SAM).await;
    let switch = "/sign-in?to=%2Fmyapps&prompt=select_account";
    let picker = browser.open(switch).await;
    assert_eq!(picker.page_name(), "account-picker");
    let answer = browser.submit(&picker.page(), &[("action", "other")]).await;
    world.wait(Duration::from_secs(1));
    let answer = browser.sign_in(&answer.page(), TESS).await;
    let list = browser.open(&answer.header("location")).await;
    assert!(list.body.contains(TESS) && list.body.contains("No applications yet"));
}

#[tokio::test]
async fn a_logo_is_shown_to_those_whose_application_it_is() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut browser = Browser::new(&world);
    uses(&world, &mut browser, &tailspin, SAM).await;
    let path = format!("{}/logo", detail());
    assert_eq!(browser.open(&path).await.status, 404, "it has none");
    let mut unit = world.unit().await;
    let principal = unit.principal(tailspin.id, CLI.parse().unwrap()).await.unwrap().unwrap();
    let png = b"\x89PNG is what it begins with".to_vec();
    unit.set_logo(principal.id, &png, world.service.clock().now()).await.unwrap();
    unit.commit().await.unwrap();
    let list = browser.open("/myapps").await;
    assert!(list.body.contains(&format!("<img class=\"tile app-tile\" src=\"{path}\"")));
    let answer = browser.open(&path).await;
    assert_eq!(answer.status, 200);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, max-age=300"),
        ("content-security-policy", "default-src 'none'"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.body.ends_with("PNG is what it begins with"));
}

#[tokio::test]
async fn the_homepage_of_an_application_is_the_tenants_or_its_own() {
    let world = world().await;
    let tailspin = world.tailspin.clone();
    let mut browser = Browser::new(&world);
    uses(&world, &mut browser, &tailspin, SAM).await;
    let link = |body: &str| body.contains("<a href=\"https://intranet.example/mail\" rel=");
    assert!(!link(&browser.open(&detail()).await.body));
    for (address, shown) in [
        ("https://intranet.example/mail", true),
        ("javascript:alert(1)", false),
        ("http://intranet.example/mail", false),
    ] {
        let mut unit = world.unit().await;
        let principal = unit.principal(tailspin.id, CLI.parse().unwrap()).await.unwrap().unwrap();
        let homepage = Some(address.to_owned());
        let changed = consentry_model::ServicePrincipal { homepage, ..principal };
        unit.set_principal(&changed).await.unwrap();
        unit.commit().await.unwrap();
        let page = browser.open(&detail()).await.body;
        assert_eq!(link(&page), shown, "{address}");
        assert!(!page.contains("javascript:"), "{page}");
    }
}
