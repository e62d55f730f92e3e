//! A forgotten password, through the pages.

use std::time::Duration;

use consentry_model::User;
use http::Request;

use crate::{browser::Browser, world::World};

const FORGOT: &str = "/sign-in/forgot-password";
const RESET: &str = "/sign-in/reset-password";
const NEW: &str = "Nine-green-ladders";

/// Adele with an address elsewhere.
async fn with_address(world: &World) {
    let name = "adele@contoso.example".parse().unwrap();
    let user = world.service.user_named(&world.contoso, &name).await.unwrap();
    let other_mail = Some("adele@home.example".parse().unwrap());
    let mut unit = world.unit().await;
    unit.set_user(&User { other_mail, ..user }).await.unwrap();
    unit.commit().await.unwrap();
}

/// What the link in the last mail holds.
async fn token(world: &World) -> String {
    world.service.run_password_asks_once(world.service.clock().now()).await.unwrap();
    let mails = world.store.read().await.unwrap().outbox(Some("adele@home.example")).await.unwrap();
    let mail = mails.into_iter().max_by_key(|mail| mail.created_at).unwrap();
    let text = String::from_utf8(mail.message).unwrap().replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("https://login.test/sign-in/reset-password?token=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a066_the_page_answers_alike_for_every_account() {
    let world = World::new().await;
    with_address(&world).await;
    let mut bodies = Vec::new();
    for account in ["adele@contoso.example", "nobody@contoso.example", "x@nowhere.example", "x"] {
        let mut browser = Browser::new(&world);
        let answer = browser.post(FORGOT, &[("username", account)]).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (200, "forgot-password-sent"));
        assert!(!answer.body.contains(account) || account == "x", "{account}");
        let after = answer.body.split_once("nonce=\"");
        let nonce = after.and_then(|(_, rest)| rest.split('"').next());
        bodies.push(answer.body.replace(nonce.unwrap_or("-none-"), ""));
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn a059_a_link_opens_a_page_and_acts_by_its_post_alone() {
    let world = World::new().await;
    with_address(&world).await;
    let mut browser = Browser::new(&world);
    assert_eq!(browser.open(FORGOT).await.page_name(), "forgot-password");
    browser.post(FORGOT, &[("username", "adele@contoso.example")]).await;
    let token = token(&world).await;
    let link = format!("{RESET}?token={token}");
    for _ in 0..2 {
        let page = browser.open(&link).await;
        assert_eq!(page.page_name(), "reset-password", "{}", page.body);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
    }
    let typed =
        |new, again| [("token", token.as_str()), ("new_password", new), ("repeat_password", again)];
    for (new, again, told) in [
        ("Passw0rd", "Passw0rd", "easy to guess"),
        ("xx-adele-99-kq", "xx-adele-99-kq", "holds your name"),
        (NEW, "Ten-green-ladders", "differ"),
    ] {
        let answer = browser.post(RESET, &typed(new, again)).await;
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
    }
    let foreign = Request::post(RESET).header("origin", "https://evil.example");
    assert_eq!(browser.post_as(foreign, &typed(NEW, NEW)).await.page_name(), "error");
    let more = [typed(NEW, NEW).as_slice(), &[("x", "y")]].concat();
    assert_eq!(browser.post(RESET, &more).await.page_name(), "error");
    world.wait(Duration::from_mins(1));
    assert_eq!(browser.post(RESET, &typed(NEW, NEW)).await.page_name(), "password-saved");
    let again = browser.post(RESET, &typed("Ten-green-ladders", "Ten-green-ladders")).await;
    assert_eq!(again.page_name(), "password-link-over");
    assert_eq!(browser.open(&link).await.page_name(), "password-link-over");
}

#[tokio::test]
async fn a079_a_link_stands_under_the_configured_origin_whatever_the_host_says() {
    let world = World::new().await;
    with_address(&world).await;
    let mut browser = Browser::new(&world);
    let request = Request::post(FORGOT).header("host", "evil.example");
    let typed = [("username", "adele@contoso.example")];
    let request = request.header("x-forwarded-host", "evil.example");
    browser.post_as(request, &typed).await;
    assert!(token(&world).await.starts_with("1.P"), "found under https://login.test");
}

#[tokio::test]
async fn the_sign_in_page_leads_there() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open("/sign-in?to=%2Fmyapps").await;
    assert!(page.body.contains(&format!("href=\"{FORGOT}\"")), "{}", page.body);
}
