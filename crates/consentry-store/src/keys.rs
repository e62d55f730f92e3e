//! Signing keys, sealed under the master key.
//!
//! A key that does not open or cannot be read is an error; nobody makes a new one in silence
//! (BI-400). Every change makes their version grow, by which all nodes see it at once.

use std::sync::Arc;

use consentry_model::{Secret, TenantId};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::keys::{ExportedKey, HeldKey, KeyLife, KeyScope, SigningKey};

use crate::{Conn, StoreError, Unit, fields::Fields};

struct KeyRow {
    kid: String,
    sealed: Vec<u8>,
    certificate: Vec<u8>,
    life: KeyLife,
}

impl FromRow for KeyRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "signing_keys");
        let kid = fields.take()?;
        let tenant: Option<TenantId> = fields.maybe()?;
        Ok(Self {
            kid,
            sealed: fields.take()?,
            certificate: fields.take()?,
            life: KeyLife {
                scope: tenant.map_or(KeyScope::Installation, KeyScope::Tenant),
                not_before: fields.time()?,
                signs_until: fields.maybe_time()?,
                retires_at: fields.maybe_time()?,
            },
        })
    }
}

/// The place for which a key is sealed: moved to another row it does not open.
pub(crate) fn place(kid: &str) -> String {
    format!("signing key {kid}")
}

const fn tenant_of(scope: KeyScope) -> Option<TenantId> {
    match scope {
        KeyScope::Installation => None,
        KeyScope::Tenant(tenant) => Some(tenant),
    }
}

/// The setting that holds the version of the signing keys.
const VERSION: &str = "signing-keys-version";

impl Conn {
    /// The version of the signing keys: it grows with every change of them.
    pub async fn signing_keys_version(&mut self) -> Result<i64, StoreError> {
        let sql = "SELECT CAST(value AS bigint) FROM settings WHERE name = $1";
        let found: Option<i64> = self.one(sql, &[VERSION.into()]).await?;
        Ok(found.unwrap_or(0))
    }

    /// All signing keys with their times, the oldest first.
    pub async fn signing_keys(&mut self) -> Result<Vec<HeldKey>, StoreError> {
        let sql = "SELECT kid, tenant, sealed, certificate, not_before, signs_until, retires_at \
                   FROM signing_keys ORDER BY not_before, kid";
        let rows: Vec<KeyRow> = self.all(sql, &[]).await?;
        rows.into_iter().map(|row| self.unseal(row)).collect()
    }

    fn unseal(&self, row: KeyRow) -> Result<HeldKey, StoreError> {
        let what = place(&row.kid);
        let pkcs8 = match self.shared.master.open(&what, &row.sealed) {
            Ok(pkcs8) => pkcs8,
            Err(cause) => return Err(StoreError::Sealed { what, cause }),
        };
        let corrupt =
            |why: &dyn std::fmt::Display| StoreError::corrupt("signing_keys", &row.kid, why);
        let exported = ExportedKey { pkcs8, certificate: row.certificate };
        let key = SigningKey::import(&exported).map_err(|why| corrupt(&why))?;
        if key.kid() != row.kid {
            return Err(corrupt(&"the key has another id"));
        }
        Ok(HeldKey { key: Arc::new(key), life: row.life })
    }
}

impl Unit {
    /// Seals and adds a signing key.
    pub async fn add_signing_key(
        &mut self,
        key: &SigningKey,
        life: &KeyLife,
    ) -> Result<(), StoreError> {
        self.check_master_key().await?;
        let exported =
            key.export().map_err(|why| StoreError::corrupt("signing_keys", key.kid(), why))?;
        let what = place(key.kid());
        let pkcs8: &Secret<Vec<u8>> = &exported.pkcs8;
        let sealed = match self.shared.master.seal(&what, pkcs8.expose()) {
            Ok(sealed) => sealed,
            Err(cause) => return Err(StoreError::Sealed { what, cause }),
        };
        self.insert(
            "key id",
            "INSERT INTO signing_keys (kid, tenant, sealed, certificate, not_before, \
             signs_until, retires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            &[
                key.kid().into(),
                tenant_of(life.scope).into(),
                (&sealed).into(),
                (&exported.certificate).into(),
                life.not_before.into(),
                life.signs_until.into(),
                life.retires_at.into(),
            ],
        )
        .await?;
        self.signing_keys_changed().await
    }

    /// Moves the times of a key; for whom it counts stays. `false` if there is no such key.
    pub async fn set_key_life(&mut self, kid: &str, life: &KeyLife) -> Result<bool, StoreError> {
        let moved = self
            .wins(
                "UPDATE signing_keys SET not_before = $2, signs_until = $3, retires_at = $4 \
                 WHERE kid = $1",
                &[
                    kid.into(),
                    life.not_before.into(),
                    life.signs_until.into(),
                    life.retires_at.into(),
                ],
            )
            .await?;
        self.signing_keys_changed().await?;
        Ok(moved)
    }

    /// Forgets a key, its private half included. `false` if there is no such key.
    pub async fn remove_signing_key(&mut self, kid: &str) -> Result<bool, StoreError> {
        let gone = self.wins("DELETE FROM signing_keys WHERE kid = $1", &[kid.into()]).await?;
        self.signing_keys_changed().await?;
        Ok(gone)
    }

    /// Lets every request that is held be judged again: a key was taken away from everybody, or
    /// from the people of one tenant.
    pub async fn judge_held_requests(&mut self, scope: KeyScope) -> Result<(), StoreError> {
        match scope {
            KeyScope::Tenant(tenant) => self.bump_tenant(tenant).await,
            KeyScope::Installation => {
                self.run("UPDATE tenants SET version = version + 1", &[]).await.map(drop)
            }
        }
    }

    async fn signing_keys_changed(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, '1') ON CONFLICT (name) DO \
                   UPDATE SET value = CAST(CAST(settings.value AS bigint) + 1 AS text)";
        self.run(sql, &[VERSION.into()]).await.map(drop)
    }
}
