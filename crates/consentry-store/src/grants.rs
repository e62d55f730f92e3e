//! Recorded consents to delegated permissions.
//!
//! At most one row for each client, resource and reach. Adding unites with what is there: the
//! first statement takes the row's lock, so that two consents at the same moment both count.

use std::collections::BTreeMap;

use consentry_model::{
    AppId, ConsentType, Grant, GrantId, IdSource, PrincipalId, ScopeSet, ServicePrincipal, Switch,
    TenantId, Timestamp, UserId,
};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, json},
};

/// The stored reach of a consent for all users.
pub(crate) const EVERYBODY: &str = "*";

/// A consent that is being recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewGrant<'a> {
    /// The id, if a new row is needed.
    pub id: GrantId,
    /// The tenant.
    pub tenant: TenantId,
    /// The client's service principal.
    pub client: PrincipalId,
    /// The resource.
    pub resource: AppId,
    /// What is granted.
    pub scopes: &'a ScopeSet,
    /// Who grants; nobody for the installation itself.
    pub by: Option<UserId>,
    /// When.
    pub now: Timestamp,
}

/// Which consents are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GrantFilter {
    /// Only to this client.
    pub client: Option<PrincipalId>,
    /// Only these people's.
    pub whose: Whose,
}

/// Whose consents are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whose {
    /// All there are.
    #[default]
    Any,
    /// Those for everybody.
    Everybodys,
    /// This user's own.
    Own(UserId),
    /// Those that reach this user: his own and those for everybody.
    Reaching(UserId),
}

/// Whose consents are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The one for all users.
    Everybody,
    /// One user's own.
    User(UserId),
    /// Both kinds, of every user.
    All,
}

struct GrantRow(Grant);

impl FromRow for GrantRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "grants");
        Ok(Self(Grant {
            id: fields.parse()?,
            tenant: fields.parse()?,
            client: fields.parse()?,
            resource: fields.parse()?,
            consent: reach(&mut fields)?,
            scopes: fields.json()?,
            created_at: fields.time()?,
            granted_by: fields.maybe()?,
        }))
    }
}

fn reach(fields: &mut Fields<'_, '_>) -> Result<ConsentType, SqlError> {
    let text: String = fields.take()?;
    if text == EVERYBODY {
        return Ok(ConsentType::AllPrincipals);
    }
    text.parse().map(ConsentType::Principal).map_err(|why| fields.corrupt(&why))
}

/// Who consented to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentedBy {
    /// An administrator, for everybody?
    pub everybody: Switch,
    /// How many people for themselves.
    pub people: u64,
}

struct ConsentedRow(PrincipalId, ConsentedBy);

impl FromRow for ConsentedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "grants");
        let client = fields.parse()?;
        Ok(Self(client, ConsentedBy { everybody: fields.switch()?, people: fields.whole()? }))
    }
}

/// The id and scopes of a row whose lock is held.
struct Held {
    id: String,
    scopes: ScopeSet,
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "grants");
        Ok(Self { id: fields.take()?, scopes: fields.json()? })
    }
}

struct HeldScopes(PrincipalId, AppId, ScopeSet);

impl FromRow for HeldScopes {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "grants");
        Ok(Self(fields.parse()?, fields.parse()?, fields.json()?))
    }
}

impl Conn {
    /// Consents of a tenant.
    pub async fn grants(
        &mut self,
        tenant: TenantId,
        filter: GrantFilter,
    ) -> Result<Vec<Grant>, StoreError> {
        let mut list = Conditions::of(
            "SELECT id, tenant, client, resource, reach, scopes, created_at, granted_by \
             FROM grants",
        );
        list.and("tenant = ?", tenant);
        list.and_if("client = ?", filter.client);
        let everybody = || EVERYBODY.to_owned();
        let reaches = match filter.whose {
            Whose::Any => Vec::new(),
            Whose::Everybodys => vec![everybody()],
            Whose::Own(user) => vec![user.to_string()],
            Whose::Reaching(user) => vec![everybody(), user.to_string()],
        };
        list.and_one_of("reach", reaches);
        let (sql, args) = list.end(" ORDER BY created_at, client, resource, reach");
        let rows: Vec<GrantRow> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|GrantRow(grant)| grant).collect())
    }

    /// What is granted in a tenant, each set of permissions once however many people granted it.
    pub async fn held_scopes(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<(PrincipalId, AppId, ScopeSet)>, StoreError> {
        let sql = "SELECT DISTINCT client, resource, scopes FROM grants WHERE tenant = $1 \
                   ORDER BY client, resource, scopes";
        let rows: Vec<HeldScopes> = self.list(sql, &[tenant.into()]).await?;
        Ok(rows
            .into_iter()
            .map(|HeldScopes(client, resource, set)| (client, resource, set))
            .collect())
    }

    /// How many people of a tenant consented for themselves.
    pub async fn count_consenting(&mut self, tenant: TenantId) -> Result<u64, StoreError> {
        let sql = "SELECT count(DISTINCT reach) FROM grants WHERE tenant = $1 AND reach <> $2";
        let count: Option<i64> = self.one(sql, &[tenant.into(), EVERYBODY.into()]).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Who consented to each of these clients; one that nobody consented to is not among them.
    pub async fn consented_by(
        &mut self,
        tenant: TenantId,
        clients: &[PrincipalId],
    ) -> Result<BTreeMap<PrincipalId, ConsentedBy>, StoreError> {
        if clients.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut list = Conditions::of(
            "SELECT client, max(CASE WHEN reach = '*' THEN 1 ELSE 0 END), \
             count(DISTINCT CASE WHEN reach = '*' THEN NULL ELSE reach END) FROM grants",
        );
        list.and("tenant = ?", tenant);
        list.and_one_of("client", clients.iter().copied());
        let (sql, args) = list.end(" GROUP BY client");
        let rows: Vec<ConsentedRow> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|ConsentedRow(client, by)| (client, by)).collect())
    }
}

