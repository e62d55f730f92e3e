//! Who comes in, what the others are told, and what the sign-in log says of it.

use std::time::Duration;

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use consentry_mailproto::{
    client,
    eas::{Command, CommonStatus, Message as _, SyncKey, folder_sync},
    wbxml,
};
use consentry_model::{AccountState, ChallengeProfile, EasVersions, MailboxLocation, Switch};
use http::Request;

use crate::{
    phone::{Phone, RESOURCE, shown},
    world::{APP, Answer, CONTOSO, PASSWORD, TAILSPIN, World},
};

const PATH: &str = "/microsoft-server-activesync";

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{user}:{password}")))
}

async fn options(world: &World, authorization: Option<&str>, identity: Option<&str>) -> Answer {
    let mut request = Request::options(PATH);
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    if let Some(identity) = identity {
        request = request.header("x-user-identity", identity);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

fn challenges(answer: &Answer) -> String {
    format!("{}\n{}", answer.status, answer.all("www-authenticate").join("\n"))
}

#[tokio::test]
async fn bi_154_and_214_the_way_in_is_named_to_everybody() {
    let world = World::new().await;
    let anonymous = options(&world, None, None).await;
    insta::assert_snapshot!(challenges(&anonymous), @r#"
    401
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://mail.test/common/oauth2/authorize", error="invalid_token"
    "#);
    let empty = options(&world, Some("Bearer"), Some("sam@tailspin.example")).await;
    insta::assert_snapshot!(challenges(&empty), @r#"
    401
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://mail.test/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e03/oauth2/authorize", error="invalid_token"
    "#);
    let allowed = options(&world, Some("Bearer "), Some("adele@contoso.example")).await;
    insta::assert_snapshot!(challenges(&allowed), @r#"
    401
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://mail.test/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/oauth2/authorize", error="invalid_token"
    Basic Realm=""
    "#);
    assert_eq!(allowed.header("content-length"), "0");
    let unknown = options(&world, Some("Bearer"), Some("a@unknown.example")).await;
    assert_eq!(challenges(&unknown), challenges(&anonymous));
}

#[tokio::test]
async fn the_wording_is_the_tenants() {
    let world = World::new().await;
    for (profile, want) in [
        (ChallengeProfile::Exo2017, 1),
        (ChallengeProfile::Exo2026, 2),
        (ChallengeProfile::OnpremAdfs, 2),
        (ChallengeProfile::OnpremHma, 2),
    ] {
        world.set(CONTOSO, |settings| settings.challenge = profile).await;
        let answer = options(&world, Some("Bearer"), Some("adele@contoso.example")).await;
        let lines = answer.all("www-authenticate");
        assert_eq!(lines.len(), want, "{profile:?}: {lines:?}");
        let all = lines.join(" ");
        assert!(all.contains("authorization_uri=") && all.contains("Basic"), "{lines:?}");
    }
}

#[tokio::test]
async fn options_tell_what_is_spoken() {
    let world = World::new().await;
    let token = format!("Bearer {}", world.token("adele@contoso.example", RESOURCE).await);
    let answer = options(&world, Some(&token), None).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let headers = |answer: &Answer| {
        let names = ["ms-server-activesync", "ms-asprotocolversions", "allow", "cache-control"];
        names.map(|name| answer.header(name))
    };
    assert_eq!(headers(&answer), ["16.1", "14.1,16.0,16.1", "OPTIONS,POST", "private"]);
    assert!(answer.header("ms-asprotocolcommands").starts_with("Sync,SendMail,"));
    world.set(CONTOSO, |settings| settings.eas_versions = EasVersions::Only161).await;
    assert_eq!(headers(&options(&world, Some(&token), None).await)[1], "16.1");
    let mut phone = Phone::new(&world, "adele@contoso.example", "OLD").await;
    phone.version = "14.1";
    let body = client::list_folders(SyncKey::initial()).to_wbxml();
    let answer = phone.command(Command::FolderSync, body).await;
    let want = Command::FolderSync.failure(CommonStatus::VersionNotSupported).unwrap();
    assert_eq!(answer.body, wbxml::encode(&want));
}

#[tokio::test]
async fn basic_is_judged_before_the_password() {
    let world = World::new().await;
    let before = world.service.password_verifications();
    let refused = options(&world, Some(&basic("sam@tailspin.example", PASSWORD)), None).await;
    assert_eq!(refused.status, 401);
    let lines = refused.all("www-authenticate");
    assert!(lines.len() == 1 && lines[0].starts_with("Bearer "), "{lines:?}");
    assert_eq!(world.service.password_verifications(), before, "no password was looked at");
    assert_eq!(world.sign_ins().await[0].door, "basic");
    for name in
        ["adele@contoso.example", "CONTOSO\\adele@contoso.example", "contoso.example\\adele"]
    {
        let let_in = options(&world, Some(&basic(name, PASSWORD)), None).await;
        assert_eq!(let_in.status, 200, "{name}");
    }
    let known = options(&world, Some(&basic("adele@contoso.example", "wrong")), None).await;
    let unknown = options(&world, Some(&basic("nobody@contoso.example", "wrong")), None).await;
    assert_eq!((known.status, unknown.status), (401, 401));
    assert_eq!(challenges(&known), challenges(&unknown));
    assert_eq!(world.service.password_verifications(), before + 5, "unknown users cost the same");
}

#[tokio::test]
async fn a027_wrong_passwords_are_counted_and_a_spray_is_held_off() {
    let world = World::new().await;
    for number in 0..10 {
        let wrong = basic("adele@contoso.example", &format!("guess-{number}"));
        assert_eq!(options(&world, Some(&wrong), None).await.status, 401);
    }
    let right = basic("adele@contoso.example", PASSWORD);
    let work = world.service.password_verifications();
    let locked = options(&world, Some(&right), None).await;
    assert_eq!(locked.status, 401);
    assert_eq!(world.service.password_verifications(), work, "not looked at");
    for number in 0..50 {
        let wrong = basic(&format!("user{number}@contoso.example"), &format!("other-{number}"));
        assert_eq!(options(&world, Some(&wrong), None).await.status, 401, "{number}");
    }
    let held = options(&world, Some(&right), None).await;
    assert_eq!((held.status, held.header("retry-after").as_str()), (429, "900"));
    assert_eq!(held.all("www-authenticate"), Vec::<String>::new(), "no telephone asks its owner");
}

#[tokio::test]
async fn bi_216_authorization_that_cannot_be_read() {
    let world = World::new().await;
    for header in ["Basic YWRlbGU=", "Basic", "Basic %%%", "Negotiate abc", "Bearer a b", "x"] {
        assert_eq!(options(&world, Some(header), None).await.status, 401, "{header}");
    }
}

#[tokio::test]
async fn a33_a37_tokens_that_do_not_hold() {
    let world = World::new().await;
    let good = world.token("adele@contoso.example", RESOURCE).await;
    let graph = world.token("adele@contoso.example", "00000003-0000-0000-c000-000000000000").await;
    let (head, tail) = good.split_at(good.len() - 4);
    let bent = format!("{head}{}", tail.chars().rev().collect::<String>());
    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
    let want = |code: &str| format!("{code};reason=");
    for (name, token, code) in [
        ("another resource", graph.as_str(), "2000003"),
        ("bent signature", &bent, "2000001"),
        ("BI-126 without signature", &unsigned, "2000001"),
        ("no token", "x", "2000001"),
        ("BI-149 padding", &format!("{good}=="), "2000001"),
    ] {
        let answer = options(&world, Some(&format!("Bearer {token}")), None).await;
        assert_eq!(answer.status, 401, "{name}");
        let said = answer.header("x-ms-diagnostics");
        assert!(said.starts_with(&want(code)), "{name}: {said}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{name}");
    }
    for resource in ["https://outlook.office365.com/", "00000002-0000-0ff1-ce00-000000000000"] {
        let token = world.token("adele@contoso.example", resource).await;
        let answer = options(&world, Some(&format!("Bearer {token}")), None).await;
        assert_eq!(answer.status, 200, "BI-137, BI-138 {resource}");
    }
    world.wait(Duration::from_secs(3_600 + 61));
    let ended = options(&world, Some(&format!("Bearer {good}")), None).await;
    assert_eq!(ended.status, 401, "BI-145, although its signature is remembered");
}

#[tokio::test]
async fn a_revocation_acts_on_the_next_request() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let list = || client::list_folders(SyncKey::initial()).to_wbxml();
    let status = async || phone.command(Command::FolderSync, list()).await.status;
    assert_eq!(status().await, 200);
    let app = APP.parse().unwrap();
    let set = async |enabled| {
        let mut unit = world.store.unit().await.unwrap();
        let tenant = CONTOSO.parse().unwrap();
        let mut principal = unit.principal(tenant, app).await.unwrap().unwrap();
        principal.enabled = enabled;
        unit.set_principal(&principal).await.unwrap();
        unit.commit().await.unwrap();
    };
    set(Switch::Off).await;
    assert_eq!(status().await, 401, "the application is disabled");
    assert_eq!(world.sign_ins().await[0].outcome_code, 7_000_112);
    set(Switch::On).await;
    assert_eq!(status().await, 200, "enabled again");
    let user = world.user("adele@contoso.example").await;
    let mut unit = world.store.unit().await.unwrap();
    let disabled = consentry_model::User { state: AccountState::Disabled, ..user.clone() };
    unit.set_user(&disabled).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(status().await, 401, "the user is disabled");
    let mut unit = world.store.unit().await.unwrap();
    unit.set_user(&user).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(status().await, 200);
    world.wait(Duration::from_secs(2));
    let mut unit = world.store.unit().await.unwrap();
    unit.revoke_sessions(user.id, world.clock_now()).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(status().await, 401, "BI-157 sessions were revoked");
}

#[tokio::test]
async fn bi_224_the_token_decides_whose_mailbox_it_is() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let body = || client::list_folders(SyncKey::initial()).to_wbxml();
    for (user, want) in [
        ("adele%40contoso.example", 200),
        ("%09Adele%40contoso.example", 200),
        ("CONTOSO%5Cadele", 200),
        ("alex%40contoso.example", 403),
        ("adele%40tailspin.example", 403),
    ] {
        let query = format!("Cmd=FolderSync&User={user}&DeviceId=PHONE1&DeviceType=iPhone");
        assert_eq!(phone.post(&query, body()).await.status, want, "{user}");
    }
}

#[tokio::test]
async fn users_without_a_mailbox_here_stay_outside() {
    let world = World::new().await;
    let token = format!("Bearer {}", world.token("kim@tailspin.example", RESOURCE).await);
    assert_eq!(options(&world, Some(&token), None).await.status, 403);
    world.set(TAILSPIN, |settings| settings.mailboxes = MailboxLocation::Here).await;
    assert_eq!(options(&world, Some(&token), None).await.status, 200);
}

#[tokio::test]
async fn bi_217_to_222_request_lines() {
    let world = World::new().await;
    let mut phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let body = || client::list_folders(SyncKey::initial()).to_wbxml();
    let post = async |phone: &Phone<'_>, query: &str| phone.post(query, body()).await;
    assert_eq!(post(&phone, "DeviceId=PHONE1&DeviceType=iPhone").await.status, 400, "BI-217");
    let foo = "Cmd=Foo&DeviceId=PHONE1&DeviceType=iPhone";
    assert_eq!(post(&phone, foo).await.status, 501, "BI-218");
    let told = |status| wbxml::encode(&Command::FolderSync.failure(status).unwrap());
    let no_type = post(&phone, "Cmd=FolderSync&DeviceId=PHONE1").await;
    assert_eq!(no_type.body, told(CommonStatus::DeviceTypeMissingOrInvalid), "BI-220");
    let no_id = post(&phone, "Cmd=FolderSync&DeviceType=iPhone").await;
    assert_eq!(no_id.body, told(CommonStatus::DeviceIdMissingOrInvalid));
    phone.version = "99.9";
    let version = post(&phone, &phone.query("FolderSync")).await;
    assert_eq!(version.body, told(CommonStatus::VersionNotSupported), "BI-221");
    phone.version = "16.1";
    let not_spoken = post(&phone, &phone.query("Find")).await;
    let want = wbxml::encode(&Command::Find.failure(CommonStatus::CommandNotSupported).unwrap());
    assert_eq!(not_spoken.body, want);
}

#[tokio::test]
async fn bi_222_a_base64_query_is_one_device_with_the_plain_one() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let line = consentry_mailproto::eas::RequestLine::parse(
        &phone.query("FolderSync"),
        &consentry_mailproto::eas::Headers {
            protocol_version: Some("16.0"),
            policy_key: Some(&phone.policy_key.unwrap().to_string()),
            accept_multipart: None,
        },
    )
    .unwrap();
    let query = line.to_base64_query();
    let body = || client::list_folders(SyncKey::initial()).to_wbxml();
    let answer = phone.post(&query, body()).await;
    let folders = folder_sync::Response::from_wbxml(&answer.body).unwrap();
    assert!(matches!(folders, folder_sync::Response::Changes { .. }), "{}", shown(&answer));
    for end in 0..query.trim_end_matches('=').len() {
        let cut = phone.post(query.get(..end).unwrap(), body()).await;
        assert!(cut.status == 400 || cut.status == 200, "{end}: {}", cut.status);
        assert_ne!(cut.body, answer.body, "{end}");
    }
}

#[tokio::test]
async fn bi_225_and_226_policy_keys() {
    let world = World::new().await;
    let mut phone = Phone::new(&world, "adele@contoso.example", "PHONE1").await;
    let body = || client::list_folders(SyncKey::initial()).to_wbxml();
    let told = |status| wbxml::encode(&Command::FolderSync.failure(status).unwrap());
    let answer = phone.command(Command::FolderSync, body()).await;
    assert_eq!(answer.body, told(CommonStatus::DeviceNotProvisioned), "BI-225");
    phone.provision().await;
    let right = phone.policy_key;
    assert_eq!(
        phone.command(Command::FolderSync, body()).await.header("ms-asprotocolversions"),
        "14.1,16.0,16.1"
    );
    phone.policy_key = Some(right.unwrap() ^ 1);
    let answer = phone.command(Command::FolderSync, body()).await;
    assert_eq!(answer.body, told(CommonStatus::InvalidPolicyKey), "BI-226");
}

#[tokio::test]
async fn the_log_has_one_success_for_each_token_and_device() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    for _ in 0..3 {
        phone.folders().await;
    }
    let mut other = Phone::new(&world, "adele@contoso.example", "PHONE2").await;
    other.authorization.clone_from(&phone.authorization);
    other.provision().await;
    let rows = world.sign_ins().await;
    let told: Vec<_> = rows.iter().map(|row| (row.device_id.clone(), row.outcome_code)).collect();
    let device = |id: &str| (Some(id.to_owned()), 0);
    assert_eq!(told, [device("PHONE2"), device("PHONE1")]);
    assert_eq!(rows[0].client_app, "Mobile Apps and Desktop clients");
    let user = world.user("adele@contoso.example").await;
    let mut read = world.store.read().await.unwrap();
    let devices = read.devices(user.tenant, user.id).await.unwrap();
    assert_eq!(devices.len(), 2);
    assert!(devices.iter().all(|device| device.os.as_deref() == Some("iOS 27.0")));
}
