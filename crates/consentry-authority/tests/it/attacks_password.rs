//! Attacks on passwords, as browsers and clients see them answered.

use std::net::IpAddr;

use axum::body::Body;
use consentry_model::ClientAddress;
use http::Request;

use crate::{
    browser::Browser,
    flows::native,
    world::{Answer, CLI, PASSWORD, World, encoded},
};

async fn password_grant(world: &World, user: &str, password: &str, from: IpAddr) -> Answer {
    let form = encoded(&[
        ("grant_type", "password"),
        ("client_id", CLI),
        ("username", user),
        ("password", password),
        ("scope", "openid User.Read"),
    ]);
    let mut request = Request::post(format!("/{}/oauth2/v2.0/token", world.tailspin.id))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    request.extensions_mut().insert(ClientAddress(from));
    world.send(request).await
}

fn address(number: u32) -> IpAddr {
    IpAddr::from((0x0a00_0000 + number).to_be_bytes())
}

/// Types into the sign-in page of a fresh browser.
async fn typed(world: &World, account: &str, password: &str) -> Answer {
    let mut browser = Browser::new(world);
    let page = browser.open(&native(&world.tailspin)).await.page();
    let fields = [("username", account), ("password", password), ("action", "sign-in")];
    browser.submit(&page, &fields).await
}

#[tokio::test]
async fn a028_bi_117_a_locked_account_is_told_calmly_and_alike() {
    let world = World::new().await;
    let mut bodies = Vec::new();
    for account in ["sam@tailspin.example", "nob@tailspin.example"] {
        for number in 0..10 {
            let answer = typed(&world, account, &format!("guess-{number}")).await;
            assert_eq!((answer.status, answer.code()), (200, 50_126), "{account} {number}");
        }
        for password in ["guess-11", PASSWORD] {
            let page = typed(&world, account, password).await;
            assert_eq!((page.status, page.code()), (200, 50_053), "{account}");
            assert_eq!(page.page_name(), "sign-in");
            assert!(page.body.contains("locked for a while"), "{}", page.body);
            let grant = password_grant(&world, account, password, [0, 0, 0, 0].into()).await;
            assert_eq!((grant.status, grant.code()), (400, 50_053), "{account}");
            assert_eq!(grant.json()["error"], "invalid_grant");
            bodies.push((page.body.len(), grant.body.len()));
        }
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    world.wait(std::time::Duration::from_mins(1));
    let page = typed(&world, "sam@tailspin.example", PASSWORD).await;
    assert_eq!(page.page_name(), "consent", "the lock has ended");
}

#[tokio::test]
async fn a030_a_sender_of_many_wrong_passwords_gets_429_and_a_time() {
    let world = World::new().await;
    let from: IpAddr = [0, 0, 0, 0].into();
    for number in 0..=50 {
        let name = format!("user{number}@tailspin.example");
        let answer = password_grant(&world, &name, &format!("guess-{number}"), from).await;
        assert_eq!(answer.code(), 50_126, "{number}");
    }
    let answer = password_grant(&world, "sam@tailspin.example", PASSWORD, from).await;
    assert_eq!((answer.status, answer.code()), (429, 50_053));
    assert_eq!(answer.header("retry-after"), "900");
    let page = typed(&world, "sam@tailspin.example", PASSWORD).await;
    assert_eq!((page.status, page.code(), page.page_name().as_str()), (429, 50_053, "sign-in"));
    assert_eq!(page.header("retry-after"), "900");
    let answer = password_grant(&world, "sam@tailspin.example", PASSWORD, address(1)).await;
    assert_eq!(answer.code(), 65_001, "others come in");
    world.wait(std::time::Duration::from_mins(15));
    let answer = password_grant(&world, "sam@tailspin.example", PASSWORD, from).await;
    assert_eq!(answer.code(), 65_001, "it ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a106_too_many_at_once_are_told_to_come_again() {
    let world = std::sync::Arc::new(World::new().await);
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..400 {
        let world = world.clone();
        tries.spawn(async move {
            let name = format!("user{number}@tailspin.example");
            let typed = format!("guess-{number}");
            if number % 2 == 0 {
                return (number, password_grant(&world, &name, &typed, address(number)).await);
            }
            let mut browser = Browser::new(&world);
            let page = browser.open(&native(&world.tailspin)).await.page();
            let form = encoded(&[
                ("transaction", &page.transaction),
                ("csrf", &page.csrf),
                ("username", &name),
                ("password", &typed),
                ("action", "sign-in"),
            ]);
            let mut request = Request::post(&page.action)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "text/html")
                .header("cookie", browser.header())
                .body(Body::from(form))
                .unwrap();
            request.extensions_mut().insert(ClientAddress(address(number)));
            (number, world.send(request).await)
        });
    }
    let answers = tries.join_all().await;
    let (mut pages, mut grants) = (0, 0);
    for (number, answer) in &answers {
        if answer.status != 503 {
            assert_eq!(answer.code(), 50_126, "{number}: {}", answer.body);
            continue;
        }
        assert_eq!((answer.code(), answer.header("retry-after").as_str()), (90_033, "5"));
        if number % 2 == 0 {
            assert_eq!(answer.json()["error"], "temporarily_unavailable");
            grants += 1;
        } else {
            assert_eq!(answer.page_name(), "error");
            pages += 1;
        }
    }
    assert!(pages > 0 && grants > 0, "{pages} pages, {grants} grants were put off");
}

#[tokio::test]
async fn without_its_counter_no_door_takes_a_password() {
    let world = World::new().await;
    let mut unit = world.store.db().unit().await.unwrap();
    unit.run("DROP TABLE lockouts", &[]).await.unwrap();
    unit.commit().await.unwrap();
    let page = typed(&world, "sam@tailspin.example", PASSWORD).await;
    let grant = password_grant(&world, "sam@tailspin.example", PASSWORD, address(1)).await;
    for answer in [page, grant] {
        assert_eq!((answer.status, answer.header("retry-after").as_str()), (503, "5"));
    }
}
