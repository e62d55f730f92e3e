//! Settings of the whole installation: plain ones, and sealed ones for secrets.

use consentry_model::Secret;

use crate::{Conn, Store, StoreError, Unit};

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

    /// Seals and writes a secret.
    pub async fn set_sealed_setting(
        &mut self,
        name: &str,
        value: &Secret<Vec<u8>>,
    ) -> Result<(), StoreError> {
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
