//! Windows of changes: whatever happens between them, the device ends with what is in the folder;
//! nothing twice, nothing lost, nothing echoed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use consentry_mailbox::{
    Actor, DeviceId, Flag, FlagStatus, FolderId, FolderKind, ItemId, ItemRef, Mailboxes,
    NewMessage, Owner, Page, Patch, Progress,
};
use consentry_model::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::place::{NOW, Place, device, mail, owner};

/// One thing that happens. Numbers choose among the messages that are there.
#[derive(Debug, Clone)]
enum Event {
    /// Mail comes, this many hours old.
    Arrives(u64),
    /// Somebody else marks a message as read or unread.
    Marked(usize),
    /// Somebody else moves a message away.
    Moved(usize),
    /// Somebody else deletes a message.
    Erased(usize),
    /// The device flags a message that it has.
    Flagged(usize),
    /// The device deletes a message that it has.
    Deleted(usize),
    /// The device makes a draft.
    Drafted,
    /// The device asks for a window.
    Window(u32),
    /// The device asks for a window and its answer is lost.
    Lost(u32),
    /// The device asks for messages of so many hours only; 0 for all.
    Filter(u64),
    /// The device begins anew.
    Restart,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        6 => (0_u64..40).prop_map(Event::Arrives),
        3 => (0_usize..50).prop_map(Event::Marked),
        1 => (0_usize..50).prop_map(Event::Moved),
        1 => (0_usize..50).prop_map(Event::Erased),
        2 => (0_usize..50).prop_map(Event::Flagged),
        1 => (0_usize..50).prop_map(Event::Deleted),
        1 => Just(Event::Drafted),
        6 => (1_u32..4).prop_map(Event::Window),
        2 => (1_u32..4).prop_map(Event::Lost),
        1 => prop_oneof![Just(0_u64), 5_u64..40].prop_map(Event::Filter),
        1 => Just(Event::Restart),
    ];
    proptest::collection::vec(event, 0..60)
}

/// What a device shows of a message.
type Shown = (bool, FlagStatus);

/// A device and the store that it talks to.
struct Phone<'a> {
    store: &'a Mailboxes,
    owner: Owner,
    folder: FolderId,
    away: FolderId,
    id: DeviceId,
    shows: BTreeMap<ItemId, Shown>,
    progress: Progress,
    /// Where an answer led that was lost.
    lost: Option<Progress>,
    filter: Option<Timestamp>,
    drafts: u64,
}

static PHONES: AtomicU64 = AtomicU64::new(100);

impl<'a> Phone<'a> {
    async fn new(store: &'a Mailboxes) -> Self {
        let owner = owner(u128::from(PHONES.fetch_add(1, Ordering::Relaxed)));
        store.ensure(owner).await.unwrap();
        let id = device("phone");
        store.device_seen(owner, &id, "iPhone", NOW).await.unwrap();
        let folder = store.default_folder(owner, FolderKind::Inbox).await.unwrap();
        let away = store.default_folder(owner, FolderKind::DeletedItems).await.unwrap();
        let mut phone = Self {
            store,
            owner,
            folder,
            away,
            progress: start(store, owner, &id, folder).await,
            id,
            shows: BTreeMap::new(),
            lost: None,
            filter: None,
            drafts: 0,
        };
        phone.restart().await;
        phone
    }

    async fn restart(&mut self) {
        self.shows.clear();
        self.lost = None;
        self.progress = start(self.store, self.owner, &self.id, self.folder).await;
    }

    fn at(&self, item: ItemId) -> ItemRef {
        ItemRef { folder: self.folder, item }
    }

    async fn there(&self) -> BTreeMap<ItemId, (Timestamp, Shown)> {
        let list = self.store.list(self.owner, self.folder, None, 1_000).await.unwrap();
        let entries = list.into_iter();
        entries.map(|s| (s.item, (s.received, (s.read, s.flag.status)))).collect()
    }

    async fn some(&self, number: usize) -> Option<ItemRef> {
        let there = self.there().await;
        let item = there.keys().nth(number % there.len().max(1)).copied()?;
        Some(self.at(item))
    }

    fn own(&self, number: usize) -> Option<ItemRef> {
        let item = self.shows.keys().nth(number % self.shows.len().max(1)).copied()?;
        Some(self.at(item))
    }

    async fn fetch(&self, limit: u32) -> Page {
        let at = (self.folder, &self.id);
        let page = self.store.changes_since(self.owner, at, &self.progress, self.filter, limit);
        let page = page.await.unwrap();
        assert!(page.len() <= usize::try_from(limit).unwrap(), "{page:?}");
        assert!(!page.more || !page.is_empty(), "a window that is not the last holds something");
        page
    }

