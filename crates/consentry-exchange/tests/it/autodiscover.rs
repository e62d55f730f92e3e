//! Autodiscover version 2, in both forms.

use axum::body::Body;
use http::Request;

use crate::world::World;

const IOS_11: &str = "Apple-iPhone9C1/1501.530400009";
const IOS_10: &str = "Apple-iPhone9C1/1401.530400009";

fn form_b(email: &str) -> String {
    format!("/autodiscover/autodiscover.json?Email={email}&Protocol=ActiveSync")
}

async fn summary(world: &World, path: &str, user_agent: &str) -> String {
    let answer = world.get(path, user_agent).await;
    let location = answer.header("location");
    let body = if location.is_empty() { answer.text() } else { location };
    format!("{} {} {body}", answer.status, answer.header("content-type"))
}

#[tokio::test]
async fn both_forms_are_answered_alike() {
    let world = World::new().await;
    let want = r#"200 application/json; charset=utf-8 {"Protocol":"ActiveSync","Url":"https://mail.test/Microsoft-Server-ActiveSync"}"#;
    for path in [
        "/autodiscover/autodiscover.json/v1.0/adele@contoso.example?Protocol=ActiveSync",
        "/autodiscover/autodiscover.json/v1.0/Adele%40Contoso.example?Protocol=ActiveSync&ServerLocation=true",
        &form_b("adele@contoso.example"),
        &form_b("adele%40contoso.example"),
        &form_b("nobody@contoso.example"),
        &form_b("sam@tailspin.example"),
    ] {
        assert_eq!(summary(&world, path, IOS_11).await, want, "{path}");
        assert_eq!(summary(&world, path, "curl/8").await, want, "{path}");
    }
    let echo = "/autodiscover/autodiscover.json?email=adele@contoso.example&protocol=activesync";
    assert!(summary(&world, echo, "").await.contains(r#"{"Protocol":"activesync","#));
}

#[tokio::test]
async fn a_mailbox_elsewhere_is_a_redirect() {
    let world = World::new().await;
    let to = |email: &str, count: u8| {
        format!(
            "302 text/html; charset=utf-8 https://autodiscover.tailspin.example/autodiscover/\
             autodiscover.json?Email={email}&Protocol=ActiveSync&RedirectCount={count}"
        )
    };
    let kim = summary(&world, &form_b("kim@tailspin.example"), IOS_11).await;
    assert_eq!(kim, to("kim%40tailspin.example", 1));
    let nobody = summary(&world, &form_b("nobody@tailspin.example"), IOS_11).await;
    assert_eq!(nobody, to("nobody%40tailspin.example", 1), "as a known one");
    let third = format!("{}&RedirectCount=3", form_b("kim@tailspin.example"));
    assert_eq!(summary(&world, &third, IOS_11).await, to("kim%40tailspin.example", 4));
    let page = world.get(&form_b("kim@tailspin.example"), IOS_11).await.text();
    assert!(page.contains("Object moved to"), "{page}");
}

#[tokio::test]
async fn unknown_domains() {
    let world = World::new().await;
    insta::assert_snapshot!(
        summary(&world, &form_b("a@unknown.example"), IOS_11).await,
        @r#"404 application/json; charset=utf-8 {"ErrorCode":"UserNotFound","ErrorMessage":"The user was not found."}"#
    );
    let faithful = World::faithful().await;
    insta::assert_snapshot!(
        summary(&faithful, &form_b("a@unknown.example"), IOS_11).await,
        @"302 text/html; charset=utf-8 https://autodiscover.unknown.example/autodiscover/autodiscover.json?Email=a%40unknown.example&Protocol=ActiveSync&RedirectCount=1"
    );
}

#[tokio::test]
async fn bi_196_to_206_requests_that_cannot_be_answered() {
    let world = World::new().await;
    let plain = "/autodiscover/autodiscover.json";
    let long = "A".repeat(300);
    for (name, path, code) in [
        ("BI-196", format!("{plain}?Email=&Protocol=ActiveSync"), "InvalidRequest"),
        ("BI-197", form_b("notanaddress"), "InvalidRequest"),
        ("BI-198", form_b("a@b@c"), "InvalidRequest"),
        ("BI-200", form_b("a%0d%0ax@contoso.example"), "InvalidRequest"),
        ("BI-201", form_b(&format!("{long}@x")), "InvalidRequest"),
        (
            "BI-202",
            format!("{plain}?Email=adele@contoso.example&Protocol=Foo"),
            "ProtocolNotSupported",
        ),
        (
            "BI-205",
            format!("{}&RedirectCount=11", form_b("kim@tailspin.example")),
            "RedirectLimitExceeded",
        ),
        (
            "the last redirect",
            format!("{}&RedirectCount=10", form_b("kim@tailspin.example")),
            "RedirectLimitExceeded",
        ),
        (
            "BI-206",
            format!("{}&RedirectCount=-1", form_b("kim@tailspin.example")),
            "InvalidRequest",
        ),
        (
            "BI-206 letters",
            format!("{}&RedirectCount=abc", form_b("kim@tailspin.example")),
            "InvalidRequest",
        ),
        ("no query", plain.to_owned(), "MandatoryParameterMissing"),
        ("no protocol", format!("{plain}?Email=adele@contoso.example"), "MissingProtocol"),
    ] {
        let answer = world.get(&path, IOS_11).await;
        let body = answer.text();
        assert_eq!(answer.status, 400, "{name}: {body}");
        assert!(body.starts_with(&format!(r#"{{"ErrorCode":"{code}""#)), "{name}: {body}");
        assert_eq!(answer.header("location"), "", "{name}");
    }
}

#[tokio::test]
async fn bi_204_a_client_without_oauth_is_told_so() {
    let world = World::new().await;
    insta::assert_snapshot!(
        summary(&world, &form_b("adele@contoso.example"), IOS_10).await,
        @r#"400 application/json; charset=utf-8 {"ErrorCode":"NotSupportedClient","ErrorMessage":"The given ActiveSync client is not supported"}"#
    );
}

#[tokio::test]
async fn bi_208_no_url_comes_from_the_request() {
    let world = World::new().await;
    let request = Request::get(form_b("adele@contoso.example"))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .body(Body::empty())
        .unwrap();
    let answer = world.send(request).await;
    assert!(!format!("{:?} {}", answer.headers, answer.text()).contains("evil"), "{answer:?}");
}

#[tokio::test]
async fn bi_212_and_213_paths_that_are_no_address() {
    let world = World::new().await;
    for path in [
        "/autodiscover/autodiscover.json/@evil.example/ews/?x",
        "/autodiscover/autodiscover.json/v1.0/adele@contoso.example%2f..%2f..%2fpowershell?Protocol=ActiveSync",
        "/autodiscover/autodiscover.json/v1.0/adele@contoso.example/more?Protocol=ActiveSync",
        "/autodiscover/autodiscover.json/v2.0/adele@contoso.example?Protocol=ActiveSync",
        "/autodiscover/autodiscover.json/v1.0/?Protocol=ActiveSync",
    ] {
        assert_eq!(world.get(path, IOS_11).await.status, 404, "{path}");
    }
}
