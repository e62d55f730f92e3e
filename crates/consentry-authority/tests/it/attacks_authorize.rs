//! Attacks on the authorization endpoint, each named after its row in the list of attacks.

use axum::body::Body;
use consentry_model::well_known;
use http::Request;

use crate::{
    browser::Browser,
    flows::{native, redeem, sam_consents},
    world::{CHALLENGE, CLI, SPA, VERIFIER, WEB, World, encoded},
};

/// An authorization request of the web application with some parameters changed.
fn web(world: &World, changes: &[(&str, &str)]) -> String {
    let mut form = vec![
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "https://app.example/cb"),
        ("scope", "User.Read openid"),
        ("state", "s"),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form.retain(|(_, value)| *value != "-");
    format!("/{}/oauth2/v2.0/authorize?{}", world.tailspin.id, encoded(&form))
}

#[tokio::test]
async fn a001_a_custom_scheme_gets_no_code_without_a_post_by_the_person() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    sam_consents(&world, &mut browser).await;
    // Signed in and consented: a page asks, and nothing is sent by itself.
    let answer = browser.open(&native(&world.tailspin)).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (200, "confirm-return"));
    assert!(answer.body.contains("Native") && answer.header("location").is_empty());
    let silent = browser.open(&format!("{}&prompt=none", native(&world.tailspin))).await;
    assert!(silent.returned("code").is_none(), "{silent:?}");
    assert_eq!(silent.returned("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a001_a_public_client_must_send_a_challenge() {
    let world = World::new().await;
    let query = encoded(&[
        ("client_id", CLI),
        ("response_type", "code"),
        ("redirect_uri", "nativeapp://auth"),
        ("scope", "User.Read"),
    ]);
    for (tenant, code) in [(&world.tailspin, 50147), (&world.fabrikam, 0)] {
        let path = format!("/{}/oauth2/v2.0/authorize?{query}", tenant.id);
        assert_eq!(world.get(&path).await.code(), code, "{}", tenant.name);
    }
}

#[tokio::test]
async fn a002_challenge_and_verifier_belong_together() {
    let world = World::new().await;
    for (challenge, verifier, want) in [
        (Some(CHALLENGE), Some(VERIFIER), 0),
        (Some(CHALLENGE), None, 501_481),
        (Some(CHALLENGE), Some("wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong"), 501_481),
        (Some(CHALLENGE), Some("short"), 501_491),
        (None, Some(VERIFIER), 501_481),
        (None, None, 0),
    ] {
        let mut browser = Browser::new(&world);
        let mut changes = vec![("prompt", "login")];
        if let Some(challenge) = challenge {
            changes.extend([("code_challenge", challenge), ("code_challenge_method", "S256")]);
        }
        let page = browser.open(&web(&world, &changes)).await.page();
        let mut answer = browser.sign_in(&page, "sam@tailspin.example").await;
        if answer.page_name() == "consent" {
            answer = browser.submit(&answer.page(), &[("action", "accept")]).await;
        }
        let code = answer.returned("code").unwrap_or_else(|| panic!("{}", answer.body));
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", WEB),
            ("client_secret", crate::world::SECRET),
            ("redirect_uri", "https://app.example/cb"),
            ("code", &code),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
        let answer = world.post(&path, &form).await;
        assert_eq!(answer.code(), want, "{challenge:?} {verifier:?}: {}", answer.body);
        assert_eq!(answer.status, if want == 0 { 200 } else { 400 });
    }
}

#[tokio::test]
async fn a003_a004_only_a_well_formed_s256_challenge() {
    let world = World::new().await;
    let short = CHALLENGE.get(..42).unwrap();
    for (challenge, method, want) in [
        (VERIFIER, Some("plain"), 501_491),
        (CHALLENGE, None, 501_491),
        (CHALLENGE, Some("S512"), 501_491),
        (short, Some("S256"), 501_491),
        (&"a".repeat(129), Some("S256"), 501_491),
        (&format!("{short}+"), Some("S256"), 501_491),
    ] {
        let mut changes = vec![("code_challenge", challenge)];
        changes.extend(method.map(|method| ("code_challenge_method", method)));
        let answer = world.get(&web(&world, &changes)).await;
        assert_eq!(answer.code(), want, "{challenge} {method:?}");
        assert_eq!(answer.returned("error").as_deref(), Some("invalid_request"));
    }
}

#[tokio::test]
async fn a005_a006_a_return_address_that_is_not_registered_gets_nothing() {
    let world = World::new().await;
    for address in [
        "https://evil.example/cb",
        "https://app.example/cb/",
        "https://app.example:443/cb",
        "https://APP.example/cb",
        "https://app.example/cb?x=1",
        "https://app.example/c%62",
        "https://app.example/x/../cb",
        "https://app.example/cb#x",
        "https://app.example@evil.example/cb",
        "https://app.example\\@evil.example/cb",
        "https://app.example.evil.example/cb",
        "http://app.example/cb",
        "//app.example/cb",
        "javascript:alert(1)",
        "https://app.example/CB",
        " https://app.example/cb",
    ] {
        let answer = world.get(&web(&world, &[("redirect_uri", address)])).await;
        assert_eq!((answer.status, answer.code()), (400, 50011), "{address}: {}", answer.body);
        assert!(answer.header("location").is_empty(), "{address}");
    }
    let missing = world.get(&web(&world, &[("client_id", CLI), ("redirect_uri", "-")])).await;
    assert_eq!((missing.status, missing.code()), (400, 900_971));
    assert!(missing.header("location").is_empty());
}

#[tokio::test]
async fn a008_the_scheme_is_emitted_as_registered() {
    let world = World::new().await;
    let apple = well_known::APPLE.to_string();
    let scopes = "EAS.AccessAsUser.All";
    world.grant_all(&world.tailspin, well_known::APPLE, well_known::EXCHANGE, scopes).await;
    let query = encoded(&[
        ("response_type", "code"),
        ("client_id", &apple),
        ("redirect_uri", "com.apple.Preferences://oauth-redirect"),
        ("scope", "EAS.AccessAsUser.All"),
        ("ui_locales", "en-us"),
        ("prompt", "login"),
        ("display", "ios"),
        ("login_hint", "sam@tailspin.example"),
        ("resource", "https://outlook.office365.com"),
    ]);
    let mut browser = Browser::new(&world);
    let answer = browser.open(&format!("/common/oauth2/authorize?{query}")).await;
    assert!(answer.body.contains("value=\"sam@tailspin.example\""), "{}", answer.body);
    let answer = browser.sign_in(&answer.page(), "sam@tailspin.example").await;
    let location = answer.header("location");
    assert!(location.starts_with("com.apple.Preferences://oauth-redirect?code="), "{location}");
}

#[tokio::test]
async fn a009_a_parameter_that_comes_twice_is_refused() {
    let world = World::new().await;
    for twice in ["state=x", "redirect_uri=https%3A%2F%2Fevil.example%2F", "client_id=x"] {
        let answer = world.get(&format!("{}&{twice}", web(&world, &[]))).await;
        assert_eq!((answer.status, answer.code()), (400, 90_100), "{twice}");
        assert!(answer.header("location").is_empty());
    }
    // One in the query and one in the form.
    let request = Request::post(web(&world, &[]))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("state=evil"))
        .unwrap();
    assert_eq!(world.send(request).await.code(), 90_100);
    let form = [("grant_type", "password"), ("grant_type", "refresh_token")];
    let answer = world.post(&format!("/{}/oauth2/token", world.tailspin.id), &form).await;
    assert_eq!((answer.status, answer.code()), (400, 90_100));
}

