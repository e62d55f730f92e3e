//! Keeps the write-ahead log short, outside the commits.
//!
//! The engine's own checkpoint runs inside a commit and makes its slowest hundredth; here a
//! second connection does it while units go on. The log begins anew only when a write finds it
//! swept to its end, which never happens while units follow each other; so a long log is swept
//! once more in a turn of its own, when little is left to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;
use tokio::sync::{Mutex, Notify};

use super::blocking;
use super::writer::Turnstile;
use crate::error::SqlError;

/// Pages that the log has grown by from which a sweep pays.
const WORTHWHILE: usize = 1_000;
/// Pages in the log from which it should begin anew.
const LONG: usize = 8_000;

/// The log's length, and the connection that sweeps it.
pub(crate) struct Log {
    /// After the last commit, in pages.
    pages: Arc<AtomicUsize>,
    /// When the last sweep began.
    swept: AtomicUsize,
    call: Notify,
    /// Nothing once the database was closed.
    sweeper: Mutex<Option<Connection>>,
}

impl Log {
    /// Watches the log from now on: the writer tells how long it is.
    pub(crate) fn watch(writer: &mut Connection, sweeper: Connection) -> Result<Self, SqlError> {
        let pages = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&pages);
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            counted.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        let sweeper = Mutex::new(Some(sweeper));
        Ok(Self { pages, swept: AtomicUsize::new(0), call: Notify::new(), sweeper })
    }

    /// After a commit: calls the sweeper if there is something to do.
    pub(crate) fn note_commit(&self) {
        let (pages, swept) = self.lengths();
        // A log that began anew is shorter than it was.
        let grown = if pages < swept { pages } else { pages - swept };
        if grown >= WORTHWHILE {
            self.call.notify_one();
        }
    }

    pub(crate) fn wake_sweeper(&self) {
        self.call.notify_one();
    }

    pub(crate) async fn close(&self) {
        drop(self.sweeper.lock().await.take());
    }

    /// Pages in the log after the last commit, and when the last sweep began.
    pub(super) fn lengths(&self) -> (usize, usize) {
        (self.pages.load(Ordering::Relaxed), self.swept.load(Ordering::Relaxed))
    }
}

/// Sweeps whenever the committer says that the log has grown.
pub(crate) async fn sweep_log(turnstile: Arc<Turnstile>) {
    let log = &turnstile.log;
    loop {
        log.call.notified().await;
        if turnstile.is_stopped() {
            return;
        }
        let mut place = log.sweeper.lock().await;
        let Some(connection) = place.take() else { return };
        let (pages, _) = log.lengths();
        log.swept.store(pages, Ordering::Relaxed);
        let swept = blocking(move || {
            let outcome = passive(&connection);
            (connection, outcome)
        });
        let swept = match swept.await {
            Ok((connection, Ok(()))) if pages >= LONG => turnstile
                .between_batches(move |_| (passive(&connection), connection))
                .await
                .map(|(outcome, connection)| (connection, outcome)),
            other => other,
        };
        match swept {
            Ok((connection, outcome)) => {
                *place = Some(connection);
                if let Err(why) = outcome {
                    tracing::warn!(error = why.told(), "the log could not be swept");
                }
            }
            Err(why) => tracing::error!(error = why.told(), "the checkpointer's thread ended"),
        }
    }
}

/// Moves what nobody reads any more into the file, without waiting for anybody.
fn passive(connection: &Connection) -> Result<(), SqlError> {
    let mut statement = connection.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?;
    Ok(statement.query_row([], |_| Ok(()))?)
}

/// Moves everything into the file and empties the log, if no reader holds it.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), SqlError> {
    let mut statement = connection.prepare_cached("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(statement.query_row([], |_| Ok(()))?)
}
