//! Where mail lives: folders, messages kept byte for byte, and what each device has seen of them.
//!
//! [`Mailboxes`] is the one store. It knows mail and ActiveSync's bookkeeping, not the wire: faces
//! translate. Who may open a mailbox, and who is local, is decided above.

mod bounce;
mod changes;
mod delivery;
mod error;
mod folder;
mod id;
mod import;
mod message;
mod mime;
pub mod sample;
mod store;
mod sync_state;
mod watch;

pub use bounce::{Bounce, Failure, bounce};
pub use changes::{Page, Progress};
pub use delivery::{Delivered, Delivery, Envelope, Once, Sender, envelope, without_bcc};
pub use error::{ImportError, MailError};
pub use folder::{Folder, FolderKind, FolderName, InvalidFolderName};
pub use id::{DeviceId, FolderId, InvalidMailId, ItemId, ItemRef, Modseq, Owner};
pub use import::{Imported, Skipped};
pub use message::{Draft, Flag, FlagStatus, Importance, NewMessage, Patch, Summary};
pub use mime::{
    Attachment, AttachmentMethod, Content, FileReference, Headers, MAX_DEPTH, MAX_HEADER_BYTES,
    MAX_MESSAGE_BYTES, MAX_PARAMETER_SEGMENTS, MAX_PARTS, NativeBody, OpenedMessage, Problem,
    cut_bytes, cut_chars,
};
pub use store::{MIGRATION_SET, MIGRATIONS, Mailboxes, Moved};
pub use sync_state::{
    Actor, AddedItem, Collection, Commit, Device, FolderChange, FolderChanges, FolderSync,
    KeyState, PolicyKeys,
};
pub use watch::Watch;
