//! Which applications a browser session signed in to: they are told when it ends.

use consentry_model::{AppId, SessionId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{Conn, StoreError, Unit, fields::Fields};

/// An application that a session signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionApp {
    /// The application.
    pub app: AppId,
    /// The version of the endpoint, as the service writes it: it decides the issuer.
    pub version: String,
}

impl FromRow for SessionApp {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "session_apps");
        Ok(Self { app: fields.parse()?, version: fields.take()? })
    }
}

impl Conn {
    /// The applications of a session, those of long ago first.
    pub async fn apps_of_session(
        &mut self,
        session: SessionId,
    ) -> Result<Vec<SessionApp>, StoreError> {
        let sql = "SELECT app, version FROM session_apps WHERE session = $1 ORDER BY at, app";
        self.all(sql, &[session.into()]).await
    }
}

impl Unit {
    /// Notes that a session signed in to an application.
    pub async fn note_session_app(
        &mut self,
        session: SessionId,
        app: &SessionApp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO session_apps (session, app, version, at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (session, app) DO UPDATE SET version = $3, at = $4";
        let args = &[session.into(), app.app.into(), (&app.version).into(), now.into()];
        self.run(sql, args).await.map(drop)
    }
}
