//! Keys change under load, and clients that keep the key document by its headers never notice
//! (A44); an emergency costs each of them one more look at it.

use std::{collections::BTreeMap, time::Duration};

use axum::{Router, body::Body};
use consentry_authority::{DemoPages, router};
use consentry_model::{Clock as _, Timestamp};
use consentry_service::{Roll, Service};
use consentry_store::Actor;
use consentry_token::keys::{KeyScope, KeyState};
use http::Request;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use crate::world::{Answer, SECRET, WEB, World, encoded};

/// Short, so that the test meets many turns; the rest follows from the rules.
const INTERVAL: Duration = Duration::from_hours(24 * 3);
/// No divisor of the interval, so that every turn is met at another phase.
const STEP: Duration = Duration::from_hours(5);
const ROTATIONS: usize = 30;

/// A client that keeps the key document as long as its headers say, and not a moment less.
struct Client {
    node: usize,
    keys: BTreeMap<String, DecodingKey>,
    until: Timestamp,
    fetched: usize,
}

impl Client {
    const fn of(node: usize) -> Self {
        Self { node, keys: BTreeMap::new(), until: Timestamp::from_seconds(0), fetched: 0 }
    }

    async fn fetch(&mut self, world: &World, nodes: &[Router; 2]) {
        let path = format!("/{}/discovery/v2.0/keys", world.tailspin.id);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = world.send_to(&nodes[self.node], request).await;
        let kept = answer.header("cache-control");
        let kept = kept.split_once("max-age=").unwrap().1.split(',').next().unwrap();
        self.until = world.clock.now().plus(Duration::from_secs(kept.parse().unwrap()));
        self.fetched += 1;
        let document = answer.json();
        let all = document["keys"].as_array().unwrap();
        let key = |jwk: &Value| {
            let part = |name: &str| jwk[name].as_str().unwrap().to_owned();
            (part("kid"), DecodingKey::from_rsa_components(&part("n"), &part("e")).unwrap())
        };
        self.keys = all.iter().map(key).collect();
        assert_eq!(self.keys.len(), all.len(), "a041: a kid names one key");
    }

    /// Whether the token holds, by the keys at hand alone.
    fn knows(&self, token: &str) -> bool {
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        // The clock of this test is not that of the library.
        (rules.validate_exp, rules.validate_aud) = (false, false);
        rules.required_spec_claims.clear();
        let key = self.keys.get(&kid);
        key.is_some_and(|key| jsonwebtoken::decode::<Value>(token, key, &rules).is_ok())
    }

    /// Validates as a good client does: fetches when its copy is over, and never for an unknown
    /// key.
    async fn validate(&mut self, world: &World, nodes: &[Router; 2], token: &str) -> bool {
        if world.clock.now() >= self.until {
            self.fetch(world, nodes).await;
        }
        self.knows(token)
    }
}

async fn issue(world: &World, node: &Router) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let request = Request::post(format!("/{}/oauth2/v2.0/token", world.tailspin.id))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(encoded(&form)))
        .unwrap();
    let answer: Answer = world.send_to(node, request).await;
    answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

