//! Where a device stands in a folder, as it is kept with its key.

use consentry_sql::{FromRow, Row, SqlError};
use serde::{Deserialize, Serialize};

use super::phase::Phase;
use crate::message::Summary;

/// No lower bound for the time of receipt.
pub(super) const ALL: i64 = i64::MIN;

/// A place in the order of a phase: two columns of which the second is unique.
pub(super) type Key = (i64, i64);

/// What a device has of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Every change up to this one was sent; 0 for none yet.
    pub(super) base: i64,
    /// The newest change when the device began with key 0: what it did before counts no more.
    pub(super) born: i64,
    /// Messages received before this were left out up to `base`.
    pub(super) from: i64,
    /// Messages received before this were left out even before the last round began. What left
    /// the folder during that round may still be shown if it is newer.
    pub(super) shown_from: i64,
    /// Rounds that are over.
    pub(super) rounds: u64,
    /// The round that is on.
    pub(super) round: Option<Round>,
}

/// A round that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Round {
    /// Changes up to this one belong to it.
    pub(super) target: i64,
    /// Messages received before this are left out from now on.
    pub(super) from: i64,
    /// The phase that comes next or goes on.
    pub(super) phase: Phase,
    /// The last that was sent in it.
    pub(super) after: Option<Key>,
}

impl Round {
    /// A round to the change `target`, at its first phase.
    pub(super) const fn begin(target: i64, from: i64) -> Self {
        Self { target, from, phase: Phase::Deletes, after: None }
    }
}

impl Progress {
    /// A device that has nothing yet; `newest` is the mailbox's newest change.
    pub(crate) const fn start(newest: i64) -> Self {
        Self { base: 0, born: newest, from: ALL, shown_from: ALL, rounds: 0, round: None }
    }

    /// Whether a window of the present round is still to be sent.
    pub const fn is_within_round(&self) -> bool {
        self.round.is_some()
    }

    /// Whether this is in a later round than `from` was, which is on.
    pub(super) const fn is_behind_round_of(&self, from: &Self) -> bool {
        let later = self.rounds.saturating_sub(from.rounds);
        later > 1 || (later == 1 && self.round.is_some())
    }

    pub(super) fn done(&self, round: &Round) -> Self {
        Self {
            base: round.target,
            born: self.born,
            from: round.from,
            shown_from: self.from.min(round.from),
            rounds: self.rounds + 1,
            round: None,
        }
    }

    /// Whether a device that stands here has this message as it is now.
    pub(crate) fn knows(&self, message: &Summary, known_by: &KnownBy, device: &str) -> bool {
        let (created, modseq) = (message.created.0, message.modseq.0);
        let target = self.round.as_ref().map_or(self.base, |round| round.target);
        let complete = modseq <= self.base;
        // What it made itself is not sent as an addition, so its changes may still be to come.
        let made = known_by.creator.as_deref() == Some(device) && created > self.born;
        let added_in_round = created > self.base && modseq <= target && !made;
        let own = known_by.author.as_deref() == Some(device) && modseq > self.born;
        complete || added_in_round || own
    }
}

/// The devices that know a message without being told.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownBy {
    /// The one that made it.
    pub(crate) creator: Option<String>,
    /// The one whose change was the last; it knew the message then.
    pub(crate) author: Option<String>,
}

impl FromRow for KnownBy {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Ok(Self { creator: row.get(0)?, author: row.get(1)? })
    }
}
