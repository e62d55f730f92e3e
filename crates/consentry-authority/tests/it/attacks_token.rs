//! Attacks on codes, refresh tokens and the password grant.

use std::time::Duration;

use axum::body::Body;
use consentry_model::{PasswordState, Secret, Switch, Tenant, User, well_known};
use http::Request;

use crate::{
    browser::Browser,
    flows::{redeem, refresh, sam_consents},
    world::{Answer, CLI, PASSWORD, SECRET, SPA, VERIFIER, WEB, World, encoded},
};

async fn sam(world: &World) -> User {
    let name = "sam@tailspin.example".parse().unwrap();
    let mut read = world.store.read().await.unwrap();
    read.user_by_name(world.tailspin.id, &name).await.unwrap().unwrap()
}

async fn code(world: &World) -> String {
    sam_consents(world, &mut Browser::new(world)).await.returned("code").unwrap()
}

async fn first_token(world: &World) -> String {
    let tokens = redeem(world, &world.tailspin, &code(world).await).await.json();
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

async fn password_grant(world: &World, segment: &str, user: &str, password: &str) -> Answer {
    let form = [
        ("grant_type", "password"),
        ("client_id", CLI),
        ("username", user),
        ("password", password),
        ("scope", "openid User.Read"),
    ];
    world.post(&format!("/{segment}/oauth2/v2.0/token"), &form).await
}

#[tokio::test]
async fn a016_code_replay_revokes_tokens() {
    let world = World::new().await;
    let code = code(&world).await;
    let tokens = redeem(&world, &world.tailspin, &code).await.json();
    let again = redeem(&world, &world.tailspin, &code).await;
    assert_eq!((again.status, again.code()), (400, 54_005));
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&world, &world.tailspin, token).await.code(), 70_008);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a016_of_a_hundred_redemptions_one_wins() {
    let world = std::sync::Arc::new(World::new().await);
    let code = code(&world).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (world, code) = (world.clone(), code.clone());
        tasks.spawn(async move {
            let tenant = world.tailspin.clone();
            redeem(&world, &tenant, &code).await.status
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|status| **status == 400).count(), 99);
}

#[tokio::test]
async fn a017_a_refresh_token_that_comes_back_ends_the_family() {
    let world = World::new().await;
    let first = first_token(&world).await;
    let tokens = refresh(&world, &world.tailspin, &first).await.json();
    let second = tokens["refresh_token"].as_str().unwrap().to_owned();
    // The answer was lost: the client tries again within a minute and goes on.
    let tokens = refresh(&world, &world.tailspin, &first).await.json();
    let third = tokens["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(second, third);
    let tokens = refresh(&world, &world.tailspin, &third).await.json();
    let fourth = tokens["refresh_token"].as_str().unwrap().to_owned();
    // The successor was used: whoever sends the first one now is not the client.
    assert_eq!(refresh(&world, &world.tailspin, &first).await.code(), 70_008);
    assert_eq!(refresh(&world, &world.tailspin, &fourth).await.code(), 70_008);
}

#[tokio::test]
async fn a017_a_lost_token_that_comes_back_shows_two_holders() {
    let world = World::new().await;
    let first = first_token(&world).await;
    let honest = refresh(&world, &world.tailspin, &first).await.json();
    // A thief repeats the first token within the minute and gets a successor of his own.
    let thief = refresh(&world, &world.tailspin, &first).await.json();
    let token = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(refresh(&world, &world.tailspin, &token(&honest)).await.code(), 70_008);
    assert_eq!(refresh(&world, &world.tailspin, &token(&thief)).await.code(), 70_008);
}

#[tokio::test]
async fn a017_an_honest_client_that_loses_three_answers_of_ten_stays_signed_in() {
    let world = World::new().await;
    let first = first_token(&world).await;
    let (mut token, mut lost) = (first.clone(), 0);
    for turn in 0..500_u32 {
        // Three of ten, sometimes several in a row.
        let answer = refresh(&world, &world.tailspin, &token).await;
        assert_eq!(answer.status, 200, "turn {turn}, after {lost} lost answers");
        if turn.wrapping_mul(2_654_435_761) >> 16 & 1023 < 307 {
            lost += 1;
            world.wait(Duration::from_secs(2));
        } else {
            token = answer.json()["refresh_token"].as_str().unwrap().to_owned();
            world.wait(Duration::from_mins(50));
        }
    }
    assert!((100..200).contains(&lost), "{lost}");
    // A thief has an old one.
    assert_eq!(refresh(&world, &world.tailspin, &first).await.code(), 70_008);
    assert_eq!(refresh(&world, &world.tailspin, &token).await.code(), 70_008);
}

#[tokio::test]
async fn a017_after_a_minute_nothing_is_forgiven() {
    let world = World::new().await;
    let first = first_token(&world).await;
    let tokens = refresh(&world, &world.tailspin, &first).await.json();
    world.wait(Duration::from_secs(61));
    assert_eq!(refresh(&world, &world.tailspin, &first).await.code(), 70_008);
    let second = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&world, &world.tailspin, second).await.code(), 70_008);
}

