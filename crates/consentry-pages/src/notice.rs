//! Mails about requests for approval: subject, plain text and HTML, in the language of whoever
//! reads them.
//!
//! What comes from outside stays text (A59): no name and no reason becomes a header, markup, or a
//! link, not even one that a mail program makes of something that looks like an address. The one
//! link is ours, leads to a page that asks for a sign-in, and does nothing by itself.

#[cfg(test)]
mod tests;
mod words;

use askama::Template;
use consentry_model::{RequestId, Timestamp};
use uuid::Uuid;

pub(crate) use self::words::{Said, inert, say, sign_in_name};
use crate::{Account, Frame, Locale, Nonce, Permission, Prose, Publisher, Shown};

/// How many who ask are quoted; the others are counted.
const MOST_VOICES: usize = 3;
/// How many permissions are told in words; the others are counted.
const MOST_LINES: usize = 8;
/// The longest name in a subject or title, in characters.
const LONGEST_NAME: usize = 60;

/// A mail about a request.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The organisation.
    pub tenant: Shown,
    /// The application's name.
    pub app: Shown,
    /// Who made it.
    pub publisher: Publisher,
    /// What is asked for.
    pub permissions: Vec<Permission>,
    /// The request's id, for whoever looks for it in the records.
    pub request: RequestId,
    /// What is told, and to whom.
    pub told: Told,
}

/// To whom a mail goes.
#[derive(Debug, Clone)]
pub enum Told {
    /// To somebody who reviews.
    Reviewer(Review),
    /// To somebody who asked.
    Requester(Answer),
}

/// What a reviewer is told.
#[derive(Debug, Clone)]
pub struct Review {
    /// Why now.
    pub stage: ReviewStage,
    /// Who asks, the first one first.
    pub voices: Vec<Voice>,
    /// When the request ends by itself, or has ended.
    pub ends_at: Timestamp,
    /// The request's page: an absolute address of ours.
    pub link: String,
}

/// Why a reviewer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewStage {
    /// Somebody asks.
    New,
    /// It ends in so many days.
    Reminder(u64),
    /// It has ended, and nobody decided.
    Ended,
}

/// Somebody who asks.
#[derive(Debug, Clone)]
pub struct Voice {
    /// Who.
    pub account: Account,
    /// Why, as typed.
    pub reason: Prose,
    /// When.
    pub at: Timestamp,
}

/// What somebody who asked is told.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What became of the request.
    pub outcome: Outcome,
    /// When this person asked.
    pub asked_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// An administrator consented.
    Approved {
        /// Who; nobody where the consent was given elsewhere.
        by: Option<Account>,
        /// My Apps: an absolute address of ours.
        link: String,
    },
    /// No; it may be asked for again.
    Denied(TurnedDown),
    /// No, and nobody can ask again.
    Blocked(TurnedDown),
    /// Nobody decided in time.
    Expired,
}

/// A decision against a request.
#[derive(Debug, Clone)]
pub struct TurnedDown {
    /// Who decided, if he is still there.
    pub by: Option<Account>,
    /// Why, as typed.
    pub reason: Prose,
}

/// A finished mail, but for its header fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line without anything that could end it.
    pub subject: String,
    /// For those who read plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct AsHtml<'a> {
    v: &'a Notice,
    s: &'a Frame,
}

#[derive(Template)]
#[template(path = "notice.txt")]
struct AsText<'a> {
    v: &'a Notice,
    s: &'a Frame,
}

impl Notice {
    /// The mail in a language.
    pub fn letter(&self, locale: Locale) -> Result<Letter, askama::Error> {
        // A mail has no script that would carry the nonce.
        let frame = Frame::new(locale, Nonce::new(Uuid::nil()));
        Ok(Letter {
            subject: self.subject(&frame),
            text: AsText { v: self, s: &frame }.render()?,
            html: AsHtml { v: self, s: &frame }.render()?,
        })
    }
}
