//! Single sign-on sessions of browsers.
//!
//! A browser holds one secret, of which the hash is kept; several accounts may be signed in
//! under it. The secret changes at each sign-in (A61): the sessions move to the new one.

use std::net::IpAddr;

use consentry_model::{SessionId, Switch, TenantId, Timestamp, UserId};
use consentry_policy::{Basis, Held};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, id_text, json, loggable},
};

/// One account that is signed in in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// The id (`sid`).
    pub id: SessionId,
    /// The hash of the browser's cookie.
    pub cookie: TokenHash,
    /// The user's tenant.
    pub tenant: TenantId,
    /// The user.
    pub user: UserId,
    /// When he proved who he is.
    pub authenticated_at: Timestamp,
    /// How (`amr`).
    pub amr: Vec<String>,
    /// When it was last used.
    pub last_used: Timestamp,
    /// Whether its user chose to stay signed in.
    pub kept: Switch,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// From where he signed in.
    pub address: Option<IpAddr>,
}

impl BrowserSession {
    /// As far as revocations look at it.
    pub fn held(&self) -> Held {
        Held::Cookie(basis_of(&self.amr))
    }
}

/// Whether methods of authentication have a password among them.
pub fn basis_of(amr: &[String]) -> Basis {
    if amr.iter().any(|method| method == "pwd") { Basis::Password } else { Basis::Other }
}

impl FromRow for BrowserSession {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "browser_sessions");
        Ok(Self {
            id: fields.parse()?,
            cookie: fields.hash()?,
            tenant: fields.parse()?,
            user: fields.parse()?,
            authenticated_at: fields.time()?,
            amr: fields.json()?,
            last_used: fields.time()?,
            kept: fields.switch()?,
            user_agent: fields.take()?,
            address: fields.maybe()?,
        })
    }
}

/// The columns of a session.
macro_rules! select_sessions {
    ($condition:literal) => {
        concat!(
            "SELECT id, cookie_hash, tenant, user_id, authenticated_at, amr, last_used, kept, \
             user_agent, ip FROM browser_sessions WHERE ended_at IS NULL AND ",
            $condition
        )
    };
}

impl Conn {
    /// The sessions of a browser that were not ended, the last used first.
    pub async fn sessions_of_browser(
        &mut self,
        cookie: &TokenHash,
    ) -> Result<Vec<BrowserSession>, StoreError> {
        let sql = select_sessions!("cookie_hash = $1 ORDER BY last_used DESC, id");
        self.all(sql, &[cookie.into()]).await
    }

    /// A session that was not ended.
    pub async fn session(&mut self, id: SessionId) -> Result<Option<BrowserSession>, StoreError> {
        self.one(select_sessions!("id = $1"), &[id.into()]).await
    }

    /// The sessions of a user in all browsers that were not ended, the last used first.
    pub async fn sessions_of_user(
        &mut self,
        user: UserId,
    ) -> Result<Vec<BrowserSession>, StoreError> {
        let sql = select_sessions!("user_id = $1 ORDER BY last_used DESC, id");
        self.all(sql, &[user.into()]).await
    }
}

impl Unit {
    /// Begins a session; one that the same user has under the same cookie ends.
    pub async fn begin_session(&mut self, session: &BrowserSession) -> Result<(), StoreError> {
        let user = session.user.to_string();
        let sql = "UPDATE browser_sessions SET ended_at = $3 \
                   WHERE cookie_hash = $1 AND user_id = $2 AND ended_at IS NULL";
        let now = session.last_used.millis();
        self.run(sql, &[(&session.cookie).into(), (&user).into(), now.into()]).await?;
        self.insert(
            "session id",
            "INSERT INTO browser_sessions (id, cookie_hash, tenant, user_id, authenticated_at, \
             amr, last_used, kept, user_agent, ip) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                session.id.into(),
                (&session.cookie).into(),
                session.tenant.into(),
                (&user).into(),
                session.authenticated_at.into(),
                json(&session.amr, "methods")?.into(),
                now.into(),
                session.kept.into(),
                loggable(&session.user_agent).into(),
                id_text(session.address).into(),
            ],
        )
        .await
    }

    /// Notes a use; `false` if the session has ended.
    pub async fn touch_session(
        &mut self,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE browser_sessions SET last_used = $2 WHERE id = $1 AND ended_at IS NULL";
        self.wins(sql, &[id.into(), now.into()]).await
    }

    /// Ends one session; `false` if it had ended.
    pub async fn end_session(&mut self, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE browser_sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
        self.wins(sql, &[id.into(), now.into()]).await
    }

    /// Ends all sessions of a browser; how many.
    pub async fn end_sessions(
        &mut self,
        cookie: &TokenHash,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE browser_sessions SET ended_at = $2 \
                   WHERE cookie_hash = $1 AND ended_at IS NULL";
        self.run(sql, &[cookie.into(), now.into()]).await
    }

    /// Ends all sessions of a user in all browsers; how many.
    pub async fn end_sessions_of_user(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE browser_sessions SET ended_at = $2 \
                   WHERE user_id = $1 AND ended_at IS NULL";
        self.run(sql, &[user.into(), now.into()]).await
    }

    /// Moves a browser's sessions to a new cookie: the old one opens nothing from here on (A61).
    pub async fn rotate_cookie(
        &mut self,
        old: &TokenHash,
        new: &TokenHash,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE browser_sessions SET cookie_hash = $2 \
                   WHERE cookie_hash = $1 AND ended_at IS NULL";
        self.run(sql, &[old.into(), new.into()]).await
    }
}
