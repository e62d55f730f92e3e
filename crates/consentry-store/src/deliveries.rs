//! The queue of events on their way to webhooks.

use consentry_model::{DeliveryId, TenantId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, MailState, StoreError, Unit,
    fields::{Fields, loggable, word},
};

/// An event on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The id; the receiver tells repeats by it.
    pub id: DeliveryId,
    /// Whose event.
    pub tenant: TenantId,
    /// Where it goes.
    pub address: String,
    /// What happened: `consent_request.created`.
    pub event: String,
    /// The JSON that is signed and sent.
    pub body: String,
    /// Queued, sent or failed.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// When it happened.
    pub created_at: Timestamp,
}

impl FromRow for Delivery {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "deliveries");
        Ok(Self {
            id: fields.parse()?,
            tenant: fields.parse()?,
            address: fields.take()?,
            event: fields.take()?,
            body: fields.take()?,
            state: fields.word()?,
            attempts: fields.whole()?,
            next_attempt_at: fields.time()?,
            last_error: fields.take()?,
            created_at: fields.time()?,
        })
    }
}

impl Conn {
    /// Queued events whose time has come, the longest waiting first.
    pub async fn due_deliveries(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let sql = "SELECT id, tenant, address, event, body, state, attempts, next_attempt_at, \
                   last_error, created_at FROM deliveries \
                   WHERE state = 'queued' AND next_attempt_at <= $1 \
                   ORDER BY next_attempt_at, id LIMIT CAST($2 AS bigint)";
        self.list(sql, &[now.into(), i64::from(limit).into()]).await
    }

    /// The last events of a tenant, the newest first.
    pub async fn deliveries(
        &mut self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let sql = "SELECT id, tenant, address, event, body, state, attempts, next_attempt_at, \
                   last_error, created_at FROM deliveries WHERE tenant = $1 \
                   ORDER BY created_at DESC, id DESC LIMIT CAST($2 AS bigint)";
        self.list(sql, &[tenant.into(), i64::from(limit).into()]).await
    }
}

impl Unit {
    /// Queues an event.
    pub async fn queue_delivery(&mut self, new: &Delivery) -> Result<(), StoreError> {
        self.insert(
            "delivery id",
            "INSERT INTO deliveries (id, tenant, address, event, body, state, attempts, \
             next_attempt_at, last_error, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                new.id.into(),
                new.tenant.into(),
                (&new.address).into(),
                (&new.event).into(),
                (&new.body).into(),
                word(new.state, "state of a delivery")?.into(),
                i64::from(new.attempts).into(),
                new.next_attempt_at.into(),
                new.last_error.as_deref().map(loggable).into(),
                new.created_at.into(),
            ],
        )
        .await
    }

    /// Writes what came of an attempt; `false` if the event is no longer queued.
    pub async fn set_delivery_state(&mut self, tried: &Delivery) -> Result<bool, StoreError> {
        self.wins(
            "UPDATE deliveries SET state = $2, attempts = $3, next_attempt_at = $4, \
             last_error = $5 WHERE id = $1 AND state = 'queued'",
            &[
                tried.id.into(),
                word(tried.state, "state of a delivery")?.into(),
                i64::from(tried.attempts).into(),
                tried.next_attempt_at.into(),
                tried.last_error.as_deref().map(loggable).into(),
            ],
        )
        .await
    }
}
