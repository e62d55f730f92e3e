//! Browser sessions and sign-in transactions.

use consentry_model::FamilyId;
use consentry_store::{RefreshToken, Retention, SessionApp, Transaction, TransactionState};

use crate::{
    samples::{refresh_token, session, transaction},
    world::{World, hash, later},
};

#[tokio::test]
async fn one_browser_holds_several_accounts_and_each_once() {
    for world in World::all().await {
        let engine = world.engine();
        let adele = session(&world, "cookie", world.adele.id, 1);
        let alex = session(&world, "cookie", world.alex.id, 2);
        let elsewhere = session(&world, "another", world.adele.id, 3);
        let mut unit = world.store.unit().await.unwrap();
        for session in [&adele, &alex, &elsewhere] {
            unit.begin_session(session).await.unwrap();
        }
        let found = unit.sessions_of_browser(&hash("cookie")).await.unwrap();
        assert_eq!(found, [alex.clone(), adele.clone()], "{engine}");
        let again = session(&world, "cookie", world.adele.id, 4);
        unit.begin_session(&again).await.unwrap();
        let found = unit.sessions_of_browser(&hash("cookie")).await.unwrap();
        assert_eq!(found, [again.clone(), alex.clone()], "{engine}");
        assert_eq!(unit.session(adele.id).await.unwrap(), None, "{engine}");
        assert_eq!(unit.session(elsewhere.id).await.unwrap(), Some(elsewhere), "{engine}");
        assert!(unit.touch_session(alex.id, later(9)).await.unwrap(), "{engine}");
        let found = unit.session(alex.id).await.unwrap().unwrap();
        assert_eq!(found.last_used, later(9), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_ended_session_is_gone_for_good() {
    for world in World::all().await {
        let engine = world.engine();
        let adele = session(&world, "cookie", world.adele.id, 1);
        let alex = session(&world, "cookie", world.alex.id, 1);
        let elsewhere = session(&world, "another", world.alex.id, 1);
        let mut unit = world.store.unit().await.unwrap();
        for session in [&adele, &alex, &elsewhere] {
            unit.begin_session(session).await.unwrap();
        }
        assert!(unit.end_session(adele.id, later(2)).await.unwrap(), "{engine}");
        assert!(!unit.end_session(adele.id, later(2)).await.unwrap(), "{engine}");
        assert!(!unit.touch_session(adele.id, later(2)).await.unwrap(), "{engine}");
        assert_eq!(unit.end_sessions(&hash("cookie"), later(2)).await.unwrap(), 1, "{engine}");
        assert_eq!(unit.end_sessions_of_user(world.alex.id, later(2)).await.unwrap(), 1);
        assert!(unit.sessions_of_browser(&hash("another")).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn a61_after_rotation_the_old_cookie_opens_nothing() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        unit.begin_session(&session(&world, "fixed", world.adele.id, 1)).await.unwrap();
        assert_eq!(unit.rotate_cookie(&hash("fixed"), &hash("fresh")).await.unwrap(), 1);
        assert!(unit.sessions_of_browser(&hash("fixed")).await.unwrap().is_empty(), "{engine}");
        assert_eq!(unit.sessions_of_browser(&hash("fresh")).await.unwrap().len(), 1, "{engine}");
        assert_eq!(unit.rotate_cookie(&hash("fixed"), &hash("x")).await.unwrap(), 0, "{engine}");
    }
}

#[tokio::test]
async fn of_two_steps_from_one_page_the_second_is_refused() {
    for world in World::all().await {
        let engine = world.engine();
        let begun = transaction(&world);
        let mut unit = world.store.unit().await.unwrap();
        unit.add_transaction(&begun).await.unwrap();
        assert_eq!(unit.transaction(begun.id).await.unwrap().as_ref(), Some(&begun), "{engine}");
        let step = Transaction {
            tenant: Some(world.contoso.id),
            stage: r#"{"at":"consent"}"#.to_owned(),
            user: Some(world.adele.id),
            proved_at: Some(later(3)),
            // What the browser was sent is authoritative: no step changes it.
            request: "forged".to_owned(),
            ..begun.clone()
        };
        assert!(unit.set_transaction(&step).await.unwrap(), "{engine}");
        assert!(!unit.set_transaction(&step).await.unwrap(), "{engine}");
        let found = unit.transaction(begun.id).await.unwrap().unwrap();
        let want = Transaction { version: 2, request: begun.request.clone(), ..step };
        assert_eq!(found, want, "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_transaction_is_answered_once() {
    for world in World::all().await {
        let engine = world.engine();
        let begun = transaction(&world);
        let mut unit = world.store.unit().await.unwrap();
        unit.add_transaction(&begun).await.unwrap();
        unit.commit().await.unwrap();
        let mut answers = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (store, id) = (world.store.clone(), begun.id);
            answers.spawn(async move {
                let mut unit = store.unit().await.unwrap();
                let won = unit.finish_transaction(id).await.unwrap();
                unit.commit().await.unwrap();
                won
            });
        }
        let won = answers.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "{engine}");
        let mut unit = world.store.unit().await.unwrap();
        let found = unit.transaction(begun.id).await.unwrap().unwrap();
        assert_eq!(found.state, TransactionState::Done, "{engine}");
        assert!(!unit.set_transaction(&found).await.unwrap(), "{engine}: answered is over");
    }
}

#[tokio::test]
async fn a_user_sees_his_sessions_and_families_and_nobody_elses() {
    for world in World::all().await {
        let engine = world.engine();
        let here = session(&world, "cookie", world.adele.id, 1);
        let there = session(&world, "another", world.adele.id, 2);
        let ended = session(&world, "third", world.adele.id, 3);
        let foreign = session(&world, "cookie", world.alex.id, 4);
        let mut unit = world.store.unit().await.unwrap();
        for session in [&here, &there, &ended, &foreign] {
            unit.begin_session(session).await.unwrap();
        }
        unit.end_session(ended.id, later(5)).await.unwrap();
        let found = unit.sessions_of_user(world.adele.id).await.unwrap();
        assert_eq!(found, [there, here], "{engine}");
        let [used, idle, dead, over] = [(); 4].map(|()| FamilyId::mint(&world.ids));
        let token = |text, family, issued| RefreshToken {
            issued_at: later(issued),
            ..refresh_token(&world, text, family)
        };
        let old = token("old", used, 1);
        let new = RefreshToken { predecessor: Some(old.hash), ..token("new", used, 5) };
        let expired = RefreshToken { expires_at: later(6), ..token("over", over, 4) };
        let other = RefreshToken { user: world.alex.id, ..token("alex", over, 4) };
        for token in
            [&old, &new, &token("idle", idle, 2), &token("dead", dead, 3), &expired, &other]
        {
            unit.add_refresh_token(token).await.unwrap();
        }
        assert!(unit.redeem_refresh_token(&old.hash, later(5)).await.unwrap(), "{engine}");
        unit.end_family(dead, later(6)).await.unwrap();
        let found = unit.families_of_user(world.adele.id, later(7)).await.unwrap();
        assert_eq!(found, [new, token("idle", idle, 2)], "{engine}");
    }
}

#[tokio::test]
async fn a_session_remembers_its_applications_once_each() {
    for world in World::all().await {
        let engine = world.engine();
        let session = session(&world, "cookie", world.adele.id, 1);
        let app = |version: &str| SessionApp { app: world.app.id, version: version.to_owned() };
        let mut unit = world.store.unit().await.unwrap();
        unit.begin_session(&session).await.unwrap();
        for (version, at) in [("v1", 1), ("v2", 2)] {
            unit.note_session_app(session.id, &app(version), later(at)).await.unwrap();
        }
        assert_eq!(unit.apps_of_session(session.id).await.unwrap(), [app("v2")], "{engine}");
        let keep = Retention::default();
        unit.prune(later(1).plus(keep.sessions), &keep).await.unwrap();
        assert_eq!(unit.apps_of_session(session.id).await.unwrap().len(), 1, "{engine}");
        unit.prune(later(3).plus(keep.sessions), &keep).await.unwrap();
        assert!(unit.apps_of_session(session.id).await.unwrap().is_empty(), "{engine}");
    }
}
