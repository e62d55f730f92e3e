//! Sync: items of folders, both ways (MS-ASCMD 2.2.1.21).
//!
//! An empty body has a meaning of its own and never reaches these types: as a request it repeats
//! the last one, as a response it says that nothing changed.

mod options;
mod request;
mod response;

pub use self::options::{
    Class, Conflict, FilterType, InvalidClass, MimeSupport, MimeTruncation, Options,
};
pub use self::request::{
    Collection, Command, DEFAULT_WINDOW, MAX_WINDOW, OutOfRange, Request, Wait,
};
pub use self::response::{Change, CollectionResponse, CommandResponse, Response};
use super::InvalidMessage;
use super::codes::statuses;
use crate::wbxml::tag::airsync;

statuses! {
    /// How it went, for a request, a collection or a single command.
    pub enum Status {
        /// Done.
        Success = 1,
        /// The key is unknown; the client starts the folder again with `0`.
        InvalidSyncKey = 3,
        /// The request does not follow the protocol.
        ProtocolError = 4,
        /// The server failed.
        ServerError = 5,
        /// The item cannot be stored as the client sent it.
        ConversionError = 6,
        /// The item changed on both sides, and the server's change stays.
        Conflict = 7,
        /// There is no such item or folder.
        ObjectNotFound = 8,
        /// The command cannot be completed, such as when the mailbox is full.
        CannotComplete = 9,
        /// The list of folders changed; the client sends FolderSync.
        FolderHierarchyChanged = 12,
        /// The repeated request is not known; the client sends it in full.
        IncompleteRequest = 13,
        /// The client wants to wait too long or not long enough.
        InvalidWait = 14,
        /// More folders than one request may have.
        TooManyCollections = 15,
        /// Something failed for now.
        Retry = 16,
    }
}

impl From<InvalidMessage> for Status {
    fn from(error: InvalidMessage) -> Self {
        match error {
            InvalidMessage::Value(airsync::SYNC_KEY) => Self::InvalidSyncKey,
            _ => Self::ProtocolError,
        }
    }
}
