//! The webhook.

use super::submit;
use crate::scene::{contoso, signed_in, world};

const PATH: &str = "/admin/settings/webhook";
const ADDRESS: &str = "https://tickets.contoso.example/hooks/consent";

#[tokio::test]
async fn an_address_is_set_and_its_secret_shown_once() {
    let world = world().await;
    let (mut megan, page) = signed_in(&world, "megan", PATH).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "webhook"));
    let set = [("action", "save"), ("address", ADDRESS)];
    let answer = submit(&mut megan, PATH, &set).await;
    assert_eq!((answer.status, answer.header("location").as_str()), (200, ""), "on no address");
    let secret = |body: &str| {
        let (_, rest) = body.split_once("class=\"secret\">")?;
        rest.split('<').next().map(str::to_owned)
    };
    let first = secret(&answer.body).unwrap();
    assert!(first.len() >= 40, "{first}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(contoso(&world).await.settings.webhook.as_deref(), Some(ADDRESS));
    let page = megan.open(PATH).await;
    assert!(page.body.contains(ADDRESS) && !page.body.contains(&first), "shown once");
    let again = submit(&mut megan, PATH, &set).await;
    assert_ne!(secret(&again.body).unwrap(), first, "a new one with each saving");
}

#[tokio::test]
async fn a078_an_address_inside_is_told_at_its_field() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let long = format!("https://a.example/{}", "x".repeat(3_000));
    for address in [
        "",
        "tickets",
        "http://tickets.contoso.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://user:secret@tickets.contoso.example/",
        "javascript:alert(1)",
        &long,
    ] {
        let answer = submit(&mut megan, PATH, &[("action", "save"), ("address", address)]).await;
        assert_eq!(answer.status, 400, "{address}");
        assert!(answer.body.contains("id=\"address_problem\""), "{address}");
        assert!(!answer.body.contains("class=\"secret\""), "{address}");
    }
    assert_eq!(contoso(&world).await.settings.webhook, None);
}

#[tokio::test]
async fn a_test_is_queued_and_the_webhook_removed_after_a_question() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let remove = format!("{PATH}/remove");
    assert_eq!(megan.open(&remove).await.status, 404, "there is none yet");
    let nothing = submit(&mut megan, PATH, &[("action", "test")]).await;
    assert!(nothing.header("location").contains("failed="), "{}", nothing.header("location"));
    submit(&mut megan, PATH, &[("action", "save"), ("address", ADDRESS)]).await;
    let answer = submit(&mut megan, PATH, &[("action", "test")]).await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=tested"));
    let page = megan.open(PATH).await;
    assert!(page.body.contains("webhook.test"), "{}", page.body);
    let question = megan.open(&remove).await;
    assert!(question.body.contains(ADDRESS), "{}", question.body);
    let answer = submit(&mut megan, &remove, &[]).await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=webhook-removed"));
    assert_eq!(contoso(&world).await.settings.webhook, None);
}

#[tokio::test]
async fn only_a_global_administrator_sets_it() {
    let world = world().await;
    let (mut grady, page) = signed_in(&world, "grady", PATH).await;
    assert!(page.status == 200 && !page.body.contains("method=\"post\""), "{}", page.body);
    assert_eq!(grady.open(&format!("{PATH}/remove")).await.status, 403);
    let fields = [("csrf", ""), ("action", "save"), ("address", ADDRESS)];
    assert_eq!(grady.post(PATH, &fields).await.status, 403);
    assert_eq!(contoso(&world).await.settings.webhook, None);
}
