//! Who comes in, and from where a form counts.

use consentry_web::sign_in_for;
use http::Request;

use crate::{
    browser::Browser,
    scene::{asks, granted, signed_in, world},
    world::CLI,
};

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in_and_back() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let answer = browser.open("/admin/requests?show=all").await;
    let to = "/sign-in?to=%2Fadmin%2Frequests%3Fshow%3Dall";
    assert_eq!((answer.status, answer.header("location").as_str()), (303, to));
    let (_, answer) = signed_in(&world, "grady", "/admin/requests?show=all").await;
    assert_eq!((answer.status, answer.page_name().as_str()), (200, "requests"));
}

#[tokio::test]
async fn a007_a_sign_in_ends_at_our_own_pages_only() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    for to in ["https://evil.example/", "//evil.example/admin", "/admin/../x", "/elsewhere", ""] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        let answer = browser.open(&format!("/sign-in?{query}")).await;
        assert_eq!(answer.status, 400, "{to}");
    }
}

#[tokio::test]
async fn a050_a_form_counts_only_from_a_page_of_this_session() {
    let world = world().await;
    let id = asks(&world).await;
    let approve = format!("/admin/requests/{id}/approve");
    let (mut megan, _) = signed_in(&world, "megan", "/admin/requests").await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
    let theirs = megan.open("/admin/requests").await;
    assert_eq!(theirs.status, 200);
    let page = grady.open(&approve).await;
    let token = page.page().csrf;
    let good = [("version", "1"), ("action", "accept"), ("csrf", token.as_str())];
    let wrong = [("version", "1"), ("action", "accept"), ("csrf", "x")];
    assert_eq!(grady.post(&approve, &wrong).await.status, 403);
    assert_eq!(grady.post(&approve, &wrong[..2]).await.status, 403);
    assert_eq!(megan.post(&approve, &good).await.status, 403, "another session's token");
    let other = format!("/admin/requests/{id}/deny");
    assert_eq!(grady.post(&other, &good).await.status, 403, "another form's token");
    let foreign = Request::post(&approve).header("origin", "https://evil.example");
    assert_eq!(grady.post_as(foreign, &good).await.status, 403, "another origin");
    assert_eq!(granted(&world).await, "");
    let ours = Request::post(&approve).header("origin", "https://login.test");
    assert_eq!(grady.post_as(ours, &good).await.status, 303);
    assert_eq!(granted(&world).await, "EAS.AccessAsUser.All");
}

#[tokio::test]
async fn a_form_without_a_session_does_nothing() {
    let world = world().await;
    let id = asks(&world).await;
    let mut browser = Browser::new(&world);
    let path = format!("/admin/requests/{id}/approve");
    let answer = browser.post(&path, &[("version", "1"), ("action", "accept")]).await;
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/sign-in?to=%2Fadmin"));
    assert_eq!(granted(&world).await, "");
}

#[tokio::test]
async fn whoever_may_not_is_told_who_may() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut adele, answer) = signed_in(&world, "adele", "/admin/requests").await;
    assert_eq!((answer.status, answer.page_name().as_str()), (403, "refused"));
    assert!(answer.body.contains("data-why=\"forbidden\""), "{}", answer.body);
    assert!(answer.body.contains("prompt=select_account"), "{}", answer.body);
    assert!(!answer.body.contains("href=\"/admin/settings"), "no place is open to her");
    let answer = adele.post(&format!("/admin/requests/{id}/deny"), &[("reason", "x")]).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (403, "refused"));
    let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
    let answer = grady.post(&format!("/admin/requests/{id}/deny"), &[("reason", "x")]).await;
    assert!(answer.body.contains("data-why=\"expired\""), "{}", answer.body);
    let again = format!("class=\"plain\" href=\"/admin/requests/{id}\"");
    assert!(answer.body.contains(&again), "{}", answer.body);
    let answer = grady.open("/admin/nothing?x=1").await;
    assert_eq!((answer.status, answer.page_name().as_str()), (404, "refused"));
    assert!(answer.body.contains("data-why=\"missing\""), "{}", answer.body);
}

#[tokio::test]
async fn an_administrator_consents_for_everybody_and_comes_back() {
    let world = world().await;
    let page = format!("/admin/applications/{CLI}");
    let link = format!("/sign-in/organization-consent?app={CLI}");
    for (action, way_back, after) in [
        ("cancel", page.clone(), ""),
        ("accept", format!("{page}?done=consented"), "EAS.AccessAsUser.All"),
    ] {
        let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
        let asked = grady.open(&link).await;
        assert_eq!(asked.page_name(), "organization-consent", "{}", asked.body);
        let answer = grady.submit(&asked.page(), &[("action", action)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, way_back), "{action}");
        assert_eq!(granted(&world).await, after, "{action}");
    }
    let (mut adele, _) = signed_in(&world, "adele", "/myapps").await;
    let refused = adele.open(&link).await;
    assert_eq!((refused.page_name().as_str(), refused.code()), ("need-admin", 90_094));
    let nobody = Browser::new(&world).open(&link).await;
    assert_eq!((nobody.status, nobody.header("location")), (303, sign_in_for(&page)));
    assert_eq!(Browser::new(&world).open("/sign-in/organization-consent?app=x").await.status, 400);
}
