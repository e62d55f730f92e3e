//! Events for a tenant's webhook, so that a request for approval can become a ticket and an attack
//! an alarm.
//!
//! An event is queued in the unit of work of what it tells of, signed when it is sent, and tried
//! again with growing pauses for three days. Its id stays the same, so that a receiver can tell a
//! repeat. Only addresses that `consentry-egress` lets out are called (A78).

use std::{sync::OnceLock, time::Duration};

use consentry_egress::{
    Address, Egress, HeaderMap, HeaderName, HeaderValue, InvalidAddress, Reach, Roots,
};
use consentry_model::{ConsentRequest, DeliveryId, Secret, Tenant, TenantId, Timestamp};
use consentry_store::{Delivery, MailState, Unit};
use consentry_token::webhook;
use serde_json::{Value, json};

use crate::{Service, ServiceError};

/// The name of the lease.
const LEASE: &str = "webhooks";
/// How long a silent holder keeps it.
const LEASE_TIME: Duration = Duration::from_mins(2);
/// How many events one run takes.
const AT_ONCE: u32 = 50;
/// The first pause after a failure; each one more doubles it.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(4);
/// When an event is given up.
const GIVEN_UP: Duration = Duration::from_hours(3 * 24);
/// How many events the settings page shows.
const SHOWN: u32 = 20;

/// The way out to webhooks. The trusted authorities are read when the first event is sent: most
/// installations send none.
#[derive(Debug)]
pub(crate) struct Outside {
    reach: Reach,
    client: OnceLock<Egress>,
}

impl Outside {
    pub(crate) fn within(reach: Reach) -> Self {
        Self { reach, client: OnceLock::new() }
    }

    /// An address that this installation may call.
    pub(crate) fn address(&self, text: &str) -> Result<Address, InvalidAddress> {
        Address::parse(text, &self.reach)
    }

    fn client(&self) -> Result<&Egress, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = Egress::new(self.reach.clone(), Roots::system());
        let made = made.map_err(|why| why.to_string())?;
        Ok(self.client.get_or_init(|| made))
    }
}

/// What came of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookRun {
    /// Taken by the receiver.
    pub sent: u32,
    /// Will be tried again.
    pub put_off: u32,
    /// Given up.
    pub failed: u32,
}

/// Where the secret of a tenant's webhook is kept, sealed.
pub(crate) fn secret_name(tenant: TenantId) -> String {
    format!("webhook-secret {tenant}")
}

impl Service {
    /// Queues an event about a request, if the tenant has a webhook.
    pub(crate) async fn tell_webhook(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
        event: &str,
    ) -> Result<(), ServiceError> {
        let Some(address) = &tenant.settings.webhook else { return Ok(()) };
        let data = self.described(unit, tenant, request).await?;
        self.queue_event(unit, tenant, address, (event, "consent_request", data)).await
    }

    /// Queues an event that passwords are tried for many accounts, if the tenant has a webhook.
    pub(crate) async fn tell_webhook_of_spray(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        details: Value,
    ) -> Result<(), ServiceError> {
        let Some(address) = &tenant.settings.webhook else { return Ok(()) };
        let told = ("password_spray.detected", "password_spray", details);
        self.queue_event(unit, tenant, address, told).await
    }

