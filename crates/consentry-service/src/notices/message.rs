//! A notice as a message: its header fields, and its two forms side by side (RFC 5322, RFC 2046
//! §5.1.4).
//!
//! The fields are this program's; of what comes from outside only the reader's name and the
//! application's stand in them, encoded where they have to be (RFC 2047, A59). The sender is the
//! installation itself, never somebody whom the notice speaks of.

use consentry_model::{OutboundMailId, Timestamp};
use consentry_pages::{Locale, notice::Letter};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, date::Date, raw::Raw},
};

/// From whom to whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addressed<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// The reader's name.
    pub(super) name: &'a str,
    pub(super) id: OutboundMailId,
    /// This installation's host.
    pub(super) host: &'a str,
    pub(super) at: Timestamp,
    pub(super) locale: Locale,
}

impl Addressed<'_> {
    /// The message as it goes out. It is kept like this, so a second attempt sends the same one,
    /// under the same id.
    pub(super) fn message(&self, letter: &Letter) -> Vec<u8> {
        let name = Some(self.name).filter(|name| !name.is_empty());
        let mut message = Vec::new();
        MessageBuilder::new()
            .from(("Consentry", self.from))
            .to(Address::new_address(name, self.to))
            .date(Date::new(self.at.seconds()))
            .message_id(format!("{}@{}", self.id.as_uuid().simple(), self.host))
            .subject(letter.subject.as_str())
            .header("Content-Language", Raw::new(self.locale.tag()))
            // No out-of-office answers: RFC 3834 §5, and what Exchange looks at.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .header("X-Auto-Response-Suppress", Raw::new("OOF, AutoReply"))
            .text_body(letter.text.as_str())
            .html_body(letter.html.as_str())
            .serialize(&mut message);
        message
    }
}
