//! The tasks of this process and the order to stop.
//!
//! Whoever starts something long does it here, so that the end of the process waits for it.

use std::{future::Future, time::Duration};

use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Starts tasks and ends them together. Clones share the same tasks.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// No tasks yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a task that the end of the process waits for.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(self.tracker.spawn(task));
    }

    /// Starts a task that is dropped at its next wait once the order to stop is given.
    pub fn spawn_until_stopped(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.spawn(async move {
            tokio::select! {
                () = task => {}
                () = stop.cancelled() => {}
            }
        });
    }

    /// Gives the order to stop; tasks end when they have answered what they began.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether the order was given.
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Waits for the order to stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// The order itself, for those who hand it on.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Gives the order and waits for all tasks; `false` if some had not ended after `grace`.
    pub async fn finish(&self, grace: Duration) -> bool {
        self.stop();
        self.tracker.close();
        timeout(grace, self.tracker.wait()).await.is_ok()
    }

    /// How many tasks there are.
    pub fn count(&self) -> usize {
        self.tracker.len()
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn the_end_waits_for_what_was_begun() {
        let tasks = Tasks::new();
        let stop = tasks.stop_token();
        tasks.spawn(async move { stop.cancelled().await });
        tasks.spawn_until_stopped(pending());
        assert_eq!(tasks.count(), 2);
        assert!(tasks.finish(Duration::from_secs(5)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_does_not_wait_for_ever() {
        let tasks = Tasks::new();
        tasks.spawn(pending());
        assert!(!tasks.finish(Duration::from_secs(5)).await);
    }
}
