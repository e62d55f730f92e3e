//! Leases and pruning.

use std::time::Duration;

use consentry_model::{
    AuditId, CorrelationId, Lockout, Network, OutboundMailId, Secret, SignInId, TraceId,
};
use consentry_store::{
    Actor, AuditFilter, AuditRecord, Code, Familiarity, MailKind, MailState, OutboundMail, Page,
    RefreshToken, Retention, SignIn, SignInFilter, Spray, Target, Transaction, Unit, WrongPassword,
};

use crate::{
    samples::{code, refresh_token, session, transaction},
    world::{NOW, World, later},
};

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn a_lease_is_held_until_it_ends_or_is_given_back() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for (name, holder, at, want) in [
            ("free", "a", 0, true),
            ("held", "b", 5, false),
            ("extended by its holder", "a", 5, true),
            ("still held", "b", 14, false),
            ("ended", "b", 15, true),
            ("lost", "a", 16, false),
        ] {
            let until = later(at + 10);
            let won = unit.take_lease("prune", holder, later(at), until).await.unwrap();
            assert_eq!(won, want, "{engine}: {name}");
        }
        assert!(unit.take_lease("send", "a", NOW, later(10)).await.unwrap(), "{engine}");
        assert!(!unit.release_lease("prune", "a").await.unwrap(), "{engine}");
        assert!(unit.release_lease("prune", "b").await.unwrap(), "{engine}");
        assert!(unit.take_lease("prune", "a", later(17), later(20)).await.unwrap(), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_nodes_at_once_one_takes_the_lease() {
    for world in World::all().await {
        let mut nodes = tokio::task::JoinSet::new();
        for n in 0..16 {
            let store = world.store.clone();
            nodes.spawn(async move {
                let mut unit = store.unit().await.unwrap();
                let holder = format!("node {n}");
                let won = unit.take_lease("job", &holder, NOW, later(10)).await.unwrap();
                unit.commit().await.unwrap();
                won
            });
        }
        let won = nodes.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "{}", world.engine());
    }
}

/// One row of everything that is pruned, as of `NOW`.
async fn fill(world: &World, unit: &mut Unit) {
    let transaction = Transaction { expires_at: NOW, ..transaction(world) };
    unit.add_transaction(&transaction).await.unwrap();
    let code = Code { expires_at: NOW, ..code(world, "code") };
    unit.add_code(&code).await.unwrap();
    let token = RefreshToken { expires_at: NOW, ..refresh_token(world, "token", code.family) };
    unit.add_refresh_token(&token).await.unwrap();
    unit.end_family(code.family, NOW).await.unwrap();
    unit.begin_session(&session(world, "cookie", world.adele.id, 0)).await.unwrap();
    fill_logs(world, unit).await;
    fill_guards(world, unit).await;
}

async fn fill_guards(world: &World, unit: &mut Unit) {
    let key = world.store.guess_key();
    let account = key.account(Some(world.contoso.id), "adele@contoso.example");
    let wrong = key.anywhere(&Secret::new("wrong".to_owned()));
    let (rule, familiarity) = (Lockout::default(), Familiarity::Familiar);
    let typed = WrongPassword { account: &account, familiarity, wrong: &wrong, rule, now: NOW };
    unit.count_wrong(&typed).await.unwrap();
    let network = Network::around([203, 0, 113, 7].into());
    unit.seen_network(&account, &network, NOW).await.unwrap();
    let spray = Spray { account: &account, password: &wrong, sender: &network, now: NOW };
    unit.note_spray(&spray).await.unwrap();
    unit.hold_sender(&network, NOW, NOW).await.unwrap();
}

async fn fill_logs(world: &World, unit: &mut Unit) {
    let sign_in = SignIn {
        id: SignInId::mint(&world.ids),
        at: NOW,
        tenant: world.contoso.id,
        user: None,
        user_name: String::new(),
        app: None,
        app_name: String::new(),
        resource: None,
        door: "authorize".to_owned(),
        protocol: None,
        client_app: String::new(),
        ip: None,
        user_agent: String::new(),
        outcome_code: 0,
        trace: Vec::new(),
        correlation: CorrelationId::mint(&world.ids),
        trace_id: TraceId::mint(&world.ids),
        device_id: None,
    };
    assert!(unit.log_success_once("key", &sign_in).await.unwrap());
    let record = AuditRecord {
        id: AuditId::mint(&world.ids),
        at: NOW,
        tenant: None,
        actor: Actor::System,
        activity: "x".to_owned(),
        target: Target { kind: String::new(), id: String::new(), name: String::new() },
        details: serde_json::Value::Null,
    };
    unit.audit(&record).await.unwrap();
    for state in [MailState::Queued, MailState::Sent] {
        let mail = OutboundMail {
            id: OutboundMailId::mint(&world.ids),
            kind: MailKind::Mail,
            from: String::new(),
            to: Vec::new(),
            message: Vec::new(),
            state,
            attempts: 0,
            next_attempt_at: NOW,
            last_error: None,
            created_at: NOW,
        };
        unit.queue_mail(&mail).await.unwrap();
    }
}

#[tokio::test]
async fn each_kind_is_pruned_when_its_time_has_come() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        fill(&world, &mut unit).await;
        let keep = Retention::default();
        for (name, at, gone) in [
            ("at once: nothing that just ended", 0, 0),
            ("the refresh token and the hold of an address", 1, 2),
            ("the tries of a spray", 601, 2),
            ("transaction, code and wrong passwords", DAY + 1, 3),
            ("the key of a success", 2 * DAY + 1, 1),
            ("the sent mail, not the queued one", 7 * DAY + 1, 1),
            ("the sign-in", 30 * DAY + 1, 1),
            ("the session and the familiar network", 90 * DAY + 1, 2),
            ("the ended family", 100 * DAY + 1, 1),
            ("the audit record", 365 * DAY + 1, 1),
            ("nothing is left", 1000 * DAY, 0),
        ] {
            assert_eq!(unit.prune(later(at), &keep).await.unwrap(), gone, "{engine}: {name}");
        }
        assert_eq!(unit.outbox(None).await.unwrap().len(), 1, "{engine}");
        let page = Page::default();
        assert!(
            unit.sign_ins(&SignInFilter::default(), page.clone()).await.unwrap().rows.is_empty()
        );
        assert!(unit.audits(&AuditFilter::default(), page).await.unwrap().rows.is_empty());
    }
}

#[tokio::test]
async fn a_long_list_is_pruned_in_portions() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for _ in 0..1_100 {
            let transaction = Transaction { expires_at: NOW, ..transaction(&world) };
            unit.add_transaction(&transaction).await.unwrap();
        }
        unit.commit().await.unwrap();
        let keep = Retention { sign_ins: Duration::from_secs(1), ..Retention::default() };
        let mut gone = Vec::new();
        loop {
            let mut unit = world.store.unit().await.unwrap();
            gone.push(unit.prune(later(2 * DAY), &keep).await.unwrap());
            unit.commit().await.unwrap();
            if gone.last() == Some(&0) {
                break;
            }
        }
        assert_eq!(gone, [500, 500, 100, 0], "{engine}");
    }
}
