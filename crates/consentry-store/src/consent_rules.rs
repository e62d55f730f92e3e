//! App consent policies of a tenant's own, its classifications, and both compiled with its
//! settings into the rules that the consent gate looks at.
//!
//! Compiled rules are kept under the tenant's version, which the facts of each attempt read
//! fresh: every change here bumps it.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, ConsentPolicy, Impact, PermissionId, PolicyId, ScopeValue, Tenant, TenantId, Timestamp,
    UserId,
};
use consentry_policy::ConsentRules;
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, json, word},
};

/// How a tenant classified a delegated permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// Whose permission.
    pub resource: AppId,
    /// Which.
    pub permission: PermissionId,
    /// Its value, as it was when it was classified.
    pub scope: ScopeValue,
    /// As what.
    pub impact: Impact,
    /// When.
    pub set_at: Timestamp,
    /// By whom; nobody for the command line.
    pub set_by: Option<UserId>,
}

impl FromRow for Classification {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "classifications");
        Ok(Self {
            resource: fields.parse()?,
            permission: fields.parse()?,
            scope: fields.parse()?,
            impact: fields.word()?,
            set_at: fields.time()?,
            set_by: fields.maybe()?,
        })
    }
}

struct PolicyRow(ConsentPolicy);

impl FromRow for PolicyRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Fields::of(row, "consent_policies").json().map(Self)
    }
}

impl Conn {
    /// A tenant's own app consent policies, by id.
    pub async fn consent_policies(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<ConsentPolicy>, StoreError> {
        let sql = "SELECT body FROM consent_policies WHERE tenant = $1 ORDER BY id";
        let rows: Vec<PolicyRow> = self.all(sql, &[tenant.into()]).await?;
        Ok(rows.into_iter().map(|PolicyRow(policy)| policy).collect())
    }

    /// A tenant's classifications, by resource and value.
    pub async fn classifications(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<Classification>, StoreError> {
        let sql = "SELECT resource, permission, scope, impact, set_at, set_by \
                   FROM classifications WHERE tenant = $1 ORDER BY resource, scope";
        self.all(sql, &[tenant.into()]).await
    }

    /// What this version of a tenant says about consent.
    pub async fn consent_rules(
        &mut self,
        tenant: &Tenant,
    ) -> Result<Arc<ConsentRules>, StoreError> {
        if let Some(held) = self.shared.rules.find(tenant.id, tenant.version) {
            return Ok(held);
        }
        let custom = self.consent_policies(tenant.id).await?;
        let classified: BTreeMap<_, _> = self
            .classifications(tenant.id)
            .await?
            .into_iter()
            .map(|one| ((one.resource, one.permission), one.impact))
            .collect();
        let rules = Arc::new(ConsentRules::compile(tenant, custom, classified));
        // A unit of work sees its own changes, which may yet be dropped.
        if self.sees_only_committed() {
            self.shared.rules.keep(tenant.id, tenant.version, &rules);
        }
        Ok(rules)
    }
}

impl Unit {
    /// Writes a policy of a tenant's own, new or anew.
    pub async fn set_consent_policy(
        &mut self,
        tenant: TenantId,
        policy: &ConsentPolicy,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "INSERT INTO consent_policies (tenant, id, body, created_at) \
                   VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tenant, id) DO UPDATE SET body = excluded.body";
        let args =
            &[tenant.into(), (&policy.id).into(), json(policy, "policy")?.into(), now.into()];
        self.run(sql, args).await.map(drop)
    }

    /// Takes a policy away; `false` if the tenant has it not.
    pub async fn delete_consent_policy(
        &mut self,
        tenant: TenantId,
        id: &PolicyId,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "DELETE FROM consent_policies WHERE tenant = $1 AND id = $2";
        self.wins(sql, &[tenant.into(), id.into()]).await
    }

    /// Classifies a delegated permission, new or anew.
    pub async fn classify(
        &mut self,
        tenant: TenantId,
        as_set: &Classification,
    ) -> Result<(), StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "INSERT INTO classifications (tenant, resource, permission, scope, impact, \
                   set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (tenant, resource, permission) DO UPDATE SET \
                   scope = excluded.scope, impact = excluded.impact, set_at = excluded.set_at, \
                   set_by = excluded.set_by";
        let args = &[
            tenant.into(),
            as_set.resource.into(),
            as_set.permission.into(),
            (&as_set.scope).into(),
            word(as_set.impact, "impact")?.into(),
            as_set.set_at.into(),
            as_set.set_by.into(),
        ];
        self.run(sql, args).await.map(drop)
    }

    /// Takes a classification away; `false` if there was none.
    pub async fn unclassify(
        &mut self,
        tenant: TenantId,
        resource: AppId,
        permission: PermissionId,
    ) -> Result<bool, StoreError> {
        self.bump_tenant(tenant).await?;
        let sql = "DELETE FROM classifications \
                   WHERE tenant = $1 AND resource = $2 AND permission = $3";
        self.wins(sql, &[tenant.into(), resource.into(), permission.into()]).await
    }
}
