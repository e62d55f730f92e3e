//! What is said where nothing was shown or changed.

use consentry_pages::{Frame, Html, Support};

use super::part::centre;
use crate::pages::admin::{Place, Refused, WhyRefused};

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let page = Refused {
        centre: centre(text),
        place: Place::Applications,
        why: WhyRefused::Forbidden,
        detail: Some(text.into()),
        back: Some(text.to_owned()),
        other_account: text.to_owned(),
        support: Support { correlation_id: text.into(), trace_id: text.into(), time: text.into() },
    };
    vec![("refused", page.render(frame))]
}
