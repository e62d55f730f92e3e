//! Account name and password, the account picker, the forced change of a password.
//!
//! Form fields: `transaction`, `csrf`, `action` (`sign-in`, `cancel`, `other`, `change`) and
//! those named at each page.

use consentry_pages::{Account, App, FormTarget, Shown, page};

/// Account name and password; fields `username`, `password`, and `keep` where it is offered.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation, once it is known.
    pub tenant: Option<Shown>,
    /// Who asks.
    pub app: App,
    /// Whose sign-in is wanted.
    pub purpose: Purpose,
    /// The account name as typed or hinted.
    pub username: Shown,
    /// Whether one may choose to stay signed in.
    pub may_keep: bool,
    /// What was wrong with the last try.
    pub problem: Option<SignInProblem>,
}

/// Whose sign-in is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The person who uses the application.
    Person,
    /// Somebody who can consent for the organisation.
    Administrator,
}

/// What was wrong with the last try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInProblem {
    /// Name or password; says nothing about which (A66).
    WrongPassword,
    /// Faithful only: no such account.
    UnknownAccount,
    /// Too many tries for this account.
    Locked,
    /// Too many tries from this address.
    HeldOff,
    /// A field was left empty.
    Incomplete,
    /// The application asked for a fresh sign-in, or the session ended.
    SessionEnded,
}

impl SignInProblem {
    /// The code behind the words.
    pub const fn code(self) -> Option<u32> {
        match self {
            Self::WrongPassword => Some(50_126),
            Self::UnknownAccount => Some(50_034),
            Self::Locked | Self::HeldOff => Some(50_053),
            Self::Incomplete | Self::SessionEnded => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::WrongPassword => "problem-wrong-password",
            Self::UnknownAccount => "problem-unknown-account",
            Self::Locked => "problem-locked",
            Self::HeldOff => "problem-held-off",
            Self::Incomplete => "problem-incomplete",
            Self::SessionEnded => "problem-session-ended",
        }
    }
}

impl SignIn {
    fn for_administrator(&self) -> bool {
        self.purpose == Purpose::Administrator
    }
}

page!(SignIn, "sign_in.html", |v| v.app.returns_to.as_ref());

/// The sessions of this browser; field `session` carries the chosen one.
#[derive(Debug, Clone)]
pub struct AccountPicker {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation, if the request names one.
    pub tenant: Option<Shown>,
    /// Who asks.
    pub app: App,
    /// The accounts, the one used last first.
    pub sessions: Vec<Session>,
}

/// One account of this browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// The value of the field `session`.
    pub id: String,
    /// Whose.
    pub account: Account,
    /// Still signed in; otherwise the password is asked for again.
    pub live: bool,
}

page!(AccountPicker, "account_picker.html", |v| v.app.returns_to.as_ref());

/// A one-time or expired password is replaced; fields `password`, `new_password`,
/// `repeat_password`.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Option<Shown>,
    /// Who asks.
    pub app: App,
    /// Whose password.
    pub account: Account,
    /// The shortest password that is accepted.
    pub minimum_length: u32,
    /// What was wrong with the last try.
    pub problem: Option<ChangeProblem>,
}

/// What was wrong with the new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeProblem {
    /// The present password is wrong.
    WrongPassword,
    /// Too many wrong ones were tried; none is looked at for a while.
    Held,
    /// The two new ones differ.
    NotRepeated,
    /// Too short.
    TooShort,
    /// Longer than is read.
    TooLong,
    /// The same as before.
    Unchanged,
    /// Holds the person's name or account name.
    HoldsName,
    /// Made of widely used words, or of those that the organisation bans.
    Guessable,
}

impl ChangeProblem {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::WrongPassword => "change-problem-wrong-password",
            Self::Held => "change-problem-held",
            Self::NotRepeated => "change-problem-not-repeated",
            Self::TooShort => "change-problem-too-short",
            Self::TooLong => "change-problem-too-long",
            Self::Unchanged => "change-problem-unchanged",
            Self::HoldsName => "change-problem-name",
            Self::Guessable => "change-problem-guessable",
        }
    }
}

page!(ChangePassword, "change_password.html", |v| v.app.returns_to.as_ref());
