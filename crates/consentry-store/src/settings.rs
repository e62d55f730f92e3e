//! Settings of the whole installation: plain ones, and sealed ones for secrets.

use consentry_model::Secret;
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::seal::MasterKey;

use crate::{Conn, Store, StoreError, Unit, fields::Fields};

/// Sealed at the first start: a master key that opens it is the one of this directory.
const PROBE: &str = "master-key-probe";
const PROBE_TEXT: &[u8] = b"consentry";

fn place(name: &str) -> String {
    format!("setting {name}")
}

impl Store {
    /// Refuses to go on with a master key that is not the one of this directory: what it would
    /// seal, nobody else could open.
    pub(crate) async fn check_master_key(&self) -> Result<(), StoreError> {
        if self.read().await?.sealed_setting(PROBE).await?.is_none() {
            let mut unit = self.unit().await?;
            unit.init_sealed_setting(PROBE, &Secret::new(PROBE_TEXT.to_vec())).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// Seals every secret anew, under another master key, in one unit of work; how many there
    /// are. This store goes on with the old key and opens nothing more: open another one.
    pub async fn reseal(&self, new: &MasterKey) -> Result<usize, StoreError> {
        let mut unit = self.unit().await?;
        let mut done = 0_usize;
        for SealedColumn { read, write, place } in SEALED {
            let rows: Vec<SealedRow> = unit.list(read, &[]).await?;
            for SealedRow { name, sealed } in rows {
                let what = place(&name);
                let anew = unit.shared.master.open(&what, &sealed).and_then(|secret| {
                    let secret: Secret<Vec<u8>> = secret;
                    new.seal(&what, secret.expose())
                });
                let anew = match anew {
                    Ok(anew) => anew,
                    Err(cause) => return Err(StoreError::Sealed { what, cause }),
                };
                unit.run(write, &[(&name).into(), (&anew).into()]).await?;
                done = done.saturating_add(1);
            }
        }
        unit.commit().await?;
        Ok(done)
    }
}

/// A column whose values are sealed under the master key, and for which place each one is.
struct SealedColumn {
    read: &'static str,
    write: &'static str,
    place: fn(&str) -> String,
}

/// All of them. A test holds this to the migrations.
const SEALED: &[SealedColumn] = &[
    SealedColumn {
        read: "SELECT kid, sealed FROM signing_keys ORDER BY kid",
        write: "UPDATE signing_keys SET sealed = $2 WHERE kid = $1",
        place: crate::keys::place,
    },
    SealedColumn {
        read: "SELECT name, sealed FROM sealed_settings ORDER BY name",
        write: "UPDATE sealed_settings SET sealed = $2 WHERE name = $1",
        place,
    },
];

struct SealedRow {
    name: String,
    sealed: Vec<u8>,
}

impl FromRow for SealedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "sealed");
        Ok(Self { name: fields.take()?, sealed: fields.take()? })
    }
}

impl Conn {
    /// A setting.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM settings WHERE name = $1", &[name.into()]).await
    }

    /// A secret of the installation.
    pub async fn sealed_setting(
        &mut self,
        name: &str,
    ) -> Result<Option<Secret<Vec<u8>>>, StoreError> {
        let sql = "SELECT sealed FROM sealed_settings WHERE name = $1";
        let sealed: Option<Vec<u8>> = self.one(sql, &[name.into()]).await?;
        let what = place(name);
        sealed
            .map(|sealed| self.shared.master.open(&what, &sealed))
            .transpose()
            .map_err(|cause| StoreError::Sealed { what, cause })
    }
}

impl Unit {
    /// Writes a setting.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.run(sql, &[name.into(), value.into()]).await.map(drop)
    }

    /// Writes a setting unless it is there; the value that holds then.
    pub async fn init_setting(&mut self, name: &str, value: &str) -> Result<String, StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.run(sql, &[name.into(), value.into()]).await?;
        Ok(self.setting(name).await?.unwrap_or_else(|| value.to_owned()))
    }

    /// Takes a setting away; `false` if there was none.
    pub async fn remove_setting(&mut self, name: &str) -> Result<bool, StoreError> {
        self.wins("DELETE FROM settings WHERE name = $1", &[name.into()]).await
    }

    /// Refuses to seal anything more once the directory was sealed under another master key.
    pub(crate) async fn check_master_key(&mut self) -> Result<(), StoreError> {
        self.sealed_setting(PROBE).await.map(drop)
    }

    /// Seals and writes a secret.
    pub async fn set_sealed_setting(
        &mut self,
        name: &str,
        value: &Secret<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.check_master_key().await?;
        let sealed = self.seal_setting(name, value)?;
        let sql = "INSERT INTO sealed_settings (name, sealed) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed";
        self.run(sql, &[name.into(), (&sealed).into()]).await.map(drop)
    }

    /// Seals and writes a secret unless it is there; the one that holds then. So all nodes
    /// agree on what the first one drew.
    pub async fn init_sealed_setting(
        &mut self,
        name: &str,
        value: &Secret<Vec<u8>>,
    ) -> Result<Secret<Vec<u8>>, StoreError> {
        let sealed = self.seal_setting(name, value)?;
        let sql = "INSERT INTO sealed_settings (name, sealed) VALUES ($1, $2) \
                   ON CONFLICT DO NOTHING";
        self.run(sql, &[name.into(), (&sealed).into()]).await?;
        let held = self.sealed_setting(name).await?;
        held.ok_or_else(|| StoreError::corrupt("sealed_settings", name, "it is gone"))
    }

    fn seal_setting(&self, name: &str, value: &Secret<Vec<u8>>) -> Result<Vec<u8>, StoreError> {
        let what = place(name);
        match self.shared.master.seal(&what, value.expose()) {
            Ok(sealed) => Ok(sealed),
            Err(cause) => Err(StoreError::Sealed { what, cause }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SEALED;
    use crate::MIGRATIONS;

    /// A sealed column that `reseal` forgot would be lost with the old master key.
    #[test]
    fn every_sealed_column_is_sealed_anew() {
        let mut found = Vec::new();
        for step in MIGRATIONS {
            let mut table = "";
            for line in step.sql.lines() {
                if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                    table = rest.split([' ', '(']).next().unwrap();
                }
                let column = line.trim().split(' ').next().unwrap();
                if column.contains("sealed") && line.contains("bytea") {
                    found.push((table, column));
                }
            }
        }
        let table = |write: &'static str| write.split(' ').nth(1).unwrap();
        let known: Vec<_> = SEALED.iter().map(|one| (table(one.write), "sealed")).collect();
        assert_eq!(found, known);
    }
}
