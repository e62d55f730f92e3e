//! Who may review: reviewers, roles, delegates, and the states of a request.

use std::collections::BTreeMap;

use consentry_model::{
    ConditionSet, ConsentChoice, ConsentReach, DirectoryRole as R, Fidelity, Impact,
    PermissionType,
    well_known::{EXCHANGE, GRAPH},
};

use super::*;
use crate::{Organisation, PrincipalFacts, TenantFacts, consent_policy, scene::*};

/// A request that Adele reviews; it asks for mail.
struct Case {
    action: ReviewAction,
    state: RequestState,
    now: Listed,
    then: Listed,
    delegated: Vec<ConsentPolicy>,
    asked: ConsentAsk,
    facts: Facts,
}

fn ask(scopes_of: &[(AppId, &str)], roles_of: &[(AppId, &str)]) -> ConsentAsk {
    let sets = |list: &[(AppId, &str)]| -> BTreeMap<_, _> {
        list.iter().map(|(resource, values)| (*resource, scopes(values))).collect()
    };
    let organisation = Organisation::NotOffered;
    ConsentAsk { scopes: sets(scopes_of), roles: sets(roles_of), organisation }
}

fn mail() -> ConsentAsk {
    ask(&[(EXCHANGE, BOTH), (GRAPH, "User.Read openid profile")], &[])
}

/// A reviewer of all times without a role approves.
fn approving(facts: Facts) -> Case {
    Case {
        action: ReviewAction::Approve,
        state: RequestState::Open,
        now: Listed::Yes,
        then: Listed::Yes,
        delegated: Vec::new(),
        asked: mail(),
        facts,
    }
}

impl Case {
    fn judge(&self) -> Result<Ground, ReviewRefused> {
        judge_review(
            self.action,
            &ReviewFacts {
                state: self.state,
                reviewer_now: self.now,
                reviewer_then: self.then,
                delegated: &self.delegated,
                asked: &self.asked,
                facts: &self.facts,
            },
        )
    }

    /// In a word.
    fn said(&self) -> &'static str {
        match self.judge() {
            Ok(Ground::Reviewer) => "reviewer",
            Ok(Ground::Role) => "role",
            Ok(Ground::Delegated(_)) => "delegated",
            Err(ReviewRefused::NotReviewer) => "not a reviewer",
            Err(ReviewRefused::Over(_)) => "over",
            Err(
                ReviewRefused::NeedsRole | ReviewRefused::Risky(_) | ReviewRefused::Beyond { .. },
            ) => "may not consent",
        }
    }
}

fn faithful(facts: Facts) -> Facts {
    let fidelity = Fidelity::Faithful;
    Facts { tenant: TenantFacts { fidelity, ..facts.tenant }, ..facts }
}

const STATES: [RequestState; 5] = [
    RequestState::Open,
    RequestState::Approved,
    RequestState::Denied,
    RequestState::Blocked,
    RequestState::Expired,
];
const ACTIONS: [ReviewAction; 4] =
    [ReviewAction::See, ReviewAction::Approve, ReviewAction::Deny, ReviewAction::Block];

/// Hardened: on the list at the moment of the decision. Faithful: at the request's first moment.
#[test]
fn a056_bi_066_who_is_a_reviewer() {
    let global = || holding(R::GlobalAdministrator);
    for (name, now, then, hardened, original) in [
        ("always", Listed::Yes, Listed::Yes, true, true),
        ("removed since", Listed::No, Listed::Yes, false, true),
        ("added since", Listed::Yes, Listed::No, true, false),
        ("never", Listed::No, Listed::No, false, false),
    ] {
        for action in ACTIONS {
            for (facts, may) in [(global(), hardened), (faithful(global()), original)] {
                let case = Case { action, now, then, ..approving(facts) };
                let refused = case.judge() == Err(ReviewRefused::NotReviewer);
                assert_eq!(!refused, may, "{name}, {action:?}, {:?}", case.facts.tenant.fidelity);
            }
        }
    }
}

