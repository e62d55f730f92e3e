//! Defaults of a year: what they would change, before they are set.
//!
//! `GET /admin/settings/defaults/{year}`, and `POST` on the same path; fields `csrf`, `version`.

use consentry_model::DefaultsOf;

use super::{Changing, Preview};
use crate::{
    pages::admin::{Centre, centre_page},
    paths,
};

/// The page of a preset.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may set them.
    pub changing: Changing,
    /// Whose defaults.
    pub of: DefaultsOf,
    /// What the preview was made from; setting them names it.
    pub version: String,
    /// What they would change.
    pub preview: Preview,
}

/// Every preset.
pub(crate) const ALL: [DefaultsOf; 4] =
    [DefaultsOf::Consentry, DefaultsOf::Year2014, DefaultsOf::Year2020, DefaultsOf::Year2025];

/// The word of a path: `2020`.
pub(crate) const fn word(of: DefaultsOf) -> &'static str {
    match of {
        DefaultsOf::Consentry => "consentry",
        DefaultsOf::Year2014 => "2014",
        DefaultsOf::Year2020 => "2020",
        DefaultsOf::Year2025 => "2025",
    }
}

/// From the word of a path.
pub(crate) fn of_word(text: &str) -> Option<DefaultsOf> {
    ALL.into_iter().find(|of| word(*of) == text)
}

/// Path and key of each preset, for the page that leads to them.
pub(crate) fn links() -> [(String, String); 4] {
    ALL.map(|of| (paths::defaults(word(of)), format!("admin-defaults-{}", word(of))))
}

impl Defaults {
    fn key(&self) -> String {
        format!("admin-defaults-{}", word(self.of))
    }

    fn why(&self) -> String {
        format!("{}.why", self.key())
    }

    fn path(&self) -> String {
        paths::defaults(word(self.of))
    }
}

centre_page!(Defaults, "admin/settings/defaults.html", crate::pages::admin::Place::UserConsent);
