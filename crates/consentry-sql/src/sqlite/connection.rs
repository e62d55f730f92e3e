//! One SQLite connection: how it is set up, how arguments are bound, how rows are read.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Statement};

use super::{Durability, Missing, SqliteOptions};
use crate::error::SqlError;
use crate::value::{Arg, FromRow, Row, Source, refuse_nul};

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 256;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// The one writer.
    Write,
    /// Reading only; the engine refuses anything else.
    Read,
    /// Moving the log into the file.
    Checkpoint,
}

/// Makes the file if that is wanted, so that its first bytes are already private.
pub(crate) fn prepare_file(path: &Path, missing: Missing) -> Result<(), SqlError> {
    let doing = "opening its file";
    if path.exists() {
        return Ok(());
    }
    if missing == Missing::Refuse {
        let not_found = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(SqlError::unavailable(doing, not_found));
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|why| SqlError::unavailable(doing, why))
}

/// Opens one connection with the settings of the house.
pub(crate) fn open(
    path: &Path,
    access: Access,
    options: &SqliteOptions,
) -> Result<Connection, SqlError> {
    let mode = match access {
        Access::Write | Access::Checkpoint => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // One plan for all arguments. Without it the engine prepares a statement anew at each use
    // in which an argument might change the plan: 350 µs instead of 15 for a dozen look-ups.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(options.busy_wait.max(Duration::from_secs(1)))?;
    if access != Access::Read {
        let mode: String =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(SqlError::Settings(format!(
                "the file system allows only journal `{mode}`"
            )));
        }
    }
    let synchronous = match options.durability {
        Durability::Full => "FULL",
        Durability::None => "OFF",
    };
    connection.execute_batch(&format!(
        "PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096; \
         PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;",
    ))?;
    match access {
        // Neither stands still in the engine: units ask again after an async pause, and a
        // sweep that is not possible now will be later.
        Access::Write | Access::Checkpoint => connection.busy_timeout(Duration::ZERO)?,
        Access::Read => connection.execute_batch("PRAGMA query_only = ON")?,
    }
    Ok(connection)
}

/// A connection for one long read, such as a copy of everything.
pub(crate) fn plain_reader(path: &Path) -> Result<Connection, SqlError> {
    Ok(Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

/// Binds each `$n` to the argument of that number.
///
/// To SQLite `$2` is a name, numbered by its first appearance, so binding by place would put
/// values into wrong columns without an error.
fn bind(statement: &mut Statement<'_>, args: &[Arg<'_>]) -> Result<(), SqlError> {
    refuse_nul(args)?;
    let wrong = || SqlError::Arguments { given: args.len() };
    if statement.parameter_count() != args.len() {
        return Err(wrong());
    }
    for at in 1..=args.len() {
        let digits = statement.parameter_name(at).and_then(|name| name.get(1..));
        let number: usize = digits.and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
        match args.get(number.wrapping_sub(1)).ok_or_else(wrong)? {
            Arg::Int(value) => statement.raw_bind_parameter(at, value)?,
            Arg::Text(value) => statement.raw_bind_parameter(at, value)?,
            Arg::Blob(value) => statement.raw_bind_parameter(at, value)?,
        }
    }
    Ok(())
}

/// Runs a statement for its effect; the number of rows it changed.
pub(crate) fn run(
    connection: &mut Connection,
    sql: &str,
    args: &[Arg<'_>],
) -> Result<u64, SqlError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX))
}

/// The first row of the answer, if there is one.
pub(crate) fn one<T: FromRow>(
    connection: &mut Connection,
    sql: &str,
    args: &[Arg<'_>],
) -> Result<Option<T>, SqlError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    // A statement that writes checks foreign keys at its very end, so it has to get there.
    let writes = !statement.readonly();
    let mut rows = statement.raw_query();
    let Some(row) = rows.next()? else { return Ok(None) };
    let found = T::from_row(&Row(Source::Sqlite(row)))?;
    if writes {
        while rows.next()?.is_some() {}
    }
    Ok(Some(found))
}

/// All rows of the answer.
pub(crate) fn all<T: FromRow>(
    connection: &mut Connection,
    sql: &str,
    args: &[Arg<'_>],
) -> Result<Vec<T>, SqlError> {
    collect(&mut *connection.prepare_cached(sql)?, args)
}

/// Like [`all`] for text that was built: it must not push the fixed ones out of the cache.
pub(crate) fn all_built<T: FromRow>(
    connection: &mut Connection,
    sql: &str,
    args: &[Arg<'_>],
) -> Result<Vec<T>, SqlError> {
    collect(&mut connection.prepare(sql)?, args)
}

fn collect<T: FromRow>(
    statement: &mut Statement<'_>,
    args: &[Arg<'_>],
) -> Result<Vec<T>, SqlError> {
    bind(statement, args)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(T::from_row(&Row(Source::Sqlite(row)))?);
    }
    Ok(found)
}
