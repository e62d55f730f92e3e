//! The applications of a person.
//!
//! `GET /myapps`; parameter `done`, a word of [`Done`].

use consentry_model::Timestamp;
use consentry_pages::{Frame, Rich, page};

use super::{Done, Person};
use crate::pages::admin::AppLabel;

/// What a person uses.
#[derive(Debug, Clone)]
pub struct MyApps {
    /// Whose they are.
    pub person: Person,
    /// What the last action did.
    pub done: Option<Done>,
    /// The applications, in the order in which they are shown.
    pub apps: Vec<AppRow>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct AppRow {
    /// Its page.
    pub href: String,
    /// Name, publisher and logo.
    pub app: AppLabel,
    /// By whose consent.
    pub allowed: AllowedBy,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

/// By whose consent an application has permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedBy {
    /// The person's own.
    You,
    /// An administrator's, for everybody.
    Administrator,
    /// Both.
    Both,
    /// It has none.
    Nobody,
}

impl AllowedBy {
    const fn key(self) -> &'static str {
        match self {
            Self::You => "myapps-allowed-you",
            Self::Administrator => "myapps-allowed-administrator",
            Self::Both => "myapps-allowed-both",
            Self::Nobody => "myapps-allowed-nobody",
        }
    }
}

impl AppRow {
    fn used(&self, frame: &Frame) -> Rich {
        match self.last_used {
            Some(at) => frame.rich("myapps-used-on", "date", frame.date(at)),
            None => frame.rich("myapps-unused", "date", ""),
        }
    }
}

page!(MyApps, "myapps/list.html", |_v| None);
