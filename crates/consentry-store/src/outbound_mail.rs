//! The queue of mail on its way out. One sender at a time works on it, under a lease.

use consentry_model::{OutboundMailId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};
use serde::{Deserialize, Serialize};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, json, loggable, word},
};

/// What became of an outbound mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Will be tried.
    Queued,
    /// Was taken by the next server.
    Sent,
    /// Will not be tried again.
    Failed,
}

/// Who wrote a mail on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// A user.
    Mail,
    /// This program.
    Notice,
}

/// A mail on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundMail {
    /// The id.
    pub id: OutboundMailId,
    /// Who wrote it.
    pub kind: MailKind,
    /// The envelope's sender; empty for a bounce.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message, as it goes out.
    pub message: Vec<u8>,
    /// Queued, sent or failed.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
}

impl FromRow for OutboundMail {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "outbound_mail");
        Ok(Self {
            id: fields.parse()?,
            kind: fields.word()?,
            from: fields.take()?,
            to: fields.json()?,
            message: fields.take()?,
            state: fields.word()?,
            attempts: fields.whole()?,
            next_attempt_at: fields.time()?,
            last_error: fields.take()?,
            created_at: fields.time()?,
        })
    }
}

macro_rules! select_mail {
    ($condition:literal) => {
        concat!(
            "SELECT id, kind, sender, recipients, message, state, attempts, next_attempt_at, \
             last_error, created_at FROM outbound_mail ",
            $condition
        )
    };
}

/// How many mails of an outbox are looked through at most.
const OUTBOX: i64 = 10_000;

impl Conn {
    /// Queued mails whose time has come, the longest waiting first.
    pub async fn due_mail(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OutboundMail>, StoreError> {
        let sql = select_mail!(
            "WHERE state = 'queued' AND next_attempt_at <= $1 \
             ORDER BY next_attempt_at, id LIMIT CAST($2 AS bigint)"
        );
        self.list(sql, &[now.into(), i64::from(limit).into()]).await
    }

    /// Notices among them: what may also go into a mailbox here.
    pub async fn due_notices(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OutboundMail>, StoreError> {
        let sql = select_mail!(
            "WHERE state = 'queued' AND next_attempt_at <= $1 AND kind = 'notice' \
             ORDER BY next_attempt_at, id LIMIT CAST($2 AS bigint)"
        );
        self.list(sql, &[now.into(), i64::from(limit).into()]).await
    }

    /// All kept mails, or those to one address, the oldest first.
    pub async fn outbox(&mut self, to: Option<&str>) -> Result<Vec<OutboundMail>, StoreError> {
        let sql = select_mail!("ORDER BY created_at, id LIMIT CAST($1 AS bigint)");
        let mut mails: Vec<OutboundMail> = self.list(sql, &[OUTBOX.into()]).await?;
        if let Some(to) = to {
            mails.retain(|mail| mail.to.iter().any(|address| address.eq_ignore_ascii_case(to)));
        }
        Ok(mails)
    }
}

impl Unit {
    /// Queues a mail.
    pub async fn queue_mail(&mut self, mail: &OutboundMail) -> Result<(), StoreError> {
        self.insert(
            "mail id",
            "INSERT INTO outbound_mail (id, sender, recipients, message, state, attempts, \
             next_attempt_at, last_error, created_at, kind) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            &[
                mail.id.into(),
                loggable(&mail.from).into(),
                json(&mail.to, "recipients")?.into(),
                (&mail.message).into(),
                word(mail.state, "state of a mail")?.into(),
                i64::from(mail.attempts).into(),
                mail.next_attempt_at.into(),
                mail.last_error.as_deref().map(loggable).into(),
                mail.created_at.into(),
                word(mail.kind, "kind of mail")?.into(),
            ],
        )
        .await
    }

    /// Writes what came of an attempt: state, attempts, next attempt and last error. `false` if
    /// the mail is no longer queued.
    pub async fn set_mail_state(&mut self, mail: &OutboundMail) -> Result<bool, StoreError> {
        self.wins(
            "UPDATE outbound_mail SET state = $2, attempts = $3, next_attempt_at = $4, \
             last_error = $5 WHERE id = $1 AND state = 'queued'",
            &[
                mail.id.into(),
                word(mail.state, "state of a mail")?.into(),
                i64::from(mail.attempts).into(),
                mail.next_attempt_at.into(),
                mail.last_error.as_deref().map(loggable).into(),
            ],
        )
        .await
    }

    /// Empties the outbox; how many mails went.
    pub async fn delete_outbox(&mut self) -> Result<u64, StoreError> {
        self.run("DELETE FROM outbound_mail", &[]).await
    }
}
