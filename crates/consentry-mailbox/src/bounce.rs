//! The notice to a sender whose message reached somebody not. RFC 3461–3464, RFC 3834.

use consentry_model::Timestamp;
use mail_builder::{
    MessageBuilder,
    headers::{content_type::ContentType, date::Date, message_id::MessageId, raw::Raw},
    mime::{BodyPart, MimePart},
};
use uuid::Uuid;

use crate::delivery::envelope;
use crate::mime::{column, header_end};

/// The whole message is returned up to this size, only its headers beyond.
const RETURNED_BYTES: usize = 64 << 10;

/// Why a message reached a recipient not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The recipient.
    pub address: String,
    /// Enhanced status code: `5.1.1` (RFC 3463).
    pub status: String,
    /// The reason in words for the sender.
    pub reason: String,
}

/// What a notice is made of.
#[derive(Debug, Clone, Copy)]
pub struct Bounce<'a> {
    /// The name of this installation's mail host.
    pub host: &'a str,
    /// The sender of the message.
    pub to: &'a str,
    /// The message.
    pub message: &'a [u8],
    /// Who did not get it.
    pub failures: &'a [Failure],
    /// When.
    pub at: Timestamp,
    /// Makes the notice's id.
    pub id: Uuid,
}

/// Builds the notice.
pub fn bounce(bounce: &Bounce<'_>) -> Vec<u8> {
    let original = envelope(bounce.message);
    let boundary = format!("=_{}", bounce.id.simple());
    let report = ContentType::new("multipart/report")
        .attribute("report-type", "delivery-status")
        .attribute("boundary", boundary);
    let parts = vec![
        MimePart::new("text/plain", words(bounce, &original.subject)),
        MimePart::new("message/delivery-status", BodyPart::Text(status(bounce).into()))
            .transfer_encoding("7bit"),
        returned(bounce.message),
    ];
    let subject = match original.subject.as_str() {
        "" => "Undeliverable".to_owned(),
        subject => format!("Undeliverable: {subject}"),
    };
    let mut notice = MessageBuilder::new()
        .from(("Mail delivery".to_owned(), format!("postmaster@{}", bounce.host)))
        .to(column(bounce.to))
        .subject(subject)
        .date(Date::new(bounce.at.seconds()))
        .message_id(format!("{}@{}", bounce.id.simple(), bounce.host))
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .body(MimePart::new(report, parts));
    if let Some(id) = original.message_id {
        notice = notice.in_reply_to(MessageId::new(id));
    }
    let mut out = Vec::new();
    notice.serialize(&mut out);
    out
}

fn words(bounce: &Bounce<'_>, subject: &str) -> String {
    let mut text = format!("Your message \"{subject}\" could not be delivered to:\r\n\r\n");
    for failure in bounce.failures {
        text.push_str(&column(&failure.address));
        text.push_str("\r\n    ");
        text.push_str(&column(&failure.reason));
        text.push_str("\r\n");
    }
    text.push_str("\r\nNobody else will be told. The message is attached.\r\n");
    text
}

/// RFC 3464: a block about the message, then one for each recipient. All of it is ASCII.
fn status(bounce: &Bounce<'_>) -> String {
    let mut text = format!("Reporting-MTA: dns; {}\r\n", ascii(bounce.host));
    for failure in bounce.failures {
        text.push_str("\r\nFinal-Recipient: rfc822; ");
        text.push_str(&ascii(&failure.address));
        text.push_str("\r\nAction: failed\r\nStatus: ");
        text.push_str(&ascii(&failure.status));
        text.push_str("\r\nDiagnostic-Code: x-consentry; ");
        text.push_str(&ascii(&failure.reason));
        text.push_str("\r\n");
    }
    text
}

fn ascii(text: &str) -> String {
    column(text).chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

fn returned(message: &[u8]) -> MimePart<'_> {
    if message.len() <= RETURNED_BYTES {
        return MimePart::new("message/rfc822", message).transfer_encoding("8bit");
    }
    let end = header_end(message).min(RETURNED_BYTES);
    let headers = message.get(..end).unwrap_or_default();
    MimePart::new("text/rfc822-headers", headers).transfer_encoding("8bit")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::{OpenedMessage, summarize};

    #[test]
    fn a_notice_says_who_and_why_and_returns_the_message() {
        let message = "From: sam@tailspin.example\r\nSubject: Grüße\r\n\
                       Message-ID: <7@tailspin.example>\r\n\r\nHallo\r\n";
        let failures = [Failure {
            address: "nobody@elsewhere.example\r\nBcc: x@x.example".to_owned(),
            status: "5.1.2".to_owned(),
            reason: "no way out is configured".to_owned(),
        }];
        let at = Timestamp::from_seconds(1_763_791_710);
        let notice = bounce(&Bounce {
            host: "mail.tailspin.example",
            to: "sam@tailspin.example",
            message: message.as_bytes(),
            failures: &failures,
            at,
            id: Uuid::from_u128(7),
        });
        let text = String::from_utf8(notice.clone()).unwrap();
        for line in [
            "Final-Recipient: rfc822; nobody@elsewhere.example Bcc: x@x.example\r\n",
            "Status: 5.1.2\r\n",
            "In-Reply-To: <7@tailspin.example>\r\n",
            "Auto-Submitted: auto-replied\r\n",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("\r\nBcc:"), "{text}");
        let headers = summarize(&notice, at);
        assert_eq!(headers.class, "REPORT.IPM.Note.NDR");
        assert_eq!(headers.subject, "Undeliverable: Grüße");
        let opened = OpenedMessage::new(&notice);
        assert!(opened.text().contains("no way out is configured"));
        let returned = opened.attachments.iter().find(|a| a.name == "Grüße.eml").unwrap();
        let part = OpenedMessage::part(&notice, returned.part).unwrap();
        assert_eq!(part.bytes, message.as_bytes());
    }
}
