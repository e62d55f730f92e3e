//! Who uses which application, and since when no more.

use std::{collections::BTreeMap, time::Duration};

use consentry_model::{AppId, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{Conn, StoreError, Unit, conditions::Conditions, fields::Fields};

/// A later use within this span is not written down again.
const GRAIN: Duration = Duration::from_hours(1);

/// How much an application is used in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppUse {
    /// The last sign-in of anybody.
    pub last_at: Timestamp,
    /// How many people ever signed in.
    pub people: u64,
    /// How many of them since the moment that was asked about.
    pub recent: u64,
}

struct UseRow(AppId, AppUse);

impl FromRow for UseRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "app_use");
        let app = fields.parse()?;
        let last_at = fields.time()?;
        Ok(Self(app, AppUse { last_at, people: fields.whole()?, recent: fields.whole()? }))
    }
}

struct LastRow(AppId, Timestamp);

impl FromRow for LastRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "app_use");
        Ok(Self(fields.parse()?, fields.time()?))
    }
}

impl Conn {
    /// How much these applications are used; all of the tenant's where none is named. One that
    /// nobody used is not among them.
    pub async fn app_uses(
        &mut self,
        tenant: TenantId,
        apps: &[AppId],
        since: Timestamp,
    ) -> Result<BTreeMap<AppId, AppUse>, StoreError> {
        let mut list = Conditions::of(
            "SELECT app, max(last_at), count(*), \
             CAST(sum(CASE WHEN last_at >= $1 THEN 1 ELSE 0 END) AS bigint) FROM app_use",
        );
        list.with(since);
        list.and("tenant = ?", tenant);
        list.and_one_of("app", apps.iter().copied());
        let (sql, args) = list.end(" GROUP BY app");
        let rows: Vec<UseRow> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|UseRow(app, used)| (app, used)).collect())
    }

    /// When a user last used each application.
    pub async fn uses_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<BTreeMap<AppId, Timestamp>, StoreError> {
        let sql = "SELECT app, last_at FROM app_use WHERE user_id = $1 AND tenant = $2";
        let rows: Vec<LastRow> = self.list(sql, &[user.into(), tenant.into()]).await?;
        Ok(rows.into_iter().map(|LastRow(app, at)| (app, at)).collect())
    }
}

impl Unit {
    /// Notes that a user signed in with an application.
    pub async fn note_use(
        &mut self,
        tenant: TenantId,
        app: AppId,
        user: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO app_use (tenant, app, user_id, last_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tenant, app, user_id) DO UPDATE SET last_at = excluded.last_at \
                   WHERE app_use.last_at < $5";
        let before = now.minus(GRAIN);
        let args = &[tenant.into(), app.into(), user.into(), now.into(), before.into()];
        self.run(sql, args).await.map(drop)
    }
}
