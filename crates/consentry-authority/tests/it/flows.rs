//! The ways that everybody goes: sign in, consent, code, tokens, refresh.

use consentry_model::{Tenant, well_known};

use crate::{
    browser::Browser,
    world::{Answer, CHALLENGE, CLI, SECRET, VERIFIER, WEB, World, claims, encoded},
};

/// The authorization request of the native application for ActiveSync.
pub(crate) fn native(tenant: &Tenant) -> String {
    let query = encoded(&[
        ("client_id", CLI),
        ("response_type", "code"),
        ("redirect_uri", "nativeapp://auth"),
        ("scope", "https://outlook.office.com/EAS.AccessAsUser.All openid profile offline_access"),
        ("state", "s-1"),
        ("nonce", "n-1"),
        ("client_info", "1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    format!("/{}/oauth2/v2.0/authorize?{query}", tenant.id)
}

/// Redeems a code of the native application.
pub(crate) async fn redeem(world: &World, tenant: &Tenant, code: &str) -> Answer {
    let path = format!("/{}/oauth2/v2.0/token", tenant.id);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLI),
        ("code", code),
        ("redirect_uri", "nativeapp://auth"),
        ("code_verifier", VERIFIER),
    ];
    world.post(&path, &form).await
}

/// Uses a refresh token of the native application.
pub(crate) async fn refresh(world: &World, tenant: &Tenant, token: &str) -> Answer {
    let path = format!("/{}/oauth2/v2.0/token", tenant.id);
    let form = [("grant_type", "refresh_token"), ("client_id", CLI), ("refresh_token", token)];
    world.post(&path, &form).await
}

/// Signs sam in at the native application and accepts: the answer with the code.
pub(crate) async fn sam_consents(world: &World, browser: &mut Browser<'_>) -> Answer {
    let page = browser.open(&native(&world.tailspin)).await.page();
    assert_eq!(page.name, "sign-in");
    let answer = browser.sign_in(&page, "sam@tailspin.example").await;
    match answer.page_name().as_str() {
        "consent" => browser.submit(&answer.page(), &[("action", "accept")]).await,
        _ => answer,
    }
}

#[tokio::test]
async fn a_user_consents_once_and_then_signs_in_silently() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let answer = sam_consents(&world, &mut browser).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.header("location").starts_with("nativeapp://auth?code=1.A"));
    assert_eq!(answer.returned("state").as_deref(), Some("s-1"));
    let code = answer.returned("code").unwrap();
    let tokens = redeem(&world, &world.tailspin, &code).await.json();
    let access = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(access["aud"], "https://outlook.office.com");
    assert_eq!(access["scp"], "EAS.AccessAsUser.All");
    assert_eq!(access["upn"], "sam@tailspin.example");
    assert_eq!(access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(), 3900);
    assert_eq!(access["iss"], format!("https://login.test/{}/", world.tailspin.id));
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&id_token["nonce"], &id_token["aud"]), (&"n-1".into(), &CLI.into()));
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    // The second time nothing is asked but whether to return to the app (ruling 2).
    let page = browser.open(&native(&world.tailspin)).await.page();
    assert_eq!(page.name, "confirm-return");
    let answer = browser.submit(&page, &[("action", "continue")]).await;
    assert!(answer.returned("code").is_some(), "{}", answer.body);
}

#[tokio::test]
async fn a_refresh_token_rotates() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let code = sam_consents(&world, &mut browser).await.returned("code").unwrap();
    let tokens = redeem(&world, &world.tailspin, &code).await.json();
    let first = tokens["refresh_token"].as_str().unwrap().to_owned();
    let tokens = refresh(&world, &world.tailspin, &first).await.json();
    let second = tokens["refresh_token"].as_str().unwrap();
    assert_ne!(first, second);
    assert!(tokens["access_token"].as_str().is_some());
}

#[tokio::test]
async fn where_users_may_not_consent_an_administrator_lets_the_app_in() {
    let world = World::new().await;
    let mut adele = Browser::new(&world);
    let page = adele.open(&native(&world.contoso)).await.page();
    let answer = adele.sign_in(&page, "adele@contoso.example").await;
    assert_eq!(answer.page_name(), "need-admin", "{}", answer.body);
    let link = format!(
        "/{}/oauth2/authorize?client_id={CLI}&response_type=code&redirect_uri=https://example.com&prompt=admin_consent",
        world.contoso.id
    );
    let mut megan = Browser::new(&world);
    let page = megan.open(&link).await.page();
    let page = megan.sign_in(&page, "megan@contoso.example").await.page();
    assert_eq!(page.name, "organization-consent");
    let answer = megan.submit(&page, &[("action", "accept")]).await;
    assert_eq!(answer.page_name(), "admin-consent-done", "{}", answer.body);
    assert!(answer.body.contains("900561") && answer.header("location").is_empty());
    let page = adele.open(&native(&world.contoso)).await.page();
    assert_eq!(page.name, "confirm-return");
    let answer = adele.submit(&page, &[("action", "continue")]).await;
    assert!(answer.returned("code").is_some());
}

#[tokio::test]
async fn password_grants_and_client_credentials() {
    let world = World::new().await;
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let form = [
        ("grant_type", "password"),
        ("client_id", CLI),
        ("username", "sam@tailspin.example"),
        ("password", crate::world::PASSWORD),
        ("scope", "https://outlook.office.com/EAS.AccessAsUser.All openid offline_access"),
    ];
    let refused = world.post(&path, &form).await;
    assert_eq!((refused.status, refused.code()), (400, 65001), "{}", refused.body);
    assert_eq!(refused.json()["suberror"], "consent_required");
    let scopes = "EAS.AccessAsUser.All";
    world.grant_all(&world.tailspin, CLI.parse().unwrap(), well_known::EXCHANGE, scopes).await;
    let tokens = world.post(&path, &form).await.json();
    assert!(tokens["refresh_token"].as_str().is_some(), "{tokens}");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    world.principal(&world.tailspin, WEB.parse().unwrap()).await;
    let tokens = world.post(&path, &form).await.json();
    let access = claims(tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}")));
    assert_eq!((&access["idtyp"], &access["appidacr"]), (&"app".into(), &"1".into()));
}
