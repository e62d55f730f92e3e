//! What a token is worth: introspection, revocation, userinfo, and what is refused on purpose.

use axum::body::Body;
use consentry_model::{AccountState, AppId, Switch, User, well_known};
use http::{Method, Request};
use serde_json::Value;

use crate::{
    browser::Browser,
    flows::{redeem, refresh, sam_consents},
    world::{Answer, CLI, PASSWORD, SECRET, WEB, World, claims},
};

async fn introspect(world: &World, token: &str) -> Answer {
    let form = [("client_id", WEB), ("client_secret", SECRET), ("token", token)];
    world.post(&format!("/{}/oauth2/v2.0/introspect", world.tailspin.id), &form).await
}

async fn active(world: &World, token: &str) -> bool {
    let answer = introspect(world, token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let json = answer.json();
    if json["active"] == false {
        assert_eq!(json.as_object().unwrap().len(), 1, "no word why: {json}");
    }
    json["active"] == true
}

/// Tokens of the web application for a user, by its consent for everybody.
async fn web_tokens(world: &World) -> Value {
    let web: AppId = WEB.parse().unwrap();
    world.grant_all(&world.tailspin, web, well_known::GRAPH, "User.Read").await;
    let query = crate::world::encoded(&[
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "https://app.example/cb"),
        ("scope", "openid profile email offline_access User.Read"),
    ]);
    let mut browser = Browser::new(world);
    let path = format!("/{}/oauth2/v2.0/authorize?{query}", world.tailspin.id);
    let page = browser.open(&path).await.page();
    let code = browser.sign_in(&page, "sam@tailspin.example").await.returned("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example/cb"),
    ];
    let answer = world.post(&format!("/{}/oauth2/v2.0/token", world.tailspin.id), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap().to_owned()
}

async fn revoke(world: &World, form: &[(&str, &str)]) -> Answer {
    world.post(&format!("/{}/oauth2/v2.0/revoke", world.tailspin.id), form).await
}

async fn userinfo(world: &World, token: &str) -> Answer {
    asked(world, (Method::GET, "/oidc/userinfo"), token).await
}

