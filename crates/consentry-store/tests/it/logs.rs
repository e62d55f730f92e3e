//! The sign-in log and the audit log.

use std::net::{IpAddr, Ipv4Addr};

use consentry_model::{AuditId, CorrelationId, Protocol, SignInId, TraceId, UserId, well_known};
use consentry_policy::{Gate, TraceLine, Verdict};
use consentry_store::{Actor, AuditFilter, AuditRecord, Page, SignIn, SignInFilter, Target};

use crate::world::{NOW, World, later};

fn sign_in(world: &World, second: u64) -> SignIn {
    SignIn {
        id: SignInId::mint(&world.ids),
        at: later(second),
        tenant: world.contoso.id,
        user: Some(world.adele.id),
        user_name: "adele@contoso.example".to_owned(),
        app: Some(world.app.id),
        app_name: "Fjord Mail".to_owned(),
        resource: Some(well_known::EXCHANGE),
        door: "mail_token".to_owned(),
        protocol: Some(Protocol::Eas),
        client_app: "Exchange ActiveSync".to_owned(),
        ip: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        user_agent: "Apple-iPhone".to_owned(),
        outcome_code: 65001,
        trace: vec![TraceLine {
            gate: Gate::Consent,
            verdict: Verdict::Refuse,
            decided_by: "tenant setting user-consent = off".to_owned(),
            remedy: "an administrator consents".to_owned(),
        }],
        correlation: CorrelationId::mint(&world.ids),
        trace_id: TraceId::mint(&world.ids),
        device_id: Some("ABC".to_owned()),
    }
}

#[tokio::test]
async fn a_row_comes_back_with_its_trace() {
    for world in World::all().await {
        let engine = world.engine();
        let full = sign_in(&world, 0);
        let bare = SignIn {
            user: None,
            app: None,
            resource: None,
            protocol: None,
            ip: None,
            device_id: None,
            trace: Vec::new(),
            outcome_code: 0,
            ..sign_in(&world, 1)
        };
        let mut unit = world.store.unit().await.unwrap();
        for row in [&full, &bare] {
            unit.log_sign_in(row).await.unwrap();
            assert_eq!(unit.sign_in(row.id).await.unwrap().as_ref(), Some(row), "{engine}");
        }
    }
}

#[tokio::test]
async fn what_a_client_sent_never_makes_a_log_row_fail() {
    for world in World::all().await {
        let row = SignIn {
            user_name: "a\0b".to_owned(),
            user_agent: "\0\0evil\u{7f}😀".to_owned(),
            device_id: Some("\0".to_owned()),
            ..sign_in(&world, 0)
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.log_sign_in(&row).await.unwrap();
        assert!(unit.log_success_once("key\0", &sign_in(&world, 1)).await.unwrap());
        unit.commit().await.unwrap();
        let found = world.store.read().await.unwrap().sign_in(row.id).await.unwrap().unwrap();
        assert_eq!(found.user_name, "ab", "{}", world.engine());
        assert_eq!(found.user_agent, "evil\u{7f}😀", "{}", world.engine());
    }
}

#[tokio::test]
async fn rows_are_listed_newest_first_by_filter_and_page() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for second in 0..5 {
            // Three rows of one moment: the page may end between them.
            let row = sign_in(&world, second / 3);
            unit.log_sign_in(&row).await.unwrap();
        }
        let other = SignIn {
            user: Some(world.alex.id),
            app: Some(well_known::APPLE),
            outcome_code: 0,
            ..sign_in(&world, 9)
        };
        unit.log_sign_in(&other).await.unwrap();
        let foreign = SignIn { tenant: world.fabrikam.id, ..sign_in(&world, 9) };
        unit.log_sign_in(&foreign).await.unwrap();
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let of_contoso = SignInFilter { tenant: Some(world.contoso.id), ..SignInFilter::default() };
        let (mut page, mut seen) = (Page::first(2), Vec::new());
        loop {
            let part = read.sign_ins(&of_contoso, page.clone()).await.unwrap();
            page.after.clone_from(&part.next);
            seen.extend(part.rows);
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 6, "{engine}");
        assert!(seen.is_sorted_by_key(|row| std::cmp::Reverse((row.at, row.id))), "{engine}");
        let count = async |read: &mut consentry_store::Read, filter| {
            read.sign_ins(&filter, Page::default()).await.unwrap().rows.len()
        };
        for (name, filter, want) in [
            ("all", SignInFilter::default(), 7),
            ("user", SignInFilter { user: Some(world.alex.id), ..of_contoso.clone() }, 1),
            ("app", SignInFilter { app: Some(world.app.id), ..of_contoso.clone() }, 5),
            ("success", SignInFilter { outcome_code: Some(0), ..of_contoso.clone() }, 1),
            ("since", SignInFilter { since: Some(later(1)), ..of_contoso.clone() }, 3),
        ] {
            assert_eq!(count(&mut read, filter).await, want, "{engine}: {name}");
        }
    }
}

