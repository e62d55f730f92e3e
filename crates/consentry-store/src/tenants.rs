//! Tenants and their domains.
//!
//! A tenant's version grows with every change that can take something away from somebody: its
//! settings, users, principals, assignments, tenant-wide grants. Whoever judged under an older
//! version judges again. The bump comes before the change itself, so that on PostgreSQL all such
//! changes of one tenant take the same lock first.

use consentry_model::{DomainName, Tenant, TenantId, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, json},
};

struct TenantRow(Tenant);

impl FromRow for TenantRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "tenants");
        Ok(Self(Tenant {
            id: fields.parse()?,
            name: fields.parse()?,
            domains: Vec::new(),
            settings: fields.json()?,
            version: fields.take()?,
            created_at: fields.time()?,
        }))
    }
}

/// A domain of a tenant, in the order of the tenant's list.
struct DomainRow {
    tenant: TenantId,
    name: DomainName,
}

impl FromRow for DomainRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "domains");
        Ok(Self { name: fields.parse()?, tenant: fields.parse()? })
    }
}

impl Conn {
    /// A tenant by its id.
    pub async fn tenant(&mut self, id: TenantId) -> Result<Option<Tenant>, StoreError> {
        let id = id.to_string();
        let sql = "SELECT id, name, settings, version, created_at FROM tenants WHERE id = $1";
        let Some(TenantRow(mut tenant)) = self.one(sql, &[(&id).into()]).await? else {
            return Ok(None);
        };
        let sql = "SELECT name, tenant FROM domains WHERE tenant = $1 ORDER BY place, name";
        let domains: Vec<DomainRow> = self.all(sql, &[(&id).into()]).await?;
        tenant.domains = domains.into_iter().map(|row| row.name).collect();
        Ok(Some(tenant))
    }

    /// The tenant that a domain belongs to.
    pub async fn tenant_by_domain(
        &mut self,
        domain: &DomainName,
    ) -> Result<Option<Tenant>, StoreError> {
        let sql = "SELECT name, tenant FROM domains WHERE name = $1";
        match self.one::<DomainRow>(sql, &[domain.into()]).await? {
            Some(row) => self.tenant(row.tenant).await,
            None => Ok(None),
        }
    }

    /// All tenants, in the order of their names.
    pub async fn tenants(&mut self) -> Result<Vec<Tenant>, StoreError> {
        let sql = "SELECT id, name, settings, version, created_at FROM tenants ORDER BY name, id";
        let rows: Vec<TenantRow> = self.list(sql, &[]).await?;
        let sql = "SELECT name, tenant FROM domains ORDER BY place, name";
        let domains: Vec<DomainRow> = self.list(sql, &[]).await?;
        let with_domains = |TenantRow(tenant): TenantRow| {
            let own = domains.iter().filter(|row| row.tenant == tenant.id);
            Tenant { domains: own.map(|row| row.name.clone()).collect(), ..tenant }
        };
        Ok(rows.into_iter().map(with_domains).collect())
    }

    /// The version alone: for looking again inside a unit of work.
    pub async fn tenant_version(&mut self, id: TenantId) -> Result<Option<i64>, StoreError> {
        let id = id.to_string();
        self.one("SELECT version FROM tenants WHERE id = $1", &[(&id).into()]).await
    }

    /// The random bytes that make a tenant's pairwise subjects.
    pub async fn tenant_salt(&mut self, id: TenantId) -> Result<Option<[u8; 32]>, StoreError> {
        let id = id.to_string();
        let sql = "SELECT salt FROM tenants WHERE id = $1";
        let salt: Option<Vec<u8>> = self.one(sql, &[(&id).into()]).await?;
        salt.map(|salt| {
            salt.try_into()
                .map_err(|_| StoreError::corrupt("tenants", &id, "the salt has not 32 bytes"))
        })
        .transpose()
    }
}

impl Unit {
    /// Adds a tenant with its domains; `salt` is 32 random bytes that stay.
    pub async fn add_tenant(&mut self, tenant: &Tenant, salt: &[u8; 32]) -> Result<(), StoreError> {
        self.insert(
            "tenant id",
            "INSERT INTO tenants (id, name, settings, salt, version, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &[
                tenant.id.into(),
                (&tenant.name).into(),
                json(&tenant.settings, "tenant settings")?.into(),
                salt.into(),
                tenant.version.into(),
                tenant.created_at.into(),
            ],
        )
        .await?;
        for domain in &tenant.domains {
            self.add_domain(tenant.id, domain).await?;
        }
        Ok(())
    }

    /// Writes name and settings; `false` if there is no such tenant.
    pub async fn set_tenant(&mut self, tenant: &Tenant) -> Result<bool, StoreError> {
        self.wins(
            "UPDATE tenants SET name = $2, settings = $3, version = version + 1 WHERE id = $1",
            &[
                tenant.id.into(),
                (&tenant.name).into(),
                json(&tenant.settings, "tenant settings")?.into(),
            ],
        )
        .await
    }

    /// Adds a domain behind those that the tenant has. Taken when any tenant has it (A36).
    pub async fn add_domain(
        &mut self,
        tenant: TenantId,
        domain: &DomainName,
    ) -> Result<(), StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "INSERT INTO domains (name, tenant, place) VALUES ($1, $2, \
                   (SELECT coalesce(max(place), 0) + 1 FROM domains WHERE tenant = $2)) \
                   ON CONFLICT DO NOTHING";
        let args = &[domain.into(), tenant.into()];
        self.insert("domain", sql, args).await
    }

    /// Takes a domain away; `false` if the tenant has it not.
    pub async fn remove_domain(
        &mut self,
        tenant: TenantId,
        domain: &DomainName,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "DELETE FROM domains WHERE name = $1 AND tenant = $2";
        self.wins(sql, &[domain.into(), tenant.into()]).await
    }

    pub(crate) async fn bump_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        let sql = "UPDATE tenants SET version = version + 1 WHERE id = $1";
        self.run(sql, &[tenant.into()]).await.map(drop)
    }

    pub(crate) async fn bump_tenant_of(&mut self, user: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE tenants SET version = version + 1 \
                   WHERE id = (SELECT tenant FROM users WHERE id = $1)";
        self.run(sql, &[user.into()]).await.map(drop)
    }
}
