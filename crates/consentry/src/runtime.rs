//! What the process gives to everything below it: time, randomness, tasks and the end of all three.
//!
//! These are the only implementations of [`Clock`](consentry_model::Clock) and
//! [`IdSource`](consentry_model::IdSource) outside tests.

mod clock;
mod ids;
mod signals;
mod tasks;

pub use clock::SystemClock;
pub use ids::SystemIds;
pub use signals::stop_on_signals;
pub use tasks::Tasks;
