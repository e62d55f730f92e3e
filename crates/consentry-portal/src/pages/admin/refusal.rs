//! What somebody sees where nothing was shown and nothing was changed: who may, what is not there,
//! what changed meanwhile. Never a dead end: a way back, and another account.

use consentry_model::DirectoryRole;
use consentry_pages::{Shown, Support};

use super::{Centre, Place, settings::role_key};

/// A request that came to nothing.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The frame.
    pub centre: Centre,
    /// The task that it belongs to.
    pub place: Place,
    /// Why.
    pub why: WhyRefused,
    /// What the service said, in English, where it knows more.
    pub detail: Option<Shown>,
    /// Where to go on: the page itself, or the list that it was missed in.
    pub back: Option<String>,
    /// Where somebody signs in with another account.
    pub other_account: String,
    /// For a support desk.
    pub support: Support,
}

/// Why a request came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyRefused {
    /// One of these roles may.
    NeedsRole(&'static [DirectoryRole]),
    /// Somebody else may.
    Forbidden,
    /// The form did not come from a page of this session, or is too old (A50).
    Expired,
    /// There is no such thing, or not any more.
    Missing,
    /// Somebody was faster.
    Changed,
    /// A value that no form of ours sends.
    Invalid,
}

impl WhyRefused {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::NeedsRole(_) => "needs-role",
            Self::Forbidden => "forbidden",
            Self::Expired => "expired",
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Invalid => "invalid",
        }
    }

    fn roles(self) -> Vec<String> {
        match self {
            Self::NeedsRole(roles) => roles.iter().map(|role| role_key(*role)).collect(),
            Self::Forbidden | Self::Expired | Self::Missing | Self::Changed | Self::Invalid => {
                Vec::new()
            }
        }
    }
}

impl Refused {
    fn place(&self) -> Place {
        self.place
    }

    /// What happened, or what helps.
    fn key(&self, part: &str) -> String {
        format!("admin-refused-{}{part}", self.why.word())
    }

    /// Another account helps where this one may not.
    fn is_for_others(&self) -> bool {
        matches!(self.why, WhyRefused::NeedsRole(_) | WhyRefused::Forbidden)
    }
}

super::page!(Refused, "admin/refused.html", |_v| None);