impl Unit {
    /// Records a user's own consent, united with what he granted before.
    pub async fn add_user_grant(
        &mut self,
        new: &NewGrant<'_>,
        user: UserId,
    ) -> Result<(), StoreError> {
        let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM users WHERE id = $1 AND tenant = $2) \
                   THEN 1 ELSE 0 END";
        let args = &[user.into(), new.tenant.into()];
        if self.one::<i64>(sql, args).await? != Some(1) {
            return Err(StoreError::corrupt("grants", &new.id.to_string(), "a foreign user"));
        }
        self.unite(new, &user.to_string()).await
    }

    /// Records a consent for all users, united with what was granted before.
    pub async fn add_tenant_grant(&mut self, new: &NewGrant<'_>) -> Result<(), StoreError> {
        self.bump_tenant(new.tenant).await?;
        self.unite(new, EVERYBODY).await
    }

    async fn unite(&mut self, new: &NewGrant<'_>, reach: &str) -> Result<(), StoreError> {
        if new.scopes.is_empty() {
            return Ok(());
        }
        // The row is inserted empty, or locked as it is; it comes back either way. The client
        // must live in this tenant.
        let sql = "INSERT INTO grants (id, tenant, client, resource, reach, scopes, revision, \
                   created_at, granted_by) \
                   SELECT CAST($1 AS text), p.tenant, p.id, CAST($4 AS text), CAST($5 AS text), \
                   '[]', 0, CAST($6 AS bigint), CAST($7 AS text) FROM principals p \
                   WHERE p.id = $3 AND p.tenant = $2 AND p.deleted_at IS NULL \
                   ON CONFLICT (client, reach, resource) \
                   DO UPDATE SET revision = grants.revision + 1 RETURNING id, scopes";
        let id = new.id.to_string();
        let args = &[
            (&id).into(),
            new.tenant.into(),
            new.client.into(),
            new.resource.into(),
            reach.into(),
            new.now.into(),
            new.by.into(),
        ];
        let Some(Held { id, mut scopes }) = self.one(sql, args).await? else {
            return Err(StoreError::corrupt("grants", &id, "its client is not in the tenant"));
        };
        scopes.extend(new.scopes);
        self.write_scopes(&id, &scopes).await
    }

    async fn write_scopes(&mut self, id: &str, scopes: &ScopeSet) -> Result<(), StoreError> {
        if scopes.is_empty() {
            self.run("DELETE FROM grants WHERE id = $1", &[id.into()]).await?;
        } else {
            let args = &[id.into(), json(scopes, "scopes")?.into()];
            self.run("UPDATE grants SET scopes = $2 WHERE id = $1", args).await?;
        }
        Ok(())
    }

    /// Makes the consent for all users exactly this set; users' own stay.
    pub async fn replace_tenant_grants(
        &mut self,
        ids: &dyn IdSource,
        client: &ServicePrincipal,
        scopes: &BTreeMap<AppId, ScopeSet>,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.bump_tenant(client.tenant).await?;
        let sql = "DELETE FROM grants WHERE client = $1 AND reach = $2";
        self.run(sql, &[client.id.into(), EVERYBODY.into()]).await?;
        for (resource, scopes) in scopes {
            let new = NewGrant {
                id: GrantId::mint(ids),
                tenant: client.tenant,
                client: client.id,
                resource: *resource,
                scopes,
                by,
                now,
            };
            self.unite(&new, EVERYBODY).await?;
        }
        Ok(())
    }

    /// Revokes consents to a client: of this reach, of one resource or all, these scopes or all.
    /// How many rows changed or went.
    pub async fn revoke_grants(
        &mut self,
        tenant: TenantId,
        client: PrincipalId,
        reach: Reach,
        resource: Option<AppId>,
        scopes: Option<&ScopeSet>,
    ) -> Result<u64, StoreError> {
        self.bump_tenant(tenant).await?;
        let mut rows = Conditions::of("UPDATE grants SET revision = revision + 1");
        rows.and("client = ?", client);
        rows.and("tenant = ?", tenant);
        match reach {
            Reach::Everybody => rows.and("reach = ?", EVERYBODY),
            Reach::User(user) => rows.and("reach = ?", user),
            Reach::All => {}
        }
        rows.and_if("resource = ?", resource);
        let (sql, args) = rows.end(" RETURNING id, scopes");
        let held: Vec<Held> = self.list(&sql, &args).await?;
        let mut changed = 0_u64;
        for row in held {
            let left = scopes.map_or_else(ScopeSet::new, |gone| row.scopes.without(gone));
            if left != row.scopes {
                self.write_scopes(&row.id, &left).await?;
                changed = changed.saturating_add(1);
            }
        }
        Ok(changed)
    }
}
