//! ItemOperations: single items, attachments, emptying a folder (MS-ASCMD 2.2.1.10).
//!
//! Content comes inside the body (attachments as base64 text, MIME as raw bytes) or, when the
//! client accepts it, in parts behind it: see [`multipart`].

mod fetch;
pub mod multipart;

pub use self::fetch::{
    Content, Fetch, FetchOptions, FetchResponse, InvalidRange, InvalidStore, Properties, Range,
    Source, Store,
};
use super::codes::{Code as _, statuses};
use super::{CollectionId, InvalidMessage, Message};
use crate::wbxml::tag::{airsync, item_operations as tag};
use crate::wbxml::{Element, Tag};

statuses! {
    /// How it went, for the request or for one operation.
    pub enum Status {
        /// Done.
        Success = 1,
        /// The request does not follow the protocol.
        ProtocolError = 2,
        /// The server failed.
        ServerError = 3,
        /// The document library's address is not valid.
        BadUri = 4,
        /// The document library refuses access.
        AccessDenied = 5,
        /// There is no such item.
        ObjectNotFound = 6,
        /// The document library cannot be reached.
        ConnectionFailed = 7,
        /// The byte range is not valid or too large.
        InvalidRange = 8,
        /// The store is unknown or cannot do this.
        UnsupportedStore = 9,
        /// The item is empty.
        EmptyItem = 10,
        /// The item is too large.
        DataTooLarge = 11,
        /// A file could not be read.
        IoFailure = 12,
        /// The item cannot be converted.
        ConversionFailed = 14,
        /// There is no such attachment.
        InvalidAttachment = 15,
        /// Access to the resource is denied.
        ResourceAccessDenied = 16,
        /// A part of the operation failed.
        PartialSuccess = 17,
        /// The resource asks for credentials.
        CredentialsRequired = 18,
        /// Elements are missing or exclude each other.
        MissingOptions = 155,
        /// Such a move is not supported.
        MoveNotSupported = 156,
    }
}

impl From<InvalidMessage> for Status {
    fn from(_: InvalidMessage) -> Self {
        Self::ProtocolError
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Get an item or an attachment.
    Fetch(Fetch),
    /// Delete all items of a folder.
    EmptyFolderContents {
        /// The folder.
        collection_id: CollectionId,
        /// Whether its folders are deleted too.
        delete_sub_folders: bool,
    },
    /// Move a conversation.
    Move {
        /// The conversation.
        conversation_id: Vec<u8>,
        /// Where it goes.
        to: CollectionId,
        /// Whether later mails of it go there too.
        always: bool,
    },
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How it went as a whole.
    pub status: Status,
    /// One answer for each operation.
    pub operations: Vec<OperationResponse>,
}

/// The answer for one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationResponse {
    /// An item or an attachment.
    Fetch(FetchResponse),
    /// An emptied folder.
    EmptyFolderContents {
        /// How it went.
        status: Status,
        /// The folder.
        collection_id: CollectionId,
    },
    /// A moved conversation.
    Move {
        /// How it went.
        status: Status,
        /// The conversation.
        conversation_id: Vec<u8>,
    },
}

impl Message for Request {
    const ROOT: Tag = tag::ITEM_OPERATIONS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let operations: Vec<_> =
            root.elements().filter_map(Operation::read).collect::<Result<_, _>>()?;
        if operations.is_empty() {
            return Err(InvalidMessage::Missing { parent: root.tag, tag: tag::FETCH });
        }
        Ok(Self { operations })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT).with_all(self.operations.iter().map(Operation::to_element))
    }
}

impl Operation {
    fn read(element: &Element) -> Option<Result<Self, InvalidMessage>> {
        match element.tag {
            tag::FETCH => Some(Fetch::read(element).map(Self::Fetch)),
            tag::EMPTY_FOLDER_CONTENTS => Some(Self::read_empty(element)),
            tag::MOVE => Some(Self::read_move(element)),
            _ => None,
        }
    }

