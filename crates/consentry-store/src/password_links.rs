//! Forgotten passwords: who asked for a link, and the links that lead to a new password.
//!
//! A link is kept as its hash and ends once: used, replaced by a newer one, or with its time.

use consentry_model::{PasswordAskId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, loggable},
};

/// Somebody asked for a link; nobody has looked yet whether there is such an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordAsk {
    /// The id.
    pub id: PasswordAskId,
    /// The account as typed.
    pub account: String,
    /// From where.
    pub address: String,
    /// When.
    pub asked_at: Timestamp,
}

impl FromRow for PasswordAsk {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "password_asks");
        Ok(Self {
            id: fields.parse()?,
            account: fields.take()?,
            address: fields.take()?,
            asked_at: fields.time()?,
        })
    }
}

/// A link that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLink {
    /// The hash of what it holds.
    pub hash: TokenHash,
    /// Whose tenant.
    pub tenant: TenantId,
    /// Whose.
    pub user: UserId,
    /// Since when.
    pub made_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

impl FromRow for PasswordLink {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "password_links");
        Ok(Self {
            hash: fields.hash()?,
            tenant: fields.parse()?,
            user: fields.parse()?,
            made_at: fields.time()?,
            expires_at: fields.time()?,
        })
    }
}

impl Conn {
    /// How often somebody asked from an address since a moment.
    pub async fn count_password_asks(
        &mut self,
        address: &str,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM password_asks WHERE address = $1 AND asked_at > $2";
        let count: Option<i64> = self.one(sql, &[address.into(), since.into()]).await?;
        Ok(count.and_then(|count| count.try_into().ok()).unwrap_or_default())
    }

    /// What nobody has looked at yet, the oldest first.
    pub async fn waiting_password_asks(
        &mut self,
        most: u32,
    ) -> Result<Vec<PasswordAsk>, StoreError> {
        let sql = "SELECT id, account, address, asked_at FROM password_asks \
                   WHERE done_at IS NULL ORDER BY asked_at LIMIT CAST($1 AS bigint)";
        self.list(sql, &[i64::from(most).into()]).await
    }

    /// How many links a user got since a moment.
    pub async fn count_password_links(
        &mut self,
        user: UserId,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM password_links WHERE user_id = $1 AND made_at > $2";
        let count: Option<i64> = self.one(sql, &[user.into(), since.into()]).await?;
        Ok(count.and_then(|count| count.try_into().ok()).unwrap_or_default())
    }

    /// A link that still leads somewhere.
    pub async fn password_link(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<PasswordLink>, StoreError> {
        let sql = "SELECT hash, tenant, user_id, made_at, expires_at FROM password_links \
                   WHERE hash = $1 AND ended_at IS NULL AND expires_at > $2";
        self.one(sql, &[hash.into(), now.into()]).await
    }
}

impl Unit {
    /// Writes down that somebody asked.
    pub async fn add_password_ask(&mut self, ask: &PasswordAsk) -> Result<(), StoreError> {
        let account = loggable(&ask.account);
        let sql = "INSERT INTO password_asks (id, account, address, asked_at) \
                   VALUES ($1, $2, $3, $4)";
        let args = &[ask.id.into(), account.into(), (&ask.address).into(), ask.asked_at.into()];
        self.run(sql, args).await.map(drop)
    }

    /// Takes an ask up; `false` if another node did.
    pub async fn take_password_ask(
        &mut self,
        id: PasswordAskId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE password_asks SET done_at = $2 WHERE id = $1 AND done_at IS NULL";
        self.wins(sql, &[id.into(), now.into()]).await
    }

    /// Adds a link; those that the user has end.
    pub async fn add_password_link(&mut self, link: &PasswordLink) -> Result<(), StoreError> {
        self.end_password_links(link.user, link.made_at).await?;
        let sql = "INSERT INTO password_links (hash, tenant, user_id, made_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        let args = &[
            (&link.hash).into(),
            link.tenant.into(),
            link.user.into(),
            link.made_at.into(),
            link.expires_at.into(),
        ];
        self.run(sql, args).await.map(drop)
    }

    /// Uses a link; `false` if it was used, replaced, or its time is over.
    pub async fn use_password_link(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE password_links SET ended_at = $2 \
                   WHERE hash = $1 AND ended_at IS NULL AND expires_at > $2";
        self.wins(sql, &[hash.into(), now.into()]).await
    }

    /// Ends every link of a user.
    pub async fn end_password_links(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE password_links SET ended_at = $2 \
                   WHERE user_id = $1 AND ended_at IS NULL";
        self.run(sql, &[user.into(), now.into()]).await.map(drop)
    }

    /// Takes away one portion of what was over before a moment; how many rows went.
    pub(crate) async fn prune_password_links(
        &mut self,
        before: Timestamp,
        portion: i64,
    ) -> Result<u64, StoreError> {
        let mut gone = 0_u64;
        for sql in [
            "DELETE FROM password_asks WHERE id IN (SELECT id FROM password_asks \
             WHERE done_at < $1 ORDER BY done_at LIMIT CAST($2 AS bigint))",
            "DELETE FROM password_links WHERE hash IN (SELECT hash FROM password_links \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT CAST($2 AS bigint))",
        ] {
            let rows = self.run(sql, &[before.into(), portion.into()]).await?;
            gone = gone.saturating_add(rows);
        }
        Ok(gone)
    }
}