#[tokio::test]
async fn a010_methods_are_not_confused() {
    let world = World::new().await;
    let token = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let answer = world.get(&token).await;
    assert_eq!((answer.status, answer.code()), (405, 900_561));
    assert_eq!(answer.header("allow"), "POST, OPTIONS");
    let put = Request::put(web(&world, &[])).body(Body::empty()).unwrap();
    let answer = world.send(put).await;
    assert_eq!(answer.status, 405);
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
    let head = Request::head(web(&world, &[])).body(Body::empty()).unwrap();
    let answer = world.send(head).await;
    assert!(answer.status == 200 && answer.header("set-cookie").is_empty());
    let answer = world.get("/sign-in/consent").await;
    assert_eq!((answer.status, answer.code()), (405, 900_561));
}

#[tokio::test]
async fn a011_oversized_requests_are_refused_at_the_limit() {
    let world = World::new().await;
    let base = web(&world, &[("state", "-")]);
    let query = base.split_once('?').unwrap().1.len();
    for (length, want) in
        [(consentry_authority::LONGEST_QUERY, 0), (consentry_authority::LONGEST_QUERY + 1, 90_015)]
    {
        let state = "s".repeat(length - query - "&state=".len());
        let answer = world.get(&format!("{base}&state={state}")).await;
        assert_eq!(answer.code(), want, "{length}");
    }
    let body = "x".repeat(consentry_authority::LARGEST_BODY + 1);
    let request = Request::post(format!("/{}/oauth2/token", world.tailspin.id))
        .body(Body::from(body))
        .unwrap();
    assert_eq!(world.send(request).await.status, 413);
}

