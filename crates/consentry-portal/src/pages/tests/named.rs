//! Every page with one text in every place that takes text from outside.

mod myapps;
mod part;
mod requests;

use consentry_pages::{Frame, Html};

/// The pages where `text` is every name, value and address.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    [requests::pages(text, frame), myapps::pages(text, frame)].into_iter().flatten().collect()
}
