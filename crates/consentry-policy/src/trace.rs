//! The trace: one line for each gate that was asked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A gate, in the order in which they are asked (ruling 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Is the application known here?
    Application,
    /// Who is it, and is that proved?
    Authentication,
    /// Is the application switched on for sign-in?
    Enabled,
    /// Is the user on the application's list, where one is required?
    Assignment,
    /// Does the token open this mail door?
    Door,
    /// Is it granted, or may it be?
    Consent,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application => "application",
            Self::Authentication => "authentication",
            Self::Enabled => "enabled",
            Self::Assignment => "assignment",
            Self::Door => "door",
            Self::Consent => "consent",
        })
    }
}

/// What a gate said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Go on.
    Pass,
    /// It had nothing to judge.
    NotAsked,
    /// The person has to do something.
    Ask,
    /// No.
    Refuse,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::NotAsked => "not asked",
            Self::Ask => "ask",
            Self::Refuse => "refuse",
        })
    }
}

/// One line of the trace, in words for an administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceLine {
    /// The gate.
    pub gate: Gate,
    /// What it said.
    pub verdict: Verdict,
    /// The setting or fact that decided, with its value.
    pub decided_by: String,
    /// What would let it pass; empty where it did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}
