//! Keeps the write-ahead log short, outside the commits.
//!
//! The engine's own checkpoint runs inside a commit and makes its slowest hundredth; here a
//! second connection does it while units go on.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::Connection;

use super::blocking;
use super::writer::Turnstile;
use crate::error::SqlError;

/// Pages in the log from which a sweep pays.
pub(crate) const WORTHWHILE: usize = 1_000;
/// Pages in the log from which writing waits for the sweep.
pub(crate) const URGENT: usize = 32_000;

/// Sweeps whenever the committer says that the log has grown.
pub(crate) async fn sweep_log(turnstile: Arc<Turnstile>) {
    loop {
        turnstile.sweep.notified().await;
        if turnstile.is_stopped() {
            return;
        }
        let mut place = turnstile.sweeper.lock().await;
        let Some(connection) = place.take() else { return };
        turnstile.log_pages.store(0, Ordering::Relaxed);
        let swept = blocking(move || {
            let outcome = passive(&connection);
            (connection, outcome)
        });
        match swept.await {
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
