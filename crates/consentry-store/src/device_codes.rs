//! Device codes (RFC 8628), where they are open, and wrong guesses of what people type.
//!
//! Each step of a code's life is one conditional write: it waits, a person approves or declines it,
//! the device redeems it once.

use std::{net::IpAddr, time::Duration};

use consentry_model::{AppId, FamilyId, SessionId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;
use serde::{Deserialize, Serialize};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, json, word},
};

/// The device code grant is open for an application in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceGrant {
    /// Until when; nothing is without end.
    pub until: Option<Timestamp>,
}

impl DeviceGrant {
    /// Whether it is open at a moment.
    pub fn at(self, now: Timestamp) -> bool {
        self.until.is_none_or(|end| now < end)
    }
}

impl FromRow for DeviceGrant {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Ok(Self { until: Fields::of(row, "device_grants").maybe_time()? })
    }
}

/// How far a device code has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Nobody has answered yet.
    Waiting,
    /// A person signed in for it.
    Approved,
    /// A person turned it down.
    Declined,
    /// The device has its tokens.
    Redeemed,
}

/// Who signed in for a device, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceApproval {
    /// His tenant.
    pub tenant: TenantId,
    /// He.
    pub user: UserId,
    /// The browser session behind it.
    pub session: Option<SessionId>,
    /// The family of everything that comes of it.
    pub family: FamilyId,
    /// When he proved who he is.
    pub authenticated_at: Timestamp,
    /// How (`amr`).
    pub amr: Vec<String>,
}

/// A device code and what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCode {
    /// SHA-256 of the device code.
    pub hash: TokenHash,
    /// SHA-256 of what the person types.
    pub user_code: TokenHash,
    /// The tenant, if the request named one.
    pub tenant: Option<TenantId>,
    /// The client.
    pub app: AppId,
    /// What is wanted: the service's JSON.
    pub wanted: String,
    /// From where it was asked for.
    pub address: IpAddr,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How long the device waits between two questions.
    pub pause: Duration,
    /// How far it has come.
    pub state: DeviceState,
    /// Who signed in.
    pub approval: Option<DeviceApproval>,
}

impl FromRow for DeviceCode {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "device_codes");
        Ok(Self {
            hash: fields.hash()?,
            user_code: fields.hash()?,
            tenant: fields.maybe()?,
            app: fields.parse()?,
            wanted: fields.take()?,
            address: fields.parse()?,
            created_at: fields.time()?,
            expires_at: fields.time()?,
            pause: Duration::from_millis(fields.whole()?),
            state: fields.word()?,
            approval: match fields.take::<Option<String>>()? {
                Some(text) => {
                    Some(serde_json::from_str(&text).map_err(|why| fields.corrupt(&why))?)
                }
                None => None,
            },
        })
    }
}

macro_rules! select {
    ($key:literal) => {
        concat!(
            "SELECT hash, user_code, tenant, app, wanted, address, created_at, expires_at, pause, \
             state, approval FROM device_codes WHERE ",
            $key,
            " = $1"
        )
    };
}

impl Conn {
    /// A device code by its hash, whatever became of it.
    pub async fn device_code(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<DeviceCode>, StoreError> {
        self.one(select!("hash"), &[hash.into()]).await
    }

    /// A device code by the hash of what a person types.
    pub async fn device_code_typed(
        &mut self,
        user_code: &TokenHash,
    ) -> Result<Option<DeviceCode>, StoreError> {
        self.one(select!("user_code"), &[user_code.into()]).await
    }

    /// Whether and how long the device code grant is open; an end may have passed.
    pub async fn device_grant(
        &mut self,
        tenant: TenantId,
        app: AppId,
    ) -> Result<Option<DeviceGrant>, StoreError> {
        let sql = "SELECT until_at FROM device_grants WHERE tenant = $1 AND app = $2";
        self.one(sql, &[tenant.into(), app.into()]).await
    }

    /// How often somebody guessed wrong of late.
    pub async fn wrong_guesses(
        &mut self,
        who: &TokenHash,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let sql = "SELECT wrong FROM user_code_guesses WHERE who = $1 AND ends_at > $2";
        Ok(self.one(sql, &[who.into(), now.into()]).await?.unwrap_or(0))
    }
}

impl Unit {
    /// Adds a device code. Taken when somebody's user code is the same.
    pub async fn add_device_code(&mut self, code: &DeviceCode) -> Result<(), StoreError> {
        let pause = i64::try_from(code.pause.as_millis()).unwrap_or(i64::MAX);
        self.insert(
            "user code",
            "INSERT INTO device_codes (hash, user_code, tenant, app, wanted, address, created_at, \
             expires_at, pause, polled_at, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $10) ON CONFLICT DO NOTHING",
            &[
                (&code.hash).into(),
                (&code.user_code).into(),
                code.tenant.into(),
                code.app.into(),
                (&code.wanted).into(),
                code.address.to_string().into(),
                code.created_at.into(),
                code.expires_at.into(),
                pause.into(),
                word(code.state, "state")?.into(),
            ],
        )
        .await
    }