#[tokio::test]
async fn a018_a_refresh_token_belongs_to_its_client_tenant_and_grant() {
    let world = World::new().await;
    let token = first_token(&world).await;
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("refresh_token", token.as_str()),
    ];
    assert_eq!(world.post(&path, &form).await.code(), 70_000);
    assert_eq!(refresh(&world, &world.contoso, &token).await.code(), 700_005);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", CLI),
        ("refresh_token", token.as_str()),
        ("scope", "https://graph.microsoft.com/Mail.Read"),
    ];
    let answer = world.post(&path, &form).await;
    assert_eq!(
        (answer.code(), answer.json()["suberror"].as_str()),
        (65_001, Some("consent_required"))
    );
    // None of these used it up.
    assert_eq!(refresh(&world, &world.tailspin, &token).await.status, 200);
}

#[tokio::test]
async fn a019_a_code_belongs_to_its_tenant_client_and_address() {
    let world = World::new().await;
    let tenant: &Tenant = &world.contoso;
    assert_eq!(redeem(&world, tenant, &code(&world).await).await.code(), 700_005);
    let path = format!("/{}/oauth2/v2.0/token", world.tailspin.id);
    let stolen = code(&world).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLI),
        ("code", stolen.as_str()),
        ("redirect_uri", "http://127.0.0.1/cb"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(world.post(&path, &form).await.code(), 50_011);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("client_secret", SECRET),
        ("code", stolen.as_str()),
        ("redirect_uri", "nativeapp://auth"),
        ("code_verifier", VERIFIER),
    ];
    // BI-080: in another client's hands the code ends its family.
    assert_eq!(world.post(&path, &form).await.code(), 70_000);
    assert_eq!(redeem(&world, &world.tailspin, &stolen).await.code(), 54_005);
    world.wait(Duration::from_secs(61));
    let late = code(&world).await;
    world.wait(Duration::from_secs(61));
    assert_eq!(redeem(&world, &world.tailspin, &late).await.code(), 70_008);
}

