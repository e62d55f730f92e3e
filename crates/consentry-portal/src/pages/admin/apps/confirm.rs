//! The page that asks once before something is taken away of an application: what goes, whom that
//! concerns in numbers, how to undo it. `GET` and `POST` on the same path; the form sends `csrf`
//! and what the path's query named.

use consentry_model::AppId;
use consentry_pages::{Account, Audience, Frame, Line, Permission, lines};

use crate::{
    pages::{
        Token,
        admin::{AppLabel, Centre, centre_page},
    },
    paths,
};

/// A question before something is taken away of an application.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The frame.
    pub centre: Centre,
    /// The application's client id.
    pub id: AppId,
    /// The application.
    pub app: AppLabel,
    /// What is taken away.
    pub taking: Taking,
    /// The permissions that go, as far as they are the same for everybody whom it concerns.
    pub permissions: Vec<Permission>,
    /// Where the form goes.
    pub action: String,
    /// What the form says again of the path's query.
    pub fields: Vec<(&'static str, String)>,
    /// What binds it to the session.
    pub token: Token,
}

/// What can be taken away, and whom that concerns.
#[derive(Debug, Clone)]
pub enum Taking {
    /// The application with everything.
    Delete {
        /// People who signed in with it in the last 30 days.
        people: u64,
        /// People whose own consents go.
        own: u64,
        /// Entries of its list that go.
        listed: u64,
    },
    /// All consents, everybody's and people's own.
    Everything {
        /// People who signed in with it in the last 30 days.
        people: u64,
        /// People whose own consents go.
        own: u64,
    },
    /// What was accepted for everybody.
    Everybodys {
        /// People who signed in with it in the last 30 days, and have no consent of their own.
        people: u64,
        /// People whose own consents stay.
        own: u64,
    },
    /// One permission for everybody.
    Delegated {
        /// Likewise.
        people: u64,
        /// Likewise.
        own: u64,
    },
    /// One permission that the application uses by itself.
    Role,
    /// One person's consents.
    Person(Account),
}

impl Taking {
    const fn word(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "delete",
            Self::Everything { .. } => "everything",
            Self::Everybodys { .. } => "everybodys",
            Self::Delegated { .. } => "delegated",
            Self::Role => "role",
            Self::Person(_) => "person",
        }
    }

    fn person(&self) -> &str {
        match self {
            Self::Person(account) => account.upn.as_str(),
            Self::Delete { .. }
            | Self::Everything { .. }
            | Self::Everybodys { .. }
            | Self::Delegated { .. }
            | Self::Role => "",
        }
    }

    /// The sentences with numbers: key and number.
    fn effects(&self) -> Vec<(&'static str, u64)> {
        match self {
            Self::Delete { people, own, listed } => vec![
                ("admin-taking-shut-out", *people),
                ("admin-taking-own-gone", *own),
                ("admin-taking-list-gone", *listed),
            ],
            Self::Everything { people, own } => {
                vec![("admin-taking-asked", *people), ("admin-taking-own-gone", *own)]
            }
            Self::Everybodys { people, own } => {
                vec![("admin-taking-asked", *people), ("admin-taking-own-kept", *own)]
            }
            Self::Delegated { people, own } => {
                vec![("admin-taking-asked-for-it", *people), ("admin-taking-own-kept", *own)]
            }
            Self::Role => vec![("admin-taking-role", 0)],
            Self::Person(_) => vec![("admin-taking-person", 0)],
        }
    }
}

impl Confirm {
    /// The key of its title, or of a part: `.do`, `.undo`.
    fn key(&self, part: &str) -> String {
        format!("admin-take-{}{part}", self.taking.word())
    }

    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }

    fn back(&self) -> String {
        paths::application(self.id)
    }
}

centre_page!(Confirm, "admin/apps/confirm.html", crate::pages::admin::Place::Applications);
