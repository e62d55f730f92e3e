//! When a key is published, when it signs, and when it retires.
//!
//! Plain data: a key can be published ahead of its first signature and kept after its last one.
//! Who moves these times, and when, is the business of [`super::rotation`].

use consentry_model::{TenantId, Timestamp};

use super::rotation::BEHIND;

/// For whose tokens a key counts (A34, BI-134).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyScope {
    /// Every tenant of the installation.
    Installation,
    /// One tenant alone.
    Tenant(TenantId),
}

impl KeyScope {
    /// Whether a token of this tenant may be signed by the key.
    pub fn covers(self, tenant: TenantId) -> bool {
        match self {
            Self::Installation => true,
            Self::Tenant(own) => own == tenant,
        }
    }
}

/// Where a key stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published ahead: clients learn it, nothing is signed with it yet.
    Next,
    /// Signs.
    Current,
    /// Signs no more; tokens of it still count.
    Previous,
    /// Neither published nor trusted.
    Retired,
}

/// The times of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyLife {
    /// For whose tokens.
    pub scope: KeyScope,
    /// Signs from here on; published before.
    pub not_before: Timestamp,
    /// Signs until here, once a successor is known.
    pub signs_until: Option<Timestamp>,
    /// Trusted until here, once a successor is known.
    pub retires_at: Option<Timestamp>,
}

impl KeyLife {
    /// A key of the whole installation that signs from `from` on, without an end.
    pub const fn of_installation(from: Timestamp) -> Self {
        Self {
            scope: KeyScope::Installation,
            not_before: from,
            signs_until: None,
            retires_at: None,
        }
    }

    /// The same key with a successor that signs from `at` on: it is kept for the tokens that it
    /// signed until then.
    #[must_use]
    pub fn succeeded(self, at: Timestamp) -> Self {
        Self { signs_until: Some(at), retires_at: Some(at.plus(BEHIND)), ..self }
    }

    /// The same key without a successor.
    #[must_use]
    pub const fn alone(self) -> Self {
        Self { signs_until: None, retires_at: None, ..self }
    }

    /// The same key, trusted no more from `at` on.
    #[must_use]
    pub fn retired(self, at: Timestamp) -> Self {
        let signs_until = self.signs_until.map_or(at, |end| end.min(at));
        Self { signs_until: Some(signs_until), retires_at: Some(at), ..self }
    }

    /// Where the key stands at a moment.
    pub fn state(&self, now: Timestamp) -> KeyState {
        if self.retires_at.is_some_and(|end| end <= now) {
            KeyState::Retired
        } else if now < self.not_before {
            KeyState::Next
        } else if self.signs_until.is_some_and(|end| end <= now) {
            KeyState::Previous
        } else {
            KeyState::Current
        }
    }
}