    async fn window(&mut self, limit: u32) -> bool {
        let repeated = self.lost.is_some();
        let page = match self.lost.take() {
            Some(next) => {
                let at = (self.folder, &self.id);
                self.store.changes_between(self.owner, at, &self.progress, &next).await.unwrap()
            }
            None => self.fetch(limit).await,
        };
        let quiet = page.is_empty() && !page.more && !repeated;
        self.apply(page);
        !quiet
    }

    fn apply(&mut self, page: Page) {
        for item in page.deletes {
            self.shows.remove(&item);
        }
        for item in page.soft_deletes {
            assert!(self.shows.remove(&item).is_some(), "it had {item} to forget");
        }
        for message in page.changes {
            let shown = (message.read, message.flag.status);
            let before = self.shows.insert(message.item, shown);
            assert!(before.is_some(), "{} was new, not changed", message.item);
        }
        for message in page.adds {
            let shown = (message.read, message.flag.status);
            let before = self.shows.insert(message.item, shown);
            assert!(before.is_none(), "{} came twice", message.item);
        }
        self.progress = page.next;
    }

    async fn happens(&mut self, event: &Event) {
        let (store, owner) = (self.store, self.owner);
        match *event {
            Event::Arrives(hours) => {
                let received = NOW.minus(Duration::from_secs(hours * 3600));
                let message = NewMessage::unread(mail("s"), received);
                store.append(owner, self.folder, message).await.unwrap();
            }
            Event::Marked(number) => {
                let Some(at) = self.some(number).await else { return };
                let summary = store.summary(owner, at).await.unwrap().unwrap();
                let patch = Patch { read: Some(!summary.read), ..Patch::default() };
                store.mark(owner, at, &patch, None).await.unwrap();
            }
            Event::Moved(number) => {
                let Some(at) = self.some(number).await else { return };
                store.move_to(owner, at, self.away, None).await.unwrap();
            }
            Event::Erased(number) => {
                let Some(at) = self.some(number).await else { return };
                store.erase(owner, at, None).await.unwrap();
            }
            Event::Flagged(number) => self.flag(number).await,
            Event::Deleted(number) => {
                let Some(at) = self.own(number) else { return };
                self.shows.remove(&at.item);
                let by = Some(Actor { device: &self.id, progress: &self.progress });
                store.erase(owner, at, by).await.unwrap();
            }
            Event::Drafted => self.draft().await,
            Event::Window(limit) => drop(self.window(limit).await),
            Event::Lost(limit) if self.lost.is_none() => {
                self.lost = Some(self.fetch(limit).await.next);
            }
            Event::Lost(_) => {}
            Event::Filter(hours) => {
                let cut = NOW.minus(Duration::from_secs(hours * 3600));
                self.filter = (hours > 0).then_some(cut);
            }
            Event::Restart => self.restart().await,
        }
    }

    async fn flag(&mut self, number: usize) {
        let Some(at) = self.own(number) else { return };
        let shown = self.shows.get_mut(&at.item).unwrap();
        let flag = match shown.1 {
            FlagStatus::Cleared => Flag::active(),
            _ => Flag::default(),
        };
        shown.1 = flag.status;
        let patch = Patch { flag: Some(flag), ..Patch::default() };
        let by = Some(Actor { device: &self.id, progress: &self.progress });
        self.store.mark(self.owner, at, &patch, by).await.unwrap();
    }

    async fn draft(&mut self) {
        self.drafts += 1;
        let by = Actor { device: &self.id, progress: &self.progress };
        let message = NewMessage::unread(mail("draft"), NOW);
        let client_id = self.drafts.to_string();
        let added =
            self.store.add_from_device(self.owner, self.folder, message, &client_id, by).await;
        self.shows.insert(added.unwrap().at().item, (false, FlagStatus::Cleared));
    }

    /// Asks until there is nothing more, and compares.
    async fn settle(&mut self, limit: u32) {
        for _ in 0..1_000 {
            if !self.window(limit).await {
                break;
            }
        }
        let wanted = |received: Timestamp| self.filter.is_none_or(|cut| received >= cut);
        let there = self.there().await.into_iter();
        let there: BTreeMap<ItemId, Shown> = there
            .filter(|(_, (received, _))| wanted(*received))
            .map(|(item, (_, shown))| (item, shown))
            .collect();
        assert_eq!(self.shows, there);
        let at = (self.folder, &self.id);
        assert!(!self.store.has_changes(self.owner, at, &self.progress).await.unwrap());
        let left = self.store.count_changes(self.owner, at, &self.progress, self.filter).await;
        assert_eq!(left.unwrap(), 0);
    }
}

