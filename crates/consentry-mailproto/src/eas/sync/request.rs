//! What the client asks and tells.

use std::time::Duration;

use super::{Class, Options};
use crate::eas::fields::bounded;
use crate::eas::{ClientId, CollectionId, Email, InvalidMessage, Message, ServerId, SyncKey};
use crate::wbxml::tag::airsync as tag;
use crate::wbxml::{Element, Tag};

/// The window of a client that names none.
pub const DEFAULT_WINDOW: u32 = 100;
/// The largest window; larger ones, and zero, mean this one.
pub const MAX_WINDOW: u32 = 512;

/// A whole request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The folders.
    pub collections: Vec<Collection>,
    /// How long the answer may be held back while nothing changes.
    pub wait: Option<Wait>,
    /// The largest number of changes over all folders.
    pub window_size: Option<u32>,
    /// Whether folders that are not named are to be taken from the last request.
    pub partial: bool,
}

/// How long an answer may be held back, in the client's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// `Wait`.
    Minutes(u32),
    /// `HeartbeatInterval`.
    Seconds(u32),
}

/// A wait beyond the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the wait is beyond the limit of {limit}")]
pub struct OutOfRange {
    /// The nearest wait that is allowed, in the client's unit.
    pub limit: u32,
}

impl Wait {
    /// The wait as a time, or the limit that [`super::Status::InvalidWait`] is sent with.
    pub fn duration(self) -> Result<Duration, OutOfRange> {
        let (value, least, most) = match self {
            Self::Minutes(minutes) => (minutes, 1, 59),
            Self::Seconds(seconds) => (seconds, 60, 3540),
        };
        let limit = value.clamp(least, most);
        if limit != value {
            return Err(OutOfRange { limit });
        }
        let seconds = match self {
            Self::Minutes(minutes) => u64::from(minutes).saturating_mul(60),
            Self::Seconds(seconds) => seconds.into(),
        };
        Ok(Duration::from_secs(seconds))
    }
}

/// One folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The state that the client has.
    pub sync_key: SyncKey,
    /// The folder.
    pub collection_id: CollectionId,
    /// Its class, as old versions name it.
    pub class: Option<Class>,
    /// Whether deleted items go to the folder for them.
    pub deletes_as_moves: bool,
    /// Whether the client wants to hear what changed.
    pub get_changes: bool,
    /// The largest number of changes, from 1 to [`MAX_WINDOW`].
    pub window_size: u32,
    /// Whether whole conversations are wanted.
    pub conversation_mode: bool,
    /// What the client wants of the items, one for each class; empty means as last time.
    pub options: Vec<Options>,
    /// What the client did.
    pub commands: Vec<Command>,
}

/// Something the client did, or an item it wants in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A new item.
    Add {
        /// The client's name for it.
        client_id: ClientId,
        /// Its class, where the folder holds several.
        class: Option<Class>,
        /// The item.
        item: Box<Email>,
    },
    /// An item that changed.
    Change {
        /// The item.
        server_id: ServerId,
        /// What is new.
        item: Box<Email>,
    },
    /// An item less.
    Delete(ServerId),
    /// An item in full.
    Fetch(ServerId),
}

impl Collection {
    /// A folder with the defaults of a request that says nothing else.
    pub fn new(collection_id: CollectionId, sync_key: SyncKey) -> Self {
        Self {
            get_changes: !sync_key.is_initial(),
            sync_key,
            collection_id,
            class: None,
            deletes_as_moves: true,
            window_size: DEFAULT_WINDOW,
            conversation_mode: false,
            options: Vec::new(),
            commands: Vec::new(),
        }
    }

    /// What the client wants of mail; `None` means as last time.
    pub fn mail_options(&self) -> Option<&Options> {
        self.options.iter().find(|options| matches!(options.class, None | Some(Class::Email)))
    }

    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let sync_key = element.need_parsed(tag::SYNC_KEY)?;
        let defaults = Self::new(element.need_parsed(tag::COLLECTION_ID)?, sync_key);
        let commands = match element.find(tag::COMMANDS) {
            Some(list) => list.elements().filter_map(Command::read).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        Ok(Self {
            class: element.parsed_of(tag::CLASS)?,
            deletes_as_moves: element.flag_of(tag::DELETES_AS_MOVES)?.unwrap_or(true),
            get_changes: element.flag_of(tag::GET_CHANGES)?.unwrap_or(defaults.get_changes),
            window_size: read_window(element)?.unwrap_or(DEFAULT_WINDOW),
            conversation_mode: element.flag_of(tag::CONVERSATION_MODE)?.unwrap_or_default(),
            options: element.all(tag::OPTIONS).map(Options::read).collect::<Result<_, _>>()?,
            commands,
            ..defaults
        })
    }

