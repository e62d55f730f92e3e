//! Logos that administrators gave to applications in their tenants.

use consentry_model::{PrincipalId, TenantId, Timestamp};

use crate::{Conn, StoreError, Unit};

impl Conn {
    /// The logo of a living service principal, as PNG.
    pub async fn logo(
        &mut self,
        tenant: TenantId,
        principal: PrincipalId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT l.png FROM logos l JOIN principals p ON p.id = l.principal \
                   WHERE l.principal = $1 AND p.tenant = $2 AND p.deleted_at IS NULL";
        self.one(sql, &[principal.into(), tenant.into()]).await
    }

    /// Which of a tenant's service principals have one.
    pub async fn with_logo(&mut self, tenant: TenantId) -> Result<Vec<PrincipalId>, StoreError> {
        let sql = "SELECT l.principal FROM logos l JOIN principals p ON p.id = l.principal \
                   WHERE p.tenant = $1 AND p.deleted_at IS NULL ORDER BY l.principal";
        let rows: Vec<String> = self.list(sql, &[tenant.into()]).await?;
        let id =
            |text: &String| text.parse().map_err(|why| StoreError::corrupt("logos", text, why));
        rows.iter().map(id).collect()
    }
}

impl Unit {
    /// Sets a service principal's logo.
    pub async fn set_logo(
        &mut self,
        principal: PrincipalId,
        png: &Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO logos (principal, png, set_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (principal) DO UPDATE SET png = excluded.png, \
                   set_at = excluded.set_at";
        self.run(sql, &[principal.into(), png.into(), now.into()]).await.map(drop)
    }

    /// Takes a logo away; `false` if there was none.
    pub async fn remove_logo(&mut self, principal: PrincipalId) -> Result<bool, StoreError> {
        self.wins("DELETE FROM logos WHERE principal = $1", &[principal.into()]).await
    }
}
