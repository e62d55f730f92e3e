//! Consents to one client, by the people who gave them.

use std::collections::BTreeMap;

use consentry_model::{AppId, Grant, PrincipalId, ScopeSet, TenantId, Timestamp, User, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use super::GrantRow;
use crate::{
    Conn, Page, Paged, StoreError,
    conditions::Conditions,
    fields::Fields,
    users::{UserRow, select_users},
};

struct SetRow(AppId, ScopeSet);

impl FromRow for SetRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "grants");
        Ok(Self(fields.parse()?, fields.json()?))
    }
}

impl Conn {
    /// What anybody granted to a client, put together by resource.
    pub async fn held_by(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
    ) -> Result<BTreeMap<AppId, ScopeSet>, StoreError> {
        let sql = "SELECT DISTINCT resource, scopes FROM grants WHERE client = $1 AND tenant = $2";
        let rows: Vec<SetRow> = self.list(sql, &[client.into(), tenant.into()]).await?;
        let mut held: BTreeMap<AppId, ScopeSet> = BTreeMap::new();
        for SetRow(resource, set) in rows {
            held.entry(resource).or_default().extend(&set);
        }
        Ok(held)
    }

    /// Who consented to a client for himself, by sign-in name.
    pub async fn consenting(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
        page: Page,
    ) -> Result<Paged<User>, StoreError> {
        let sql = select_users!(
            "WHERE tenant = $1 AND upn_folded > $2 \
             AND id IN (SELECT reach FROM grants WHERE client = $3) \
             ORDER BY upn_folded LIMIT CAST($4 AS bigint)"
        );
        let after = page.after.as_deref().unwrap_or_default();
        let args = &[tenant.into(), after.into(), client.into(), page.fetch().into()];
        let rows: Vec<UserRow> = self.list(sql, args).await?;
        let users = rows.into_iter().map(|UserRow(user)| user).collect();
        Ok(Paged::cut(users, &page, |user: &User| user.upn.folded()))
    }

    /// What these people consented to for themselves, the earliest first.
    pub async fn own_grants(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
        people: &[UserId],
    ) -> Result<Vec<Grant>, StoreError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let mut list = Conditions::of(
            "SELECT id, tenant, client, resource, reach, scopes, created_at, granted_by \
             FROM grants",
        );
        list.and("client = ?", client);
        list.and("tenant = ?", tenant);
        list.and_one_of("reach", people.iter().copied());
        let (sql, args) = list.end(" ORDER BY created_at, resource, reach");
        let rows: Vec<GrantRow> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|GrantRow(grant)| grant).collect())
    }

    /// How many people used an application since then without a consent of their own.
    pub async fn count_without_own(
        &mut self,
        tenant: TenantId,
        (app, client): (AppId, PrincipalId),
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM app_use u WHERE u.tenant = $1 AND u.app = $2 \
                   AND u.last_at >= $3 AND NOT EXISTS (SELECT 1 FROM grants g \
                   WHERE g.client = $4 AND g.reach = u.user_id)";
        let args = &[tenant.into(), app.into(), since.into(), client.into()];
        let count: Option<i64> = self.one(sql, args).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// How many people used an application since then and are not on its list, neither themselves
    /// nor by a group.
    pub async fn count_unlisted(
        &mut self,
        tenant: TenantId,
        (app, client): (AppId, PrincipalId),
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM app_use u WHERE u.tenant = $1 AND u.app = $2 \
                   AND u.last_at >= $3 AND NOT EXISTS (SELECT 1 FROM assignments a \
                   WHERE a.principal = $4 AND ((a.kind = 'user' AND a.assignee = u.user_id) \
                   OR (a.kind = 'group' AND EXISTS (SELECT 1 FROM group_members m \
                   WHERE m.group_id = a.assignee AND m.user_id = u.user_id))))";
        let args = &[tenant.into(), app.into(), since.into(), client.into()];
        let count: Option<i64> = self.one(sql, args).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }
}
