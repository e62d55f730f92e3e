//! Keys, policy keys and what else is kept for a device.

use consentry_mailbox::{
    Collection, Commit, FolderChange, FolderChanges, FolderName, FolderSync, KeyState, Progress,
};
use std::time::Duration;

use crate::place::{NOW, Place, device};

fn current(state: KeyState) -> Collection {
    let KeyState::Current(opened) = state else { panic!("it is the newest key: {state:?}") };
    opened
}

async fn next(place: &Place, opened: &Collection) -> Progress {
    let at = (opened.folder, &opened.device);
    let page = place.store.changes_since(place.owner, at, &opened.progress, None, 1).await;
    page.unwrap().next
}

#[tokio::test]
async fn a_key_and_the_one_before_it_are_good() {
    for place in Place::all().await {
        let (store, owner, inbox) = (&place.store, place.owner, place.inbox);
        let phone = device("phone");
        store.device_seen(owner, &phone, "iPhone", NOW).await.unwrap();
        for subject in ["a", "b", "c"] {
            place.add(subject).await;
        }
        let open = |key: String| {
            let phone = phone.clone();
            async move { store.open_collection(owner, &phone, inbox, &key).await.unwrap() }
        };
        for key in ["1", "0", "", "-1", "01", "x"] {
            assert_eq!(open(key.to_owned()).await, KeyState::Unknown, "{key:?}");
        }
        let first = store.start_collection(owner, &phone, inbox, "{}").await.unwrap();
        let opened = current(open(first.clone()).await);
        assert_eq!(opened.options, "{}");
        let forward = next(&place, &opened).await;
        let commit = store.commit_collection(owner, &opened, &forward, "{1}").await.unwrap();
        let Commit::Key(second) = commit else { panic!("it was alone") };
        assert_ne!(first, second);

        // The answer was lost: the same question leads to the same key.
        let KeyState::Repeated { from, next: again, next_key } = open(first.clone()).await else {
            panic!("the key before is good");
        };
        assert_eq!((from.progress, again, &next_key), (opened.progress.clone(), forward, &second));
        assert_eq!(
            store.commit_collection(owner, &opened, &again_progress(&opened), "").await.unwrap(),
            Commit::Lost,
            "a request that comes late does not move on"
        );

        let opened = current(open(second.clone()).await);
        assert_eq!(opened.options, "{1}");
        let forward = next(&place, &opened).await;
        store.commit_collection(owner, &opened, &forward, "{1}").await.unwrap();
        assert_eq!(open(first).await, KeyState::Unknown, "two keys are good, not three");

        let restarted = store.start_collection(owner, &phone, inbox, "{}").await.unwrap();
        assert_eq!(open(second).await, KeyState::Unknown, "0 begins anew");
        current(open(restarted).await);
    }
}

fn again_progress(opened: &Collection) -> Progress {
    opened.progress.clone()
}

#[tokio::test]
async fn of_two_requests_with_one_key_one_moves_on() {
    for place in Place::all().await {
        let (store, owner, inbox) = (&place.store, place.owner, place.inbox);
        let phone = device("phone");
        store.device_seen(owner, &phone, "iPhone", NOW).await.unwrap();
        place.add("a").await;
        let key = store.start_collection(owner, &phone, inbox, "").await.unwrap();
        let opened = current(store.open_collection(owner, &phone, inbox, &key).await.unwrap());
        let forward = next(&place, &opened).await;
        let (one, two) = tokio::join!(
            store.commit_collection(owner, &opened, &forward, ""),
            store.commit_collection(owner, &opened, &forward, ""),
        );
        let won = [one.unwrap(), two.unwrap()];
        let lost = won.iter().filter(|commit| **commit == Commit::Lost).count();
        assert_eq!(lost, 1, "{:?}: {won:?}", place.engine());
        let state = store.open_collection(owner, &phone, inbox, &key).await.unwrap();
        assert!(matches!(state, KeyState::Repeated { .. }), "the loser answers alike: {state:?}");
    }
}

fn changes(sync: FolderSync) -> FolderChanges {
    let FolderSync::Changes(changes) = sync else { panic!("the key is good") };
    changes
}

