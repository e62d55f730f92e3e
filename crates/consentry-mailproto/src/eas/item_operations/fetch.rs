//! Getting one item or attachment.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Status;
use crate::eas::sync::{Class, MimeSupport};
use crate::eas::{BodyPreference, CollectionId, Email, InvalidMessage, ServerId};
use crate::wbxml::Element;
use crate::wbxml::tag::{airsync, airsync_base, item_operations as tag, search};

/// Where an item is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// In the mailbox.
    Mailbox,
    /// In a document library.
    DocumentLibrary,
}

/// A store that ActiveSync does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such store")]
pub struct InvalidStore;

impl Store {
    fn as_str(self) -> &'static str {
        match self {
            Self::Mailbox => "Mailbox",
            Self::DocumentLibrary => "DocumentLibrary",
        }
    }
}

impl FromStr for Store {
    type Err = InvalidStore;

    fn from_str(text: &str) -> Result<Self, InvalidStore> {
        [Self::Mailbox, Self::DocumentLibrary]
            .into_iter()
            .find(|store| store.as_str().eq_ignore_ascii_case(text))
            .ok_or(InvalidStore)
    }
}

/// What to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// Where it is looked for.
    pub store: Store,
    /// Which item or attachment.
    pub source: Source,
    /// In which form.
    pub options: FetchOptions,
}

/// The item or attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An item of a folder.
    Item {
        /// The folder.
        collection_id: CollectionId,
        /// The item.
        server_id: ServerId,
    },
    /// A search result.
    LongId(String),
    /// An attachment.
    FileReference(String),
}

/// In which form an item is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchOptions {
    /// The forms of body.
    pub body_preferences: Vec<BodyPreference>,
    /// Whether MIME is wanted.
    pub mime_support: Option<MimeSupport>,
    /// Which bytes of an attachment.
    pub range: Option<Range>,
}

/// Bytes from the first to the last, both included, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// A text that is no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a range is two numbers in order, with a hyphen between them")]
pub struct InvalidRange;

impl FromStr for Range {
    type Err = InvalidRange;

    fn from_str(text: &str) -> Result<Self, InvalidRange> {
        let (first, last) = text.trim().split_once('-').ok_or(InvalidRange)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| InvalidRange);
        let range = Self { first: number(first)?, last: number(last)? };
        if range.first <= range.last { Ok(range) } else { Err(InvalidRange) }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

impl Fetch {
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            store: element.need_parsed(tag::STORE)?,
            source: Source::read(element)?,
            options: match element.find(tag::OPTIONS) {
                Some(options) => FetchOptions::read(options)?,
                None => FetchOptions::default(),
            },
        })
    }

    pub(super) fn to_element(&self) -> Element {
        let element = Element::new(tag::FETCH).with_text(tag::STORE, self.store.as_str());
        let options = (self.options != FetchOptions::default()).then(|| self.options.to_element());
        self.source.add_to(element).with_if(options)
    }
}

impl FetchOptions {
    fn read(options: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            body_preferences: BodyPreference::read_all(options)?,
            mime_support: options.code_of(airsync::MIME_SUPPORT)?,
            range: options.parsed_of(tag::RANGE)?,
        })
    }

    fn to_element(&self) -> Element {
        let range = self.range.map(|range| range.to_string());
        Element::new(tag::OPTIONS)
            .with_text_if(tag::RANGE, range.as_deref())
            .with_code_if(airsync::MIME_SUPPORT, self.mime_support)
            .with_all(self.body_preferences.iter().copied().map(BodyPreference::to_element))
    }
}

impl Source {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        if let Some(file) = element.text_of(airsync_base::FILE_REFERENCE) {
            return Ok(Self::FileReference(file));
        }
        if let Some(long_id) = element.text_of(search::LONG_ID) {
            return Ok(Self::LongId(long_id));
        }
        Ok(Self::Item {
            collection_id: element.need_parsed(airsync::COLLECTION_ID)?,
            server_id: element.need_parsed(airsync::SERVER_ID)?,
        })
    }

    fn add_to(&self, element: Element) -> Element {
        match self {
            Self::Item { collection_id, server_id } => element
                .with_text(airsync::COLLECTION_ID, collection_id.as_str())
                .with_text(airsync::SERVER_ID, server_id.as_str()),
            Self::LongId(long_id) => element.with_text(search::LONG_ID, long_id),
            Self::FileReference(file) => element.with_text(airsync_base::FILE_REFERENCE, file),
        }
    }
}

/// An item or attachment, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchResponse {
    /// How it went.
    pub status: Status,
    /// Which one, as the client named it.
    pub source: Source,
    /// What it holds, if it was found.
    pub properties: Option<Properties>,
}

/// What an item or attachment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Properties {
    /// A mail.
    Email(Box<Email>),
    /// An attachment.
    Attachment {
        /// Its media type.
        content_type: String,
        /// Which bytes, if not all.
        range: Option<Range>,
        /// The size of the whole, where only a range comes.
        total: Option<u32>,
        /// The bytes.
        content: Content,
    },
}

/// Where the bytes of an attachment are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Here; base64 text on the wire, because clients read raw bytes here as nothing.
    Inline(Vec<u8>),
    /// In a part of a multipart answer.
    Part(u32),
}

impl FetchResponse {
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            status: element.need_code(tag::STATUS)?,
            source: Source::read(element)?,
            properties: element.find(tag::PROPERTIES).map(Properties::read).transpose()?,
        })
    }

    pub(super) fn to_element(&self) -> Element {
        let element = Element::new(tag::FETCH).with_code(tag::STATUS, self.status);
        let mut element = self.source.add_to(element);
        if let (Some(Properties::Email(_)), Source::Item { .. }) = (&self.properties, &self.source)
        {
            element = element.with_text(airsync::CLASS, Class::Email.as_str());
        }
        element.with_if(self.properties.as_ref().map(Properties::to_element))
    }
}

impl Properties {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let content = match (element.find(tag::DATA), element.number_of(tag::PART)?) {
            (Some(data), _) => {
                let bytes = BASE64.decode(data.as_text());
                Content::Inline(bytes.map_err(|_| InvalidMessage::Value(tag::DATA))?)
            }
            (None, Some(part)) => Content::Part(part),
            (None, None) => return Ok(Self::Email(Box::new(Email::read(element)?))),
        };
        Ok(Self::Attachment {
            content_type: element.text_of(airsync_base::CONTENT_TYPE).unwrap_or_default(),
            range: element.parsed_of(tag::RANGE)?,
            total: element.number_of(tag::TOTAL)?,
            content,
        })
    }

    fn to_element(&self) -> Element {
        let element = Element::new(tag::PROPERTIES);
        match self {
            Self::Email(email) => email.add_to(element),
            Self::Attachment { content_type, range, total, content } => {
                let range = range.map(|range| range.to_string());
                let element = element
                    .with_text_if(tag::RANGE, range.as_deref())
                    .with_number_if(tag::TOTAL, *total)
                    .with_text(airsync_base::CONTENT_TYPE, content_type);
                match content {
                    Content::Inline(bytes) => element.with_text(tag::DATA, BASE64.encode(bytes)),
                    Content::Part(part) => element.with_number(tag::PART, *part),
                }
            }
        }
    }
}
