//! An application as the admin centre names it, and what is risky about it.

use consentry_pages::{Publisher, Shown};

/// An application's name with its tile or logo and its publisher.
#[derive(Debug, Clone)]
pub struct AppLabel {
    /// Its display name.
    pub name: Shown,
    /// Who made it.
    pub publisher: Publisher,
    /// The path of its logo, if the tenant has one.
    pub logo: Option<String>,
}

impl AppLabel {
    pub(crate) fn verified_publisher(&self) -> Option<&Shown> {
        match &self.publisher {
            Publisher::Verified(name) => Some(name),
            Publisher::NotVerified => None,
        }
    }
}

/// What a reviewer should look at twice (A54, A58).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Risk {
    /// The name looks like that of a verified application.
    LooksLike(Shown),
    /// A young application of many tenants whose publisher is not verified.
    Young,
}

impl Risk {
    /// The words of a mark.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::LooksLike(_) => "admin-risk-looks-like",
            Self::Young => "admin-risk-young",
        }
    }

    /// The sentence that explains it.
    pub(crate) const fn why(&self) -> &'static str {
        match self {
            Self::LooksLike(_) => "admin-risk-looks-like.why",
            Self::Young => "admin-risk-young.why",
        }
    }

    /// The name that it looks like.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::LooksLike(name) => name.as_str(),
            Self::Young => "",
        }
    }
}
