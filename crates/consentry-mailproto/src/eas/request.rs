//! The request line and headers of a command, in the plain and the base64 form (MS-ASHTTP 2.2.1.1).
//!
//! The user named here is a hint: the token or password decides whose mailbox it is. Whether the
//! policy key is the right one, and whether the device may sync, is decided elsewhere.

mod binary;
mod device;
mod plain;

pub use self::device::{DeviceId, DeviceType, InvalidDevice};
use super::{Command, CommonStatus, InvalidVersion, UnknownCommand, Version};

/// The longest user name, as long as the longest mail address.
pub const MAX_USER: usize = 320;

/// What the request line and the headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// The command.
    pub command: Command,
    /// The protocol version in which the body is written and the answer is expected.
    pub version: Version,
    /// Whom the client takes for the user; never an authority.
    pub user: Option<String>,
    /// The device.
    pub device_id: DeviceId,
    /// Its kind, such as `iPhone`.
    pub device_type: DeviceType,
    /// The policy key; absent and `0` both mean that the device has none.
    pub policy_key: Option<u32>,
    /// Whether the answer may come in several parts.
    pub accept_multipart: bool,
    /// The language of the device as a Windows locale; only the base64 form has it.
    pub locale: Option<u16>,
    /// The rarer parameters.
    pub parameters: Parameters,
}

/// Parameters that only some commands use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The attachment that `GetAttachment` asks for.
    pub attachment_name: Option<String>,
    /// The folder of the mail that is answered or carried on, before 14.0.
    pub collection_id: Option<String>,
    /// The mail that is answered or carried on, before 14.0.
    pub item_id: Option<String>,
    /// The search result that is answered or carried on.
    pub long_id: Option<String>,
    /// One of several occurrences of an appointment.
    pub occurrence: Option<String>,
    /// Whether a copy of what is sent is kept, before 14.0.
    pub save_in_sent: bool,
}

/// The headers that belong to the request line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// `MS-ASProtocolVersion`; a base64 query has its own.
    pub protocol_version: Option<&'a str>,
    /// `X-MS-PolicyKey`; a base64 query has its own.
    pub policy_key: Option<&'a str>,
    /// `MS-ASAcceptMultiPart`; a base64 query has its own.
    pub accept_multipart: Option<&'a str>,
}

/// A request line that cannot be served.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// The query names no command.
    #[error("the query has no command")]
    MissingCommand,
    /// The query names a command that ActiveSync does not have.
    #[error(transparent)]
    UnknownCommand(#[from] UnknownCommand),
    /// The base64 query is no base64 or ends too early.
    #[error("the base64 query cannot be read")]
    Query,
    /// No protocol version was named.
    #[error("the request names no protocol version")]
    MissingVersion(Command),
    /// Another protocol version.
    #[error("{reason}")]
    Version {
        /// The command that was asked for, if it could be read.
        command: Option<Command>,
        /// What is wrong with the version.
        reason: InvalidVersion,
    },
    /// The device id or type is missing or breaks its rule.
    #[error("{reason}")]
    Device {
        /// The command that was asked for.
        command: Command,
        /// The rule.
        reason: InvalidDevice,
    },
    /// The policy key is no number of 32 bits.
    #[error("the policy key is not a number")]
    PolicyKey(Command),
    /// The user name is too long or holds control characters.
    #[error("the user name is too long or holds control characters")]
    User(Command),
}

impl InvalidRequest {
    /// The command with its status, for the failures that are told in a body; the others are
    /// HTTP 400, and an unknown command is HTTP 501.
    pub fn status(&self) -> Option<(Command, CommonStatus)> {
        match self {
            Self::Version { command: Some(command), .. } => {
                Some((*command, CommonStatus::VersionNotSupported))
            }
            Self::Device { command, reason } => Some((*command, reason.status())),
            Self::PolicyKey(command) => Some((*command, CommonStatus::InvalidPolicyKey)),
            Self::MissingCommand
            | Self::UnknownCommand(_)
            | Self::Query
            | Self::MissingVersion(_)
            | Self::Version { command: None, .. }
            | Self::User(_) => None,
        }
    }
}

impl RequestLine {
    /// Reads the query (without its question mark) in either form, and the headers.
    pub fn parse(query: &str, headers: &Headers<'_>) -> Result<Self, InvalidRequest> {
        if is_plain(query) { plain::parse(query, headers) } else { binary::parse(query) }
    }

    /// Writes the query in the plain form; version, policy key and multipart go into headers.
    pub fn to_plain_query(&self) -> String {
        plain::write(self)
    }

    /// Writes the query in the base64 form, which holds everything.
    pub fn to_base64_query(&self) -> String {
        binary::write(self)
    }
}

/// Base64 has `=` at its end only; a plain query has it behind the first name.
fn is_plain(query: &str) -> bool {
    query.is_empty() || query.contains('&') || query.trim_end_matches('=').contains('=')
}

/// Some devices put a tab before the name (iOS 11.2.6).
fn user(command: Command, text: &str) -> Result<Option<String>, InvalidRequest> {
    let text = text.trim();
    if text.len() > MAX_USER || text.chars().any(char::is_control) {
        return Err(InvalidRequest::User(command));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests;