    fn read_empty(element: &Element) -> Result<Self, InvalidMessage> {
        let delete_sub_folders = match element.find(tag::OPTIONS) {
            Some(options) => options.flag_of(tag::DELETE_SUB_FOLDERS)?.unwrap_or_default(),
            None => false,
        };
        let collection_id = element.need_parsed(airsync::COLLECTION_ID)?;
        Ok(Self::EmptyFolderContents { collection_id, delete_sub_folders })
    }

    fn read_move(element: &Element) -> Result<Self, InvalidMessage> {
        let always = match element.find(tag::OPTIONS) {
            Some(options) => options.flag_of(tag::MOVE_ALWAYS)?.unwrap_or_default(),
            None => false,
        };
        let conversation_id = element.need(tag::CONVERSATION_ID)?.as_bytes().to_vec();
        Ok(Self::Move { conversation_id, to: element.need_parsed(tag::DST_FLD_ID)?, always })
    }

    fn to_element(&self) -> Element {
        let option =
            |tag, set: bool| set.then(|| Element::new(tag::OPTIONS).with(Element::new(tag)));
        match self {
            Self::Fetch(fetch) => fetch.to_element(),
            Self::EmptyFolderContents { collection_id, delete_sub_folders } => {
                Element::new(tag::EMPTY_FOLDER_CONTENTS)
                    .with_text(airsync::COLLECTION_ID, collection_id.as_str())
                    .with_if(option(tag::DELETE_SUB_FOLDERS, *delete_sub_folders))
            }
            Self::Move { conversation_id, to, always } => Element::new(tag::MOVE)
                .with(Element::opaque(tag::CONVERSATION_ID, conversation_id.as_slice()))
                .with_text(tag::DST_FLD_ID, to.as_str())
                .with_if(option(tag::MOVE_ALWAYS, *always)),
        }
    }
}

impl Message for Response {
    const ROOT: Tag = tag::ITEM_OPERATIONS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let operations = root.find(tag::RESPONSE).into_iter().flat_map(Element::elements);
        Ok(Self {
            status: root.need_code(tag::STATUS)?,
            operations: operations.filter_map(OperationResponse::read).collect::<Result<_, _>>()?,
        })
    }

    fn to_element(&self) -> Element {
        let response = || {
            Element::new(tag::RESPONSE)
                .with_all(self.operations.iter().map(OperationResponse::to_element))
        };
        Element::new(Self::ROOT)
            .with_number(tag::STATUS, self.status.code())
            .with_if((!self.operations.is_empty()).then(response))
    }
}

impl OperationResponse {
    fn read(element: &Element) -> Option<Result<Self, InvalidMessage>> {
        match element.tag {
            tag::FETCH => Some(FetchResponse::read(element).map(Self::Fetch)),
            tag::EMPTY_FOLDER_CONTENTS => Some(Self::read_empty(element)),
            tag::MOVE => Some(Self::read_move(element)),
            _ => None,
        }
    }

    fn read_empty(element: &Element) -> Result<Self, InvalidMessage> {
        let collection_id = element.need_parsed(airsync::COLLECTION_ID)?;
        Ok(Self::EmptyFolderContents { status: element.need_code(tag::STATUS)?, collection_id })
    }

    fn read_move(element: &Element) -> Result<Self, InvalidMessage> {
        let conversation_id = element.need(tag::CONVERSATION_ID)?.as_bytes().to_vec();
        Ok(Self::Move { status: element.need_code(tag::STATUS)?, conversation_id })
    }

    fn to_element(&self) -> Element {
        match self {
            Self::Fetch(fetch) => fetch.to_element(),
            Self::EmptyFolderContents { status, collection_id } => {
                Element::new(tag::EMPTY_FOLDER_CONTENTS)
                    .with_code(tag::STATUS, *status)
                    .with_text(airsync::COLLECTION_ID, collection_id.as_str())
            }
            Self::Move { status, conversation_id } => Element::new(tag::MOVE)
                .with_code(tag::STATUS, *status)
                .with(Element::opaque(tag::CONVERSATION_ID, conversation_id.as_slice())),
        }
    }
}
