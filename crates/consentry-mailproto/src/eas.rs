//! ActiveSync 14.1, 16.0 and 16.1: the request line and the bodies of its commands as types.
//!
//! Requests and responses both parse and encode, so a server, a simulated phone and the tests
//! speak through the same code. What a command does to a mailbox is decided elsewhere. Sources:
//! MS-ASHTTP for the request line, MS-ASCMD for the commands, MS-ASEMAIL and MS-ASAIRS for mail,
//! MS-ASPROV for policies.

mod codes;
mod command;
mod fields;
mod message;
pub mod request;
mod status;
mod version;

pub use self::codes::Code;
pub use self::command::{Command, UnknownCommand};
pub use self::message::{InvalidBody, InvalidMessage, Message};
pub use self::request::{Headers, InvalidRequest, Request};
pub use self::status::CommonStatus;
pub use self::version::{InvalidVersion, Version};
