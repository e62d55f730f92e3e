//! Group commit: units of work take turns on the one writer, and their commits are shared.
//!
//! The writer sits in a fair lock. A unit locks it, begins the shared transaction if none is
//! open, sets a savepoint, and works on its caller's own task. Committing releases the
//! savepoint, leaves an address for the answer, and calls the committer, who queues for the
//! lock like anybody: the batch is exactly who was waiting, without timer or count. Nobody is
//! answered before the shared commit is on disk. A dropped unit leaves its savepoint open, and
//! whoever has the next turn rolls it back. Figures: `docs/adr/0001-sql-layer.md`.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

use super::{SqliteOptions, blocking, connection, upkeep};
use crate::error::SqlError;
use crate::value::{Arg, FromRow};

/// Units that may share one commit; the next to come commits them first.
const BATCH: usize = 256;
/// The first pause while another process writes to the file; it doubles up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LAST_PAUSE: Duration = Duration::from_millis(25);

type Answer = oneshot::Sender<Result<(), SqlError>>;

/// The writer connection and the transaction that is open on it.
pub(crate) struct Writer {
    /// Nothing once the database was closed.
    connection: Option<Connection>,
    batch: Option<Batch>,
    /// Whether a dropped unit left its savepoint open.
    loose: bool,
}

/// One shared transaction.
#[derive(Default)]
struct Batch {
    units: usize,
    waiting: Vec<Answer>,
    /// Whether the committer knows of it.
    called: bool,
}

impl Writer {
    fn connection(&mut self) -> Result<&mut Connection, SqlError> {
        self.connection.as_mut().ok_or(SqlError::Closed)
    }

    fn execute(&mut self, sql: &'static str) -> Result<(), SqlError> {
        connection::run(self.connection()?, sql, &[]).map(drop)
    }

    fn inside_transaction(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_autocommit())
    }

    fn is_full(&self) -> bool {
        self.batch.as_ref().is_some_and(|batch| batch.units >= BATCH)
    }

    /// Opens the shared transaction if none is open, and a savepoint in it.
    fn begin(&mut self) -> Result<(), SqlError> {
        if self.batch.is_none() {
            if self.inside_transaction() {
                self.execute("ROLLBACK")?;
            }
            self.execute("BEGIN IMMEDIATE")?;
            self.batch = Some(Batch::default());
        }
        self.execute("SAVEPOINT unit")?;
        if let Some(batch) = &mut self.batch {
            batch.units += 1;
        }
        Ok(())
    }

    /// Keeps the unit's work in the shared transaction and notes who waits for it.
    fn release(&mut self, answer: Answer) {
        match self.execute("RELEASE unit") {
            Ok(()) => match &mut self.batch {
                Some(batch) => batch.waiting.push(answer),
                None => send(answer, Err(SqlError::UnitFailed)),
            },
            Err(why) => {
                send(answer, Err(why.clone()));
                self.lose(&why);
            }
        }
    }

    /// Takes back what a dropped unit did.
    fn tidy(&mut self) {
        if !std::mem::take(&mut self.loose) {
            return;
        }
        // Some failures (disk full, I/O) make the engine roll back everything by itself.
        let outcome = if self.inside_transaction() {
            self.execute("ROLLBACK TO unit").and_then(|()| self.execute("RELEASE unit"))
        } else {
            Err(SqlError::Unavailable { doing: "it rolled back by itself", cause: None })
        };
        if let Err(why) = outcome {
            self.lose(&why);
        }
    }

    /// Gives the whole batch up, and tells everybody in it.
    fn lose(&mut self, why: &SqlError) {
        if self.inside_transaction()
            && let Err(worse) = self.execute("ROLLBACK")
        {
            tracing::error!(error = worse.told(), "the writer could not roll back");
        }
        for answer in self.batch.take().map(|batch| batch.waiting).unwrap_or_default() {
            send(answer, Err(why.clone()));
        }
    }

    /// Ends a transaction that began without getting a first unit: nobody else would.
    fn give_up_empty(&mut self, why: &SqlError) {
        if self.batch.as_ref().is_some_and(|batch| batch.waiting.is_empty()) {
            self.lose(why);
        }
    }

    /// Makes the batch durable and answers everybody in it. Blocks on the disk.
    fn commit(&mut self) {
        self.tidy();
        let Some(batch) = &self.batch else { return };
        let sql = if batch.waiting.is_empty() { "ROLLBACK" } else { "COMMIT" };
        match self.execute(sql) {
            Ok(()) => {
                for answer in self.batch.take().map(|batch| batch.waiting).unwrap_or_default() {
                    send(answer, Ok(()));
                }
            }
            Err(why) => self.lose(&why),
        }
    }
}

/// A receiver that is gone belongs to a caller who gave up waiting: nothing is left to tell.
fn send(answer: Answer, outcome: Result<(), SqlError>) {
    drop(answer.send(outcome));
}

/// The queue for the writer, and the task that commits.
pub(crate) struct Turnstile {
    writer: Arc<Mutex<Writer>>,
    call: Notify,
    stopped: AtomicBool,
    pub(super) log: upkeep::Log,
    busy_wait: Duration,
    patience: Duration,
}

impl Turnstile {
    /// Takes the writer over and starts the committer and the checkpointer.
    pub(crate) fn start(
        mut writer: Connection,
        sweeper: Connection,
        options: &SqliteOptions,
    ) -> Result<Arc<Self>, SqlError> {
        let log = upkeep::Log::watch(&mut writer, sweeper)?;
        let writer = Writer { connection: Some(writer), batch: None, loose: false };
        let turnstile = Arc::new(Self {
            writer: Arc::new(Mutex::new(writer)),
            call: Notify::new(),
            stopped: AtomicBool::new(false),
            log,
            busy_wait: options.busy_wait,
            patience: options.patience,
        });
        crate::task::start(Arc::clone(&turnstile).commit_batches());
        crate::task::start(upkeep::sweep_log(Arc::clone(&turnstile)));
        Ok(turnstile)
    }

