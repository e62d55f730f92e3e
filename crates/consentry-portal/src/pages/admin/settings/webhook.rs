//! The webhook: where events of the request workflow go, and what came of the last ones.
//!
//! `GET` and `POST` on the same path. Fields: `csrf` and `action`: `save` with `address`, `test`.
//! The answer to `save` shows the new secret, once.

use consentry_model::Switch;
use consentry_pages::Shown;

use super::{Changing, Field};
use crate::pages::{
    When,
    admin::{Centre, centre_page, mark::Mark},
};

/// The page.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may change it.
    pub changing: Changing,
    /// Whether there is one.
    pub present: Switch,
    /// The address, as it is set or was sent.
    pub address: Field,
    /// The new secret.
    pub secret: Option<NewSecret>,
    /// The last events, newest first.
    pub deliveries: Vec<DeliveryRow>,
}

/// A secret that is shown once.
#[derive(Clone)]
pub struct NewSecret(pub String);

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// An event.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// What happened: `consent_request.created`.
    pub event: Shown,
    /// When.
    pub at: When,
    /// What came of it.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u64,
    /// What the last attempt said.
    pub error: Option<Shown>,
}

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// Waits for its next attempt.
    Waiting(When),
    /// The receiver has it.
    Sent,
    /// Given up.
    Failed,
}

impl DeliveryRow {
    fn mark(&self) -> Mark {
        let (tone, icon, key) = match self.state {
            DeliveryState::Waiting(_) => ("warn", "clock", "admin-delivery-waiting"),
            DeliveryState::Sent => ("good", "check", "admin-delivery-sent"),
            DeliveryState::Failed => ("bad", "cross", "admin-delivery-failed"),
        };
        Mark { tone, icon, key }
    }

    fn next(&self) -> Option<When> {
        match self.state {
            DeliveryState::Waiting(at) => Some(at),
            DeliveryState::Sent | DeliveryState::Failed => None,
        }
    }
}

centre_page!(Webhook, "admin/settings/webhook.html", crate::pages::admin::Place::Workflow);
