//! What a person should know before he trusts an application, whatever the settings say (A54,
//! A58).

use consentry_model::Timestamp;

use crate::{Facts, consent::is_young};

/// A warning about an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Its name looks like that of this verified application.
    LooksLike(String),
    /// Registered a short time ago, for many tenants, and its publisher is not verified.
    Young {
        /// When.
        registered_at: Timestamp,
    },
}

/// The warning that a page shows about the application of an attempt.
pub fn warning(facts: &Facts) -> Option<Warning> {
    let app = facts.application.as_ref()?;
    match &app.looks_like {
        Some(name) => Some(Warning::LooksLike(name.clone())),
        None if is_young(facts) => Some(Warning::Young { registered_at: app.registered_at }),
        None => None,
    }
}
