//! What holds in every tenant, for every application, user and consent.

use consentry_model::{Impact, PermissionId, UserKind};
use proptest::prelude::*;

use super::*;
use crate::{
    Change, Checked, ConsentRules, explain,
    scene::any::{PERMISSIONS, any_attempt, any_facts, any_grant, any_role},
};

fn checked(attempt: &Attempt, facts: &Facts) -> Checked {
    Checked::of(&evaluate(attempt, facts).outcome)
}

/// The facts with other rules of the tenant.
fn with_rules(facts: &Facts, rules: ConsentRules) -> Facts {
    let tenant = TenantFacts { consent: rules.into(), ..facts.tenant.clone() };
    Facts { tenant, ..facts.clone() }
}

fn with_workflow(facts: &Facts, workflow: Switch) -> Facts {
    let mut rules = (*facts.tenant.consent).clone();
    rules.workflow = workflow;
    with_rules(facts, rules)
}

fn roles_of(facts: &Facts) -> BTreeSet<R> {
    facts.user.as_ref().map(|user| user.roles.clone()).unwrap_or_default()
}

fn without_roles(facts: Facts) -> Facts {
    let roles = BTreeSet::new();
    Facts { user: facts.user.map(|user| UserFacts { roles, ..user }), ..facts }
}

/// The permissions of a user's consent page.
fn on_a_users_page(attempt: &Attempt, facts: &Facts) -> Vec<(AppId, String)> {
    let Outcome::Interact(Interaction::Consent(ask)) = evaluate(attempt, facts).outcome else {
        return Vec::new();
    };
    ask.scopes
        .iter()
        .flat_map(|(of, scopes)| scopes.iter().map(|scope| (*of, scope.to_string())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn granting_more_makes_nothing_worse(
        attempt in any_attempt(),
        facts in any_facts(),
        more in any_grant(),
    ) {
        let before = checked(&attempt, &facts);
        let mut facts = facts;
        facts.grants.push(more);
        let after = checked(&attempt, &facts);
        prop_assert!(after <= before, "{before} became {after}");
    }

    #[test]
    fn a_class_less_widens_nothing(
        attempt in any_attempt(),
        facts in any_facts(),
        at in 0..PERMISSIONS.len(),
    ) {
        let before = checked(&attempt, &facts);
        let (of, value) = PERMISSIONS[at];
        let key = (of, permission_id(of, value));
        let less = facts.tenant.consent.with_classified([(key, None)]);
        let after = checked(&attempt, &with_rules(&facts, less));
        prop_assert!(after >= before, "{before} became {after} without {value}");
    }

    #[test]
    fn the_order_of_consents_does_not_matter(attempt in any_attempt(), facts in any_facts()) {
        let mut turned = facts.clone();
        turned.grants.reverse();
        turned.resources.reverse();
        prop_assert_eq!(evaluate(&attempt, &facts).outcome, evaluate(&attempt, &turned).outcome);
    }

    #[test]
    fn the_workflow_changes_only_what_needs_an_administrator(
        attempt in any_attempt(),
        facts in any_facts(),
    ) {
        let off = evaluate(&attempt, &with_workflow(&facts, Switch::Off)).outcome;
        let on = evaluate(&attempt, &with_workflow(&facts, Switch::On)).outcome;
        match (&off, &on) {
            (
                Outcome::Refuse(Refusal::AdminApprovalNeeded { because, .. }),
                Outcome::Interact(Interaction::Approval(ask)),
            ) => {
                prop_assert_eq!(*because, ask.because);
                prop_assert!(!ask.ask.scopes.is_empty());
                prop_assert_eq!(attempt.door, Door::Authorize);
            }
            _ => prop_assert_eq!(off, on),
        }
    }

    #[test]
    fn a_role_more_makes_nothing_worse(
        attempt in any_attempt(),
        facts in any_facts(),
        role in any_role(),
    ) {
        let before = checked(&attempt, &facts);
        let mut roles = roles_of(&facts);
        roles.insert(role);
        let user = facts.user.clone().map(|user| UserFacts { roles, ..user });
        let after = checked(&attempt, &Facts { user, ..facts });
        prop_assert!(after <= before, "{before} became {after} with {role}");
    }

    #[test]
    fn what_is_asked_for_can_be_accepted_once(attempt in any_attempt(), facts in any_facts()) {
        let attempt = Attempt { renewal: Renewal::AsNeeded, ..attempt };
        if let Outcome::Interact(Interaction::Consent(ask)) = evaluate(&attempt, &facts).outcome {
            prop_assert!(!ask.scopes.is_empty());
            let mut facts = facts;
            for (resource, scopes) in ask.scopes {
                prop_assert_eq!(scopes.without(&facts.effective(resource)), scopes.clone());
                facts.grants.push(GrantFacts { resource, reach: Own, scopes });
            }
            prop_assert_eq!(checked(&attempt, &facts), Checked::Silent);
        }
    }

    /// A054: nobody without a role is asked for what is an administrator's, in no tenant.
    #[test]
    fn a054_users_are_never_asked_for_what_is_an_administrators(
        attempt in any_attempt(),
        facts in any_facts(),
    ) {
        let facts = without_roles(facts);
        let page = on_a_users_page(&attempt, &facts);
        for (of, value) in &page {
            let openid = ["openid", "profile"].contains(&value.as_str()) && *of == GRAPH;
            let exposed = facts.resource(*of).and_then(|found| {
                found.permissions.iter().find(|one| one.value.as_str() == value)
            });
            let users = exposed.is_some_and(|one| one.kind == User);
            prop_assert!(openid || users, "{value}");
        }
        if !page.is_empty() {
            let user = facts.user.as_ref().unwrap();
            prop_assert_eq!(user.kind, UserKind::Member);
            prop_assert!(facts.tenant.consent.lets_users_consent());
            prop_assert!(facts.application.as_ref().unwrap().looks_like.is_none());
            let required = facts.principal.as_ref().map(|found| found.assignment_required);
            prop_assert_ne!(required, Some(Switch::On));
        }
    }

    /// Silence needs a consent or the resource's trust, whoever it is.
    #[test]
    fn a_token_carries_what_was_granted_and_nothing_else(
        attempt in any_attempt(),
        facts in any_facts(),
    ) {
        if let Outcome::Allow(allowed) = evaluate(&attempt, &facts).outcome {
            let resource = attempt.want.resource;
            prop_assert_eq!(&allowed.scopes, &facts.effective(resource));
            if let Ask::Scopes(named) = &attempt.want.ask {
                prop_assert!(named.without(&allowed.scopes).is_empty());
            }
            prop_assert!(allowed.openid.is_empty() || !facts.grants.is_empty());
        }
    }

    #[test]
    fn explanations_agree_with_the_door(attempt in any_attempt(), facts in any_facts()) {
        let explanation = explain(&attempt, &facts);
        let evaluation = evaluate(&attempt, &facts);
        prop_assert_eq!(&explanation.outcome, &evaluation.outcome);
        prop_assert_eq!(explanation.checked, Checked::of(&evaluation.outcome));
        for change in &explanation.changes {
            let changed = carry_out(change, &attempt, &facts);
            prop_assert_eq!(checked(&attempt, &changed), change.then, "{:?}", change);
        }
    }
}

/// What an administrator would do who takes the explanation at its word.
fn carry_out(change: &Change, attempt: &Attempt, facts: &Facts) -> Facts {
    use crate::Setting as S;
    let rules = &facts.tenant.consent;
    let mut changed = facts.clone();
    match change.setting {
        S::UserConsent => {
            let choice = ConsentChoice::CHOICES.into_iter().find(|one| one.word() == change.to);
            changed = with_rules(facts, rules.with_own(&choice.unwrap().into()));
        }
        S::Workflow => changed = with_workflow(facts, Switch::from(change.to == "on")),
        S::RiskStepUp => {
            let mut rules = (**rules).clone();
            rules.risk_step_up = Switch::from(change.to == "on");
            changed = with_rules(facts, rules);
        }
        S::Classification => {
            let impact = Impact::ALL.into_iter().find(|one| one.word() == change.to);
            let keys = classifiable(attempt, facts).into_iter().map(|key| (key, impact));
            changed = with_rules(facts, rules.with_classified(keys));
        }
        S::UserKind => changed.user.as_mut().unwrap().kind = UserKind::Member,
        S::Enabled => changed.principal.as_mut().unwrap().enabled = (change.to == "yes").into(),
        S::AssignmentRequired => {
            changed.principal.as_mut().unwrap().assignment_required = (change.to == "yes").into();
        }
        S::Assignment => changed.assignment = Assignment::Assigned,
        S::Grants if change.to == "revoked" => changed.grants.clear(),
        S::Grants => {
            // Everything that could be wanted, for everybody.
            for (resource, scope) in wantable(attempt, facts) {
                let scopes = ScopeSet::from_iter([scope.parse().unwrap()]);
                changed.grants.push(GrantFacts { resource, reach: ForAll, scopes });
            }
        }
        S::Publisher => {
            let app = changed.application.as_mut().unwrap();
            app.publisher = application().publisher;
            app.looks_like = None;
        }
        S::Registration | S::Account | S::PermissionKind | S::Name | S::Role => {
            panic!("no administrator can change {change:?}");
        }
    }
    changed
}

/// Everything that the request and the static list name.
fn wantable(attempt: &Attempt, facts: &Facts) -> Vec<(AppId, String)> {
    let mut all: Vec<(AppId, String)> =
        attempt.want.openid.iter().map(|scope| (GRAPH, scope.to_string())).collect();
    match &attempt.want.ask {
        Ask::Scopes(named) => {
            all.extend(named.iter().map(|scope| (attempt.want.resource, scope.to_string())));
        }
        Ask::Static => {
            for entry in &facts.application.as_ref().unwrap().required {
                all.extend(entry.scopes.iter().map(|scope| (entry.resource, scope.to_string())));
            }
        }
    }
    all
}

/// What of it a tenant can classify.
fn classifiable(attempt: &Attempt, facts: &Facts) -> Vec<(AppId, PermissionId)> {
    wantable(attempt, facts)
        .into_iter()
        .filter(|(of, value)| {
            let exposed = facts.resource(*of).map(|found| found.permissions.iter());
            exposed.is_some_and(|mut all| {
                all.any(|one| one.value.as_str() == value && one.kind == User)
            })
        })
        .map(|(of, value)| (of, permission_id(of, &value)))
        .collect()
}
