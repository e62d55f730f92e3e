//! Sending: to Inboxes here, to the outside by the queue, back to the sender what cannot go.
//!
//! The order makes a crash harmless: first what leaves is queued, then the bounce is delivered,
//! and last the Inboxes here and the sender's copy in one unit of work, together with the note
//! that this request was done. A request that comes again under its client's id is done once.

use consentry_mailbox::{
    Bounce, Delivery, DeviceId, Failure, MAX_MESSAGE_BYTES, Once, Owner, Sender, bounce, envelope,
    without_bcc,
};
use consentry_model::{MailboxLocation, OutboundMailId, Upn};
use consentry_store::{MailKind, MailState, OutboundMail, StoreError};
use consentry_token::opaque::TokenHash;
use uuid::Uuid;

use super::letter::{Missing, completed, with_source};
use super::{Admitted, MailRoute, NewMail, Source};
use crate::{Service, ServiceError};

/// The most recipients of one message.
const MOST_RECIPIENTS: usize = 500;

/// A message that a client sends.
#[derive(Debug, Clone)]
pub struct Outgoing<'a> {
    /// The message as the client wrote it.
    pub message: Vec<u8>,
    /// The message that it answers or carries on.
    pub source: Option<Source>,
    /// Whether a copy goes into Sent Items.
    pub keep_copy: bool,
    /// The device and its own id for this request.
    pub once: Option<(&'a DeviceId, &'a str)>,
}

