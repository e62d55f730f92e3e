//! Notices of an installation that has no outgoing mail server: they go into the mailboxes here.
//!
//! With an outgoing mail server everything goes there, notices to people with a mailbox here too:
//! it knows the organisation's addresses. Nobody gets a notice twice: the mailbox remembers its id.

use consentry_mailbox::{Delivery, DeviceId, Once, Owner, Sender};
use consentry_model::{MailboxLocation, Timestamp, Upn};
use consentry_store::OutboundMail;

use super::outbound::{AT_ONCE, Attempted, LEASE, LEASE_TIME, OutboundRun};
use crate::{Service, ServiceError};

/// What the mailbox remembers notices under.
const AS_DEVICE: &str = "notices";

impl Service {
    /// Brings notices that are due to the mailboxes here.
    pub(super) async fn run_notices_once(
        &self,
        now: Timestamp,
    ) -> Result<OutboundRun, ServiceError> {
        let mut run = OutboundRun::default();
        let due = self.store.read().await?.due_notices(now, AT_ONCE).await?;
        if due.is_empty() || !self.hold(LEASE, LEASE_TIME, now).await? {
            return Ok(run);
        }
        let due = self.store.read().await?.due_notices(now, AT_ONCE).await?;
        for mail in due {
            if !self.hold(LEASE, LEASE_TIME, self.clock.now()).await? {
                return Ok(run);
            }
            let attempted = match self.mailboxes_of(&mail).await? {
                Some(owners) => {
                    self.put_into(&owners, &mail, now).await?;
                    Attempted::Taken
                }
                None => Attempted::NotNow("no outgoing mail server is configured".to_owned()),
            };
            self.settle(mail, attempted, now, &mut run).await?;
        }
        self.let_go(LEASE).await?;
        Ok(run)
    }

    /// The mailboxes of all recipients, if all have one here.
    async fn mailboxes_of(&self, mail: &OutboundMail) -> Result<Option<Vec<Owner>>, ServiceError> {
        let mut owners = Vec::new();
        for address in &mail.to {
            let Ok(name) = address.parse::<Upn>() else { return Ok(None) };
            let mut read = self.store.read().await?;
            let Some(tenant) = read.tenant_by_domain(name.domain()).await? else {
                return Ok(None);
            };
            let Some(user) = read.user_by_name(tenant.id, &name).await? else { return Ok(None) };
            if user.mailbox.unwrap_or(tenant.settings.mailboxes) != MailboxLocation::Here {
                return Ok(None);
            }
            owners.push(Owner::new(tenant.id, user.id));
        }
        Ok(Some(owners))
    }

    async fn put_into(
        &self,
        owners: &[Owner],
        mail: &OutboundMail,
        at: Timestamp,
    ) -> Result<(), ServiceError> {
        let record = |_| ServiceError::Record { what: "notice" };
        let device: DeviceId = AS_DEVICE.parse().map_err(record)?;
        let id = mail.id.to_string();
        for owner in owners {
            self.mailboxes.ensure(*owner).await?;
            let once = Some(Once { device: &device, client_id: &id });
            let sender = Sender { owner: *owner, keeps_copy: false, once };
            let recipients = &[*owner];
            let delivery =
                Delivery { message: &mail.message, sender: Some(sender), recipients, at };
            self.mailboxes.deliver(delivery).await?;
        }
        Ok(())
    }
}
