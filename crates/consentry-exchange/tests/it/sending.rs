//! Mail that leaves a phone: to people here, to the outside, and back when it cannot go.

use std::time::Duration;

use consentry_mailbox::{FolderKind, OpenedMessage, Summary};
use consentry_mailproto::{
    eas::{
        Command, CommonStatus, Message as _, send_mail,
        smart::{Kind, Request as Smart, Source},
    },
    wbxml,
};
use consentry_service::OutboundRun;

use crate::{
    phone::Phone,
    smtp::{self, Server},
    world::{Answer, World},
};

const SAM: &str = "sam@tailspin.example";
const TESS: &str = "tess@tailspin.example";

async fn list(world: &World, user: &str, kind: FolderKind) -> Vec<Summary> {
    let (owner, folder) = (world.owner(user).await, world.folder(user, kind).await);
    world.service.mailboxes().list(owner, folder, None, 100).await.unwrap()
}

async fn raw(world: &World, user: &str, summary: &Summary) -> String {
    let at = consentry_mailbox::ItemRef { folder: summary.folder, item: summary.item };
    let raw = world.service.mailboxes().raw(world.owner(user).await, at).await.unwrap().unwrap();
    String::from_utf8(raw).unwrap()
}

async fn send(phone: &Phone<'_>, id: &str, mime: &str) -> Answer {
    let request = send_mail::Request {
        client_id: id.parse().unwrap(),
        account_id: None,
        save_in_sent_items: true,
        mime: mime.as_bytes().to_vec(),
    };
    phone.command(Command::SendMail, request.to_wbxml()).await
}

fn told(status: CommonStatus) -> Vec<u8> {
    wbxml::encode(&Command::SendMail.failure(status).unwrap())
}

#[tokio::test]
async fn mail_between_people_here_is_delivered_once() {
    for world in World::each().await {
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        let mime = "To: Tess <tess@tailspin.example>\r\nBcc: adele@contoso.example\r\n\
                    Subject: Hi\r\n\r\nHi\r\n";
        for _ in 0..2 {
            let answer = send(&phone, "1", mime).await;
            assert_eq!((answer.status, answer.body.len()), (200, 0));
        }
        for user in [TESS, "adele@contoso.example"] {
            let inbox = list(&world, user, FolderKind::Inbox).await;
            assert_eq!(inbox.len(), 1, "{user}: sent twice is sent once");
            let got = raw(&world, user, &inbox[0]).await;
            assert!(!got.contains("Bcc"), "{got}");
            for line in ["From: sam@tailspin.example\r\n", "Date: ", "Message-ID: <"] {
                assert!(got.contains(line), "{line} {got}");
            }
        }
        let sent = list(&world, SAM, FolderKind::SentItems).await;
        assert_eq!(sent.len(), 1);
        assert!(sent[0].read && raw(&world, SAM, &sent[0]).await.contains("Bcc: adele"));
    }
}

#[tokio::test]
async fn what_cannot_go_comes_back() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let mime = "To: a@elsewhere.example, nobody@contoso.example, tess@tailspin.example\r\n\
                Subject: Hi\r\n\r\nHi\r\n";
    assert_eq!(send(&phone, "1", mime).await.body, Vec::<u8>::new());
    assert_eq!(list(&world, TESS, FolderKind::Inbox).await.len(), 1, "who is here gets it");
    let back = list(&world, SAM, FolderKind::Inbox).await;
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].headers.subject, "Undeliverable: Hi");
    let notice = raw(&world, SAM, &back[0]).await;
    for line in ["rfc822; a@elsewhere.example", "5.4.4", "rfc822; nobody@contoso.example", "5.1.1"]
    {
        assert!(notice.contains(line), "{line}: {notice}");
    }
    assert!(!notice.contains("rfc822; tess@"), "{notice}");
}

#[tokio::test]
async fn what_must_not_go_is_refused() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let forged = "From: tess@tailspin.example\r\nTo: sam@tailspin.example\r\n\r\nx\r\n";
    let answer = send(&phone, "1", forged).await;
    assert_eq!(answer.body, told(CommonStatus::MailSubmissionFailed));
    let answer = send(&phone, "2", "Subject: to nobody\r\n\r\nx\r\n").await;
    assert_eq!(answer.body, told(CommonStatus::MessageHasNoRecipient));
    assert!(list(&world, SAM, FolderKind::Inbox).await.is_empty());
    assert!(list(&world, SAM, FolderKind::SentItems).await.is_empty());
    let own = "From: \"Sam\" <SAM@tailspin.example>\r\nTo: sam@tailspin.example\r\n\r\nx\r\n";
    assert!(send(&phone, "3", own).await.body.is_empty());
    assert_eq!(list(&world, SAM, FolderKind::Inbox).await.len(), 1);
}