    /// Queues an event that says nothing but that the webhook works.
    pub async fn test_webhook(&self, tenant: &Tenant) -> Result<bool, ServiceError> {
        let Some(address) = &tenant.settings.webhook else { return Ok(false) };
        let mut unit = self.store.unit().await?;
        let told = ("webhook.test", "consent_request", Value::Null);
        self.queue_event(&mut unit, tenant, address, told).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// The last events of a tenant, the newest first.
    pub async fn deliveries(&self, tenant: &Tenant) -> Result<Vec<Delivery>, ServiceError> {
        Ok(self.store.read().await?.deliveries(tenant.id, SHOWN).await?)
    }

    async fn queue_event(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        address: &str,
        (event, about, data): (&str, &str, Value),
    ) -> Result<(), ServiceError> {
        let (id, now) = (DeliveryId::mint(&*self.ids), self.clock.now());
        let body = json!({
            "id": id,
            "event": event,
            "at": now.to_string(),
            "tenant_id": tenant.id,
            "tenant": tenant.name,
            about: data,
        });
        let delivery = Delivery {
            id,
            tenant: tenant.id,
            address: address.to_owned(),
            event: event.to_owned(),
            body: body.to_string(),
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now,
            last_error: None,
            created_at: now,
        };
        Ok(unit.queue_delivery(&delivery).await?)
    }

    /// A request in the words of the event.
    async fn described(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<Value, ServiceError> {
        let app = unit.application(request.app).await?;
        let requesters = unit.requesters(&[request.id]).await?.remove(&request.id);
        let requesters = requesters.unwrap_or_default();
        let closing = request.closing.as_ref();
        let people = requesters.iter().map(|one| one.user);
        let people = people.chain(closing.and_then(|closing| closing.by));
        let people = unit.users_of(tenant.id, people).await?;
        let name = |id| people.get(&id).map(|user| user.upn.to_string());
        Ok(json!({
            "id": request.id,
            "app_id": request.app,
            "app_name": app.as_ref().map(|app| &app.name),
            "publisher": app.as_ref().and_then(|app| app.publisher.as_ref()),
            "kind": request.kind.word(),
            "state": request.state.word(),
            "permissions": request.asked.scopes,
            "application_permissions": request.asked.roles,
            "created_at": request.created_at.to_string(),
            "expires_at": request.expires_at.to_string(),
            "requesters": requesters.iter().map(|one| json!({
                "user_id": one.user,
                "user": name(one.user),
                "reason": one.reason,
                "at": one.at.to_string(),
            })).collect::<Vec<Value>>(),
            "decided_at": closing.map(|closing| closing.at.to_string()),
            "decided_by": closing.and_then(|closing| closing.by).and_then(name),
            "decision_reason": closing.and_then(|closing| closing.reason.as_ref()),
            "review_url": self.review_url(request.id),
        }))
    }

    /// Sends what is due at `now`. Does nothing while another node sends.
    pub async fn run_webhooks_once(&self, now: Timestamp) -> Result<WebhookRun, ServiceError> {
        let mut run = WebhookRun::default();
        if self.store.read().await?.due_deliveries(now, 1).await?.is_empty()
            || !self.hold(LEASE, LEASE_TIME, now).await?
        {
            return Ok(run);
        }
        // Read under the lease: whoever held it before may have sent some.
        let due = self.store.read().await?.due_deliveries(now, AT_ONCE).await?;
        for delivery in due {
            if !self.hold(LEASE, LEASE_TIME, self.clock.now()).await? {
                return Ok(run);
            }
            let attempted = self.deliver(&delivery).await?;
            self.settle_delivery(delivery, attempted, now, &mut run).await?;
        }
        self.let_go(LEASE).await?;
        Ok(run)
    }

    /// One attempt; the error in words.
    async fn deliver(&self, delivery: &Delivery) -> Result<Result<(), String>, ServiceError> {
        let secret = self.webhook_secret(delivery.tenant).await?;
        let Some(secret) = secret else { return Ok(Err("the webhook has no secret".to_owned())) };
        Ok(self.post_event(delivery, &secret).await)
    }

    async fn post_event(&self, delivery: &Delivery, secret: &Secret<String>) -> Result<(), String> {
        let address = self.outside.address(&delivery.address).map_err(|why| why.to_string())?;
        let signature = webhook::sign(secret, self.clock.now(), delivery.body.as_bytes());
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", "application/json"),
            ("consentry-event", &delivery.event),
            ("consentry-delivery", &delivery.id.to_string()),
            ("consentry-signature", &signature),
        ] {
            let value = HeaderValue::from_str(value).map_err(|why| why.to_string())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let client = self.outside.client()?;
        match client.post(&address, headers, delivery.body.clone().into_bytes()).await {
            Ok(answer) if answer.is_success() => Ok(()),
            Ok(answer) => Err(format!("the receiver answered {}", answer.status)),
            Err(why) => Err(in_words(&why)),
        }
    }

    async fn settle_delivery(
        &self,
        delivery: Delivery,
        attempted: Result<(), String>,
        now: Timestamp,
        run: &mut WebhookRun,
    ) -> Result<(), ServiceError> {
        let attempts = delivery.attempts.saturating_add(1);
        let old = now.since(delivery.created_at) >= GIVEN_UP;
        let (state, last_error) = match attempted {
            Ok(()) => {
                run.sent += 1;
                (MailState::Sent, None)
            }
            Err(why) if old => {
                run.failed += 1;
                tracing::warn!(delivery = %delivery.id, error = %why, "an event is given up");
                (MailState::Failed, Some(why))
            }
            Err(why) => {
                run.put_off += 1;
                tracing::warn!(delivery = %delivery.id, error = %why, "an event waits");
                (MailState::Queued, Some(why))
            }
        };
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let pause = FIRST_PAUSE.saturating_mul(doubled.max(1)).min(LONGEST_PAUSE);
        let next_attempt_at = now.plus(pause);
        let tried = Delivery { state, attempts, last_error, next_attempt_at, ..delivery };
        let mut unit = self.store.unit().await?;
        unit.set_delivery_state(&tried).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The secret that a tenant's events are signed with.
    pub(crate) async fn webhook_secret(
        &self,
        tenant: TenantId,
    ) -> Result<Option<Secret<String>>, ServiceError> {
        let sealed = self.store.read().await?.sealed_setting(&secret_name(tenant)).await?;
        let text = sealed.map(|bytes| String::from_utf8(bytes.into_exposed()));
        text.transpose()
            .map(|text| text.map(Secret::new))
            .map_err(|_| ServiceError::Record { what: "webhook secret" })
    }
}

/// An error with its causes.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        words.push_str(": ");
        words.push_str(&why.to_string());
        cause = why.source();
    }
    words
}

#[cfg(test)]
mod tests;
