//! Sync where something went wrong or is left out: keys, repeated and parallel requests, empty and
//! partial ones, and those that wait.

use std::time::Duration;

use consentry_mailbox::FolderKind;
use consentry_mailproto::eas::{
    Command, Message as _, SyncKey,
    sync::{self, Collection, Status, Wait},
};

use crate::{
    phone::{Phone, added, shown},
    world::World,
};

const SAM: &str = "sam@tailspin.example";
const MAIL: &[u8] = b"Subject: s\r\n\r\nbody\r\n";

#[tokio::test]
async fn bi_228_and_229_unknown_keys() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    phone.begin(&inbox).await;
    for key in ["77", "x", "-1", "00"] {
        let asked = Collection::new(inbox.clone(), key.parse().unwrap());
        let answer = phone.sync(asked).await.unwrap();
        assert_eq!((answer.status, answer.sync_key), (Status::InvalidSyncKey, SyncKey::initial()));
    }
    let collection = Collection::new(inbox.clone(), SyncKey::minted("A".repeat(10_000)));
    let request = sync::Request { collections: vec![collection], ..sync::Request::default() };
    let answer = phone.command(Command::Sync, request.to_wbxml()).await;
    let told = sync::Response::Failure { status: Status::InvalidSyncKey, limit: None };
    assert_eq!(sync::Response::from_wbxml(&answer.body), Ok(told), "BI-229");
    let elsewhere = Collection::new("999".parse().unwrap(), SyncKey::initial());
    let answer = phone.sync(elsewhere).await.unwrap();
    assert_eq!(answer.status, Status::FolderHierarchyChanged);
}

#[tokio::test]
async fn a_lost_answer_is_given_again() {
    for world in World::each().await {
        let mails = vec![MAIL; 10];
        world.mails(SAM, &mails).await;
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        let inbox = phone.folder(FolderKind::Inbox).await;
        let key = phone.begin(&inbox).await;
        let window = |key: &SyncKey| Collection {
            window_size: 4,
            ..Collection::new(inbox.clone(), key.clone())
        };
        let first = phone.sync(window(&key)).await.unwrap();
        world.mails(SAM, &[MAIL]).await;
        assert_eq!(phone.sync(window(&key)).await.unwrap(), first, "the same window again");
        let second = phone.sync(window(&first.sync_key)).await.unwrap();
        assert!(added(&second.changes).iter().all(|id| !added(&first.changes).contains(id)));
        let gone = phone.sync(window(&key)).await.unwrap();
        assert_eq!(gone.status, Status::InvalidSyncKey, "two steps back is too far");
    }
}

#[tokio::test]
async fn bi_234_two_requests_with_one_key() {
    for world in World::each().await {
        let mails = vec![MAIL; 10];
        world.mails(SAM, &mails).await;
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        let inbox = phone.folder(FolderKind::Inbox).await;
        let key = phone.begin(&inbox).await;
        let ask = || {
            let asked =
                Collection { window_size: 4, ..Collection::new(inbox.clone(), key.clone()) };
            phone.sync(asked)
        };
        let (one, two) = tokio::join!(ask(), ask());
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one, two);
        let rest = Collection::new(inbox.clone(), one.sync_key.clone());
        let rest = phone.sync(rest).await.unwrap();
        assert_eq!(added(&one.changes).len() + added(&rest.changes).len(), 10);
    }
}

#[tokio::test]
async fn empty_and_partial_requests_lean_on_the_last_one() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let failure = |status| sync::Response::Failure { status, limit: None }.to_wbxml();
    let answer = phone.command(Command::Sync, Vec::new()).await;
    assert_eq!(answer.body, failure(Status::IncompleteRequest), "nothing to repeat");
    let inbox = phone.folder(FolderKind::Inbox).await;
    let sent = phone.folder(FolderKind::SentItems).await;
    let (inbox_key, sent_key) = (phone.begin(&inbox).await, phone.begin(&sent).await);
    let request = sync::Request {
        collections: vec![
            Collection::new(inbox.clone(), inbox_key),
            Collection::new(sent.clone(), sent_key.clone()),
        ],
        ..sync::Request::default()
    };
    assert_eq!(phone.sync_request(&request).await, None);
    assert_eq!(phone.command(Command::Sync, Vec::new()).await.body, Vec::<u8>::new());
    world.mails(SAM, &[MAIL]).await;
    let news = phone.command(Command::Sync, Vec::new()).await;
    assert!(shown(&news).contains("Add"), "{}", shown(&news));
    let partial = sync::Request {
        collections: vec![Collection::new(sent, sent_key)],
        partial: true,
        ..sync::Request::default()
    };
    let again = phone.sync_request(&partial).await.unwrap();
    assert_eq!(again.collection_id, inbox, "the folder that was not named");
    let nothing = sync::Request::default().to_wbxml();
    let answer = phone.command(Command::Sync, nothing).await;
    assert_eq!(answer.body, failure(Status::ProtocolError));
}

#[tokio::test]
async fn a_waiting_request_ends_with_the_first_mail() {
    for world in World::each().await {
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        phone.folders().await;
        let inbox = phone.folder(FolderKind::Inbox).await;
        let (key, _) = phone.everything(&inbox, 100).await;
        let key = if key.is_initial() { phone.begin(&inbox).await } else { key };
        let request = sync::Request {
            collections: vec![Collection::new(inbox.clone(), key)],
            wait: Some(Wait::Minutes(5)),
            ..sync::Request::default()
        };
        let arrive = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            world.mails(SAM, &[MAIL]).await;
            std::time::Instant::now()
        };
        let waiting = phone.sync_request(&request);
        let (answer, arrived) = tokio::join!(waiting, arrive);
        assert_eq!(added(&answer.unwrap().changes).len(), 1);
        assert!(arrived.elapsed() < Duration::from_secs(1), "{:?}", arrived.elapsed());
    }
}

#[tokio::test]
async fn a_wait_has_limits() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    let key = phone.begin(&inbox).await;
    for (wait, limit) in [
        (Wait::Minutes(0), 1),
        (Wait::Minutes(60), 59),
        (Wait::Seconds(59), 60),
        (Wait::Seconds(3_541), 3_540),
    ] {
        let request = sync::Request {
            collections: vec![Collection::new(inbox.clone(), key.clone())],
            wait: Some(wait),
            ..sync::Request::default()
        };
        let answer = phone.command(Command::Sync, request.to_wbxml()).await;
        let told = sync::Response::Failure { status: Status::InvalidWait, limit: Some(limit) };
        assert_eq!(sync::Response::from_wbxml(&answer.body), Ok(told), "{wait:?}");
    }
    let collections = vec![Collection::new(inbox, key); 201];
    let request = sync::Request { collections, ..sync::Request::default() };
    let answer = phone.command(Command::Sync, request.to_wbxml()).await;
    let told = sync::Response::Failure { status: Status::TooManyCollections, limit: Some(200) };
    assert_eq!(sync::Response::from_wbxml(&answer.body), Ok(told));
}
