//! What ActiveSync devices have seen and done: keys, cursors, policy keys, cached requests.
//!
//! A key names a position. The key before it stays good, so that a client that lost an answer may
//! ask again and gets the same one; of two requests with one key, one moves on and the other is
//! told to look again. What the protocol makes of it (status numbers, defaults) is the face's.
//! MS-ASCMD (`SyncKey`, `ClientId`), MS-ASPROV (`PolicyKey`).

mod collection;
mod device;
mod done;
mod folder_keys;

use crate::changes::{KnownBy, Progress};
use crate::id::DeviceId;
use crate::message::Summary;

pub use collection::{Collection, Commit, KeyState};
pub use device::{Device, PolicyKeys};
pub use done::AddedItem;
pub(crate) use done::note as note_done;
pub use folder_keys::{FolderChange, FolderChanges, FolderSync};

/// A device that changes something itself, and where it stands: what it knows it is not told.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The device.
    pub device: &'a DeviceId,
    /// Where it stands in the folder of the message.
    pub progress: &'a Progress,
}

impl Actor<'_> {
    pub(crate) fn is_up_to_date(&self, message: &Summary, known_by: &KnownBy) -> bool {
        self.progress.knows(message, known_by, self.device.as_str())
    }
}

/// A key as we print it; `None` for anything else and for 0.
fn key(text: &str) -> Option<i64> {
    crate::id::number(text).ok().filter(|key| *key > 0)
}
