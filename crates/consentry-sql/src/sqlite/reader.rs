//! The readers of an SQLite file: a few read-only connections, lent to one task each.
//!
//! A reader sees what was committed when its statement began and never waits for the writer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{blocking, connection};
use crate::error::SqlError;
use crate::value::{Arg, FromRow, OwnedArg};

/// The pool: a semaphore with as many permits as there are connections on the stack.
pub(crate) struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    patience: Duration,
}

impl Readers {
    pub(crate) fn new(connections: Vec<Connection>, patience: Duration) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self { idle: Mutex::new(connections), permits, patience }
    }

    /// Waits for a connection that nobody uses; not for ever, as a caller who holds one and
    /// asks for more may wait for itself.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Loan, SqlError> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => timeout(self.patience, Arc::clone(&self.permits).acquire_owned())
                .await
                .map_err(|why| SqlError::unavailable("waiting for a connection", why))?
                .map_err(|_| SqlError::Closed)?,
        };
        let connection = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = connection.ok_or(SqlError::Closed)?;
        Ok(Loan { connection: Some(connection), from: Arc::clone(self), _permit: permit })
    }

    /// Refuses new loans and lets go of the connections, the lent ones as they come back.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A lent connection; it goes back when it is dropped, wherever that happens.
pub(crate) struct Loan {
    connection: Option<Connection>,
    from: Arc<Readers>,
    // Given back after the connection, as fields drop after `drop` has run.
    _permit: OwnedSemaphorePermit,
}

impl Loan {
    fn connection(&mut self) -> Result<&mut Connection, SqlError> {
        self.connection.as_mut().ok_or(SqlError::Closed)
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

    /// Lists and searches run on the blocking pool: the loan goes there and comes back.
    pub(crate) async fn all_built<T: FromRow>(
        mut self,
        sql: &str,
        args: &[Arg<'_>],
    ) -> (Result<Self, SqlError>, Result<Vec<T>, SqlError>) {
        let sql = sql.to_owned();
        let args: Vec<OwnedArg> = args.iter().copied().map(OwnedArg::from).collect();
        let work = blocking(move || {
            let args: Vec<Arg<'_>> = args.iter().map(OwnedArg::as_arg).collect();
            let found = self
                .connection()
                .and_then(|connection| connection::all_built(connection, &sql, &args));
            (self, found)
        });
        match work.await {
            Ok((loan, found)) => (Ok(loan), found),
            Err(why) => (Err(why.clone()), Err(why)),
        }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && !self.from.permits.is_closed()
        {
            self.from.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
