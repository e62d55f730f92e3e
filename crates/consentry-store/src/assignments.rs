//! Who is on an application's list: users, and groups whose members count.

use std::collections::BTreeMap;

use consentry_model::{GroupId, PrincipalId, ScopeSet, ScopeValue, TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{Conn, Page, Paged, StoreError, Unit, conditions::Conditions, fields::Fields};

/// Somebody who can be assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assignee {
    /// A user.
    User(UserId),
    /// A group: its members are assigned.
    Group(GroupId),
}

impl Assignee {
    const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Group(_) => "group",
        }
    }

    fn id(self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Group(id) => id.to_string(),
        }
    }
}

/// One entry of an application's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentEntry {
    /// Who.
    pub assignee: Assignee,
    /// His sign-in name, or the group's name.
    pub name: String,
    /// Since when.
    pub assigned_at: Timestamp,
    /// By whom; nobody for the installation itself.
    pub assigned_by: Option<UserId>,
}

impl FromRow for AssignmentEntry {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        read(&mut Fields::of(row, "assignments"))
    }
}

/// An entry beside the name that it is sorted by.
struct SortedRow(AssignmentEntry, String);

impl FromRow for SortedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "assignments");
        Ok(Self(read(&mut fields)?, fields.take()?))
    }
}

fn read(fields: &mut Fields<'_, '_>) -> Result<AssignmentEntry, SqlError> {
    let kind: String = fields.take()?;
    let assignee = match kind.as_str() {
        "user" => Assignee::User(fields.parse()?),
        "group" => Assignee::Group(fields.parse()?),
        other => return Err(fields.corrupt(&format_args!("`{other}` cannot be assigned"))),
    };
    Ok(AssignmentEntry {
        assignee,
        name: fields.take()?,
        assigned_at: fields.time()?,
        assigned_by: fields.maybe()?,
    })
}

impl Conn {
    /// Whether a user, or one of his groups, is on an application's list.
    pub async fn assigned(
        &mut self,
        principal: PrincipalId,
        user: UserId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM assignments WHERE principal = $1 \
                   AND kind = 'user' AND assignee = $2) \
                   OR EXISTS (SELECT 1 FROM group_members m JOIN assignments a \
                   ON a.principal = $1 AND a.kind = 'group' AND a.assignee = m.group_id \
                   WHERE m.user_id = $2) THEN 1 ELSE 0 END";
        let args = &[principal.into(), user.into()];
        let found: Option<i64> = self.one(sql, args).await?;
        Ok(found == Some(1))
    }

    /// The service principals on whose lists a user, or one of his groups, is.
    pub async fn assigned_to(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<Vec<PrincipalId>, StoreError> {
        let sql = "SELECT p.id FROM principals p WHERE p.tenant = $1 AND p.deleted_at IS NULL \
                   AND p.id IN (SELECT principal FROM assignments \
                   WHERE kind = 'user' AND assignee = $2 UNION \
                   SELECT a.principal FROM group_members m JOIN assignments a \
                   ON a.assignee = m.group_id AND a.kind = 'group' WHERE m.user_id = $2) \
                   ORDER BY p.id";
        let rows: Vec<String> = self.list(sql, &[tenant.into(), user.into()]).await?;
        let id = |text: &String| {
            text.parse().map_err(|why| StoreError::corrupt("principals", text, why))
        };
        rows.iter().map(id).collect()
    }

    /// An application's list, in the order of names.
    pub async fn assignments(
        &mut self,
        principal: PrincipalId,
    ) -> Result<Vec<AssignmentEntry>, StoreError> {
        let sql = "SELECT a.kind, a.assignee, coalesce(u.upn, g.name, ''), a.assigned_at, \
                   a.assigned_by FROM assignments a \
                   LEFT JOIN users u ON a.kind = 'user' AND u.id = a.assignee \
                   LEFT JOIN groups g ON a.kind = 'group' AND g.id = a.assignee \
                   WHERE a.principal = $1 \
                   ORDER BY coalesce(u.upn_folded, g.name_folded, ''), a.assignee";
        self.list(sql, &[principal.into()]).await
    }

    /// A part of an application's list, in the order of names.
    pub async fn assignments_by_name(
        &mut self,
        principal: PrincipalId,
        page: Page,
    ) -> Result<Paged<AssignmentEntry>, StoreError> {
        const NAME: &str = "coalesce(u.upn_folded, g.name_folded, '')";
        let mut list = Conditions::of(&format!(
            "SELECT a.kind, a.assignee, coalesce(u.upn, g.name, ''), a.assigned_at, \
             a.assigned_by, {NAME} FROM assignments a \
             LEFT JOIN users u ON a.kind = 'user' AND u.id = a.assignee \
             LEFT JOIN groups g ON a.kind = 'group' AND g.id = a.assignee"
        ));
        list.and("a.principal = ?", principal);
        if let Some((name, id)) = page.after.as_deref().and_then(|key| key.rsplit_once('\u{1}')) {
            list.and_behind((NAME, "a.assignee"), (name.to_owned(), id.to_owned()));
        }
        let (sql, args) = list.end(&format!(" ORDER BY {NAME}, a.assignee LIMIT {}", page.fetch()));
        let rows: Vec<SortedRow> = self.list(&sql, &args).await?;
        let found = Paged::cut(rows, &page, |SortedRow(entry, name)| {
            format!("{name}\u{1}{}", entry.assignee.id())
        });
        let rows = found.rows.into_iter().map(|SortedRow(entry, _)| entry).collect();
        Ok(Paged { rows, next: found.next })
    }

    /// How many entries an application's list has.
    pub async fn count_assignments(&mut self, principal: PrincipalId) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM assignments WHERE principal = $1";
        let count: Option<i64> = self.one(sql, &[principal.into()]).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }
}

