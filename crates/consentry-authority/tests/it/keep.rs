//! Staying signed in: a day, or 90 days for whoever chose it where the tenant lets people choose.

use std::time::Duration;

use consentry_model::Switch;
use consentry_service::{SESSION_IDLE, SESSION_KEPT, TenantChange};
use consentry_store::Actor;

use crate::{
    browser::Browser,
    responses::asked,
    world::{Answer, PASSWORD, World, claims},
};

fn path(world: &World) -> String {
    asked(&world.tailspin, "v2.0/", &[("response_type", "id_token")])
}

/// Signs sam in, with or without the choice, and accepts what is asked: the session cookie that
/// came with the password, and the answer.
async fn signed_in(world: &World, browser: &mut Browser<'_>, keep: Switch) -> (String, Answer) {
    let page = browser.open(&path(world)).await.page();
    let mut fields =
        vec![("username", "sam@tailspin.example"), ("password", PASSWORD), ("action", "sign-in")];
    if keep.is_on() {
        fields.push(("keep", "yes"));
    }
    let answer = browser.submit(&page, &fields).await;
    let cookie = session_cookie(&answer);
    if answer.page_name() == "consent" {
        return (cookie, browser.submit(&answer.page(), &[("action", "accept")]).await);
    }
    (cookie, answer)
}

fn session_cookie(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let mut texts = cookies.map(|cookie| cookie.to_str().unwrap().to_owned());
    texts.find(|cookie| cookie.starts_with("__Host-consentry-session=")).unwrap_or_default()
}

#[tokio::test]
async fn whoever_chose_it_stays_signed_in_for_90_days_from_each_use() {
    let world = World::new().await;
    for (keep, life) in [(Switch::Off, SESSION_IDLE), (Switch::On, SESSION_KEPT)] {
        let mut browser = Browser::new(&world);
        let (cookie, answer) = signed_in(&world, &mut browser, keep).await;
        assert_eq!(cookie.contains("; Max-Age=7776000"), keep.is_on(), "{cookie}");
        let told = claims(&answer.returned("id_token").unwrap());
        let kept = serde_json::json!(["kmsi"]);
        let state = if keep.is_on() { kept } else { serde_json::Value::Null };
        assert_eq!(told["signin_state"], state);
        for _ in 0..2 {
            world.wait(life.saturating_sub(Duration::from_secs(1)));
            let again = browser.open(&path(&world)).await;
            assert!(again.returned("id_token").is_some(), "{keep}: {again:?}");
            assert_eq!(
                session_cookie(&again).contains("Max-Age=7776000"),
                keep.is_on(),
                "{again:?}"
            );
        }
        world.wait(life);
        assert_eq!(browser.open(&path(&world)).await.page_name(), "sign-in", "{keep}");
    }
}

#[tokio::test]
async fn where_the_tenant_says_no_nobody_stays_signed_in() {
    let world = World::new().await;
    let mut before = Browser::new(&world);
    signed_in(&world, &mut before, Switch::On).await;
    let change = TenantChange { keep_signed_in: Some(Switch::Off), ..TenantChange::default() };
    world.service.change_tenant(&Actor::CommandLine, world.tailspin.id, change).await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.open(&path(&world)).await;
    assert!(!page.body.contains("name=\"keep\""), "{}", page.body);
    // A forged choice changes nothing, and an earlier one holds no longer.
    let fields = [
        ("username", "sam@tailspin.example"),
        ("password", PASSWORD),
        ("action", "sign-in"),
        ("keep", "yes"),
    ];
    let answer = browser.submit(&page.page(), &fields).await;
    assert!(!session_cookie(&answer).contains("Max-Age"), "{answer:?}");
    world.wait(SESSION_IDLE);
    for browser in [&mut before, &mut browser] {
        assert_eq!(browser.open(&path(&world)).await.page_name(), "sign-in");
    }
}
