//! Asking for approval: the form, what it takes, who joins whom, and when there is no form.

use std::time::Duration;

use consentry_authority::LARGEST_REASON_BODY;
use consentry_model::{
    AppId, Application, ConsentRequest, DisplayName, Publisher, Reviewer, ServicePrincipal, Switch,
    Timestamp, UserId, well_known,
};
use consentry_service::MOST_REQUESTS_AN_HOUR;

use crate::{
    browser::{Browser, Page},
    world::{Answer, CHALLENGE, CLI, SPA, World},
};

const EAS: &str = "https://outlook.office.com/EAS.AccessAsUser.All offline_access";
const GRAPH: &str = "https://graph.microsoft.com/Mail.Read";

/// Contoso with grady as its reviewer.
async fn world() -> World {
    let mut world = World::new().await;
    let mut contoso = world.contoso.clone();
    contoso.settings.workflow.enabled = Switch::On;
    contoso.settings.workflow.reviewers = vec![Reviewer::User(user(&world, "grady").await)];
    let mut unit = world.unit().await;
    unit.set_tenant(&contoso).await.unwrap();
    unit.commit().await.unwrap();
    world.contoso = contoso;
    world
}

async fn user(world: &World, name: &str) -> UserId {
    let upn = format!("{name}@contoso.example").parse().unwrap();
    world.service.user_named(&world.contoso, &upn).await.unwrap().id
}

/// The address at which an application asks for permissions; without scopes its static list.
fn link(world: &World, app: &str, scope: &str) -> String {
    let redirect = if app == SPA { "https://spa.example/" } else { "nativeapp://auth" };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", app)
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", redirect)
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .append_pair("scope", scope)
        .finish();
    format!("/{}/oauth2/v2.0/authorize?{query}", world.contoso.id)
}

/// A browser with somebody at the end of his sign-in.
async fn arrives<'a>(world: &'a World, name: &str, link: &str) -> (Browser<'a>, Answer) {
    let mut browser = Browser::new(world);
    let page = browser.open(link).await.page();
    let answer = browser.sign_in(&page, &format!("{name}@contoso.example")).await;
    (browser, answer)
}

async fn ask(browser: &mut Browser<'_>, page: &Page, reason: &str) -> Answer {
    browser.submit(page, &[("action", "request"), ("reason", reason)]).await
}

async fn requests(world: &World, app: &str) -> Vec<ConsentRequest> {
    let app = app.parse().unwrap();
    world.store.read().await.unwrap().open_requests(world.contoso.id, app).await.unwrap()
}

#[tokio::test]
async fn a_user_asks_once_and_others_join() {
    let world = world().await;
    let eas = link(&world, CLI, EAS);
    let (mut adele, answer) = arrives(&world, "adele", &eas).await;
    assert_eq!(answer.page_name(), "approval-required", "{}", answer.body);
    assert!(answer.body.contains("90095"), "{}", answer.body);
    let sent = ask(&mut adele, &answer.page(), "On the train,\nevery day").await;
    assert_eq!(sent.page_name(), "approval-sent", "{}", sent.body);
    // A second look tells that it waits; the form is not offered again.
    let again = adele.open(&eas).await;
    assert_eq!(again.page_name(), "approval-sent", "{}", again.body);
    assert!(again.body.contains("On the train,\nevery day"), "{}", again.body);
    let (_, answer) = arrives(&world, "megan", &eas).await;
    assert_eq!(answer.page_name(), "consent", "an administrator needs nobody: {}", answer.body);
    let (mut browser, answer) = arrives(&world, "alex", &eas).await;
    assert_eq!(answer.page_name(), "approval-required", "{}", answer.body);
    let joined = ask(&mut browser, &answer.page(), "Me too").await;
    assert_eq!(joined.page_name(), "approval-sent", "{}", joined.body);
    assert!(!joined.body.contains("On the train"), "another's reason is not shown");
    let requests = requests(&world, CLI).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].reviewers, [user(&world, "grady").await]);
    let mails = world.store.read().await.unwrap().outbox(Some("grady@contoso.example")).await;
    assert_eq!(mails.unwrap().len(), 1);
}

