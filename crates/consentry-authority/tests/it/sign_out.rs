//! Signing out: who may ask for it, what ends, where the browser goes on, who else is told.

use consentry_model::Clock as _;

use crate::{
    browser::Browser,
    responses::{answered, asked},
    world::{Answer, SPA, WEB, World, claims, encoded},
};

fn id_token(world: &World) -> String {
    asked(&world.tailspin, "v2.0/", &[("response_type", "id_token")])
}

fn logout(fields: &[(&str, &str)]) -> String {
    format!("/common/oauth2/v2.0/logout?{}", encoded(fields))
}

/// Sam, signed in at the web application; his id token.
async fn sam(world: &World, browser: &mut Browser<'_>) -> String {
    answered(browser, &id_token(world)).await.returned("id_token").unwrap()
}

async fn is_signed_in(world: &World, browser: &mut Browser<'_>) -> bool {
    let silent = asked(&world.tailspin, "v2.0/", &[("response_type", "code"), ("prompt", "none")]);
    browser.open(&silent).await.returned("code").is_some()
}

async fn confirmed(browser: &mut Browser<'_>, page: &Answer) -> Answer {
    let page = page.page();
    assert_eq!(page.name, "sign-out");
    browser.post(&page.action, &[("csrf", &page.csrf)]).await
}

#[tokio::test]
async fn a062_after_a_sign_out_the_cookie_opens_nothing() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    sam(&world, &mut browser).await;
    let mut thief = browser.stolen();
    let page = browser.open(&logout(&[])).await;
    let answer = confirmed(&mut browser, &page).await;
    assert_eq!(answer.page_name(), "signed-out", "{}", answer.body);
    let cookies = answer.headers.get_all("set-cookie").iter();
    assert!(cookies.into_iter().any(|cookie| cookie.to_str().unwrap().contains("Max-Age=0")));
    assert!(!is_signed_in(&world, &mut thief).await, "the session is over, not only its cookie");
}

#[tokio::test]
async fn a063_a_link_signs_nobody_out() {
    let world = World::new().await;
    let mut attacker = Browser::new(&world);
    let page = attacker.open(&id_token(&world)).await.page();
    let page = attacker.sign_in(&page, "tess@tailspin.example").await.page();
    let answer = attacker.submit(&page, &[("action", "accept")]).await;
    let foreign = answer.returned("id_token").unwrap();
    let mut browser = Browser::new(&world);
    let own = sam(&world, &mut browser).await;
    let forged = format!("{own}x");
    for fields in [
        vec![],
        vec![("client_id", WEB), ("post_logout_redirect_uri", "https://app.example/cb")],
        vec![("logout_hint", "sam@tailspin.example")],
        vec![("id_token_hint", foreign.as_str())],
        vec![("id_token_hint", forged.as_str())],
        vec![("id_token_hint", "x")],
    ] {
        let answer = browser.open(&logout(&fields)).await;
        assert_eq!(answer.page_name(), "sign-out", "{fields:?}: {answer:?}");
        // A token for another request, of another browser, or none at all.
        let other = attacker.open(&logout(&fields)).await.page();
        for csrf in ["", "x", other.csrf.as_str()] {
            let answer = browser.post(&logout(&fields), &[("csrf", csrf)]).await;
            assert_eq!(answer.page_name(), "sign-out", "{fields:?} {csrf}");
        }
        let longer = format!("{}&state=evil", logout(&fields));
        let answer = browser.post(&longer, &[("csrf", &answer.page().csrf)]).await;
        assert_eq!(answer.page_name(), "sign-out", "{fields:?}");
        assert!(is_signed_in(&world, &mut browser).await, "{fields:?}");
    }
    // His own id token does it, though it has expired.
    world.wait(std::time::Duration::from_hours(3));
    let answer = browser.open(&logout(&[("id_token_hint", &own)])).await;
    assert_eq!(answer.page_name(), "signed-out", "{}", answer.body);
    assert!(!is_signed_in(&world, &mut browser).await);
}

