//! Every page with one text in every place that takes text from outside.

mod apps;
mod myapps;
mod overview;
mod part;
mod refusals;
mod registrations;
mod requests;
mod settings;
mod users;

use consentry_pages::{Frame, Html};

/// The pages where `text` is every name, value and address.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    [
        requests::pages(text, frame),
        overview::pages(text, frame),
        settings::pages(text, frame),
        refusals::pages(text, frame),
        registrations::pages(text, frame),
        apps::pages(text, frame),
        myapps::pages(text, frame),
        users::pages(text, frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}
