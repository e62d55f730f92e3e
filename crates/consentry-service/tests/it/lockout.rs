//! Wrong passwords at all doors of several nodes over one directory.

use std::{net::IpAddr, sync::Arc, time::Duration};

use argon2::{Algorithm, Argon2, Params as Costs, PasswordHasher, Version as Argon2Version};
use consentry_model::{Fidelity, PasswordState, Protocol, Refusal, Secret, Switch};
use consentry_service::{
    Browser, Caller, DEMO_CLI, DEMO_PASSWORD, MailClient, MailRefused, MailRoute, Params,
    SPRAY_HOLD, Service, Step, TokenFailure, TokenRequest, TypedSignIn, Version,
};
use consentry_store::{Actor, AuditFilter, Familiarity, Page, SignInFilter, Voids};

use crate::scene::{DAY, Scene, fjord, taken, upn};

/// The right password, and no consent yet.
const NOT_GRANTED: u32 = 65_001;
const WRONG: u32 = 50_126;
const LOCKED: u32 = 50_053;

fn home() -> IpAddr {
    [192, 0, 2, 10].into()
}

fn stranger() -> IpAddr {
    [203, 0, 113, 66].into()
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn code(refusal: &Refusal) -> u32 {
    refusal.code(Fidelity::Hardened)
}

/// A password grant; what it is answered.
async fn grant(node: &Service, name: &str, password: &str, caller: &Caller) -> u32 {
    let pairs = [
        ("grant_type", "password"),
        ("client_id", &DEMO_CLI.to_string()),
        ("username", name),
        ("password", password),
        ("scope", "https://outlook.office365.com/EAS.AccessAsUser.All"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = TokenRequest {
        version: Version::V2,
        segment: "organizations".to_owned(),
        params: Params::collect(pairs).unwrap(),
        basic: None,
        origin: None,
    };
    match node.token(request, caller).await {
        Ok(_) => 0,
        Err(TokenFailure::Refused { refusal, .. }) => code(&refusal),
        Err(TokenFailure::Failed(error)) => panic!("{error:?}"),
    }
}

/// Basic at ActiveSync.
async fn basic(node: &Service, name: &str, password: &str, caller: &Caller) -> u32 {
    let client = MailClient { protocol: Protocol::Eas, device: None, mailbox: None };
    match node.admit_basic(name, &secret(password), &client, caller).await {
        Ok(_) => 0,
        Err(MailRefused::Refused { refusal, .. }) => code(&refusal),
        Err(MailRefused::Failed(error)) => panic!("{error:?}"),
    }
}

/// The sign-in page.
async fn page(node: &Service, name: &str, password: &str, caller: &Caller) -> u32 {
    let mut browser = Browser::default();
    let answered = node.begin(fjord(), &browser, caller).await.unwrap();
    let post = taken(&mut browser, &answered);
    let (account, password) = (name.to_owned(), secret(password));
    let typed = TypedSignIn { account, password, keep: Switch::Off };
    match node.sign_in(&post, &typed, &browser, caller).await.unwrap().step {
        Step::SignIn { error, .. } => code(&error.unwrap()),
        _ => 0,
    }
}

/// A hash that is quickly verified: where the number of tries matters and not their cost.
async fn cheap_password(scene: &Scene, name: &str, password: &str) {
    let costs = Costs::new(8, 1, 1, None).unwrap();
    let hasher = Argon2::new(Algorithm::Argon2id, Argon2Version::V0x13, costs);
    let hash = hasher.hash_password_with_salt(password.as_bytes(), &[7; 16]).unwrap().to_string();
    let user = scene.user(name).await;
    let mut unit = scene.service.store().unit().await.unwrap();
    let hash = Secret::new(hash);
    unit.set_password(user.id, &hash, PasswordState::Current, scene.now(), Voids::Nothing)
        .await
        .unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a027_bi_117_one_count_over_all_doors_and_nodes() {
    for scene in Scene::each(MailRoute::Nowhere).await {
        let nodes = [scene.node(MailRoute::Nowhere).await, scene.node(MailRoute::Nowhere).await];
        let [one, two] = &nodes;
        let caller = scene.caller_at(stranger());
        let mut answers = Vec::new();
        for name in ["adele@contoso.example", "nobody@contoso.example"] {
            let typed = |number: u32| format!("guess-{number}");
            let mut told = Vec::new();
            for number in 0..5 {
                told.push(page(&scene.service, name, &typed(2 * number), &caller).await);
                told.push(grant(one, name, &typed(2 * number + 1), &caller).await);
            }
            assert_eq!(told, [WRONG; 10], "{name}");
            let work = two.password_verifications() + one.password_verifications();
            let after = [
                page(two, name, &typed(11), &caller).await,
                grant(two, name, &typed(12), &caller).await,
                page(one, name, DEMO_PASSWORD, &caller).await,
                grant(one, name, DEMO_PASSWORD, &caller).await,
            ];
            assert_eq!(after, [LOCKED; 4], "{name}: no door opens");
            let done = two.password_verifications() + one.password_verifications();
            assert_eq!(done, work, "{name}: no password is looked at");
            answers.push((told, after));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "names that exist answer alike");
        for number in 0..12 {
            let told = grant(one, "x@nowhere.example", &format!("guess-{number}"), &caller).await;
            assert_eq!(told, if number < 10 { WRONG } else { LOCKED }, "a domain of nobody");
        }
        let mail = basic(two, "adele@contoso.example", DEMO_PASSWORD, &caller).await;
        assert_eq!(mail, LOCKED, "and at the mail door");
        scene.wait(Duration::from_mins(1));
        assert_eq!(basic(two, "adele@contoso.example", DEMO_PASSWORD, &caller).await, 0);
    }
}

#[tokio::test]
async fn a027_the_mail_door_counts_too() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    let (service, name) = (&scene.service, "adele@contoso.example");
    let caller = scene.caller_at(stranger());
    for number in 0..10 {
        assert_eq!(basic(service, name, &format!("guess-{number}"), &caller).await, WRONG);
    }
    assert_eq!(basic(service, name, DEMO_PASSWORD, &caller).await, LOCKED);
    assert_eq!(page(service, name, DEMO_PASSWORD, &caller).await, LOCKED);
    let mut read = service.store().read().await.unwrap();
    let log = read.sign_ins(&SignInFilter::default(), Page::first(50)).await.unwrap().rows;
    let locked: Vec<_> = log.iter().filter(|row| row.outcome_code == LOCKED).collect();
    assert_eq!(locked.len(), 2);
    let until = scene.now().plus(Duration::from_mins(1)).to_string();
    for row in locked {
        let line = row.trace.last().unwrap();
        assert!(line.decided_by.contains(&until), "{line:?}");
        assert!(line.remedy.contains("consentry user unlock"), "{line:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a028_of_many_guesses_at_once_at_three_nodes_ten_are_told() {
    for scene in Scene::each(MailRoute::Nowhere).await {
        cheap_password(&scene, "adele", "Right-pass-2026!").await;
        let mut nodes = Vec::new();
        for _ in 0..3 {
            nodes.push(Arc::new(scene.node(MailRoute::Nowhere).await));
        }
        let mut tries = tokio::task::JoinSet::new();
        for number in 0..90 {
            let (node, caller) = (nodes[number % 3].clone(), scene.caller_at(stranger()));
            tries.spawn(async move {
                grant(&node, "adele@contoso.example", &format!("guess-{number}"), &caller).await
            });
        }
        let told = tries.join_all().await;
        let wrong = told.iter().filter(|code| **code == WRONG).count();
        let locked = told.iter().filter(|code| **code == LOCKED).count();
        assert_eq!((wrong, locked), (10, 80));
    }
}

#[tokio::test]
async fn a029_bi_118_one_stale_password_ten_thousand_times_locks_nobody() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    cheap_password(&scene, "adele", "Right-pass-2026!").await;
    let (service, caller) = (&scene.service, scene.caller_at(stranger()));
    let name = "adele@contoso.example";
    for _ in 0..10_000 {
        assert_eq!(basic(service, name, "Last-summer-2025", &caller).await, WRONG);
    }
    assert_eq!(service.password_verifications(), 10_000, "each is looked at");
    // Counted once: nine others are left.
    for number in 0..8 {
        assert_eq!(basic(service, name, &format!("guess-{number}"), &caller).await, WRONG);
    }
    assert_eq!(basic(service, name, "Right-pass-2026!", &caller).await, 0, "the owner comes in");
}

#[tokio::test]
async fn a029_strangers_lock_themselves_out_and_not_the_owner_at_home() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    cheap_password(&scene, "adele", "Right-pass-2026!").await;
    let (service, name) = (&scene.service, "adele@contoso.example");
    let (at_home, away) = (scene.caller_at(home()), scene.caller_at(stranger()));
    let contoso = scene.contoso().await;
    assert_eq!(basic(service, name, "Right-pass-2026!", &at_home).await, 0);
    for number in 0..30 {
        basic(service, name, &format!("guess-{number}"), &away).await;
    }
    assert_eq!(basic(service, name, "Right-pass-2026!", &away).await, LOCKED);
    let neighbour = scene.caller_at([192, 0, 2, 200].into());
    assert_eq!(basic(service, name, "Right-pass-2026!", &neighbour).await, 0, "the same /24");
    assert_eq!(grant(service, name, "Right-pass-2026!", &at_home).await, NOT_GRANTED);
    let locks = service.locks_of(&contoso, &upn("adele")).await.unwrap();
    let kinds: Vec<_> = locks.iter().map(|lock| lock.familiar).collect();
    assert_eq!(kinds, [Familiarity::Unfamiliar]);

    assert!(service.unlock_user(&Actor::CommandLine, &contoso, &upn("adele")).await.unwrap());
    assert!(!service.unlock_user(&Actor::CommandLine, &contoso, &upn("adele")).await.unwrap());
    assert_eq!(basic(service, name, "Right-pass-2026!", &away).await, 0);
    let mut read = service.store().read().await.unwrap();
    let audits = read.audits(&AuditFilter::default(), Page::first(100)).await.unwrap().rows;
    let unlocked = audits.iter().filter(|one| one.activity == "Unlock user account").count();
    assert_eq!(unlocked, 1, "once, and the record says so");
}

#[tokio::test]
async fn a029_a_network_is_familiar_for_ninety_days_and_only_by_the_right_password() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    cheap_password(&scene, "adele", "Right-pass-2026!").await;
    let (service, name) = (&scene.service, "adele@contoso.example");
    let (at_home, away) = (scene.caller_at(home()), scene.caller_at(stranger()));
    assert_eq!(basic(service, name, "wrong", &at_home).await, WRONG);
    let lock = async |caller: &Caller, set: &str| {
        for number in 0..10 {
            basic(service, name, &format!("{set}-{number}"), caller).await;
        }
    };
    lock(&away, "first").await;
    assert_eq!(basic(service, name, "Right-pass-2026!", &at_home).await, LOCKED, "not at home yet");
    scene.wait(Duration::from_hours(1));
    assert_eq!(basic(service, name, "Right-pass-2026!", &at_home).await, 0);
    scene.wait(DAY * 89);
    lock(&away, "second").await;
    assert_eq!(basic(service, name, "Right-pass-2026!", &at_home).await, 0, "at home");
    scene.wait(DAY * 91);
    lock(&away, "third").await;
    assert_eq!(basic(service, name, "Right-pass-2026!", &at_home).await, LOCKED, "no longer");
}

#[tokio::test]
async fn a_new_password_by_an_administrator_ends_a_lock() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    cheap_password(&scene, "adele", "Right-pass-2026!").await;
    let (service, name) = (&scene.service, "adele@contoso.example");
    let (contoso, caller) = (scene.contoso().await, scene.caller_at(stranger()));
    for number in 0..10 {
        basic(service, name, &format!("guess-{number}"), &caller).await;
    }
    assert_eq!(basic(service, name, "Right-pass-2026!", &caller).await, LOCKED);
    let new = secret("Another-pass-2026!");
    service.set_user_password(&Actor::CommandLine, &contoso, &upn("adele"), new).await.unwrap();
    assert_eq!(basic(service, name, "Another-pass-2026!", &caller).await, 0);
}

#[tokio::test]
async fn a030_a_spray_is_told_once_and_its_sender_held_off_on_every_node() {
    for (what, accounts, limit) in [("one password", 22, 20), ("many accounts", 52, 50)] {
        let scene = Scene::new(MailRoute::Nowhere).await;
        let other = scene.node(MailRoute::Nowhere).await;
        let caller = scene.caller_at(stranger());
        for number in 0..accounts {
            let name = format!("user{number}@contoso.example");
            let typed = match what {
                "one password" => "Spring-2026!".to_owned(),
                _ => format!("guess-{number}"),
            };
            let want = if number <= limit { WRONG } else { LOCKED };
            assert_eq!(grant(&scene.service, &name, &typed, &caller).await, want, "{name}");
        }
        let work = other.password_verifications();
        let adele = "adele@contoso.example";
        assert_eq!(grant(&other, adele, DEMO_PASSWORD, &caller).await, LOCKED, "{what}");
        assert_eq!(other.password_verifications(), work, "{what}: not looked at");
        let elsewhere = scene.caller_at([203, 0, 113, 67].into());
        assert_eq!(grant(&other, adele, DEMO_PASSWORD, &elsewhere).await, NOT_GRANTED, "{what}");
        let mut read = other.store().read().await.unwrap();
        let audits = read.audits(&AuditFilter::default(), Page::first(100)).await.unwrap().rows;
        let told: Vec<_> =
            audits.iter().filter(|one| one.activity == "Detect password spray").collect();
        assert_eq!(told.len(), 1, "{what}");
        assert_eq!(told[0].tenant, Some(scene.contoso().await.id), "{what}");
        assert_eq!(told[0].target.name, "203.0.113.66", "{what}");
        scene.wait(SPRAY_HOLD);
        assert_eq!(grant(&other, adele, DEMO_PASSWORD, &caller).await, NOT_GRANTED, "{what}");
    }
}