async fn asked(world: &World, (method, path): (Method, &str), token: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("authorization", format!("Bearer {token}"));
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn disable_sam(world: &World) {
    let name = "sam@tailspin.example".parse().unwrap();
    let mut unit = world.unit().await;
    let sam = unit.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap();
    unit.set_user(&User { state: AccountState::Disabled, ..sam }).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn introspection_tells_a_client_about_its_own_tokens_as_they_are_now() {
    let world = World::new().await;
    let tokens = web_tokens(&world).await;
    let (access, renewal) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let told = introspect(&world, &access).await.json();
    assert_eq!((&told["active"], &told["client_id"]), (&Value::from(true), &Value::from(WEB)));
    assert_eq!(told["username"], "sam@tailspin.example");
    assert_eq!(told["sub"], claims(&access)["sub"]);
    assert_eq!(told["aud"], claims(&access)["aud"]);
    assert_eq!(told["exp"], claims(&access)["exp"]);
    let told = introspect(&world, &renewal).await.json();
    assert_eq!((&told["active"], told.get("token_type")), (&Value::from(true), None));
    // A token of another client, of nobody, and one that was tampered with.
    let code = sam_consents(&world, &mut Browser::new(&world)).await.returned("code").unwrap();
    let others = redeem(&world, &world.tailspin, &code).await.json();
    for token in [
        text(&others, "access_token"),
        text(&others, "refresh_token"),
        "nobody's".to_owned(),
        format!("{access}A"),
    ] {
        assert!(!active(&world, &token).await, "{token:.20}");
    }
    // Only a confidential client that proves itself may ask.
    let path = format!("/{}/oauth2/v2.0/introspect", world.tailspin.id);
    let public = world.post(&path, &[("client_id", CLI), ("token", &access)]).await;
    assert_eq!((public.status, public.code()), (401, 7_000_218));
    let wrong = [("client_id", WEB), ("client_secret", "wrong"), ("token", &*access)];
    assert_eq!(world.post(&path, &wrong).await.code(), 7_000_215);
    // At the address of another tenant it is nobody's.
    let form = [("client_id", WEB), ("client_secret", SECRET), ("token", &*access)];
    let path = format!("/{}/oauth2/v2.0/introspect", world.contoso.id);
    assert_eq!(world.post(&path, &form).await.json()["active"], false);
    disable_sam(&world).await;
    assert!(!active(&world, &access).await && !active(&world, &renewal).await);
}

#[tokio::test]
async fn introspection_sees_what_was_switched_off_or_has_ended() {
    let world = World::new().await;
    let tokens = web_tokens(&world).await;
    let access = text(&tokens, "access_token");
    let web: AppId = WEB.parse().unwrap();
    let switch = async |enabled| {
        let mut unit = world.unit().await;
        let principal = unit.principal(world.tailspin.id, web).await.unwrap().unwrap();
        let changed = consentry_model::ServicePrincipal { enabled, ..principal };
        unit.set_principal(&changed).await.unwrap();
        unit.commit().await.unwrap();
    };
    assert!(active(&world, &access).await);
    switch(Switch::Off).await;
    assert!(!active(&world, &access).await);
    switch(Switch::On).await;
    assert!(active(&world, &access).await);
    // An application by itself is judged too.
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let own = text(&world.post(&path, &form).await.json(), "access_token");
    assert!(active(&world, &own).await);
    world.wait(std::time::Duration::from_hours(2));
    assert!(!active(&world, &own).await && !active(&world, &access).await);
}

#[tokio::test]
async fn a022_a_client_ends_its_own_tokens_and_nobody_elses() {
    let world = World::new().await;
    let code = sam_consents(&world, &mut Browser::new(&world)).await.returned("code").unwrap();
    let tokens = redeem(&world, &world.tailspin, &code).await.json();
    let (access, renewal) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let web = [("client_id", WEB), ("client_secret", SECRET)];
    // Somebody else's token, or nobody's, is answered like one that was revoked.
    for token in [&*renewal, &*access, "nobody's"] {
        let answer = revoke(&world, &[&web[..], &[("token", token)]].concat()).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{token:.20}");
    }
    let renewed = refresh(&world, &world.tailspin, &renewal).await;
    assert_eq!(renewed.status, 200, "nothing happened to it");
    let renewal = text(&renewed.json(), "refresh_token");
    let answer = revoke(&world, &[("client_id", CLI), ("token", &renewal)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(refresh(&world, &world.tailspin, &renewal).await.code(), 70_008);
    assert_eq!(userinfo(&world, &access).await.status, 401, "its access tokens end with it");
    let missing = revoke(&world, &[("client_id", CLI)]).await;
    assert_eq!(missing.code(), 900_144);
}

#[tokio::test]
async fn an_access_token_is_revoked_with_its_family_by_a_client_that_proves_itself() {
    let world = World::new().await;
    let tokens = web_tokens(&world).await;
    let (access, renewal) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    for token in [&access, &renewal] {
        let unproved = revoke(&world, &[("client_id", WEB), ("token", token)]).await;
        assert_eq!((unproved.status, unproved.code()), (401, 7_000_218));
    }
    assert!(active(&world, &renewal).await);
    let form = [("client_id", WEB), ("client_secret", SECRET), ("token", &*access)];
    assert_eq!(revoke(&world, &form).await.status, 200);
    assert!(!active(&world, &renewal).await && !active(&world, &access).await);
}

#[tokio::test]
async fn userinfo_tells_who_as_the_id_token_does() {
    let world = World::new().await;
    let tokens = web_tokens(&world).await;
    let access = text(&tokens, "access_token");
    let id_token = claims(&text(&tokens, "id_token"));
    let here = format!("/{}/openid/userinfo", world.tailspin.id);
    for way in
        [(Method::GET, "/oidc/userinfo"), (Method::POST, "/oidc/userinfo"), (Method::GET, &*here)]
    {
        let answer = asked(&world, way, &access).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let told = answer.json();
        assert_eq!((&told["sub"], &told["name"]), (&id_token["sub"], &id_token["name"]));
        assert_eq!(told["email"], "sam@tailspin.example");
        assert!(answer.header("cache-control").contains("no-store"));
    }
    let elsewhere = format!("/{}/openid/userinfo", world.contoso.id);
    assert_eq!(asked(&world, (Method::GET, &elsewhere), &access).await.status, 401);
    disable_sam(&world).await;
    assert_eq!(userinfo(&world, &access).await.status, 401);
}

#[tokio::test]
async fn userinfo_names_the_way_in_where_it_refuses() {
    let world = World::new().await;
    let nobody = world.get("/oidc/userinfo").await;
    let way_in = "authorization_uri=\"https://login.test/common/oauth2/authorize\"";
    assert_eq!(nobody.status, 401);
    let challenge = nobody.header("www-authenticate");
    assert!(challenge.contains(way_in) && challenge.contains("error=\"invalid_token\""));
    // A token for another resource, without `openid`, of an application by itself.
    let segment = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let web: AppId = WEB.parse().unwrap();
    world.principal(&world.tailspin, web).await;
    world.grant_all(&world.tailspin, CLI.parse().unwrap(), well_known::GRAPH, "User.Read").await;
    let grant = |scope| {
        [
            ("grant_type", "password"),
            ("client_id", CLI),
            ("username", "sam@tailspin.example"),
            ("password", PASSWORD),
            ("scope", scope),
        ]
    };
    let bare = text(&world.post(&segment, &grant("User.Read")).await.json(), "access_token");
    let refused = userinfo(&world, &bare).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let own = text(&world.post(&segment, &form).await.json(), "access_token");
    assert_eq!(userinfo(&world, &own).await.status, 401);
    assert_eq!(userinfo(&world, &format!("{bare}A")).await.status, 401);
    // After a revocation it says how new a token has to be.
    let good = text(&world.post(&segment, &grant("openid User.Read")).await.json(), "access_token");
    assert_eq!(userinfo(&world, &good).await.status, 200);
    world.wait(std::time::Duration::from_secs(2));
    let name = "sam@tailspin.example".parse().unwrap();
    let mut unit = world.unit().await;
    let sam = unit.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap();
    unit.revoke_sessions(sam.id, world.service.clock().now()).await.unwrap();
    unit.commit().await.unwrap();
    let revoked = userinfo(&world, &good).await;
    assert_eq!(revoked.status, 401, "{}", revoked.body);
    assert!(revoked.header("www-authenticate").contains("error=\"insufficient_claims\""));
}

#[tokio::test]
async fn a032_acting_on_behalf_of_somebody_and_token_exchange_are_not_offered() {
    let world = World::new().await;
    for grant in [
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
    ] {
        let form = [
            ("grant_type", grant),
            ("client_id", WEB),
            ("client_secret", SECRET),
            ("assertion", "x"),
            ("requested_token_use", "on_behalf_of"),
        ];
        let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
        let answer = world.post(&path, &form).await;
        assert_eq!((answer.status, answer.code()), (400, 70_003), "{grant}");
        assert_eq!(answer.json()["error"], "unsupported_grant_type");
    }
}
