//! Leases: which node runs a background job.

use consentry_model::Timestamp;

use crate::{StoreError, Unit};

impl Unit {
    /// Takes or extends a lease; `false` while somebody else holds it.
    pub async fn take_lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO leases (name, holder, until_at) VALUES ($1, $2, $4) \
                   ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, \
                   until_at = excluded.until_at \
                   WHERE leases.holder = excluded.holder OR leases.until_at <= $3";
        self.wins(sql, &[name.into(), holder.into(), now.into(), until.into()]).await
    }

    /// Gives a lease back; `false` if this holder has it not.
    pub async fn release_lease(&mut self, name: &str, holder: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM leases WHERE name = $1 AND holder = $2";
        self.wins(sql, &[name.into(), holder.into()]).await
    }
}
