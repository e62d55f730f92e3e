//! Service principals: the presence of an application in a tenant.
//!
//! At most one lives for each tenant and application. Deleting keeps the row, so that it can be
//! restored for 30 days; its consents, roles and assignments go for good.

use consentry_model::{AppId, PrincipalId, ServicePrincipal, Switch, TenantId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, Page, Paged, StoreError, Unit, conditions::Conditions, fields::Fields, grants::EVERYBODY,
};

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
        read(&mut Fields::of(row, "principals")).map(Self)
    }
}

/// A deleted one, and when it was.
struct DeletedRow(ServicePrincipal, Timestamp);

impl FromRow for DeletedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "principals");
        Ok(Self(read(&mut fields)?, fields.time()?))
    }
}

fn read(fields: &mut Fields<'_, '_>) -> Result<ServicePrincipal, SqlError> {
    Ok(ServicePrincipal {
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
    })
}

/// Which service principals are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrincipalFilter<'a> {
    /// Whose name holds this text, without regard to case.
    pub text: Option<&'a str>,
    /// Enabled for users to sign in, or not.
    pub enabled: Option<Switch>,
    /// Assignment required, or not.
    pub assignment_required: Option<Switch>,
    /// Visible to users, or not.
    pub visible: Option<Switch>,
    /// Used by nobody since this moment.
    pub unused_since: Option<Timestamp>,
    /// Consented to for everybody; off changes nothing.
    pub consented_for_all: Option<Switch>,
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

    /// A part of a tenant's living service principals, by name: those whose name, or the
    /// application's of today, holds this text, and whose switches are as asked.
    pub async fn principals_by_name(
        &mut self,
        tenant: TenantId,
        filter: &PrincipalFilter<'_>,
        page: Page,
    ) -> Result<Paged<ServicePrincipal>, StoreError> {
        let mut list = Conditions::of(select_principals!(""));
        list.and("tenant = ?", tenant);
        list.and_plain("deleted_at IS NULL");
        if let Some(text) = filter.text {
            list.and(
                "(lower(display_name) LIKE ? ESCAPE '!' OR app IN (SELECT id FROM applications \
                 WHERE lower(name) LIKE ? ESCAPE '!'))",
                holding(text),
            );
        }
        list.and_if("enabled = ?", filter.enabled);
        list.and_if("assignment_required = ?", filter.assignment_required);
        list.and_if("visible = ?", filter.visible);
        if let Some(since) = filter.unused_since {
            list.and(
                "NOT EXISTS (SELECT 1 FROM app_use u WHERE u.tenant = principals.tenant \
                 AND u.app = principals.app AND u.last_at >= ?)",
                since,
            );
        }
        if filter.consented_for_all.is_some_and(Switch::is_on) {
            list.and(
                "EXISTS (SELECT 1 FROM grants g WHERE g.client = principals.id AND g.reach = ?)",
                EVERYBODY,
            );
        }
        if let Some((name, id)) = page.after.as_deref().and_then(|key| key.split_once('\u{1}')) {
            list.and_behind(("display_name", "id"), (name.to_owned(), id.to_owned()));
        }
        let (sql, args) = list.end(&format!(" ORDER BY display_name, id LIMIT {}", page.fetch()));
        let rows: Vec<PrincipalRow> = self.list(&sql, &args).await?;
        let rows = rows.into_iter().map(|PrincipalRow(principal)| principal).collect();
        Ok(Paged::cut(rows, &page, |found: &ServicePrincipal| {
            format!("{}\u{1}{}", found.display_name, found.id)
        }))
    }

    /// A tenant's deleted service principals, the last one first, with the moment.
    pub async fn deleted_principals(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<(ServicePrincipal, Timestamp)>, StoreError> {
        let sql = "SELECT id, tenant, app, display_name, enabled, assignment_required, visible, \
                   notes, homepage, created_at, deleted_at FROM principals \
                   WHERE tenant = $1 AND deleted_at IS NOT NULL ORDER BY deleted_at DESC, id";
        let rows: Vec<DeletedRow> = self.list(sql, &[tenant.into()]).await?;
        Ok(rows.into_iter().map(|DeletedRow(principal, at)| (principal, at)).collect())
    }
}

/// The pattern of what holds a text, to be compared with lower case, with `!` as the escape.
pub(crate) fn holding(text: &str) -> String {
    let plain = text.to_ascii_lowercase();
    format!("%{}%", plain.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
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
