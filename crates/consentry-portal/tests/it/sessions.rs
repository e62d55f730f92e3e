//! Devices and sessions: a person sees his own, and ends one of them for good.

use consentry_model::well_known;

use crate::{
    browser::Browser,
    world::{Answer, CLI, PASSWORD, World},
};

const SAM: &str = "sam@tailspin.example";
const TESS: &str = "tess@tailspin.example";
const PAGE: &str = "/myapps/sessions";

async fn world() -> World {
    let mut world = World::new().await;
    world.router = world.router.clone().merge(consentry_portal::router(world.service.clone()));
    let scopes = "EAS.AccessAsUser.All";
    world.grant_all(&world.tailspin, CLI.parse().unwrap(), well_known::EXCHANGE, scopes).await;
    world
}

async fn signed_in<'a>(world: &'a World, account: &str) -> (Browser<'a>, Answer) {
    let mut browser = Browser::new(world);
    let answer = browser.open(PAGE).await;
    let page = browser.open(&answer.header("location")).await.page();
    let answer = browser.sign_in(&page, account).await;
    let answer = browser.open(&answer.header("location")).await;
    (browser, answer)
}

async fn token_request(world: &World, form: &[(&str, &str)]) -> Answer {
    world.post(&format!("/{}/oauth2/v2.0/token", world.tailspin.id), form).await
}

/// A refresh token of an application for somebody.
async fn refresh_token(world: &World, account: &str) -> String {
    let form = [
        ("grant_type", "password"),
        ("client_id", CLI),
        ("username", account),
        ("password", PASSWORD),
        ("scope", "https://outlook.office.com/EAS.AccessAsUser.All offline_access"),
    ];
    let told = token_request(world, &form).await.json();
    told["refresh_token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

async fn refreshes(world: &World, token: &str) -> u32 {
    let form = [("grant_type", "refresh_token"), ("client_id", CLI), ("refresh_token", token)];
    token_request(world, &form).await.code()
}

/// The values of a hidden field, in the order of the page.
fn values(page: &Answer, field: &str) -> Vec<String> {
    let mark = format!("name=\"{field}\" value=\"");
    let parts = page.body.split(&mark).skip(1);
    parts.map(|tail| tail.split('"').next().unwrap().to_owned()).collect()
}

async fn end(browser: &mut Browser<'_>, page: &Answer, field: &str, value: &str) -> Answer {
    let csrf = page.page().csrf;
    browser.post("/myapps/sessions/end", &[("csrf", &csrf), (field, value)]).await
}

#[tokio::test]
async fn a_person_ends_one_application_and_the_others_stay() {
    let world = world().await;
    let (lost, kept) = (refresh_token(&world, SAM).await, refresh_token(&world, SAM).await);
    let foreign = refresh_token(&world, TESS).await;
    let (mut browser, page) = signed_in(&world, SAM).await;
    assert_eq!(page.page_name(), "my-sessions", "{}", page.body);
    let families = values(&page, "family");
    assert_eq!((families.len(), values(&page, "session").len()), (2, 1), "{}", page.body);
    assert!(page.body.contains("Native") && page.body.contains("This browser"), "{}", page.body);
    // Which of the two is which: the family of the token that is to end.
    let mut read = world.store.read().await.unwrap();
    let hash = consentry_token::opaque::TokenHash::of(&lost);
    let family = read.refresh_token(&hash).await.unwrap().unwrap().family.to_string();
    drop(read);
    assert!(families.contains(&family));
    let answer = end(&mut browser, &page, "family", &family).await;
    assert_eq!(answer.header("location"), "/myapps/sessions?done=session-ended");
    assert_eq!((refreshes(&world, &lost).await, refreshes(&world, &kept).await), (70_008, 0));
    let page = browser.open(PAGE).await;
    assert_eq!(values(&page, "family").len(), 1, "{}", page.body);
    // Nobody else's, whatever the form says.
    let mut read = world.store.read().await.unwrap();
    let hash = consentry_token::opaque::TokenHash::of(&foreign);
    let family = read.refresh_token(&hash).await.unwrap().unwrap().family.to_string();
    drop(read);
    end(&mut browser, &page, "family", &family).await;
    assert_eq!(refreshes(&world, &foreign).await, 0);
}

#[tokio::test]
async fn a_person_ends_another_browser_from_here() {
    let world = world().await;
    let (mut lost, page) = signed_in(&world, SAM).await;
    let there = values(&page, "session").remove(0);
    let (mut tess, _) = signed_in(&world, TESS).await;
    let (mut here, page) = signed_in(&world, SAM).await;
    assert_eq!(values(&page, "session").len(), 2, "{}", page.body);
    // Tess cannot, though she knows its id; and no form without a token of its page.
    let own = tess.open(PAGE).await;
    end(&mut tess, &own, "session", &there).await;
    here.post("/myapps/sessions/end", &[("csrf", "x"), ("session", &there)]).await;
    assert_eq!(lost.open(PAGE).await.status, 200);
    end(&mut here, &page, "session", &there).await;
    assert_eq!(lost.open(PAGE).await.status, 303, "on to the sign-in");
    assert_eq!(here.open(PAGE).await.status, 200);
    let audits = world
        .store
        .read()
        .await
        .unwrap()
        .audits(&consentry_store::AuditFilter::default(), consentry_store::Page::first(100))
        .await
        .unwrap();
    let ends = audits.rows.iter().filter(|row| row.activity == "Sign out of a session").count();
    assert_eq!(ends, 1);
}
