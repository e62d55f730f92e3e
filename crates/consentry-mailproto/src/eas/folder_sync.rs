//! FolderSync: the list of folders and what changed in it (MS-ASCMD 2.2.1.5).

use super::codes::{codes, statuses};
use super::{Code as _, CollectionId, InvalidMessage, Message, SyncKey};
use crate::wbxml::tag::folder_hierarchy as tag;
use crate::wbxml::{Element, Tag};

statuses! {
    /// How it went; FolderCreate, FolderUpdate and FolderDelete share it.
    pub enum Status {
        /// Done.
        Success = 1,
        /// There is a folder of this name already.
        FolderExists = 2,
        /// The folder is one that must stay.
        SpecialFolder = 3,
        /// There is no such folder.
        FolderNotFound = 4,
        /// There is no such parent.
        ParentNotFound = 5,
        /// The server failed.
        ServerError = 6,
        /// It took too long.
        Timeout = 8,
        /// The key is unknown; the client starts again with `0`.
        InvalidSyncKey = 9,
        /// The request does not follow the schema.
        MalformedRequest = 10,
        /// Something failed.
        UnknownError = 11,
        /// Something failed, and the code for it too.
        CodeUnknown = 12,
    }
}

impl From<InvalidMessage> for Status {
    fn from(error: InvalidMessage) -> Self {
        match error {
            InvalidMessage::Value(tag::SYNC_KEY) => Self::InvalidSyncKey,
            _ => Self::MalformedRequest,
        }
    }
}

codes! {
    /// What a folder is for.
    pub enum FolderType {
        /// Made by the user, for anything.
        UserGeneric = 1,
        /// The inbox.
        Inbox = 2,
        /// Drafts.
        Drafts = 3,
        /// Deleted items.
        DeletedItems = 4,
        /// Sent items.
        SentItems = 5,
        /// The outbox.
        Outbox = 6,
        /// The tasks.
        Tasks = 7,
        /// The calendar.
        Calendar = 8,
        /// The contacts.
        Contacts = 9,
        /// The notes.
        Notes = 10,
        /// The journal.
        Journal = 11,
        /// Made by the user, for mail.
        UserMail = 12,
        /// Made by the user, for appointments.
        UserCalendar = 13,
        /// Made by the user, for contacts.
        UserContacts = 14,
        /// Made by the user, for tasks.
        UserTasks = 15,
        /// Made by the user, for the journal.
        UserJournal = 16,
        /// Made by the user, for notes.
        UserNotes = 17,
        /// Unknown.
        Unknown = 18,
        /// The cache of recipients.
        RecipientInformation = 19,
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The list that the client has.
    pub sync_key: SyncKey,
}

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: CollectionId,
    /// Its parent; [`CollectionId::root`] at the top.
    pub parent: CollectionId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: FolderType,
}

/// One difference between the client's list and the server's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A folder that the client has not.
    Add(Folder),
    /// A folder with another name or place.
    Update(Folder),
    /// A folder that is gone.
    Delete(CollectionId),
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The differences.
    Changes {
        /// The list that the client has afterwards.
        sync_key: SyncKey,
        /// The differences, parents before children.
        changes: Vec<Change>,
    },
    /// Nothing but a status.
    Failure(Status),
}

impl Message for Request {
    const ROOT: Tag = tag::FOLDER_SYNC;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self { sync_key: root.need_parsed(tag::SYNC_KEY)? })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT).with_text(tag::SYNC_KEY, self.sync_key.as_str())
    }
}

impl Message for Response {
    const ROOT: Tag = tag::FOLDER_SYNC;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let status = root.need_code(tag::STATUS)?;
        if status != Status::Success {
            return Ok(Self::Failure(status));
        }
        let changes = match root.find(tag::CHANGES) {
            Some(changes) => read_changes(changes)?,
            None => Vec::new(),
        };
        Ok(Self::Changes { sync_key: root.need_parsed(tag::SYNC_KEY)?, changes })
    }

    fn to_element(&self) -> Element {
        let root = Element::new(Self::ROOT);
        match self {
            Self::Failure(status) => root.with_code(tag::STATUS, *status),
            Self::Changes { sync_key, changes } => {
                let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
                let list = Element::new(tag::CHANGES)
                    .with_number(tag::COUNT, count)
                    .with_all(changes.iter().map(write_change));
                root.with_number(tag::STATUS, Status::Success.code())
                    .with_text(tag::SYNC_KEY, sync_key.as_str())
                    .with(list)
            }
        }
    }
}

fn read_changes(list: &Element) -> Result<Vec<Change>, InvalidMessage> {
    list.elements()
        .filter_map(|element| match element.tag {
            tag::ADD => Some(read_folder(element).map(Change::Add)),
            tag::UPDATE => Some(read_folder(element).map(Change::Update)),
            tag::DELETE => Some(element.need_parsed(tag::SERVER_ID).map(Change::Delete)),
            _ => None,
        })
        .collect()
}

fn read_folder(element: &Element) -> Result<Folder, InvalidMessage> {
    Ok(Folder {
        id: element.need_parsed(tag::SERVER_ID)?,
        parent: element.need_parsed(tag::PARENT_ID)?,
        name: element.need_text(tag::DISPLAY_NAME)?,
        kind: element.need_code(tag::TYPE)?,
    })
}

fn write_change(change: &Change) -> Element {
    match change {
        Change::Add(folder) => write_folder(tag::ADD, folder),
        Change::Update(folder) => write_folder(tag::UPDATE, folder),
        Change::Delete(id) => Element::new(tag::DELETE).with_text(tag::SERVER_ID, id.as_str()),
    }
}

fn write_folder(verb: Tag, folder: &Folder) -> Element {
    Element::new(verb)
        .with_text(tag::SERVER_ID, folder.id.as_str())
        .with_text(tag::PARENT_ID, folder.parent.as_str())
        .with_text(tag::DISPLAY_NAME, &folder.name)
        .with_code(tag::TYPE, folder.kind)
}
