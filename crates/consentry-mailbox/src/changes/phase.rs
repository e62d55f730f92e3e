//! The phases of a round, each one statement over one index.
//!
//! Every statement is bounded on both sides by a place in its order, so that a window reads what it
//! sends and little else. A device's own doings since its key 0 (`creator`, `author`) are left out.

use consentry_sql::Arg;
use serde::{Deserialize, Serialize};

use super::Scope;
use super::progress::{Key, Progress, Round};
use crate::message::Summary;
use crate::store::summary_columns;

/// What a round sends, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Phase {
    /// What left the folder.
    Deletes,
    /// What became too old for the device.
    SoftDeletes,
    /// What changed.
    Changes,
    /// What was too old and is not any more, since the device asks for more.
    Widened,
    /// The first round: everything, newest first.
    Initial,
    /// What is new, oldest first.
    Adds,
}

/// What a phase reads: keys of messages that are gone, or messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(place, item)`.
    Keys,
    /// Whole rows.
    Rows,
}

/// The part of a phase that is asked for: behind `after`, up to and with `until`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) progress: &'a Progress,
    pub(super) round: &'a Round,
    pub(super) after: Option<Key>,
    pub(super) until: Option<Key>,
}

impl Phase {
    /// The phases that this round has.
    pub(super) fn of(progress: &Progress, round: &Round) -> Vec<Self> {
        if progress.base == 0 {
            // What the device made itself since its key 0 may be gone or changed already.
            return vec![Self::Deletes, Self::Changes, Self::Initial];
        }
        let mut phases = vec![Self::Deletes];
        if round.from > progress.from {
            phases.push(Self::SoftDeletes);
        }
        phases.push(Self::Changes);
        if round.from < progress.from {
            phases.push(Self::Widened);
        }
        phases.push(Self::Adds);
        phases
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Deletes | Self::SoftDeletes => Kind::Keys,
            Self::Initial | Self::Changes | Self::Widened | Self::Adds => Kind::Rows,
        }
    }

    /// The place of a message in this phase's order.
    pub(super) const fn key(self, message: &Summary) -> Key {
        let place = match self {
            Self::Initial | Self::SoftDeletes | Self::Widened => message.received.millis(),
            Self::Deletes | Self::Changes => message.modseq.0,
            Self::Adds => message.created.0,
        };
        (place, message.item.0)
    }

    /// The ends of the whole phase: open at the first, closed at the second.
    fn ends(self, progress: &Progress, round: &Round) -> (Key, Key) {
        const LOW: i64 = i64::MIN;
        const HIGH: i64 = i64::MAX;
        match self {
            Self::Initial => ((HIGH, HIGH), (round.from, LOW)),
            // In the first round only what the device made after `born` can be told of.
            Self::Deletes | Self::Changes if progress.base == 0 => {
                ((progress.born, HIGH), (round.target, HIGH))
            }
            Self::Deletes | Self::Changes | Self::Adds => {
                ((progress.base, HIGH), (round.target, HIGH))
            }
            Self::SoftDeletes => ((progress.from, LOW), (round.from, LOW)),
            Self::Widened => ((progress.from, LOW), (round.from, LOW)),
        }
    }

    /// The statement for the entries (its last argument is the limit) and the one for their count.
    pub(super) const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Initial => INITIAL,
            Self::Deletes => DELETES,
            Self::SoftDeletes => SOFT_DELETES,
            Self::Changes => CHANGES,
            Self::Widened => WIDENED,
            Self::Adds => ADDS,
        }
    }

    /// The arguments of both statements, without the limit.
    pub(super) fn args<'a>(self, scope: Scope<'a>, bounds: Bounds<'_>) -> Vec<Arg<'a>> {
        let Bounds { progress, round, after, until } = bounds;
        let (first, last) = self.ends(progress, round);
        let (first, last) = (after.unwrap_or(first), until.unwrap_or(last));
        let mut args: Vec<Arg<'a>> = vec![
            scope.mailbox.into(),
            scope.folder.0.into(),
            first.0.into(),
            first.1.into(),
            last.0.into(),
            last.1.into(),
            scope.device.into(),
            scope.born.into(),
        ];
        match self {
            Self::Initial => args.push(round.target.into()),
            Self::Deletes => args.extend([Arg::from(progress.base), progress.shown_from.into()]),
            Self::SoftDeletes | Self::Widened => args.push(progress.base.into()),
            Self::Changes => {
                args.extend([Arg::from(progress.base), progress.from.max(round.from).into()]);
            }
            Self::Adds => args.push(round.from.into()),
        }
        args
    }
}

/// Both statements of a phase: entries in order with a limit, and their number.
macro_rules! phase {
    ($columns:expr, $from:literal, $order:literal) => {
        (
            concat!("SELECT ", $columns, " ", $from, " ORDER BY ", $order),
            concat!("SELECT count(*) ", $from),
        )
    };
}

const INITIAL: (&str, &str) = phase!(
    summary_columns!(),
    "FROM mail_message WHERE mailbox = $1 AND folder = $2 \
     AND (received, id) < ($3, $4) AND (received, id) >= ($5, $6) \
     AND (creator IS NULL OR creator <> $7 OR created <= $8) AND +created <= $9",
    "received DESC, id DESC LIMIT $10"
);
const DELETES: (&str, &str) = phase!(
    "modseq, item",
    "FROM mail_gone WHERE mailbox = $1 AND folder = $2 \
     AND (modseq, item) > ($3, $4) AND (modseq, item) <= ($5, $6) \
     AND (author IS NULL OR author <> $7 OR modseq <= $8) \
     AND (+created <= $9 OR (creator = $7 AND created > $8)) AND +received >= $10",
    "modseq, item LIMIT $11"
);
const SOFT_DELETES: (&str, &str) = phase!(
    "received, id",
    "FROM mail_message WHERE mailbox = $1 AND folder = $2 \
     AND (received, id) > ($3, $4) AND (received, id) <= ($5, $6) \
     AND (+created <= $9 OR (creator = $7 AND created > $8))",
    "received, id LIMIT $10"
);
const CHANGES: (&str, &str) = phase!(
    summary_columns!(),
    "FROM mail_message WHERE mailbox = $1 AND folder = $2 \
     AND (modseq, id) > ($3, $4) AND (modseq, id) <= ($5, $6) AND modseq > created \
     AND (author IS NULL OR author <> $7 OR modseq <= $8) \
     AND (+created <= $9 OR (creator = $7 AND created > $8)) AND +received >= $10",
    "modseq, id LIMIT $11"
);
const WIDENED: (&str, &str) = phase!(
    summary_columns!(),
    "FROM mail_message WHERE mailbox = $1 AND folder = $2 \
     AND (received, id) < ($3, $4) AND (received, id) >= ($5, $6) \
     AND (creator IS NULL OR creator <> $7 OR created <= $8) AND +created <= $9",
    "received DESC, id DESC LIMIT $10"
);
const ADDS: (&str, &str) = phase!(
    summary_columns!(),
    "FROM mail_message WHERE mailbox = $1 AND folder = $2 \
     AND (created, id) > ($3, $4) AND (created, id) <= ($5, $6) \
     AND (creator IS NULL OR creator <> $7 OR created <= $8) AND +received >= $9",
    "created, id LIMIT $10"
);
