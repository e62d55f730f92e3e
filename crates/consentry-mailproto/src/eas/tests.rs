//! Every message: what it looks like on the wire, that it comes back, and what is refused.

use std::fmt::Debug;

use crate::wbxml::{self, Element};

use super::*;

mod damaged;
mod folders;
mod items;
mod mail;
mod provisioning;
mod waiting;

/// Sends a message over the wire and back; gives its debug XML.
pub(super) fn show<M: Message + PartialEq + Debug>(message: &M) -> String {
    let body = message.to_wbxml();
    assert_eq!(M::from_wbxml(&body).as_ref(), Ok(message));
    wbxml::decode(&body).unwrap().to_debug_xml()
}

/// Why a tree is not a message.
pub(super) fn refuse<M: Message + Debug>(root: &Element) -> String {
    M::from_element(root).unwrap_err().to_string()
}

pub(super) fn id<T: std::str::FromStr<Err = InvalidId>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(super) fn time(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

/// A mail with every field.
pub(super) fn full_email() -> Email {
    Email {
        to: Some("\"Adele\" <adele@contoso.example>".into()),
        cc: Some("megan@contoso.example".into()),
        from: Some("\"Sam\" <sam@tailspin.example>".into()),
        reply_to: Some("reply@tailspin.example".into()),
        subject: Some("Re: Grüße & <mehr>".into()),
        date_received: Some(time("2026-11-22T08:13:14.056Z")),
        display_to: Some("Adele".into()),
        thread_topic: Some("Grüße & <mehr>".into()),
        importance: Some(Importance::High),
        read: Some(false),
        attachments: vec![Attachment {
            display_name: Some("plan.pdf".into()),
            file_reference: "5:12:1".into(),
            method: AttachmentMethod::Normal,
            estimated_data_size: 1024,
            content_id: Some("plan@tailspin.example".into()),
            content_location: None,
            is_inline: true,
        }],
        body: Some(Body {
            kind: BodyType::Text,
            estimated_data_size: Some(5000),
            truncated: true,
            data: Some(BodyData::Text("Hallo\r\n".into())),
            preview: Some("Hallo".into()),
        }),
        message_class: Some(MESSAGE_CLASS.into()),
        internet_cpid: Some(UTF_8_CODE_PAGE),
        flag: Some(Flag {
            flag_type: Some("for Follow Up".into()),
            utc_due_date: Some(time("2026-11-24T00:00:00Z")),
            reminder_set: Some(false),
            ..Flag::new(FlagStatus::Active)
        }),
        content_class: Some(CONTENT_CLASS.into()),
        native_body_type: Some(BodyType::Html),
        conversation_id: Some(vec![0xAB; 16]),
        conversation_index: Some(vec![1, 2, 3, 4, 5]),
        categories: Some(vec!["Blue".into(), "Red".into()]),
        sender: Some("office@tailspin.example".into()),
        received_as_bcc: Some(true),
        last_verb: Some(LastVerb::ReplyToAll),
        last_verb_time: Some(time("2026-11-22T09:00:00Z")),
        bcc: Some("tess@tailspin.example".into()),
        is_draft: Some(false),
        send: false,
    }
}
