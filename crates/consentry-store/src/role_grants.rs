//! Application roles of resources that an administrator granted to clients.

use consentry_model::{AppId, PrincipalId, ScopeSet, ScopeValue, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, id_text},
};

/// Roles that are being granted.
#[derive(Debug, Clone, Copy)]
pub struct NewRoles<'a> {
    /// The tenant.
    pub tenant: TenantId,
    /// The client's service principal.
    pub client: PrincipalId,
    /// The resource.
    pub resource: AppId,
    /// The roles, by value.
    pub roles: &'a ScopeSet,
    /// Who grants; nobody for the installation itself.
    pub by: Option<UserId>,
    /// When.
    pub now: Timestamp,
}

/// One granted role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// The client's service principal.
    pub client: PrincipalId,
    /// The resource.
    pub resource: AppId,
    /// The role.
    pub role: ScopeValue,
    /// When.
    pub granted_at: Timestamp,
    /// By whom; nobody for the installation itself.
    pub granted_by: Option<UserId>,
}

impl FromRow for RoleGrant {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "role_grants");
        Ok(Self {
            client: fields.parse()?,
            resource: fields.parse()?,
            role: fields.parse()?,
            granted_at: fields.time()?,
            granted_by: fields.maybe()?,
        })
    }
}

impl Conn {
    /// The roles of one resource that a client has.
    pub async fn granted_roles(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
        resource: AppId,
    ) -> Result<ScopeSet, StoreError> {
        let sql = "SELECT client, resource, role, granted_at, granted_by FROM role_grants \
                   WHERE client = $1 AND resource = $2 AND tenant = $3";
        let args = &[client.into(), resource.into(), tenant.into()];
        let granted: Vec<RoleGrant> = self.all(sql, args).await?;
        Ok(granted.into_iter().map(|grant| grant.role).collect())
    }

    /// All granted roles of a tenant, or of one client.
    pub async fn role_grants(
        &mut self,
        tenant: TenantId,
        client: Option<PrincipalId>,
    ) -> Result<Vec<RoleGrant>, StoreError> {
        let mut list = Conditions::of(
            "SELECT client, resource, role, granted_at, granted_by FROM role_grants",
        );
        list.and("tenant = ?", tenant);
        list.and_if("client = ?", client);
        let (sql, args) = list.end(" ORDER BY client, resource, role");
        self.list(&sql, &args).await
    }
}

impl Unit {
    /// Grants roles beside those that the client has; how many are new.
    pub async fn grant_roles(&mut self, new: &NewRoles<'_>) -> Result<u64, StoreError> {
        self.bump_tenant(new.tenant).await?;
        let mut added = 0_u64;
        for role in new.roles.iter() {
            let sql = "INSERT INTO role_grants (client, resource, role, tenant, granted_at, \
                       granted_by) SELECT p.id, CAST($3 AS text), CAST($4 AS text), p.tenant, \
                       CAST($5 AS bigint), CAST($6 AS text) FROM principals p \
                       WHERE p.id = $1 AND p.tenant = $2 AND p.deleted_at IS NULL \
                       ON CONFLICT DO NOTHING";
            let args = &[
                new.client.into(),
                new.tenant.into(),
                new.resource.into(),
                role.into(),
                new.now.into(),
                new.by.into(),
            ];
            added = added.saturating_add(self.run(sql, args).await?);
        }
        Ok(added)
    }

    /// Takes roles away: of one resource or all, these or all. How many went.
    pub async fn revoke_roles(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
        resource: Option<AppId>,
        roles: Option<&ScopeSet>,
    ) -> Result<u64, StoreError> {
        self.bump_tenant(tenant).await?;
        let resource = id_text(resource).unwrap_or_default();
        let sql = "DELETE FROM role_grants WHERE client = $1 AND tenant = $2 \
                   AND ($3 = '' OR resource = $3) AND ($4 = '' OR role = $4)";
        let Some(roles) = roles else {
            let args = &[client.into(), tenant.into(), (&resource).into(), "".into()];
            return self.run(sql, args).await;
        };
        let mut gone = 0_u64;
        for role in roles.iter() {
            let args = &[client.into(), tenant.into(), (&resource).into(), role.into()];
            gone = gone.saturating_add(self.run(sql, args).await?);
        }
        Ok(gone)
    }
}
