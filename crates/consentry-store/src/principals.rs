//! Service principals: the presence of an application in a tenant.
//!
//! At most one lives for each tenant and application. Deleting keeps the row, so that it can be
//! restored; its consents, roles and assignments go for good.

use consentry_model::{AppId, PrincipalId, ServicePrincipal, TenantId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{Conn, StoreError, Unit, fields::Fields};

macro_rules! select_principals {
    ($condition:literal) => {
        concat!(
            "SELECT id, tenant, app, display_name, enabled, assignment_required, visible, notes, \
             homepage, created_at FROM principals ",
            $condition
        )
    };
}

struct PrincipalRow(ServicePrincipal);

impl FromRow for PrincipalRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "principals");
        Ok(Self(ServicePrincipal {
            id: fields.parse()?,
            tenant: fields.parse()?,
            app: fields.parse()?,
            display_name: fields.parse()?,
            enabled: fields.switch()?,
            assignment_required: fields.switch()?,
            visible: fields.switch()?,
            notes: fields.take()?,
            homepage: fields.take()?,
            created_at: fields.time()?,
        }))
    }
}

impl Conn {
    /// The living service principal of an application in a tenant.
    pub async fn principal(
        &mut self,
        tenant: TenantId,
        app: AppId,
    ) -> Result<Option<ServicePrincipal>, StoreError> {
        let sql = select_principals!("WHERE tenant = $1 AND app = $2 AND deleted_at IS NULL");
        let args = &[tenant.into(), app.into()];
        Ok(self.one(sql, args).await?.map(|PrincipalRow(principal)| principal))
    }

    /// A living service principal of a tenant by its object id.
    pub async fn principal_by_id(
        &mut self,
        tenant: TenantId,
        id: PrincipalId,
    ) -> Result<Option<ServicePrincipal>, StoreError> {
        let sql = select_principals!("WHERE id = $1 AND tenant = $2 AND deleted_at IS NULL");
        let args = &[id.into(), tenant.into()];
        Ok(self.one(sql, args).await?.map(|PrincipalRow(principal)| principal))
    }

    /// A tenant's living service principals in the order of their names.
    pub async fn principals(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<ServicePrincipal>, StoreError> {
        let sql = select_principals!(
            "WHERE tenant = $1 AND deleted_at IS NULL ORDER BY display_name, id"
        );
        let rows: Vec<PrincipalRow> = self.list(sql, &[tenant.into()]).await?;
        Ok(rows.into_iter().map(|PrincipalRow(principal)| principal).collect())
    }

    /// A tenant's deleted service principals, the last one first.
    pub async fn deleted_principals(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<ServicePrincipal>, StoreError> {
        let sql = select_principals!(
            "WHERE tenant = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at DESC, id"
        );
        let rows: Vec<PrincipalRow> = self.list(sql, &[tenant.into()]).await?;
        Ok(rows.into_iter().map(|PrincipalRow(principal)| principal).collect())
    }
}

impl Unit {
    /// Adds a service principal unless the tenant has one of this application; returns the one
    /// that lives then.
    pub async fn add_principal(
        &mut self,
        new: &ServicePrincipal,
    ) -> Result<ServicePrincipal, StoreError> {
        // The update that changes nothing makes the row of somebody who was first come back.
        let sql = "INSERT INTO principals (id, tenant, app, display_name, enabled, \
                   assignment_required, visible, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                   ON CONFLICT (tenant, app) WHERE deleted_at IS NULL \
                   DO UPDATE SET app = excluded.app \
                   RETURNING id, tenant, app, display_name, enabled, assignment_required, \
                   visible, notes, homepage, created_at";
        let id = new.id.to_string();
        let args = &[
            (&id).into(),
            new.tenant.into(),
            new.app.into(),
            (&new.display_name).into(),
            new.enabled.into(),
            new.assignment_required.into(),
            new.visible.into(),
            new.created_at.into(),
        ];
        match self.one(sql, args).await? {
            Some(PrincipalRow(principal)) => Ok(principal),
            None => Err(StoreError::corrupt("principals", &id, "the row that was written is gone")),
        }
    }

    /// Writes name and switches; `false` if it does not live.
    pub async fn set_principal(
        &mut self,
        principal: &ServicePrincipal,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(principal.tenant).await?;
        self.wins(
            "UPDATE principals SET display_name = $3, enabled = $4, assignment_required = $5, \
             visible = $6, notes = $7, homepage = $8 WHERE id = $1 AND tenant = $2 AND deleted_at IS NULL",
            &[
                principal.id.into(),
                principal.tenant.into(),
                (&principal.display_name).into(),
                principal.enabled.into(),
                principal.assignment_required.into(),
                principal.visible.into(),
                (&principal.notes).into(),
                (&principal.homepage).into(),
            ],
        )
        .await
    }

    /// Deletes a service principal with its consents, roles and assignments; `false` if it does
    /// not live.
    pub async fn delete_principal(
        &mut self,
        tenant: TenantId,
        id: PrincipalId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(tenant).await?;
        let text = id.to_string();
        let sql = "UPDATE principals SET deleted_at = $3 \
                   WHERE id = $1 AND tenant = $2 AND deleted_at IS NULL";
        let args = &[(&text).into(), tenant.into(), now.into()];
        if !self.wins(sql, args).await? {
            return Ok(false);
        }
        self.run("DELETE FROM grants WHERE client = $1", &[(&text).into()]).await?;
        self.run("DELETE FROM role_grants WHERE client = $1", &[(&text).into()]).await?;
        self.run("DELETE FROM assignments WHERE principal = $1", &[(&text).into()]).await?;
        Ok(true)
    }

    /// Lets a deleted service principal live again, without what went with it; `false` if it is
    /// not deleted. Taken when the application has come back by itself.
    pub async fn restore_principal(
        &mut self,
        tenant: TenantId,
        id: PrincipalId,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "UPDATE principals SET deleted_at = NULL \
                   WHERE id = $1 AND tenant = $2 AND deleted_at IS NOT NULL";
        self.wins(sql, &[id.into(), tenant.into()])
            .await
            .map_err(|why| why.or_taken("application in this tenant"))
    }
}
