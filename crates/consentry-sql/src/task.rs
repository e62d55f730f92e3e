//! The one place where this crate starts tasks.

/// Starts a task that ends by itself when its database is closed or dropped.
#[expect(
    clippy::disallowed_methods,
    reason = "the task belongs to one database, whose `close` waits for its work"
)]
pub(crate) fn start(task: impl Future<Output = ()> + Send + 'static) {
    drop(tokio::spawn(task));
}
