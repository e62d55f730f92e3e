//! How harmful the tenant holds each delegated permission to be.
//!
//! `GET`, with `resource`, `q` and `impact`, and `POST` on the same path. Fields of the one form:
//! `csrf`, `resource`, and for each permission `is:<value>` and `was:<value>` with a word of
//! [`Impact`] or nothing. Of the starter set: `csrf`, `resource`, `action` (`starter`).

use consentry_model::{Impact, Switch};
use consentry_pages::{Audience, Frame, Permission, Shown, lines};

use super::{Changing, PolicyLabel};
use crate::{
    pages::admin::{Centre, centre_page, mark::Mark},
    paths,
};

/// The page.
#[derive(Debug, Clone)]
pub struct Classifications {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may classify.
    pub changing: Changing,
    /// The resources, one of them chosen.
    pub resources: Vec<ResourceChoice>,
    /// The search as typed.
    pub search: String,
    /// Only those classified like this.
    pub impact: Classifying,
    /// The permissions.
    pub rows: Vec<ClassificationRow>,
    /// What is suggested for a start.
    pub starter: Vec<StarterRow>,
    /// Policies in use that look at classifications; without one they decide nothing.
    pub counts_in: Vec<PolicyLabel>,
}

/// A filter by classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Classifying {
    /// Whatever it is.
    Any,
    /// Those that are not classified.
    Unclassified,
    /// Those classified like this.
    As(Impact),
}

/// A resource to choose.
#[derive(Debug, Clone)]
pub struct ResourceChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Shown,
    /// Whether it is chosen.
    pub chosen: Switch,
}

/// A permission.
#[derive(Debug, Clone)]
pub struct ClassificationRow {
    /// Which.
    pub permission: Permission,
    /// How it is classified.
    pub impact: Option<Impact>,
    /// What the form proposes, where it came back.
    pub proposed: Option<Impact>,
    /// Only an administrator grants it, so there is nothing to classify.
    pub admin_only: Switch,
}

/// A permission of the starter set.
#[derive(Debug, Clone)]
pub struct StarterRow {
    /// Its value.
    pub value: Shown,
    /// How it is classified now.
    pub impact: Option<Impact>,
}

impl Classifying {
    /// The word of the query.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Unclassified => "none",
            Self::As(impact) => impact.word(),
        }
    }

    /// From the word of a query; anything else is any.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or(Self::Any)
    }

    const ALL: [Self; 5] = [
        Self::Any,
        Self::Unclassified,
        Self::As(Impact::Low),
        Self::As(Impact::Medium),
        Self::As(Impact::High),
    ];

    /// Whether a permission classified like this passes.
    pub fn fits(self, impact: Option<Impact>) -> bool {
        match self {
            Self::Any => true,
            Self::Unclassified => impact.is_none(),
            Self::As(wanted) => impact == Some(wanted),
        }
    }
}

impl ClassificationRow {
    /// The permission as a sentence.
    pub(crate) fn sentence(&self, frame: &Frame) -> String {
        let asked = std::slice::from_ref(&self.permission);
        let mut told = lines(asked, Audience::Organization, frame);
        told.pop().map(|line| line.sentence).unwrap_or_default()
    }

    fn mark(&self) -> Mark {
        self.impact.into()
    }

    fn word(&self) -> &'static str {
        self.impact.map(Impact::word).unwrap_or_default()
    }

    fn options(&self) -> [(&'static str, &'static str, bool); 4] {
        let all = [None, Some(Impact::Low), Some(Impact::Medium), Some(Impact::High)];
        all.map(|impact| {
            let word = impact.map(Impact::word).unwrap_or_default();
            (word, Mark::from(impact).key, impact == self.proposed)
        })
    }
}

impl StarterRow {
    fn mark(&self) -> Mark {
        self.impact.into()
    }

    fn is_new(&self) -> bool {
        self.impact != Some(Impact::Low)
    }
}

impl Classifications {
    fn chosen(&self) -> &str {
        let chosen = self.resources.iter().find(|one| one.chosen.is_on());
        chosen.map(|one| one.id.as_str()).unwrap_or_default()
    }

    fn impacts(&self) -> [(&'static str, &'static str, bool); 4] {
        [
            Classifying::Unclassified,
            Classifying::As(Impact::Low),
            Classifying::As(Impact::Medium),
            Classifying::As(Impact::High),
        ]
        .map(|one| {
            let impact = match one {
                Classifying::As(impact) => Some(impact),
                Classifying::Any | Classifying::Unclassified => None,
            };
            (one.word(), Mark::from(impact).key, one == self.impact)
        })
    }

    /// The same resource without a filter.
    fn clear(&self) -> String {
        paths::with(paths::CLASSIFICATIONS, &[("resource", &self.chosen())])
    }

    fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.impact != Classifying::Any
    }

    /// Whether a permission of the starter set is not classified as low.
    fn starter_is_new(&self) -> bool {
        self.starter.iter().any(StarterRow::is_new)
    }
}

centre_page!(
    Classifications,
    "admin/settings/classifications.html",
    crate::pages::admin::Place::Classifications
);