#[test]
fn a056_bi_065_only_an_open_request_is_decided() {
    for facts in [holding(R::GlobalAdministrator), faithful(holding(R::GlobalAdministrator))] {
        for state in STATES {
            for action in ACTIONS {
                let case = Case { action, state, ..approving(facts.clone()) };
                let want = match action {
                    ReviewAction::See => Ok(Ground::Reviewer),
                    _ if state != RequestState::Open => Err(ReviewRefused::Over(state)),
                    ReviewAction::Approve => Ok(Ground::Role),
                    ReviewAction::Deny | ReviewAction::Block => Ok(Ground::Reviewer),
                };
                assert_eq!(case.judge(), want, "{action:?}, {state}");
            }
        }
    }
    let stranger = |state| Case { now: Listed::No, state, ..approving(facts()) };
    for state in STATES {
        assert_eq!(stranger(state).said(), "not a reviewer", "tells nothing of the state");
    }
    let over = ReviewRefused::Over(RequestState::Expired).to_string();
    assert_eq!(over, "the request is expired already");
}

/// Denying and blocking need a reviewer and nothing more (ruling 14).
#[test]
fn ruling_14_deny_and_block_need_no_role() {
    for facts in [facts(), faithful(facts()), look_alike(facts()), guest(facts())] {
        for action in [ReviewAction::See, ReviewAction::Deny, ReviewAction::Block] {
            let case = Case { action, ..approving(facts.clone()) };
            assert_eq!(case.said(), "reviewer", "{action:?}");
        }
    }
}

#[test]
fn ruling_14_approving_needs_a_role_that_may_consent() {
    let of_graph = || ask(&[], &[(GRAPH, "Directory.Read.All")]);
    let of_exchange = || ask(&[(EXCHANGE, EAS)], &[(EXCHANGE, "full_access_as_app")]);
    let directory = || ask(&[(GRAPH, "Directory.Read.All")], &[]);
    for role in R::ALL.iter().copied() {
        let all = [R::GlobalAdministrator, R::PrivilegedRoleAdministrator].contains(&role);
        let applications = [R::ApplicationAdministrator, R::CloudApplicationAdministrator];
        let some = all || applications.contains(&role);
        for (name, asked, may) in [
            ("mail", mail(), some),
            ("admin-only", directory(), some),
            ("roles of Exchange", of_exchange(), some),
            ("roles of Graph", of_graph(), all),
        ] {
            for facts in [holding(role), faithful(holding(role))] {
                let case = Case { asked: asked.clone(), ..approving(facts) };
                let want = if may { "role" } else { "may not consent" };
                assert_eq!(case.said(), want, "{role}, {name}");
            }
        }
    }
    let young_one = approving(held_by(R::CloudApplicationAdministrator, young(facts(), 1)));
    assert_eq!(young_one.said(), "role", "an administrator may approve what is risky");
    let required = approving(assigned(holding(R::CloudApplicationAdministrator)));
    assert_eq!(required.said(), "role", "assignment required: admin consent counts");
}

#[test]
fn rights_that_a_tenant_set() {
    let right = |reach, id| {
        let ruling = choosing(ConsentChoice::Off).classifying_all(Impact::Low);
        ruling.letting(R::HelpdeskAdministrator, reach, id)
    };
    let low = "microsoft-user-default-low";
    let helpdesk = || holding(R::HelpdeskAdministrator);
    for (name, facts, want) in [
        ("for all", right(ConsentReach::Everybody, low).over(helpdesk()), "role"),
        ("for himself", right(ConsentReach::Oneself, low).over(helpdesk()), "may not consent"),
        (
            "beyond",
            right(ConsentReach::Everybody, low).over(unverified(helpdesk())),
            "may not consent",
        ),
    ] {
        assert_eq!(approving(facts.clone()).said(), want, "{name}");
        assert_eq!(approving(faithful(facts)).said(), want, "{name}, faithful");
    }
}

/// Low impact, as far as an administrator classified it.
fn low() -> ConsentPolicy {
    consent_policy::built_in(&"microsoft-user-default-low".parse().unwrap(), tenant_id()).unwrap()
}

fn every() -> ConsentPolicy {
    policy("every", conditions(PermissionType::Delegated))
}

