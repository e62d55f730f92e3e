//! The sender of mail to the outside: one node at a time, under a lease.
//!
//! A mail leaves the queue only when the next server took it, or when its sender was told that
//! nobody will. What fails for now is tried again with growing pauses for five days (RFC 5321
//! §4.5.4.1).

use std::time::Duration;

use consentry_mailbox::Owner;
use consentry_model::{MailboxLocation, OutboundMailId, Timestamp, Upn};
use consentry_store::{MailState, OutboundMail};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};

use super::{MailRoute, SmartHost, SmtpSecurity, send::failure};
use crate::{Service, ServiceError};

/// The name of the lease.
pub(super) const LEASE: &str = "outbound mail";
/// How long a silent holder keeps it.
pub(super) const LEASE_TIME: Duration = Duration::from_mins(5);
/// How many mails one run takes.
pub(super) const AT_ONCE: u32 = 50;
/// How long the next server may be silent.
const PATIENCE: Duration = Duration::from_mins(1);
/// The first pause after a failure; each one more doubles it.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(4);
/// When a mail is given up.
const GIVEN_UP: Duration = Duration::from_hours(5 * 24);

/// What came of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboundRun {
    /// Taken by the next server.
    pub sent: u32,
    /// Will be tried again.
    pub put_off: u32,
    /// Given up; the sender was told.
    pub failed: u32,
}

/// How an attempt ended.
pub(super) enum Attempted {
    Taken,
    NotNow(String),
    Never(String),
}

impl Service {
    /// Sends what is due at `now`. Without a way out only notices go, into mailboxes here. Does
    /// nothing while another node sends.
    pub async fn run_outbound_once(&self, now: Timestamp) -> Result<OutboundRun, ServiceError> {
        let mut run = OutboundRun::default();
        let MailRoute::Smarthost(smarthost) = &self.mail_route else {
            return self.run_notices_once(now).await;
        };
        let due = self.store.read().await?.due_mail(now, AT_ONCE).await?;
        if due.is_empty() || !self.hold(LEASE, LEASE_TIME, now).await? {
            return Ok(run);
        }
        let transport = match transport(smarthost, self.origin.host()) {
            Ok(transport) => transport,
            Err(why) => {
                tracing::error!(error = %why, "the outgoing mail server cannot be used");
                return Ok(run);
            }
        };
        // Read again under the lease: whoever held it before may have sent some.
        let due = self.store.read().await?.due_mail(now, AT_ONCE).await?;
        for mail in due {
            if !self.hold(LEASE, LEASE_TIME, self.clock.now()).await? {
                return Ok(run);
            }
            let attempted = attempt(&transport, &mail).await;
            self.settle(mail, attempted, now, &mut run).await?;
        }
        self.let_go(LEASE).await?;
        Ok(run)
    }

    pub(super) async fn settle(
        &self,
        mail: OutboundMail,
        attempted: Attempted,
        now: Timestamp,
        run: &mut OutboundRun,
    ) -> Result<(), ServiceError> {
        let attempts = mail.attempts.saturating_add(1);
        let old = now.since(mail.created_at) >= GIVEN_UP;
        let mail = OutboundMail { attempts, ..mail };
        let (state, last_error) = match attempted {
            Attempted::Taken => {
                run.sent += 1;
                (MailState::Sent, None)
            }
            Attempted::NotNow(why) if !old => {
                run.put_off += 1;
                tracing::warn!(mail = %mail.id, error = %why, "a mail could not be sent yet");
                (MailState::Queued, Some(why))
            }
            Attempted::Never(_) if mail.to.len() > 1 => return self.split(mail, now).await,
            Attempted::NotNow(why) | Attempted::Never(why) => {
                run.failed += 1;
                self.tell_sender(&mail, &why).await?;
                (MailState::Failed, Some(why))
            }
        };
        let next_attempt_at = now.plus(pause(attempts));
        let mail = OutboundMail { state, last_error, next_attempt_at, ..mail };
        let mut unit = self.store.unit().await?;
        unit.set_mail_state(&mail).await?;
        unit.commit().await?;
        Ok(())
    }

    /// One recipient was refused for good: from here on each goes alone.
    async fn split(&self, mail: OutboundMail, now: Timestamp) -> Result<(), ServiceError> {
        let mut unit = self.store.unit().await?;
        for to in &mail.to {
            let single = OutboundMail {
                id: OutboundMailId::mint(&*self.ids),
                to: vec![to.clone()],
                next_attempt_at: now,
                ..mail.clone()
            };
            unit.queue_mail(&single).await?;
        }
        let last_error = Some("split by recipient".to_owned());
        let mail = OutboundMail { state: MailState::Failed, last_error, ..mail };
        unit.set_mail_state(&mail).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Tells the sender, if he has a mailbox here, before the mail leaves the queue.
    async fn tell_sender(&self, mail: &OutboundMail, why: &str) -> Result<(), ServiceError> {
        let Ok(name) = mail.from.parse::<Upn>() else { return Ok(()) };
        let mut read = self.store.read().await?;
        let Some(tenant) = read.tenant_by_domain(name.domain()).await? else { return Ok(()) };
        let Some(user) = read.user_by_name(tenant.id, &name).await? else { return Ok(()) };
        drop(read);
        if user.mailbox.unwrap_or(tenant.settings.mailboxes) != MailboxLocation::Here {
            return Ok(());
        }
        let owner = Owner::new(tenant.id, user.id);
        self.mailboxes.ensure(owner).await?;
        let reason = format!("The next mail server did not take it: {why}");
        let failures: Vec<_> = mail.to.iter().map(|to| failure(to, "5.0.0", &reason)).collect();
        self.bounce_to(owner, &mail.from, &mail.message, &failures).await
    }
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn transport(
    smarthost: &SmartHost,
    hello: &str,
) -> Result<Transport, lettre::transport::smtp::Error> {
    let tls = || TlsParameters::new(smarthost.host.clone());
    let tls = match smarthost.security {
        SmtpSecurity::None => Tls::None,
        SmtpSecurity::StartTls => Tls::Required(tls()?),
        SmtpSecurity::Tls => Tls::Wrapper(tls()?),
    };
    let mut builder = Transport::builder_dangerous(&smarthost.host)
        .port(smarthost.port)
        .tls(tls)
        .hello_name(ClientId::Domain(hello.to_owned()))
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(password)) = (&smarthost.user, &smarthost.password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
    }
    Ok(builder.build())
}

async fn attempt(transport: &Transport, mail: &OutboundMail) -> Attempted {
    let from = match mail.from.as_str() {
        "" => None,
        from => match from.parse() {
            Ok(from) => Some(from),
            Err(why) => return Attempted::Never(format!("the sender is not valid: {why}")),
        },
    };
    let to: Result<Vec<_>, _> = mail.to.iter().map(|to| to.parse()).collect();
    let envelope = match to {
        Ok(to) => Envelope::new(from, to),
        Err(why) => return Attempted::Never(format!("an address is not valid: {why}")),
    };
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(why) => return Attempted::Never(why.to_string()),
    };
    match transport.send_raw(&envelope, &mail.message).await {
        Ok(_) => Attempted::Taken,
        Err(why) if why.is_permanent() => Attempted::Never(why.to_string()),
        Err(why) => Attempted::NotNow(why.to_string()),
    }
}

fn pause(attempts: u32) -> Duration {
    let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(doubled.max(1)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let minutes = |attempts| pause(attempts).as_secs() / 60;
        assert_eq!([1, 2, 3, 8, 9, 40, 4000].map(minutes), [1, 2, 4, 128, 240, 240, 240]);
    }
}
