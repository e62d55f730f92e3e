//! Bringing the tables to the version that the program knows: forward only, one transaction
//! for each step, so that a stopped upgrade goes on where it ended.
//!
//! Which steps were taken is in the table `schema_migration`, by set, so that two crates may
//! share a database. A database that is newer than the program is refused before anything is
//! written. Two processes may start at once: each step holds a lock and looks again.

use std::sync::Arc;

use rusqlite::Connection;

use crate::db::Backend;
use crate::ddl;
use crate::error::SqlError;
use crate::postgres::{Client, Postgres};
use crate::sqlite::connection;
use crate::sqlite::writer::Turnstile;

/// One step of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the set; each is higher than the one before.
    pub version: u32,
    /// What it does, in a few words.
    pub name: &'static str,
    /// The statements, in the words that the crate's `ddl` module shares between the engines.
    pub sql: &'static str,
}

/// What [`Db::migrate`](crate::Db::migrate) did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrateOutcome {
    /// The version before; 0 for an empty database.
    pub before: u32,
    /// The version now.
    pub after: u32,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (\
     set_name text NOT NULL, version bigint NOT NULL, name text NOT NULL, \
     PRIMARY KEY (set_name, version))";
const NEWEST: &str =
    "SELECT CAST(coalesce(max(version), 0) AS bigint) FROM schema_migration WHERE set_name = $1";
const NOTE: &str = "INSERT INTO schema_migration (set_name, version, name) VALUES ($1, $2, $3)";
/// Our name among the server's advisory locks.
const LOCK: i64 = 0x636f_6e73_656e_7472;

pub(crate) async fn migrate(
    backend: &Backend,
    set: &str,
    migrations: &[Migration],
) -> Result<MigrateOutcome, SqlError> {
    let mut known = 0;
    for migration in migrations {
        if migration.version <= known {
            return Err(SqlError::Settings(format!("migrations of `{set}` are out of order")));
        }
        known = migration.version;
        ddl::refuse_deferred(migration.sql)?;
    }
    let before = match backend {
        Backend::Sqlite(sqlite) => on_sqlite(&sqlite.turnstile, set, migrations, known).await?,
        Backend::Postgres(postgres) => on_postgres(postgres, set, migrations, known).await?,
    };
    Ok(MigrateOutcome { before, after: known })
}

fn refuse_newer(set: &str, found: i64, known: u32) -> Result<u32, SqlError> {
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    if found > known {
        return Err(SqlError::Newer { set: set.to_owned(), found, known });
    }
    Ok(found)
}

fn failed(set: &str, version: u32) -> impl FnOnce(SqlError) -> SqlError {
    move |why| match why {
        newer @ SqlError::Newer { .. } => newer,
        why => SqlError::Migration { set: set.to_owned(), version, cause: Arc::new(why) },
    }
}

async fn on_sqlite(
    turnstile: &Turnstile,
    set: &str,
    migrations: &[Migration],
    known: u32,
) -> Result<u32, SqlError> {
    let (set, migrations) = (set.to_owned(), migrations.to_vec());
    turnstile
        .alone(move |connection| {
            const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'";
            let exists: Option<i64> = connection::one(connection, EXISTS, &[])?;
            let found = match exists {
                Some(_) => connection::one(connection, NEWEST, &[(&set).into()])?.unwrap_or(0),
                None => 0,
            };
            let before = refuse_newer(&set, found, known)?;
            for migration in migrations.iter().filter(|step| step.version > before) {
                connection.execute_batch("BEGIN IMMEDIATE")?;
                let step = step_sqlite(connection, &set, migration, known);
                let step = step.and_then(|()| Ok(connection.execute_batch("COMMIT")?));
                if let Err(why) = step {
                    if !connection.is_autocommit() {
                        connection.execute_batch("ROLLBACK")?;
                    }
                    return Err(failed(&set, migration.version)(why));
                }
            }
            Ok(before)
        })
        .await
}

fn step_sqlite(
    connection: &mut Connection,
    set: &str,
    migration: &Migration,
    known: u32,
) -> Result<(), SqlError> {
    connection.execute_batch(&ddl::for_sqlite(TABLE))?;
    let found = connection::one(connection, NEWEST, &[set.into()])?.unwrap_or(0);
    if refuse_newer(set, found, known)? >= migration.version {
        return Ok(());
    }
    connection.execute_batch(&ddl::for_sqlite(migration.sql))?;
    let version = i64::from(migration.version).into();
    connection::run(connection, NOTE, &[set.into(), version, migration.name.into()]).map(drop)
}

async fn on_postgres(
    postgres: &Postgres,
    set: &str,
    migrations: &[Migration],
    known: u32,
) -> Result<u32, SqlError> {
    let mut client = postgres.client().await?;
    let found = newest_postgres(&mut client, set).await?;
    let before = refuse_newer(set, found, known)?;
    drop(client);
    for migration in migrations.iter().filter(|step| step.version > before) {
        let mut transaction = postgres.transaction().await?;
        let client = &mut transaction.client;
        step_postgres(client, postgres.schema.as_deref(), (set, migration), known)
            .await
            .map_err(failed(set, migration.version))?;
        transaction.commit().await.map_err(failed(set, migration.version))?;
    }
    Ok(before)
}

async fn newest_postgres(client: &mut Client, set: &str) -> Result<i64, SqlError> {
    // Not `to_regclass`: a connection may answer that from memory, and miss what another
    // process has made while this one waited for the lock.
    const EXISTS: &str = "SELECT count(*) FROM pg_catalog.pg_tables \
         WHERE tablename = 'schema_migration' AND schemaname = ANY (current_schemas(false))";
    match client.one(EXISTS, &[]).await? {
        None | Some(0_i64) => Ok(0),
        Some(_) => Ok(client.one(NEWEST, &[set.into()]).await?.unwrap_or(0)),
    }
}

async fn step_postgres(
    client: &mut Client,
    schema: Option<&str>,
    (set, migration): (&str, &Migration),
    known: u32,
) -> Result<(), SqlError> {
    client
        .batch(&format!("SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"))
        .await?;
    if let Some(schema) = schema {
        client.batch(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
    }
    if refuse_newer(set, newest_postgres(client, set).await?, known)? >= migration.version {
        return Ok(());
    }
    client.batch(TABLE).await?;
    client.batch(migration.sql).await?;
    let version = i64::from(migration.version).into();
    client.run(NOTE, &[set.into(), version, migration.name.into()]).await.map(drop)
}
