//! Bodies and attachments of items, and what a client wants of them (MS-ASAIRS).

use super::codes::{Code, codes};
use super::{InvalidMessage, fields::bounded};
use crate::wbxml::tag::{airsync_base as tag, item_operations};
use crate::wbxml::{Element, Node};

codes! {
    /// The form of a body.
    pub enum BodyType {
        /// Plain text.
        Text = 1,
        /// HTML.
        Html = 2,
        /// Rich text.
        Rtf = 3,
        /// The whole mail.
        Mime = 4,
    }
}

codes! {
    /// How an attachment is attached.
    pub enum AttachmentMethod {
        /// A file.
        Normal = 1,
        /// A file that is referred to.
        Reference = 2,
        /// A file that is referred to and resolved.
        Resolved = 3,
        /// A file that is referred to and not to be copied.
        ReferenceOnly = 4,
        /// A message.
        EmbeddedMessage = 5,
        /// An OLE object.
        Ole = 6,
    }
}

/// One form of body that the client takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPreference {
    /// The form.
    pub kind: BodyType,
    /// The largest body in bytes; without it the body comes whole.
    pub truncation_size: Option<u32>,
    /// Whether a body that would be cut is to be left out.
    pub all_or_none: bool,
    /// How many characters of plain text to show beside the body.
    pub preview: Option<u32>,
}

impl BodyPreference {
    /// The longest preview (MS-ASAIRS 2.2.2.35).
    pub const MAX_PREVIEW: u32 = 255;

    /// The whole body in one form.
    pub fn whole(kind: BodyType) -> Self {
        Self { kind, truncation_size: None, all_or_none: false, preview: None }
    }

    pub(super) fn read_all(options: &Element) -> Result<Vec<Self>, InvalidMessage> {
        options.all(tag::BODY_PREFERENCE).map(Self::read).collect()
    }

    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            kind: element.need_code(tag::TYPE)?,
            truncation_size: element.number_of(tag::TRUNCATION_SIZE)?,
            all_or_none: element.flag_of(tag::ALL_OR_NONE)?.unwrap_or_default(),
            preview: bounded(element, tag::PREVIEW, Self::MAX_PREVIEW)?,
        })
    }

    pub(super) fn to_element(self) -> Element {
        Element::new(tag::BODY_PREFERENCE)
            .with_code(tag::TYPE, self.kind)
            .with_number_if(tag::TRUNCATION_SIZE, self.truncation_size)
            .with_flag_if(tag::ALL_OR_NONE, self.all_or_none.then_some(true))
            .with_number_if(tag::PREVIEW, self.preview)
    }
}

/// A body, whole, cut or only measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The form.
    pub kind: BodyType,
    /// The size in bytes of the whole body.
    pub estimated_data_size: Option<u32>,
    /// Whether `data` is less than the whole body.
    pub truncated: bool,
    /// The body, unless it was left out.
    pub data: Option<BodyData>,
    /// The first characters as plain text.
    pub preview: Option<String>,
}

/// Where the bytes of a body are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyData {
    /// Here, as text.
    Text(String),
    /// Here, as raw bytes: only so does MIME arrive byte for byte.
    Bytes(Vec<u8>),
    /// In a part of a multipart answer.
    Part(u32),
}

impl Body {
    pub(super) fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let data = match (element.find(tag::DATA), element.number_of(item_operations::PART)?) {
            (Some(data), _) => Some(match data.children.first() {
                Some(Node::Opaque(bytes)) => BodyData::Bytes(bytes.clone()),
                _ => BodyData::Text(data.as_text().to_owned()),
            }),
            (None, Some(part)) => Some(BodyData::Part(part)),
            (None, None) => None,
        };
        Ok(Self {
            kind: element.need_code(tag::TYPE)?,
            estimated_data_size: element.number_of(tag::ESTIMATED_DATA_SIZE)?,
            truncated: element.flag_of(tag::TRUNCATED)?.unwrap_or_default(),
            data,
            preview: element.text_of(tag::PREVIEW),
        })
    }

    pub(super) fn to_element(&self) -> Element {
        let data = self.data.as_ref().map(|data| match data {
            BodyData::Text(text) => Element::text(tag::DATA, text),
            BodyData::Bytes(bytes) => Element::opaque(tag::DATA, bytes.as_slice()),
            BodyData::Part(part) => Element::text(item_operations::PART, part.to_string()),
        });
        Element::new(tag::BODY)
            .with_code(tag::TYPE, self.kind)
            .with_number_if(tag::ESTIMATED_DATA_SIZE, self.estimated_data_size)
            .with_flag_if(tag::TRUNCATED, self.truncated.then_some(true))
            .with_if(data)
            .with_text_if(tag::PREVIEW, self.preview.as_deref())
    }
}

/// What is told about an attachment before it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name.
    pub display_name: Option<String>,
    /// By what it is fetched.
    pub file_reference: String,
    /// How it is attached.
    pub method: AttachmentMethod,
    /// Its size in bytes.
    pub estimated_data_size: u32,
    /// Its `Content-ID`, by which HTML refers to it.
    pub content_id: Option<String>,
    /// Its `Content-Location`.
    pub content_location: Option<String>,
    /// Whether the body shows it.
    pub is_inline: bool,
}

impl Attachment {
    pub(super) fn read_all(item: &Element) -> Result<Vec<Self>, InvalidMessage> {
        let Some(list) = item.find(tag::ATTACHMENTS) else { return Ok(Vec::new()) };
        list.all(tag::ATTACHMENT).map(Self::read).collect()
    }

    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            display_name: element.text_of(tag::DISPLAY_NAME),
            file_reference: element.need_text(tag::FILE_REFERENCE)?,
            method: element.code_of(tag::METHOD)?.unwrap_or(AttachmentMethod::Normal),
            estimated_data_size: element.number_of(tag::ESTIMATED_DATA_SIZE)?.unwrap_or_default(),
            content_id: element.text_of(tag::CONTENT_ID),
            content_location: element.text_of(tag::CONTENT_LOCATION),
            is_inline: element.flag_of(tag::IS_INLINE)?.unwrap_or_default(),
        })
    }

    fn to_element(&self) -> Element {
        Element::new(tag::ATTACHMENT)
            .with_text_if(tag::DISPLAY_NAME, self.display_name.as_deref())
            .with_text(tag::FILE_REFERENCE, &self.file_reference)
            .with_number(tag::METHOD, self.method.code())
            .with_number(tag::ESTIMATED_DATA_SIZE, self.estimated_data_size)
            .with_text_if(tag::CONTENT_ID, self.content_id.as_deref())
            .with_text_if(tag::CONTENT_LOCATION, self.content_location.as_deref())
            .with_flag_if(tag::IS_INLINE, self.is_inline.then_some(true))
    }

    pub(super) fn list(attachments: &[Self]) -> Option<Element> {
        let list = Element::new(tag::ATTACHMENTS);
        (!attachments.is_empty()).then(|| list.with_all(attachments.iter().map(Self::to_element)))
    }
}
