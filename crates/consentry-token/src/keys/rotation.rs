//! When a signing key has to be followed by another one (A44).
//!
//! Clients keep the key document for a day, as its headers say. So a key is published longer than
//! a day before it signs, and stays published longer than the life of its last token and a day
//! behind its last signature: whoever keeps the document by its headers never meets a token whose
//! key he does not know.

use std::time::Duration;

use consentry_model::Timestamp;

use super::{KeyLife, KeyScope, KeyState};

/// How long the key document may be kept (`Cache-Control: max-age`).
pub const DOCUMENT_KEPT: Duration = Duration::from_hours(24);
/// How long a new key is published before it signs: a day, and an hour for nodes that learn of it
/// late.
pub const AHEAD: Duration = Duration::from_hours(25);
/// How long a key counts after its last signature: 90 minutes, the longest life of a token, a
/// day, and half an hour for clocks that differ.
pub const BEHIND: Duration = Duration::from_hours(26);

/// When a key of this scope has to be made now, the moment from which it signs; `None` if the
/// keys at hand will do. `lives` are those of one scope.
///
/// A tenant without a key of its own needs none: the installation's sign for it.
pub fn due(
    scope: KeyScope,
    lives: &[KeyLife],
    interval: Duration,
    now: Timestamp,
) -> Option<Timestamp> {
    let in_state = |state| lives.iter().filter(move |life| life.state(now) == state);
    if in_state(KeyState::Next).next().is_some() {
        return None;
    }
    let newest = in_state(KeyState::Current).map(|life| life.not_before).max();
    match newest {
        Some(since) => {
            let from = since.plus(interval);
            (from.minus(AHEAD) <= now).then(|| from.max(now.plus(AHEAD)))
        }
        None => (scope == KeyScope::Installation).then_some(now),
    }
}
