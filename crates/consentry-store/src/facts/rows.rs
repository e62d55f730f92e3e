//! The statement behind the facts, and its rows.
//!
//! Each part of the union gives rows of one kind: the kind, three texts, three numbers. The
//! user's columns stand behind those of the row that is his. `$1` tenant, `$2` client, `$3`
//! wanted resource, `$4` user.

use consentry_model::{AppId, ScopeValue, Switch, Timestamp, User};
use consentry_policy::{GrantFacts, GrantReach, PrincipalFacts};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{fields::Fields, grants::EVERYBODY, users};

/// What every attempt needs: tenant and the version of the signing keys, client, service principal, consents for all users,
/// resources (Graph always: OpenID Connect scopes are its own), granted roles. The first part gives the columns their types.
macro_rules! of_client {
    () => {
        "sp AS (SELECT id, enabled, assignment_required FROM principals \
         WHERE tenant = $1 AND app = $2 AND deleted_at IS NULL), \
         parts (kind, a, b, c, x, y, z) AS (\
         SELECT CAST(0 AS bigint), CAST(NULL AS text), CAST(NULL AS text), CAST(NULL AS text), \
         version, (SELECT CAST(value AS bigint) FROM settings \
         WHERE name = 'signing-keys-version'), CAST(NULL AS bigint) FROM tenants WHERE id = $1 \
         UNION ALL \
         SELECT 1, a.id, NULL, NULL, a.version, CASE WHEN g.app IS NULL THEN 0 ELSE 1 END, \
         g.until_at FROM applications a \
         LEFT JOIN password_grants g ON g.tenant = $1 AND g.app = a.id WHERE a.id = $2 \
         UNION ALL \
         SELECT 2, id, NULL, NULL, enabled, assignment_required, NULL FROM sp \
         UNION ALL \
         SELECT 5, g.resource, g.reach, g.scopes, NULL, NULL, NULL \
         FROM sp JOIN grants g ON g.client = sp.id AND g.reach = '*' \
         UNION ALL \
         SELECT 6, id, NULL, NULL, version, NULL, NULL FROM applications \
         WHERE id IN ($3, '00000003-0000-0000-c000-000000000000') \
         UNION ALL \
         SELECT 6, a.id, NULL, NULL, a.version, NULL, NULL \
         FROM required_resources r JOIN applications a ON a.id = r.resource \
         WHERE r.app = $2 \
         AND r.resource NOT IN ($3, '00000003-0000-0000-c000-000000000000') \
         UNION ALL \
         SELECT 7, g.resource, g.role, NULL, NULL, NULL, NULL \
         FROM sp JOIN role_grants g ON g.client = sp.id \
         UNION ALL \
         SELECT 8, o.name, NULL, NULL, NULL, NULL, NULL \
         FROM app_names mine CROSS JOIN app_names other CROSS JOIN applications o \
         WHERE mine.app = $2 AND mine.verified = 0 AND other.skeleton = mine.skeleton \
         AND other.verified = 1 AND other.owner <> mine.owner AND o.id = other.app"
    };
}

/// What a user adds: himself, whether he or one of his groups is on the list, his own consents, his
/// application roles at the client and at the wanted resource.
/// `CROSS JOIN` keeps SQLite to the order as written: from the user to the list by key, never
/// through a list that may name everybody.
macro_rules! of_user {
    () => {
        " UNION ALL \
         SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL FROM me \
         UNION ALL \
         SELECT 4, NULL, NULL, NULL, NULL, NULL, NULL \
         FROM sp CROSS JOIN me CROSS JOIN assignments a \
         WHERE a.principal = sp.id AND a.kind = 'user' AND a.assignee = me.id \
         UNION ALL \
         SELECT 4, NULL, NULL, NULL, NULL, NULL, NULL \
         FROM sp CROSS JOIN me CROSS JOIN group_members m CROSS JOIN assignments a \
         WHERE m.user_id = me.id AND a.principal = sp.id AND a.kind = 'group' \
         AND a.assignee = m.group_id \
         UNION ALL \
         SELECT 5, g.resource, g.reach, g.scopes, NULL, NULL, NULL \
         FROM sp CROSS JOIN me CROSS JOIN grants g \
         WHERE g.client = sp.id AND g.reach = me.id \
         UNION ALL \
         SELECT 9, p.app, r.role, NULL, NULL, NULL, NULL \
         FROM me CROSS JOIN principals p CROSS JOIN role_assignments r \
         WHERE p.tenant = $1 AND p.app IN ($2, $3) AND p.deleted_at IS NULL \
         AND r.principal = p.id AND r.kind = 'user' AND r.assignee = me.id \
         UNION ALL \
         SELECT 9, p.app, r.role, NULL, NULL, NULL, NULL \
         FROM me CROSS JOIN principals p CROSS JOIN group_members m CROSS JOIN role_assignments r \
         WHERE p.tenant = $1 AND p.app IN ($2, $3) AND p.deleted_at IS NULL \
         AND m.user_id = me.id AND r.principal = p.id AND r.kind = 'group' \
         AND r.assignee = m.group_id"
    };
}

