//! A mail as `ApplicationData` or `Properties` hold it (MS-ASEMAIL).
//!
//! Every field may be missing: a server leaves out what it has not, a change holds only what is
//! new. What a mailbox keeps, and how addresses are shortened, is decided elsewhere.

use jiff::Timestamp;

use super::codes::codes;
use super::{Attachment, Body, BodyType, Flag, InvalidMessage, Version};
use crate::wbxml::Element;
use crate::wbxml::tag::{airsync_base, email as tag, email2};

codes! {
    /// How important a mail calls itself.
    pub enum Importance {
        /// Less than others.
        Low = 0,
        /// As others.
        Normal = 1,
        /// More than others.
        High = 2,
    }
}

codes! {
    /// What the user did with a mail last.
    pub enum LastVerb {
        /// Nothing is known.
        Unknown = 0,
        /// Answered to the sender.
        ReplyToSender = 1,
        /// Answered to all.
        ReplyToAll = 2,
        /// Forwarded.
        Forward = 3,
    }
}

/// The class of an ordinary mail.
pub const MESSAGE_CLASS: &str = "IPM.Note";
/// The content class of an ordinary mail.
pub const CONTENT_CLASS: &str = "urn:content-classes:message";
/// The code page of text in UTF-8.
pub const UTF_8_CODE_PAGE: u32 = 65001;

/// A mail, or what is new about one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Email {
    /// To whom, as the header says it.
    pub to: Option<String>,
    /// To whom in copy.
    pub cc: Option<String>,
    /// From whom.
    pub from: Option<String>,
    /// Whom to answer.
    pub reply_to: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// When it arrived.
    pub date_received: Option<Timestamp>,
    /// To whom, by names only.
    pub display_to: Option<String>,
    /// The subject without prefixes.
    pub thread_topic: Option<String>,
    /// How important it calls itself.
    pub importance: Option<Importance>,
    /// Whether it was read.
    pub read: Option<bool>,
    /// Its attachments.
    pub attachments: Vec<Attachment>,
    /// Its body.
    pub body: Option<Body>,
    /// Its class, such as [`MESSAGE_CLASS`].
    pub message_class: Option<String>,
    /// The code page of its text, such as [`UTF_8_CODE_PAGE`].
    pub internet_cpid: Option<u32>,
    /// Its follow-up flag.
    pub flag: Option<Flag>,
    /// Its content class, such as [`CONTENT_CLASS`].
    pub content_class: Option<String>,
    /// The form in which the server keeps the body.
    pub native_body_type: Option<BodyType>,
    /// The conversation, usually 16 bytes.
    pub conversation_id: Option<Vec<u8>>,
    /// The place in the conversation.
    pub conversation_index: Option<Vec<u8>>,
    /// Its categories; `None` where nothing is said about them.
    pub categories: Option<Vec<String>>,
    /// Who sent it, if not who it is from.
    pub sender: Option<String>,
    /// Whether the user got it as a blind copy.
    pub received_as_bcc: Option<bool>,
    /// What the user did with it last.
    pub last_verb: Option<LastVerb>,
    /// When the user did so.
    pub last_verb_time: Option<Timestamp>,
    /// To whom in blind copy; from 16.0 on, for drafts.
    pub bcc: Option<String>,
    /// Whether it is a draft; from 16.0 on.
    pub is_draft: Option<bool>,
    /// Whether the client wants the draft sent; from 16.0 on.
    pub send: bool,
}

impl Email {
    /// The same without what a version does not know.
    #[must_use]
    pub fn limited_to(self, version: Version) -> Self {
        match version {
            Version::V14_1 => Self { bcc: None, is_draft: None, send: false, ..self },
            Version::V16_0 | Version::V16_1 => self,
        }
    }

