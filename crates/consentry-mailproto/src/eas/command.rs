//! The commands of ActiveSync: names, codes, and how each says that it failed (MS-ASHTTP 2.2.1.1.1).

use std::fmt;
use std::str::FromStr;

use super::CommonStatus;
use super::codes::{Code, codes};
use crate::wbxml::{Element, Tag, tag};

codes! {
    /// A command, with its code in a base64 query.
    pub enum Command {
        /// Items of folders, both ways.
        Sync = 0,
        /// A new mail.
        SendMail = 1,
        /// A mail that carries another one on.
        SmartForward = 2,
        /// A mail that answers another one.
        SmartReply = 3,
        /// An attachment, before 14.0.
        GetAttachment = 4,
        /// The list of folders.
        FolderSync = 9,
        /// A new folder.
        FolderCreate = 10,
        /// A folder less.
        FolderDelete = 11,
        /// A folder with another name or place.
        FolderUpdate = 12,
        /// Items to other folders.
        MoveItems = 13,
        /// How much a Sync would bring.
        GetItemEstimate = 14,
        /// The answer to an invitation.
        MeetingResponse = 15,
        /// Search in a mailbox or the address list.
        Search = 16,
        /// Device information, account information, out of office.
        Settings = 17,
        /// Wait until a folder changes.
        Ping = 18,
        /// Single items and attachments.
        ItemOperations = 19,
        /// The policy and its key.
        Provision = 20,
        /// Names to addresses.
        ResolveRecipients = 21,
        /// Check of a certificate.
        ValidateCert = 22,
        /// Search, from 16.1 on.
        Find = 23,
    }
}

/// A command that ActiveSync does not have, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no command `{0}`")]
pub struct UnknownCommand(pub String);

impl Command {
    /// All commands in the order in which servers announce them.
    pub const ALL: [Self; 20] = [
        Self::Sync,
        Self::SendMail,
        Self::SmartForward,
        Self::SmartReply,
        Self::GetAttachment,
        Self::FolderSync,
        Self::FolderCreate,
        Self::FolderDelete,
        Self::FolderUpdate,
        Self::MoveItems,
        Self::GetItemEstimate,
        Self::MeetingResponse,
        Self::Search,
        Self::Settings,
        Self::Ping,
        Self::ItemOperations,
        Self::Provision,
        Self::ResolveRecipients,
        Self::ValidateCert,
        Self::Find,
    ];

    /// The command's name in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sync => "Sync",
            Self::SendMail => "SendMail",
            Self::SmartForward => "SmartForward",
            Self::SmartReply => "SmartReply",
            Self::GetAttachment => "GetAttachment",
            Self::FolderSync => "FolderSync",
            Self::FolderCreate => "FolderCreate",
            Self::FolderDelete => "FolderDelete",
            Self::FolderUpdate => "FolderUpdate",
            Self::MoveItems => "MoveItems",
            Self::GetItemEstimate => "GetItemEstimate",
            Self::MeetingResponse => "MeetingResponse",
            Self::Search => "Search",
            Self::Settings => "Settings",
            Self::Ping => "Ping",
            Self::ItemOperations => "ItemOperations",
            Self::Provision => "Provision",
            Self::ResolveRecipients => "ResolveRecipients",
            Self::ValidateCert => "ValidateCert",
            Self::Find => "Find",
        }
    }

    /// A body that says nothing but that the command failed; `None` for the one command whose
    /// answers are no WBXML.
    pub fn failure(self, status: CommonStatus) -> Option<Element> {
        let (root, place) = self.failure_tags()?;
        Some(Element::new(root).with_code(place, status))
    }

    fn failure_tags(self) -> Option<(Tag, Tag)> {
        use tag::{
            airsync, compose_mail, find, folder_hierarchy, get_item_estimate, item_operations,
            meeting_response, move_items, ping, provision, resolve_recipients, search, settings,
            validate_cert,
        };
        Some(match self {
            Self::Sync => (airsync::SYNC, airsync::STATUS),
            Self::SendMail => (compose_mail::SEND_MAIL, compose_mail::STATUS),
            Self::SmartForward => (compose_mail::SMART_FORWARD, compose_mail::STATUS),
            Self::SmartReply => (compose_mail::SMART_REPLY, compose_mail::STATUS),
            Self::FolderSync => (folder_hierarchy::FOLDER_SYNC, folder_hierarchy::STATUS),
            Self::FolderCreate => (folder_hierarchy::FOLDER_CREATE, folder_hierarchy::STATUS),
            Self::FolderDelete => (folder_hierarchy::FOLDER_DELETE, folder_hierarchy::STATUS),
            Self::FolderUpdate => (folder_hierarchy::FOLDER_UPDATE, folder_hierarchy::STATUS),
            Self::MoveItems => (move_items::MOVE_ITEMS, move_items::STATUS),
            Self::GetItemEstimate => {
                (get_item_estimate::GET_ITEM_ESTIMATE, get_item_estimate::STATUS)
            }
            Self::Search => (search::SEARCH, search::STATUS),
            Self::Settings => (settings::SETTINGS, settings::STATUS),
            Self::Ping => (ping::PING, ping::STATUS),
            Self::ItemOperations => (item_operations::ITEM_OPERATIONS, item_operations::STATUS),
            Self::Provision => (provision::PROVISION, provision::STATUS),
            Self::MeetingResponse => (meeting_response::MEETING_RESPONSE, meeting_response::STATUS),
            Self::ResolveRecipients => {
                (resolve_recipients::RESOLVE_RECIPIENTS, resolve_recipients::STATUS)
            }
            Self::ValidateCert => (validate_cert::VALIDATE_CERT, validate_cert::STATUS),
            Self::Find => (find::FIND, find::STATUS),
            Self::GetAttachment => return None,
        })
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Command {
    type Err = UnknownCommand;

    fn from_str(text: &str) -> Result<Self, UnknownCommand> {
        Self::ALL
            .into_iter()
            .find(|command| command.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownCommand(text.to_owned()))
    }
}

impl TryFrom<u8> for Command {
    type Error = UnknownCommand;

    fn try_from(code: u8) -> Result<Self, UnknownCommand> {
        Self::from_code(code.into()).ok_or_else(|| UnknownCommand(code.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_lead_back() {
        for command in Command::ALL {
            assert_eq!(command.name().to_lowercase().parse(), Ok(command));
            assert_eq!(Command::from_code(command.code()), Some(command));
        }
        assert_eq!(Command::try_from(5), Err(UnknownCommand("5".into())), "obsolete");
    }

    #[test]
    fn failures_have_the_command_as_root() {
        for command in Command::ALL {
            let Some(body) = command.failure(CommonStatus::DeviceNotProvisioned) else {
                assert_eq!(command, Command::GetAttachment);
                continue;
            };
            let status = body.elements().next().unwrap();
            assert_eq!(body.tag.name(), Some(command.name()));
            assert_eq!((status.tag.name(), status.as_text()), (Some("Status"), "142"));
        }
    }
}
