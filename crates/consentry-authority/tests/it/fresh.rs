//! How fresh a sign-in must be: `prompt=login`, `max_age`, and the claims of a challenge.

use std::time::Duration;

use consentry_model::Clock as _;

use crate::{
    browser::Browser,
    responses::{answered, asked},
    world::{World, claims},
};

fn code(world: &World, changes: &[(&str, &str)]) -> String {
    let mut all = vec![("response_type", "id_token")];
    all.extend_from_slice(changes);
    asked(&world.tailspin, "v2.0/", &all)
}

#[tokio::test]
async fn an_old_session_is_no_answer_to_a_request_for_a_fresh_one() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let answer = answered(&mut browser, &code(&world, &[])).await;
    assert!(answer.returned("id_token").is_some(), "{answer:?}");
    let signed_in_at = world.clock.now().seconds();
    world.wait(Duration::from_mins(2));
    let nbf = |seconds: i64| {
        format!(r#"{{"access_token":{{"nbf":{{"essential":true,"value":"{seconds}"}}}}}}"#)
    };
    let (before, after) = (nbf(signed_in_at), nbf(signed_in_at + 60));
    for (parameter, value, fresh) in [
        ("max_age", "120", true),
        ("max_age", "119", false),
        ("max_age", "0", false),
        ("prompt", "login", false),
        ("claims", before.as_str(), true),
        ("claims", after.as_str(), false),
    ] {
        let answer = browser.open(&code(&world, &[(parameter, value)])).await;
        let page = if fresh { "" } else { "sign-in" };
        assert_eq!(answer.page_name(), page, "{parameter}={value}: {answer:?}");
        if parameter == "prompt" {
            continue;
        }
        let silent = browser.open(&code(&world, &[(parameter, value), ("prompt", "none")])).await;
        let error = if fresh { None } else { Some("login_required") };
        assert_eq!(silent.returned("error").as_deref(), error, "{parameter}={value}");
    }
    // After the password the same request is answered, and the token says when.
    let path = code(&world, &[("max_age", "60"), ("claims", &after)]);
    let answer = answered(&mut browser, &path).await;
    let told = claims(&answer.returned("id_token").unwrap());
    assert_eq!(told["auth_time"], world.clock.now().seconds());
}

#[tokio::test]
async fn a_claims_request_is_read_or_refused() {
    let world = World::new().await;
    for (claims, error) in [
        ("x", "invalid_request"),
        (r#"{"id_token":[]}"#, "invalid_request"),
        (
            r#"{"id_token":{"acr":{"essential":true,"values":["c9"]}}}"#,
            "unmet_authentication_requirements",
        ),
    ] {
        let answer = world.get(&code(&world, &[("claims", claims)])).await;
        assert_eq!(answer.returned("error").as_deref(), Some(error), "{claims}: {answer:?}");
    }
    let mut browser = Browser::new(&world);
    let acr = r#"{"id_token":{"acr":{"essential":true,"values":["1"]}}}"#;
    let answer = answered(&mut browser, &code(&world, &[("claims", acr)])).await;
    assert_eq!(claims(&answer.returned("id_token").unwrap())["acr"], "1");
    let answer = world.get(&code(&world, &[("max_age", "soon")])).await;
    assert_eq!(
        (answer.code(), answer.returned("error").as_deref()),
        (90_023, Some("invalid_request"))
    );
}
