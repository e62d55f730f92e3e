//! Sign-in transactions: what the server knows between the authorization request and its answer.
//!
//! Bound to one browser by the hash of its cookie. Every step writes under the version that it
//! read, and only one answer is ever given.

use consentry_model::{TenantId, Timestamp, TransactionId, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;
use serde::{Deserialize, Serialize};

use crate::{Conn, StoreError, Unit, fields::Fields};

/// Whether a transaction was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionState {
    /// Still waiting.
    Open,
    /// Answered.
    Done,
}

/// A sign-in transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The id.
    pub id: TransactionId,
    /// The tenant, as soon as it is known.
    pub tenant: Option<TenantId>,
    /// The request as the service wrote it: JSON, authoritative for everything that comes later.
    pub request: String,
    /// How far it got: the service's JSON.
    pub stage: String,
    /// The hash of the cookie that binds it to its browser.
    pub binding_hash: TokenHash,
    /// Who signed in in it.
    pub user: Option<UserId>,
    /// When he proved it.
    pub proved_at: Option<Timestamp>,
    /// Open or done.
    pub state: TransactionState,
    /// Grows with each step; 1 at first.
    pub version: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl FromRow for Transaction {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "transactions");
        Ok(Self {
            id: fields.parse()?,
            tenant: fields.maybe()?,
            request: fields.take()?,
            stage: fields.take()?,
            binding_hash: fields.hash()?,
            user: fields.maybe()?,
            proved_at: fields.maybe_time()?,
            state: fields.word()?,
            version: fields.take()?,
            created_at: fields.time()?,
            expires_at: fields.time()?,
        })
    }
}

impl Conn {
    /// A transaction by its id, whatever its state.
    pub async fn transaction(
        &mut self,
        id: TransactionId,
    ) -> Result<Option<Transaction>, StoreError> {
        let sql = "SELECT id, tenant, request, stage, binding_hash, user_id, proved_at, state, \
                   version, created_at, expires_at FROM transactions WHERE id = $1";
        self.one(sql, &[id.into()]).await
    }
}

impl Unit {
    /// Begins a transaction.
    pub async fn add_transaction(&mut self, new: &Transaction) -> Result<(), StoreError> {
        self.insert(
            "transaction id",
            "INSERT INTO transactions (id, tenant, request, stage, binding_hash, user_id, \
             proved_at, state, version, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                new.id.into(),
                new.tenant.into(),
                (&new.request).into(),
                (&new.stage).into(),
                (&new.binding_hash).into(),
                new.user.into(),
                new.proved_at.into(),
                new.version.into(),
                new.created_at.into(),
                new.expires_at.into(),
            ],
        )
        .await
    }

    /// Writes a step; `false` if it was answered, or stepped on, since it was read. The stored
    /// version is then one higher than that of the argument. The request never changes.
    pub async fn set_transaction(&mut self, step: &Transaction) -> Result<bool, StoreError> {
        self.wins(
            "UPDATE transactions SET tenant = $3, stage = $4, binding_hash = $5, user_id = $6, \
             proved_at = $7, version = version + 1 \
             WHERE id = $1 AND version = $2 AND state = 'open'",
            &[
                step.id.into(),
                step.version.into(),
                step.tenant.into(),
                (&step.stage).into(),
                (&step.binding_hash).into(),
                step.user.into(),
                step.proved_at.into(),
            ],
        )
        .await
    }

    /// Marks a transaction as answered; `false` if it was before.
    pub async fn finish_transaction(&mut self, id: TransactionId) -> Result<bool, StoreError> {
        let sql = "UPDATE transactions SET state = 'done', version = version + 1 \
                   WHERE id = $1 AND state = 'open'";
        self.wins(sql, &[id.into()]).await
    }
}
