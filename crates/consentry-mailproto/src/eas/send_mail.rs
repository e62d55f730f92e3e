//! SendMail: a new mail (MS-ASCMD 2.2.1.17). Success is an empty body; only a failure has one.

use super::{ClientId, CommonStatus, InvalidMessage, Message};
use crate::wbxml::tag::compose_mail as tag;
use crate::wbxml::{Element, Tag};

/// What the client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The client's name for the mail; the same again means the same mail again.
    pub client_id: ClientId,
    /// The account that sends, where the user has several.
    pub account_id: Option<String>,
    /// Whether a copy is kept.
    pub save_in_sent_items: bool,
    /// The mail.
    pub mime: Vec<u8>,
}

/// Why a mail was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub status: CommonStatus,
}

impl Message for Request {
    const ROOT: Tag = tag::SEND_MAIL;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            client_id: root.need_parsed(tag::CLIENT_ID)?,
            account_id: root.text_of(tag::ACCOUNT_ID),
            save_in_sent_items: root.flag_of(tag::SAVE_IN_SENT_ITEMS)?.unwrap_or_default(),
            mime: root.need(tag::MIME)?.as_bytes().to_vec(),
        })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT)
            .with_text(tag::CLIENT_ID, self.client_id.as_str())
            .with_text_if(tag::ACCOUNT_ID, self.account_id.as_deref())
            .with_mark_if(tag::SAVE_IN_SENT_ITEMS, self.save_in_sent_items)
            .with(Element::opaque(tag::MIME, self.mime.as_slice()))
    }
}

impl Message for Failure {
    const ROOT: Tag = tag::SEND_MAIL;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self { status: root.need_code(tag::STATUS)? })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT).with_code(tag::STATUS, self.status)
    }
}
