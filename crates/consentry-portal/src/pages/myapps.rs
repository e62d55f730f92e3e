//! My Apps: what a person uses, what it may do, by whose consent, and the end of both.
//!
//! Cards of the sign-in family. Every form sends `csrf` and nothing else.

mod app;
mod everywhere;
mod list;
mod password;
mod refused;
mod sessions;

use consentry_pages::{Account, Shown};

pub use app::{Homepage, MyAppDetail, OwnConsent, TenantConsent};
pub use everywhere::{SignOutEverywhere, SignedOutEverywhere};
pub use list::{AllowedBy, AppRow, MyApps};
pub use password::{MailProblem, OwnPassword, OwnPasswordProblem};
pub use refused::{RefusedPage, WhyRefused};
pub use sessions::{Device, Place, Sessions};

/// Whose page it is.
#[derive(Debug, Clone)]
pub struct Person {
    /// The organisation.
    pub tenant: Shown,
    /// Who is signed in.
    pub account: Account,
}

/// What the last action did, told once at the top of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A consent was taken back, and the application has no other.
    TakenBack,
    /// A consent was taken back, and what an administrator allowed is left.
    TakenBackInPart,
    /// A session was ended.
    SessionEnded,
    /// The password was changed.
    PasswordChanged,
    /// The other mail address was saved.
    OtherMail,
}

impl Done {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::TakenBack,
        Self::TakenBackInPart,
        Self::SessionEnded,
        Self::PasswordChanged,
        Self::OtherMail,
    ];

    /// The word that a redirect's query carries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TakenBack => "taken-back",
            Self::TakenBackInPart => "taken-back-rest",
            Self::SessionEnded => "session-ended",
            Self::PasswordChanged => "password",
            Self::OtherMail => "other-mail",
        }
    }

    /// From the word of a query.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    pub(crate) fn key(self) -> String {
        format!("myapps-done-{}", self.word())
    }
}
