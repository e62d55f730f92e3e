//! What the authorization endpoint returns: codes, id tokens, both, and the issuer beside them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::Tenant;
use consentry_token::opaque::TokenHash;

use crate::{
    browser::Browser,
    world::{Answer, SECRET, SPA, WEB, World, claims, encoded},
};

/// An authorization request of the web application with some parameters changed; `-` takes one
/// away.
pub(crate) fn asked(tenant: &Tenant, version: &str, changes: &[(&str, &str)]) -> String {
    let mut form = vec![
        ("client_id", WEB),
        ("response_type", "code id_token"),
        ("redirect_uri", "https://app.example/cb"),
        ("scope", "User.Read openid profile"),
        ("state", "s"),
        ("nonce", "n-1"),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form.retain(|(_, value)| *value != "-");
    format!("/{}/oauth2/{version}authorize?{}", tenant.id, encoded(&form))
}

/// Signs sam in and accepts whatever is asked.
pub(crate) async fn answered(browser: &mut Browser<'_>, path: &str) -> Answer {
    let mut answer = browser.open(path).await;
    if answer.page_name() == "sign-in" {
        answer = browser.sign_in(&answer.page(), "sam@tailspin.example").await;
    }
    if answer.page_name() == "consent" {
        answer = browser.submit(&answer.page(), &[("action", "accept")]).await;
    }
    answer
}

fn half_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&TokenHash::of(text).as_bytes()[..16])
}

#[tokio::test]
async fn a_hybrid_answer_binds_the_id_token_to_the_code() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let answer = answered(&mut browser, &asked(&world.tailspin, "v2.0/", &[])).await;
    assert!(answer.header("location").starts_with("https://app.example/cb#code="), "{answer:?}");
    let code = answer.returned("code").unwrap();
    let front = claims(&answer.returned("id_token").unwrap());
    assert_eq!(front["c_hash"], half_hash(&code));
    assert_eq!((&front["nonce"], &front["ver"]), (&"n-1".into(), &"2.0".into()));
    assert_eq!(front["iss"], format!("https://login.test/{}/v2.0", world.tailspin.id));
    assert_eq!(front["sid"], answer.returned("session_state").unwrap());
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("redirect_uri", "https://app.example/cb"),
        ("code", &code),
    ];
    let tokens = world.post(&path, &form).await.json();
    let back = claims(tokens["id_token"].as_str().unwrap());
    for claim in ["iss", "sub", "nonce", "sid", "auth_time"] {
        assert_eq!(front[claim], back[claim], "{claim}");
    }
    assert!(back.get("c_hash").is_none());
}

#[tokio::test]
async fn an_id_token_alone_comes_in_a_fragment_or_a_form() {
    let world = World::new().await;
    for (version, mode, ver) in
        [("v2.0/", "fragment", "2.0"), ("", "fragment", "1.0"), ("v2.0/", "form_post", "2.0")]
    {
        let mut browser = Browser::new(&world);
        let changes = [("response_type", "id_token"), ("response_mode", mode)];
        let answer = answered(&mut browser, &asked(&world.tailspin, version, &changes)).await;
        let id_token = if mode == "form_post" {
            assert_eq!(answer.page_name(), "form-post", "{}", answer.body);
            assert!(!answer.body.contains("name=\"code\""));
            let tail = answer.body.split_once("name=\"id_token\" value=\"").unwrap().1;
            tail.split('"').next().unwrap().to_owned()
        } else {
            assert!(answer.header("location").contains("/cb#id_token="), "{answer:?}");
            assert!(answer.returned("code").is_none());
            answer.returned("id_token").unwrap()
        };
        let told = claims(&id_token);
        assert_eq!((&told["ver"], &told["aud"]), (&ver.into(), &WEB.into()), "{version} {mode}");
        assert!(told.get("c_hash").is_none());
    }
}

#[tokio::test]
async fn bi_025_what_an_id_token_needs_is_asked_for() {
    let world = World::new().await;
    let spa = [("client_id", SPA), ("redirect_uri", "https://spa.example/")];
    let with = |changes: &[(&'static str, &'static str)]| changes.to_vec();
    for (changes, code, error) in [
        (with(&[("nonce", "-")]), 900_144, "invalid_request"),
        (with(&[("response_type", "id_token"), ("nonce", "-")]), 900_144, "invalid_request"),
        (with(&[("response_mode", "query")]), 70_007, "invalid_request"),
        (with(&[("scope", "User.Read")]), 70_005, "unsupported_response_type"),
        (with(&[("response_type", "id_token token")]), 70_005, "unsupported_response_type"),
        (with(&[("response_type", "token")]), 70_005, "unsupported_response_type"),
        (with(&spa), 700_054, "unsupported_response_type"),
    ] {
        let answer = world.get(&asked(&world.tailspin, "v2.0/", &changes)).await;
        assert_eq!(answer.code(), code, "{changes:?}: {answer:?}");
        assert_eq!(answer.returned("error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(answer.returned("state").as_deref(), Some("s"), "{changes:?}");
    }
}

#[tokio::test]
async fn a014_every_answer_names_its_issuer() {
    let world = World::new().await;
    let issuer = format!("https://login.test/{}/v2.0", world.tailspin.id);
    let code = [("response_type", "code")];
    let mut browser = Browser::new(&world);
    let answer = answered(&mut browser, &asked(&world.tailspin, "v2.0/", &code)).await;
    assert_eq!(answer.returned("iss"), Some(issuer.clone()), "{answer:?}");
    let silent = [("response_type", "code"), ("prompt", "none")];
    let mut stranger = Browser::new(&world);
    let answer = stranger.open(&asked(&world.tailspin, "v2.0/", &silent)).await;
    assert_eq!(answer.returned("error").as_deref(), Some("login_required"));
    assert_eq!(answer.returned("iss"), Some(issuer));
    let v1 = stranger.open(&asked(&world.tailspin, "", &silent)).await;
    let issuer = format!("https://login.test/{}/", world.tailspin.id);
    assert_eq!(v1.returned("iss"), Some(issuer), "{v1:?}");
    // Faithful answers have none, and the metadata says which is which.
    let answer = stranger.open(&asked(&world.fabrikam, "v2.0/", &silent)).await;
    assert_eq!(answer.returned("iss"), None, "{answer:?}");
    for (segment, announced) in [
        (world.tailspin.id.to_string(), true),
        (world.fabrikam.id.to_string(), false),
        ("common".to_owned(), false),
    ] {
        let path = format!("/{segment}/v2.0/.well-known/openid-configuration");
        let told = world.get(&path).await.json();
        let flag = &told["authorization_response_iss_parameter_supported"];
        assert_eq!(*flag, announced, "{segment}");
    }
}

#[tokio::test]
async fn a015_request_objects_are_refused() {
    let world = World::new().await;
    let metadata = format!("/{}/v2.0/.well-known/openid-configuration", world.tailspin.id);
    let told = world.get(&metadata).await.json();
    for (parameter, error) in
        [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")]
    {
        let path = asked(&world.tailspin, "v2.0/", &[(parameter, "https://evil.example/r")]);
        let answer = world.get(&path).await;
        assert_eq!(answer.returned("error").as_deref(), Some(error), "{answer:?}");
        assert_eq!(told[format!("{parameter}_parameter_supported")], false);
    }
}
