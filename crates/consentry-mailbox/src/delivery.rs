//! Bringing a message to the Inboxes of this installation, with the sender's copy, all or nothing.
//!
//! Who is local was decided above; what goes elsewhere is queued above. A caller who does both asks
//! [`Mailboxes::was_sent`] first, queues what leaves, and delivers last: a crash between the two
//! may send twice, but never loses.

use consentry_model::Timestamp;
use mail_parser::{Address, Message};

use crate::error::MailError;
use crate::folder::FolderKind;
use crate::id::{DeviceId, Owner};
use crate::message::NewMessage;
use crate::mime::{column, header_end, parse_headers};
use crate::store::{Mailboxes, Place, PreparedMessage, add, default_folder, next_modseq, prepare};
use crate::sync_state::note_done;

/// What makes a device's request its own: sent twice with this, it is done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once<'a> {
    /// The device.
    pub device: &'a DeviceId,
    /// The id that it gave the request.
    pub client_id: &'a str,
}

/// Who sends, when it is somebody of this installation.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The sender's mailbox.
    pub owner: Owner,
    /// Whether a copy goes into Sent Items.
    pub keeps_copy: bool,
    /// Guards against a repeated request.
    pub once: Option<Once<'a>>,
}

/// A message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// The message as sent. Inboxes get it without `Bcc`.
    pub message: &'a [u8],
    /// `None` for what the installation sends itself, such as a bounce.
    pub sender: Option<Sender<'a>>,
    /// The mailboxes of the recipients.
    pub recipients: &'a [Owner],
    /// When.
    pub at: Timestamp,
}

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is in all Inboxes.
    Now,
    /// An earlier request with the same id did it.
    Before,
}

impl Mailboxes {
    /// Puts a message into the Inbox of each recipient and, if wanted, into the sender's Sent
    /// Items, in one unit of work.
    pub async fn deliver(&self, delivery: Delivery<'_>) -> Result<Delivered, MailError> {
        let arriving = NewMessage::unread(without_bcc(delivery.message), delivery.at);
        let arriving = prepare(arriving).await?;
        let mut copy = None;
        if delivery.sender.is_some_and(|sender| sender.keeps_copy) {
            let message = NewMessage::unread(delivery.message.to_vec(), delivery.at);
            copy = Some(prepare(NewMessage { read: true, ..message }).await?);
        }
        let mut stops: Vec<Stop<'_>> = Vec::new();
        for recipient in delivery.recipients {
            let mailbox = self.mailbox(*recipient).await?;
            stops.push(Stop { mailbox, kind: FolderKind::Inbox, message: Some(&arriving) });
        }
        let mut sender = None;
        if let Some(given) = delivery.sender {
            let mailbox = self.mailbox(given.owner).await?;
            stops.push(Stop { mailbox, kind: FolderKind::SentItems, message: copy.as_ref() });
            sender = given.once.map(|once| (mailbox, once));
        }
        // One order of locks for everybody, so that two deliveries never wait for each other.
        stops.sort_by_key(|stop| (stop.mailbox, stop.kind));
        stops.dedup_by_key(|stop| (stop.mailbox, stop.kind));

        let mut unit = self.db().unit().await?;
        let mut changed: Vec<(i64, i64)> = Vec::new();
        for stop in &stops {
            let modseq = match changed.last() {
                Some((mailbox, modseq)) if *mailbox == stop.mailbox => *modseq,
                _ => {
                    let modseq = next_modseq(&mut unit, stop.mailbox).await?;
                    changed.push((stop.mailbox, modseq));
                    modseq
                }
            };
            let Some(message) = stop.message else { continue };
            let folder = default_folder(&mut unit, stop.mailbox, stop.kind).await?;
            let place = Place { mailbox: stop.mailbox, folder, modseq };
            add(&mut unit, place, message, None).await?;
        }
        if let Some((mailbox, once)) = sender
            && !note_done(&mut unit, mailbox, &once, (0, 0), delivery.at).await?
        {
            return Ok(Delivered::Before);
        }
        unit.commit().await?;
        for (mailbox, modseq) in changed {
            self.hub().tell(self.db(), mailbox, modseq).await;
        }
        Ok(Delivered::Now)
    }
}

