//! Attacks on sign-in and consent pages.

use consentry_model::{AppId, well_known};

use crate::{
    browser::Browser,
    flows::{native, sam_consents},
    world::{CLI, PASSWORD, World},
};

async fn grants(world: &World) -> usize {
    let mut read = world.store.read().await.unwrap();
    let filter = consentry_store::GrantFilter::default();
    read.grants(world.tailspin.id, filter).await.unwrap().len()
}

#[tokio::test]
async fn a050_consent_needs_the_token_of_its_own_page() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let sign_in = browser.open(&native(&world.tailspin)).await.page();
    let page = browser.sign_in(&sign_in, "sam@tailspin.example").await.page();
    for fields in [
        vec![("transaction", page.transaction.as_str()), ("action", "accept")],
        vec![("transaction", &page.transaction), ("csrf", "x"), ("action", "accept")],
        vec![("transaction", &page.transaction), ("csrf", &sign_in.csrf), ("action", "accept")],
        vec![
            ("transaction", &page.transaction),
            ("csrf", &page.csrf),
            ("action", "accept"),
            ("scope", "Directory.Read.All"),
        ],
    ] {
        let answer = browser.post(&page.action, &fields).await;
        assert_eq!((answer.status, answer.code()), (400, 90_013), "{fields:?}");
        assert_eq!(grants(&world).await, 0);
    }
    let answer = browser.submit(&page, &[("action", "accept")]).await;
    assert!(answer.returned("code").is_some());
    assert_eq!(grants(&world).await, 2);
}

#[tokio::test]
async fn a050_an_answered_page_does_nothing_twice() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open(&native(&world.tailspin)).await.page();
    let page = browser.sign_in(&page, "sam@tailspin.example").await.page();
    let answer = browser.submit(&page, &[("action", "cancel")]).await;
    assert_eq!(answer.returned("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.code(), 65_004);
    let again = browser.submit(&page, &[("action", "accept")]).await;
    assert_eq!((again.status, again.code()), (409, 90_013));
    assert_eq!(grants(&world).await, 0);
}

#[tokio::test]
async fn a051_a_transaction_is_worth_nothing_in_another_browser() {
    let world = World::new().await;
    let mut victim = Browser::new(&world);
    sam_consents(&world, &mut victim).await;
    let before = grants(&world).await;
    let mut attacker = Browser::new(&world);
    let page = attacker.open(&native(&world.tailspin)).await.page();
    // The victim is led to post the attacker's page, and the attacker the victim's.
    let answer = victim.sign_in(&page, "sam@tailspin.example").await;
    assert_eq!((answer.status, answer.code()), (400, 90_013));
    let page = victim.open(&native(&world.tailspin)).await.page();
    let answer = attacker.submit(&page, &[("action", "continue")]).await;
    assert_eq!((answer.status, answer.code()), (400, 90_013));
    assert_eq!(grants(&world).await, before);
}

#[tokio::test]
async fn a057_names_from_outside_never_become_markup() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let hint = "<script>alert(1)</script>@x";
    let query = crate::world::encoded(&[
        ("client_id", crate::world::WEB),
        ("response_type", "code"),
        ("redirect_uri", "https://app.example/cb"),
        ("scope", "User.Read"),
        ("login_hint", hint),
        ("display", "ios','x"),
    ]);
    let path = format!("/{}/oauth2/v2.0/authorize?{query}", world.tailspin.id);
    let answer = browser.open(&path).await;
    assert_eq!(answer.page_name(), "sign-in");
    assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
    assert!(!answer.body.contains("Web <b>"), "{}", answer.body);
    let answer = browser.open("/%3Cscript%3Ex/oauth2/authorize?client_id=%3Cb%3E").await;
    assert!(!answer.body.contains("<b>") && !answer.body.contains("<script>x"));
}

#[tokio::test]
async fn a061_signing_in_changes_the_session_cookie() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let session = "__Host-consentry-session";
    browser.set_cookie(session, "planted-by-somebody-else");
    sam_consents(&world, &mut browser).await;
    let first = browser.cookie(session).unwrap().to_owned();
    assert_ne!(first, "planted-by-somebody-else");
    let mut thief = browser.stolen();
    let path = format!("{}&prompt=login", native(&world.tailspin));
    let page = browser.open(&path).await.page();
    assert_eq!(page.name, "sign-in", "prompt=login always asks");
    browser.sign_in(&page, "sam@tailspin.example").await;
    assert_ne!(browser.cookie(session).unwrap(), first);
    let answer = thief.open(&native(&world.tailspin)).await;
    assert_eq!(answer.page_name(), "sign-in", "the old cookie is dead");
}

