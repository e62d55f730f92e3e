//! The one pure function that judges every way in.
//!
//! A phone at the authorization endpoint, a password grant, a refresh, a Basic login, a bearer
//! token on a mail request: each becomes an [`Attempt`]; the store supplies the [`Facts`];
//! [`evaluate`] runs the gates in a fixed order (ruling 15) and returns an [`Outcome`] and the
//! trace of why. Nothing here waits, reads a clock or touches a store.

#![warn(clippy::wildcard_enum_match_arm)]

mod attempt;
mod consent;
mod evaluate;
mod facts;
mod gate;
mod outcome;
mod trace;

pub use attempt::{Ask, Attempt, Door, Proof, Renewal, Want};
pub use consent::may_grant_for_all;
pub use evaluate::{Evaluation, evaluate};
pub use facts::{
    ApplicationFacts, Assignment, Facts, GrantFacts, GrantReach, PrincipalFacts, ResourceFacts,
    TenantFacts, UserFacts,
};
pub use outcome::{Allowed, ConsentAsk, Interaction, Organisation, Outcome};
pub use trace::{Gate, TraceLine, Verdict};