#[tokio::test]
async fn a055_who_asks_for_more_makes_the_request_larger_and_its_version_newer() {
    let world = world().await;
    for (app, scope) in [(CLI, EAS), (CLI, EAS), (CLI, GRAPH)] {
        let (mut adele, answer) = arrives(&world, "adele", &link(&world, app, scope)).await;
        if answer.page_name() == "approval-required" {
            ask(&mut adele, &answer.page(), "please").await;
        }
    }
    let requests = requests(&world, CLI).await;
    assert_eq!((requests.len(), requests[0].version), (1, 2));
    let asked = &requests[0].asked.scopes;
    assert!(asked[&well_known::EXCHANGE].contains("EAS.AccessAsUser.All"));
    assert!(asked[&well_known::GRAPH].contains("Mail.Read"));
}

#[tokio::test]
async fn a055_a_post_cannot_add_to_what_was_shown() {
    let world = world().await;
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    let fields = [("action", "request"), ("reason", "please"), ("scope", "Mail.ReadWrite")];
    let answer = adele.submit(&answer.page(), &fields).await;
    assert_ne!(answer.page_name(), "approval-sent");
    assert!(requests(&world, CLI).await.is_empty());
}

#[tokio::test]
async fn bi_061_a_reason_is_needed_and_has_its_limit() {
    let world = world().await;
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    let mut page = answer.page();
    let mebibyte = "x".repeat(1024 * 1024);
    assert!(mebibyte.len() < LARGEST_REASON_BODY);
    for reason in ["", " \r\n ", &"x".repeat(501), &mebibyte, "turned \u{202e}round", "nul \0"] {
        let answer = ask(&mut adele, &page, reason).await;
        let got = (answer.status, answer.page_name());
        assert_eq!(got, (400, "approval-required".to_owned()), "{}", reason.len());
        assert!(answer.body.contains("aria-invalid=\"true\""), "{}", reason.len());
        assert!(answer.body.len() < 64 * 1024, "the reason does not come back whole");
        page = answer.page();
    }
    assert!(requests(&world, CLI).await.is_empty());
    let answer = ask(&mut adele, &page, &"x".repeat(500)).await;
    assert_eq!(answer.page_name(), "approval-sent", "{}", answer.body);
}

#[tokio::test]
async fn bi_062_a_reason_never_becomes_a_header() {
    let world = world().await;
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    ask(&mut adele, &answer.page(), "x\r\nBcc: all@corp.example\r\n\r\nhello").await;
    let mails = world.store.read().await.unwrap().outbox(None).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["grady@contoso.example"]);
    let text = String::from_utf8_lossy(&mails[0].message);
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    assert!(!head.to_lowercase().contains("bcc"), "{head}");
}

#[tokio::test]
async fn a056_a_user_asks_five_times_an_hour() {
    let world = world().await;
    let base = {
        let held = world.store.read().await.unwrap().application(CLI.parse().unwrap()).await;
        Application::clone(&held.unwrap().unwrap())
    };
    let mut apps = Vec::new();
    let mut unit = world.unit().await;
    for n in 0..=MOST_REQUESTS_AN_HOUR {
        let id: AppId = format!("0a0a0a0a-0009-4000-8000-00000000000{n}").parse().unwrap();
        let name: DisplayName = format!("Native {n}").parse().unwrap();
        unit.add_application(&Application { id, name, ..base.clone() }).await.unwrap();
        apps.push(id.to_string());
    }
    unit.commit().await.unwrap();
    let last = apps.pop().unwrap();
    for app in &apps {
        let (mut adele, answer) = arrives(&world, "adele", &link(&world, app, EAS)).await;
        let answer = ask(&mut adele, &answer.page(), "please").await;
        assert_eq!(answer.page_name(), "approval-sent", "{}", answer.body);
    }
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, &last, EAS)).await;
    let answer = ask(&mut adele, &answer.page(), "please").await;
    assert_eq!((answer.status, answer.page_name().as_str()), (429, "approval-required"));
    assert!(requests(&world, &last).await.is_empty());
    world.wait(Duration::from_secs(3_601));
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, &last, EAS)).await;
    let answer = ask(&mut adele, &answer.page(), "please").await;
    assert_eq!(answer.page_name(), "approval-sent", "{}", answer.body);
}

