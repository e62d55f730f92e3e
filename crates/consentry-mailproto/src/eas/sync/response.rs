//! What the server answers and tells.
//!
//! The status of a collection stands before everything that has a status of its own, because
//! clients take the first one they meet.

use super::{Class, Status};
use crate::eas::{ClientId, CollectionId, Email, InvalidMessage, Message, ServerId, SyncKey};
use crate::wbxml::tag::airsync as tag;
use crate::wbxml::{Element, Tag};

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// Folder by folder.
    Collections(Vec<CollectionResponse>),
    /// Nothing but a status.
    Failure {
        /// What went wrong.
        status: Status,
        /// The wait or the number of folders that would have been right.
        limit: Option<u32>,
    },
}

/// The answer for one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionResponse {
    /// The state that the client has afterwards.
    pub sync_key: SyncKey,
    /// The folder.
    pub collection_id: CollectionId,
    /// How it went.
    pub status: Status,
    /// What became of the client's commands; those that simply worked are left out.
    pub responses: Vec<CommandResponse>,
    /// Whether there are more changes than the window let through.
    pub more_available: bool,
    /// What changed on the server.
    pub changes: Vec<Change>,
}

/// What became of one of the client's commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandResponse {
    /// A new item.
    Add {
        /// The client's name for it.
        client_id: ClientId,
        /// The server's name for it, if it was stored.
        server_id: Option<ServerId>,
        /// Its class, where the folder holds several.
        class: Option<Class>,
        /// How it went.
        status: Status,
    },
    /// A change that failed.
    Change {
        /// The item.
        server_id: ServerId,
        /// How it went.
        status: Status,
    },
    /// A deletion that failed.
    Delete {
        /// The item.
        server_id: ServerId,
        /// How it went.
        status: Status,
    },
    /// An item in full.
    Fetch {
        /// The item.
        server_id: ServerId,
        /// How it went.
        status: Status,
        /// The item, if it was found.
        item: Option<Box<Email>>,
    },
}

/// Something that changed on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new item.
    Add {
        /// The item.
        server_id: ServerId,
        /// What it holds.
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
    /// An item that the filter no longer lets through.
    SoftDelete(ServerId),
}

impl CollectionResponse {
    /// An answer without changes.
    pub fn new(collection_id: CollectionId, sync_key: SyncKey, status: Status) -> Self {
        Self {
            sync_key,
            collection_id,
            status,
            responses: Vec::new(),
            more_available: false,
            changes: Vec::new(),
        }
    }

    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let children = |tag| element.find(tag).into_iter().flat_map(Element::elements);
        Ok(Self {
            sync_key: element.need_parsed(tag::SYNC_KEY)?,
            collection_id: element.need_parsed(tag::COLLECTION_ID)?,
            status: element.need_code(tag::STATUS)?,
            responses: children(tag::RESPONSES)
                .filter_map(CommandResponse::read)
                .collect::<Result<_, _>>()?,
            more_available: element.flag_of(tag::MORE_AVAILABLE)?.unwrap_or_default(),
            changes: children(tag::COMMANDS).filter_map(Change::read).collect::<Result<_, _>>()?,
        })
    }

    fn to_element(&self) -> Element {
        let responses = || {
            Element::new(tag::RESPONSES)
                .with_all(self.responses.iter().map(CommandResponse::to_element))
        };
        let commands =
            || Element::new(tag::COMMANDS).with_all(self.changes.iter().map(Change::to_element));
        Element::new(tag::COLLECTION)
            .with_text(tag::SYNC_KEY, self.sync_key.as_str())
            .with_text(tag::COLLECTION_ID, self.collection_id.as_str())
            .with_code(tag::STATUS, self.status)
            .with_if((!self.responses.is_empty()).then(responses))
            .with_mark_if(tag::MORE_AVAILABLE, self.more_available)
            .with_if((!self.changes.is_empty()).then(commands))
    }
}

fn read_data(element: &Element) -> Result<Box<Email>, InvalidMessage> {
    Ok(Box::new(Email::read(element.need(tag::APPLICATION_DATA)?)?))
}

fn with_data(element: Element, item: &Email) -> Element {
    element.with(item.add_to(Element::new(tag::APPLICATION_DATA)))
}