#[tokio::test]
async fn several_accounts_make_a_picker_and_sign_out_forgets_them() {
    let world = World::new().await;
    let app: AppId = CLI.parse().unwrap();
    for tenant in [&world.tailspin, &world.fabrikam] {
        world.grant_all(tenant, app, well_known::EXCHANGE, "EAS.AccessAsUser.All").await;
    }
    let mut browser = Browser::new(&world);
    let common = native(&world.tailspin).replace(&world.tailspin.id.to_string(), "common");
    for account in ["sam@tailspin.example", "lee@fabrikam.example"] {
        let page = browser.open(&format!("{common}&prompt=login")).await.page();
        let answer = browser.sign_in(&page, account).await;
        assert!(answer.returned("code").is_some(), "{account}: {}", answer.body);
    }
    let picker = browser.open(&common).await;
    assert_eq!(picker.page_name(), "account-picker", "{}", picker.body);
    assert!(picker.body.contains("sam@tailspin.example"));
    let session = picker.body.split_once("name=\"session\" value=\"").unwrap().1;
    let session = session.split_once('"').unwrap().0.to_owned();
    let answer = browser.submit(&picker.page(), &[("session", &session)]).await;
    assert!(answer.returned("code").is_some(), "{}", answer.body);
    let asked = browser.open("/common/oauth2/v2.0/logout").await;
    let page = asked.page();
    browser.post(&page.action, &[("csrf", &page.csrf)]).await;
    assert_eq!(browser.open(&common).await.page_name(), "sign-in");
}

#[tokio::test]
async fn a_one_time_password_must_be_changed_first() {
    let world = World::new().await;
    let name = "sam@tailspin.example".parse().unwrap();
    let mut unit = world.unit().await;
    let user = unit.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap();
    let hash = unit.password_hash(user.id).await.unwrap().unwrap();
    let (state, now) = (consentry_model::PasswordState::OneTime, world.service.clock().now());
    unit.set_password(user.id, &hash, state, now, consentry_store::Voids::PasswordProofs)
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.open(&native(&world.tailspin)).await.page();
    let page = browser.sign_in(&page, "sam@tailspin.example").await.page();
    assert_eq!(page.name, "change-password");
    let change = |new: &'static str, again: &'static str| {
        [
            ("password", PASSWORD),
            ("new_password", new),
            ("repeat_password", again),
            ("action", "change"),
        ]
    };
    for (new, again) in [("short", "short"), ("long-enough-1", "different-1"), (PASSWORD, PASSWORD)]
    {
        let answer = browser.submit(&page, &change(new, again)).await;
        assert_eq!(answer.page_name(), "change-password", "{new}");
    }
    let answer = browser.submit(&page, &change("long-enough-1", "long-enough-1")).await;
    assert_eq!(answer.page_name(), "consent", "{}", answer.body);
    let mut other = Browser::new(&world);
    let page = other.open(&native(&world.tailspin)).await.page();
    let answer = other.sign_in(&page, "sam@tailspin.example").await;
    assert_eq!(answer.page_name(), "sign-in", "the old password is dead");
}

#[tokio::test]
async fn a036_the_domain_of_a_hint_decides_nothing() {
    let world = World::new().await;
    // Contoso's page, a hint and an account of Tailspin: the right password does not help.
    let path = format!("{}&login_hint=sam%40tailspin.example", native(&world.contoso));
    let mut browser = Browser::new(&world);
    let page = browser.open(&path).await.page();
    let answer = browser.sign_in(&page, "sam@tailspin.example").await;
    assert_eq!(answer.page_name(), "sign-in");
    assert!(answer.header("location").is_empty());
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_after_the_right_password() {
    let world = World::new().await;
    let name = "sam@tailspin.example".parse().unwrap();
    let mut unit = world.unit().await;
    let user = unit.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap();
    let state = consentry_model::AccountState::Disabled;
    unit.set_user(&consentry_model::User { state, ..user }).await.unwrap();
    unit.commit().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.open(&native(&world.tailspin)).await.page();
    let fields = [("username", "sam@tailspin.example"), ("password", "wrong-wrong")];
    assert_eq!(browser.submit(&page, &fields).await.page_name(), "sign-in");
    let page = browser.open(&native(&world.tailspin)).await.page();
    let answer = browser.sign_in(&page, "sam@tailspin.example").await;
    assert_eq!((answer.page_name().as_str(), answer.code()), ("error", 50_057));
    assert!(browser.cookie("__Host-consentry-session").is_none());
}

#[tokio::test]
async fn no_refusal_on_the_way_signs_anybody_in_without_a_password() {
    let world = World::new().await;
    let app: AppId = CLI.parse().unwrap();
    let common = native(&world.tailspin).replace(&world.tailspin.id.to_string(), "organizations");
    let mut browser = Browser::new(&world);
    let page = browser.open(&common).await.page();
    // While the page is on display the application leaves the tenant.
    let mut unit = world.unit().await;
    let known = unit.application(app).await.unwrap().unwrap();
    let mut gone = (*known).clone();
    gone.audience = consentry_model::Audience::OneTenant;
    unit.set_application(&gone).await.unwrap();
    unit.commit().await.unwrap();
    let fields = [("username", "sam@tailspin.example"), ("password", "wrong-wrong")];
    let answer = browser.submit(&page, &fields).await;
    assert_eq!((answer.page_name().as_str(), answer.code()), ("error", 700_016));
    assert!(browser.cookie("__Host-consentry-session").is_none(), "a session without a password");
}
