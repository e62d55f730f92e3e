//! `SmartReply` and `SmartForward`: a mail that answers another one or carries it on, without sending
//! that one up (MS-ASCMD 2.2.1.19 and 2.2.1.20). Success is an empty body.

use super::{ClientId, CollectionId, CommonStatus, InvalidMessage, ServerId};
use crate::wbxml::tag::compose_mail as tag;
use crate::wbxml::{Element, Tag};

/// Which of the two commands it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `SmartReply`.
    Reply,
    /// `SmartForward`.
    Forward,
}

impl Kind {
    fn root(self) -> Tag {
        match self {
            Self::Reply => tag::SMART_REPLY,
            Self::Forward => tag::SMART_FORWARD,
        }
    }

    fn of(root: Tag) -> Result<Self, InvalidMessage> {
        match root {
            tag::SMART_REPLY => Ok(Self::Reply),
            tag::SMART_FORWARD => Ok(Self::Forward),
            found => Err(InvalidMessage::Root { want: tag::SMART_REPLY, found }),
        }
    }
}

/// What the client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which of the two commands.
    pub kind: Kind,
    /// The client's name for the mail; the same again means the same mail again.
    pub client_id: ClientId,
    /// The account that sends, where the user has several.
    pub account_id: Option<String>,
    /// Whether a copy is kept.
    pub save_in_sent_items: bool,
    /// Whether `mime` holds the other mail already.
    pub replace_mime: bool,
    /// The other mail.
    pub source: Source,
    /// The mail, without the other one unless `replace_mime`.
    pub mime: Vec<u8>,
}

/// The mail that is answered or carried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An item of a folder.
    Item {
        /// The folder.
        folder_id: CollectionId,
        /// The item.
        item_id: ServerId,
        /// One occurrence of an appointment.
        instance_id: Option<String>,
    },
    /// A search result.
    LongId(String),
}

/// Why a mail was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which of the two commands.
    pub kind: Kind,
    /// What went wrong.
    pub status: CommonStatus,
}

impl Source {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        if let Some(long_id) = element.text_of(tag::LONG_ID) {
            return Ok(Self::LongId(long_id));
        }
        Ok(Self::Item {
            folder_id: element.need_parsed(tag::FOLDER_ID)?,
            item_id: element.need_parsed(tag::ITEM_ID)?,
            instance_id: element.text_of(tag::INSTANCE_ID),
        })
    }

    fn to_element(&self) -> Element {
        let element = Element::new(tag::SOURCE);
        match self {
            Self::LongId(long_id) => element.with_text(tag::LONG_ID, long_id),
            Self::Item { folder_id, item_id, instance_id } => element
                .with_text(tag::FOLDER_ID, folder_id.as_str())
                .with_text(tag::ITEM_ID, item_id.as_str())
                .with_text_if(tag::INSTANCE_ID, instance_id.as_deref()),
        }
    }
}

// Two roots for one type: the trait has one, so these are methods of their own.
impl Request {
    /// Reads the message out of a tree.
    pub fn from_element(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            kind: Kind::of(root.tag)?,
            client_id: root.need_parsed(tag::CLIENT_ID)?,
            account_id: root.text_of(tag::ACCOUNT_ID),
            save_in_sent_items: root.flag_of(tag::SAVE_IN_SENT_ITEMS)?.unwrap_or_default(),
            replace_mime: root.flag_of(tag::REPLACE_MIME)?.unwrap_or_default(),
            source: Source::read(root.need(tag::SOURCE)?)?,
            mime: root.need(tag::MIME)?.as_bytes().to_vec(),
        })
    }

    /// Writes the message as a tree.
    pub fn to_element(&self) -> Element {
        Element::new(self.kind.root())
            .with_text(tag::CLIENT_ID, self.client_id.as_str())
            .with(self.source.to_element())
            .with_text_if(tag::ACCOUNT_ID, self.account_id.as_deref())
            .with_mark_if(tag::SAVE_IN_SENT_ITEMS, self.save_in_sent_items)
            .with_mark_if(tag::REPLACE_MIME, self.replace_mime)
            .with(Element::opaque(tag::MIME, self.mime.as_slice()))
    }
}

impl Failure {
    /// Reads the message out of a tree.
    pub fn from_element(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self { kind: Kind::of(root.tag)?, status: root.need_code(tag::STATUS)? })
    }

    /// Writes the message as a tree.
    pub fn to_element(&self) -> Element {
        Element::new(self.kind.root()).with_code(tag::STATUS, self.status)
    }
}