#[tokio::test]
async fn folder_keys_count_on_and_leave_collections_alone() {
    for place in Place::all().await {
        let (store, owner) = (&place.store, place.owner);
        let (phone, tablet) = (device("phone"), device("tablet"));
        let unseen = store.sync_folders(owner, &phone, "0").await.unwrap();
        assert_eq!(unseen, FolderSync::Unknown, "a device that was never seen has no keys");
        for device in [&phone, &tablet] {
            store.device_seen(owner, device, "iPhone", NOW).await.unwrap();
        }
        assert!(store.folders_changed(owner, &phone).await.unwrap());
        let collection = store.start_collection(owner, &phone, place.inbox, "").await.unwrap();
        let first = changes(store.sync_folders(owner, &phone, "0").await.unwrap());
        assert_eq!((first.adds.len(), first.updates.len(), first.deletes.len()), (5, 0, 0));
        let second = changes(store.sync_folders(owner, &phone, "0").await.unwrap());
        assert_ne!(first.key, second.key);
        let state = store.open_collection(owner, &phone, place.inbox, &collection).await.unwrap();
        current(state);

        // Both keys are good; nothing new keeps the key.
        for key in [&first.key, &second.key] {
            let same = changes(store.sync_folders(owner, &phone, key).await.unwrap());
            assert_eq!((&same.key, same.adds.len()), (key, 0));
        }
        assert!(!store.folders_changed(owner, &phone).await.unwrap());

        let name: FolderName = "Projects".parse().unwrap();
        let create = FolderChange::Create { parent: None, name: &name };
        let made = store.change_folders(owner, &phone, &second.key, create).await.unwrap();
        let (folder, third) = made.unwrap();
        let own = changes(store.sync_folders(owner, &phone, &third).await.unwrap());
        assert!(own.adds.is_empty() && own.key == third, "its own doing is not news: {own:?}");
        let unknown = store.change_folders(owner, &phone, "99", create).await.unwrap();
        assert_eq!(unknown, None);
        assert_eq!(
            store.sync_folders(owner, &phone, &first.key).await.unwrap(),
            FolderSync::Unknown
        );

        // The other device learns of it, and of its end.
        let start = changes(store.sync_folders(owner, &tablet, "0").await.unwrap());
        assert_eq!(start.adds.len(), 6);
        let update = FolderChange::Update { id: folder, parent: Some(place.inbox), name: &name };
        let (_, fourth) =
            store.change_folders(owner, &phone, &third, update).await.unwrap().unwrap();
        let moved = changes(store.sync_folders(owner, &tablet, &start.key).await.unwrap());
        assert_eq!((moved.adds.len(), moved.updates.len()), (0, 1));
        let delete = FolderChange::Delete { id: folder };
        store.change_folders(owner, &phone, &fourth, delete).await.unwrap().unwrap();
        let gone = changes(store.sync_folders(owner, &tablet, &moved.key).await.unwrap());
        assert_eq!(gone.deletes, [folder], "{:?}", place.engine());
        let repeated = changes(store.sync_folders(owner, &tablet, &moved.key).await.unwrap());
        assert_eq!(repeated.deletes, [folder], "the key before it is good too");
    }
}

#[tokio::test]
async fn a_change_of_folders_that_crosses_anothers_is_not_lost() {
    for place in Place::all().await {
        let (store, owner, phone) = (&place.store, place.owner, device("phone"));
        store.device_seen(owner, &phone, "iPhone", NOW).await.unwrap();
        let start = changes(store.sync_folders(owner, &phone, "0").await.unwrap());
        let theirs: FolderName = "theirs".parse().unwrap();
        let foreign = store.create_folder(owner, None, &theirs).await.unwrap();
        let own: FolderName = "own".parse().unwrap();
        let create = FolderChange::Create { parent: None, name: &own };
        let (_, key) =
            store.change_folders(owner, &phone, &start.key, create).await.unwrap().unwrap();
        let news = changes(store.sync_folders(owner, &phone, &key).await.unwrap());
        assert!(news.adds.iter().any(|folder| folder.id == foreign), "{news:?}");
    }
}

#[tokio::test]
async fn a_device_keeps_what_it_is_given() {
    for place in Place::all().await {
        let (store, owner, phone) = (&place.store, place.owner, device("phone"));
        let seen = store.device_seen(owner, &phone, "iPhone\0", NOW).await.unwrap();
        assert_eq!((seen.kind.as_str(), seen.first_seen), ("iPhone", NOW));
        let soon = NOW.plus(Duration::from_secs(30));
        let later = NOW.plus(Duration::from_secs(90));
        assert_eq!(store.device_seen(owner, &phone, "x", soon).await.unwrap().last_seen, NOW);
        let seen = store.device_seen(owner, &phone, "x", later).await.unwrap();
        assert_eq!((seen.first_seen, seen.last_seen), (NOW, later));

        store.offer_policy(owner, &phone, 7).await.unwrap();
        assert!(!store.confirm_policy(owner, &phone, 8, 9).await.unwrap());
        assert!(store.confirm_policy(owner, &phone, 7, u32::MAX).await.unwrap());
        assert!(!store.confirm_policy(owner, &phone, 7, 9).await.unwrap(), "once");
        store.set_device_info(owner, &phone, "{\"Model\":\"x\"}").await.unwrap();
        store.set_ping(owner, &phone, Some("ping")).await.unwrap();
        store.set_last_sync(owner, &phone, Some(&[0, 255])).await.unwrap();
        let kept = store.device(owner, &phone).await.unwrap().unwrap();
        assert_eq!((kept.policy.temporary, kept.policy.active), (None, Some(u32::MAX)));
        assert_eq!(kept.info, "{\"Model\":\"x\"}");
        assert_eq!(kept.ping.as_deref(), Some("ping"));
        assert_eq!(kept.last_sync, Some(vec![0, 255]));
        assert_eq!(store.devices(owner).await.unwrap(), [kept]);
        store.revoke_policy(owner, &phone).await.unwrap();
        let kept = store.device(owner, &phone).await.unwrap().unwrap();
        assert_eq!(kept.policy.active, None);

        let key = store.start_collection(owner, &phone, place.inbox, "").await.unwrap();
        assert!(store.forget_device(owner, &phone).await.unwrap());
        assert!(!store.forget_device(owner, &phone).await.unwrap());
        let state = store.open_collection(owner, &phone, place.inbox, &key).await.unwrap();
        assert_eq!(state, KeyState::Unknown);
    }
}
