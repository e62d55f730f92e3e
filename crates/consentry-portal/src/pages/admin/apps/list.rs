//! The enterprise applications by name.
//!
//! `GET /admin/applications`; parameters `q`, `state` (a word of [`AppFilter`]), `after`,
//! `format` (`csv`). `POST` adds the application whose id is `app`.

use consentry_pages::Shown;

use super::{Consented, Switches};
use crate::pages::{
    Day,
    admin::{
        AppLabel, Centre, Paging, centre_page,
        settings::{Changing, Field},
    },
};

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Apps {
    /// The frame.
    pub centre: Centre,
    /// Who may add one.
    pub changing: Changing,
    /// The search as typed.
    pub search: String,
    /// Which of them.
    pub filter: Option<AppFilter>,
    /// The page's rows, by name.
    pub rows: Vec<AppRow>,
    /// The pages beside it.
    pub paging: Paging,
    /// The whole list as CSV.
    pub csv: String,
    /// How many deleted ones can be restored.
    pub deleted: u64,
    /// The id of one to be added.
    pub adding: Field,
}

/// One application in the list.
#[derive(Debug, Clone)]
pub struct AppRow {
    /// Its page.
    pub href: String,
    /// Under the name that the tenant met it by.
    pub app: AppLabel,
    /// The name of its registration, where that is another one.
    pub registered: Option<Shown>,
    /// Who consented.
    pub consented: Consented,
    /// The last sign-in of anybody.
    pub last_used: Option<Day>,
    /// How many people signed in with it in the last 30 days.
    pub people: u64,
    /// Its switches.
    pub switches: Switches,
}

macro_rules! filters {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $key:literal;)+) => {
        /// Which applications are listed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AppFilter { $($(#[$doc])* $variant,)+ }

        impl AppFilter {
            /// All of them, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word of the query.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            pub(crate) const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// From the word of a query.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

filters! {
    /// People can sign in with them.
    Enabled = "enabled", "admin-app-enabled";
    /// Sign-in is blocked.
    Blocked = "blocked", "admin-app-blocked";
    /// Only people on the list can sign in.
    Assignment = "assignment", "admin-app-assignment";
    /// Not shown in My Apps.
    Hidden = "hidden", "admin-app-hidden";
    /// An administrator consented for everybody.
    Everybody = "everybody", "admin-app-for-everybody";
    /// Nobody signed in for 30 days.
    Unused = "unused", "admin-app-unused";
}

impl Apps {
    /// Word, key and whether it is chosen, for each choice of the filter.
    fn filters(&self) -> Vec<(&'static str, &'static str, bool)> {
        let choice = |one: &AppFilter| (one.word(), one.key(), self.filter == Some(*one));
        AppFilter::ALL.iter().map(choice).collect()
    }

    fn is_filtered(&self) -> bool {
        self.filter.is_some() || !self.search.is_empty()
    }

    /// What an empty list says.
    fn nothing(&self) -> &'static str {
        if self.is_filtered() { "admin-apps-no-match" } else { "admin-apps-none" }
    }

    /// What to do about it.
    fn next_step(&self) -> String {
        format!("{}.next", self.nothing())
    }
}

centre_page!(Apps, "admin/apps/list.html", crate::pages::admin::Place::Applications);
