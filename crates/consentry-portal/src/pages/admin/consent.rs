//! The consent page for a whole organisation, as an administrator meets it from a request or from
//! an application: a card of the sign-in family.
//!
//! `GET` and `POST` on the same path; fields `csrf`, `version` where a request is decided, and
//! `action` (`accept`).

use consentry_pages::{Account, App, Audience, Frame, Line, Permission, Shown, Trust, lines, page};

use super::Requester;
use crate::pages::Token;

/// An administrator or reviewer is asked to accept for everybody.
#[derive(Debug, Clone)]
pub struct ConsentForAll {
    /// The organisation.
    pub tenant: Shown,
    /// Who decides.
    pub account: Account,
    /// The application; it returns nowhere.
    pub app: App,
    /// What helps to judge it, and what looks wrong about it.
    pub trust: Trust,
    /// Who asked, where it comes of a request.
    pub asked_by: Option<AskedBy>,
    /// What would be granted.
    pub permissions: Vec<Permission>,
    /// What accepting does.
    pub effect: Effect,
    /// On what ground this person may accept.
    pub ground: ConsentGround,
    /// Where the form goes.
    pub action: String,
    /// What binds it to the session.
    pub token: Token,
    /// The version of the request that was looked at.
    pub version: Option<i64>,
    /// Where "Back" leads.
    pub back: String,
}

/// The people behind a request.
#[derive(Debug, Clone)]
pub struct AskedBy {
    /// Who asked first.
    pub first: Account,
    /// How many others asked.
    pub others: u64,
    /// Why they ask: a few of them, the newest first.
    pub reasons: Vec<Requester>,
}

/// Why somebody may accept for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentGround {
    /// By a directory role.
    Role,
    /// As a named reviewer, within the limits of this policy (ruling 14).
    Delegated(Shown),
}

/// What accepting for everybody does.
#[derive(Debug, Clone)]
pub struct Effect {
    /// To what was accepted for everybody before.
    pub earlier: Earlier,
    /// How many people asked and are told.
    pub told: u64,
}

/// What becomes of an earlier consent for everybody.
#[derive(Debug, Clone)]
pub enum Earlier {
    /// There is none.
    Absent,
    /// The static list replaces it, and these permissions go away.
    Replaced(Vec<Permission>),
    /// Named permissions are added to it.
    Kept,
}

impl Effect {
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.earlier, Earlier::Kept)
    }

    pub(super) fn is_replaced(&self) -> bool {
        matches!(self.earlier, Earlier::Replaced(_))
    }

    /// What goes away, in an administrator's words.
    pub(super) fn lost(&self, frame: &Frame) -> Vec<Line> {
        match &self.earlier {
            Earlier::Replaced(lost) => lines(lost, Audience::Organization, frame),
            Earlier::Absent | Earlier::Kept => Vec::new(),
        }
    }
}

impl ConsentForAll {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }

    fn policy(&self) -> Option<&Shown> {
        match &self.ground {
            ConsentGround::Delegated(policy) => Some(policy),
            ConsentGround::Role => None,
        }
    }
}

page!(ConsentForAll, "admin/consent.html", |_v| None);
