//! The admin centre: one page for each task, in one frame.
//!
//! A page's view model holds a [`Centre`] for the frame; [`ConsentForAll`] alone is a card of the
//! sign-in family. Form fields are named at each page; each form also sends `csrf`.

pub mod apps;
mod centre;
mod checked;
mod consent;
mod explain;
mod label;
mod list;
mod mark;
mod matrix;
mod overview;
mod refusal;
pub mod registrations;
mod report;
mod request;
mod requests;
pub mod settings;
mod users;

use consentry_pages::page;

pub use centre::{Centre, Done, Failed, Notice, Place};
pub use consent::{AskedBy, ConsentForAll, ConsentGround, Earlier, Effect};
pub use explain::{Answer, ChangeLine, Explain, ExplainForm, Proposal, Step};
pub use label::{AppLabel, Risk};
pub use list::Paging;
pub(crate) use matrix::classes;
pub use matrix::{HeatRow, Matrix, MatrixGroup, MatrixOfApp, Tally};
pub use overview::{Alarm, Numbers, Overview, Waiting};
pub use refusal::{Refused, WhyRefused};
pub use report::{GrantsReport, ReportRow};
pub use request::{
    Closing, Deciding, Held, ReasonFault, ReasonProblem, Refusal, RequestDetail, RequestPermission,
    Requester, WhyNot,
};
pub use requests::{Queue, RequestRow, Requests};
pub use users::{OneTimePassword, UserDetail, UserRow, Users};

/// Gives a view model with a `centre` its `render`, and the place it has in the navigation.
macro_rules! centre_page {
    ($view:ident, $template:literal, $place:expr) => {
        impl $view {
            fn place(&self) -> $crate::pages::admin::Place {
                $place
            }
        }

        $crate::pages::admin::page!($view, $template, |_v| None);
    };
}
use centre_page;