async fn signing(world: &World) -> Vec<String> {
    let held = world.store.read().await.unwrap().signing_keys().await.unwrap();
    let now = world.clock.now();
    let signs = held.iter().filter(|held| held.life.state(now) == KeyState::Current);
    signs.map(|held| held.key.kid().to_owned()).collect()
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn a044_thirty_rotations_fail_no_validation_and_an_emergency_costs_one_fetch() {
    let world = World::new().await;
    world.principal(&world.tailspin, WEB.parse().unwrap()).await;
    let second = world.another_node().await;
    let first: &Service = &world.service;
    let nodes = [world.router.clone(), router(second.clone(), DemoPages::Absent)];
    let mut clients: Vec<Client> = (0..5).map(|at| Client::of(at % 2)).collect();
    let mut signers = vec![signing(&world).await.remove(0)];
    let mut validated = 0;
    while signers.len() <= ROTATIONS {
        let now = world.clock.now();
        let (one, two) =
            tokio::join!(first.run_keys_once(INTERVAL, now), second.run_keys_once(INTERVAL, now));
        assert!(one.unwrap().made.len() + two.unwrap().made.len() <= 1, "one node makes it");
        let current = signing(&world).await;
        assert_eq!(current.len(), 1, "one signs");
        if signers.last() != current.last() {
            signers.extend(current);
        }
        let tokens = tokio::join!(issue(&world, &nodes[0]), issue(&world, &nodes[1]));
        let tokens = [tokens.0, tokens.1];
        // Clients come one after the other, so that their copies are of different ages.
        let some = validated % clients.len() + 1;
        for wait in [Duration::ZERO, Duration::from_mins(59)] {
            world.wait(wait);
            for client in clients.iter_mut().take(some) {
                for token in &tokens {
                    assert!(client.validate(&world, &nodes, token).await, "{}", kid(token));
                    validated += 1;
                }
            }
        }
        world.wait(STEP.saturating_sub(Duration::from_mins(59)));
    }
    assert!(validated > 1_500, "{validated}");

    // The emergency, at one node; copies are fresh and do not know the new key.
    for client in &mut clients {
        client.fetch(&world, &nodes).await;
    }
    let old = issue(&world, &nodes[1]).await;
    let made = first.rotate_keys(&Actor::CommandLine, KeyScope::Installation, Roll::AtOnce).await;
    let made = made.unwrap();
    for node in &nodes {
        let token = issue(&world, node).await;
        assert_eq!(kid(&token), made.kid, "both nodes sign with it at once");
        for client in &mut clients {
            let before = client.fetched;
            if !client.validate(&world, &nodes, &token).await {
                client.fetch(&world, &nodes).await;
            }
            assert!(client.knows(&token) && client.knows(&old), "the old one still counts");
            assert!(client.fetched <= before + 1);
        }
    }
    // Exposed: nobody finds it in the document any more.
    first.retire_key(&Actor::CommandLine, &kid(&old)).await.unwrap();
    for client in &mut clients {
        client.fetch(&world, &nodes).await;
        assert!(!client.knows(&old), "{}", client.node);
    }
}

#[tokio::test]
async fn a034_a_tenants_own_key_signs_for_it_alone() {
    let world = World::new().await;
    for tenant in [&world.tailspin, &world.contoso] {
        world.principal(tenant, WEB.parse().unwrap()).await;
    }
    let scope = KeyScope::Tenant(world.tailspin.id);
    let shared = kid(&issue(&world, &world.router).await);
    let planned = world.service.rotate_keys(&Actor::CommandLine, scope, Roll::Planned).await;
    let own = planned.unwrap().kid;
    assert_eq!(kid(&issue(&world, &world.router).await), shared, "published ahead");
    let twice = world.service.rotate_keys(&Actor::CommandLine, scope, Roll::Planned).await;
    assert!(twice.is_err(), "the next one is known already");
    world.wait(Duration::from_hours(26));
    assert_eq!(kid(&issue(&world, &world.router).await), own);
    let shown = async |segment: String| {
        let document = world.get(&format!("/{segment}/discovery/v2.0/keys")).await.json();
        let keys = document["keys"].as_array().unwrap().clone();
        keys.into_iter().find(|key| key["kid"] == own.as_str())
    };
    let key = shown(world.tailspin.id.to_string()).await.unwrap();
    let issuer = format!("https://login.test/{}/v2.0", world.tailspin.id);
    assert_eq!(key["issuer"], issuer.as_str());
    assert_eq!(shown(world.contoso.id.to_string()).await, None);
    assert_eq!(shown("common".to_owned()).await, None);
    world.service.retire_key(&Actor::CommandLine, &own).await.unwrap();
    assert_eq!(kid(&issue(&world, &world.router).await), shared, "as before");
}
