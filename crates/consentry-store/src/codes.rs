//! Authorization codes, by the hash of the code.

use consentry_model::{AppId, FamilyId, RedirectUri, SessionId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, json},
};

/// An authorization code and everything that was decided when it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// SHA-256 of the code.
    pub hash: TokenHash,
    /// The tenant.
    pub tenant: TenantId,
    /// The client.
    pub app: AppId,
    /// The user.
    pub user: UserId,
    /// Where it was sent.
    pub redirect: RedirectUri,
    /// The PKCE challenge (S256), if one was sent.
    pub challenge: Option<String>,
    /// The `nonce` of the request.
    pub nonce: Option<String>,
    /// What is wanted: the service's JSON.
    pub wanted: String,
    /// The family of everything that comes of it.
    pub family: FamilyId,
    /// The browser session behind it.
    pub session: SessionId,
    /// When the user proved who he is.
    pub authenticated_at: Timestamp,
    /// How (`amr`).
    pub amr: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was redeemed, if it was. Ignored when a code is added.
    pub redeemed_at: Option<Timestamp>,
}

impl FromRow for Code {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "codes");
        Ok(Self {
            hash: fields.hash()?,
            tenant: fields.parse()?,
            app: fields.parse()?,
            user: fields.parse()?,
            redirect: fields.parse()?,
            challenge: fields.take()?,
            nonce: fields.take()?,
            wanted: fields.take()?,
            family: fields.parse()?,
            session: fields.parse()?,
            authenticated_at: fields.time()?,
            amr: fields.json()?,
            issued_at: fields.time()?,
            expires_at: fields.time()?,
            redeemed_at: fields.maybe_time()?,
        })
    }
}

impl Conn {
    /// A code by its hash, redeemed and expired ones included.
    pub async fn code(&mut self, hash: &TokenHash) -> Result<Option<Code>, StoreError> {
        let sql = "SELECT hash, tenant, app, user_id, redirect, challenge, nonce, wanted, family, \
                   session, authenticated_at, amr, issued_at, expires_at, redeemed_at \
                   FROM codes WHERE hash = $1";
        self.one(sql, &[hash.into()]).await
    }
}

impl Unit {
    /// Adds a code.
    pub async fn add_code(&mut self, code: &Code) -> Result<(), StoreError> {
        self.insert(
            "code",
            "INSERT INTO codes (hash, tenant, app, user_id, redirect, challenge, nonce, wanted, \
             family, session, authenticated_at, amr, issued_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT DO NOTHING",
            &[
                (&code.hash).into(),
                code.tenant.into(),
                code.app.into(),
                code.user.into(),
                (&code.redirect).into(),
                (&code.challenge).into(),
                (&code.nonce).into(),
                (&code.wanted).into(),
                code.family.into(),
                code.session.into(),
                code.authenticated_at.into(),
                json(&code.amr, "methods")?.into(),
                code.issued_at.into(),
                code.expires_at.into(),
            ],
        )
        .await
    }

    /// Redeems a code; `false` if somebody was first. Lifetime and client are judged before.
    pub async fn redeem_code(
        &mut self,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE codes SET redeemed_at = $2 WHERE hash = $1 AND redeemed_at IS NULL";
        self.wins(sql, &[hash.into(), now.into()]).await
    }
}
