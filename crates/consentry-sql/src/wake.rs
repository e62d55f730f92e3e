//! Wake-ups: a hint that something changed, so that a waiting task reads again at once.
//!
//! They may be lost or come twice, and carry no truth: whoever is woken reads the database.
//! On SQLite they stay in this process, on PostgreSQL they reach every node.

use tokio::sync::broadcast;

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// Something changed.
    Hint {
        /// What kind of thing, as the waker called it.
        channel: Box<str>,
        /// Which one.
        payload: Box<str>,
    },
    /// Wake-ups may have been lost: everything should be read again.
    Missed,
}

/// Hears the wake-ups of one database from the moment it was made.
#[derive(Debug)]
pub struct Wakes(pub(crate) broadcast::Receiver<Wake>);

impl Wakes {
    /// Waits for the next wake-up; `None` when the database is gone.
    pub async fn next(&mut self) -> Option<Wake> {
        match self.0.recv().await {
            Ok(wake) => Some(wake),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Wake::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
