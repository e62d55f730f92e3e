//! Tokens at the door: other schemes, other kinds of tokens, whose mailbox opens, and what a
//! client hears whose token was revoked.

use std::time::Duration;

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use consentry_model::{Protocol, Refusal, Secret, Upn, User, refusal::TokenFault};
use consentry_service::{MailClient, MailRefused, NewUser, Params, TokenRequest, Version};
use consentry_store::Actor;
use http::Request;

use crate::{
    phone::{Phone, RESOURCE},
    world::{APP, Answer, PASSWORD, World},
};

const ADELE: &str = "adele@contoso.example";
const CP1: &str = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;

async fn options(world: &World, authorization: &str) -> Answer {
    let request = Request::options("/microsoft-server-activesync")
        .header("authorization", authorization)
        .body(Body::empty());
    world.send(request.unwrap()).await
}

/// Access token and id token by password grant, with more parameters.
async fn tokens(world: &World, more: &[(&str, &str)]) -> (String, Option<String>) {
    let tenant = world.user(ADELE).await.tenant;
    let mut pairs = vec![
        ("grant_type", "password"),
        ("client_id", APP),
        ("resource", RESOURCE),
        ("username", ADELE),
        ("password", PASSWORD),
        ("scope", "openid"),
    ];
    pairs.extend_from_slice(more);
    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = TokenRequest {
        version: Version::V1,
        segment: tenant.to_string(),
        params: Params::collect(pairs).unwrap(),
        basic: None,
        origin: None,
    };
    let tokens = world.service.token(request, &world.caller()).await.unwrap();
    (tokens.access.into_exposed(), tokens.id_token.map(Secret::into_exposed))
}

fn eas(mailbox: Option<&str>) -> MailClient {
    MailClient { protocol: Protocol::Eas, device: None, mailbox: mailbox.map(str::to_owned) }
}

#[tokio::test]
async fn a047_a_token_under_another_scheme_opens_nothing() {
    let world = World::new().await;
    let (token, _) = tokens(&world, &[]).await;
    assert_eq!(options(&world, &format!("Bearer {token}")).await.status, 200);
    for scheme in ["DPoP", "dpop", "MAC", "PoP", "Token", "DPoP Bearer", "Bearer DPoP"] {
        let answer = options(&world, &format!("{scheme} {token}")).await;
        assert_eq!(answer.status, 401, "{scheme}");
        let lines = answer.all("www-authenticate");
        assert!(lines.iter().all(|line| !line.starts_with("DPoP")), "{scheme}: {lines:?}");
    }
}

#[tokio::test]
async fn a048_an_id_token_opens_no_door() {
    let world = World::new().await;
    let id_token = tokens(&world, &[]).await.1.unwrap();
    let answer = options(&world, &format!("Bearer {id_token}")).await;
    assert_eq!(answer.status, 401);
    // Its signature and issuer hold: the kind alone keeps it out.
    let refused = world.service.admit_bearer(&id_token, &eas(None), &world.caller()).await;
    let Err(MailRefused::Refused { refusal, .. }) = refused else { panic!("let in") };
    assert_eq!(*refusal, Refusal::TokenInvalid { why: TokenFault::Kind });
}

#[tokio::test]
async fn a049_the_mailbox_is_found_by_ids_not_by_names() {
    let world = World::new().await;
    let (token, _) = tokens(&world, &[]).await;
    // Adele is renamed, and another person gets her old sign-in name.
    let adele = world.user(ADELE).await;
    let renamed = User { upn: "was-adele@contoso.example".parse().unwrap(), ..adele.clone() };
    let new: Upn = ADELE.parse().unwrap();
    let mut unit = world.store.unit().await.unwrap();
    unit.set_user(&renamed).await.unwrap();
    unit.commit().await.unwrap();
    let tenant = world.service.tenant_named("contoso.example").await.unwrap();
    let user = NewUser::named(new).unwrap();
    let (other, _) = world.service.add_user(&Actor::System, &tenant, user).await.unwrap();
    let admitted = world.service.admit_bearer(&token, &eas(None), &world.caller()).await.unwrap();
    assert_eq!((admitted.owner.user, admitted.owner.tenant), (adele.id, adele.tenant));
    assert_ne!(admitted.owner.user, other.id);
    // To name the other's mailbox does not help.
    let named = eas(Some(ADELE));
    assert!(world.service.admit_bearer(&token, &named, &world.caller()).await.is_err());
}

#[tokio::test]
async fn a_client_that_handles_challenges_is_sent_one_when_its_token_was_revoked() {
    let world = World::new().await;
    let tenant = world.service.tenant_named("contoso.example").await.unwrap();
    let (capable, _) = tokens(&world, &[("claims", CP1)]).await;
    let (plain, _) = tokens(&world, &[]).await;
    world.wait(Duration::from_secs(5));
    let name: Upn = ADELE.parse().unwrap();
    world.service.sign_out_user(&Actor::System, &tenant, &name).await.unwrap();
    let valid_from = world.user(ADELE).await.sessions_valid_from.seconds();
    let answer = options(&world, &format!("Bearer {capable}")).await;
    let line = answer.all("www-authenticate").remove(0);
    assert_eq!(answer.status, 401);
    assert!(line.contains("error=\"insufficient_claims\""), "{line}");
    let claims = line.split_once("claims=\"").unwrap().1.split('"').next().unwrap();
    let claims = String::from_utf8(BASE64.decode(claims).unwrap()).unwrap();
    let want =
        format!(r#"{{"access_token":{{"nbf":{{"essential":true,"value":"{valid_from}"}}}}}}"#);
    assert_eq!(claims, want);
    let answer = options(&world, &format!("Bearer {plain}")).await;
    let line = answer.all("www-authenticate").remove(0);
    assert!(line.contains("error=\"invalid_token\"") && !line.contains("claims="), "{line}");
    // A token of a sign-in after that moment opens again.
    world.wait(Duration::from_secs(5));
    let (fresh, _) = tokens(&world, &[("claims", CP1)]).await;
    assert_eq!(options(&world, &format!("Bearer {fresh}")).await.status, 200);
    let phone = Phone::new(&world, ADELE, "FRESH").await;
    assert!(phone.authorization.starts_with("Bearer "));
}
