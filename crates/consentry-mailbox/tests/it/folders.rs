//! Folders: the rules of making, renaming, moving and deleting them.

use consentry_mailbox::{FolderKind, FolderName, MailError, NewMessage};

use crate::place::{NOW, Place, mail, owner};

fn name(text: &str) -> FolderName {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_mailbox_begins_with_its_folders() {
    for place in Place::all().await {
        place.store.ensure(place.owner).await.unwrap();
        let folders = place.store.folders(place.owner).await.unwrap();
        let seen: Vec<_> = folders.iter().map(|f| (f.name.as_str(), f.kind.eas_type())).collect();
        let want = [
            ("Inbox", 2),
            ("Drafts", 3),
            ("Sent Items", 5),
            ("Deleted Items", 4),
            ("Junk Email", 12),
        ];
        assert_eq!(seen, want, "{:?}", place.engine());
        assert!(!place.store.exists(owner(9)).await.unwrap());
        let missing = place.store.folders(owner(9)).await;
        assert!(matches!(missing, Err(MailError::NoMailbox)));
    }
}

#[tokio::test]
async fn folders_follow_their_rules() {
    for place in Place::all().await {
        let (store, owner) = (&place.store, place.owner);
        let before = store.folder_version(owner).await.unwrap();
        let a = store.create_folder(owner, None, &name("Ärger")).await.unwrap();
        let b = store.create_folder(owner, Some(a), &name("inner")).await.unwrap();
        assert!(store.folder_version(owner).await.unwrap() > before);

        let taken = store.create_folder(owner, None, &name("äRGER")).await;
        assert!(matches!(taken, Err(MailError::FolderExists)), "{taken:?}");
        let taken = store.create_folder(owner, None, &name("inbox")).await;
        assert!(matches!(taken, Err(MailError::FolderExists)), "{taken:?}");
        let nowhere = store.create_folder(owner, Some("99".parse().unwrap()), &name("x")).await;
        assert!(matches!(nowhere, Err(MailError::NoParent)), "{nowhere:?}");

        store.update_folder(owner, a, None, &name("ärger")).await.unwrap();
        let looped = store.update_folder(owner, a, Some(b), &name("x")).await;
        assert!(matches!(looped, Err(MailError::FolderLoop)), "{looped:?}");
        let stays = store.update_folder(owner, place.inbox, None, &name("Post")).await;
        assert!(matches!(stays, Err(MailError::FolderStays)), "{stays:?}");
        let stays = store.delete_folder(owner, place.inbox).await;
        assert!(matches!(stays, Err(MailError::FolderStays)), "{stays:?}");
    }
}

#[tokio::test]
async fn the_mail_of_a_deleted_folder_can_be_found_again_once() {
    for place in Place::all().await {
        let (store, owner) = (&place.store, place.owner);
        let bin = store.default_folder(owner, FolderKind::DeletedItems).await.unwrap();
        let a = store.create_folder(owner, None, &name("a")).await.unwrap();
        let b = store.create_folder(owner, Some(a), &name("b")).await.unwrap();
        for (folder, subject) in [(a, "one"), (b, "two")] {
            let message = NewMessage::unread(mail(subject), NOW);
            store.append(owner, folder, message).await.unwrap();
        }
        store.delete_folder(owner, a).await.unwrap();
        assert_eq!(store.folder(owner, b).await.unwrap(), None);
        assert_eq!(store.count(owner, bin).await.unwrap(), (2, 2));
        let again = store.create_folder(owner, None, &name("a")).await.unwrap();
        assert_ne!(a, again, "a number is never used again");

        store.update_folder(owner, again, Some(bin), &name("a")).await.unwrap();
        let message = NewMessage::unread(mail("three"), NOW);
        store.append(owner, again, message).await.unwrap();
        store.delete_folder(owner, again).await.unwrap();
        assert_eq!(store.count(owner, bin).await.unwrap(), (2, 2), "{:?}", place.engine());
    }
}
