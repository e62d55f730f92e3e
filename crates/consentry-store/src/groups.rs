//! Groups of users and their members.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{DisplayName, GroupId, TenantId, Timestamp, User, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    conditions::Conditions,
    fields::Fields,
    users::{UserRow, select_users},
};

/// A group of users of one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The object id.
    pub id: GroupId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name, unique in its tenant without regard to case.
    pub name: DisplayName,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl FromRow for Group {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "groups");
        Ok(Self {
            id: fields.parse()?,
            tenant: fields.parse()?,
            name: fields.parse()?,
            description: fields.take()?,
            created_at: fields.time()?,
        })
    }
}

/// How names of groups are compared.
fn folded(name: &DisplayName) -> String {
    name.as_str().to_lowercase()
}

impl Conn {
    /// A group by its id.
    pub async fn group(
        &mut self,
        tenant: TenantId,
        id: GroupId,
    ) -> Result<Option<Group>, StoreError> {
        let sql = "SELECT id, tenant, name, description, created_at FROM groups \
                   WHERE id = $1 AND tenant = $2";
        self.one(sql, &[id.into(), tenant.into()]).await
    }

    /// A group by its name.
    pub async fn group_by_name(
        &mut self,
        tenant: TenantId,
        name: &DisplayName,
    ) -> Result<Option<Group>, StoreError> {
        let sql = "SELECT id, tenant, name, description, created_at FROM groups \
                   WHERE tenant = $1 AND name_folded = $2";
        self.one(sql, &[tenant.into(), folded(name).into()]).await
    }

    /// A tenant's groups in the order of their names.
    pub async fn groups(&mut self, tenant: TenantId) -> Result<Vec<Group>, StoreError> {
        let sql = "SELECT id, tenant, name, description, created_at FROM groups \
                   WHERE tenant = $1 ORDER BY name_folded";
        self.list(sql, &[tenant.into()]).await
    }

    /// A group's members in the order of their sign-in names.
    pub async fn members(&mut self, group: GroupId) -> Result<Vec<User>, StoreError> {
        let sql = select_users!(
            "WHERE id IN (SELECT user_id FROM group_members WHERE group_id = $1) \
             ORDER BY upn_folded"
        );
        let rows: Vec<UserRow> = self.list(sql, &[group.into()]).await?;
        Ok(rows.into_iter().map(|UserRow(user)| user).collect())
    }

    /// A group's owners in the order of their sign-in names.
    pub async fn owners(&mut self, group: GroupId) -> Result<Vec<User>, StoreError> {
        let sql = select_users!(
            "WHERE id IN (SELECT user_id FROM group_owners WHERE group_id = $1) \
             ORDER BY upn_folded"
        );
        let rows: Vec<UserRow> = self.list(sql, &[group.into()]).await?;
        Ok(rows.into_iter().map(|UserRow(user)| user).collect())
    }

    /// Whether a user is a member of a group.
    pub async fn is_member(&mut self, group: GroupId, user: UserId) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM group_members WHERE group_id = $1 AND user_id = $2";
        let found: Option<i64> = self.one(sql, &[group.into(), user.into()]).await?;
        Ok(found == Some(1))
    }

    /// These groups of a tenant, as far as they are known.
    pub async fn groups_of(
        &mut self,
        tenant: TenantId,
        ids: impl IntoIterator<Item = GroupId>,
    ) -> Result<BTreeMap<GroupId, Group>, StoreError> {
        let ids: BTreeSet<GroupId> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut list =
            Conditions::of("SELECT id, tenant, name, description, created_at FROM groups");
        list.and("tenant = ?", tenant);
        list.and_one_of("id", ids);
        let (sql, args) = list.end("");
        let rows: Vec<Group> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|group| (group.id, group)).collect())
    }
}

impl Unit {
    /// Adds a group. Taken when the tenant has one of this name.
    pub async fn add_group(&mut self, group: &Group) -> Result<(), StoreError> {
        self.insert(
            "group name",
            "INSERT INTO groups (id, tenant, name, name_folded, description, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &[
                group.id.into(),
                group.tenant.into(),
                (&group.name).into(),
                folded(&group.name).into(),
                (&group.description).into(),
                group.created_at.into(),
            ],
        )
        .await
    }

    /// Makes a user a member; `false` if he is one, or if group and user are of two tenants.
    pub async fn add_member(
        &mut self,
        group: GroupId,
        user: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of(user).await?;
        let sql = "INSERT INTO group_members (group_id, user_id, since) \
                   SELECT g.id, u.id, CAST($3 AS bigint) FROM groups g \
                   JOIN users u ON u.tenant = g.tenant WHERE g.id = $1 AND u.id = $2 \
                   ON CONFLICT DO NOTHING";
        let args = &[group.into(), user.into(), now.into()];
        self.wins(sql, args).await
    }

    /// Makes a user an owner; `false` if he is one, or if group and user are of two tenants.
    pub async fn add_owner(
        &mut self,
        group: GroupId,
        user: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO group_owners (group_id, user_id, since) \
                   SELECT g.id, u.id, CAST($3 AS bigint) FROM groups g \
                   JOIN users u ON u.tenant = g.tenant WHERE g.id = $1 AND u.id = $2 \
                   ON CONFLICT DO NOTHING";
        self.wins(sql, &[group.into(), user.into(), now.into()]).await
    }

    /// Ends an ownership; `false` if there was none.
    pub async fn remove_owner(&mut self, group: GroupId, user: UserId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM group_owners WHERE group_id = $1 AND user_id = $2";
        self.wins(sql, &[group.into(), user.into()]).await
    }

    /// Ends a membership; `false` if there was none.
    pub async fn remove_member(
        &mut self,
        group: GroupId,
        user: UserId,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of(user).await?;
        let sql = "DELETE FROM group_members WHERE group_id = $1 AND user_id = $2";
        self.wins(sql, &[group.into(), user.into()]).await
    }
}
