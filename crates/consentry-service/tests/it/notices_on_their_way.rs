//! Notices on their way: into mailboxes here, through a server, and while there is none (D15).

use std::collections::BTreeSet;

use consentry_service::{MailRoute, OutboundRun, UserChange};
use tokio::net::TcpListener;

use crate::{
    scene::{HOUR, Scene},
    smtp::{self, Server},
};

const REASON: &str = "I read mail on my phone";

#[tokio::test]
async fn without_a_server_a_notice_goes_into_the_mailbox_here_once() {
    for route in [MailRoute::Nowhere, MailRoute::Outbox] {
        for scene in Scene::each(route.clone()).await {
            scene.asks("adele", REASON).await;
            assert!(scene.notices_at("grady").await.is_empty(), "nobody waits for it");
            let run = scene.service.run_outbound_once(scene.now()).await.unwrap();
            assert_eq!(run, OutboundRun { sent: 1, ..OutboundRun::default() });
            let run = scene.service.run_outbound_once(scene.now()).await.unwrap();
            assert_eq!(run, OutboundRun::default());
            let got = scene.notices_at("grady").await;
            assert_eq!(got.len(), 1);
            let sent = scene.new_mails(&mut BTreeSet::new()).await.remove(0).message;
            assert_eq!(got[0], sent, "as it was queued");
        }
    }
}

#[tokio::test]
async fn a_notice_to_somebody_without_a_mailbox_here_waits_for_a_server() {
    let scene = Scene::new(MailRoute::Nowhere).await;
    let mailbox = Some(Some(consentry_model::MailboxLocation::OnPremises));
    scene.change("grady", UserChange { mailbox, ..UserChange::default() }).await;
    scene.asks("adele", REASON).await;
    let run = scene.service.run_outbound_once(scene.now()).await.unwrap();
    assert_eq!(run, OutboundRun { put_off: 1, ..OutboundRun::default() });
    let server = Server::start(&[]).await;
    let node = scene.node(server.route()).await;
    scene.wait(HOUR);
    assert_eq!(node.run_outbound_once(scene.now()).await.unwrap().sent, 1);
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].0, ["grady@contoso.example"]);
}

/// A port at which nobody listens.
async fn silence() -> MailRoute {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    smtp::route(listener.local_addr().unwrap().port())
}

#[tokio::test]
async fn while_the_server_is_down_nothing_is_lost_and_afterwards_all_arrive_once() {
    for scene in Scene::each(silence().await).await {
        let megan = scene.user("megan").await;
        scene.set(|all| all.reviewers.push(consentry_model::Reviewer::User(megan.id))).await;
        // An hour in which requests come and nobody takes mail.
        let mut id = None;
        for who in ["adele", "alex", "diego"] {
            id = Some(scene.asks(who, REASON).await);
            let run = scene.service.run_outbound_once(scene.now()).await.unwrap();
            assert_eq!((run.sent, run.failed), (0, 0), "{who}");
            scene.wait(HOUR / 3);
        }
        let (contoso, grady) = (scene.contoso().await, scene.user("grady").await);
        let down = (consentry_service::TurnDown::Deny, "no".parse().unwrap());
        scene.service.turn_down_request(&contoso, id.unwrap(), down, &grady).await.unwrap();
        let queued = scene.new_mails(&mut BTreeSet::new()).await;
        assert_eq!(queued.len(), 2 + 3, "two reviewers, three who asked");
        assert!(scene.notices_at("grady").await.is_empty());
        // The server is back, and two nodes send at once.
        let server = Server::start(&[]).await;
        let nodes = (scene.node(server.route()).await, scene.node(server.route()).await);
        scene.wait(HOUR);
        for _ in 0..3 {
            let now = scene.now();
            let (one, other) =
                tokio::join!(nodes.0.run_outbound_once(now), nodes.1.run_outbound_once(now));
            assert_eq!((one.unwrap().failed, other.unwrap().failed), (0, 0));
        }
        let mut taken: Vec<String> =
            server.taken().into_iter().flat_map(|(recipients, _)| recipients).collect();
        taken.sort();
        let wanted = ["adele", "alex", "diego", "grady", "megan"];
        assert_eq!(taken, wanted.map(|name| format!("{name}@contoso.example")));
        let texts: BTreeSet<String> = server.taken().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts.len(), 5);
        for text in texts {
            let own = queued.iter().filter(|mail| {
                let id = format!("<{}@login.test>", mail.id.as_uuid().simple());
                text.contains(&format!("Message-ID: {id}"))
            });
            assert_eq!(own.count(), 1, "{text}");
        }
    }
}
