//! Tables over the gates: a base case, and rows that differ from it in one thing.

mod authentication;
mod barred;
mod consent;
mod mail;
mod presence;
mod properties;

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AccountState, AppId, Audience, BasicProtocols, ConsentChoice, DirectoryRole, Fidelity,
    NeedsAdmin, PasswordState, Protocol, Refusal, ScopeSet, Switch, Timestamp, well_known,
};

use super::evaluate;
use crate::{
    Allowed, ApplicationFacts, Ask, Assignment, Attempt, Basis, ConsentAsk, Door, Facts, Gate,
    GrantFacts, GrantReach, Held, Interaction, Outcome, PrincipalFacts, Proof, Renewal,
    TenantFacts, TraceLine, UserFacts, ValidFrom, Verdict, Want, scene::*,
};

fn allowed(values: &str) -> Outcome {
    Outcome::Allow(Allowed {
        scopes: scopes(values),
        openid: attempt().want.openid,
        ..Allowed::default()
    })
}

/// At a mail door nothing of OpenID Connect matters.
fn served(values: &str) -> Outcome {
    Outcome::Allow(Allowed { scopes: scopes(values), ..Allowed::default() })
}

fn consent_required() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::ConsentRequired { app, name })
}

fn approval_needed() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::AdminApprovalNeeded { app, name, because: NeedsAdmin::Always })
}

fn asked(outcome: &Outcome) -> &ConsentAsk {
    let Outcome::Interact(Interaction::Consent(ask) | Interaction::AdminConsent(ask)) = outcome
    else {
        panic!("not a consent page: {outcome:?}");
    };
    ask
}

/// A row: name, attempt, facts, outcome, and the gate that decides.
type Row = (&'static str, Attempt, Facts, Outcome, Gate);

fn table(rows: Vec<Row>) {
    for (name, attempt, facts, outcome, gate) in rows {
        let evaluation = evaluate(&attempt, &facts);
        assert_eq!(evaluation.outcome, outcome, "{name}");
        let last = evaluation.trace.last().unwrap();
        assert_eq!(last.gate, gate, "{name}: {last:?}");
        assert_trace_fits(&evaluation.outcome, &evaluation.trace, name);
    }
}

/// The trace goes through the gates in their order and ends with the one that decided; only that
/// one asks or refuses, and then it names a remedy.
fn assert_trace_fits(outcome: &Outcome, trace: &[TraceLine], name: &str) {
    let (last, before) = trace.split_last().unwrap();
    assert!(trace.is_sorted_by_key(|line| line.gate), "{name}");
    assert!(trace.iter().all(|line| !line.decided_by.is_empty()), "{name}");
    let passed = |line: &TraceLine| matches!(line.verdict, Verdict::Pass | Verdict::NotAsked);
    assert!(before.iter().all(passed), "{name}: {before:?}");
    match outcome {
        Outcome::Allow(_) => assert!(passed(last) && last.gate == Gate::Consent, "{name}"),
        Outcome::Interact(_) => assert_eq!(last.verdict, Verdict::Ask, "{name}"),
        Outcome::Refuse(_) => assert_eq!(last.verdict, Verdict::Refuse, "{name}"),
    }
    assert_eq!(last.remedy.is_empty(), passed(last), "{name}: {last:?}");
}

/// A row of the consent gate: name, attempt, facts, and what is said in a word or a code.
type Case = (&'static str, Attempt, Facts, &'static str);

fn cases(rows: impl IntoIterator<Item = Case>) {
    for (name, attempt, facts, want) in rows {
        let evaluation = evaluate(&attempt, &facts);
        assert_eq!(said(&evaluation.outcome), want, "{name}: {:?}", evaluation.trace.last());
        assert_trace_fits(&evaluation.outcome, &evaluation.trace, name);
    }
}
