//! What all bodies have in common: a root element, a way in and a way out.

use super::CommonStatus;
use crate::wbxml::{self, Answer, DecodeError, Element, Tag};

/// A body that travels between client and server.
pub trait Message: Sized {
    /// The root element.
    const ROOT: Tag;

    /// Reads the message out of a tree whose root is [`Self::ROOT`].
    fn read(root: &Element) -> Result<Self, InvalidMessage>;

    /// Writes the message as a tree.
    fn to_element(&self) -> Element;

    /// Reads the message out of a tree.
    fn from_element(root: &Element) -> Result<Self, InvalidMessage> {
        if root.tag == Self::ROOT {
            Self::read(root)
        } else {
            Err(InvalidMessage::Root { want: Self::ROOT, found: root.tag })
        }
    }

    /// Reads the message out of a body.
    fn from_wbxml(body: &[u8]) -> Result<Self, InvalidBody> {
        Ok(Self::from_element(&wbxml::decode(body)?)?)
    }

    /// Writes the message as a body.
    fn to_wbxml(&self) -> Vec<u8> {
        wbxml::encode(&self.to_element())
    }
}

/// A tree that is not the message that was expected. Names tags only, never values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMessage {
    /// Another root element.
    #[error("the root is `{found}` instead of `{want}`")]
    Root {
        /// The message's own root.
        want: Tag,
        /// The root of the tree.
        found: Tag,
    },
    /// An element is missing, or empty where it must not be.
    #[error("`{parent}` has no `{tag}`")]
    Missing {
        /// Where it belongs.
        parent: Tag,
        /// What is missing.
        tag: Tag,
    },
    /// A value that the element cannot have.
    #[error("`{0}` has a value that it cannot have")]
    Value(Tag),
}

/// A body that is not the message that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBody {
    /// Not WBXML as ActiveSync wants it.
    #[error(transparent)]
    Wbxml(#[from] DecodeError),
    /// WBXML, but another message.
    #[error(transparent)]
    Message(#[from] InvalidMessage),
}

impl InvalidBody {
    /// The status that all commands share for this; `None` means HTTP 400.
    pub fn status(self) -> Option<CommonStatus> {
        let answer = match self {
            Self::Wbxml(error) => error.answer(),
            Self::Message(_) => Answer::InvalidXml,
        };
        match answer {
            Answer::BadRequest => None,
            Answer::InvalidWbxml => Some(CommonStatus::InvalidWbxml),
            Answer::InvalidXml => Some(CommonStatus::InvalidXml),
        }
    }
}