    /// Reads the children of `ApplicationData` or `Properties`; passes over what it does not know.
    pub(super) fn read(item: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            to: item.text_of(tag::TO),
            cc: item.text_of(tag::CC),
            from: item.text_of(tag::FROM),
            reply_to: item.text_of(tag::REPLY_TO),
            subject: item.text_of(tag::SUBJECT),
            date_received: item.time_of(tag::DATE_RECEIVED)?,
            display_to: item.text_of(tag::DISPLAY_TO),
            thread_topic: item.text_of(tag::THREAD_TOPIC),
            importance: item.code_of(tag::IMPORTANCE)?,
            read: item.flag_of(tag::READ)?,
            attachments: Attachment::read_all(item)?,
            body: item.find(airsync_base::BODY).map(Body::read).transpose()?,
            message_class: item.text_of(tag::MESSAGE_CLASS),
            internet_cpid: item.number_of(tag::INTERNET_CPID)?,
            flag: item.find(tag::FLAG).map(Flag::read).transpose()?,
            content_class: item.text_of(tag::CONTENT_CLASS),
            native_body_type: item.code_of(airsync_base::NATIVE_BODY_TYPE)?,
            conversation_id: item.bytes_of(email2::CONVERSATION_ID),
            conversation_index: item.bytes_of(email2::CONVERSATION_INDEX),
            categories: item.find(tag::CATEGORIES).map(read_categories),
            sender: item.text_of(email2::SENDER),
            received_as_bcc: item.flag_of(email2::RECEIVED_AS_BCC)?,
            last_verb: item.code_of(email2::LAST_VERB_EXECUTED)?,
            last_verb_time: item.time_of(email2::LAST_VERB_EXECUTION_TIME)?,
            bcc: item.text_of(email2::BCC),
            is_draft: item.flag_of(email2::IS_DRAFT)?,
            send: item.flag_of(email2::SEND)?.unwrap_or_default(),
        })
    }

    /// Adds the fields to `ApplicationData` or `Properties`, in the order Exchange keeps.
    pub(super) fn add_to(&self, item: Element) -> Element {
        self.add_rest_to(self.add_head_to(item))
    }

    fn add_head_to(&self, item: Element) -> Element {
        item.with_text_if(tag::TO, self.to.as_deref())
            .with_text_if(tag::CC, self.cc.as_deref())
            .with_text_if(tag::FROM, self.from.as_deref())
            .with_text_if(tag::REPLY_TO, self.reply_to.as_deref())
            .with_text_if(tag::SUBJECT, self.subject.as_deref())
            .with_time_if(tag::DATE_RECEIVED, self.date_received)
            .with_text_if(tag::DISPLAY_TO, self.display_to.as_deref())
            .with_text_if(tag::THREAD_TOPIC, self.thread_topic.as_deref())
            .with_code_if(tag::IMPORTANCE, self.importance)
            .with_flag_if(tag::READ, self.read)
    }

    fn add_rest_to(&self, item: Element) -> Element {
        item.with_if(Attachment::list(&self.attachments))
            .with_if(self.body.as_ref().map(Body::to_element))
            .with_text_if(tag::MESSAGE_CLASS, self.message_class.as_deref())
            .with_number_if(tag::INTERNET_CPID, self.internet_cpid)
            .with_if(self.flag.as_ref().map(Flag::to_element))
            .with_text_if(tag::CONTENT_CLASS, self.content_class.as_deref())
            .with_code_if(airsync_base::NATIVE_BODY_TYPE, self.native_body_type)
            .with_opaque_if(email2::CONVERSATION_ID, self.conversation_id.as_deref())
            .with_opaque_if(email2::CONVERSATION_INDEX, self.conversation_index.as_deref())
            .with_if(self.categories.as_deref().map(write_categories))
            .with_text_if(email2::SENDER, self.sender.as_deref())
            .with_flag_if(email2::RECEIVED_AS_BCC, self.received_as_bcc)
            .with_code_if(email2::LAST_VERB_EXECUTED, self.last_verb)
            .with_time_if(email2::LAST_VERB_EXECUTION_TIME, self.last_verb_time)
            .with_text_if(email2::BCC, self.bcc.as_deref())
            .with_flag_if(email2::IS_DRAFT, self.is_draft)
            .with_mark_if(email2::SEND, self.send)
    }
}

fn read_categories(list: &Element) -> Vec<String> {
    list.all(tag::CATEGORY).map(|category| category.as_text().to_owned()).collect()
}

fn write_categories(categories: &[String]) -> Element {
    let category = |name: &String| Element::text(tag::CATEGORY, name);
    Element::new(tag::CATEGORIES).with_all(categories.iter().map(category))
}
