//! What is attached to a message, and its bytes as they were before they were encoded.
//!
//! Bytes come from the message itself, not from the parser's text: a text file in Latin-1 leaves
//! as it came. MS-ASAIRS (`Attachment`).

use std::{fmt, str::FromStr};

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::body;
use super::clean::column;
use crate::id::{InvalidMailId, number};

/// How a part is attached; numbers as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentMethod {
    /// 1: a file.
    File,
    /// 5: a message.
    Message,
}

impl AttachmentMethod {
    /// As on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::File => 1,
            Self::Message => 5,
        }
    }
}

/// One attached part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its number in the message.
    pub part: u32,
    /// Its file name, or one made from its kind.
    pub name: String,
    /// `image/png`.
    pub content_type: String,
    /// Decoded bytes.
    pub size: u64,
    /// What the HTML calls it by `cid:`.
    pub content_id: Option<String>,
    /// What the HTML may call it by.
    pub content_location: Option<String>,
    /// Whether it is shown within the text.
    pub inline: bool,
    /// A file or a message.
    pub method: AttachmentMethod,
}

/// The bytes of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// `image/png`.
    pub content_type: String,
    /// Its file name, or one made from its kind.
    pub name: String,
    /// Decoded bytes.
    pub bytes: Vec<u8>,
}

/// How a client asks for one part of one stored message: `3.7`. Survives a move of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileReference {
    pub(crate) raw: i64,
    pub(crate) part: u32,
}

impl fmt::Display for FileReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Counted from 1, as the only part of a message has the number 0.
        write!(f, "{}.{}", self.raw, u64::from(self.part) + 1)
    }
}

impl FromStr for FileReference {
    type Err = InvalidMailId;

    fn from_str(text: &str) -> Result<Self, InvalidMailId> {
        let invalid = || InvalidMailId::new(text);
        let (raw, part) = text.split_once('.').ok_or_else(invalid)?;
        let part = number(part).ok().and_then(|part| u32::try_from(part - 1).ok());
        Ok(Self { raw: number(raw)?, part: part.ok_or_else(invalid)? })
    }
}

/// The attached parts of the outermost message.
pub(super) fn list(message: &Message<'_>) -> Vec<Attachment> {
    let related: Vec<u32> = message
        .parts
        .iter()
        .filter(|part| part.is_content_type("multipart", "related"))
        .flat_map(|part| part.sub_parts().unwrap_or_default().iter().copied())
        .collect();
    let parts = message.attachments.iter().filter_map(|id| Some((*id, message.part(*id)?)));
    // A multipart without parts is nothing that could be opened.
    let parts = parts.filter(|(id, part)| !part.is_multipart() && !body::is_whole(message, *id));
    parts.map(|(id, part)| describe(message, id, part, related.contains(&id))).collect()
}

fn describe(message: &Message<'_>, id: u32, part: &MessagePart<'_>, related: bool) -> Attachment {
    let disposition = part.content_disposition();
    let content_id = part.content_id().map(column).filter(|text| !text.is_empty());
    let inline = match disposition {
        Some(disposition) if disposition.is_inline() => content_id.is_some() || related,
        Some(_) => false,
        None => related && content_id.is_some(),
    };
    Attachment {
        part: id,
        name: name(id, part),
        content_type: content_type(part),
        size: size(message, part),
        content_id,
        content_location: part.content_location().map(column).filter(|text| !text.is_empty()),
        inline,
        method: match part.body {
            PartType::Message(_) => AttachmentMethod::Message,
            _ => AttachmentMethod::File,
        },
    }
}

/// The decoded bytes of a part; `None` for a number that is no single part.
pub(super) fn content(message: &Message<'_>, id: u32) -> Option<Content> {
    let part = message.part(id)?;
    if part.is_multipart() {
        return None;
    }
    let bytes = decode(message, part);
    Some(Content { content_type: content_type(part), name: name(id, part), bytes })
}

fn decode(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Text(_) | PartType::Html(_) | PartType::Message(_) | PartType::Multipart(_) => {
            let (start, end) = (index(part.offset_body), index(part.offset_end));
            let encoded = message.raw_message().get(start..end).unwrap_or_default();
            let decoded = match part.encoding {
                Encoding::None => None,
                Encoding::Base64 => base64_decode(encoded),
                Encoding::QuotedPrintable => quoted_printable_decode(encoded),
            };
            decoded.unwrap_or_else(|| encoded.to_vec())
        }
    }
}

fn size(message: &Message<'_>, part: &MessagePart<'_>) -> u64 {
    let bytes = match (&part.body, part.encoding) {
        (PartType::Binary(bytes) | PartType::InlineBinary(bytes), _) => bytes.len(),
        (_, Encoding::None) => index(part.offset_end).saturating_sub(index(part.offset_body)),
        _ => decode(message, part).len(),
    };
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn content_type(part: &MessagePart<'_>) -> String {
    match (part.content_type(), &part.body) {
        (Some(given), _) => {
            let subtype = given.subtype().unwrap_or("octet-stream");
            column(&format!("{}/{subtype}", given.ctype()))
        }
        (None, PartType::Text(_)) => "text/plain".to_owned(),
        (None, PartType::Message(_)) => "message/rfc822".to_owned(),
        (None, _) => "application/octet-stream".to_owned(),
    }
}

/// The given name without folders, or one that says what it is.
fn name(id: u32, part: &MessagePart<'_>) -> String {
    let given = part.attachment_name().map(column).unwrap_or_default();
    let file = given.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if !file.is_empty() && !file.chars().all(|c| c == '.') {
        return file.to_owned();
    }
    if let PartType::Message(inner) = &part.body {
        let subject = inner.part(0).and_then(|_| inner.subject()).map(column).unwrap_or_default();
        let subject = subject.replace(['/', '\\', ':'], " ");
        let subject = subject.trim();
        return if subject.is_empty() {
            format!("message-{id}.eml")
        } else {
            format!("{subject}.eml")
        };
    }
    let subtype = part.content_type().and_then(|given| given.subtype()).unwrap_or_default();
    let ending = match subtype {
        "plain" => "txt",
        "html" | "png" | "gif" | "pdf" | "calendar" => subtype,
        "jpeg" => "jpg",
        _ => "bin",
    };
    format!("attachment-{id}.{ending}")
}
