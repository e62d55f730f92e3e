//! The sign-in log: one row for every refusal, and for a success one for each token, protocol
//! and device.
//!
//! What clients sent (names, user agents) is kept as text without U+0000. Expired rows go with
//! pruning.

use std::net::IpAddr;

use consentry_model::{
    AppId, CorrelationId, Protocol, SignInId, TenantId, Timestamp, TraceId, UserId,
};
use consentry_policy::TraceLine;
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, Page, Paged, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, id_text, json, loggable, word},
    page::{log_key, read_log_key},
};

/// One row of the sign-in log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The id.
    pub id: SignInId,
    /// When.
    pub at: Timestamp,
    /// In which tenant.
    pub tenant: TenantId,
    /// The user, if he is known.
    pub user: Option<UserId>,
    /// The sign-in name as typed; empty for an application by itself.
    pub user_name: String,
    /// The application, if one was named.
    pub app: Option<AppId>,
    /// Its name; empty if it is not known.
    pub app_name: String,
    /// The resource.
    pub resource: Option<AppId>,
    /// The way in, in one word.
    pub door: String,
    /// The mail protocol, at a mail door.
    pub protocol: Option<Protocol>,
    /// The kind of client in Graph's words (`clientAppUsed`).
    pub client_app: String,
    /// The address of the client, if known.
    pub ip: Option<IpAddr>,
    /// The user agent as sent.
    pub user_agent: String,
    /// The AADSTS code; 0 for a success.
    pub outcome_code: u32,
    /// What each gate said.
    pub trace: Vec<TraceLine>,
    /// The client's id of the request.
    pub correlation: CorrelationId,
    /// The server's id of the request.
    pub trace_id: TraceId,
    /// The device, as the protocol names it.
    pub device_id: Option<String>,
}

/// Which rows are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignInFilter {
    /// Only of this tenant.
    pub tenant: Option<TenantId>,
    /// Only of this user.
    pub user: Option<UserId>,
    /// Only with this application.
    pub app: Option<AppId>,
    /// Only with this code; 0 is success.
    pub outcome_code: Option<u32>,
    /// Only from here on.
    pub since: Option<Timestamp>,
}

impl FromRow for SignIn {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "sign_ins");
        Ok(Self {
            id: fields.parse()?,
            at: fields.time()?,
            tenant: fields.parse()?,
            user: fields.maybe()?,
            user_name: fields.take()?,
            app: fields.maybe()?,
            app_name: fields.take()?,
            resource: fields.maybe()?,
            door: fields.take()?,
            protocol: fields.maybe_word()?,
            client_app: fields.take()?,
            ip: fields.maybe()?,
            user_agent: fields.take()?,
            outcome_code: fields.whole()?,
            trace: fields.json()?,
            correlation: fields.parse()?,
            trace_id: fields.parse()?,
            device_id: fields.take()?,
        })
    }
}

macro_rules! select_sign_ins {
    ($condition:literal) => {
        concat!(
            "SELECT id, at, tenant, user_id, user_name, app, app_name, resource, door, protocol, \
             client_app, ip, user_agent, outcome_code, trace, correlation, trace_id, device_id \
             FROM sign_ins ",
            $condition
        )
    };
}

impl Conn {
    /// A row of the log.
    pub async fn sign_in(&mut self, id: SignInId) -> Result<Option<SignIn>, StoreError> {
        self.one(select_sign_ins!("WHERE id = $1"), &[id.into()]).await
    }

    /// Rows of the log, the newest first.
    pub async fn sign_ins(
        &mut self,
        filter: &SignInFilter,
        page: Page,
    ) -> Result<Paged<SignIn>, StoreError> {
        let mut list = Conditions::of(select_sign_ins!(""));
        list.and_if("tenant = ?", filter.tenant);
        list.and_if("user_id = ?", filter.user);
        list.and_if("app = ?", filter.app);
        list.and_if("outcome_code = ?", filter.outcome_code.map(i64::from));
        list.and_if("at >= ?", filter.since);
        list.newest_behind(read_log_key(page.after.as_deref()), page.fetch());
        let (sql, args) = list.end("");
        let rows: Vec<SignIn> = self.list(&sql, &args).await?;
        Ok(Paged::cut(rows, &page, |row| log_key(row.at.millis(), &row.id.to_string())))
    }

    /// Whether a success has its row; see [`Unit::log_success_once`].
    pub async fn success_logged(&mut self, key: &str) -> Result<bool, StoreError> {
        let sql = "SELECT at FROM logged_successes WHERE key = $1";
        let at: Option<i64> = self.one(sql, &[loggable(key).into()]).await?;
        Ok(at.is_some())
    }
}

impl Unit {
    /// Writes a row of the log.
    pub async fn log_sign_in(&mut self, row: &SignIn) -> Result<(), StoreError> {
        let protocol = row.protocol.map(|protocol| word(protocol, "protocol")).transpose()?;
        let device = row.device_id.as_deref().map(loggable);
        self.insert(
            "sign-in id",
            "INSERT INTO sign_ins (id, at, tenant, user_id, user_name, app, app_name, resource, \
             door, protocol, client_app, ip, user_agent, outcome_code, trace, correlation, \
             trace_id, device_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
             $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING",
            &[
                row.id.into(),
                row.at.into(),
                row.tenant.into(),
                row.user.into(),
                loggable(&row.user_name).into(),
                row.app.into(),
                loggable(&row.app_name).into(),
                row.resource.into(),
                loggable(&row.door).into(),
                protocol.into(),
                loggable(&row.client_app).into(),
                id_text(row.ip).into(),
                loggable(&row.user_agent).into(),
                i64::from(row.outcome_code).into(),
                json(&row.trace, "trace")?.into(),
                row.correlation.into(),
                row.trace_id.into(),
                device.into(),
            ],
        )
        .await?;
        match (row.outcome_code, row.app, row.user) {
            (0, Some(app), Some(user)) => self.note_use(row.tenant, app, user, row.at).await,
            _ => Ok(()),
        }
    }

    /// Writes the row of a success unless there is one under this key (token, protocol and
    /// device); whether it was written.
    pub async fn log_success_once(&mut self, key: &str, row: &SignIn) -> Result<bool, StoreError> {
        let sql = "INSERT INTO logged_successes (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let first = self.wins(sql, &[loggable(key).into(), row.at.into()]).await?;
        if first {
            self.log_sign_in(row).await?;
        }
        Ok(first)
    }
}
