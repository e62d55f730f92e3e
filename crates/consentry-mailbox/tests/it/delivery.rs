//! Delivery: all or nothing, once for each client id.

use consentry_mailbox::{Delivered, Delivery, FolderKind, MailError, Once, Sender};

use crate::place::{NOW, Place, device, owner};

const MESSAGE: &[u8] = b"From: sam@x.example\r\nTo: tess@x.example\r\nBcc: kim@x.example\r\n\
                         Subject: s\r\n\r\nHello\r\n";

async fn all(place: &Place, user: u128, kind: FolderKind) -> Vec<(bool, Vec<u8>)> {
    let folder = place.store.default_folder(owner(user), kind).await.unwrap();
    let mut found = Vec::new();
    for summary in place.store.list(owner(user), folder, None, 100).await.unwrap() {
        let at = consentry_mailbox::ItemRef { folder, item: summary.item };
        found.push((summary.read, place.store.raw(owner(user), at).await.unwrap().unwrap()));
    }
    found
}

#[tokio::test]
async fn a_message_reaches_all_and_stays_with_the_sender() {
    for place in Place::all().await {
        place.store.ensure(owner(2)).await.unwrap();
        let delivery = Delivery {
            message: MESSAGE,
            sender: Some(Sender { owner: owner(1), keeps_copy: true, once: None }),
            // Twice the same, and the sender himself.
            recipients: &[owner(2), owner(1), owner(2)],
            at: NOW,
        };
        assert_eq!(place.store.deliver(delivery).await.unwrap(), Delivered::Now);
        let arrived = String::from_utf8(MESSAGE.to_vec()).unwrap();
        let arrived = arrived.replace("Bcc: kim@x.example\r\n", "").into_bytes();
        assert_eq!(all(&place, 2, FolderKind::Inbox).await, [(false, arrived.clone())]);
        assert_eq!(all(&place, 1, FolderKind::Inbox).await, [(false, arrived)]);
        assert_eq!(all(&place, 1, FolderKind::SentItems).await, [(true, MESSAGE.to_vec())]);
        assert_eq!(all(&place, 2, FolderKind::SentItems).await, []);
    }
}

#[tokio::test]
async fn a_repeated_request_sends_once() {
    for place in Place::all().await {
        place.store.ensure(owner(2)).await.unwrap();
        let phone = device("phone");
        let once = Once { device: &phone, client_id: "c1" };
        let sender = Sender { owner: owner(1), keeps_copy: true, once: Some(once) };
        let delivery =
            Delivery { message: MESSAGE, sender: Some(sender), recipients: &[owner(2)], at: NOW };
        assert!(!place.store.was_sent(owner(1), &once).await.unwrap());
        let (first, second) =
            tokio::join!(place.store.deliver(delivery), place.store.deliver(delivery));
        let mut outcomes = [first.unwrap() == Delivered::Now, second.unwrap() == Delivered::Now];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [false, true], "{:?}", place.engine());
        assert!(place.store.was_sent(owner(1), &once).await.unwrap());
        assert_eq!(all(&place, 2, FolderKind::Inbox).await.len(), 1);
        assert_eq!(all(&place, 1, FolderKind::SentItems).await.len(), 1);
        let later = NOW.plus(std::time::Duration::from_secs(1));
        assert_eq!(place.store.forget_done(later).await.unwrap(), 1);
        assert!(!place.store.was_sent(owner(1), &once).await.unwrap());
    }
}

#[tokio::test]
async fn a_delivery_that_fails_leaves_nothing() {
    for place in Place::all().await {
        let delivery =
            Delivery { message: MESSAGE, sender: None, recipients: &[owner(1), owner(9)], at: NOW };
        let failed = place.store.deliver(delivery).await;
        assert!(matches!(failed, Err(MailError::NoMailbox)), "{failed:?}");
        assert_eq!(all(&place, 1, FolderKind::Inbox).await, []);
    }
}

#[tokio::test]
async fn deliveries_in_opposite_directions_do_not_wait_for_each_other() {
    for place in Place::all().await {
        place.store.ensure(owner(2)).await.unwrap();
        let send = |from, to| {
            let store = place.store.clone();
            async move {
                for _ in 0..20 {
                    let sender = Sender { owner: owner(from), keeps_copy: true, once: None };
                    let recipients = [owner(to)];
                    let delivery = Delivery {
                        message: MESSAGE,
                        sender: Some(sender),
                        recipients: &recipients,
                        at: NOW,
                    };
                    store.deliver(delivery).await.unwrap();
                }
            }
        };
        tokio::join!(send(1, 2), send(2, 1));
        assert_eq!(all(&place, 1, FolderKind::Inbox).await.len(), 20);
        assert_eq!(all(&place, 2, FolderKind::Inbox).await.len(), 20);
    }
}
