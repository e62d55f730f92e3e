//! A database of either engine, and the two ways to use it: a reader and a unit of work.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{broadcast, watch};

use crate::error::SqlError;
use crate::migrate::{self, MigrateOutcome, Migration};
use crate::postgres::{Postgres, PostgresOptions, listener};
use crate::reader::Reader;
use crate::sqlite::{Sqlite, SqliteOptions, blocking, copy};
use crate::unit::Unit;
use crate::wake::{Wake, Wakes};

/// Wake-ups kept for a listener that is slow.
const WAKES: usize = 1_024;

/// Which engine is behind a [`Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file of this machine.
    Sqlite,
    /// A server that several nodes share.
    Postgres,
}

/// An open database. Cloning is cheap; all clones are one database.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    backend: Backend,
    wakes: broadcast::Sender<Wake>,
    listening: AtomicBool,
    closed: watch::Sender<bool>,
}

pub(crate) enum Backend {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.engine()).finish()
    }
}

impl Db {
    /// Opens an SQLite file; must be called inside a tokio runtime, which the database's own
    /// tasks then use.
    pub async fn open_sqlite(path: &Path, options: SqliteOptions) -> Result<Self, SqlError> {
        Ok(Self::new(Backend::Sqlite(Sqlite::open(path, options).await?)))
    }

    /// Opens a PostgreSQL database by its URL (`postgres://user@host:port/name?sslmode=…`).
    pub async fn open_postgres(url: &str, options: PostgresOptions) -> Result<Self, SqlError> {
        Ok(Self::new(Backend::Postgres(Arc::new(Postgres::open(url, &options).await?))))
    }

    fn new(backend: Backend) -> Self {
        Self(Arc::new(Inner {
            backend,
            wakes: broadcast::Sender::new(WAKES),
            listening: AtomicBool::new(false),
            closed: watch::Sender::new(false),
        }))
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.0.backend
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.0.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Brings the tables of `set` to the newest version in `migrations`.
    ///
    /// Writes nothing if the database is newer than the program.
    pub async fn migrate(
        &self,
        set: &str,
        migrations: &[Migration],
    ) -> Result<MigrateOutcome, SqlError> {
        migrate::migrate(self.backend(), set, migrations).await
    }

    /// A connection for reading; each statement sees what is committed when it begins.
    pub async fn read(&self) -> Result<Reader, SqlError> {
        Reader::open(self.backend()).await
    }

    /// A unit of work: everything in it happens, durably, or nothing does.
    ///
    /// While it is open, nothing but the database may be waited for: on SQLite everybody else
    /// who wants to write stands behind it.
    pub async fn unit(&self) -> Result<Unit, SqlError> {
        Unit::open(self.backend()).await
    }

    /// A number that changes whenever anybody, another process too, has committed a write;
    /// `None` on PostgreSQL, which has no such number.
    pub fn data_version(&self) -> Result<Option<i64>, SqlError> {
        match self.backend() {
            Backend::Sqlite(sqlite) => sqlite.data_version().map(Some),
            Backend::Postgres(_) => Ok(None),
        }
    }

    /// Writes a consistent copy of an SQLite file while others go on; `to` must not exist.
    pub async fn backup(&self, to: &Path) -> Result<(), SqlError> {
        match self.backend() {
            Backend::Sqlite(sqlite) => {
                let (from, to) = (sqlite.path.clone(), to.to_owned());
                blocking(move || copy::copy(&from, &to)).await?
            }
            Backend::Postgres(_) => Err(SqlError::Unsupported("a copy of the database's file")),
        }
    }

    /// Tells listeners, after a commit, that something changed: on PostgreSQL on every node, on
    /// SQLite in this process. A hint only, so a caller may ignore the error.
    pub async fn wake(&self, channel: &str, payload: &str) -> Result<(), SqlError> {
        match self.backend() {
            Backend::Sqlite(_) => {
                let wake = Wake::Hint { channel: channel.into(), payload: payload.into() };
                // Without listeners there is nobody to wake.
                drop(self.0.wakes.send(wake));
                Ok(())
            }
            Backend::Postgres(postgres) => listener::wake(postgres, channel, payload).await,
        }
    }

    /// Hears wake-ups from now on. On PostgreSQL the first [`Wake::Missed`] tells that the
    /// listening connection is up.
    pub fn listen(&self) -> Wakes {
        let wakes = Wakes(self.0.wakes.subscribe());
        if let Backend::Postgres(postgres) = self.backend()
            && !self.0.listening.swap(true, Ordering::AcqRel)
        {
            crate::task::start(listener::listen(
                postgres.config.clone(),
                postgres.tls.clone(),
                self.0.wakes.clone(),
                self.0.closed.subscribe(),
            ));
        }
        wakes
    }

    /// Makes durable what was committed, refuses everything later, and lets go of file or
    /// server.
    pub async fn close(&self) {
        self.0.closed.send_replace(true);
        match self.backend() {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close(),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.closed.send_replace(true);
    }
}
