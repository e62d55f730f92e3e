//! A retired signing key opens no door, whatever its tokens say.

use axum::body::Body;
use consentry_model::Clock as _;
use consentry_service::{Admitted, MailClient, MailRefused};
use consentry_store::Actor;
use consentry_token::keys::KeyScope;
use http::Request;

use crate::{phone::RESOURCE, world::World};

const ADELE: &str = "adele@contoso.example";

async fn status(world: &World, token: &str) -> u16 {
    let request = Request::options("/microsoft-server-activesync")
        .header("authorization", format!("Bearer {token}"));
    world.send(request.body(Body::empty()).unwrap()).await.status
}

async fn admitted(world: &World, token: &str) -> Result<Admitted, MailRefused> {
    let client =
        MailClient { protocol: consentry_model::Protocol::Eas, device: None, mailbox: None };
    world.service.admit_bearer(token, &client, &world.caller()).await
}

#[tokio::test]
async fn a034_a044_a_retired_key_is_refused_at_the_next_request() {
    let world = World::new().await;
    let token = world.token(ADELE, RESOURCE).await;
    assert_eq!(status(&world, &token).await, 200);
    let held = admitted(&world, &token).await.unwrap();
    world.service.still_admitted(&held, &world.caller()).await.unwrap();

    // As another node or the command line does it: this one learns of it from the store alone.
    let now = world.clock.now();
    let mut unit = world.store.unit().await.unwrap();
    let keys = unit.signing_keys().await.unwrap();
    unit.set_key_life(keys[0].key.kid(), &keys[0].life.retired(now)).await.unwrap();
    unit.judge_held_requests(KeyScope::Installation).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(status(&world, &token).await, 401, "remembered, and refused all the same");
    let refused = world.service.still_admitted(&held, &world.caller()).await;
    assert!(refused.is_err(), "a held request ends");
}

#[tokio::test]
async fn a044_whoever_retires_the_key_that_signs_gets_another_one() {
    let world = World::new().await;
    let token = world.token(ADELE, RESOURCE).await;
    let keys = world.store.read().await.unwrap().signing_keys().await.unwrap();
    let kid = keys[0].key.kid().to_owned();
    let retired = world.service.retire_key(&Actor::CommandLine, &kid).await.unwrap();
    assert!(retired.replaced_by.is_some());
    assert_eq!(status(&world, &token).await, 401);
    let fresh = world.token(ADELE, RESOURCE).await;
    assert_eq!(status(&world, &fresh).await, 200);
    assert!(world.service.retire_key(&Actor::CommandLine, &kid).await.is_err(), "twice");
    assert!(world.service.retire_key(&Actor::CommandLine, "nobody").await.is_err());
}
