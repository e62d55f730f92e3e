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
    let gates: [(Gate, &dyn Fn() -> Said); 6] = [
        (Gate::Application, &|| gate::application(attempt, facts)),
        (Gate::Authentication, &|| gate::authentication(attempt, facts)),
        (Gate::Enabled, &|| gate::enabled(facts)),
        (Gate::Assignment, &|| gate::assignment(attempt, facts)),
        (Gate::Door, &|| gate::door(attempt)),
        (Gate::Consent, &|| consent::consent(attempt, facts)),
    ];
    let mut trace = Vec::with_capacity(gates.len());
    for (gate, ask) in gates {
        let Said { verdict, decided_by, remedy, end } = ask();
        trace.push(TraceLine { gate, verdict, decided_by, remedy });
        if let Some(outcome) = end {
            return Evaluation { outcome, trace };
        }
    }
    // A Basic login: every gate passed or had nothing to judge.
    Evaluation { outcome: Outcome::Allow(Allowed::default()), trace }
}

#[cfg(test)]
mod tests;
