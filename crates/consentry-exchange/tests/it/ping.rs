//! Ping: it wakes, it ends, and it ends early for who is admitted no more.

use std::time::{Duration, Instant};

use consentry_mailbox::FolderKind;
use consentry_mailproto::eas::{
    CollectionId, Command, Message as _,
    ping::{Folder, Request, Response, Status},
    send_mail,
};

use crate::{
    phone::Phone,
    world::{TAILSPIN, World},
};

const TESS: &str = "tess@tailspin.example";

fn ping(heartbeat: Option<u32>, folders: &[&CollectionId]) -> Request {
    let folder = |id: &&CollectionId| Folder { id: (*id).clone(), class: None };
    Request { heartbeat_interval: heartbeat, folders: Some(folders.iter().map(folder).collect()) }
}

#[tokio::test]
async fn a_sent_mail_wakes_the_other_phone() {
    for world in World::each().await {
        let sam = Phone::ready(&world, "sam@tailspin.example", "PHONE1").await;
        let tess = Phone::ready(&world, TESS, "PHONE2").await;
        tess.folders().await;
        let inbox = tess.folder(FolderKind::Inbox).await;
        tess.everything(&inbox, 100).await;
        let request = ping(Some(60), &[&inbox]);
        let waiting = tess.ask::<_, Response>(Command::Ping, &request);
        let send = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let mail = send_mail::Request {
                client_id: "1".parse().unwrap(),
                account_id: None,
                save_in_sent_items: true,
                mime: b"To: tess@tailspin.example\r\nSubject: Hi\r\n\r\nHi\r\n".to_vec(),
            };
            let answer = sam.command(Command::SendMail, mail.to_wbxml()).await;
            assert_eq!((answer.status, answer.body.len()), (200, 0), "success is empty");
            Instant::now()
        };
        let (answer, sent) = tokio::join!(waiting, send);
        let want = Response { folders: vec![inbox.clone()], ..Response::new(Status::Changes) };
        assert_eq!(answer, want);
        assert!(sent.elapsed() < Duration::from_secs(1), "{:?}", sent.elapsed());
        let at_once: Response = tess.ask(Command::Ping, &request).await;
        assert_eq!(at_once, want, "still to be fetched");
    }
}

#[tokio::test]
async fn an_empty_ping_is_the_last_one() {
    let world = World::new().await;
    let tess = Phone::ready(&world, TESS, "PHONE2").await;
    let status = async |body: Vec<u8>| {
        let answer = tess.command(Command::Ping, body).await;
        Response::from_wbxml(&answer.body).expect("never empty").status
    };
    assert_eq!(status(Vec::new()).await, Status::MissingParameters);
    tess.folders().await;
    let inbox = tess.folder(FolderKind::Inbox).await;
    tess.begin(&inbox).await;
    world.mails(TESS, &[b"Subject: s\r\n\r\nb\r\n"]).await;
    assert_eq!(status(ping(Some(60), &[&inbox]).to_wbxml()).await, Status::Changes);
    assert_eq!(status(Vec::new()).await, Status::Changes);
    let gone: CollectionId = "999".parse().unwrap();
    assert_eq!(status(ping(None, &[&gone]).to_wbxml()).await, Status::FolderSyncRequired);
}

#[tokio::test]
async fn a_new_folder_ends_it() {
    let world = World::new().await;
    let tess = Phone::ready(&world, TESS, "PHONE2").await;
    tess.folders().await;
    let inbox = tess.folder(FolderKind::Inbox).await;
    tess.everything(&inbox, 100).await;
    let owner = world.owner(TESS).await;
    let request = ping(Some(60), &[&inbox]);
    let waiting = tess.ask::<_, Response>(Command::Ping, &request);
    let make = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let name = "New".parse().unwrap();
        world.service.mailboxes().create_folder(owner, None, &name).await.unwrap();
    };
    let (answer, ()) = tokio::join!(waiting, make);
    assert_eq!(answer.status, Status::FolderSyncRequired);
}

#[tokio::test]
async fn ruling_17_it_ends_within_five_seconds_of_a_revocation() {
    let world = World::new().await;
    let tess = Phone::ready(&world, TESS, "PHONE2").await;
    tess.folders().await;
    let inbox = tess.folder(FolderKind::Inbox).await;
    tess.everything(&inbox, 100).await;
    let body = ping(Some(60), &[&inbox]).to_wbxml();
    let waiting = tess.command(Command::Ping, body);
    let revoke = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.wait(Duration::from_secs(1));
        let user = world.user(TESS).await;
        let mut unit = world.store.unit().await.unwrap();
        unit.revoke_sessions(user.id, world.clock_now()).await.unwrap();
        unit.commit().await.unwrap();
        Instant::now()
    };
    let (answer, revoked) = tokio::join!(waiting, revoke);
    assert_eq!(answer.status, 401);
    let challenge = answer.header("www-authenticate");
    assert!(challenge.contains(TAILSPIN), "the way in again: {challenge}");
    assert!(revoked.elapsed() < Duration::from_secs(5), "{:?}", revoked.elapsed());
}
