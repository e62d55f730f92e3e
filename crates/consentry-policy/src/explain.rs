//! Explains an outcome: which one setting decides, and what each change of it would do.
//!
//! Every answer comes of the same function as at the door, asked with facts that differ in one
//! thing.

use std::{fmt, sync::Arc};

use consentry_model::{ConsentChoice, Impact, PermissionKind, Switch, UserConsent};
use serde::{Deserialize, Serialize};

use crate::{
    Assignment, Attempt, Decision, Evaluation, Facts, Gate, GrantFacts, GrantReach, Hindrance,
    Interaction, Outcome, TenantFacts, TraceLine,
    consent::{asked_by_resource, described, is_young},
    consent_policy::{AskedKind, Lack},
    decide, evaluate,
};
use consentry_model::Refusal;

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
    let mut changes: Vec<Change> = alternatives(attempt, facts)
        .into_iter()
        .map(|(setting, to, changed)| {
            let then = Checked::of(&evaluate(attempt, &changed).outcome);
            Change { setting, to, then }
        })
        .filter(|change| change.setting == setting || change.then != checked)
        .collect();
    changes.sort_by_key(|change| (change.setting != setting, change.then));
    Explanation { checked, outcome, setting, trace, changes }
}

/// The setting behind the gate that decided.
fn deciding(attempt: &Attempt, facts: &Facts, trace: &[TraceLine]) -> Setting {
    match trace.last().map(|line| line.gate) {
        Some(Gate::Application) => Setting::Registration,
        Some(Gate::Authentication) => Setting::Account,
        Some(Gate::Enabled) => Setting::Enabled,
        Some(Gate::Assignment) => Setting::Assignment,
        Some(Gate::Door) | None => Setting::Grants,
        Some(Gate::Consent) => match decide(attempt, facts) {
            Decision::Silent | Decision::Missing => Setting::Grants,
            Decision::Ask { despite: Some(_), .. } => Setting::Role,
            Decision::Ask { despite: None, .. } => Setting::UserConsent,
            Decision::RequestApproval(hindrance) | Decision::NeedAdmin(hindrance) => {
                of_hindrance(&hindrance)
            }
        },
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

/// Facts that differ in one thing which an administrator can change.
fn alternatives(attempt: &Attempt, facts: &Facts) -> Vec<(Setting, String, Facts)> {
    let mut others = Vec::new();
    for choice in ConsentChoice::CHOICES {
        let own = facts.tenant.consent.with_own(&UserConsent::from(choice));
        if own != *facts.tenant.consent {
            let changed = with_rules(facts, own);
            others.push((Setting::UserConsent, choice.word().to_owned(), changed));
        }
    }
    let rules = &facts.tenant.consent;
    let flipped = |switch: Switch| Switch::from(!switch.is_on());
    let workflow = flipped(rules.workflow);
    let mut changed = (**rules).clone();
    changed.workflow = workflow;
    others.push((Setting::Workflow, workflow.to_string(), with_rules(facts, changed)));
    let risk_step_up = flipped(rules.risk_step_up);
    let mut changed = (**rules).clone();
    changed.risk_step_up = risk_step_up;
    others.push((Setting::RiskStepUp, risk_step_up.to_string(), with_rules(facts, changed)));
    if let Some(changed) = classified_low(attempt, facts) {
        others.push((Setting::Classification, Impact::Low.to_string(), changed));
    }
    of_application(attempt, facts, &mut others);
    others
}

fn of_application(attempt: &Attempt, facts: &Facts, others: &mut Vec<(Setting, String, Facts)>) {
    if let Some(principal) = &facts.principal {
        let enabled = Switch::from(!principal.enabled.is_on());
        let mut changed = facts.clone();
        changed.principal = Some(crate::PrincipalFacts { enabled, ..principal.clone() });
        others.push((Setting::Enabled, yes_no(enabled), changed));
        let assignment_required = Switch::from(!principal.assignment_required.is_on());
        let mut changed = facts.clone();
        changed.principal =
            Some(crate::PrincipalFacts { assignment_required, ..principal.clone() });
        others.push((Setting::AssignmentRequired, yes_no(assignment_required), changed));
        if principal.assignment_required.is_on() && facts.assignment == Assignment::Missing {
            let changed = Facts { assignment: Assignment::Assigned, ..facts.clone() };
            others.push((Setting::Assignment, "the user is assigned".to_owned(), changed));
        }
    }
    let mut changed = facts.clone();
    for (resource, scopes) in asked_by_resource(attempt, facts) {
        changed.grants.push(GrantFacts { resource, reach: GrantReach::Tenant, scopes });
    }
    let to = "an administrator consents for everybody".to_owned();
    others.push((Setting::Grants, to, changed));
    if let Some(app) = &facts.application
        && let Some(publisher) = app.publisher.as_ref().filter(|publisher| !publisher.verified)
    {
        let publisher = consentry_model::Publisher { verified: true, ..publisher.clone() };
        let mut changed = facts.clone();
        changed.application =
            Some(crate::ApplicationFacts { publisher: Some(publisher), ..app.clone() });
        if is_young(facts) || !facts.tenant.consent.lets_users_consent() || app.looks_like.is_none()
        {
            others.push((Setting::Publisher, "verified".to_owned(), changed));
        }
    }
}

fn yes_no(switch: Switch) -> String {
    if switch.is_on() { "yes".to_owned() } else { "no".to_owned() }
}

fn with_rules(facts: &Facts, rules: crate::ConsentRules) -> Facts {
    let tenant = TenantFacts { consent: Arc::new(rules), ..facts.tenant.clone() };
    Facts { tenant, ..facts.clone() }
}

/// Everything that is missing, and that can be classified, classified as low.
fn classified_low(attempt: &Attempt, facts: &Facts) -> Option<Facts> {
    let missing = asked_by_resource(attempt, facts);
    let keys: Vec<_> = missing
        .iter()
        .flat_map(|(resource, scopes)| scopes.iter().map(move |scope| (*resource, scope)))
        .filter_map(|one| {
            let permission = described(one, facts);
            let classifiable = permission.kind == AskedKind::Delegated(PermissionKind::User);
            let new = permission.impact != Some(Impact::Low);
            let id = permission.id.filter(|_| classifiable && new)?;
            Some(((permission.resource, id), Some(Impact::Low)))
        })
        .collect();
    (!keys.is_empty()).then(|| with_rules(facts, facts.tenant.consent.with_classified(keys)))
}

#[cfg(test)]
mod tests;