macro_rules! with_user {
    ($key:literal) => {
        concat!(
            "WITH me AS (",
            users::select_users!(""),
            "WHERE tenant = $1 AND ",
            $key,
            " = $4), ",
            of_client!(),
            of_user!(),
            ") SELECT parts.*, me.* FROM parts LEFT JOIN me ON parts.kind = 3"
        )
    };
}

pub(super) const WITHOUT_USER: &str = concat!("WITH ", of_client!(), ") SELECT * FROM parts");
pub(super) const BY_ID: &str = with_user!("id");
pub(super) const BY_NAME: &str = with_user!("upn_folded");

/// A registration that is read out of the cache.
#[derive(Debug, Clone, Copy)]
pub(super) struct Registration {
    pub(super) id: AppId,
    pub(super) version: i64,
    password_grant: Open,
}

/// Until when password grants are open.
#[derive(Debug, Clone, Copy)]
enum Open {
    Never,
    Always,
    Until(Timestamp),
}

impl Registration {
    /// Whether password grants are open at a moment.
    pub(super) fn open_at(&self, now: Timestamp) -> Switch {
        match self.password_grant {
            Open::Never => Switch::Off,
            Open::Always => Switch::On,
            Open::Until(end) => Switch::from(now < end),
        }
    }
}

/// One row, by its kind.
#[derive(Debug)]
pub(super) enum FactRow {
    Tenant { version: i64, keys: i64 },
    Client(Registration),
    Principal(PrincipalFacts),
    User(Box<User>),
    Listed,
    Grant(GrantFacts),
    Resource(Registration),
    Role { resource: AppId, role: ScopeValue },
    LooksLike { name: String },
    UserRole { app: AppId, role: ScopeValue },
}

/// Where the numbers and the user begin.
const NUMBERS: usize = 4;
const USER: usize = 7;

impl FromRow for FactRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let kind: i64 = row.get(0)?;
        let mut texts = Fields::at(row, "facts", 1);
        let mut numbers = Fields::at(row, "facts", NUMBERS);
        Ok(match kind {
            0 => Self::Tenant {
                version: numbers.take()?,
                keys: numbers.take::<Option<i64>>()?.unwrap_or_default(),
            },
            1 => Self::Client(Registration {
                id: texts.parse()?,
                version: numbers.take()?,
                password_grant: match (numbers.switch()?, numbers.maybe_time()?) {
                    (Switch::Off, _) => Open::Never,
                    (Switch::On, None) => Open::Always,
                    (Switch::On, Some(end)) => Open::Until(end),
                },
            }),
            2 => Self::Principal(PrincipalFacts {
                id: texts.parse()?,
                enabled: numbers.switch()?,
                assignment_required: numbers.switch()?,
            }),
            3 => Self::User(Box::new(users::read(&mut Fields::at(row, "users", USER))?)),
            4 => Self::Listed,
            5 => Self::Grant(grant(&mut texts)?),
            6 => Self::Resource(Registration {
                id: texts.parse()?,
                version: numbers.take()?,
                password_grant: Open::Never,
            }),
            8 => Self::LooksLike { name: texts.take()? },
            9 => Self::UserRole { app: texts.parse()?, role: texts.parse()? },
            7 => Self::Role { resource: texts.parse()?, role: texts.parse()? },
            other => return Err(texts.corrupt(&format_args!("no facts are of kind {other}"))),
        })
    }
}

fn grant(texts: &mut Fields<'_, '_>) -> Result<GrantFacts, SqlError> {
    let resource = texts.parse()?;
    let reach: String = texts.take()?;
    Ok(GrantFacts {
        resource,
        reach: if reach == EVERYBODY { GrantReach::Tenant } else { GrantReach::User },
        scopes: texts.json()?,
    })
}

#[cfg(test)]
mod tests {
    use consentry_sql::test_support::TestDb;

    use super::*;
    use crate::{MIGRATIONS, SET};

    #[tokio::test]
    async fn every_table_is_entered_by_key() {
        let test = TestDb::sqlite(SET, MIGRATIONS).await.unwrap();
        let mut read = test.db.read().await.unwrap();
        for (name, sql, args) in
            [("nobody", WITHOUT_USER, 3), ("by id", BY_ID, 4), ("by name", BY_NAME, 4)]
        {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let args = vec!["x".into(); args];
            let steps: Vec<(i64, i64, i64, String)> =
                read.list_dynamic(&plan, &args).await.unwrap();
            assert!(steps.len() > 10, "{name}");
            for (_, _, _, step) in steps {
                // What the statement itself makes may be gone through: it is a few rows.
                let whole = step.strip_prefix("SCAN ").filter(|of| !of.starts_with("parts"));
                assert_eq!(whole, None, "{name}");
                assert!(!step.contains("AUTOMATIC"), "{name}: {step}");
            }
        }
    }
}
