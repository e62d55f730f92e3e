//! MoveItems: items to other folders (MS-ASCMD 2.2.1.12). Success has the number 3.

use super::codes::statuses;
use super::{CollectionId, InvalidMessage, Message, ServerId};
use crate::wbxml::tag::move_items as tag;
use crate::wbxml::{Element, Tag};

statuses! {
    /// What became of a move.
    pub enum Status {
        /// The item or its folder is not there.
        InvalidSource = 1,
        /// The destination is not there.
        InvalidDestination = 2,
        /// Done.
        Success = 3,
        /// Source and destination are the same.
        SameFolder = 4,
        /// The item cannot be moved there.
        CannotMove = 5,
        /// The item is in use.
        Locked = 7,
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The moves.
    pub moves: Vec<Move>,
}

/// One item to another folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The item.
    pub item: ServerId,
    /// Where it is.
    pub from: CollectionId,
    /// Where it goes.
    pub to: CollectionId,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// One answer for each move.
    pub moved: Vec<Moved>,
}

/// What became of one move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The item, as it was called before.
    pub item: ServerId,
    /// How it went.
    pub status: Status,
    /// What the item is called now.
    pub now: Option<ServerId>,
}

impl Message for Request {
    const ROOT: Tag = tag::MOVE_ITEMS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let read = |element: &Element| {
            Ok(Move {
                item: element.need_parsed(tag::SRC_MSG_ID)?,
                from: element.need_parsed(tag::SRC_FLD_ID)?,
                to: element.need_parsed(tag::DST_FLD_ID)?,
            })
        };
        let moves: Vec<_> = root.all(tag::MOVE).map(read).collect::<Result<_, _>>()?;
        if moves.is_empty() {
            return Err(InvalidMessage::Missing { parent: root.tag, tag: tag::MOVE });
        }
        Ok(Self { moves })
    }

    fn to_element(&self) -> Element {
        let write = |one: &Move| {
            Element::new(tag::MOVE)
                .with_text(tag::SRC_MSG_ID, one.item.as_str())
                .with_text(tag::SRC_FLD_ID, one.from.as_str())
                .with_text(tag::DST_FLD_ID, one.to.as_str())
        };
        Element::new(Self::ROOT).with_all(self.moves.iter().map(write))
    }
}

impl Message for Response {
    const ROOT: Tag = tag::MOVE_ITEMS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let read = |element: &Element| {
            Ok(Moved {
                item: element.need_parsed(tag::SRC_MSG_ID)?,
                status: element.need_code(tag::STATUS)?,
                now: element.parsed_of(tag::DST_MSG_ID)?,
            })
        };
        Ok(Self { moved: root.all(tag::RESPONSE).map(read).collect::<Result<_, _>>()? })
    }

    fn to_element(&self) -> Element {
        let write = |one: &Moved| {
            Element::new(tag::RESPONSE)
                .with_text(tag::SRC_MSG_ID, one.item.as_str())
                .with_code(tag::STATUS, one.status)
                .with_text_if(tag::DST_MSG_ID, one.now.as_ref().map(ServerId::as_str))
        };
        Element::new(Self::ROOT).with_all(self.moved.iter().map(write))
    }
}