/// A first position, as key 0 gives it.
async fn start(store: &Mailboxes, owner: Owner, id: &DeviceId, folder: FolderId) -> Progress {
    store.start_collection(owner, id, folder, "").await.unwrap();
    store.collection_progress(owner, id, folder).await.unwrap().unwrap()
}

#[test]
fn windows_reproduce_the_folder_whatever_happens() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let places = runtime.block_on(Place::all());
    for place in &places {
        let cases = if place.db.file().is_some() { 200 } else { 24 };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&events(), |events| {
            runtime.block_on(async {
                let mut phone = Phone::new(&place.store).await;
                for event in &events {
                    phone.happens(event).await;
                }
                phone.settle(2).await;
            });
            Ok(())
        });
        if let Err(why) = outcome {
            panic!("{:?}: {why}", place.engine());
        }
    }
    runtime.block_on(async { drop(places) });
}

#[tokio::test]
async fn the_first_windows_are_newest_first_and_count_down() {
    for place in Place::all().await {
        let mut phone = Phone::new(&place.store).await;
        for hours in [3, 1, 4, 2] {
            phone.happens(&Event::Arrives(hours)).await;
        }
        let at = (phone.folder, &phone.id);
        let mut left = Vec::new();
        let mut hours = Vec::new();
        let mut progress = phone.progress.clone();
        loop {
            let count = place.store.count_changes(phone.owner, at, &progress, None).await.unwrap();
            left.push(count);
            let page =
                place.store.changes_since(phone.owner, at, &progress, None, 3).await.unwrap();
            hours.extend(page.adds.iter().map(|m| NOW.since(m.received).as_secs() / 3600));
            progress = page.next;
            if !page.more {
                break;
            }
        }
        assert_eq!(hours, [1, 2, 3, 4], "{:?}", place.engine());
        assert_eq!(left, [4, 1]);
    }
}

#[tokio::test]
async fn a_device_is_not_told_what_it_did() {
    for place in Place::all().await {
        let mut phone = Phone::new(&place.store).await;
        for hours in 0..3 {
            phone.happens(&Event::Arrives(hours)).await;
        }
        phone.settle(10).await;
        for event in [
            Event::Flagged(0),
            Event::Flagged(0),
            Event::Deleted(1),
            Event::Drafted,
            Event::Flagged(2),
        ] {
            phone.happens(&event).await;
        }
        let at = (phone.folder, &phone.id);
        let quiet = place.store.has_changes(phone.owner, at, &phone.progress).await.unwrap();
        assert!(!quiet, "{:?}", place.engine());
        let page = phone.fetch(10).await;
        assert!(page.is_empty(), "{:?}: {page:?}", place.engine());
        // Another device hears of all of it.
        let other = device("tablet");
        let owner = phone.owner;
        place.store.device_seen(owner, &other, "iPad", NOW).await.unwrap();
        let page =
            place.store.changes_since(owner, (phone.folder, &other), &phone.progress, None, 10);
        let page = page.await.unwrap();
        assert_eq!((page.deletes.len(), page.changes.len(), page.adds.len()), (1, 1, 1));
        phone.settle(10).await;
    }
}

#[tokio::test]
async fn a_change_that_crosses_the_devices_own_is_not_lost() {
    for place in Place::all().await {
        let mut phone = Phone::new(&place.store).await;
        phone.happens(&Event::Arrives(0)).await;
        phone.settle(10).await;
        phone.happens(&Event::Marked(0)).await;
        phone.happens(&Event::Flagged(0)).await;
        let page = phone.fetch(10).await;
        assert_eq!(page.changes.len(), 1, "{:?}", place.engine());
        phone.settle(10).await;
    }
}

#[tokio::test]
async fn what_leaves_the_filter_is_forgotten_softly_and_comes_back() {
    for place in Place::all().await {
        let mut phone = Phone::new(&place.store).await;
        for hours in [1, 10, 20] {
            phone.happens(&Event::Arrives(hours)).await;
        }
        phone.settle(10).await;
        phone.happens(&Event::Filter(5)).await;
        let page = phone.fetch(10).await;
        assert_eq!((page.soft_deletes.len(), page.deletes.len()), (2, 0));
        phone.settle(1).await;
        phone.happens(&Event::Filter(15)).await;
        let page = phone.fetch(10).await;
        assert_eq!((page.soft_deletes.len(), page.adds.len()), (0, 1));
        phone.settle(1).await;
        phone.happens(&Event::Arrives(30)).await;
        assert!(phone.fetch(10).await.is_empty(), "old mail that comes late stays out");
    }
}
