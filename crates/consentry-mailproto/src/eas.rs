//! ActiveSync 14.1, 16.0 and 16.1: the request line and the bodies of its commands as types.
//!
//! Requests and responses both parse and encode, so a server, a simulated phone and the tests
//! speak through the same code. What a command does to a mailbox is decided elsewhere. Sources:
//! MS-ASHTTP for the request line, MS-ASCMD for the commands, MS-ASEMAIL and MS-ASAIRS for mail,
//! MS-ASPROV for policies.

mod body;
mod codes;
mod command;
mod device_information;
mod email;
mod fields;
mod flag;
pub mod folder_change;
pub mod folder_sync;
pub mod get_item_estimate;
mod ids;
pub mod item_operations;
mod message;
pub mod move_items;
pub mod ping;
pub mod provision;
pub mod request;
pub mod search;
pub mod send_mail;
pub mod settings;
pub mod smart;
mod status;
pub mod sync;
mod version;

pub use self::body::{Attachment, AttachmentMethod, Body, BodyData, BodyPreference, BodyType};
pub use self::codes::Code;
pub use self::command::{Command, UnknownCommand};
pub use self::device_information::DeviceInformation;
pub use self::email::{CONTENT_CLASS, Email, Importance, LastVerb, MESSAGE_CLASS, UTF_8_CODE_PAGE};
pub use self::flag::{Flag, FlagStatus};
pub use self::ids::{ClientId, CollectionId, InvalidId, MAX_ID, ServerId, SyncKey};
pub use self::message::{InvalidBody, InvalidMessage, Message};
pub use self::request::{Headers, InvalidRequest, RequestLine};
pub use self::status::CommonStatus;
pub use self::version::{InvalidVersion, Version};

#[cfg(test)]
mod tests;
