//! The request workflow: on or off, who reviews, which mails go out, how long a request lives,
//! and who may approve within limits.
//!
//! `GET` and `POST` on the same path. Fields: `csrf` and `action`: `save` with `enabled`,
//! `notify`, `remind`, `days`; `add-reviewer` with `kind` and `who`; `remove-reviewer` with
//! `reviewer`; `add-delegate` with `kind`, `who`, `policy`; `remove-delegate` with `delegate`.

use consentry_model::Switch;

use super::{Changing, Field, PolicyLabel, Reviewing};
use crate::pages::admin::{Centre, centre_page};

/// The page.
#[derive(Debug, Clone)]
pub struct WorkflowPage {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may change it.
    pub changing: Changing,
    /// What is set, or was sent.
    pub form: WorkflowForm,
    /// Whether it is on now.
    pub enabled: Switch,
    /// How many requests wait.
    pub open: u64,
    /// Who reviews.
    pub reviewers: Vec<ReviewerRow>,
    /// How many people that makes, whose accounts are on.
    pub people: u64,
    /// One more.
    pub new_reviewer: NewReviewer,
    /// Who may approve within limits.
    pub delegates: Vec<DelegateRow>,
    /// One more.
    pub new_delegate: NewDelegate,
    /// Whether delegates count: they do in hardened tenants alone (ruling 14).
    pub delegates_count: Switch,
}

/// The values of the form.
#[derive(Debug, Clone)]
pub struct WorkflowForm {
    /// May users ask?
    pub enabled: Switch,
    /// Are reviewers told by mail?
    pub notify: Switch,
    /// Are they reminded?
    pub remind: Switch,
    /// After how many days a request ends.
    pub days: Field,
}

/// A reviewer.
#[derive(Debug, Clone)]
pub struct ReviewerRow {
    /// Who.
    pub who: Reviewing,
    /// How many people that is at present.
    pub people: u64,
    /// How the form names him.
    pub value: String,
}

/// Somebody who may approve within limits.
#[derive(Debug, Clone)]
pub struct DelegateRow {
    /// Who.
    pub who: Reviewing,
    /// The limits.
    pub policy: PolicyLabel,
    /// The policy's page.
    pub href: String,
    /// How the form names him.
    pub value: String,
}

/// The kinds of reviewer in the forms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReviewerKind {
    /// A user.
    #[default]
    User,
    /// A group.
    Group,
    /// A directory role.
    Role,
}

/// A reviewer to be added.
#[derive(Debug, Clone, Default)]
pub struct NewReviewer {
    /// Of which kind.
    pub kind: ReviewerKind,
    /// Sign-in name, name of a group or a role.
    pub who: Field,
}

/// A delegate to be added.
#[derive(Debug, Clone, Default)]
pub struct NewDelegate {
    /// Of which kind.
    pub kind: ReviewerKind,
    /// Sign-in name, name of a group or a role.
    pub who: Field,
    /// The policies to choose from, one of them chosen.
    pub policies: Vec<(PolicyLabel, Switch)>,
}

impl ReviewerKind {
    const ALL: [Self; 3] = [Self::User, Self::Group, Self::Role];

    /// The word of the form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// From the word of the form.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn options(self) -> [(&'static str, String, bool); 3] {
        Self::ALL.map(|kind| (kind.word(), format!("admin-reviewer-{}", kind.word()), kind == self))
    }
}

impl WorkflowPage {
    /// What is wrong where it is on and nobody reviews.
    fn alarm(&self) -> Option<&'static str> {
        match (self.enabled, self.reviewers.is_empty(), self.people) {
            (Switch::On, true, _) => Some("admin-alarm-nobody-named"),
            (Switch::On, false, 0) => Some("admin-alarm-nobody-reviews"),
            (Switch::On | Switch::Off, _, _) => None,
        }
    }
}

centre_page!(WorkflowPage, "admin/settings/workflow.html", crate::pages::admin::Place::Workflow);