#[tokio::test]
async fn replies_and_forwards_carry_the_other_mail_on() {
    let world = World::new().await;
    let original = "From: tess@tailspin.example\r\nTo: sam@tailspin.example\r\nSubject: Q\r\n\r\n\
                    Question?\r\n";
    let mails = world.mails(SAM, &[original.as_bytes()]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    let smart = |kind, id: &str| Smart {
        kind,
        client_id: id.parse().unwrap(),
        account_id: None,
        save_in_sent_items: false,
        replace_mime: false,
        source: Source::Item {
            folder_id: inbox.clone(),
            item_id: consentry_mailproto::eas::ServerId::minted(mails[0]),
            instance_id: None,
        },
        mime: b"To: tess@tailspin.example\r\nSubject: Re: Q\r\nMIME-Version: 1.0\r\n\
                Content-Type: text/plain\r\n\r\nYes.\r\n"
            .to_vec(),
    };
    let post = async |command, request: &Smart| {
        phone.command(command, wbxml::encode(&request.to_element())).await
    };
    assert!(post(Command::SmartReply, &smart(Kind::Reply, "r")).await.body.is_empty());
    assert!(post(Command::SmartForward, &smart(Kind::Forward, "f")).await.body.is_empty());
    let got = list(&world, TESS, FolderKind::Inbox).await;
    assert_eq!(got.len(), 2);
    let mut seen = [false; 2];
    for summary in &got {
        let opened = OpenedMessage::new(raw(&world, TESS, summary).await.as_bytes());
        assert!(opened.text().contains("Yes."));
        if opened.attachments.iter().any(|part| part.name == "Q.eml") {
            seen[1] = true;
        } else {
            seen[0] = opened.text().contains("Question?");
        }
    }
    assert_eq!(seen, [true, true]);
    assert!(list(&world, SAM, FolderKind::Inbox).await[0].replied);
    let whole = Smart { replace_mime: true, ..smart(Kind::Reply, "w") };
    assert!(post(Command::SmartReply, &whole).await.body.is_empty());
    let gone = Smart { source: Source::LongId("1:999".to_owned()), ..smart(Kind::Reply, "g") };
    let answer = post(Command::SmartReply, &gone).await;
    let want = Command::SmartReply.failure(CommonStatus::ItemNotFound).unwrap();
    assert_eq!(answer.body, wbxml::encode(&want));
}

#[tokio::test]
async fn mail_to_the_outside_leaves_by_the_smarthost() {
    let server = Server::start(&["b@elsewhere.example"]).await;
    let world = World::with_route(server.route()).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let mime = "To: a@elsewhere.example, b@elsewhere.example, tess@tailspin.example\r\n\
                Bcc: c@elsewhere.example\r\nSubject: Out\r\n\r\n.dot\r\n";
    for _ in 0..2 {
        assert!(send(&phone, "1", mime).await.body.is_empty());
    }
    assert_eq!(list(&world, TESS, FolderKind::Inbox).await.len(), 1);
    let run = async || world.service.run_outbound_once(world.clock_now()).await.unwrap();
    run().await;
    let run_two = run().await;
    assert_eq!(run_two, OutboundRun { sent: 2, put_off: 0, failed: 1 }, "each alone");
    assert_eq!(run().await, OutboundRun::default(), "nothing is left");
    let taken = server.taken();
    let to: Vec<_> = taken.iter().map(|(to, _)| to.join(",")).collect();
    assert_eq!(to, ["a@elsewhere.example", "c@elsewhere.example"]);
    assert!(taken.iter().all(|(_, text)| !text.contains("Bcc")), "{taken:?}");
    let back = list(&world, SAM, FolderKind::Inbox).await;
    assert_eq!(back.len(), 1);
    let notice = raw(&world, SAM, &back[0]).await;
    assert!(notice.contains("b@elsewhere.example") && notice.contains("nobody here"), "{notice}");
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing() {
    // A port that was free a moment ago.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let world = World::with_route(smtp::route(port)).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let mime = "To: a@elsewhere.example\r\nSubject: Out\r\n\r\nx\r\n";
    assert!(send(&phone, "1", mime).await.body.is_empty());
    let run = async || world.service.run_outbound_once(world.clock_now()).await.unwrap();
    let put_off = OutboundRun { put_off: 1, ..OutboundRun::default() };
    assert_eq!(run().await, put_off);
    assert_eq!(run().await, OutboundRun::default(), "not before its time");
    world.wait(Duration::from_mins(1));
    assert_eq!(run().await, put_off);
    world.wait(Duration::from_hours(5 * 24));
    assert_eq!(run().await, OutboundRun { failed: 1, ..OutboundRun::default() });
    let back = list(&world, SAM, FolderKind::Inbox).await;
    assert_eq!(back[0].headers.subject, "Undeliverable: Out");
}
