//! Explains an outcome: which one setting decides, and what each change of it would do.
//!
//! Every answer comes of the same function as at the door, asked with facts that differ in one
//! thing.

mod alternatives;

use std::fmt;

use consentry_model::Refusal;
use serde::{Deserialize, Serialize};

use self::alternatives::alternatives;
use crate::{
    Attempt, Decision, Door, Evaluation, Facts, Gate, Hindrance, Interaction, Outcome, TraceLine,
    consent_policy::Lack, decide, evaluate,
};

/// What would happen, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// No page: everything is granted.
    Silent,
    /// The user is asked and may accept.
    Prompt,
    /// The user may ask for approval, with a reason.
    Request,
    /// Only an administrator can go on.
    NeedAdmin,
    /// Something else stands in the way.
    Refused,
}

impl Checked {
    /// The outcome in a word.
    pub const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Allow(_) => Self::Silent,
            Outcome::Interact(Interaction::Approval(_)) => Self::Request,
            Outcome::Interact(
                Interaction::Password
                | Interaction::ChangePassword
                | Interaction::Consent(_)
                | Interaction::AdminConsent(_),
            ) => Self::Prompt,
            Outcome::Refuse(
                Refusal::AdminApprovalNeeded { .. } | Refusal::ApprovalRequired { .. },
            ) => Self::NeedAdmin,
            Outcome::Refuse(_) => Self::Refused,
        }
    }

    /// The decision of the consent gate in a word.
    pub(crate) const fn decided(decision: &Decision<'_>) -> Self {
        match decision {
            Decision::Silent => Self::Silent,
            Decision::Ask { .. } => Self::Prompt,
            Decision::RequestApproval(_) => Self::Request,
            Decision::NeedAdmin(_) => Self::NeedAdmin,
            Decision::Missing => Self::Refused,
        }
    }

    /// The word: `need-admin`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Prompt => "prompt",
            Self::Request => "request",
            Self::NeedAdmin => "need-admin",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A setting or fact that can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// The application is registered, and for this tenant.
    Registration,
    /// The account: its state, its password.
    Account,
    /// Enabled for users to sign in.
    Enabled,
    /// User assignment required.
    AssignmentRequired,
    /// The list of users and groups.
    Assignment,
    /// The permission is an administrator's to grant.
    PermissionKind,
    /// Member or guest.
    UserKind,
    /// Users may consent.
    UserConsent,
    /// The permission's classification.
    Classification,
    /// The publisher is verified.
    Publisher,
    /// The application's name.
    Name,
    /// The step-up for risky applications.
    RiskStepUp,
    /// The request workflow.
    Workflow,
    /// Recorded consents.
    Grants,
    /// A directory role of the user.
    Role,
}

impl Setting {
    /// The name of the setting, as documentation and commands have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Account => "account",
            Self::Enabled => "enabled for users to sign in",
            Self::AssignmentRequired => "assignment required",
            Self::Assignment => "users and groups",
            Self::PermissionKind => "kind of permission",
            Self::UserKind => "kind of user",
            Self::UserConsent => "users may consent",
            Self::Classification => "classification",
            Self::Publisher => "publisher",
            Self::Name => "name of the application",
            Self::RiskStepUp => "step-up for risky applications",
            Self::Workflow => "request workflow",
            Self::Grants => "consents",
            Self::Role => "directory role",
        }
    }
}

/// What one change would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Of what.
    pub setting: Setting,
    /// To what: `low-impact`, `off`, `an administrator consents for everybody`.
    pub to: String,
    /// What would happen then.
    pub then: Checked,
}

/// An outcome, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happens, in a word.
    pub checked: Checked,
    /// What happens.
    pub outcome: Outcome,
    /// The one setting that decides.
    pub setting: Setting,
    /// The permission at which it was decided, or the name that the application's looks like.
    pub about: Option<String>,
    /// Each gate and what it said.
    pub trace: Vec<TraceLine>,
    /// What each change of the deciding setting would do; then other single changes that would
    /// make a difference.
    pub changes: Vec<Change>,
}