    /// Waits for a turn and opens a unit of work.
    pub(crate) async fn turn(self: &Arc<Self>) -> Result<Turn, SqlError> {
        let mut writer = match Arc::clone(&self.writer).try_lock_owned() {
            Ok(writer) => writer,
            // Not for ever: a caller who holds a unit and asks for another waits for itself.
            Err(_) => timeout(self.patience, Arc::clone(&self.writer).lock_owned())
                .await
                .map_err(|why| SqlError::unavailable("waiting for a turn to write", why))?,
        };
        writer.tidy();
        if writer.is_full() {
            writer = commit_elsewhere(writer).await?;
        }
        let mut waited = Duration::ZERO;
        let mut pause = FIRST_PAUSE;
        loop {
            match writer.begin() {
                Ok(()) => break,
                Err(why) if is_locked(&why) && waited < self.busy_wait => {
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
                Err(why) => {
                    writer.give_up_empty(&why);
                    return Err(why);
                }
            }
        }
        Ok(Turn { writer: Some(writer), turnstile: Arc::clone(self) })
    }

    /// The committer's life: called, it stands in the queue behind all who are waiting.
    async fn commit_batches(self: Arc<Self>) {
        loop {
            self.call.notified().await;
            // Callers who are about to queue get in front: batches become fuller.
            tokio::task::yield_now().await;
            let writer = Arc::clone(&self.writer).lock_owned().await;
            if writer.batch.is_some()
                && let Err(why) = commit_elsewhere(writer).await
            {
                tracing::error!(error = why.told(), "the committer's thread ended");
            }
            self.log.note_commit();
            if self.is_stopped() {
                return;
            }
        }
    }

    /// Runs work on the blocking pool while no unit and no transaction is open.
    pub(super) async fn between_batches<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Result<T, SqlError> {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        blocking(move || {
            writer.commit();
            work(&mut writer)
        })
        .await
    }

    /// Runs work that is no unit (migrations) on the writer, between two batches.
    pub(crate) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, SqlError> + Send + 'static,
    ) -> Result<T, SqlError> {
        let busy_wait = self.busy_wait;
        self.between_batches(move |writer| {
            let connection = writer.connection()?;
            connection.busy_timeout(busy_wait)?;
            let outcome = work(connection);
            connection.busy_timeout(Duration::ZERO)?;
            outcome
        })
        .await?
    }

    /// Commits what is open and lets go of the file; later turns are refused.
    pub(crate) async fn close(&self) {
        self.log.close().await;
        let closed = self.between_batches(|writer| {
            if let Some(connection) = writer.connection.take()
                && let Err(why) = upkeep::checkpoint(&connection)
            {
                tracing::warn!(error = why.told(), "the log could not be emptied at the end");
            }
        });
        if let Err(why) = closed.await {
            tracing::warn!(error = why.told(), "the writer's thread ended");
        }
        self.stop();
    }

    /// Ends the tasks; what is committed by then is still made durable.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.call.notify_one();
        self.log.wake_sweeper();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }
}

/// Commits on the blocking pool; the lock travels there and back, or is let go of there when
/// the caller stops waiting.
async fn commit_elsewhere(
    mut writer: OwnedMutexGuard<Writer>,
) -> Result<OwnedMutexGuard<Writer>, SqlError> {
    blocking(move || {
        writer.commit();
        writer
    })
    .await
}

fn is_locked(why: &SqlError) -> bool {
    matches!(why, SqlError::Unavailable { doing: crate::error::LOCKED, .. })
}

/// A unit of work on SQLite: the right to the writer, and an open savepoint.
pub(crate) struct Turn {
    /// Something until the unit is committed.
    writer: Option<OwnedMutexGuard<Writer>>,
    turnstile: Arc<Turnstile>,
}

impl Turn {
    fn connection(&mut self) -> Result<&mut Connection, SqlError> {
        self.writer.as_mut().ok_or(SqlError::Closed)?.connection()
    }

    pub(crate) fn run(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<u64, SqlError> {
        connection::run(self.connection()?, sql, args)
    }

    pub(crate) fn one<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, SqlError> {
        connection::one(self.connection()?, sql, args)
    }

    pub(crate) fn all<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        connection::all(self.connection()?, sql, args)
    }

    pub(crate) fn all_built<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, SqlError> {
        connection::all_built(self.connection()?, sql, args)
    }

    /// Hands the work to the committer and waits until it is durable.
    pub(crate) async fn commit(mut self) -> Result<(), SqlError> {
        let (answer, outcome) = oneshot::channel();
        let Some(mut writer) = self.writer.take() else { return Err(SqlError::Closed) };
        writer.release(answer);
        self.hand_on(writer);
        outcome.await.unwrap_or(Err(SqlError::OutcomeUnknown { cause: None }))
    }

    /// Ends the turn, and calls the committer if the batch is new to it.
    fn hand_on(&self, mut writer: OwnedMutexGuard<Writer>) {
        let news =
            writer.batch.as_mut().is_some_and(|batch| !std::mem::replace(&mut batch.called, true));
        drop(writer);
        if news {
            self.turnstile.call.notify_one();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(mut writer) = self.writer.take() {
            writer.loose = true;
            self.hand_on(writer);
        }
    }
}