#[tokio::test]
async fn a_success_is_logged_once_for_its_key() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        assert!(!unit.success_logged("token/eas/ABC").await.unwrap(), "{engine}");
        let first = sign_in(&world, 0);
        assert!(unit.log_success_once("token/eas/ABC", &first).await.unwrap(), "{engine}");
        assert!(!unit.log_success_once("token/eas/ABC", &sign_in(&world, 1)).await.unwrap());
        assert!(unit.log_success_once("token/imap/ABC", &sign_in(&world, 2)).await.unwrap());
        assert!(unit.success_logged("token/eas/ABC").await.unwrap(), "{engine}");
        let all = unit.sign_ins(&SignInFilter::default(), Page::default()).await.unwrap();
        assert_eq!(all.rows.len(), 2, "{engine}");
    }
}

fn record(world: &World, second: u64, actor: Actor) -> AuditRecord {
    AuditRecord {
        id: AuditId::mint(&world.ids),
        at: later(second),
        tenant: Some(world.contoso.id),
        actor,
        activity: "Consent to application".to_owned(),
        target: Target {
            kind: "application".to_owned(),
            id: world.app.id.to_string(),
            name: "Fjord Mail".to_owned(),
        },
        details: serde_json::json!({"scopes": ["EAS.AccessAsUser.All"]}),
    }
}

#[tokio::test]
async fn records_tell_who_did_what_to_what() {
    for world in World::all().await {
        let engine = world.engine();
        let actors = [
            Actor::User { id: world.adele.id, name: "adele@contoso.example".to_owned() },
            Actor::App { id: world.app.id, name: "Fjord Mail".to_owned() },
            Actor::CommandLine,
            Actor::System,
        ];
        let mut unit = world.store.unit().await.unwrap();
        let mut want = Vec::new();
        for (second, actor) in actors.into_iter().enumerate() {
            let record = record(&world, second.try_into().unwrap(), actor);
            unit.audit(&record).await.unwrap();
            want.insert(0, record);
        }
        let installation = AuditRecord { tenant: None, ..record(&world, 20, Actor::System) };
        unit.audit(&installation).await.unwrap();
        let filter = AuditFilter { tenant: Some(world.contoso.id), ..AuditFilter::default() };
        let found = unit.audits(&filter, Page::default()).await.unwrap();
        assert_eq!(found.rows, want, "{engine}");
        let all = unit.audits(&AuditFilter::default(), Page::first(1)).await.unwrap();
        assert_eq!(all.rows, [installation], "{engine}");
        assert!(all.next.is_some(), "{engine}");
        let nothing = AuditFilter { activity: Some("Delete user".to_owned()), ..filter.clone() };
        assert!(unit.audits(&nothing, Page::default()).await.unwrap().rows.is_empty(), "{engine}");
        let about = AuditFilter { target: Some(world.app.id.to_string()), ..filter };
        assert_eq!(unit.audits(&about, Page::default()).await.unwrap().rows.len(), 4, "{engine}");
    }
}

#[tokio::test]
async fn a_dropped_change_leaves_no_record() {
    for world in World::all().await {
        let mut unit = world.store.unit().await.unwrap();
        let actor = Actor::User { id: UserId::mint(&world.ids), name: String::new() };
        unit.revoke_sessions(world.adele.id, later(5)).await.unwrap();
        unit.audit(&record(&world, 0, actor)).await.unwrap();
        drop(unit);
        let mut read = world.store.read().await.unwrap();
        let found = read.audits(&AuditFilter::default(), Page::default()).await.unwrap();
        assert!(found.rows.is_empty(), "{}", world.engine());
        let adele = read.user(world.contoso.id, world.adele.id).await.unwrap().unwrap();
        assert_eq!(adele.sessions_valid_from, NOW, "{}", world.engine());
    }
}
