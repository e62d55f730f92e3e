//! Attacks on how clients prove themselves: certificates and assertions (A25, A26, A46).

use std::time::Duration;

use consentry_model::{AppId, CertificateId, Switch, Tenant};
use consentry_store::AppCertificate;
use consentry_token::{
    certificate::Certificate,
    jwt::{TokenVersion, sign},
    keys::SigningKey,
};
use serde_json::{Value, json};

use crate::world::{Answer, CLI, SECRET, SPA, WEB, World, claims};

const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key whose certificate is registered for the web application; assertions by it.
struct Client<'a> {
    world: &'a World,
    key: SigningKey,
}

impl<'a> Client<'a> {
    async fn of(world: &'a World, reuse: Switch) -> Self {
        let key = SigningKey::generate(world.service.clock().now()).unwrap();
        let certificate = AppCertificate {
            id: CertificateId::mint(world.service.ids()),
            name: "nightly job".parse().unwrap(),
            certificate: Certificate::from_der(key.public().certificate()).unwrap(),
            reuse,
        };
        let mut unit = world.unit().await;
        let web: AppId = WEB.parse().unwrap();
        unit.add_certificate(web, &certificate, world.service.clock().now()).await.unwrap();
        unit.commit().await.unwrap();
        Self { world, key }
    }

    /// Good claims for a tenant.
    fn claims(&self, tenant: &Tenant, jti: &str) -> Value {
        let now = self.world.service.clock().now().seconds();
        json!({
            "aud": format!("https://login.test/{}/oauth2/v2.0/token", tenant.id),
            "iss": WEB, "sub": WEB, "jti": jti, "nbf": now, "exp": now + 600,
        })
    }

    fn sign(&self, claims: &Value) -> String {
        sign(&self.key, TokenVersion::V1, claims).unwrap().into_exposed()
    }

    async fn post(&self, tenant: &Tenant, assertion: &str) -> Answer {
        self.post_with(&format!("/{}/oauth2/v2.0/token", tenant.id), assertion, &[]).await
    }

    async fn post_with(&self, path: &str, assertion: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
            ("client_assertion_type", BEARER),
            ("client_assertion", assertion),
        ];
        form.extend_from_slice(more);
        self.world.post(path, &form).await
    }
}

async fn with_principal() -> World {
    let world = World::new().await;
    for tenant in [&world.tailspin, &world.contoso, &world.fabrikam] {
        world.principal(tenant, WEB.parse().unwrap()).await;
    }
    world
}

#[tokio::test]
async fn a_certificate_proves_a_client_in_every_spelling_of_its_tenant() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let id = world.tailspin.id;
    for (at, audience) in [
        format!("https://login.test/{id}/oauth2/v2.0/token"),
        format!("https://login.test/{id}/oauth2/token"),
        "https://login.test/tailspin.example/oauth2/v2.0/token".to_owned(),
        format!("https://login.test/{id}/v2.0"),
        format!("https://login.test/{id}/"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut claims = client.claims(&world.tailspin, &format!("spelling {at}"));
        claims["aud"] = json!(audience);
        let answer = client.post(&world.tailspin, &client.sign(&claims)).await;
        assert_eq!(answer.status, 200, "{audience}: {}", answer.body);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(crate::world::claims(&token)["appidacr"], "2", "{audience}");
    }
    // The same at the v1 endpoint, by the name of the domain.
    let path = "/tailspin.example/oauth2/token";
    let assertion = client.sign(&client.claims(&world.tailspin, "v1"));
    let more = [("resource", "https://graph.microsoft.com"), ("client_id", WEB)];
    let answer = client.post_with(path, &assertion, &more).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(claims(&token)["appid"], WEB);
}

#[tokio::test]
async fn a026_bi_102_an_assertion_is_taken_once_until_it_ends() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let once = client.sign(&client.claims(&world.tailspin, "once"));
    assert_eq!(client.post(&world.tailspin, &once).await.status, 200);
    let again = client.post(&world.tailspin, &once).await;
    assert_eq!((again.status, again.code()), (401, 50_012));
    assert_eq!(again.json()["error"], "invalid_client");
    // Another assertion with the same `jti` is the same one.
    let mut claims = client.claims(&world.tailspin, "once");
    claims["aud"] = json!(format!("https://login.test/{}/v2.0", world.tailspin.id));
    assert_eq!(client.post(&world.tailspin, &client.sign(&claims)).await.code(), 50_012);
    // It ends before it is forgotten, whatever the upkeep takes away.
    world.wait(Duration::from_secs(659));
    let mut unit = world.unit().await;
    let keep = consentry_store::Retention::default();
    unit.prune(world.service.clock().now(), &keep).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(client.post(&world.tailspin, &once).await.code(), 50_012);
    world.wait(Duration::from_secs(1));
    assert_eq!(client.post(&world.tailspin, &once).await.code(), 700_024);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a026_of_twenty_posts_of_one_assertion_one_wins() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let assertion = client.sign(&client.claims(&world.tailspin, "raced"));
    let posts = (0..20).map(|_| client.post(&world.tailspin, &assertion));
    let answers = futures_util::future::join_all(posts).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.code() == 50_012));
}

