//! A message made of the fields that clients send instead of MIME, as drafts of ActiveSync 16.

use consentry_model::Timestamp;
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, date::Date},
};
use uuid::Uuid;

/// The fields of a new message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMail {
    /// To whom, as a header says it.
    pub to: Option<String>,
    /// To whom in copy.
    pub cc: Option<String>,
    /// To whom in blind copy.
    pub bcc: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The body as text.
    pub text: Option<String>,
    /// The body as HTML.
    pub html: Option<String>,
}

impl NewMail {
    /// Writes the message.
    pub fn to_mime(&self, from: &str, host: &str, id: Uuid, at: Timestamp) -> Vec<u8> {
        let mut message = MessageBuilder::new()
            .from(from.to_owned())
            .date(Date::new(at.seconds()))
            .message_id(format!("{}@{host}", id.simple()))
            .subject(line(self.subject.as_deref().unwrap_or_default()));
        if let Some(to) = self.to.as_deref().and_then(addresses) {
            message = message.to(to);
        }
        if let Some(cc) = self.cc.as_deref().and_then(addresses) {
            message = message.cc(cc);
        }
        if let Some(bcc) = self.bcc.as_deref().and_then(addresses) {
            message = message.bcc(bcc);
        }
        message = match (&self.text, &self.html) {
            (Some(text), Some(html)) => message.text_body(text.clone()).html_body(html.clone()),
            (None, Some(html)) => message.html_body(html.clone()),
            (text, None) => message.text_body(text.clone().unwrap_or_default()),
        };
        let mut out = Vec::new();
        message.serialize(&mut out);
        out
    }
}

/// One line without control characters.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `"Name" <address>, address; …`; `None` if there is none.
fn addresses(header: &str) -> Option<Address<'static>> {
    let header = line(header);
    let mut list = Vec::new();
    for part in parts(&header) {
        let (name, address) = match part.rsplit_once('<') {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", part),
        };
        let address = address.trim().trim_end_matches('>').trim();
        if address.is_empty() {
            continue;
        }
        let name = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
        list.push(Address::new_address(name, address.to_owned()));
    }
    (!list.is_empty()).then(|| Address::new_list(list))
}

/// Splits at commas and semicolons outside of quotes.
fn parts(header: &str) -> Vec<&str> {
    let (mut quoted, mut start, mut out) = (false, 0, Vec::new());
    for (at, char) in header.char_indices() {
        match char {
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => {
                out.extend(header.get(start..at));
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    out.extend(header.get(start..));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_become_a_message() {
        let mail = NewMail {
            to: Some("\"Hofer, Tess\" <tess@tailspin.example>; kim@tailspin.example".to_owned()),
            subject: Some("Grüße\r\nBcc: x@x.example".to_owned()),
            text: Some("Hallo".to_owned()),
            ..NewMail::default()
        };
        let at = Timestamp::from_seconds(1_763_791_710);
        let mime = mail.to_mime("sam@tailspin.example", "mail.test", Uuid::from_u128(7), at);
        let envelope = consentry_mailbox::envelope(&mime);
        assert_eq!(envelope.from, ["sam@tailspin.example"]);
        assert_eq!(envelope.recipients, ["tess@tailspin.example", "kim@tailspin.example"]);
        assert_eq!(envelope.subject, "Grüße Bcc: x@x.example");
    }
}