#[test]
fn ruling_14_delegates_approve_within_limits() {
    let classified = |facts| choosing(ConsentChoice::Off).classifying_all(Impact::Low).over(facts);
    let by = |delegated: Vec<ConsentPolicy>, facts| Case { delegated, ..approving(facts) };
    let here = || classified(facts());
    let asking = |asked, case| Case { asked, ..case };
    let application = || policy("roles", conditions(PermissionType::Application));
    let only_graph = || {
        let set = ConditionSet { resource: Some(GRAPH), ..conditions(PermissionType::Delegated) };
        policy("graph", set)
    };
    let roles = || ask(&[(EXCHANGE, EAS)], &[(EXCHANGE, "full_access_as_app")]);
    let directory = || ask(&[(GRAPH, "User.Read Directory.Read.All")], &[]);
    let nobodys = || ask(&[(GRAPH, "Nobody.Exposes.This")], &[]);
    let disabled = PrincipalFacts { enabled: consentry_model::Switch::Off, ..principal() };
    let unlisted = Case { now: Listed::No, ..by(vec![every()], here()) };
    for (name, case, want) in [
        ("no limits", by(vec![], here()), "may not consent"),
        ("within", by(vec![low()], here()), "delegated"),
        ("faithful knows no delegates", by(vec![low()], faithful(here())), "may not consent"),
        ("not classified", by(vec![low()], facts()), "may not consent"),
        (
            "an unknown publisher",
            by(vec![low()], classified(unverified(facts()))),
            "may not consent",
        ),
        ("in part", by(vec![only_graph()], here()), "may not consent"),
        ("each in part", by(vec![only_graph(), low()], here()), "delegated"),
        (
            "a role is never within",
            asking(roles(), by(vec![every(), application()], here())),
            "may not consent",
        ),
        (
            "admin-only is never within",
            asking(directory(), by(vec![every()], here())),
            "may not consent",
        ),
        (
            "nor what nobody exposes",
            asking(nobodys(), by(vec![every()], here())),
            "may not consent",
        ),
        ("a054 nor a young application", by(vec![every()], young(facts(), 1)), "may not consent"),
        (
            "a054 basic permissions",
            asking(ask(&[(GRAPH, "User.Read openid")], &[]), by(vec![every()], young(facts(), 1))),
            "delegated",
        ),
        (
            "a054 the step-up is off",
            by(
                vec![every()],
                choosing(ConsentChoice::Off).without_step_up().over(young(facts(), 1)),
            ),
            "delegated",
        ),
        ("a058 nor a look-alike", by(vec![every()], look_alike(facts())), "may not consent"),
        ("a056 not a reviewer", unlisted, "not a reviewer"),
        ("a role goes before", by(vec![every()], held_by(R::GlobalAdministrator, here())), "role"),
        (
            "disabled meanwhile",
            by(vec![every()], Facts { principal: Some(disabled), ..here() }),
            "delegated",
        ),
        (
            "no application",
            by(vec![every()], Facts { application: None, ..here() }),
            "may not consent",
        ),
    ] {
        assert_eq!(case.said(), want, "{name}");
    }
}

/// The snapshot is judged, whatever the application asks for today (A55).
#[test]
fn a055_the_snapshot_is_what_is_approved() {
    let grown = app(facts(), |app| app.required.push(requiring(GRAPH, "Directory.Read.All", "X")));
    let case = Case { delegated: vec![every()], ..approving(grown) };
    assert_eq!(case.said(), "delegated");
}

#[test]
fn a_delegates_ground_names_the_policy_that_allows_it() {
    let delegated = vec![low(), every(), policy("later", conditions(PermissionType::Delegated))];
    let case = Case { delegated, ..approving(facts()) };
    assert_eq!(case.judge(), Ok(Ground::Delegated("every".parse().unwrap())));
}

#[test]
fn a_refusal_says_what_is_beyond() {
    let no_role = "approving needs a directory role that may consent to all of it";
    let application = || ask(&[(EXCHANGE, EAS)], &[(EXCHANGE, "full_access_as_app")]);
    let by = |delegated, facts| Case { delegated, ..approving(facts) };
    for (name, case, want) in [
        ("no delegate", by(vec![], facts()), String::new()),
        (
            "not classified",
            by(vec![low()], facts()),
            format!(", and {EAS} is beyond the limits of policy microsoft-user-default-low"),
        ),
        (
            "a role",
            Case { asked: application(), ..by(vec![every()], facts()) },
            ", and full_access_as_app is beyond the limits of policy every".to_owned(),
        ),
        (
            "a look-alike",
            by(vec![every()], look_alike(facts())),
            ": the application's name looks like that of `Apple Internet Accounts`, which is \
             verified"
                .to_owned(),
        ),
        (
            "young",
            by(vec![every()], young(facts(), 1)),
            ": tenant setting risk-step-up = on: the application is younger than 90 days and its \
             publisher is not verified"
                .to_owned(),
        ),
    ] {
        let refused = case.judge().unwrap_err();
        assert_eq!(refused.to_string(), format!("{no_role}{want}"), "{name}");
    }
}
