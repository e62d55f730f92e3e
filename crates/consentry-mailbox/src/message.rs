//! A message as lists know it, and what can be said about it without touching its bytes.

use consentry_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{FolderId, ItemId, Modseq};
use crate::mime::{FileReference, Headers};

/// How urgent the sender finds it; numbers as on the wire (MS-ASEMAIL).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Importance {
    /// 0.
    Low,
    /// 1.
    #[default]
    Normal,
    /// 2.
    High,
}

impl Importance {
    /// As on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::High => 2,
        }
    }

    pub(crate) const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Low,
            2 => Self::High,
            _ => Self::Normal,
        }
    }
}

/// Whether a message waits to be dealt with; numbers as on the wire (MS-ASEMAIL).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FlagStatus {
    /// 0: no flag.
    #[default]
    Cleared,
    /// 1: done.
    Complete,
    /// 2: to do.
    Active,
}

impl FlagStatus {
    /// As on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Cleared => 0,
            Self::Complete => 1,
            Self::Active => 2,
        }
    }

    /// From the wire; `None` for any other number.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Cleared),
            1 => Some(Self::Complete),
            2 => Some(Self::Active),
            _ => None,
        }
    }
}

/// The flag of a message, with the times that clients put beside it (kept, not interpreted).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flag {
    /// Cleared, complete or active.
    pub status: FlagStatus,
    /// What is to be done: `Follow up`.
    pub kind: Option<String>,
    /// Subject of the task.
    pub subject: Option<String>,
    /// When it was marked as done.
    pub completed: Option<Timestamp>,
    /// The day it was done on, at midnight of the client's zone.
    pub date_completed: Option<Timestamp>,
    /// Start in the client's zone.
    pub start: Option<Timestamp>,
    /// The same in UTC.
    pub utc_start: Option<Timestamp>,
    /// Due in the client's zone.
    pub due: Option<Timestamp>,
    /// The same in UTC.
    pub utc_due: Option<Timestamp>,
    /// When to remind; `None` for not.
    pub reminder: Option<Timestamp>,
    /// Sorts tasks.
    pub ordinal: Option<Timestamp>,
    /// Sorts tasks of the same ordinal.
    pub sub_ordinal: Option<String>,
}

impl Flag {
    /// An active flag without times.
    pub fn active() -> Self {
        Self { status: FlagStatus::Active, kind: Some("Follow up".to_owned()), ..Self::default() }
    }
}

/// Whether the user is still writing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Draft {
    /// Received or sent.
    #[default]
    No,
    /// Not sent yet.
    Yes,
}

/// A message to be put into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The message, kept byte for byte.
    pub raw: Vec<u8>,
    /// When it came.
    pub received: Timestamp,
    /// Whether it was read.
    pub read: bool,
    /// Whether it was answered.
    pub replied: bool,
    /// Its flag.
    pub flag: Flag,
    /// Whether it is a draft.
    pub draft: Draft,
}

impl NewMessage {
    /// An unread message without a flag.
    pub fn unread(raw: Vec<u8>, received: Timestamp) -> Self {
        Self { raw, received, read: false, replied: false, flag: Flag::default(), draft: Draft::No }
    }
}

/// What is to change about a message; `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// Whether it was read.
    pub read: Option<bool>,
    /// Its flag.
    pub flag: Option<Flag>,
    /// Whether it was answered.
    pub replied: Option<bool>,
}

/// A message as lists know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The folder it is in.
    pub folder: FolderId,
    /// The message.
    pub item: ItemId,
    /// The change that put it into this folder.
    pub created: Modseq,
    /// Its last change.
    pub modseq: Modseq,
    /// When it came.
    pub received: Timestamp,
    /// Bytes of the message.
    pub size: u64,
    /// Whether it was read.
    pub read: bool,
    /// Whether it was answered.
    pub replied: bool,
    /// Its flag.
    pub flag: Flag,
    /// Whether it is a draft.
    pub draft: Draft,
    /// What its headers and its first words say.
    pub headers: Headers,
    pub(crate) raw: i64,
}

impl Summary {
    /// How a client asks for one part of this message.
    pub const fn file_reference(&self, part: u32) -> FileReference {
        FileReference { raw: self.raw, part }
    }
}
