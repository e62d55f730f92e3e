//! The device code grant, and the attacks on it (A31, BI-104 to BI-109).

use std::time::Duration;

use consentry_model::Tenant;
use consentry_store::{DeviceGrant, Page, SignInFilter};
use serde_json::Value;

use crate::{
    browser::Browser,
    flows::refresh,
    world::{Answer, CLI, SECRET, WEB, World, claims},
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn open(world: &World, tenant: &Tenant, grant: Option<DeviceGrant>) {
    let mut unit = world.unit().await;
    unit.set_device_grant(tenant.id, CLI.parse().unwrap(), grant).await.unwrap();
    unit.commit().await.unwrap();
}

async fn opened() -> World {
    let world = World::new().await;
    let tenant = world.tailspin.clone();
    open(&world, &tenant, Some(DeviceGrant { until: None })).await;
    world
}

async fn begin(world: &World, segment: &str) -> Answer {
    let form = [("client_id", CLI), ("scope", "openid profile offline_access User.Read")];
    world.post(&format!("/{segment}/oauth2/v2.0/devicecode"), &form).await
}

async fn begun(world: &World) -> (String, String) {
    let answer = begin(world, &world.tailspin.id.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    (text("device_code"), text("user_code"))
}

async fn poll(world: &World, code: &str) -> Answer {
    poll_as(world, code, &[("client_id", CLI)]).await
}

async fn poll_as(world: &World, code: &str, client: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", GRANT), ("device_code", code)];
    form.extend_from_slice(client);
    world.post(&format!("/{}/oauth2/v2.0/token", world.tailspin.id), &form).await
}

/// Types a code on the page for devices.
async fn enter(browser: &mut Browser<'_>, code: &str) -> Answer {
    let page = browser.open("/common/oauth2/deviceauth").await.page();
    browser.submit_code(&page, code).await
}

/// Everything that a person does for a device.
async fn sign_in(world: &World, code: &str) -> Answer {
    let mut browser = Browser::new(world);
    let confirm = enter(&mut browser, code).await;
    assert_eq!(confirm.page_name(), "confirm-device", "{}", confirm.body);
    let page = browser.submit(&confirm.page(), &[("action", "continue")]).await.page();
    assert_eq!(page.name, "sign-in");
    let page = browser.sign_in(&page, "sam@tailspin.example").await.page();
    assert_eq!(page.name, "consent");
    browser.submit(&page, &[("action", "accept")]).await
}

#[tokio::test]
async fn a_device_gets_tokens_once_its_person_has_signed_in() {
    let world = opened().await;
    let answer = begin(&world, "tailspin.example").await;
    let json = answer.json();
    let user_code = json["user_code"].as_str().unwrap().to_owned();
    assert_eq!((&json["expires_in"], &json["interval"]), (&Value::from(900), &Value::from(5)));
    assert_eq!(json["verification_uri"], "https://login.test/devicelogin");
    assert!(json.get("verification_uri_complete").is_none());
    assert!(json["message"].as_str().unwrap().contains(&user_code));
    assert_eq!(user_code.len(), 9);
    assert!(user_code.chars().all(|c| "BCDFGHJKLMNPQRSTVWXZ".contains(c)), "{user_code}");
    let device_code = json["device_code"].as_str().unwrap().to_owned();
    world.wait(Duration::from_secs(5));
    let pending = poll(&world, &device_code).await;
    assert_eq!((pending.status, pending.code()), (400, 70_016));
    assert_eq!(pending.json()["error"], "authorization_pending");
    // As people type it.
    let (first, last) = user_code.split_at(4);
    let typed = format!(" {first}-{} ", last.to_lowercase());
    assert_eq!(sign_in(&world, &typed).await.page_name(), "device-approved");
    world.wait(Duration::from_secs(5));
    let tokens = poll(&world, &device_code).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let tokens = tokens.json();
    assert_eq!(claims(tokens["access_token"].as_str().unwrap())["appid"], CLI);
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["aud"], CLI);
    let again = refresh(&world, &world.tailspin, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(again.status, 200, "{}", again.body);
    // Its way in has a name of its own in the log.
    let mut read = world.store.read().await.unwrap();
    let log = read.sign_ins(&SignInFilter::default(), Page::first(50)).await.unwrap();
    assert!(log.rows.iter().any(|row| row.door == "device_code" && row.outcome_code == 0));
}

#[tokio::test]
async fn v1_names_the_address_otherwise_and_writes_numbers_as_strings() {
    let world = opened().await;
    let form = [("client_id", CLI), ("resource", "https://graph.microsoft.com")];
    let path = format!("/{}/oauth2/devicecode?mkt=de-DE", world.tailspin.id);
    let json = world.post(&path, &form).await.json();
    assert_eq!((&json["expires_in"], &json["interval"]), (&Value::from("900"), &Value::from("5")));
    assert_eq!(json["verification_url"], "https://login.test/devicelogin");
    assert!(json["message"].as_str().unwrap().starts_with("Öffnen Sie"));
    let code = json["device_code"].as_str().unwrap();
    let form = [("client_id", CLI), ("grant_type", "device_code"), ("code", code)];
    world.wait(Duration::from_secs(5));
    let answer = world.post(&format!("/{}/oauth2/token", world.tailspin.id), &form).await;
    assert_eq!(answer.code(), 70_016);
}

#[tokio::test]
async fn a031_device_codes_are_closed_unless_somebody_opened_them() {
    let world = World::new().await;
    let segment = world.tailspin.id.to_string();
    let answer = begin(&world, &segment).await;
    assert_eq!((answer.status, answer.code()), (400, 7_000_218));
    assert_eq!(answer.json()["error"], "unauthorized_client");
    // Where no tenant is named, it shows when the person has signed in.
    let json = begin(&world, "common").await.json();
    let mut browser = Browser::new(&world);
    let confirm = enter(&mut browser, json["user_code"].as_str().unwrap()).await.page();
    let page = browser.submit(&confirm, &[("action", "continue")]).await.page();
    let refused = browser.sign_in(&page, "sam@tailspin.example").await;
    assert_eq!(refused.code(), 7_000_218, "{}", refused.body);
    // An end that has passed closes them too, also for a code that waits for its device.
    let until = Some(world.service.clock().now().plus(Duration::from_secs(10)));
    let tenant = world.tailspin.clone();
    open(&world, &tenant, Some(DeviceGrant { until })).await;
    let (device_code, user_code) = begun(&world).await;
    assert_eq!(sign_in(&world, &user_code).await.page_name(), "device-approved");
    world.wait(Duration::from_secs(10));
    assert_eq!(poll(&world, &device_code).await.code(), 7_000_218);
    assert_eq!(begin(&world, &segment).await.code(), 7_000_218);
}

#[tokio::test]
async fn a031_nobody_signs_in_without_having_seen_who_asks_and_from_where() {
    let world = opened().await;
    let (_, user_code) = begun(&world).await;
    let mut browser = Browser::new(&world);
    // A link with a code fills nothing in and confirms nothing.
    for path in ["/devicelogin", "/common/oauth2/deviceauth"] {
        let path = format!("{path}?otc={user_code}&user_code={user_code}");
        let page = browser.open(&path).await;
        assert_eq!(page.page_name(), "enter-user-code");
        assert!(!page.body.contains(&user_code));
    }
    let page = browser.open("/devicelogin").await.page();
    let confirm = browser.submit_code(&page, &user_code).await;
    for shown in ["Native", "0.0.0.0", "not verified"] {
        assert!(confirm.body.contains(shown), "{shown}: {}", confirm.body);
    }
    // Somebody who is signed in is asked as well, and which account.
    let signed_in = {
        let page = browser.submit(&confirm.page(), &[("action", "continue")]).await.page();
        browser.sign_in(&page, "sam@tailspin.example").await
    };
    browser.submit(&signed_in.page(), &[("action", "accept")]).await;
    let (device_code, user_code) = begun(&world).await;
    let confirm = enter(&mut browser, &user_code).await;
    assert_eq!(confirm.page_name(), "confirm-device");
    let picker = browser.submit(&confirm.page(), &[("action", "continue")]).await;
    assert_eq!(picker.page_name(), "account-picker");
    // A form from elsewhere has no token.
    let forged = Browser::new(&world).post("/sign-in/device", &[("user_code", &user_code)]).await;
    assert_eq!(forged.code(), 90_013);
    // Cancelling tells the device.
    let declined = browser.submit(&picker.page(), &[("action", "cancel")]).await;
    assert_eq!(declined.page_name(), "device-declined");
    let told = poll(&world, &device_code).await;
    assert_eq!((told.status, told.code()), (400, 65_004));
    assert_eq!(told.json()["error"], "authorization_declined");
    assert_eq!(enter(&mut browser, &user_code).await.code(), 90_120);
}

#[tokio::test]
async fn bi_104_a_device_code_is_bound_to_its_client() {
    let world = opened().await;
    let (device_code, user_code) = begun(&world).await;
    assert_eq!(sign_in(&world, &user_code).await.page_name(), "device-approved");
    let web = [("client_id", WEB), ("client_secret", SECRET)];
    let other = poll_as(&world, &device_code, &web).await;
    assert_eq!((other.status, other.code()), (400, 70_000));
    // The person is not harmed: the device still gets its tokens.
    world.wait(Duration::from_secs(5));
    assert_eq!(poll(&world, &device_code).await.status, 200);
}

#[tokio::test]
async fn bi_105_a_device_that_asks_too_often_waits_longer() {
    let world = opened().await;
    let (device_code, _) = begun(&world).await;
    let mut told = Vec::new();
    // Asked after 5 seconds; too soon; after 9 of now 10 seconds; after 15 of now 15.
    for seconds in [5, 1, 9, 15] {
        world.wait(Duration::from_secs(seconds));
        let answer = poll(&world, &device_code).await;
        told.push((answer.code(), answer.json()["error"].as_str().unwrap().to_owned()));
    }
    let errors: Vec<&str> = told.iter().map(|(_, error)| error.as_str()).collect();
    let (slow, wait) = ("slow_down", "authorization_pending");
    assert_eq!(errors, [wait, slow, slow, wait]);
}

#[tokio::test]
async fn bi_106_bi_108_unknown_expired_and_used_codes_are_told_apart() {
    let world = opened().await;
    let unknown = poll(&world, "1.ADnobody").await;
    assert_eq!((unknown.status, unknown.code()), (400, 70_018));
    assert_eq!(unknown.json()["error"], "bad_verification_code");
    let (device_code, user_code) = begun(&world).await;
    assert_eq!(sign_in(&world, &user_code).await.page_name(), "device-approved");
    assert_eq!(poll(&world, &device_code).await.status, 200);
    let used = poll(&world, &device_code).await;
    assert_eq!((used.code(), used.json()["error"].as_str()), (90_120, Some("invalid_grant")));
    assert_eq!(enter(&mut Browser::new(&world), &user_code).await.code(), 90_120);
    let (device_code, user_code) = begun(&world).await;
    world.wait(Duration::from_mins(15));
    let expired = poll(&world, &device_code).await;
    assert_eq!((expired.code(), expired.json()["error"].as_str()), (70_019, Some("expired_token")));
    assert_eq!(enter(&mut Browser::new(&world), &user_code).await.code(), 70_019);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a031_of_twenty_polls_of_one_code_one_gets_tokens() {
    let world = opened().await;
    let (device_code, user_code) = begun(&world).await;
    assert_eq!(sign_in(&world, &user_code).await.page_name(), "device-approved");
    let polls = (0..20).map(|_| poll(&world, &device_code));
    let answers = futures_util::future::join_all(polls).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.code() == 90_120));
}

#[tokio::test]
async fn bi_109_the_sixth_wrong_code_of_a_browser_is_not_looked_at() {
    let world = opened().await;
    let (_, user_code) = begun(&world).await;
    let mut browser = Browser::new(&world);
    for guess in 0..5 {
        let answer = enter(&mut browser, &format!("BCDFGHJK{}", "BCDFG".split_at(guess).1)).await;
        assert_eq!((answer.status, answer.code()), (400, 70_018), "{guess}");
    }
    let blocked = enter(&mut browser, "ZZZZZZZZZ").await;
    assert_eq!((blocked.status, blocked.code()), (429, 90_055));
    assert_eq!(enter(&mut browser, &user_code).await.status, 429, "the right one neither");
    // Another browser may, until its address has guessed too often.
    assert_eq!(enter(&mut Browser::new(&world), &user_code).await.page_name(), "confirm-device");
    for _ in 0..9 {
        let mut browser = Browser::new(&world);
        for _ in 0..5 {
            enter(&mut browser, "ZZZZZZZZZ").await;
        }
    }
    assert_eq!(enter(&mut Browser::new(&world), &user_code).await.status, 429);
    world.wait(Duration::from_mins(15));
    let (_, user_code) = begun(&world).await;
    assert_eq!(enter(&mut browser, &user_code).await.page_name(), "confirm-device");
}

#[tokio::test]
async fn what_is_taken_away_meanwhile_is_missed_at_redemption() {
    let world = opened().await;
    let (device_code, user_code) = begun(&world).await;
    assert_eq!(sign_in(&world, &user_code).await.page_name(), "device-approved");
    let elsewhere = format!("/{}/oauth2/v2.0/token", world.contoso.id);
    let form = [("grant_type", GRANT), ("device_code", &*device_code), ("client_id", CLI)];
    assert_eq!(world.post(&elsewhere, &form).await.code(), 700_005);
    let name = "sam@tailspin.example".parse().unwrap();
    let mut unit = world.unit().await;
    let sam = unit.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap();
    unit.set_user(&consentry_model::User { state: consentry_model::AccountState::Disabled, ..sam })
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(poll(&world, &device_code).await.code(), 50_057);
}
