//! What a person sees where My Apps cannot show or do what was asked for.

use consentry_pages::{Support, page};

use super::Person;

/// Nothing was changed.
#[derive(Debug, Clone)]
pub struct RefusedPage {
    /// Who is signed in.
    pub person: Person,
    /// Why.
    pub why: WhyRefused,
    /// What a support desk asks for.
    pub support: Support,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyRefused {
    /// There is no such application among the person's.
    NotYours,
    /// The form was not of a page of this session, or is too old.
    TooOld,
}

impl RefusedPage {
    const fn key(&self) -> &'static str {
        match self.why {
            WhyRefused::NotYours => "myapps-lost",
            WhyRefused::TooOld => "myapps-old",
        }
    }

    fn what(&self) -> String {
        format!("{}.what", self.key())
    }
}

page!(RefusedPage, "myapps/refused.html", |_v| None);
