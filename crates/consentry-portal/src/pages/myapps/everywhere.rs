//! Signing out everywhere: what it does, and that it was done.
//!
//! `GET` and `POST /myapps/sign-out`.

use consentry_pages::page;

use super::Person;
use crate::pages::Token;

/// Says what it does, and asks.
#[derive(Debug, Clone)]
pub struct SignOutEverywhere {
    /// Who signs out.
    pub person: Person,
    /// What binds the form to the session.
    pub token: Token,
}

page!(SignOutEverywhere, "myapps/everywhere.html", |_v| None);

/// It was done. Nobody is signed in here any more, so this is the answer to the form itself.
#[derive(Debug, Clone)]
pub struct SignedOutEverywhere {
    /// Who signed out.
    pub person: Person,
    /// Where to sign in again.
    pub sign_in: String,
}

page!(SignedOutEverywhere, "myapps/signed_out.html", |_v| None);
