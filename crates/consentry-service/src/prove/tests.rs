//! Passwords under load, and while their counter cannot be used.

use std::{net::IpAddr, sync::Arc};

use consentry_model::{
    CorrelationId, GrantId, PrincipalId, ServicePrincipal, Switch, TraceId, well_known,
};
use consentry_store::NewGrant;
use tokio::task::JoinSet;

use crate::{
    Caller, DEMO_CLI, DEMO_PASSWORD, Params, ServiceError, SharedAddresses, TokenFailure,
    TokenRequest, Tokens, Version, password::LONGEST_QUEUE, world::World,
};

fn caller(world: &World, address: IpAddr) -> Caller {
    Caller {
        trace: TraceId::mint(&*world.service.ids),
        correlation: CorrelationId::mint(&*world.service.ids),
        address,
        user_agent: String::new(),
    }
}

fn address(number: u32) -> IpAddr {
    IpAddr::from((0x0a00_0000 + number).to_be_bytes())
}

async fn ask(world: &World, pairs: &[(&str, &str)], from: IpAddr) -> Result<Tokens, TokenFailure> {
    let id = DEMO_CLI.to_string();
    let client = [("client_id", id.as_str())];
    let pairs =
        pairs.iter().chain(&client).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let request = TokenRequest {
        version: Version::V2,
        segment: "organizations".to_owned(),
        params: Params::collect(pairs).unwrap(),
        basic: None,
        origin: None,
    };
    world.service.token(request, &caller(world, from)).await
}

async fn grant(
    world: &World,
    name: &str,
    password: &str,
    from: IpAddr,
) -> Result<Tokens, TokenFailure> {
    let scope = "https://outlook.office365.com/EAS.AccessAsUser.All offline_access";
    let pairs =
        [("grant_type", "password"), ("username", name), ("password", password), ("scope", scope)];
    ask(world, &pairs, from).await
}

async fn refresh(world: &World, token: &str) -> Result<Tokens, TokenFailure> {
    ask(world, &[("grant_type", "refresh_token"), ("refresh_token", token)], address(0)).await
}

/// The demo, with a consent for everybody at Contoso, and a refresh token of Adele's.
async fn signed_in() -> (World, String) {
    let world = World::with_demo().await;
    let tenant = world.tenant("contoso.example").await;
    let (ids, now) = (&*world.service.ids, world.service.clock.now());
    let mut unit = world.service.store.unit().await.unwrap();
    let app = unit.application(DEMO_CLI).await.unwrap().unwrap();
    let principal = ServicePrincipal {
        id: PrincipalId::mint(ids),
        tenant: tenant.id,
        app: app.id,
        display_name: app.name.clone(),
        enabled: Switch::On,
        assignment_required: Switch::Off,
        visible: Switch::On,
        notes: None,
        homepage: None,
        created_at: now,
    };
    let principal = unit.add_principal(&principal).await.unwrap();
    let new = NewGrant {
        id: GrantId::mint(ids),
        tenant: tenant.id,
        client: principal.id,
        resource: well_known::EXCHANGE,
        scopes: &"EAS.AccessAsUser.All".parse().unwrap(),
        by: None,
        now,
    };
    unit.add_tenant_grant(&new).await.unwrap();
    unit.commit().await.unwrap();
    let tokens = grant(&world, "adele@contoso.example", DEMO_PASSWORD, address(0)).await.unwrap();
    let token = tokens.refresh.unwrap().expose().clone();
    (world, token)
}

#[tokio::test]
async fn a106_a_flood_of_a_thousand_passwords_keeps_no_refresh_waiting() {
    let (world, mut token) = Box::pin(signed_in()).await;
    let world = Arc::new(world);
    let places = world.service.passwords.occupied();
    let work = world.service.password_verifications();
    let mut flood = JoinSet::new();
    for number in 0..1000 {
        let world = Arc::clone(&world);
        flood.spawn(async move {
            let name = format!("user{number}@contoso.example");
            let came = grant(&world, &name, &format!("guess-{number}"), address(number)).await;
            matches!(came, Err(TokenFailure::Failed(ServiceError::Busy)))
        });
    }
    // Nobody who waits can end, so those who end were put off.
    let mut put_off = 0;
    while put_off < 1000 - LONGEST_QUEUE {
        assert!(flood.join_next().await.unwrap().unwrap());
        put_off += 1;
    }
    assert_eq!(world.service.passwords.waiting(), LONGEST_QUEUE);
    for _ in 0..50 {
        let tokens = refresh(&world, &token).await.unwrap();
        token = tokens.refresh.unwrap().expose().clone();
    }
    assert_eq!(world.service.password_verifications(), work, "refreshes needed none of them");
    drop(places);
    while let Some(busy) = flood.join_next().await {
        assert!(!busy.unwrap());
    }
    let done = world.service.password_verifications() - work;
    assert_eq!(done, u64::try_from(LONGEST_QUEUE).unwrap(), "whoever waited was served");
}

#[tokio::test]
async fn without_its_counter_no_password_is_taken_and_refreshes_go_on() {
    let (world, token) = Box::pin(signed_in()).await;
    let mut unit = world.service.store.db().unit().await.unwrap();
    unit.run("DROP TABLE lockouts", &[]).await.unwrap();
    unit.commit().await.unwrap();
    for (name, password) in [
        ("adele@contoso.example", DEMO_PASSWORD),
        ("adele@contoso.example", "wrong"),
        ("nobody@contoso.example", "wrong"),
        ("nobody@nowhere.example", "wrong"),
    ] {
        let came = grant(&world, name, password, address(0)).await;
        assert!(matches!(came, Err(TokenFailure::Failed(ServiceError::Store(_)))), "{name}");
    }
    refresh(&world, &token).await.unwrap();
}

#[tokio::test]
async fn a030_shared_addresses_are_told_of_and_not_held_off() {
    let mut world = World::with_demo().await;
    world.service.shared_addresses = SharedAddresses::new(["10.0.0.0/24"]).unwrap();
    for number in 0..60 {
        let name = format!("user{number}@contoso.example");
        let came = grant(&world, &name, &format!("guess-{number}"), address(7)).await;
        let Err(TokenFailure::Refused { refusal, .. }) = came else { panic!("{number}") };
        assert_eq!(
            *refusal,
            consentry_model::Refusal::UserNotFound {
                user: name,
                tenant: world.tenant("contoso.example").await.id,
            }
        );
    }
    let told = world.activities().await;
    assert_eq!(told.iter().filter(|one| *one == "Detect password spray").count(), 1);
    let tenant = world.tenant("contoso.example").await;
    let (_, from) = world.service.overview(&tenant).await.unwrap().spray.unwrap();
    assert_eq!(from, "10.0.0.7");
}
