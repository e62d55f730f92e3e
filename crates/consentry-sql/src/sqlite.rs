//! The SQLite side: one writer whose turns are units of work, a few readers, a checkpointer.
//!
//! Statements run on the caller's own task, since a read by key takes some microseconds;
//! lists, commits, checkpoints and copies go to the blocking pool. Connections, their settings
//! and how arguments are bound are here; turns and group commit are in [`writer`].

pub(crate) mod connection;
pub(crate) mod copy;
pub(crate) mod reader;
pub(crate) mod upkeep;
pub(crate) mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::SqlError;

use connection::Access;
use reader::Readers;
use writer::Turnstile;

/// How an SQLite file is opened.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// Connections for reading; each may be used by one task at a time.
    pub readers: usize,
    /// How long a unit of work waits while another process writes to the file.
    pub busy_wait: Duration,
    /// How long to wait for a reader or for a turn to write.
    pub patience: Duration,
    /// Whether a commit reaches the disk before it is acknowledged.
    pub durability: Durability,
    /// Whether a missing file is made.
    pub missing: Missing,
}

/// Whether a commit reaches the disk before it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `synchronous=FULL`: an acknowledged unit of work survives a power cut.
    Full,
    /// `synchronous=OFF`: for tests and for files that can be made again.
    None,
}

/// What to do when the file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Make it, readable by its owner only.
    Create,
    /// Fail.
    Refuse,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            readers: 4,
            busy_wait: Duration::from_secs(5),
            patience: Duration::from_secs(30),
            durability: Durability::Full,
            missing: Missing::Create,
        }
    }
}

/// An open SQLite file.
pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
    pub(crate) turnstile: Arc<Turnstile>,
    pub(crate) readers: Arc<Readers>,
    /// A connection of its own, as `PRAGMA data_version` only compares within one.
    watcher: Mutex<Option<rusqlite::Connection>>,
}

impl Sqlite {
    /// Opens the file and starts its committer and its checkpointer.
    pub(crate) async fn open(path: &Path, options: SqliteOptions) -> Result<Arc<Self>, SqlError> {
        let path = path.to_owned();
        let opened = blocking(move || {
            connection::prepare_file(&path, options.missing)?;
            let writer = connection::open(&path, Access::Write, &options)?;
            let mut readers = Vec::with_capacity(options.readers.max(1));
            for _ in 0..options.readers.max(1) {
                readers.push(connection::open(&path, Access::Read, &options)?);
            }
            let watcher = connection::open(&path, Access::Read, &options)?;
            let sweeper = connection::open(&path, Access::Checkpoint, &options)?;
            Ok::<_, SqlError>((path, writer, readers, watcher, sweeper, options))
        });
        let (path, writer, readers, watcher, sweeper, options) = opened.await??;
        let turnstile = Turnstile::start(writer, sweeper, &options)?;
        Ok(Arc::new(Self {
            path,
            turnstile,
            readers: Arc::new(Readers::new(readers, options.patience)),
            watcher: Mutex::new(Some(watcher)),
        }))
    }

    /// A number that changes when anybody, this process or another, has committed a write.
    pub(crate) fn data_version(&self) -> Result<i64, SqlError> {
        let watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = watcher.as_ref().ok_or(SqlError::Closed)?;
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Commits what is open, refuses what comes later, and lets go of the file.
    pub(crate) async fn close(&self) {
        self.readers.close();
        drop(self.watcher.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.turnstile.close().await;
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.turnstile.stop();
    }
}

/// Runs what may take long off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, SqlError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|why| SqlError::unavailable("its thread ended", why))
}
