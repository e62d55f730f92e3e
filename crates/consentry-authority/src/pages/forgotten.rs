//! A forgotten password: asking for a link, and what the link leads to.

use consentry_pages::{Account, Shown, page};
use consentry_service::LINK_LIFE;

use super::ChangeProblem;

/// Asks for a link, and says that one was asked for; field `username`.
#[derive(Debug, Clone, Copy)]
pub struct AskForLink {
    /// Whether it was just asked for.
    pub sent: bool,
}

impl AskForLink {
    fn minutes() -> u64 {
        minutes()
    }
}

page!(AskForLink, "forgot_password.html", |_v| None);

/// A new password by a link; fields `token`, `new_password`, `repeat_password`.
#[derive(Debug, Clone)]
pub struct ResetPassword {
    /// The organisation.
    pub tenant: Shown,
    /// Whose password.
    pub account: Account,
    /// What the link holds.
    pub token: String,
    /// The shortest password that is accepted.
    pub minimum_length: u32,
    /// What was wrong with the last try.
    pub problem: Option<ChangeProblem>,
}

page!(ResetPassword, "reset_password.html", |_v| None);

/// The new password is saved.
#[derive(Debug, Clone)]
pub struct PasswordSaved {
    /// The organisation.
    pub tenant: Shown,
}

page!(PasswordSaved, "password_saved.html", |_v| None);

/// The link leads nowhere any more.
#[derive(Debug, Clone, Copy)]
pub struct LinkOver;

impl LinkOver {
    fn minutes() -> u64 {
        minutes()
    }
}

page!(LinkOver, "link_over.html", |_v| None);

fn minutes() -> u64 {
    LINK_LIFE.as_secs() / 60
}