/// How sending ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way.
    Now,
    /// An earlier request with the same id did it.
    Before,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendRefused {
    /// It is to nobody.
    #[error("the message has no recipient")]
    NoRecipient,
    /// It is to too many.
    #[error("the message has more than {MOST_RECIPIENTS} recipients")]
    TooManyRecipients,
    /// It says that it is from somebody else.
    #[error("the message is from somebody else")]
    NotTheSender,
    /// It is too large.
    #[error("the message is larger than {MAX_MESSAGE_BYTES} bytes")]
    TooLarge,
    /// The installation failed.
    #[error(transparent)]
    Failed(#[from] ServiceError),
}

impl From<StoreError> for SendRefused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<consentry_mailbox::MailError> for SendRefused {
    fn from(error: consentry_mailbox::MailError) -> Self {
        Self::Failed(error.into())
    }
}

/// Who gets a message, and how.
#[derive(Debug, Default)]
struct Ways {
    here: Vec<Owner>,
    outside: Vec<String>,
    nowhere: Vec<Failure>,
}

impl Service {
    /// Sends a message of somebody who was admitted.
    pub async fn send(
        &self,
        admitted: &Admitted,
        outgoing: Outgoing<'_>,
    ) -> Result<Sent, SendRefused> {
        let Outgoing { message, source, keep_copy, once } = outgoing;
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(SendRefused::TooLarge);
        }
        let once = once.map(|(device, client_id)| Once { device, client_id });
        if let Some(once) = &once
            && self.mailboxes.was_sent(admitted.owner, once).await?
        {
            return Ok(Sent::Before);
        }
        let message = match &source {
            Some(source) => with_source(&message, source, self.ids.uuid()),
            None => message,
        };
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(SendRefused::TooLarge);
        }
        let parsed = envelope(&message);
        let own = admitted.user.upn.as_str();
        if parsed.from.iter().any(|from| !from.eq_ignore_ascii_case(own)) {
            return Err(SendRefused::NotTheSender);
        }
        if parsed.recipients.is_empty() {
            return Err(SendRefused::NoRecipient);
        }
        if parsed.recipients.len() > MOST_RECIPIENTS {
            return Err(SendRefused::TooManyRecipients);
        }
        let at = self.clock.now();
        let missing = Missing { from: own, host: self.origin.host(), id: self.ids.uuid(), at };
        let message = completed(&message, &missing);
        let ways = self.ways(&parsed.recipients).await?;
        if !ways.outside.is_empty() {
            let id = outbound_id(admitted.owner, once.as_ref(), || self.ids.uuid());
            self.queue(id, own, &ways.outside, &message).await?;
        }
        if !ways.nowhere.is_empty() {
            self.bounce_to(admitted.owner, own, &message, &ways.nowhere).await?;
        }
        let sender = Sender { owner: admitted.owner, keeps_copy: keep_copy, once };
        let delivery =
            Delivery { message: &message, sender: Some(sender), recipients: &ways.here, at };
        self.mailboxes.deliver(delivery).await?;
        Ok(Sent::Now)
    }

    /// A message made of fields, as the sender's client would have written it.
    pub fn composed(&self, admitted: &Admitted, mail: &NewMail) -> Vec<u8> {
        let from = admitted.user.upn.as_str();
        mail.to_mime(from, self.origin.host(), self.ids.uuid(), self.clock.now())
    }

    /// Sorts recipients by how they are reached.
    async fn ways(&self, recipients: &[String]) -> Result<Ways, ServiceError> {
        let mut ways = Ways::default();
        for address in recipients {
            let Ok(name) = address.parse::<Upn>() else {
                ways.nowhere.push(failure(address, "5.1.3", "The address is not valid."));
                continue;
            };
            let mut read = self.store.read().await?;
            let Some(tenant) = read.tenant_by_domain(name.domain()).await? else {
                self.outside(&mut ways, address);
                continue;
            };
            let user = read.user_by_name(tenant.id, &name).await?;
            drop(read);
            let location = user.as_ref().and_then(|user| user.mailbox);
            match (location.unwrap_or(tenant.settings.mailboxes), user) {
                (MailboxLocation::Here, Some(user)) => {
                    let owner = Owner::new(tenant.id, user.id);
                    self.mailboxes.ensure(owner).await?;
                    ways.here.push(owner);
                }
                (MailboxLocation::OnPremises, _) => self.outside(&mut ways, address),
                (MailboxLocation::Here, None) => {
                    let reason = "There is nobody of this address in the organization.";
                    ways.nowhere.push(failure(address, "5.1.1", reason));
                }
            }
        }
        Ok(ways)
    }

    fn outside(&self, ways: &mut Ways, address: &str) {
        match self.mail_route {
            MailRoute::Smarthost(_) | MailRoute::Outbox => ways.outside.push(address.to_owned()),
            MailRoute::Nowhere => {
                let reason = "This server sends no mail to other organizations: \
                              no outgoing mail server is configured.";
                ways.nowhere.push(failure(address, "5.4.4", reason));
            }
        }
    }

    async fn queue(
        &self,
        id: OutboundMailId,
        from: &str,
        to: &[String],
        message: &[u8],
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mail = OutboundMail {
            id,
            kind: MailKind::Mail,
            from: from.to_owned(),
            to: to.to_vec(),
            message: without_bcc(message),
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now,
            last_error: None,
            created_at: now,
        };
        let mut unit = self.store.unit().await?;
        match unit.queue_mail(&mail).await {
            Ok(()) => Ok(unit.commit().await?),
            // The same request queued it before it was interrupted.
            Err(StoreError::Taken { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tells a sender who did not get his message.
    pub(super) async fn bounce_to(
        &self,
        sender: Owner,
        address: &str,
        message: &[u8],
        failures: &[Failure],
    ) -> Result<(), ServiceError> {
        let (at, host) = (self.clock.now(), self.origin.host());
        let notice = Bounce { host, to: address, message, failures, at, id: self.ids.uuid() };
        let notice = bounce(&notice);
        let delivery = Delivery { message: &notice, sender: None, recipients: &[sender], at };
        self.mailboxes.deliver(delivery).await?;
        Ok(())
    }
}

pub(super) fn failure(address: &str, status: &str, reason: &str) -> Failure {
    Failure { address: address.to_owned(), status: status.to_owned(), reason: reason.to_owned() }
}

/// The same for the same request, so that a repeated one is queued once.
fn outbound_id(
    owner: Owner,
    once: Option<&Once<'_>>,
    fresh: impl FnOnce() -> Uuid,
) -> OutboundMailId {
    let Some(once) = once else { return OutboundMailId::from_uuid(fresh()) };
    let (tenant, user) = (owner.tenant, owner.user);
    let hash = TokenHash::of(&format!("{tenant} {user} {} {}", once.device, once.client_id));
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    OutboundMailId::from_uuid(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