#[tokio::test]
async fn a064_the_browser_goes_on_to_a_registered_address_only() {
    let world = World::new().await;
    for (client, address, goes) in [
        (WEB, "https://app.example/cb", true),
        (WEB, "https://app.example/cb/", false),
        (WEB, "https://app.example/cb?x=1", false),
        (WEB, "https://APP.example/cb", false),
        (WEB, "https://evil.example/", false),
        (WEB, "javascript:alert(1)", false),
        (SPA, "https://app.example/cb", false),
        ("x", "https://app.example/cb", false),
    ] {
        let mut nobody = Browser::new(&world);
        let fields =
            [("client_id", client), ("post_logout_redirect_uri", address), ("state", "a b")];
        let answer = nobody.open(&logout(&fields)).await;
        let location = answer.header("location");
        if goes {
            assert_eq!(location, format!("{address}?state=a%20b"));
        } else {
            assert_eq!((location.as_str(), answer.page_name().as_str()), ("", "signed-out"));
            assert!(!answer.body.contains(address), "{}", answer.body);
        }
    }
    // The hint names the client; another client's id beside it is a contradiction.
    let mut browser = Browser::new(&world);
    let hint = sam(&world, &mut browser).await;
    let to = ("post_logout_redirect_uri", "https://app.example/cb");
    let fields = [("id_token_hint", hint.as_str()), ("client_id", SPA), to];
    let answer = browser.open(&logout(&fields)).await;
    assert!(!answer.body.contains("app.example/cb"), "{}", answer.body);
}

#[tokio::test]
async fn applications_are_told_in_frames_that_the_policy_names() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let hint = sam(&world, &mut browser).await;
    let sid = claims(&hint)["sid"].as_str().unwrap().to_owned();
    let fields = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", "https://app.example/cb"),
        ("state", "s"),
    ];
    let answer = browser.open(&logout(&fields)).await;
    assert_eq!(answer.page_name(), "signed-out", "{answer:?}");
    let issuer = format!("https%3A%2F%2Flogin.test%2F{}%2Fv2.0", world.tailspin.id);
    let frame = format!("src=\"https://app.example/signed-out?sid={sid}&amp;iss={issuer}\"");
    assert!(answer.body.replace("&#38;", "&amp;").contains(&frame), "{}", answer.body);
    let policy = answer.header("content-security-policy");
    assert!(policy.ends_with("; frame-src https://app.example/signed-out"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(answer.body.contains("href=\"https://app.example/cb?state=s\""), "{}", answer.body);
    // A page that tells nobody has no frames.
    let policy = Browser::new(&world).open(&logout(&[])).await;
    assert!(!policy.header("content-security-policy").contains("frame-src"));
    let metadata = format!("/{}/v2.0/.well-known/openid-configuration", world.tailspin.id);
    let told = world.get(&metadata).await.json();
    assert_eq!(told["frontchannel_logout_supported"], true);
    assert_eq!(told["frontchannel_logout_session_supported"], true);
}

#[tokio::test]
async fn of_two_accounts_the_named_one_is_signed_out() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let hint = sam(&world, &mut browser).await;
    let page = browser.open(&format!("{}&prompt=login", id_token(&world))).await.page();
    let page = browser.sign_in(&page, "tess@tailspin.example").await.page();
    browser.submit(&page, &[("action", "accept")]).await;
    assert!(world.clock.now().seconds() > 0);
    let answer = browser.open(&logout(&[("id_token_hint", &hint)])).await;
    assert!(answer.body.contains("sam@tailspin.example"), "{}", answer.body);
    let told = answered(&mut browser, &id_token(&world)).await.returned("id_token").unwrap();
    assert_eq!(claims(&told)["preferred_username"], "tess@tailspin.example");
    let page = browser.open(&logout(&[("logout_hint", "tess@tailspin.example")])).await;
    let answer = confirmed(&mut browser, &page).await;
    assert!(answer.body.contains("tess@tailspin.example"), "{}", answer.body);
    assert!(!is_signed_in(&world, &mut browser).await);
}

#[tokio::test]
async fn an_application_may_post_its_request() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let hint = sam(&world, &mut browser).await;
    let path = format!("/{}/oauth2/logout", world.tailspin.id);
    let answer = browser.post(&path, &[]).await;
    assert_eq!(answer.page_name(), "sign-out");
    let head = http::Request::head(&path).body(axum::body::Body::empty()).unwrap();
    assert_eq!(world.send(head).await.status, 200);
    let answer = browser.post(&path, &[("id_token_hint", &hint)]).await;
    assert_eq!(answer.page_name(), "signed-out", "{}", answer.body);
}