impl CommandResponse {
    fn read(element: &Element) -> Option<Result<Self, InvalidMessage>> {
        match element.tag {
            tag::ADD | tag::CHANGE | tag::DELETE | tag::FETCH => Some(Self::read_known(element)),
            _ => None,
        }
    }

    fn read_known(element: &Element) -> Result<Self, InvalidMessage> {
        let status = element.need_code(tag::STATUS)?;
        if element.tag == tag::ADD {
            return Ok(Self::Add {
                client_id: element.need_parsed(tag::CLIENT_ID)?,
                server_id: element.parsed_of(tag::SERVER_ID)?,
                class: element.parsed_of(tag::CLASS)?,
                status,
            });
        }
        let server_id = element.need_parsed(tag::SERVER_ID)?;
        Ok(match element.tag {
            tag::CHANGE => Self::Change { server_id, status },
            tag::DELETE => Self::Delete { server_id, status },
            _ => {
                let data = element.find(tag::APPLICATION_DATA);
                let item = data.map(Email::read).transpose()?.map(Box::new);
                Self::Fetch { server_id, status, item }
            }
        })
    }

    fn to_element(&self) -> Element {
        match self {
            Self::Add { client_id, server_id, class, status } => Element::new(tag::ADD)
                .with_text_if(tag::CLASS, class.map(Class::as_str))
                .with_text(tag::CLIENT_ID, client_id.as_str())
                .with_text_if(tag::SERVER_ID, server_id.as_ref().map(ServerId::as_str))
                .with_code(tag::STATUS, *status),
            Self::Change { server_id, status } => Element::new(tag::CHANGE)
                .with_text(tag::SERVER_ID, server_id.as_str())
                .with_code(tag::STATUS, *status),
            Self::Delete { server_id, status } => Element::new(tag::DELETE)
                .with_text(tag::SERVER_ID, server_id.as_str())
                .with_code(tag::STATUS, *status),
            Self::Fetch { server_id, status, item } => {
                let element = Element::new(tag::FETCH)
                    .with_text(tag::SERVER_ID, server_id.as_str())
                    .with_code(tag::STATUS, *status);
                match item {
                    Some(item) => with_data(element, item),
                    None => element,
                }
            }
        }
    }
}

impl Change {
    fn read(element: &Element) -> Option<Result<Self, InvalidMessage>> {
        let server_id = || element.need_parsed(tag::SERVER_ID);
        match element.tag {
            tag::ADD => Some(
                server_id()
                    .and_then(|server_id| Ok(Self::Add { server_id, item: read_data(element)? })),
            ),
            tag::CHANGE => {
                Some(server_id().and_then(|server_id| {
                    Ok(Self::Change { server_id, item: read_data(element)? })
                }))
            }
            tag::DELETE => Some(server_id().map(Self::Delete)),
            tag::SOFT_DELETE => Some(server_id().map(Self::SoftDelete)),
            _ => None,
        }
    }

    fn to_element(&self) -> Element {
        let named = |verb, id: &ServerId| Element::new(verb).with_text(tag::SERVER_ID, id.as_str());
        match self {
            Self::Add { server_id, item } => with_data(named(tag::ADD, server_id), item),
            Self::Change { server_id, item } => with_data(named(tag::CHANGE, server_id), item),
            Self::Delete(server_id) => named(tag::DELETE, server_id),
            Self::SoftDelete(server_id) => named(tag::SOFT_DELETE, server_id),
        }
    }
}

impl Message for Response {
    const ROOT: Tag = tag::SYNC;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let status = root.code_of(tag::STATUS)?.unwrap_or(Status::Success);
        if status != Status::Success {
            return Ok(Self::Failure { status, limit: root.number_of(tag::LIMIT)? });
        }
        let Some(list) = root.find(tag::COLLECTIONS) else {
            return Ok(Self::Collections(Vec::new()));
        };
        list.all(tag::COLLECTION)
            .map(CollectionResponse::read)
            .collect::<Result<_, _>>()
            .map(Self::Collections)
    }

    fn to_element(&self) -> Element {
        let root = Element::new(Self::ROOT);
        match self {
            Self::Failure { status, limit } => {
                root.with_code(tag::STATUS, *status).with_number_if(tag::LIMIT, *limit)
            }
            Self::Collections(collections) => root.with(
                Element::new(tag::COLLECTIONS)
                    .with_all(collections.iter().map(CollectionResponse::to_element)),
            ),
        }
    }
}
