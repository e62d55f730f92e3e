//! Codes and refresh tokens: exactly one wins, and what has ended stays ended.

use std::time::Duration;

use consentry_model::FamilyId;
use consentry_store::{
    DeviceApproval, DeviceCode, DeviceGrant, DeviceState, RefreshState, RefreshToken, Store,
    StoreError,
};
use consentry_token::opaque::TokenHash;

use crate::{
    samples::{code, refresh_token},
    world::{NOW, World, hash, later},
};

async fn add(world: &World, token: &RefreshToken) {
    let mut unit = world.store.unit().await.unwrap();
    unit.add_refresh_token(token).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a_code_is_found_whole_by_its_hash_alone() {
    for world in World::all().await {
        let code = code(&world, "the code");
        let mut unit = world.store.unit().await.unwrap();
        unit.add_code(&code).await.unwrap();
        assert!(matches!(unit.add_code(&code).await, Err(StoreError::Taken { .. })));
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        assert_eq!(read.code(&hash("the code")).await.unwrap(), Some(code), "{}", world.engine());
        assert_eq!(read.code(&hash("another")).await.unwrap(), None, "{}", world.engine());
    }
}

#[tokio::test]
async fn a_second_redemption_loses_and_sees_the_first() {
    for world in World::all().await {
        let mut unit = world.store.unit().await.unwrap();
        unit.add_code(&code(&world, "once")).await.unwrap();
        assert!(unit.redeem_code(&hash("once"), later(1)).await.unwrap());
        assert!(!unit.redeem_code(&hash("once"), later(2)).await.unwrap());
        assert!(!unit.redeem_code(&hash("never"), later(2)).await.unwrap());
        unit.commit().await.unwrap();
        let found = world.store.read().await.unwrap().code(&hash("once")).await.unwrap().unwrap();
        assert_eq!(found.redeemed_at, Some(later(1)), "{}", world.engine());
    }
}

#[derive(Clone, Copy)]
enum Redeem {
    Code,
    RefreshToken,
}

async fn redeem(store: Store, what: Redeem, hash: TokenHash) -> bool {
    let mut unit = store.unit().await.unwrap();
    let won = match what {
        Redeem::Code => unit.redeem_code(&hash, NOW).await,
        Redeem::RefreshToken => unit.redeem_refresh_token(&hash, NOW).await,
    };
    let won = won.unwrap();
    unit.commit().await.unwrap();
    won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_redemptions_at_once_exactly_one_wins() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for n in 0..5 {
            unit.add_code(&code(&world, &format!("code {n}"))).await.unwrap();
            let token = refresh_token(&world, &format!("token {n}"), FamilyId::mint(&world.ids));
            unit.add_refresh_token(&token).await.unwrap();
        }
        unit.commit().await.unwrap();
        for n in 0..5 {
            for (what, text) in [(Redeem::Code, "code"), (Redeem::RefreshToken, "token")] {
                let mut tasks = tokio::task::JoinSet::new();
                for _ in 0..24 {
                    let hash = hash(&format!("{text} {n}"));
                    tasks.spawn(redeem(world.store.clone(), what, hash));
                }
                let won = tasks.join_all().await.into_iter().filter(|won| *won).count();
                assert_eq!(won, 1, "{engine}: {text} {n}");
            }
        }
    }
}

