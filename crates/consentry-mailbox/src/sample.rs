//! Sample mail for the demo: 25 messages for an Inbox, alike each time for the same arguments.
//!
//! They cover what clients have to show: text, HTML, both, files, a picture within the text, an
//! attached message, letters of three scripts, an old charset, flags and a long text.

mod everyday;
mod special;

use std::time::Duration;

use consentry_model::Timestamp;
use mail_builder::{
    MessageBuilder,
    headers::{content_type::ContentType, date::Date, message_id::MessageId, raw::Raw},
    mime::MimePart,
};

use crate::message::{Draft, Flag, NewMessage};

/// Messages of a sample Inbox.
pub const INBOX_MESSAGES: usize = 25;

/// Whose Inbox.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// `Sam Tailspin`.
    pub name: &'a str,
    /// `sam@tailspin.example`.
    pub address: &'a str,
}

impl Recipient<'_> {
    fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("contoso.example", |(_, domain)| domain)
    }
}

/// The language of the everyday mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// Japanese.
    Japanese,
}

/// The sample Inbox, newest first; the newest came 20 minutes before `now`.
pub fn inbox(to: Recipient<'_>, language: Language, now: Timestamp) -> Vec<NewMessage> {
    let writer = Writer { to, now };
    let mut mails = everyday::mails(&writer, language);
    mails.extend(special::mails(&writer));
    mails.sort_by_key(|mail| std::cmp::Reverse(mail.received));
    mails
}

/// Who writes to whom, and when now is.
struct Writer<'a> {
    to: Recipient<'a>,
    now: Timestamp,
}

/// The head of a sample message.
#[derive(Clone, Copy)]
struct Head {
    /// Distinguishes the message from the others.
    number: u32,
    /// Minutes before now.
    ago: u64,
    /// Display name and local part, or whole address of somebody elsewhere.
    from: (&'static str, &'static str),
    subject: &'static str,
    read: bool,
    flagged: bool,
}

impl Head {
    const fn new(
        number: u32,
        ago: u64,
        from: (&'static str, &'static str),
        subject: &'static str,
    ) -> Self {
        Self { number, ago, from, subject, read: ago > 2 * DAY, flagged: false }
    }
}

/// Minutes of an hour and of a day.
const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

impl Writer<'_> {
    fn received(&self, head: Head) -> Timestamp {
        self.now.minus(Duration::from_secs(head.ago * 60))
    }

    fn from(&self, head: Head) -> String {
        match head.from.1 {
            elsewhere if elsewhere.contains('@') => elsewhere.to_owned(),
            colleague => format!("{colleague}@{}", self.to.domain()),
        }
    }

    fn id(&self, number: u32) -> String {
        format!("sample-{number}.{}@{}", self.now.seconds(), self.to.domain())
    }

    /// Everything but the body.
    fn start(&self, head: Head) -> MessageBuilder<'static> {
        MessageBuilder::new()
            .message_id(self.id(head.number))
            .date(Date::new(self.received(head).seconds()))
            .from((head.from.0.to_owned(), self.from(head)))
            .to((self.to.name.to_owned(), self.to.address.to_owned()))
            .subject(head.subject)
    }

    fn finish(&self, head: Head, builder: MessageBuilder<'static>) -> NewMessage {
        let mut raw = Vec::new();
        builder.serialize(&mut raw);
        self.keep(head, raw)
    }

    fn keep(&self, head: Head, raw: Vec<u8>) -> NewMessage {
        NewMessage {
            raw,
            received: self.received(head),
            read: head.read,
            replied: false,
            flag: if head.flagged { Flag::active() } else { Flag::default() },
            draft: Draft::No,
        }
    }

    fn text(&self, head: Head, text: &'static str) -> NewMessage {
        let body = MimePart::new("text/plain", text);
        self.finish(head, self.start(head).body(body))
    }

    /// An answer to an earlier sample message.
    fn answer(&self, head: Head, to: u32, text: &'static str) -> NewMessage {
        let body = MimePart::new("text/plain", text);
        let builder = self.start(head).body(body).in_reply_to(MessageId::new(self.id(to)));
        self.finish(head, builder.references(MessageId::new(self.id(to))))
    }

    fn html(&self, head: Head, html: &'static str) -> NewMessage {
        self.finish(head, self.start(head).body(MimePart::new("text/html", html)))
    }

    fn both(&self, head: Head, text: &'static str, html: &'static str) -> NewMessage {
        self.finish(head, self.start(head).body(alternative(head, text, html)))
    }

    fn with_parts(
        &self,
        head: Head,
        kind: &'static str,
        parts: Vec<MimePart<'static>>,
    ) -> NewMessage {
        self.finish(head, self.start(head).body(multipart(head, kind, parts)))
    }

    fn urgent(&self, head: Head, text: &'static str) -> NewMessage {
        let builder = self.start(head).header("Importance", Raw::new("high"));
        self.finish(head, builder.body(MimePart::new("text/plain", text)))
    }
}

/// A multipart whose boundary is the same each time.
fn multipart(head: Head, kind: &'static str, parts: Vec<MimePart<'static>>) -> MimePart<'static> {
    let boundary = format!("=_{}_{}", kind.replace('/', "_"), head.number);
    MimePart::new(ContentType::new(kind).attribute("boundary", boundary), parts)
}

fn alternative(head: Head, text: &'static str, html: &'static str) -> MimePart<'static> {
    let parts = vec![MimePart::new("text/plain", text), MimePart::new("text/html", html)];
    multipart(head, "multipart/alternative", parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::{AttachmentMethod, OpenedMessage, summarize};

    const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
    const SAM: Recipient<'static> =
        Recipient { name: "Sam Tailspin", address: "sam@tailspin.example" };

    #[test]
    fn an_inbox_is_alike_each_time() {
        for language in [Language::English, Language::German, Language::Japanese] {
            let mails = inbox(SAM, language, NOW);
            assert_eq!(mails.len(), INBOX_MESSAGES, "{language:?}");
            assert_eq!(mails, inbox(SAM, language, NOW), "{language:?}");
            assert!(mails.iter().any(|mail| !mail.read) && mails.iter().any(|mail| mail.read));
        }
    }

    #[test]
    fn an_inbox_shows_what_clients_must_show() {
        let mails = inbox(SAM, Language::German, NOW);
        let opened: Vec<_> = mails.iter().map(|mail| OpenedMessage::new(&mail.raw)).collect();
        let summaries: Vec<_> =
            mails.iter().map(|mail| summarize(&mail.raw, mail.received)).collect();
        for (mail, opened) in summaries.iter().zip(&opened) {
            assert_eq!(opened.problem, None, "{}", mail.subject);
            assert!(!opened.text().trim().is_empty(), "{}", mail.subject);
            assert!(mail.to.contains("sam@tailspin.example"), "{}", mail.subject);
        }
        let attached: Vec<_> = opened.iter().flat_map(|mail| &mail.attachments).collect();
        assert!(attached.len() >= 5, "{attached:?}");
        assert!(attached.iter().any(|part| part.inline && part.content_id.is_some()));
        assert!(attached.iter().any(|part| part.method == AttachmentMethod::Message));
        assert!(attached.iter().any(|part| !part.name.is_ascii()));
        let subjects: String = summaries.iter().map(|mail| mail.subject.as_str()).collect();
        assert!(subjects.contains('ü') && subjects.contains('会'), "{subjects}");
    }
}
