//! Runs the gates in their order and keeps the trace.

use crate::{Allowed, Attempt, Facts, Gate, Outcome, TraceLine, consent, gate, gate::Said};

/// The outcome of an attempt and the trace of why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What comes of it.
    pub outcome: Outcome,
    /// One line for each gate that was asked, in order.
    pub trace: Vec<TraceLine>,
}

/// Judges one attempt: application, authentication, enabled, assignment, door, consent.
pub fn evaluate(attempt: &Attempt, facts: &Facts) -> Evaluation {
    let mut trace = Vec::with_capacity(6);
    if let Some(outcome) = before_consent(attempt, facts, &mut trace) {
        return Evaluation { outcome, trace };
    }
    let ended = note(Gate::Consent, consent::consent(attempt, facts), &mut trace);
    // A Basic login, or a page of our own: every gate passed or had nothing to judge.
    Evaluation { outcome: ended.unwrap_or_else(|| Outcome::Allow(Allowed::default())), trace }
}

/// The gates before consent; what they end with.
pub(crate) fn before_consent(
    attempt: &Attempt,
    facts: &Facts,
    trace: &mut Vec<TraceLine>,
) -> Option<Outcome> {
    let gates: [(Gate, &dyn Fn() -> Said); 5] = [
        (Gate::Application, &|| gate::application(attempt, facts)),
        (Gate::Authentication, &|| gate::authentication(attempt, facts)),
        (Gate::Enabled, &|| gate::enabled(facts)),
        (Gate::Assignment, &|| gate::assignment(attempt, facts)),
        (Gate::Door, &|| gate::door(attempt)),
    ];
    gates.into_iter().find_map(|(gate, ask)| note(gate, ask(), trace))
}

fn note(gate: Gate, said: Said, trace: &mut Vec<TraceLine>) -> Option<Outcome> {
    let Said { verdict, decided_by, remedy, end } = said;
    trace.push(TraceLine { gate, verdict, decided_by, remedy });
    end
}

#[cfg(test)]
mod tests;
