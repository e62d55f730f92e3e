//! What changed in a folder since a device last asked, in windows whose cost does not depend on
//! the size of the folder.
//!
//! A device is brought up to date in rounds. A round goes from the last complete change `base` to
//! the newest change at its start, `target`, through phases; within a phase the order is by
//! columns that never change or only leave the round, so a position is enough to go on, and two
//! positions are enough to answer a repeated request alike. A message is an addition exactly if it
//! came after `base`: everything older was sent in an earlier round. What changes while a round is
//! on is for the next one. The property test beside this holds it: nothing twice, nothing lost.

mod phase;
mod progress;
#[cfg(test)]
mod tests;

use consentry_model::Timestamp;
use consentry_sql::{Reader, SqlError};

use crate::error::MailError;
use crate::id::{DeviceId, FolderId, ItemId, Owner};
use crate::message::Summary;
use crate::store::Mailboxes;
use phase::{Bounds, Kind, Phase};
pub(crate) use progress::KnownBy;
pub use progress::Progress;
use progress::{ALL, Key, Round};

/// One window of changes, in the order in which a device should apply them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Left the folder.
    pub deletes: Vec<ItemId>,
    /// Still there, but older than the device wants.
    pub soft_deletes: Vec<ItemId>,
    /// The device has them, but not as they are now.
    pub changes: Vec<Summary>,
    /// New to the device.
    pub adds: Vec<Summary>,
    /// Where the device is after this page.
    pub next: Progress,
    /// Whether another page follows at once.
    pub more: bool,
}

impl Page {
    fn new(next: Progress) -> Self {
        Self {
            deletes: Vec::new(),
            soft_deletes: Vec::new(),
            changes: Vec::new(),
            adds: Vec::new(),
            next,
            more: false,
        }
    }

    /// How many changes it holds.
    pub fn len(&self) -> usize {
        self.deletes.len() + self.soft_deletes.len() + self.changes.len() + self.adds.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn take(&mut self, phase: Phase, entries: Entries) {
        match (phase, entries) {
            (Phase::SoftDeletes, Entries::Keys(keys)) => self.soft_deletes.extend(items(keys)),
            (_, Entries::Keys(keys)) => self.deletes.extend(items(keys)),
            (Phase::Changes, Entries::Rows(rows)) => self.changes.extend(rows),
            (_, Entries::Rows(rows)) => self.adds.extend(rows),
        }
    }
}

fn items(keys: Vec<Key>) -> impl Iterator<Item = ItemId> {
    keys.into_iter().map(|(_, item)| ItemId(item))
}

/// A folder, and the device that asks.
#[derive(Debug, Clone, Copy)]
struct Scope<'a> {
    mailbox: i64,
    folder: FolderId,
    device: &'a str,
    born: i64,
}

/// What a phase found.
#[derive(Debug)]
enum Entries {
    Keys(Vec<Key>),
    Rows(Vec<Summary>),
}

impl Entries {
    async fn read(
        reader: &mut Reader,
        scope: Scope<'_>,
        phase: Phase,
        bounds: Bounds<'_>,
        limit: i64,
    ) -> Result<Self, SqlError> {
        let mut args = phase.args(scope, bounds);
        args.push(limit.into());
        let (sql, _) = phase.texts();
        Ok(match phase.kind() {
            Kind::Keys => Self::Keys(reader.all(sql, &args).await?),
            Kind::Rows => Self::Rows(reader.all(sql, &args).await?),
        })
    }

    /// Keeps the first `room`; whether there were more.
    fn cut(&mut self, room: usize) -> bool {
        let before = self.len();
        match self {
            Self::Keys(keys) => keys.truncate(room),
            Self::Rows(rows) => rows.truncate(room),
        }
        self.len() < before
    }

    fn len(&self) -> usize {
        match self {
            Self::Keys(keys) => keys.len(),
            Self::Rows(rows) => rows.len(),
        }
    }

    fn last(&self, phase: Phase) -> Option<Key> {
        match self {
            Self::Keys(keys) => keys.last().copied(),
            Self::Rows(rows) => rows.last().map(|row| phase.key(row)),
        }
    }
}

