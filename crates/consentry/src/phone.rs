//! The simulated phone: goes the way of a real one, step by step, against any server.
//!
//! It has no knowledge of this server's insides: its own HTTP client, the forms of the real pages,
//! the bodies of ActiveSync. Where it is stopped it says at which step and why. Sources: scene C
//! of the recorded exchanges, MS-ASHTTP, MS-ASCMD, RFC 6749.

mod authorize;
mod challenge;
mod discovery;
mod html;
mod journey;
mod kind;
mod mailbox;
mod page;
#[cfg(test)]
mod real_pages;
mod report;
mod sync;
#[cfg(test)]
mod tests;
mod token;
mod visit;
mod web;

pub use self::{
    journey::{Journey, Until, Way, play},
    kind::Kind,
    report::{MailLine, Outcome, Report, Step, StepName},
    visit::{Visit, VisitError, Visited, visit},
    web::ClientError,
};
