//! What may be asked about a name before a password: by its domain, and no more (A66).

use axum::body::Body;
use consentry_service::MOST_LOOK_UPS;
use http::Request;

use crate::world::{Answer, World};

async fn ask(world: &World, body: String) -> Answer {
    let request = Request::post("/common/getcredentialtype")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    world.send(request).await
}

async fn about(world: &World, name: &str) -> Answer {
    ask(world, serde_json::json!({ "username": name, "isFidoSupported": true }).to_string()).await
}

#[tokio::test]
async fn a066_names_of_a_domain_are_alike_but_for_the_echo() {
    let world = World::new().await;
    let known = about(&world, "sam@tailspin.example").await;
    let told = known.json();
    assert_eq!((&told["IfExistsResult"], &told["ThrottleStatus"]), (&0.into(), &0.into()));
    assert_eq!(told["EstsProperties"]["DomainType"], 3);
    assert_eq!(told["Credentials"]["PrefCredential"], 1);
    let unknown = about(&world, "xyz@tailspin.example").await;
    assert_eq!(known.body.replace("sam@", "xyz@"), unknown.body);
    let length = |answer: &Answer| answer.header("content-length");
    assert_eq!(length(&known), length(&unknown));
    let elsewhere = about(&world, "sam@unknown.example").await.json();
    assert_eq!(elsewhere["IfExistsResult"], 1);
    // Faithful tenants tell the truth.
    for (name, exists) in [("lee@fabrikam.example", 0), ("xyz@fabrikam.example", 1)] {
        assert_eq!(about(&world, name).await.json()["IfExistsResult"], exists, "{name}");
    }
}

#[tokio::test]
async fn a066_user_realms_are_alike_too() {
    let world = World::new().await;
    for form in [
        "/common/userrealm/NAME",
        "/common/userrealm/NAME?api-version=2.0",
        "/getuserrealm.srf?login=NAME",
        "/getuserrealm.srf?login=NAME&xml=1",
    ] {
        let get = async |name| world.get(&form.replace("NAME", name)).await;
        let known = get("sam@tailspin.example").await;
        let unknown = get("xyz@tailspin.example").await;
        assert!(known.body.contains("Managed"), "{form}: {}", known.body);
        assert_eq!(known.body.replace("sam@", "xyz@"), unknown.body, "{form}");
        let elsewhere = get("sam@unknown.example").await;
        assert!(elsewhere.body.contains("Unknown"), "{form}: {}", elsewhere.body);
    }
    let hostile = world.get("/getuserrealm.srf?xml=1&login=%3Cx%3E%22%26@tailspin.example").await;
    assert!(!hostile.body.contains("<x>"), "{}", hostile.body);
}

#[tokio::test]
async fn a066_an_address_that_asks_too_often_is_told_nothing() {
    let world = World::new().await;
    for _ in 0..MOST_LOOK_UPS {
        assert_eq!(about(&world, "lee@fabrikam.example").await.json()["ThrottleStatus"], 0);
    }
    for name in ["lee@fabrikam.example", "xyz@fabrikam.example", "x@unknown.example"] {
        let told = about(&world, name).await.json();
        assert_eq!((&told["ThrottleStatus"], &told["IfExistsResult"]), (&1.into(), &0.into()));
    }
    world.wait(std::time::Duration::from_mins(1));
    assert_eq!(about(&world, "lee@fabrikam.example").await.json()["ThrottleStatus"], 0);
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_refused() {
    let world = World::new().await;
    for body in ["", "x", "[]", "{}", r#"{"username":1}"#] {
        let answer = ask(&world, body.to_owned()).await;
        assert_eq!((answer.status, answer.code()), (400, 9_002_313), "{body}");
    }
    let long = "x".repeat(400);
    assert_eq!(about(&world, &format!("{long}@tailspin.example")).await.status, 400);
    assert_eq!(world.get("/common/getcredentialtype").await.status, 405);
}