impl Mailboxes {
    /// The next window of at most `limit` changes of a folder for a device that stands at `from`.
    ///
    /// `newer_than` leaves out messages received before it; `None` leaves out none. It takes
    /// effect when a round begins.
    pub async fn changes_since(
        &self,
        owner: Owner,
        (folder, device): (FolderId, &DeviceId),
        from: &Progress,
        newer_than: Option<Timestamp>,
        limit: u32,
    ) -> Result<Page, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let scope = Scope { mailbox, folder, device: device.as_str(), born: from.born };
        let round = self.round(mailbox, from, newer_than).await?;
        let page = self.window(scope, from, &round, limit).await?;
        if page.is_empty() && !page.more && from.round.is_some() {
            // What was left of the round is gone. Nothing to send would stop the device, so the
            // next round begins at once.
            let from = page.next;
            let round = self.round(mailbox, &from, newer_than).await?;
            return self.window(scope, &from, &round, limit).await;
        }
        Ok(page)
    }

    async fn window(
        &self,
        scope: Scope<'_>,
        from: &Progress,
        round: &Round,
        limit: u32,
    ) -> Result<Page, MailError> {
        let mut reader = self.db().read().await?;
        let mut page = Page::new(from.done(round));
        let mut room = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        for phase in Phase::of(from, round).into_iter().filter(|phase| *phase >= round.phase) {
            let after = round.after.filter(|_| phase == round.phase);
            let bounds = Bounds { progress: from, round, after, until: None };
            let asked = i64::try_from(room.saturating_add(1)).unwrap_or(i64::MAX);
            let mut entries = Entries::read(&mut reader, scope, phase, bounds, asked).await?;
            page.more = entries.cut(room);
            room -= entries.len();
            if page.more {
                let after = entries.last(phase).or(after);
                let round = Round { phase, after, ..round.clone() };
                page.next = Progress { round: Some(round), ..from.clone() };
                page.take(phase, entries);
                break;
            }
            page.take(phase, entries);
        }
        Ok(page)
    }

    /// The page that led a device from one position to the next, again: the same messages as far
    /// as they are still there, as they are now.
    pub async fn changes_between(
        &self,
        owner: Owner,
        (folder, device): (FolderId, &DeviceId),
        from: &Progress,
        to: &Progress,
    ) -> Result<Page, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let scope = Scope { mailbox, folder, device: device.as_str(), born: from.born };
        let from = match &from.round {
            Some(round) if to.is_behind_round_of(from) => &from.done(round),
            _ => from,
        };
        let round = match (&from.round, &to.round) {
            (Some(round), _) => round.clone(),
            (None, Some(round)) => Round::begin(round.target, round.from),
            (None, None) => Round::begin(to.base, to.from),
        };
        let mut reader = self.db().read().await?;
        let mut page = Page::new(to.clone());
        page.more = to.round.is_some();
        for phase in Phase::of(from, &round).into_iter().filter(|phase| *phase >= round.phase) {
            let until = match &to.round {
                Some(stop) if phase > stop.phase => break,
                Some(stop) if phase == stop.phase && stop.after.is_none() => break,
                Some(stop) if phase == stop.phase => stop.after,
                _ => None,
            };
            let after = round.after.filter(|_| phase == round.phase);
            let bounds = Bounds { progress: from, round: &round, after, until };
            let entries = Entries::read(&mut reader, scope, phase, bounds, i64::MAX).await?;
            page.take(phase, entries);
        }
        Ok(page)
    }

    /// How many changes a device that stands at `from` has to expect.
    pub async fn count_changes(
        &self,
        owner: Owner,
        (folder, device): (FolderId, &DeviceId),
        from: &Progress,
        newer_than: Option<Timestamp>,
    ) -> Result<u64, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let scope = Scope { mailbox, folder, device: device.as_str(), born: from.born };
        let round = self.round(mailbox, from, newer_than).await?;
        let mut reader = self.db().read().await?;
        let mut count = 0_i64;
        for phase in Phase::of(from, &round).into_iter().filter(|phase| *phase >= round.phase) {
            let after = round.after.filter(|_| phase == round.phase);
            let bounds = Bounds { progress: from, round: &round, after, until: None };
            let (_, sql) = phase.texts();
            let found: Vec<i64> = reader.list_dynamic(sql, &phase.args(scope, bounds)).await?;
            count += found.first().copied().unwrap_or(0);
        }
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Whether a device that stands at `from` should ask for changes: the question of Ping.
    pub async fn has_changes(
        &self,
        owner: Owner,
        at: (FolderId, &DeviceId),
        from: &Progress,
    ) -> Result<bool, MailError> {
        let Some(folder) = self.folder(owner, at.0).await? else { return Ok(false) };
        if folder.content.0 <= from.base {
            return Ok(false);
        }
        let oldest = from.round.as_ref().map_or(from.from, |round| round.from);
        let newer_than = (oldest != ALL).then_some(Timestamp::from_millis(oldest));
        Ok(!self.changes_since(owner, at, from, newer_than, 1).await?.is_empty())
    }

    /// The round that is on, or the one that begins now.
    async fn round(
        &self,
        mailbox: i64,
        from: &Progress,
        newer_than: Option<Timestamp>,
    ) -> Result<Round, MailError> {
        if let Some(round) = &from.round {
            return Ok(round.clone());
        }
        let newest = self.newest(mailbox).await?;
        Ok(Round::begin(newest, newer_than.map_or(ALL, Timestamp::millis)))
    }
}