/// Explains an attempt.
pub fn explain(attempt: &Attempt, facts: &Facts) -> Explanation {
    let Evaluation { outcome, trace } = evaluate(attempt, facts);
    let checked = Checked::of(&outcome);
    let setting = deciding(attempt, facts, &trace);
    let about = about(attempt, facts, &trace);
    let mut changes: Vec<Change> = alternatives(attempt, facts)
        .into_iter()
        .map(|(setting, to, changed)| {
            let then = Checked::of(&evaluate(attempt, &changed).outcome);
            Change { setting, to, then }
        })
        .filter(|change| change.setting == setting || change.then != checked)
        .collect();
    changes.sort_by_key(|change| (change.setting != setting, change.then));
    Explanation { checked, outcome, setting, about, trace, changes }
}

/// The setting behind the gate that decided.
fn deciding(attempt: &Attempt, facts: &Facts, trace: &[TraceLine]) -> Setting {
    match trace.last().map(|line| line.gate) {
        Some(Gate::Application) => Setting::Registration,
        Some(Gate::Authentication) => Setting::Account,
        Some(Gate::Enabled) => Setting::Enabled,
        Some(Gate::Assignment) => Setting::Assignment,
        Some(Gate::Door) | None => Setting::Grants,
        Some(Gate::Consent) => match attempt.door {
            // No permission is asked for: who it is decides.
            Door::OwnPages | Door::MailBasic(_) => Setting::Account,
            Door::AdminConsent => Setting::Role,
            Door::ClientCredentials | Door::MailToken(_) => Setting::Grants,
            Door::Authorize
            | Door::DeviceCode
            | Door::DeviceGrant
            | Door::Silent
            | Door::CodeGrant
            | Door::RefreshGrant
            | Door::PasswordGrant => of_decision(&decide(attempt, facts)),
        },
    }
}

/// What stood in the way of a user at the consent gate: a permission, or a name.
fn about(attempt: &Attempt, facts: &Facts, trace: &[TraceLine]) -> Option<String> {
    let last = trace.last().map(|line| line.gate);
    if last != Some(Gate::Consent) || attempt.door != Door::Authorize {
        return None;
    }
    match decide(attempt, facts) {
        Decision::RequestApproval(hindrance) | Decision::NeedAdmin(hindrance) => match hindrance {
            Hindrance::AdminOnly(scope)
            | Hindrance::ApplicationRole(scope)
            | Hindrance::Policy { scope, .. } => Some(scope.to_string()),
            Hindrance::LooksLike(name) => Some(name.to_owned()),
            Hindrance::AssignmentRequired
            | Hindrance::Guest
            | Hindrance::UserConsentOff
            | Hindrance::Young => None,
        },
        Decision::Silent | Decision::Missing | Decision::Ask { .. } => None,
    }
}

const fn of_decision(decision: &Decision<'_>) -> Setting {
    match decision {
        Decision::Silent | Decision::Missing => Setting::Grants,
        Decision::Ask { despite: Some(_), .. } => Setting::Role,
        Decision::Ask { despite: None, .. } => Setting::UserConsent,
        Decision::RequestApproval(hindrance) | Decision::NeedAdmin(hindrance) => {
            of_hindrance(hindrance)
        }
    }
}

const fn of_hindrance(hindrance: &Hindrance<'_>) -> Setting {
    match hindrance {
        Hindrance::AdminOnly(_) | Hindrance::ApplicationRole(_) => Setting::PermissionKind,
        Hindrance::AssignmentRequired => Setting::AssignmentRequired,
        Hindrance::Guest => Setting::UserKind,
        Hindrance::UserConsentOff => Setting::UserConsent,
        Hindrance::Policy { nearest: Some((_, Lack::Classification(_))), .. } => {
            Setting::Classification
        }
        Hindrance::Policy { nearest: Some((_, Lack::Publisher)), .. } => Setting::Publisher,
        Hindrance::Policy { .. } => Setting::UserConsent,
        Hindrance::LooksLike(_) => Setting::Name,
        Hindrance::Young => Setting::RiskStepUp,
    }
}

#[cfg(test)]
mod tests;
