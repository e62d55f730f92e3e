//! The facts of an attempt with one thing changed, as far as an administrator can change it.

use std::sync::Arc;

use consentry_model::{
    ConsentChoice, Impact, PermissionKind, Publisher, Switch, UserConsent, UserKind,
};

use super::Setting;
use crate::{
    ApplicationFacts, Assignment, Attempt, ConsentRules, Decision, Facts, GrantFacts, GrantReach,
    Hindrance, PrincipalFacts, TenantFacts, UserFacts,
    consent::{asked_by_resource, described},
    consent_policy::{AskedKind, Lack},
    decide,
};

/// What is changed, to what, and the facts then.
type Alternative = (Setting, String, Facts);

/// Facts that differ in one thing which an administrator can change.
pub(super) fn alternatives(attempt: &Attempt, facts: &Facts) -> Vec<Alternative> {
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
    let impact = lacking_class(attempt, facts).unwrap_or(Impact::Low);
    if let Some(changed) = classified(attempt, facts, impact) {
        others.push((Setting::Classification, impact.to_string(), changed));
    }
    if let Some(user) = facts.user.as_ref().filter(|user| user.kind == UserKind::Guest) {
        let user = UserFacts { kind: UserKind::Member, ..user.clone() };
        let changed = Facts { user: Some(user), ..facts.clone() };
        others.push((Setting::UserKind, "member".to_owned(), changed));
    }
    of_principal(facts, &mut others);
    of_grants(attempt, facts, &mut others);
    others.extend(verified(facts));
    others
}

fn of_principal(facts: &Facts, others: &mut Vec<Alternative>) {
    let Some(principal) = &facts.principal else { return };
    let enabled = Switch::from(!principal.enabled.is_on());
    let mut changed = facts.clone();
    changed.principal = Some(PrincipalFacts { enabled, ..principal.clone() });
    others.push((Setting::Enabled, yes_no(enabled), changed));
    let assignment_required = Switch::from(!principal.assignment_required.is_on());
    let mut changed = facts.clone();
    changed.principal = Some(PrincipalFacts { assignment_required, ..principal.clone() });
    others.push((Setting::AssignmentRequired, yes_no(assignment_required), changed));
    if principal.assignment_required.is_on() && facts.assignment == Assignment::Missing {
        let changed = Facts { assignment: Assignment::Assigned, ..facts.clone() };
        others.push((Setting::Assignment, "the user is assigned".to_owned(), changed));
    }
}

fn of_grants(attempt: &Attempt, facts: &Facts, others: &mut Vec<Alternative>) {
    let asked = asked_by_resource(attempt, facts);
    if !asked.is_empty() {
        let mut changed = facts.clone();
        changed.grants.extend(asked.into_iter().map(|(resource, scopes)| GrantFacts {
            resource,
            reach: GrantReach::Tenant,
            scopes,
        }));
        let to = "an administrator consents for everybody".to_owned();
        others.push((Setting::Grants, to, changed));
    }
    if !facts.grants.is_empty() {
        let changed = Facts { grants: Vec::new(), ..facts.clone() };
        others.push((Setting::Grants, "revoked".to_owned(), changed));
    }
}

/// Somebody vouches for the publisher. Names under a verified publisher are compared with nobody's.
fn verified(facts: &Facts) -> Option<Alternative> {
    let app = facts.application.as_ref().filter(|app| !app.asking().is_verified())?;
    let publisher = match &app.publisher {
        Some(publisher) => Publisher { verified: true, ..publisher.clone() },
        None => Publisher { name: app.name.parse().ok()?, verified: true, id: None },
    };
    let mut changed = facts.clone();
    changed.application =
        Some(ApplicationFacts { publisher: Some(publisher), looks_like: None, ..app.clone() });
    Some((Setting::Publisher, "verified".to_owned(), changed))
}

fn yes_no(switch: Switch) -> String {
    if switch.is_on() { "yes".to_owned() } else { "no".to_owned() }
}

fn with_rules(facts: &Facts, rules: ConsentRules) -> Facts {
    let tenant = TenantFacts { consent: Arc::new(rules), ..facts.tenant.clone() };
    Facts { tenant, ..facts.clone() }
}

/// The class that the nearest policy wants and the permission has not.
fn lacking_class(attempt: &Attempt, facts: &Facts) -> Option<Impact> {
    let (Decision::RequestApproval(hindrance) | Decision::NeedAdmin(hindrance)) =
        decide(attempt, facts)
    else {
        return None;
    };
    let Hindrance::Policy { nearest: Some((_, Lack::Classification(impact))), .. } = hindrance
    else {
        return None;
    };
    Some(impact)
}

/// Everything that is asked for, and that can be classified, in one class.
fn classified(attempt: &Attempt, facts: &Facts, impact: Impact) -> Option<Facts> {
    let asked = asked_by_resource(attempt, facts);
    let keys: Vec<_> = asked
        .iter()
        .flat_map(|(resource, scopes)| scopes.iter().map(move |scope| (*resource, scope)))
        .filter_map(|one| {
            let permission = described(one, facts);
            let classifiable = permission.kind == AskedKind::Delegated(PermissionKind::User);
            let new = permission.impact != Some(impact);
            let id = permission.id.filter(|_| classifiable && new)?;
            Some(((permission.resource, id), Some(impact)))
        })
        .collect();
    (!keys.is_empty()).then(|| with_rules(facts, facts.tenant.consent.with_classified(keys)))
}