#[tokio::test]
async fn some_clients_may_send_an_assertion_again() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::On).await;
    let assertion = client.sign(&client.claims(&world.tailspin, "again"));
    for _ in 0..2 {
        assert_eq!(client.post(&world.tailspin, &assertion).await.status, 200);
    }
    // Faithful tenants take it again in any case, as the original does.
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let assertion = client.sign(&client.claims(&world.fabrikam, "again"));
    for _ in 0..2 {
        assert_eq!(client.post(&world.fabrikam, &assertion).await.status, 200);
    }
}

#[tokio::test]
async fn a026_bi_100_bi_101_what_an_assertion_may_not_be() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let good = || client.claims(&world.tailspin, "one thing differs");
    let now = world.service.clock().now().seconds();
    let elsewhere = format!("https://login.test/{}/oauth2/v2.0/token", world.contoso.id);
    for (name, value, code) in [
        ("aud", json!(elsewhere), 50_012),
        ("aud", json!("https://login.test/common/oauth2/v2.0/token"), 50_012),
        ("aud", json!(format!("https://evil.example/{}/v2.0", world.tailspin.id)), 50_012),
        ("jti", Value::Null, 50_012),
        ("iss", json!(CLI), 50_048),
        ("exp", json!(now + 3600), 700_024),
        ("exp", json!(now - 3600), 700_024),
        ("nbf", json!(now + 3600), 700_024),
    ] {
        let mut claims = good();
        claims[name] = value.clone();
        let answer = client.post(&world.tailspin, &client.sign(&claims)).await;
        assert_eq!((answer.status, answer.code()), (401, code), "{name} {value}");
        assert_eq!(answer.json()["error"], "invalid_client");
    }
    let signed = client.sign(&good());
    let (rest, _) = signed.rsplit_once('.').unwrap();
    let payload = rest.split_once('.').unwrap().1;
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
    for assertion in [&unsigned, &format!("{rest}."), &format!("{rest}.AAAA")] {
        assert_eq!(client.post(&world.tailspin, assertion).await.code(), 700_027, "{assertion}");
    }
    let stranger =
        Client { world: &world, key: SigningKey::generate(world.service.clock().now()).unwrap() };
    let forged = stranger.sign(&good());
    assert_eq!(client.post(&world.tailspin, &forged).await.code(), 700_027);
    // After all that the good one still is: nothing of it was used up.
    assert_eq!(client.post(&world.tailspin, &signed).await.status, 200);
}

#[tokio::test]
async fn a025_a_client_proves_itself_in_one_way_that_it_has() {
    let world = with_principal().await;
    let client = Client::of(&world, Switch::Off).await;
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let sign = |jti: &str| client.sign(&client.claims(&world.tailspin, jti));
    let both = client.post_with(&path, &sign("1"), &[("client_secret", SECRET)]).await;
    assert_eq!((both.status, both.code()), (400, 9_002_313));
    let named = client.post_with(&path, &sign("2"), &[("client_id", SPA)]).await;
    assert_eq!((named.status, named.code()), (401, 700_027), "no certificate of that client");
    let public = client.post_with(&path, &sign("3"), &[("client_id", CLI)]).await;
    assert_eq!((public.status, public.code()), (401, 700_025));
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
        ("client_assertion", &*sign("4")),
    ];
    assert_eq!(world.post(&path, &form).await.code(), 900_144);
    // A certificate outside of its validity counts no more; what is taken away neither.
    world.wait(Duration::from_hours(24 * 365 * 6));
    assert_eq!(client.post(&world.tailspin, &sign("5")).await.code(), 700_030);
    let web: AppId = WEB.parse().unwrap();
    let mut unit = world.unit().await;
    let held = unit.certificates(web).await.unwrap();
    assert!(unit.remove_certificate(web, held[0].id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(client.post(&world.tailspin, &sign("6")).await.code(), 700_027);
}
