//! A person's own password, and the address to which a link goes if he forgets it.
//!
//! `GET` and `POST /myapps/password` with `password`, `new_password`, `repeat_password`;
//! `POST /myapps/other-mail` with `other_mail`, `password`.

use consentry_pages::{Shown, page};

use super::Person;
use crate::pages::Token;

/// The page.
#[derive(Debug, Clone)]
pub struct OwnPassword {
    /// Whose.
    pub person: Person,
    /// What binds both forms to the session.
    pub token: Token,
    /// The shortest password that is accepted.
    pub minimum_length: u32,
    /// What was wrong with the new password.
    pub problem: Option<OwnPasswordProblem>,
    /// The address that he has; empty if none.
    pub other_mail: Shown,
    /// What was wrong with the new address.
    pub mail_problem: Option<MailProblem>,
}

/// What was wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPasswordProblem {
    /// The present one is wrong.
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

impl OwnPasswordProblem {
    const fn key(self) -> &'static str {
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

/// What was wrong with a new address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailProblem {
    /// It is none.
    NoAddress,
    /// The present password is wrong.
    WrongPassword,
    /// Too many wrong ones were tried; none is looked at for a while.
    Held,
}

impl MailProblem {
    const fn key(self) -> &'static str {
        match self {
            Self::NoAddress => "myapps-other-mail-invalid",
            Self::Held => "change-problem-held",
            Self::WrongPassword => "change-problem-wrong-password",
        }
    }
}

page!(OwnPassword, "myapps/password.html", |_v| None);
