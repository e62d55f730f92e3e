//! Sample data for every page, as the gallery and the tests show it.

mod apps;
mod myapps;
mod overview;
mod part;
mod refusals;
mod registrations;
mod requests;
mod settings;

use consentry_pages::{Frame, Html};

use super::pages;

/// Every page once or more, each with a name for its file.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    [
        requests::pages(frame),
        overview::pages(frame),
        settings::pages(frame),
        refusals::pages(frame),
        registrations::pages(frame),
        apps::pages(frame),
        myapps::pages(frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}
