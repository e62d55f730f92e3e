//! Marks: a state as icon and word in one colour, so that neither colour nor icon stands alone.

use consentry_model::{Impact, RequestState};

/// An icon and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The class that gives the colour.
    pub(crate) tone: &'static str,
    /// The symbol of the frame.
    pub(crate) icon: &'static str,
    /// The word's key.
    pub(crate) key: &'static str,
}

impl From<RequestState> for Mark {
    fn from(state: RequestState) -> Self {
        let (tone, icon, key) = match state {
            RequestState::Open => ("warn", "clock", "admin-state-open"),
            RequestState::Approved => ("good", "check", "admin-state-approved"),
            RequestState::Denied => ("bad", "cross", "admin-state-denied"),
            RequestState::Blocked => ("bad", "stop", "admin-state-blocked"),
            RequestState::Expired => ("quiet", "clock", "admin-state-expired"),
        };
        Self { tone, icon, key }
    }
}

impl From<Option<Impact>> for Mark {
    fn from(impact: Option<Impact>) -> Self {
        let (tone, icon, key) = match impact {
            Some(Impact::Low) => ("good", "low", "admin-impact-low"),
            Some(Impact::Medium) => ("warn", "medium", "admin-impact-medium"),
            Some(Impact::High) => ("bad", "high", "admin-impact-high"),
            None => ("quiet", "none", "admin-impact-none"),
        };
        Self { tone, icon, key }
    }
}