#[tokio::test]
async fn a021_a_block_acts_at_the_next_refresh() {
    for (what, want) in [
        ("disabled app", 7_000_112),
        ("not assigned", 50_105),
        ("consent removed", 65_001),
        ("disabled user", 50_057),
        ("new password", 50_173),
        ("inactive", 700_082),
    ] {
        let world = World::new().await;
        let token = first_token(&world).await;
        let user = sam(&world).await;
        let app = CLI.parse().unwrap();
        world.wait(Duration::from_secs(2));
        let now = world.service.clock().now();
        let mut unit = world.unit().await;
        let principal = unit.principal(world.tailspin.id, app).await.unwrap().unwrap();
        match what {
            "disabled app" => {
                let off = consentry_model::ServicePrincipal { enabled: Switch::Off, ..principal };
                unit.set_principal(&off).await.unwrap();
            }
            "not assigned" => {
                let required = consentry_model::ServicePrincipal {
                    assignment_required: Switch::On,
                    ..principal
                };
                unit.set_principal(&required).await.unwrap();
            }
            "consent removed" => {
                let all = consentry_store::Reach::All;
                unit.revoke_grants(world.tailspin.id, principal.id, all, None, None).await.unwrap();
            }
            "disabled user" => {
                let off = User { state: consentry_model::AccountState::Disabled, ..user };
                unit.set_user(&off).await.unwrap();
            }
            "new password" => {
                let hash = Secret::new("$argon2id$x".to_owned());
                let state = PasswordState::Current;
                unit.set_password(
                    user.id,
                    &hash,
                    state,
                    now,
                    consentry_store::Voids::PasswordProofs,
                )
                .await
                .unwrap();
            }
            _ => {}
        }
        unit.commit().await.unwrap();
        if what == "inactive" {
            world.wait(Duration::from_hours(91 * 24));
        }
        let answer = refresh(&world, &world.tailspin, &token).await;
        assert_eq!((answer.status, answer.code()), (400, want), "{what}: {}", answer.body);
    }
}

#[tokio::test]
async fn a023_a_family_ends_after_a_year_however_often_it_is_used() {
    let world = World::new().await;
    let mut token = first_token(&world).await;
    for _ in 0..7 {
        world.wait(Duration::from_hours(50 * 24));
        let tokens = refresh(&world, &world.tailspin, &token).await.json();
        token = tokens["refresh_token"].as_str().unwrap().to_owned();
    }
    world.wait(Duration::from_hours(20 * 24));
    assert_eq!(refresh(&world, &world.tailspin, &token).await.code(), 70_008);
}

#[tokio::test]
async fn a065_an_unknown_user_costs_the_same_work_and_gets_the_same_bytes() {
    let world = World::new().await;
    let strip = |answer: &Answer| {
        let mut json = answer.json();
        for changing in ["trace_id", "correlation_id", "error_description"] {
            json.as_object_mut().unwrap().remove(changing);
        }
        (answer.status, json.to_string(), answer.body.len())
    };
    let segment = world.tailspin.id.to_string();
    let before = world.service.password_verifications();
    let wrong = password_grant(&world, &segment, "sam@tailspin.example", "wrong-wrong").await;
    let unknown = password_grant(&world, &segment, "nob@tailspin.example", "wrong-wrong").await;
    let foreign = password_grant(&world, "organizations", "a@nowhere.example", "wrong-wrong").await;
    assert_eq!(wrong.code(), 50_126);
    assert_eq!(strip(&wrong), strip(&unknown));
    assert_eq!(strip(&wrong), strip(&foreign));
    assert_eq!(world.service.password_verifications() - before, 3, "one verification each");
    // Faithful tenants tell the difference, as the original does.
    let segment = world.fabrikam.id.to_string();
    let unknown = password_grant(&world, &segment, "nob@fabrikam.example", "wrong-wrong").await;
    assert_eq!(unknown.code(), 50_034);
}

