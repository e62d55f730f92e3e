//! The queue of outbound mail, and the registry of devices.

use consentry_model::OutboundMailId;
use consentry_store::{Device, MailKind, MailState, OutboundMail};

use crate::world::{NOW, World, later};

fn mail(world: &World, to: &str, due: u64) -> OutboundMail {
    OutboundMail {
        id: OutboundMailId::mint(&world.ids),
        kind: MailKind::Mail,
        from: "adele@contoso.example".to_owned(),
        to: vec![to.to_owned(), "copy@elsewhere.example".to_owned()],
        message: b"Subject: x\r\n\r\n\0\xff".to_vec(),
        state: MailState::Queued,
        attempts: 0,
        next_attempt_at: later(due),
        last_error: None,
        created_at: later(due),
    }
}

#[tokio::test]
async fn due_mail_waits_for_its_time_and_goes_once() {
    for world in World::all().await {
        let engine = world.engine();
        let (now, soon) = (mail(&world, "a@x.example", 1), mail(&world, "b@x.example", 2));
        let late = mail(&world, "c@x.example", 99);
        let mut unit = world.store.unit().await.unwrap();
        for mail in [&soon, &now, &late] {
            unit.queue_mail(mail).await.unwrap();
        }
        assert_eq!(unit.due_mail(NOW, 10).await.unwrap(), [], "{engine}");
        let due = unit.due_mail(later(2), 10).await.unwrap();
        assert_eq!(due, [now.clone(), soon.clone()], "{engine}");
        assert_eq!(
            unit.due_mail(later(2), 1).await.unwrap(),
            std::slice::from_ref(&now),
            "{engine}"
        );
        let sent = OutboundMail { state: MailState::Sent, attempts: 1, ..now };
        assert!(unit.set_mail_state(&sent).await.unwrap(), "{engine}");
        assert!(!unit.set_mail_state(&sent).await.unwrap(), "{engine}");
        let again = OutboundMail {
            attempts: 1,
            next_attempt_at: later(50),
            last_error: Some("451 try\0 later".to_owned()),
            ..soon
        };
        assert!(unit.set_mail_state(&again).await.unwrap(), "{engine}");
        assert_eq!(unit.due_mail(later(49), 10).await.unwrap(), [], "{engine}");
        let due = unit.due_mail(later(50), 10).await.unwrap();
        let want = OutboundMail { last_error: Some("451 try later".to_owned()), ..again };
        assert_eq!(due, [want], "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn the_outbox_is_looked_through_by_address() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for (to, due) in [("a@x.example", 1), ("b@x.example", 2)] {
            unit.queue_mail(&mail(&world, to, due)).await.unwrap();
        }
        assert_eq!(unit.outbox(None).await.unwrap().len(), 2, "{engine}");
        let found = unit.outbox(Some("A@X.example")).await.unwrap();
        assert_eq!(found.len(), 1, "{engine}");
        assert_eq!(found[0].to[0], "a@x.example", "{engine}");
        assert_eq!(unit.outbox(Some("copy@elsewhere.example")).await.unwrap().len(), 2);
        assert!(unit.outbox(Some("x.example")).await.unwrap().is_empty(), "{engine}");
        assert_eq!(unit.delete_outbox().await.unwrap(), 2, "{engine}");
        assert!(unit.outbox(None).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn a_device_is_one_row_and_keeps_what_it_told() {
    for world in World::all().await {
        let engine = world.engine();
        let first = Device {
            tenant: world.contoso.id,
            user: world.adele.id,
            device_id: "ABC".to_owned(),
            device_type: "iPhone".to_owned(),
            user_agent: "Apple-iPhone/1".to_owned(),
            model: Some("iPhone 15".to_owned()),
            os: None,
            first_seen: NOW,
            last_seen: NOW,
        };
        let second = Device {
            user_agent: "Apple-iPhone/2".to_owned(),
            model: None,
            os: Some("iOS 17.6".to_owned()),
            first_seen: later(9),
            last_seen: later(9),
            ..first.clone()
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.seen_device(&first).await.unwrap();
        unit.seen_device(&second).await.unwrap();
        let found = unit.devices(world.contoso.id, world.adele.id).await.unwrap();
        let want = Device { model: first.model, first_seen: NOW, ..second };
        assert_eq!(found, [want], "{engine}");
        assert!(unit.devices(world.fabrikam.id, world.adele.id).await.unwrap().is_empty());
    }
}