#[tokio::test]
async fn a012_a_redirect_after_a_password_never_posts_it_again() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open(&web(&world, &[])).await.page();
    let page = browser.sign_in(&page, "sam@tailspin.example").await.page();
    let answer = browser.submit(&page, &[("action", "accept")]).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn a013_a052_a053_every_page_says_who_may_frame_cache_and_run_it() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let sign_in = browser.open(&web(&world, &[])).await;
    let error = browser.open(&web(&world, &[("redirect_uri", "https://evil.example/")])).await;
    let consent = browser.sign_in(&sign_in.page(), "sam@tailspin.example").await;
    for page in [sign_in, error, consent, browser.open("/error?code=50126").await] {
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.header("cache-control").contains("no-store"));
        assert!(!page.body.contains(" onclick=") && !page.body.contains("http://"));
    }
}

#[tokio::test]
async fn form_post_and_fragment_carry_the_same_answer() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open(&web(&world, &[("response_mode", "form_post")])).await.page();
    let page = browser.sign_in(&page, "sam@tailspin.example").await.page();
    let answer = browser.submit(&page, &[("action", "accept")]).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (200, "form-post"));
    assert!(answer.body.contains("action=\"https://app.example/cb\""), "{}", answer.body);
    assert!(answer.body.contains("name=\"code\" value=\"1.A"), "{}", answer.body);
    let query = encoded(&[
        ("client_id", SPA),
        ("response_type", "code"),
        ("redirect_uri", "https://spa.example/"),
        ("response_mode", "fragment"),
        ("scope", "User.Read"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let path = format!("/{}/oauth2/v2.0/authorize?{query}", world.tailspin.id);
    let page = browser.open(&path).await.page();
    let answer = browser.submit(&page, &[("action", "accept")]).await;
    assert!(answer.header("location").starts_with("https://spa.example/#code="), "{answer:?}");
}

#[tokio::test]
async fn a020_a_code_is_bound_to_the_challenge_of_its_own_request() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let code = sam_consents(&world, &mut browser).await.returned("code").unwrap();
    // The attacker's client has begun a request of its own, with its own verifier.
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLI),
        ("code", &code),
        ("redirect_uri", "nativeapp://auth"),
        ("code_verifier", "attacker-attacker-attacker-attacker-attacker"),
    ];
    assert_eq!(world.post(&path, &form).await.code(), 501_481);
    // The failed try used nothing up.
    assert_eq!(redeem(&world, &world.tailspin, &code).await.status, 200);
}
