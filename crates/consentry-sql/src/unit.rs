//! A unit of work: statements that happen together, durably, or not at all.

use std::time::{Duration, Instant};

use crate::db::Backend;
use crate::error::SqlError;
use crate::postgres::Transaction;
use crate::queries::Queries;
use crate::sqlite::writer::Turn;
use crate::value::{Arg, FromRow};

/// A unit that was open for longer kept everybody else waiting, and is reported.
const LONG: Duration = Duration::from_millis(250);

/// A unit of work. Dropped without [`Unit::commit`], it leaves no trace.
///
/// After a failed statement it can only be dropped: PostgreSQL would refuse what follows, and
/// SQLite behaves alike here. Where a duplicate is expected, say `ON CONFLICT DO NOTHING`.
#[must_use = "a unit of work that is not committed is rolled back"]
pub struct Unit {
    work: Work,
    state: State,
    open: Open,
}

/// Since when a unit is open; reports on its way out if that was long ago.
struct Open(Instant);

impl Drop for Open {
    fn drop(&mut self) {
        let open = self.0.elapsed();
        if open > LONG {
            let milliseconds = u64::try_from(open.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(milliseconds, "a unit of work was open for long");
        }
    }
}

enum Work {
    Sqlite(Turn),
    Postgres(Box<Transaction>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    Failed,
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unit").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Unit {
    pub(crate) async fn open(backend: &Backend) -> Result<Self, SqlError> {
        let work = match backend {
            Backend::Sqlite(sqlite) => Work::Sqlite(sqlite.turnstile.turn().await?),
            Backend::Postgres(postgres) => Work::Postgres(Box::new(postgres.transaction().await?)),
        };
        Ok(Self { work, state: State::Sound, open: Open(Instant::now()) })
    }

    fn refuse_failed(&self) -> Result<(), SqlError> {
        match self.state {
            State::Sound => Ok(()),
            State::Failed => Err(SqlError::UnitFailed),
        }
    }

    /// Remembers a failure.
    fn note<T>(&mut self, outcome: Result<T, SqlError>) -> Result<T, SqlError> {
        if outcome.is_err() {
            self.state = State::Failed;
        }
        outcome
    }

    /// Runs a statement for its effect; the number of rows it changed.
    pub async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, SqlError> {
        self.refuse_failed()?;
        let outcome = match &mut self.work {
            Work::Sqlite(turn) => turn.run(sql, args),
            Work::Postgres(transaction) => transaction.client.run(sql, args).await,
        };
        self.note(outcome)
    }

    /// The first row of the answer, if there is one.
    pub async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        self.refuse_failed()?;
        let outcome = match &mut self.work {
            Work::Sqlite(turn) => turn.one(sql, args),
            Work::Postgres(transaction) => transaction.client.one(sql, args).await,
        };
        self.note(outcome)
    }

    /// All rows of a short answer.
    pub async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        self.refuse_failed()?;
        let outcome = match &mut self.work {
            Work::Sqlite(turn) => turn.all(sql, args),
            Work::Postgres(transaction) => transaction.client.all(sql, args).await,
        };
        self.note(outcome)
    }

    /// All rows for text that was built by code (never from what a user typed). A unit is no
    /// place for a long search: use a [`Reader`](crate::Reader).
    pub async fn list_dynamic<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        self.refuse_failed()?;
        let outcome = match &mut self.work {
            Work::Sqlite(turn) => turn.all_built(sql, args),
            Work::Postgres(transaction) => transaction.client.all_built(sql, args).await,
        };
        self.note(outcome)
    }

    /// Waits until no other unit holds the lock of this name, and holds it to the end.
    ///
    /// For decisions from what is read in the unit: on SQLite units never overlap, so this costs
    /// nothing there; on PostgreSQL they do.
    pub async fn lock(&mut self, name: &str) -> Result<(), SqlError> {
        self.refuse_failed()?;
        let outcome = match &mut self.work {
            Work::Sqlite(_) => Ok(()),
            Work::Postgres(transaction) => transaction
                .client
                .run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", &[name.into()])
                .await
                .map(drop),
        };
        self.note(outcome)
    }

    /// Keeps the work; returns when it is durable.
    ///
    /// A caller who stops waiting does not stop the commit.
    pub async fn commit(self) -> Result<(), SqlError> {
        self.refuse_failed()?;
        let Self { work, open, .. } = self;
        // Waiting for the disk keeps nobody else waiting.
        drop(open);
        match work {
            Work::Sqlite(turn) => turn.commit().await,
            Work::Postgres(transaction) => transaction.commit().await,
        }
    }
}

impl Queries for Unit {
    async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        Self::one(self, sql, args).await
    }

    async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        Self::all(self, sql, args).await
    }

    async fn list_dynamic<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        Self::list_dynamic(self, sql, args).await
    }
}
