//! A trace in words: which gate said what, by which setting, and what would let it pass.

use consentry_policy::{TraceLine, Verdict};

/// A line for each gate: what it said, and by what.
pub(super) fn gates(trace: &[TraceLine]) -> Vec<String> {
    let line = |line: &TraceLine| {
        let verdict = match line.verdict {
            Verdict::Pass => "passed",
            Verdict::NotAsked => "not asked",
            Verdict::Ask => "asks the user",
            Verdict::Refuse => "REFUSED",
        };
        let gate = line.gate.to_string();
        format!("  {gate:<15} {verdict:<14} {}", line.decided_by)
    };
    trace.iter().map(line).collect()
}

/// Lines for a person who has ten of these to look at.
pub(super) fn in_words(trace: &[TraceLine]) -> Vec<String> {
    let mut lines = gates(trace);
    let remedies = trace.iter().filter(|line| !line.remedy.is_empty());
    for line in remedies {
        lines.push(String::new());
        lines.push(match line.verdict {
            Verdict::Ask => format!("What the user can do: {}.", line.remedy),
            Verdict::Pass | Verdict::NotAsked | Verdict::Refuse => {
                format!("What would let it pass: {}.", line.remedy)
            }
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use consentry_policy::Gate;

    use super::*;

    #[test]
    fn the_refusing_gate_and_the_remedy_stand_out() {
        let line = |gate, verdict, remedy: &str| TraceLine {
            gate,
            verdict,
            decided_by: "tenant setting user-consent = off".to_owned(),
            remedy: remedy.to_owned(),
        };
        let trace = [
            line(Gate::Application, Verdict::Pass, ""),
            line(Gate::Consent, Verdict::Refuse, "an administrator consents"),
        ];
        insta::assert_snapshot!(in_words(&trace).join("\n"), @r"
          application     passed         tenant setting user-consent = off
          consent         REFUSED        tenant setting user-consent = off

        What would let it pass: an administrator consents.
        ");
    }
}
