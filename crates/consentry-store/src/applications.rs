//! Applications (registrations), their secrets, and where password grants are open.
//!
//! A registration is stored whole, as its serde form, with the columns beside it that look-ups
//! need; its version grows with each change and is the key of the cache. A deleted registration is
//! found by nobody but those who restore it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{AppId, Application, SecretId, TenantId, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;

use crate::{
    Conn, StoreError, Unit,
    cache::Versioned,
    conditions::Conditions,
    fields::{Fields, json},
};

/// A client secret: its hash, never itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSecret {
    /// The key id.
    pub id: SecretId,
    /// SHA-256 of the secret.
    pub hash: TokenHash,
    /// Its first characters, to tell several apart.
    pub hint: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl FromRow for AppSecret {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "app_secrets");
        Ok(Self {
            id: fields.parse()?,
            hash: fields.hash()?,
            hint: fields.take()?,
            expires_at: fields.time()?,
        })
    }
}

/// Password grants are open for an application in a tenant (ruling 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordGrant {
    /// Until when; nothing is without end.
    pub until: Option<Timestamp>,
}

impl FromRow for PasswordGrant {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Ok(Self { until: Fields::of(row, "password_grants").maybe_time()? })
    }
}

impl FromRow for Versioned {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "applications");
        drop(fields.take::<String>()?);
        Ok(Self::new(fields.take()?, fields.json()?))
    }
}

struct AppRow(AppId);

struct VersionRow(AppId, i64);

impl FromRow for VersionRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "applications");
        Ok(Self(fields.parse()?, fields.take()?))
    }
}

impl FromRow for AppRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Fields::of(row, "applications").parse().map(Self)
    }
}

/// An identifier URI with a final slash names the same resource as without.
fn identifier(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}

impl Conn {
    /// A registration by its client id.
    pub async fn application(&mut self, id: AppId) -> Result<Option<Arc<Application>>, StoreError> {
        let sql = "SELECT version FROM applications WHERE id = $1";
        match self.one(sql, &[id.into()]).await? {
            Some(version) => Ok(self.held_at(id, version).await?.map(|held| held.application)),
            None => Ok(None),
        }
    }

    /// A registration whose version was just read.
    pub(crate) async fn held_at(
        &mut self,
        id: AppId,
        version: i64,
    ) -> Result<Option<Versioned>, StoreError> {
        if let Some(cached) = self.shared.applications.find(id, version) {
            return Ok(Some(cached).filter(Versioned::lives));
        }
        let sql = "SELECT id, version, body FROM applications WHERE id = $1";
        let found: Option<Versioned> = self.one(sql, &[id.into()]).await?;
        // A unit of work sees its own changes, which may yet be dropped and their version be
        // given to other ones.
        if let Some(held) = found.as_ref().filter(|_| self.sees_only_committed()) {
            self.shared.applications.keep(held);
        }
        Ok(found.filter(Versioned::lives))
    }

    /// The deleted registrations of a tenant, the newest first.
    pub async fn deleted_registrations(
        &mut self,
        owner: TenantId,
    ) -> Result<Vec<Arc<Application>>, StoreError> {
        let sql = "SELECT id, version, body FROM applications WHERE owner = $1 ORDER BY id";
        let rows: Vec<Versioned> = self.list(sql, &[owner.into()]).await?;
        let deleted = rows.into_iter().filter(|held| !held.lives());
        let mut deleted: Vec<_> = deleted.map(|held| held.application).collect();
        deleted.sort_by_key(|app| std::cmp::Reverse(app.deleted_at));
        Ok(deleted)
    }

    /// The registrations of a tenant, in the order of their names.
    pub async fn registrations(
        &mut self,
        owner: TenantId,
    ) -> Result<Vec<Arc<Application>>, StoreError> {
        let sql = "SELECT id, version, body FROM applications WHERE owner = $1 ORDER BY name, id";
        let rows: Vec<Versioned> = self.list(sql, &[owner.into()]).await?;
        Ok(rows.into_iter().filter(Versioned::lives).map(|held| held.application).collect())
    }

    /// These registrations, as far as they are known.
    pub async fn applications_of(
        &mut self,
        ids: impl IntoIterator<Item = AppId>,
    ) -> Result<BTreeMap<AppId, Arc<Application>>, StoreError> {
        let held = self.held_of(ids).await?;
        Ok(held.into_iter().map(|(id, held)| (id, held.application)).collect())
    }

    /// The same in the form of the cache.
    pub(crate) async fn held_of(
        &mut self,
        ids: impl IntoIterator<Item = AppId>,
    ) -> Result<BTreeMap<AppId, Versioned>, StoreError> {
        let ids: BTreeSet<AppId> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut list = Conditions::of("SELECT id, version FROM applications");
        list.and_one_of("id", ids);
        let (sql, args) = list.end("");
        let rows: Vec<VersionRow> = self.list(&sql, &args).await?;
        let mut found = BTreeMap::new();
        for VersionRow(id, version) in rows {
            if let Some(held) = self.held_at(id, version).await? {
                found.insert(id, held);
            }
        }
        Ok(found)
    }

    /// All registrations in the order of their names.
    pub async fn applications(&mut self) -> Result<Vec<Arc<Application>>, StoreError> {
        let sql = "SELECT id, version, body FROM applications ORDER BY name, id";
        let rows: Vec<Versioned> = self.list(sql, &[]).await?;
        Ok(rows.into_iter().filter(Versioned::lives).map(|held| held.application).collect())
    }

