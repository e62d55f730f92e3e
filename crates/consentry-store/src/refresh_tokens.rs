//! Refresh tokens, by the hash of the token, and the families they form.
//!
//! A family that was ended by force is remembered in a row of its own: it kills the access
//! tokens of the family too, and a token that another unit of work was just writing.

use std::{collections::BTreeSet, net::IpAddr};

use consentry_model::{AppId, FamilyId, Platform, SessionId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;
use serde::{Deserialize, Serialize};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, id_text, json, loggable, word},
};

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshState {
    /// May be used.
    Live,
    /// Was used; its successor counts.
    Redeemed,
    /// Was ended, alone or with its family.
    Revoked,
}

/// A refresh token and what it may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// Its family.
    pub family: FamilyId,
    /// The tenant.
    pub tenant: TenantId,
    /// The client.
    pub app: AppId,
    /// The user.
    pub user: UserId,
    /// The platform of the redirect, or native for a password grant.
    pub platform: Platform,
    /// The browser session behind it, if there was one.
    pub session: Option<SessionId>,
    /// What may be asked for with it: the service's JSON.
    pub ceiling: String,
    /// When the user proved who he is.
    pub authenticated_at: Timestamp,
    /// How (`amr`).
    pub amr: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the first of its family was issued.
    pub family_started_at: Timestamp,
    /// The token it replaced.
    pub predecessor: Option<TokenHash>,
    /// Live, redeemed or revoked.
    pub state: RefreshState,
    /// When it was redeemed, if it was. Ignored when a token is added.
    pub redeemed_at: Option<Timestamp>,
    /// The client that asked for it, as it names itself.
    pub user_agent: String,
    /// From where.
    pub address: Option<IpAddr>,
}

impl FromRow for RefreshToken {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "refresh_tokens");
        Ok(Self {
            hash: fields.hash()?,
            family: fields.parse()?,
            tenant: fields.parse()?,
            app: fields.parse()?,
            user: fields.parse()?,
            platform: fields.word()?,
            session: fields.maybe()?,
            ceiling: fields.take()?,
            authenticated_at: fields.time()?,
            amr: fields.json()?,
            issued_at: fields.time()?,
            expires_at: fields.time()?,
            family_started_at: fields.time()?,
            predecessor: fields.maybe_hash()?,
            state: fields.word()?,
            redeemed_at: fields.maybe_time()?,
            user_agent: fields.take()?,
            address: fields.maybe()?,
        })
    }
}

/// A token whose family was ended is revoked, whatever its own row says.
macro_rules! select_tokens {
    ($condition:literal) => {
        concat!(
            "SELECT t.hash, t.family, t.tenant, t.app, t.user_id, t.platform, t.session, \
             t.ceiling, t.authenticated_at, t.amr, t.issued_at, t.expires_at, \
             t.family_started_at, t.predecessor, \
             CASE WHEN e.family IS NULL THEN t.state ELSE 'revoked' END, t.redeemed_at, \
             t.user_agent, t.ip \
             FROM refresh_tokens t LEFT JOIN ended_families e ON e.family = t.family ",
            $condition
        )
    };
}

impl Conn {
    /// A refresh token by its hash, whatever its state.
    pub async fn refresh_token(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<RefreshToken>, StoreError> {
        self.one(select_tokens!("WHERE t.hash = $1"), &[hash.into()]).await
    }

    /// The tokens that replaced this one, the last issued first.
    pub async fn successors(&mut self, hash: &TokenHash) -> Result<Vec<RefreshToken>, StoreError> {
        let sql = select_tokens!("WHERE t.predecessor = $1 ORDER BY t.issued_at DESC, t.hash");
        self.all(sql, &[hash.into()]).await
    }

    /// The newest live token of each family of a user, the last used family first.
    pub async fn families_of_user(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<RefreshToken>, StoreError> {
        let sql = select_tokens!(
            "WHERE t.user_id = $1 AND t.state = 'live' AND e.family IS NULL AND t.expires_at > $2 \
             ORDER BY t.issued_at DESC, t.hash"
        );
        let mut tokens: Vec<RefreshToken> = self.all(sql, &[user.into(), now.into()]).await?;
        let mut seen = BTreeSet::new();
        tokens.retain(|token| seen.insert(token.family));
        Ok(tokens)
    }

    /// Whether nobody ended the family by force. Asked for access tokens too.
    pub async fn family_alive(&mut self, family: FamilyId) -> Result<bool, StoreError> {
        let sql = "SELECT ended_at FROM ended_families WHERE family = $1";
        let ended: Option<i64> = self.one(sql, &[family.into()]).await?;
        Ok(ended.is_none())
    }
}

impl Unit {
    /// Adds a refresh token in its state.
    pub async fn add_refresh_token(&mut self, token: &RefreshToken) -> Result<(), StoreError> {
        self.insert(
            "refresh token",
            "INSERT INTO refresh_tokens (hash, family, tenant, app, user_id, platform, session, \
             ceiling, authenticated_at, amr, issued_at, expires_at, family_started_at, \
             predecessor, state, user_agent, ip) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
             $10, $11, $12, $13, $14, $15, $16, $17) \
             ON CONFLICT DO NOTHING",
            &[
                (&token.hash).into(),
                token.family.into(),
                token.tenant.into(),
                token.app.into(),
                token.user.into(),
                word(token.platform, "platform")?.into(),
                token.session.into(),
                (&token.ceiling).into(),
                token.authenticated_at.into(),
                json(&token.amr, "methods")?.into(),
                token.issued_at.into(),
                token.expires_at.into(),
                token.family_started_at.into(),
                token.predecessor.into(),
                word(token.state, "state of a refresh token")?.into(),
                loggable(&token.user_agent).into(),
                id_text(token.address).into(),
            ],
        )
        .await
    }

    /// Marks a live token as redeemed; `false` if another request was first or its family ended.
    pub async fn redeem_refresh_token(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE refresh_tokens SET state = 'redeemed', redeemed_at = $2 \
                   WHERE hash = $1 AND state = 'live' AND NOT EXISTS \
                   (SELECT 1 FROM ended_families e WHERE e.family = refresh_tokens.family)";
        self.wins(sql, &[hash.into(), now.into()]).await
    }

    /// Ends one live token; `false` if it was used or ended before.
    pub async fn revoke_refresh_token(&mut self, hash: &TokenHash) -> Result<bool, StoreError> {
        let sql = "UPDATE refresh_tokens SET state = 'revoked' \
                   WHERE hash = $1 AND state = 'live'";
        self.wins(sql, &[hash.into()]).await
    }

    /// Ends a family for good, its access tokens included; how many live refresh tokens died.
    pub async fn end_family(
        &mut self,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let family = family.to_string();
        let sql = "INSERT INTO ended_families (family, ended_at) VALUES ($1, $2) \
                   ON CONFLICT DO NOTHING";
        self.run(sql, &[(&family).into(), now.into()]).await?;
        let sql = "UPDATE refresh_tokens SET state = 'revoked' \
                   WHERE family = $1 AND state = 'live'";
        self.run(sql, &[(&family).into()]).await
    }
}