#[tokio::test]
async fn a065_the_page_is_the_same_for_an_unknown_user() {
    let world = World::new().await;
    let mut bodies = Vec::new();
    for account in ["sam@tailspin.example", "nob@tailspin.example", "x@unknown.example"] {
        let mut browser = Browser::new(&world);
        let path = crate::flows::native(&world.tailspin);
        let page = browser.open(&path).await.page();
        let fields = [("username", account), ("password", "wrong-wrong"), ("action", "sign-in")];
        let answer = browser.submit(&page, &fields).await;
        assert_eq!(answer.page_name(), "sign-in");
        bodies.push((answer.status, answer.body.len()));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[tokio::test]
async fn the_password_grant_is_closed_unless_somebody_opened_it() {
    let world = World::new().await;
    let mut unit = world.unit().await;
    unit.set_password_grant(world.tailspin.id, CLI.parse().unwrap(), None).await.unwrap();
    unit.commit().await.unwrap();
    let before = world.service.password_verifications();
    let segment = world.tailspin.id.to_string();
    let answer = password_grant(&world, &segment, "sam@tailspin.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code()), (400, 7_000_218));
    assert_eq!(world.service.password_verifications(), before, "no oracle behind a closed door");
    let answer = password_grant(&world, "common", "sam@tailspin.example", PASSWORD).await;
    assert_eq!(answer.code(), 9_001_023);
}

#[tokio::test]
async fn a_single_page_application_redeems_across_origins_and_nobody_else() {
    let world = World::new().await;
    let scopes = "User.Read";
    world.grant_all(&world.tailspin, SPA.parse().unwrap(), well_known::GRAPH, scopes).await;
    let query = encoded(&[
        ("client_id", SPA),
        ("response_type", "code"),
        ("redirect_uri", "https://spa.example/"),
        ("scope", "User.Read offline_access"),
        ("code_challenge", crate::world::CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let mut browser = Browser::new(&world);
    let path = format!("/{}/oauth2/v2.0/authorize?{query}", world.tailspin.id);
    let page = browser.open(&path).await.page();
    let code = browser.sign_in(&page, "sam@tailspin.example").await.returned("code").unwrap();
    let send = async |origin: Option<&str>| {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", SPA),
            ("code", code.as_str()),
            ("redirect_uri", "https://spa.example/"),
            ("code_verifier", VERIFIER),
        ];
        let mut request = Request::post(format!("/{}/oauth2/v2.0/token", world.tailspin.id));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        world.send(request.body(Body::from(encoded(&form))).unwrap()).await
    };
    assert_eq!(send(None).await.code(), 9_002_327);
    let evil = send(Some("https://evil.example")).await;
    assert_eq!(evil.code(), 9_002_327);
    assert!(evil.header("access-control-allow-origin").is_empty());
    let answer = send(Some("https://spa.example")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("access-control-allow-origin"), "https://spa.example");
    assert_eq!(answer.json()["refresh_token_expires_in"], 86_400);
    let token = answer.json()["refresh_token"].as_str().unwrap().to_owned();
    world.wait(Duration::from_secs(24 * 3600 + 1));
    let form = [("grant_type", "refresh_token"), ("client_id", SPA), ("refresh_token", &*token)];
    let request = Request::post(format!("/{}/oauth2/v2.0/token", world.tailspin.id))
        .header("origin", "https://spa.example")
        .body(Body::from(encoded(&form)))
        .unwrap();
    assert_eq!(world.send(request).await.code(), 700_084);
}

#[tokio::test]
async fn a016_a_replay_ends_the_family_in_a_faithful_tenant_too() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.open(&crate::flows::native(&world.fabrikam)).await.page();
    let page = browser.sign_in(&page, "lee@fabrikam.example").await.page();
    let answer = browser.submit(&page, &[("action", "accept")]).await;
    // The original spells a custom scheme's address in its own way (ruling 4).
    assert!(answer.header("location").starts_with("nativeapp://auth/?code="), "{answer:?}");
    let code = answer.returned("code").unwrap();
    let tokens = redeem(&world, &world.fabrikam, &code).await.json();
    let token = tokens["refresh_token"].as_str().unwrap().to_owned();
    // The old token stays valid here, as the original's does (ruling 7) ...
    assert_eq!(refresh(&world, &world.fabrikam, &token).await.status, 200);
    assert_eq!(refresh(&world, &world.fabrikam, &token).await.status, 200);
    // ... until the code comes back.
    assert_eq!(redeem(&world, &world.fabrikam, &code).await.code(), 54_005);
    assert_eq!(refresh(&world, &world.fabrikam, &token).await.code(), 70_008);
}
