//! Browser sessions and sign-in transactions.

use consentry_store::{Transaction, TransactionState};

use crate::{
    samples::{session, transaction},
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
