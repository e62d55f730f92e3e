//! What a client wants of the items of a folder (MS-ASCMD 2.2.3.125.6).

use std::fmt;
use std::str::FromStr;

use crate::eas::codes::codes;
use crate::eas::{BodyPreference, BodyType, Code as _, InvalidMessage};
use crate::wbxml::Element;
use crate::wbxml::tag::airsync as tag;

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Mail.
    Email,
    /// Appointments.
    Calendar,
    /// Contacts.
    Contacts,
    /// Tasks.
    Tasks,
    /// Notes.
    Notes,
    /// Text messages.
    Sms,
}

/// A class that ActiveSync does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such class of items")]
pub struct InvalidClass;

impl Class {
    const ALL: [Self; 6] =
        [Self::Email, Self::Calendar, Self::Contacts, Self::Tasks, Self::Notes, Self::Sms];

    /// The class as bodies write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Calendar => "Calendar",
            Self::Contacts => "Contacts",
            Self::Tasks => "Tasks",
            Self::Notes => "Notes",
            Self::Sms => "SMS",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Class {
    type Err = InvalidClass;

    fn from_str(text: &str) -> Result<Self, InvalidClass> {
        Self::ALL.into_iter().find(|class| class.as_str() == text).ok_or(InvalidClass)
    }
}

codes! {
    /// Which items a folder shows to the client.
    pub enum FilterType {
        /// All.
        All = 0,
        /// Of one day.
        OneDay = 1,
        /// Of three days.
        ThreeDays = 2,
        /// Of one week.
        OneWeek = 3,
        /// Of two weeks.
        TwoWeeks = 4,
        /// Of one month.
        OneMonth = 5,
        /// Of three months.
        ThreeMonths = 6,
        /// Of six months.
        SixMonths = 7,
        /// Tasks that are not done.
        IncompleteTasks = 8,
    }
}

impl FilterType {
    /// How many days back the items go; `None` means that age does not count.
    pub fn days(self) -> Option<u16> {
        match self {
            Self::All | Self::IncompleteTasks => None,
            Self::OneDay => Some(1),
            Self::ThreeDays => Some(3),
            Self::OneWeek => Some(7),
            Self::TwoWeeks => Some(14),
            Self::OneMonth => Some(30),
            Self::ThreeMonths => Some(90),
            Self::SixMonths => Some(180),
        }
    }
}

codes! {
    /// For which mails the client wants MIME.
    pub enum MimeSupport {
        /// For none.
        Never = 0,
        /// For signed and encrypted ones.
        SecureOnly = 1,
        /// For all.
        Always = 2,
    }
}

codes! {
    /// Where MIME is cut, when no body preference says so.
    pub enum MimeTruncation {
        /// Before its first byte.
        Everything = 0,
        /// Behind 4,096 characters.
        Kib4 = 1,
        /// Behind 5,120 characters.
        Kib5 = 2,
        /// Behind 7,168 characters.
        Kib7 = 3,
        /// Behind 10,240 characters.
        Kib10 = 4,
        /// Behind 20,480 characters.
        Kib20 = 5,
        /// Behind 51,200 characters.
        Kib50 = 6,
        /// Behind 102,400 characters.
        Kib100 = 7,
        /// Not at all.
        Nothing = 8,
    }
}

impl MimeTruncation {
    /// The largest size that is not cut; `None` means any.
    pub fn limit(self) -> Option<u32> {
        match self {
            Self::Everything => Some(0),
            Self::Kib4 => Some(4_096),
            Self::Kib5 => Some(5_120),
            Self::Kib7 => Some(7_168),
            Self::Kib10 => Some(10_240),
            Self::Kib20 => Some(20_480),
            Self::Kib50 => Some(51_200),
            Self::Kib100 => Some(102_400),
            Self::Nothing => None,
        }
    }
}

codes! {
    /// Whose change stays when an item changed on both sides.
    pub enum Conflict {
        /// The client's.
        ClientWins = 0,
        /// The server's.
        ServerWins = 1,
    }
}

/// What a client wants of the items of one class in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The class, where a folder holds several.
    pub class: Option<Class>,
    /// Which items.
    pub filter: Option<FilterType>,
    /// For which mails MIME.
    pub mime_support: Option<MimeSupport>,
    /// Where MIME is cut.
    pub mime_truncation: Option<MimeTruncation>,
    /// The forms of body, one for each type at most.
    pub body_preferences: Vec<BodyPreference>,
    /// Whose change stays.
    pub conflict: Option<Conflict>,
    /// How many recipients to keep in the recipient cache.
    pub max_items: Option<u32>,
}

impl Options {
    /// What the client wants of bodies of one type.
    pub fn preference(&self, kind: BodyType) -> Option<&BodyPreference> {
        self.body_preferences.iter().find(|preference| preference.kind == kind)
    }

    pub(in crate::eas) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            class: element.parsed_of(tag::CLASS)?,
            filter: element.code_of(tag::FILTER_TYPE)?,
            mime_support: element.code_of(tag::MIME_SUPPORT)?,
            mime_truncation: read_truncation(element)?,
            body_preferences: BodyPreference::read_all(element)?,
            conflict: element.code_of(tag::CONFLICT)?,
            max_items: element.number_of(tag::MAX_ITEMS)?,
        })
    }

    pub(in crate::eas) fn to_element(&self) -> Element {
        Element::new(tag::OPTIONS)
            .with_code_if(tag::FILTER_TYPE, self.filter)
            .with_text_if(tag::CLASS, self.class.map(Class::as_str))
            .with_all(self.body_preferences.iter().copied().map(BodyPreference::to_element))
            .with_code_if(tag::CONFLICT, self.conflict)
            .with_code_if(tag::MIME_SUPPORT, self.mime_support)
            .with_code_if(tag::MIME_TRUNCATION, self.mime_truncation)
            .with_number_if(tag::MAX_ITEMS, self.max_items)
    }
}

/// Clients are known to send 9, which old versions had for "not at all".
fn read_truncation(element: &Element) -> Result<Option<MimeTruncation>, InvalidMessage> {
    let Some(number) = element.number_of(tag::MIME_TRUNCATION)? else { return Ok(None) };
    let code = u16::try_from(number).unwrap_or(u16::MAX);
    Ok(Some(MimeTruncation::from_code(code).unwrap_or(MimeTruncation::Nothing)))
}
