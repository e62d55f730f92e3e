//! Out of office: reading and writing the notice (MS-ASCMD 2.2.3.116).

use jiff::Timestamp;

use super::Status;
use crate::eas::InvalidMessage;
use crate::eas::codes::codes;
use crate::wbxml::tag::settings as tag;
use crate::wbxml::{Element, Tag};

codes! {
    /// Whether the notice is on.
    pub enum OofState {
        /// Off.
        Disabled = 0,
        /// On.
        Global = 1,
        /// On between two times.
        TimeBased = 2,
    }
}

/// To whom a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People of the organisation.
    Internal,
    /// Others whom the user knows.
    ExternalKnown,
    /// Anybody else.
    ExternalUnknown,
}

impl Audience {
    const ALL: [Self; 3] = [Self::Internal, Self::ExternalKnown, Self::ExternalUnknown];

    fn tag(self) -> Tag {
        match self {
            Self::Internal => tag::APPLIES_TO_INTERNAL,
            Self::ExternalKnown => tag::APPLIES_TO_EXTERNAL_KNOWN,
            Self::ExternalUnknown => tag::APPLIES_TO_EXTERNAL_UNKNOWN,
        }
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OofRequest {
    /// The notice.
    Get {
        /// In which form, `Text` or `HTML`.
        body_type: Option<String>,
    },
    /// Another notice.
    Set(Oof),
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OofResponse {
    /// How it went.
    pub status: Status,
    /// The notice, if the client asked for it.
    pub oof: Option<Oof>,
}

/// The notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oof {
    /// Whether it is on.
    pub state: OofState,
    /// From when.
    pub start: Option<Timestamp>,
    /// Until when.
    pub end: Option<Timestamp>,
    /// The texts, one for each audience at most.
    pub messages: Vec<OofMessage>,
}

/// The text for one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OofMessage {
    /// To whom it goes.
    pub audience: Audience,
    /// Whether it goes to them.
    pub enabled: bool,
    /// What it says.
    pub reply: Option<String>,
    /// In which form, `Text` or `HTML`.
    pub body_type: Option<String>,
}

impl Oof {
    /// A notice that is off.
    pub fn disabled() -> Self {
        Self { state: OofState::Disabled, start: None, end: None, messages: Vec::new() }
    }

    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            state: element.need_code(tag::OOF_STATE)?,
            start: element.time_of(tag::START_TIME)?,
            end: element.time_of(tag::END_TIME)?,
            messages: element
                .all(tag::OOF_MESSAGE)
                .map(OofMessage::read)
                .collect::<Result<_, _>>()?,
        })
    }

    fn to_element(&self, verb: Tag) -> Element {
        Element::new(verb)
            .with_code(tag::OOF_STATE, self.state)
            .with_time_if(tag::START_TIME, self.start)
            .with_time_if(tag::END_TIME, self.end)
            .with_all(self.messages.iter().map(OofMessage::to_element))
    }
}

impl OofMessage {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let audience = Audience::ALL
            .into_iter()
            .find(|audience| element.find(audience.tag()).is_some())
            .ok_or(InvalidMessage::Missing {
                parent: element.tag,
                tag: tag::APPLIES_TO_INTERNAL,
            })?;
        Ok(Self {
            audience,
            enabled: element.flag_of(tag::ENABLED)?.unwrap_or_default(),
            reply: element.text_of(tag::REPLY_MESSAGE),
            body_type: element.text_of(tag::BODY_TYPE),
        })
    }

    fn to_element(&self) -> Element {
        Element::new(tag::OOF_MESSAGE)
            .with(Element::new(self.audience.tag()))
            .with_flag(tag::ENABLED, self.enabled)
            .with_text_if(tag::REPLY_MESSAGE, self.reply.as_deref())
            .with_text_if(tag::BODY_TYPE, self.body_type.as_deref())
    }
}

impl OofRequest {
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        match element.find(tag::SET) {
            Some(set) => Oof::read(set).map(Self::Set),
            None => Ok(Self::Get { body_type: element.need(tag::GET)?.text_of(tag::BODY_TYPE) }),
        }
    }

    pub(super) fn to_element(&self) -> Element {
        Element::new(tag::OOF).with(match self {
            Self::Get { body_type } => {
                Element::new(tag::GET).with_text_if(tag::BODY_TYPE, body_type.as_deref())
            }
            Self::Set(oof) => oof.to_element(tag::SET),
        })
    }
}

impl OofResponse {
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            status: element.need_code(tag::STATUS)?,
            oof: element.find(tag::GET).map(Oof::read).transpose()?,
        })
    }

    pub(super) fn to_element(&self) -> Element {
        Element::new(tag::OOF)
            .with_code(tag::STATUS, self.status)
            .with_if(self.oof.as_ref().map(|oof| oof.to_element(tag::GET)))
    }
}
