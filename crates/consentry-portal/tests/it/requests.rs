//! The queue, a request, and what reviewers decide.

use consentry_model::{RequestState, Reviewer};

use crate::{
    browser::Browser,
    scene::{REASON, asks, granted, signed_in, user, world},
    world::World,
};

async fn state(world: &World, id: consentry_model::RequestId) -> RequestState {
    let mut read = world.store.read().await.unwrap();
    read.consent_request(world.contoso.id, id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_reviewer_approves_what_was_asked() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut grady, queue) = signed_in(&world, "grady", "/admin/requests").await;
    assert!(queue.body.contains(REASON) && queue.body.contains(&format!("/admin/requests/{id}")));
    let shown = grady.open(&format!("/admin/requests/{id}")).await;
    assert!(shown.body.contains("adele@contoso.example"), "{}", shown.body);
    let approve = format!("/admin/requests/{id}/approve");
    let page = grady.open(&approve).await;
    assert_eq!(page.page_name(), "consent-for-all");
    let fields = [("csrf", page.page().csrf), ("version", "1".into()), ("action", "accept".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let answer = grady.post(&approve, &fields).await;
    let told = format!("/admin/requests/{id}?done=approved");
    assert_eq!((answer.status, answer.header("location")), (303, told.clone()));
    assert_eq!(granted(&world).await, "EAS.AccessAsUser.All");
    assert_eq!(state(&world, id).await, RequestState::Approved);
    let after = grady.open(&told).await;
    assert!(after.body.contains("role=\"status\""), "{}", after.body);
    assert_eq!(grady.post(&approve, &fields).await.status, 409, "approved twice");
}

#[tokio::test]
async fn a_reviewer_denies_and_blocks_with_a_reason() {
    for (verb, state_after) in [("deny", RequestState::Denied), ("block", RequestState::Blocked)] {
        let world = world().await;
        let id = asks(&world).await;
        let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
        let token = grady.open(&format!("/admin/requests/{id}")).await.page().csrf;
        let path = format!("/admin/requests/{id}/{verb}");
        for bad in ["", "  ", &"x".repeat(501), "turned \u{202e}round"] {
            let answer = grady
                .post(&path, &[("csrf", token.as_str()), ("version", "1"), ("reason", bad)])
                .await;
            assert_eq!(answer.status, 400, "{verb}");
            assert!(answer.body.contains("aria-invalid=\"true\""), "{}", answer.body);
        }
        assert_eq!(state(&world, id).await, RequestState::Open);
        let reason = "Use <Outlook>.\r\nIt is free.";
        let fields = [("csrf", token.as_str()), ("version", "1"), ("reason", reason)];
        let answer = grady.post(&path, &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(state(&world, id).await, state_after);
        let shown = grady.open(&format!("/admin/requests/{id}")).await;
        assert!(shown.body.contains("Use &#60;Outlook&#62;.\nIt is free."), "{}", shown.body);
    }
}

#[tokio::test]
async fn bi_061_a_reason_of_a_mebibyte_is_told_as_too_long() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
    let token = grady.open(&format!("/admin/requests/{id}")).await.page().csrf;
    let long = "x".repeat(1024 * 1024);
    let fields = [("csrf", token.as_str()), ("version", "1"), ("reason", &long)];
    let answer = grady.post(&format!("/admin/requests/{id}/deny"), &fields).await;
    assert_eq!((answer.status, answer.page_name().as_str()), (400, "request"));
    assert_eq!(state(&world, id).await, RequestState::Open);
}

#[tokio::test]
async fn bi_066_who_is_no_reviewer_any_more_does_not_decide() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
    let approve = format!("/admin/requests/{id}/approve");
    let token = grady.open(&approve).await.page().csrf;
    let megan = user(&world, "megan").await;
    let mut contoso = world.contoso.clone();
    contoso.settings.workflow.reviewers = vec![Reviewer::User(megan.id)];
    let mut unit = world.unit().await;
    unit.set_tenant(&contoso).await.unwrap();
    unit.commit().await.unwrap();
    let fields = [("csrf", token.as_str()), ("version", "1"), ("action", "accept")];
    assert_eq!(grady.post(&approve, &fields).await.status, 403);
    assert_eq!(
        (granted(&world).await, state(&world, id).await),
        (String::new(), RequestState::Open)
    );
}

#[tokio::test]
async fn bi_065_an_ended_request_is_not_approved() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/requests").await;
    let approve = format!("/admin/requests/{id}/approve");
    let token = grady.open(&approve).await.page().csrf;
    // The session lives on, the request does not.
    let mut unit = world.unit().await;
    let late = world.service.clock().now().plus(std::time::Duration::from_hours(24 * 31));
    assert!(unit.expire_request(id, late).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(grady.open(&approve).await.status, 409);
    let fields = [("csrf", token.as_str()), ("version", "1"), ("action", "accept")];
    assert_eq!(grady.post(&approve, &fields).await.status, 409);
    assert_eq!(granted(&world).await, "");
}

#[tokio::test]
async fn who_neither_reviews_nor_administers_sees_no_request() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut adele, _) = signed_in(&world, "adele", "/admin/requests").await;
    for path in ["/admin/requests".to_owned(), format!("/admin/requests/{id}")] {
        let answer = adele.open(&path).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(!answer.body.contains(REASON));
    }
    let (mut other, _) = other_tenant(&world).await;
    assert_eq!(other.open(&format!("/admin/requests/{id}")).await.status, 404);
}

async fn other_tenant(world: &World) -> (Browser<'_>, u16) {
    let mut browser = Browser::new(world);
    let to = browser.open("/admin/requests").await.header("location");
    let page = browser.open(&to).await.page();
    let answer = browser.sign_in(&page, "tess@tailspin.example").await;
    (browser, answer.status)
}

#[tokio::test]
async fn bi_060_a_reason_is_text() {
    let world = world().await;
    asks(&world).await;
    world.wait(std::time::Duration::from_secs(1));
    let hostile = "<img src=x onerror=alert(1)>";
    let mut unit = world.unit().await;
    let megan = user(&world, "megan").await;
    let app = crate::world::CLI.parse().unwrap();
    let request = unit.open_requests(world.contoso.id, app).await.unwrap().remove(0);
    let new = consentry_model::Requester {
        user: megan.id,
        reason: hostile.parse().unwrap(),
        at: world.service.clock().now(),
    };
    unit.add_requester(request.id, &new).await.unwrap();
    unit.commit().await.unwrap();
    let (mut grady, queue) = signed_in(&world, "grady", "/admin/requests").await;
    let shown = grady.open(&format!("/admin/requests/{}", request.id)).await;
    for body in [queue.body, shown.body] {
        assert!(body.contains("&#60;img src=x onerror=alert(1)&#62;"), "{body}");
        assert!(!body.contains("<img src=x"));
    }
}
