//! The one pure function that judges every way in.
//!
//! A phone at the authorization endpoint, a password grant, a refresh, a Basic login, a bearer
//! token on a mail request: each becomes an [`Attempt`]; the store supplies the [`Facts`];
//! [`evaluate`] runs the gates in a fixed order (ruling 15) and returns an [`Outcome`] and the
//! trace of why. Nothing here waits, reads a clock or touches a store.

#![warn(clippy::wildcard_enum_match_arm)]

mod administration;
mod attempt;
mod consent;
pub mod consent_policy;
mod evaluate;
mod explain;
mod facts;
mod gate;
mod group_owner;
mod matrix;
mod outcome;
pub mod registration;
mod report;
mod review;
mod revocation;
mod risk;
mod rules;
#[cfg(test)]
mod scene;
mod trace;

pub use administration::{Deed, may};
pub use attempt::{Ask, Attempt, Door, Proof, Renewal, Want};
pub use consent::{Decision, Hindrance, YOUNG_APPLICATION_DAYS, decide, may_grant_for_all};
pub use evaluate::{Evaluation, evaluate};
pub use explain::{Change, Checked, Explanation, Setting, explain};
pub use facts::{
    ApplicationFacts, Assignment, Barred, Facts, GrantFacts, GrantReach, PrincipalFacts,
    ResourceFacts, TenantFacts, UserFacts,
};
pub use group_owner::{GroupOwner, GroupOwnerRefused, group_owner_may};
pub use matrix::{MatrixChange, MatrixRow, UserClass, difference, matrix};
pub use outcome::{Allowed, ApprovalAsk, ConsentAsk, Interaction, Organisation, Outcome};
pub use report::{GrantRisk, Granted, grant_risks};
pub use review::{Ground, Listed, ReviewAction, ReviewFacts, ReviewRefused, judge_review};
pub use revocation::{Basis, Held, ValidFrom};
pub use risk::{Warning, warning};
pub use rules::{ConsentRules, OF_ROLES};
pub use trace::{Gate, TraceLine, Verdict};