    /// Notes that the device asked. `false` if it came too early; then it has to wait longer from
    /// now on, by `longer`. `early` is how much earlier it may come.
    pub async fn poll_device_code(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
        (early, longer): (Duration, Duration),
    ) -> Result<bool, StoreError> {
        let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let sql = "UPDATE device_codes SET polled_at = $2 \
                   WHERE hash = $1 AND polled_at + pause - CAST($3 AS bigint) <= $2";
        let args = &[hash.into(), now.into(), millis(early).into()];
        if self.wins(sql, args).await? {
            return Ok(true);
        }
        let sql = "UPDATE device_codes SET polled_at = $2, pause = pause + CAST($3 AS bigint) \
                   WHERE hash = $1";
        self.run(sql, &[hash.into(), now.into(), millis(longer).into()]).await?;
        Ok(false)
    }

    /// A person signed in for a waiting device; `false` if somebody was first, or it is too late.
    pub async fn approve_device_code(
        &mut self,
        hash: &TokenHash,
        approval: &DeviceApproval,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE device_codes SET state = 'approved', approval = $2 \
                   WHERE hash = $1 AND state = 'waiting' AND expires_at > $3";
        self.wins(sql, &[hash.into(), json(approval, "approval")?.into(), now.into()]).await
    }

    /// A person turned a waiting device down; `false` if somebody was first.
    pub async fn decline_device_code(&mut self, hash: &TokenHash) -> Result<bool, StoreError> {
        let sql = "UPDATE device_codes SET state = 'declined' \
                   WHERE hash = $1 AND state = 'waiting'";
        self.wins(sql, &[hash.into()]).await
    }

    /// Redeems an approved device code; `false` if somebody was first.
    pub async fn redeem_device_code(&mut self, hash: &TokenHash) -> Result<bool, StoreError> {
        let sql = "UPDATE device_codes SET state = 'redeemed' \
                   WHERE hash = $1 AND state = 'approved'";
        self.wins(sql, &[hash.into()]).await
    }

    /// Counts a wrong guess; the count begins anew when its time is over.
    pub async fn guess_wrong(
        &mut self,
        who: &TokenHash,
        now: Timestamp,
        span: Duration,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO user_code_guesses (who, wrong, ends_at) VALUES ($1, 1, $2) \
                   ON CONFLICT (who) DO UPDATE SET \
                   wrong = CASE WHEN user_code_guesses.ends_at > $3 \
                   THEN user_code_guesses.wrong + 1 ELSE 1 END, \
                   ends_at = CASE WHEN user_code_guesses.ends_at > $3 \
                   THEN user_code_guesses.ends_at ELSE excluded.ends_at END";
        self.run(sql, &[who.into(), now.plus(span).into(), now.into()]).await.map(drop)
    }

    /// Opens the device code grant for an application in a tenant, or closes it with nothing.
    pub async fn set_device_grant(
        &mut self,
        tenant: TenantId,
        app: AppId,
        open: Option<DeviceGrant>,
    ) -> Result<(), StoreError> {
        self.bump_tenant(tenant).await?;
        match open {
            Some(DeviceGrant { until }) => {
                let sql = "INSERT INTO device_grants (tenant, app, until_at) \
                           VALUES ($1, $2, $3) ON CONFLICT (tenant, app) \
                           DO UPDATE SET until_at = excluded.until_at";
                self.run(sql, &[tenant.into(), app.into(), until.into()]).await
            }
            None => {
                let sql = "DELETE FROM device_grants WHERE tenant = $1 AND app = $2";
                self.run(sql, &[tenant.into(), app.into()]).await
            }
        }
        .map(drop)
    }
}