/// One folder that a delivery comes to.
struct Stop<'a> {
    mailbox: i64,
    kind: FolderKind,
    message: Option<&'a PreparedMessage>,
}

/// Who a message says it is from and to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// Addresses of `From`, or of `Sender` where there is no `From`.
    pub from: Vec<String>,
    /// Addresses of `To`, `Cc` and `Bcc`, each once.
    pub recipients: Vec<String>,
    /// `Message-ID` without its angle brackets.
    pub message_id: Option<String>,
    /// The decoded subject.
    pub subject: String,
}

/// Reads a message's own addresses; empty for what is no message, or beyond the limits of one.
pub fn envelope(message: &[u8]) -> Envelope {
    let headers = message.get(..header_end(message)).unwrap_or_default();
    let Some(parsed) = parse_headers(headers) else { return Envelope::default() };
    let mut recipients: Vec<String> = Vec::new();
    for address in parsed.all_to().chain(parsed.all_cc()).chain(parsed.all_bcc()).flat_map(list) {
        if !recipients.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
            recipients.push(address);
        }
    }
    Envelope {
        from: from(&parsed),
        recipients,
        message_id: parsed.message_id().map(column),
        subject: parsed.subject().map(column).unwrap_or_default(),
    }
}

fn from(parsed: &Message<'_>) -> Vec<String> {
    parsed.from().or_else(|| parsed.sender()).map(list).unwrap_or_default()
}

fn list(addresses: &Address<'_>) -> Vec<String> {
    let all = addresses.iter().filter_map(|one| one.address()).map(column);
    all.filter(|address| !address.is_empty()).collect()
}

/// The message without its `Bcc` headers, otherwise byte for byte.
pub fn without_bcc(message: &[u8]) -> Vec<u8> {
    let end = header_end(message);
    let (headers, body) = message.split_at_checked(end).unwrap_or((message, &[]));
    let mut out = Vec::with_capacity(message.len());
    let mut dropping = false;
    for line in headers.split_inclusive(|byte| *byte == b'\n') {
        let continued = matches!(line.first(), Some(b' ' | b'\t'));
        if !continued {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            let name = name.trim_ascii_end();
            dropping = name.len() < line.len()
                && [&b"bcc"[..], b"resent-bcc"].iter().any(|bcc| name.eq_ignore_ascii_case(bcc));
        }
        if !dropping {
            out.extend_from_slice(line);
        }
    }
    out.extend_from_slice(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bcc_is_taken_away() {
        let message = b"To: a@x.example\r\nBCC: b@x.example,\r\n c@x.example\r\nSubject: s\r\n\r\n\
                        Bcc: stays\r\n";
        let want = b"To: a@x.example\r\nSubject: s\r\n\r\nBcc: stays\r\n";
        assert_eq!(without_bcc(message), want);
        assert_eq!(without_bcc(b"no headers at all"), b"no headers at all");
    }

    #[test]
    fn recipients_are_all_of_to_cc_and_bcc_once() {
        let message = b"From: Ada <ada@x.example>\r\nTo: Group: a@x.example, B <b@x.example>;\r\n\
                        Cc: A@x.example\r\nBcc: c@x.example\r\nMessage-ID: <1@x.example>\r\n\r\n";
        let found = envelope(message);
        assert_eq!(found.from, ["ada@x.example"]);
        assert_eq!(found.recipients, ["a@x.example", "b@x.example", "c@x.example"]);
        assert_eq!(found.message_id.as_deref(), Some("1@x.example"));
        assert_eq!(envelope(b"\0\0"), Envelope::default());
    }
}
