//! The audit log: who changed what. A change and its record are one unit of work.

use consentry_model::{AppId, AuditId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};
use serde_json::Value;

use crate::{
    Conn, Page, Paged, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, json, loggable},
    page::{log_key, read_log_key},
};

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person who was signed in.
    User {
        /// His id.
        id: UserId,
        /// His sign-in name.
        name: String,
    },
    /// An application by itself.
    App {
        /// Its client id.
        id: AppId,
        /// Its name.
        name: String,
    },
    /// Somebody at the command line of the server.
    CommandLine,
    /// The program by itself.
    System,
}

impl Actor {
    fn columns(&self) -> (&'static str, Option<String>, &str) {
        match self {
            Self::User { id, name } => ("user", Some(id.to_string()), name),
            Self::App { id, name } => ("app", Some(id.to_string()), name),
            Self::CommandLine => ("cli", None, ""),
            Self::System => ("system", None, ""),
        }
    }

    fn read(fields: &mut Fields<'_, '_>) -> Result<Self, SqlError> {
        let kind: String = fields.take()?;
        let id: Option<String> = fields.take()?;
        let name: String = fields.take()?;
        let id = id.unwrap_or_default();
        match kind.as_str() {
            "user" => {
                let id = id.parse().map_err(|why| fields.corrupt(&why))?;
                Ok(Self::User { id, name })
            }
            "app" => {
                let id = id.parse().map_err(|why| fields.corrupt(&why))?;
                Ok(Self::App { id, name })
            }
            "cli" => Ok(Self::CommandLine),
            "system" => Ok(Self::System),
            other => Err(fields.corrupt(&format_args!("`{other}` cannot act"))),
        }
    }
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The kind of thing, in one word: `user`, `application`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name at that moment.
    pub name: String,
}

/// A record of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// In which tenant; nothing for the installation.
    pub tenant: Option<TenantId>,
    /// Who.
    pub actor: Actor,
    /// What was done, in the words of the original's log: `Consent to application`.
    pub activity: String,
    /// To what.
    pub target: Target,
    /// Old and new values; never a secret.
    pub details: Value,
}

impl FromRow for AuditRecord {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "audits");
        Ok(Self {
            id: fields.parse()?,
            at: fields.time()?,
            tenant: fields.maybe()?,
            actor: Actor::read(&mut fields)?,
            activity: fields.take()?,
            target: Target { kind: fields.take()?, id: fields.take()?, name: fields.take()? },
            details: fields.json()?,
        })
    }
}

/// Which records are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only of this tenant.
    pub tenant: Option<TenantId>,
    /// Only of this activity.
    pub activity: Option<String>,
    /// Only about the thing of this id.
    pub target: Option<String>,
    /// Only from here on.
    pub since: Option<Timestamp>,
}

impl Conn {
    /// Records, the newest first.
    pub async fn audits(
        &mut self,
        filter: &AuditFilter,
        page: Page,
    ) -> Result<Paged<AuditRecord>, StoreError> {
        let mut list = Conditions::of(
            "SELECT id, at, tenant, actor_kind, actor_id, actor_name, activity, target_kind, \
             target_id, target_name, details FROM audits",
        );
        list.and_if("tenant = ?", filter.tenant);
        list.and_if("activity = ?", filter.activity.as_deref());
        list.and_if("target_id = ?", filter.target.as_deref());
        list.and_if("at >= ?", filter.since);
        list.newest_behind(read_log_key(page.after.as_deref()), page.fetch());
        let (sql, args) = list.end("");
        let rows: Vec<AuditRecord> = self.list(&sql, &args).await?;
        Ok(Paged::cut(rows, &page, |row| log_key(row.at.millis(), &row.id.to_string())))
    }
}

impl Unit {
    /// Writes a record, in the unit of work of the change that it tells of.
    pub async fn audit(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        let (kind, id, name) = record.actor.columns();
        self.insert(
            "audit id",
            "INSERT INTO audits (id, at, tenant, actor_kind, actor_id, actor_name, activity, \
             target_kind, target_id, target_name, details) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            &[
                record.id.into(),
                record.at.into(),
                record.tenant.into(),
                kind.into(),
                (&id).into(),
                loggable(name).into(),
                loggable(&record.activity).into(),
                loggable(&record.target.kind).into(),
                loggable(&record.target.id).into(),
                loggable(&record.target.name).into(),
                json(&record.details, "details")?.into(),
            ],
        )
        .await
    }
}