    /// The application that a client names as a resource: by identifier URI, or by its id.
    pub async fn resource_by_uri(&mut self, name: &str) -> Result<Option<AppId>, StoreError> {
        if name.contains('\0') {
            return Ok(None);
        }
        let found: Option<AppRow> = match name.parse::<AppId>() {
            Ok(id) => {
                let sql = "SELECT id FROM applications WHERE id = $1";
                self.one(sql, &[id.into()]).await?
            }
            Err(_) => {
                let sql = "SELECT app FROM identifier_uris WHERE uri = $1";
                self.one(sql, &[identifier(name).into()]).await?
            }
        };
        Ok(found.map(|AppRow(id)| id))
    }

    /// An application's secrets, expired ones included.
    pub async fn secrets(&mut self, app: AppId) -> Result<Vec<AppSecret>, StoreError> {
        let sql = "SELECT id, hash, hint, expires_at FROM app_secrets WHERE app = $1 \
                   ORDER BY created_at, id";
        self.all(sql, &[app.into()]).await
    }

    /// Whether and how long password grants are open; an end may have passed.
    pub async fn password_grant(
        &mut self,
        tenant: TenantId,
        app: AppId,
    ) -> Result<Option<PasswordGrant>, StoreError> {
        let sql = "SELECT until_at FROM password_grants WHERE tenant = $1 AND app = $2";
        self.one(sql, &[tenant.into(), app.into()]).await
    }
}

impl Unit {
    /// Registers an application. Taken when its id or one of its identifier URIs is.
    pub async fn add_application(&mut self, app: &Application) -> Result<(), StoreError> {
        self.insert(
            "application id",
            "INSERT INTO applications (id, owner, name, body, version, created_at) \
             VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING",
            &[
                app.id.into(),
                app.owner.into(),
                (&app.name).into(),
                json(app, "application")?.into(),
                app.created_at.into(),
            ],
        )
        .await?;
        self.write_names(app).await
    }

    /// Writes a registration anew; `false` if there is none of this id. The tenant of its
    /// registration and the moment stay.
    pub async fn set_application(&mut self, app: &Application) -> Result<bool, StoreError> {
        self.bump_tenant(app.owner).await?;
        let id = app.id.to_string();
        let known = self
            .wins(
                "UPDATE applications SET name = $3, body = $4, version = version + 1 \
                 WHERE id = $1 AND owner = $2",
                &[
                    (&id).into(),
                    app.owner.into(),
                    (&app.name).into(),
                    json(app, "application")?.into(),
                ],
            )
            .await?;
        if known {
            self.run("DELETE FROM identifier_uris WHERE app = $1", &[(&id).into()]).await?;
            self.run("DELETE FROM required_resources WHERE app = $1", &[(&id).into()]).await?;
            self.write_names(app).await?;
        }
        Ok(known)
    }

    async fn write_names(&mut self, app: &Application) -> Result<(), StoreError> {
        self.write_app_names(app).await?;
        let id = app.id.to_string();
        let mut names: Vec<&str> = app.identifier_uris.iter().map(|uri| identifier(uri)).collect();
        names.sort_unstable();
        names.dedup();
        for uri in names {
            let sql = "INSERT INTO identifier_uris (uri, app) VALUES ($1, $2) \
                       ON CONFLICT DO NOTHING";
            self.insert("identifier URI", sql, &[uri.into(), (&id).into()]).await?;
        }
        for required in &app.required {
            let sql = "INSERT INTO required_resources (app, resource) VALUES ($1, $2) \
                       ON CONFLICT DO NOTHING";
            self.run(sql, &[(&id).into(), required.resource.into()]).await?;
        }
        Ok(())
    }

    /// Adds a client secret.
    pub async fn add_secret(
        &mut self,
        app: AppId,
        secret: &AppSecret,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.insert(
            "secret id",
            "INSERT INTO app_secrets (id, app, hash, hint, expires_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &[
                secret.id.into(),
                app.into(),
                (&secret.hash).into(),
                (&secret.hint).into(),
                secret.expires_at.into(),
                now.into(),
            ],
        )
        .await
    }

    /// Takes a client secret away; `false` if the application has it not.
    pub async fn remove_secret(&mut self, app: AppId, id: SecretId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM app_secrets WHERE id = $1 AND app = $2";
        self.wins(sql, &[id.into(), app.into()]).await
    }

    /// Opens password grants for an application in a tenant, or closes them with nothing.
    pub async fn set_password_grant(
        &mut self,
        tenant: TenantId,
        app: AppId,
        open: Option<PasswordGrant>,
    ) -> Result<(), StoreError> {
        self.bump_tenant(tenant).await?;
        match open {
            Some(PasswordGrant { until }) => {
                let sql = "INSERT INTO password_grants (tenant, app, until_at) \
                           VALUES ($1, $2, $3) ON CONFLICT (tenant, app) \
                           DO UPDATE SET until_at = excluded.until_at";
                self.run(sql, &[tenant.into(), app.into(), until.into()]).await
            }
            None => {
                let sql = "DELETE FROM password_grants WHERE tenant = $1 AND app = $2";
                self.run(sql, &[tenant.into(), app.into()]).await
            }
        }
        .map(drop)
    }
}