/// An application role and who has it.
struct RoleRow(Assignee, ScopeValue);

impl FromRow for RoleRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "role_assignments");
        let kind: String = fields.take()?;
        let who = match kind.as_str() {
            "user" => Assignee::User(fields.parse()?),
            _ => Assignee::Group(fields.parse()?),
        };
        Ok(Self(who, fields.parse()?))
    }
}

impl Conn {
    /// Who on an application's list has which application roles.
    pub async fn assigned_roles(
        &mut self,
        principal: PrincipalId,
    ) -> Result<BTreeMap<Assignee, ScopeSet>, StoreError> {
        let sql = "SELECT kind, assignee, role FROM role_assignments WHERE principal = $1 \
                   ORDER BY kind, assignee, role";
        let rows: Vec<RoleRow> = self.list(sql, &[principal.into()]).await?;
        let mut found: BTreeMap<Assignee, ScopeSet> = BTreeMap::new();
        for RoleRow(who, role) in rows {
            found.entry(who).or_default().0.insert(role);
        }
        Ok(found)
    }
}

impl Unit {
    /// Puts a user on the list; `false` if he is on it, or is not of the application's tenant.
    pub async fn assign_user(
        &mut self,
        principal: PrincipalId,
        user: UserId,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.assign(principal, Assignee::User(user), by, now).await
    }

    /// Puts a group on the list; `false` if it is on it, or is not of the application's tenant.
    pub async fn assign_group(
        &mut self,
        principal: PrincipalId,
        group: GroupId,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.assign(principal, Assignee::Group(group), by, now).await
    }

    async fn assign(
        &mut self,
        principal: PrincipalId,
        who: Assignee,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of_principal(principal).await?;
        let sql = match who {
            Assignee::User(_) => {
                "INSERT INTO assignments (principal, kind, assignee, assigned_at, assigned_by) \
                 SELECT p.id, 'user', u.id, CAST($3 AS bigint), CAST($4 AS text) \
                 FROM principals p JOIN users u ON u.tenant = p.tenant \
                 WHERE p.id = $1 AND p.deleted_at IS NULL AND u.id = $2 ON CONFLICT DO NOTHING"
            }
            Assignee::Group(_) => {
                "INSERT INTO assignments (principal, kind, assignee, assigned_at, assigned_by) \
                 SELECT p.id, 'group', g.id, CAST($3 AS bigint), CAST($4 AS text) \
                 FROM principals p JOIN groups g ON g.tenant = p.tenant \
                 WHERE p.id = $1 AND p.deleted_at IS NULL AND g.id = $2 ON CONFLICT DO NOTHING"
            }
        };
        let args = &[principal.into(), who.id().into(), now.into(), by.into()];
        self.wins(sql, args).await
    }

    /// Takes a user off the list; `false` if he was not on it.
    pub async fn unassign_user(
        &mut self,
        principal: PrincipalId,
        user: UserId,
    ) -> Result<bool, StoreError> {
        self.unassign(principal, Assignee::User(user)).await
    }

    /// Takes a group off the list; `false` if it was not on it.
    pub async fn unassign_group(
        &mut self,
        principal: PrincipalId,
        group: GroupId,
    ) -> Result<bool, StoreError> {
        self.unassign(principal, Assignee::Group(group)).await
    }

    async fn unassign(
        &mut self,
        principal: PrincipalId,
        who: Assignee,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of_principal(principal).await?;
        let sql = "DELETE FROM role_assignments WHERE principal = $1 AND kind = $2 \
                   AND assignee = $3";
        self.run(sql, &[principal.into(), who.kind().into(), who.id().into()]).await?;
        let sql = "DELETE FROM assignments WHERE principal = $1 AND kind = $2 AND assignee = $3";
        self.wins(sql, &[principal.into(), who.kind().into(), who.id().into()]).await
    }

    /// Gives somebody who is on the list an application role; `false` if he has it.
    pub async fn assign_role(
        &mut self,
        principal: PrincipalId,
        who: Assignee,
        role: &ScopeValue,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of_principal(principal).await?;
        let sql = "INSERT INTO role_assignments (principal, kind, assignee, role) \
                   SELECT principal, kind, assignee, CAST($4 AS text) FROM assignments \
                   WHERE principal = $1 AND kind = $2 AND assignee = $3 ON CONFLICT DO NOTHING";
        let (kind, id) = (who.kind(), who.id());
        self.wins(sql, &[principal.into(), kind.into(), id.into(), role.as_str().into()]).await
    }

    /// Takes an application role from somebody; `false` if he had it not. He stays on the list.
    pub async fn unassign_role(
        &mut self,
        principal: PrincipalId,
        who: Assignee,
        role: &ScopeValue,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of_principal(principal).await?;
        let sql = "DELETE FROM role_assignments WHERE principal = $1 AND kind = $2 \
                   AND assignee = $3 AND role = $4";
        let (kind, id) = (who.kind(), who.id());
        self.wins(sql, &[principal.into(), kind.into(), id.into(), role.as_str().into()]).await
    }

    async fn bump_tenant_of_principal(&mut self, id: PrincipalId) -> Result<(), StoreError> {
        let sql = "UPDATE tenants SET version = version + 1 \
                   WHERE id = (SELECT tenant FROM principals WHERE id = $1)";
        self.run(sql, &[id.into()]).await.map(drop)
    }
}
