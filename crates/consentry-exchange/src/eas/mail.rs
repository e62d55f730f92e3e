//! A stored message as a mail on the wire (MS-ASEMAIL), and a client's changes as the mailbox
//! knows them.

use consentry_mailbox::NativeBody;
use consentry_mailbox::{
    AttachmentMethod as HeldMethod, Draft, Flag as HeldFlag, FlagStatus as HeldStatus,
    Importance as HeldImportance, ItemRef, MailError, OpenedMessage, Patch, Summary,
};
use consentry_mailproto::eas::{
    Attachment, AttachmentMethod, BodyType, CONTENT_CLASS, Code as _, Email, Flag, FlagStatus,
    Importance, LastVerb, Version,
};
use consentry_model::Timestamp;
use jiff::Timestamp as Moment;

use super::{
    body::{Wanted, body},
    request::Session,
};

/// Messages up to this size are opened where they are.
const SMALL: usize = 64 << 10;

/// A message with everything that is told of it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) summary: Summary,
    pub(super) raw: Vec<u8>,
    pub(super) opened: OpenedMessage,
}

impl Loaded {
    /// Loads a message whose summary is known; `None` if it went meanwhile.
    pub(super) async fn of(session: &Session, summary: Summary) -> Result<Option<Self>, MailError> {
        let at = ItemRef { folder: summary.folder, item: summary.item };
        let raw = session.service.mailboxes().raw(session.owner(), at).await?;
        let Some(raw) = raw else { return Ok(None) };
        if raw.len() <= SMALL {
            let opened = OpenedMessage::new(&raw);
            return Ok(Some(Self { summary, raw, opened }));
        }
        let opening = tokio::task::spawn_blocking(move || {
            let opened = OpenedMessage::new(&raw);
            (raw, opened)
        });
        Ok(opening.await.ok().map(|(raw, opened)| Self { summary, raw, opened }))
    }

    /// Loads a message.
    pub(super) async fn find(session: &Session, at: ItemRef) -> Result<Option<Self>, MailError> {
        match session.service.mailboxes().summary(session.owner(), at).await? {
            Some(summary) => Self::of(session, summary).await,
            None => Ok(None),
        }
    }

    /// The mail with its body as the client wants it.
    pub(super) fn email(&self, wanted: &Wanted, version: Version) -> Email {
        let attachments = self.opened.attachments.iter().map(|attachment| Attachment {
            display_name: some(&attachment.name),
            file_reference: self.summary.file_reference(attachment.part).to_string(),
            method: match attachment.method {
                HeldMethod::File => AttachmentMethod::Normal,
                HeldMethod::Message => AttachmentMethod::EmbeddedMessage,
            },
            estimated_data_size: u32::try_from(attachment.size).unwrap_or(u32::MAX),
            content_id: attachment.content_id.clone(),
            content_location: attachment.content_location.clone(),
            is_inline: attachment.inline,
        });
        let native = match self.opened.native {
            NativeBody::Plain => BodyType::Text,
            NativeBody::Html => BodyType::Html,
        };
        Email {
            attachments: attachments.collect(),
            body: body(wanted, &self.summary, &self.raw, &self.opened),
            native_body_type: Some(native),
            ..head(&self.summary)
        }
        .limited_to(version)
    }
}

/// The mail without its body.
fn head(summary: &Summary) -> Email {
    let headers = &summary.headers;
    Email {
        to: some(&headers.to),
        cc: some(&headers.cc),
        from: some(&headers.from),
        reply_to: some(&headers.reply_to),
        subject: some(&headers.subject),
        date_received: moment(summary.received),
        display_to: some(&headers.display_to),
        thread_topic: some(&headers.topic),
        importance: Some(match headers.importance {
            HeldImportance::Low => Importance::Low,
            HeldImportance::Normal => Importance::Normal,
            HeldImportance::High => Importance::High,
        }),
        message_class: some(&headers.class),
        internet_cpid: u32::try_from(headers.code_page).ok(),
        content_class: Some(CONTENT_CLASS.to_owned()),
        conversation_id: Some(headers.conversation.to_vec()),
        conversation_index: Some(headers.conversation_index.clone()),
        is_draft: (summary.draft == Draft::Yes).then_some(true),
        ..marks(summary)
    }
}

/// What can change about a mail.
pub(super) fn marks(summary: &Summary) -> Email {
    Email {
        read: Some(summary.read),
        flag: Some(flag_of(&summary.flag)),
        last_verb: summary.replied.then_some(LastVerb::ReplyToSender),
        ..Email::default()
    }
}

/// What a client wants changed.
pub(super) fn patch(email: &Email) -> Patch {
    Patch { read: email.read, flag: email.flag.as_ref().map(held_flag), replied: None }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn moment(at: Timestamp) -> Option<Moment> {
    Moment::from_millisecond(at.millis()).ok()
}

fn held(moment: Option<Moment>) -> Option<Timestamp> {
    moment.map(|moment| Timestamp::from_millis(moment.as_millisecond()))
}

fn flag_of(flag: &HeldFlag) -> Flag {
    let status = match flag.status {
        HeldStatus::Cleared => FlagStatus::Cleared,
        HeldStatus::Complete => FlagStatus::Complete,
        HeldStatus::Active => FlagStatus::Active,
    };
    Flag {
        flag_type: flag.kind.clone(),
        subject: flag.subject.clone(),
        start_date: flag.start.and_then(moment),
        utc_start_date: flag.utc_start.and_then(moment),
        due_date: flag.due.and_then(moment),
        utc_due_date: flag.utc_due.and_then(moment),
        complete_time: flag.completed.and_then(moment),
        date_completed: flag.date_completed.and_then(moment),
        reminder_set: flag.reminder.is_some().then_some(true),
        reminder_time: flag.reminder.and_then(moment),
        ..Flag::new(status)
    }
}

fn held_flag(flag: &Flag) -> HeldFlag {
    let reminder = flag.reminder_time.filter(|_| flag.reminder_set != Some(false));
    HeldFlag {
        status: HeldStatus::from_code(i64::from(flag.status.code())).unwrap_or_default(),
        kind: flag.flag_type.clone(),
        subject: flag.subject.clone(),
        completed: held(flag.complete_time),
        date_completed: held(flag.date_completed),
        start: held(flag.start_date),
        utc_start: held(flag.utc_start_date),
        due: held(flag.due_date),
        utc_due: held(flag.utc_due_date),
        reminder: held(reminder),
        ordinal: None,
        sub_ordinal: None,
    }
}