#[tokio::test]
async fn bi_064_a_blocked_application_has_no_form() {
    let world = world().await;
    let principal = world.principal(&world.contoso, CLI.parse().unwrap()).await;
    let off = ServicePrincipal { enabled: Switch::Off, ..principal };
    let mut unit = world.unit().await;
    unit.set_principal(&off).await.unwrap();
    unit.commit().await.unwrap();
    let (_, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    assert_eq!((answer.page_name().as_str(), answer.code()), ("error", 7_000_112));
    assert!(!answer.body.contains("name=\"reason\""), "{}", answer.body);
}

#[tokio::test]
async fn what_changed_since_the_form_was_shown_counts() {
    let world = world().await;
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    let page = answer.page();
    let mut contoso = world.contoso.clone();
    contoso.settings.workflow.enabled = Switch::Off;
    let mut unit = world.unit().await;
    unit.set_tenant(&contoso).await.unwrap();
    unit.commit().await.unwrap();
    let answer = ask(&mut adele, &page, "please").await;
    assert_eq!(answer.page_name(), "need-admin", "{}", answer.body);
    assert!(requests(&world, CLI).await.is_empty());
}

#[tokio::test]
async fn a050_a_request_from_another_page_is_not_taken() {
    let world = world().await;
    let (mut adele, answer) = arrives(&world, "adele", &link(&world, CLI, EAS)).await;
    let page = Page { csrf: "x".to_owned(), ..answer.page() };
    assert_ne!(ask(&mut adele, &page, "please").await.page_name(), "approval-sent");
    let mut another = Browser::new(&world);
    let answer = ask(&mut another, &answer.page(), "please").await;
    assert_ne!(answer.page_name(), "approval-sent");
    assert!(requests(&world, CLI).await.is_empty());
}

/// Tailspin lets its users consent to everything; the look of an application may need an
/// administrator all the same.
#[tokio::test]
async fn a054_a058_bi_058_a_risky_application_needs_an_administrator() {
    let world = World::new().await;
    let old = Timestamp::from_seconds(1_600_000_000);
    let now = world.service.clock().now();
    let verified = Publisher { name: "Any".parse().unwrap(), verified: true, id: None };
    for (name, created_at, publisher, page) in [
        ("Honest Mail", old, None, "consent"),
        ("Young Mail", now, None, "need-admin"),
        ("Young Mail", now, Some(verified), "consent"),
        ("Apple Internet Acc\u{43e}unts", old, None, "need-admin"),
    ] {
        let mut unit = world.unit().await;
        let held = unit.application(CLI.parse().unwrap()).await.unwrap().unwrap();
        let name = name.parse().unwrap();
        let app = Application {
            name,
            created_at,
            publisher,
            owner: world.contoso.id,
            ..Application::clone(&held)
        };
        unit.set_application(&app).await.unwrap();
        unit.commit().await.unwrap();
        let path = link(&world, CLI, EAS)
            .replace(&world.contoso.id.to_string(), &world.tailspin.id.to_string());
        let mut sam = Browser::new(&world);
        let form = sam.open(&path).await.page();
        let answer = sam.sign_in(&form, "sam@tailspin.example").await;
        assert_eq!(answer.page_name(), page, "{}: {}", app.name, answer.body);
    }
}