    /// Exchange holds clients to this order.
    fn to_element(&self) -> Element {
        let commands =
            Element::new(tag::COMMANDS).with_all(self.commands.iter().map(Command::to_element));
        Element::new(tag::COLLECTION)
            .with_text_if(tag::CLASS, self.class.map(Class::as_str))
            .with_text(tag::SYNC_KEY, self.sync_key.as_str())
            .with_text(tag::COLLECTION_ID, self.collection_id.as_str())
            .with_flag_if(tag::DELETES_AS_MOVES, (!self.deletes_as_moves).then_some(false))
            .with_flag_if(tag::GET_CHANGES, self.get_changes_to_say())
            .with_number_if(tag::WINDOW_SIZE, Some(self.window_size))
            .with_flag_if(tag::CONVERSATION_MODE, self.conversation_mode.then_some(true))
            .with_all(self.options.iter().map(Options::to_element))
            .with_if((!self.commands.is_empty()).then_some(commands))
    }

    fn get_changes_to_say(&self) -> Option<bool> {
        (self.get_changes == self.sync_key.is_initial()).then_some(self.get_changes)
    }
}

fn read_window(element: &Element) -> Result<Option<u32>, InvalidMessage> {
    let window = bounded(element, tag::WINDOW_SIZE, MAX_WINDOW)?;
    Ok(window.map(|window| if window == 0 { MAX_WINDOW } else { window }))
}

impl Command {
    fn read(element: &Element) -> Option<Result<Self, InvalidMessage>> {
        match element.tag {
            tag::ADD => Some(Self::read_add(element)),
            tag::CHANGE => Some(Self::read_change(element)),
            tag::DELETE => Some(element.need_parsed(tag::SERVER_ID).map(Self::Delete)),
            tag::FETCH => Some(element.need_parsed(tag::SERVER_ID).map(Self::Fetch)),
            _ => None,
        }
    }

    fn read_add(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self::Add {
            client_id: element.need_parsed(tag::CLIENT_ID)?,
            class: element.parsed_of(tag::CLASS)?,
            item: Box::new(Email::read(element.need(tag::APPLICATION_DATA)?)?),
        })
    }

    fn read_change(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self::Change {
            server_id: element.need_parsed(tag::SERVER_ID)?,
            item: Box::new(Email::read(element.need(tag::APPLICATION_DATA)?)?),
        })
    }

    fn to_element(&self) -> Element {
        let data = |item: &Email| item.add_to(Element::new(tag::APPLICATION_DATA));
        match self {
            Self::Add { client_id, class, item } => Element::new(tag::ADD)
                .with_text_if(tag::CLASS, class.map(Class::as_str))
                .with_text(tag::CLIENT_ID, client_id.as_str())
                .with(data(item)),
            Self::Change { server_id, item } => Element::new(tag::CHANGE)
                .with_text(tag::SERVER_ID, server_id.as_str())
                .with(data(item)),
            Self::Delete(server_id) => {
                Element::new(tag::DELETE).with_text(tag::SERVER_ID, server_id.as_str())
            }
            Self::Fetch(server_id) => {
                Element::new(tag::FETCH).with_text(tag::SERVER_ID, server_id.as_str())
            }
        }
    }
}

impl Message for Request {
    const ROOT: Tag = tag::SYNC;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let collections = match root.find(tag::COLLECTIONS) {
            Some(list) => {
                list.all(tag::COLLECTION).map(Collection::read).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        };
        let minutes = root.number_of(tag::WAIT)?.map(Wait::Minutes);
        let seconds = root.number_of(tag::HEARTBEAT_INTERVAL)?.map(Wait::Seconds);
        Ok(Self {
            collections,
            wait: seconds.or(minutes),
            window_size: read_window(root)?,
            partial: root.flag_of(tag::PARTIAL)?.unwrap_or_default(),
        })
    }

    fn to_element(&self) -> Element {
        let collections = Element::new(tag::COLLECTIONS)
            .with_all(self.collections.iter().map(Collection::to_element));
        let root =
            Element::new(Self::ROOT).with_if((!self.collections.is_empty()).then_some(collections));
        let root = match self.wait {
            Some(Wait::Minutes(minutes)) => root.with_number(tag::WAIT, minutes),
            Some(Wait::Seconds(seconds)) => root.with_number(tag::HEARTBEAT_INTERVAL, seconds),
            None => root,
        };
        root.with_number_if(tag::WINDOW_SIZE, self.window_size)
            .with_mark_if(tag::PARTIAL, self.partial)
    }
}
