//! The people of the organisation: the list, one of them, a one-time password shown once.
//!
//! `GET /admin/users` with `q` and the cursors of [`Paging`]; the forms of a user's page send
//! nothing but `csrf`.

use consentry_model::{AccountState, PasswordState};
use consentry_pages::{Account, Shown};

use super::{Centre, Paging, centre_page};
use crate::pages::{Token, When};

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Users {
    /// The frame.
    pub centre: Centre,
    /// The search as typed.
    pub search: String,
    /// The page's rows.
    pub rows: Vec<UserRow>,
    /// The pages beside it.
    pub paging: Paging,
}

/// One user in the list.
#[derive(Debug, Clone)]
pub struct UserRow {
    /// His page.
    pub href: String,
    /// His names.
    pub account: Account,
    /// On or off.
    pub state: AccountState,
    /// His directory roles.
    pub roles: String,
}

impl UserRow {
    const fn state_key(&self) -> &'static str {
        state_key(self.state)
    }
}

const fn state_key(state: AccountState) -> &'static str {
    match state {
        AccountState::Enabled => "admin-user-enabled",
        AccountState::Disabled => "admin-user-disabled",
    }
}

centre_page!(Users, "admin/users/list.html", super::Place::Users);

/// Everything about a user.
#[derive(Debug, Clone)]
pub struct UserDetail {
    /// The frame.
    pub centre: Centre,
    /// His names.
    pub account: Account,
    /// His page; forms post below it.
    pub path: String,
    /// On or off.
    pub state: AccountState,
    /// Current or one-time.
    pub password: PasswordState,
    /// Since when.
    pub password_since: When,
    /// His address elsewhere.
    pub other_mail: Option<Shown>,
    /// His directory roles.
    pub roles: String,
    /// When he was made.
    pub made: When,
    /// What binds the forms to the session, where this person may change him.
    pub changing: Option<Token>,
}

impl UserDetail {
    const fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    const fn password_key(&self) -> &'static str {
        match self.password {
            PasswordState::Current => "admin-user-password-current",
            PasswordState::OneTime => "admin-user-password-one-time",
        }
    }

    /// What can be done: the last part of the address and the key of the texts.
    const fn actions(&self) -> [(&'static str, &'static str); 3] {
        let switch = match self.state {
            AccountState::Enabled => ("disable", "admin-user-disable"),
            AccountState::Disabled => ("enable", "admin-user-enable"),
        };
        [("reset-password", "admin-user-reset"), ("sign-out", "admin-user-sign-out"), switch]
    }
}

centre_page!(UserDetail, "admin/users/detail.html", super::Place::Users);

/// A one-time password, shown this once.
#[derive(Debug, Clone)]
pub struct OneTimePassword {
    /// The frame.
    pub centre: Centre,
    /// Whose.
    pub account: Account,
    /// The password.
    pub password: String,
    /// His page.
    pub back: String,
}

centre_page!(OneTimePassword, "admin/users/one-time.html", super::Place::Users);
