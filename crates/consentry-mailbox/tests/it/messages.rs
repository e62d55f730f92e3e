//! Messages: bytes stay as they are; reading, marking, moving, deleting.

use consentry_mailbox::{
    Draft, Flag, FlagStatus, FolderKind, ItemRef, MAX_MESSAGE_BYTES, MailError, Moved, NewMessage,
    Patch,
};

use crate::place::{NOW, Place, mail, owner};

const READ: Patch = Patch { read: Some(true), flag: None, replied: None };

#[tokio::test]
async fn bytes_stay_as_they_are() {
    for place in Place::all().await {
        let all: Vec<u8> = (0..=255).collect();
        for raw in [all, b"Subject: \0\xff\r\n\n\r".to_vec(), Vec::new()] {
            let message = NewMessage::unread(raw.clone(), NOW);
            let at = place.store.append(place.owner, place.inbox, message).await.unwrap();
            assert_eq!(place.store.raw(place.owner, at).await.unwrap(), Some(raw));
            place.store.open_message(place.owner, at).await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_summary_says_what_was_stored() {
    for place in Place::all().await {
        let (store, owner) = (&place.store, place.owner);
        let flag = Flag { due: Some(NOW), ..Flag::active() };
        let message = NewMessage {
            read: true,
            replied: true,
            flag: flag.clone(),
            draft: Draft::Yes,
            ..NewMessage::unread(mail("Grüße"), NOW)
        };
        let at = store.append(owner, place.inbox, message).await.unwrap();
        let summary = store.summary(owner, at).await.unwrap().unwrap();
        assert_eq!((summary.folder, summary.item), (at.folder, at.item));
        assert_eq!(summary.received, NOW);
        assert!(summary.read && summary.replied && summary.draft == Draft::Yes);
        assert_eq!(summary.flag, flag);
        assert_eq!(summary.headers.subject, "Grüße");
        assert_eq!(summary.headers.from, "\"Ada\" <ada@x.example>");
        assert_eq!(summary.size, u64::try_from(mail("Grüße").len()).unwrap());

        let patch = Patch { read: Some(false), flag: Some(Flag::default()), replied: None };
        assert!(store.mark(owner, at, &patch, None).await.unwrap());
        let after = store.summary(owner, at).await.unwrap().unwrap();
        assert!(!after.read && after.replied && after.flag.status == FlagStatus::Cleared);
        assert!(after.modseq > summary.modseq && after.created == summary.created);
        assert!(store.mark(owner, at, &patch, None).await.unwrap(), "marked so already");
        let same = store.summary(owner, at).await.unwrap().unwrap();
        assert_eq!(same.modseq, after.modseq, "what changes nothing is no change");
    }
}

#[tokio::test]
async fn a_message_moves_under_a_new_number() {
    for place in Place::all().await {
        let (store, owner) = (&place.store, place.owner);
        let bin = store.default_folder(owner, FolderKind::DeletedItems).await.unwrap();
        let at = place.add("one").await;
        let summary = store.summary(owner, at).await.unwrap().unwrap();
        let nowhere = store.move_to(owner, at, "99".parse().unwrap(), None).await.unwrap();
        assert_eq!(nowhere, Moved::NoTarget);
        assert_eq!(store.move_to(owner, at, at.folder, None).await.unwrap(), Moved::Already);
        let Moved::To(there) = store.move_to(owner, at, bin, None).await.unwrap() else {
            panic!("it moves");
        };
        assert_eq!(there.folder, bin);
        assert_ne!(there.item, at.item);
        assert_eq!(store.move_to(owner, at, bin, None).await.unwrap(), Moved::NoItem);
        assert_eq!(store.summary(owner, at).await.unwrap(), None);
        let wrong = ItemRef { folder: place.inbox, item: there.item };
        assert_eq!(store.raw(owner, wrong).await.unwrap(), None, "its folder is part of its name");
        assert_eq!(store.raw(owner, there).await.unwrap(), Some(mail("one")));
        let moved = store.summary(owner, there).await.unwrap().unwrap();
        assert_eq!(moved.file_reference(0), summary.file_reference(0), "references stay good");

        assert!(store.discard(owner, there, None).await.unwrap());
        assert!(!store.discard(owner, there, None).await.unwrap());
        assert_eq!(store.count(owner, bin).await.unwrap(), (0, 0));
        let gone = store.attachment(owner, summary.file_reference(0)).await.unwrap();
        assert_eq!(gone, None, "the bytes are gone too");
    }
}

#[tokio::test]
async fn lists_are_newest_first_in_pages() {
    for place in Place::all().await {
        for (subject, seconds) in [("b", 2), ("d", 4), ("a", 1), ("c", 3), ("c2", 3)] {
            let at = NOW.plus(std::time::Duration::from_secs(seconds));
            place.add_at(subject, at).await;
        }
        let mut seen = Vec::new();
        let mut last = None;
        loop {
            let page = place.store.list(place.owner, place.inbox, last.as_ref(), 2).await.unwrap();
            let Some(end) = page.last() else { break };
            last = Some(end.clone());
            seen.extend(page.into_iter().map(|summary| summary.headers.subject));
        }
        assert_eq!(seen, ["d", "c2", "c", "b", "a"], "{:?}", place.engine());
    }
}

#[tokio::test]
async fn an_emptied_folder_is_empty() {
    for place in Place::all().await {
        for number in 0..3 {
            let at = place.add(&number.to_string()).await;
            place.store.mark(place.owner, at, &READ, None).await.unwrap();
        }
        place.add("unread").await;
        let count = place.store.count(place.owner, place.inbox).await.unwrap();
        assert_eq!(count, (4, 1));
        assert_eq!(place.store.empty_folder(place.owner, place.inbox).await.unwrap(), 4);
        assert_eq!(place.store.count(place.owner, place.inbox).await.unwrap(), (0, 0));
    }
}

#[tokio::test]
async fn nothing_of_another_mailbox_is_seen() {
    for place in Place::all().await {
        let store = &place.store;
        store.ensure(owner(2)).await.unwrap();
        let at = place.add("mine").await;
        let reference = store.summary(place.owner, at).await.unwrap().unwrap().file_reference(0);
        assert!(store.attachment(place.owner, reference).await.unwrap().is_some());
        assert_eq!(store.summary(owner(2), at).await.unwrap(), None);
        assert_eq!(store.raw(owner(2), at).await.unwrap(), None);
        assert_eq!(store.attachment(owner(2), reference).await.unwrap(), None);
        assert!(!store.mark(owner(2), at, &READ, None).await.unwrap());
        assert!(!store.erase(owner(2), at, None).await.unwrap());
        assert_eq!(store.move_to(owner(2), at, at.folder, None).await.unwrap(), Moved::NoItem);
        assert!(store.raw(place.owner, at).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused() {
    let place = Place::all().await.remove(0);
    let message = |size| NewMessage::unread(vec![b'x'; size], NOW);
    let refused =
        place.store.append(place.owner, place.inbox, message(MAX_MESSAGE_BYTES + 1)).await;
    assert!(matches!(refused, Err(MailError::TooLarge { .. })), "{refused:?}");
    place.store.append(place.owner, place.inbox, message(MAX_MESSAGE_BYTES)).await.unwrap();
}
