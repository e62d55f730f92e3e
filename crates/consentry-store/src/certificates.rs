//! Certificates of applications, and the assertions that were used.

use consentry_model::{AppId, CertificateId, DisplayName, Switch, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::{certificate::Certificate, jwt::ProvedOnce};

use crate::{Conn, StoreError, Unit, fields::Fields};

/// A certificate by which an application proves itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppCertificate {
    /// The key id.
    pub id: CertificateId,
    /// What its owners call it.
    pub name: DisplayName,
    /// The certificate.
    pub certificate: Certificate,
    /// Whether an assertion may be sent more than once while it lives.
    pub reuse: Switch,
}

impl FromRow for AppCertificate {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "app_certificates");
        let (id, name) = (fields.parse()?, fields.parse()?);
        let der: Vec<u8> = fields.take()?;
        let certificate = Certificate::from_der(&der).map_err(|why| fields.corrupt(&why))?;
        Ok(Self { id, name, certificate, reuse: fields.switch()? })
    }
}

impl Conn {
    /// An application's certificates, those that have ended included.
    pub async fn certificates(&mut self, app: AppId) -> Result<Vec<AppCertificate>, StoreError> {
        let sql = "SELECT id, name, certificate, reuse FROM app_certificates WHERE app = $1 \
                   ORDER BY created_at, id";
        self.all(sql, &[app.into()]).await
    }
}

impl Unit {
    /// Adds a certificate.
    pub async fn add_certificate(
        &mut self,
        app: AppId,
        new: &AppCertificate,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.insert(
            "certificate id",
            "INSERT INTO app_certificates (id, app, name, certificate, reuse, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &[
                new.id.into(),
                app.into(),
                (&new.name).into(),
                (&new.certificate.der().to_vec()).into(),
                new.reuse.into(),
                now.into(),
            ],
        )
        .await
    }

    /// Takes a certificate away; `false` if the application has it not.
    pub async fn remove_certificate(
        &mut self,
        app: AppId,
        id: CertificateId,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM app_certificates WHERE id = $1 AND app = $2";
        self.wins(sql, &[id.into(), app.into()]).await
    }

    /// Notes that an assertion is used; `false` if it was before (BI-102).
    pub async fn use_assertion(&mut self, proved: &ProvedOnce) -> Result<bool, StoreError> {
        let sql = "INSERT INTO used_assertions (id, ends_at) VALUES ($1, $2) \
                   ON CONFLICT DO NOTHING";
        self.wins(sql, &[(&proved.id).into(), proved.ends_at.into()]).await
    }
}