#[tokio::test]
async fn a_redeemed_token_knows_its_successors() {
    for world in World::all().await {
        let engine = world.engine();
        let family = FamilyId::mint(&world.ids);
        let first = refresh_token(&world, "first", family);
        add(&world, &first).await;
        let second = RefreshToken {
            predecessor: Some(first.hash),
            issued_at: later(1),
            ..refresh_token(&world, "second", family)
        };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.redeem_refresh_token(&first.hash, later(1)).await.unwrap());
        unit.add_refresh_token(&second).await.unwrap();
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let found = read.refresh_token(&first.hash).await.unwrap().unwrap();
        assert_eq!(found.state, RefreshState::Redeemed, "{engine}");
        assert_eq!(found.redeemed_at, Some(later(1)), "{engine}");
        assert_eq!(
            read.successors(&first.hash).await.unwrap(),
            std::slice::from_ref(&second),
            "{engine}"
        );
        assert!(read.successors(&second.hash).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn an_ended_family_is_dead_with_everything_that_comes_later() {
    for world in World::all().await {
        let engine = world.engine();
        let (family, other) = (FamilyId::mint(&world.ids), FamilyId::mint(&world.ids));
        add(&world, &refresh_token(&world, "mine", family)).await;
        add(&world, &refresh_token(&world, "other", other)).await;
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.end_family(family, later(1)).await.unwrap(), 1, "{engine}");
        assert_eq!(unit.end_family(family, later(2)).await.unwrap(), 0, "{engine}");
        assert!(!unit.redeem_refresh_token(&hash("mine"), later(2)).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        // A unit of work that ran beside it adds a live one after all: dead on arrival.
        add(&world, &refresh_token(&world, "late", family)).await;
        let mut unit = world.store.unit().await.unwrap();
        assert!(!unit.redeem_refresh_token(&hash("late"), later(2)).await.unwrap(), "{engine}");
        assert!(unit.redeem_refresh_token(&hash("other"), later(2)).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let late = read.refresh_token(&hash("late")).await.unwrap().unwrap();
        assert_eq!(late.state, RefreshState::Revoked, "{engine}");
        assert!(!read.family_alive(family).await.unwrap(), "{engine}");
        assert!(read.family_alive(other).await.unwrap(), "{engine}");
    }
}

#[tokio::test]
async fn one_token_can_be_revoked_alone() {
    for world in World::all().await {
        let family = FamilyId::mint(&world.ids);
        add(&world, &refresh_token(&world, "a", family)).await;
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.revoke_refresh_token(&hash("a")).await.unwrap());
        assert!(!unit.revoke_refresh_token(&hash("a")).await.unwrap());
        assert!(!unit.redeem_refresh_token(&hash("a"), NOW).await.unwrap());
        unit.commit().await.unwrap();
        let alive = world.store.read().await.unwrap().family_alive(family).await.unwrap();
        assert!(alive, "{}", world.engine());
    }
}

fn device_code(world: &World, code: &str) -> DeviceCode {
    DeviceCode {
        hash: hash(code),
        user_code: hash("BCDFGHJKL"),
        tenant: Some(world.contoso.id),
        app: world.app.id,
        wanted: "{}".to_owned(),
        address: "192.0.2.7".parse().unwrap(),
        created_at: NOW,
        expires_at: later(900),
        pause: Duration::from_secs(5),
        state: DeviceState::Waiting,
        approval: None,
    }
}

#[tokio::test]
async fn a_device_code_waits_is_approved_and_redeemed_once() {
    for world in World::all().await {
        let engine = world.engine();
        let code = device_code(&world, "device");
        let mut unit = world.store.unit().await.unwrap();
        unit.add_device_code(&code).await.unwrap();
        // Two devices never wait for one user code.
        let twin = device_code(&world, "twin");
        assert!(matches!(unit.add_device_code(&twin).await, Err(StoreError::Taken { .. })));
        let typed = unit.device_code_typed(&hash("BCDFGHJKL")).await.unwrap();
        assert_eq!(typed, Some(code.clone()), "{engine}");
        let (early, longer) = (Duration::from_millis(500), Duration::from_secs(5));
        for (at, in_time) in [(4, false), (13, false), (27, false), (47, true), (66, false)] {
            let polled = unit.poll_device_code(&code.hash, later(at), (early, longer)).await;
            assert_eq!(polled.unwrap(), in_time, "{engine} {at}");
        }
        let approval = DeviceApproval {
            tenant: world.contoso.id,
            user: world.adele.id,
            session: None,
            family: FamilyId::mint(&world.ids),
            authenticated_at: NOW,
            amr: vec!["pwd".to_owned()],
        };
        assert!(!unit.redeem_device_code(&code.hash).await.unwrap(), "{engine}");
        let late = unit.approve_device_code(&code.hash, &approval, later(900)).await;
        assert!(!late.unwrap(), "{engine}");
        assert!(unit.approve_device_code(&code.hash, &approval, NOW).await.unwrap(), "{engine}");
        assert!(!unit.approve_device_code(&code.hash, &approval, NOW).await.unwrap(), "{engine}");
        assert!(!unit.decline_device_code(&code.hash).await.unwrap(), "{engine}");
        assert!(unit.redeem_device_code(&code.hash).await.unwrap(), "{engine}");
        assert!(!unit.redeem_device_code(&code.hash).await.unwrap(), "{engine}");
        let found = unit.device_code(&code.hash).await.unwrap().unwrap();
        assert_eq!((found.state, found.approval), (DeviceState::Redeemed, Some(approval)));
    }
}

#[tokio::test]
async fn wrong_user_codes_are_counted_for_a_while() {
    for world in World::all().await {
        let engine = world.engine();
        let (who, span) = (hash("browser"), Duration::from_mins(15));
        let mut unit = world.store.unit().await.unwrap();
        for at in [0, 1, 899] {
            unit.guess_wrong(&who, later(at), span).await.unwrap();
        }
        assert_eq!(unit.wrong_guesses(&who, later(899)).await.unwrap(), 3, "{engine}");
        assert_eq!(unit.wrong_guesses(&who, later(900)).await.unwrap(), 0, "{engine}");
        unit.guess_wrong(&who, later(900), span).await.unwrap();
        assert_eq!(unit.wrong_guesses(&who, later(901)).await.unwrap(), 1, "{engine}");
        let (tenant, app) = (world.contoso.id, world.app.id);
        for open in [Some(DeviceGrant { until: Some(later(1)) }), None] {
            unit.set_device_grant(tenant, app, open).await.unwrap();
            assert_eq!(unit.device_grant(tenant, app).await.unwrap(), open, "{engine}");
        }
    }
}
