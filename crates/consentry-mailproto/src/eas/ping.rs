//! Ping: wait until a folder changes (MS-ASCMD 2.2.1.13).
//!
//! An empty body repeats the last request and never reaches these types; a response is never
//! empty, because clients take its status without asking whether there is one.

use super::codes::statuses;
use super::sync::Class;
use super::{CollectionId, InvalidMessage, Message};
use crate::wbxml::tag::ping as tag;
use crate::wbxml::{Element, Tag};

/// The shortest wait, in seconds.
pub const MIN_HEARTBEAT: u32 = 60;
/// The longest wait, in seconds.
pub const MAX_HEARTBEAT: u32 = 3540;
/// The wait of a client that names none, in seconds.
pub const DEFAULT_HEARTBEAT: u32 = 480;
/// The largest number of folders.
pub const MAX_FOLDERS: u32 = 200;

statuses! {
    /// How it went.
    pub enum Status {
        /// The time is over and nothing changed.
        NoChanges = 1,
        /// Folders changed; they are named.
        Changes = 2,
        /// The last request is not known; the client sends it in full.
        MissingParameters = 3,
        /// The request does not follow the schema.
        SyntaxError = 4,
        /// The wait is beyond the limits; the nearest one is named.
        InvalidHeartbeat = 5,
        /// More folders than [`MAX_FOLDERS`].
        TooManyFolders = 6,
        /// The list of folders changed; the client sends FolderSync.
        FolderSyncRequired = 7,
        /// The server failed.
        ServerError = 8,
    }
}

impl From<InvalidMessage> for Status {
    fn from(_: InvalidMessage) -> Self {
        Self::SyntaxError
    }
}

/// What the client asks; what it leaves out is as last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// How long to wait, in seconds.
    pub heartbeat_interval: Option<u32>,
    /// The folders.
    pub folders: Option<Vec<Folder>>,
}

/// A folder that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The folder.
    pub id: CollectionId,
    /// What it holds.
    pub class: Option<Class>,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How it went.
    pub status: Status,
    /// The folders that changed.
    pub folders: Vec<CollectionId>,
    /// The wait that would have been right, in seconds.
    pub heartbeat_interval: Option<u32>,
    /// The number of folders that would have been right.
    pub max_folders: Option<u32>,
}

impl Response {
    /// An answer of a status only.
    pub fn new(status: Status) -> Self {
        Self { status, folders: Vec::new(), heartbeat_interval: None, max_folders: None }
    }
}

impl Message for Request {
    const ROOT: Tag = tag::PING;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let folder = |element: &Element| {
            Ok(Folder { id: element.need_parsed(tag::ID)?, class: element.parsed_of(tag::CLASS)? })
        };
        Ok(Self {
            heartbeat_interval: root.number_of(tag::HEARTBEAT_INTERVAL)?,
            folders: root
                .find(tag::FOLDERS)
                .map(|list| list.all(tag::FOLDER).map(folder).collect())
                .transpose()?,
        })
    }

    fn to_element(&self) -> Element {
        let folder = |folder: &Folder| {
            Element::new(tag::FOLDER)
                .with_text(tag::ID, folder.id.as_str())
                .with_text_if(tag::CLASS, folder.class.map(Class::as_str))
        };
        let folders = self.folders.as_deref();
        let list =
            |folders: &[Folder]| Element::new(tag::FOLDERS).with_all(folders.iter().map(folder));
        Element::new(Self::ROOT)
            .with_number_if(tag::HEARTBEAT_INTERVAL, self.heartbeat_interval)
            .with_if(folders.map(list))
    }
}

impl Message for Response {
    const ROOT: Tag = tag::PING;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let id = |element: &Element| {
            element.as_text().parse().map_err(|_| InvalidMessage::Value(tag::FOLDER))
        };
        Ok(Self {
            status: root.need_code(tag::STATUS)?,
            folders: match root.find(tag::FOLDERS) {
                Some(list) => list.all(tag::FOLDER).map(id).collect::<Result<_, _>>()?,
                None => Vec::new(),
            },
            heartbeat_interval: root.number_of(tag::HEARTBEAT_INTERVAL)?,
            max_folders: root.number_of(tag::MAX_FOLDERS)?,
        })
    }

    fn to_element(&self) -> Element {
        let folder = |id: &CollectionId| Element::text(tag::FOLDER, id.as_str());
        let list = || Element::new(tag::FOLDERS).with_all(self.folders.iter().map(folder));
        Element::new(Self::ROOT)
            .with_code(tag::STATUS, self.status)
            .with_if((!self.folders.is_empty()).then(list))
            .with_number_if(tag::HEARTBEAT_INTERVAL, self.heartbeat_interval)
            .with_number_if(tag::MAX_FOLDERS, self.max_folders)
    }
}
