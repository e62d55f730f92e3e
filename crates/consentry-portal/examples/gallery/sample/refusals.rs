//! What is said where nothing was shown or changed.

use consentry_model::DirectoryRole;
use consentry_pages::{Frame, Html, Support};

use super::{
    pages::admin::{Place, Refused, WhyRefused},
    part::centre,
};

pub(super) const MANAGERS: &[DirectoryRole] = &[
    DirectoryRole::GlobalAdministrator,
    DirectoryRole::ApplicationAdministrator,
    DirectoryRole::CloudApplicationAdministrator,
];

/// Every page of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let page = |why, detail: Option<&str>, back: Option<&str>| {
        let page = Refused {
            centre: centre(),
            place: Place::Applications,
            why,
            detail: detail.map(Into::into),
            back: back.map(str::to_owned),
            other_account: "/sign-in?to=%2Fadmin%2Fapplications&prompt=select_account".to_owned(),
            support: Support {
                correlation_id: "0f1d8a52-9a63-4a5e-8f7d-3c2b1a000001".into(),
                trace_id: "0f1d8a52-9a63-4a5e-8f7d-3c2b1a000002".into(),
                time: "2026-11-22 06:08:30Z".into(),
            },
        };
        let mut page = page;
        if back.is_none() {
            page.centre.places.clear();
            page.centre.open_requests = 0;
        }
        page.render(frame)
    };
    let app = Some("/admin/applications/f8d98a96-0999-43f5-8af3-69971c7bb423");
    let reviewer = "only a reviewer of this request may do that";
    let taken = "somebody else asked for more in the meantime; look at the request again";
    vec![
        ("refused-needs-role", page(WhyRefused::NeedsRole(MANAGERS), None, Some("/admin"))),
        ("refused-outsider", page(WhyRefused::NeedsRole(MANAGERS), None, None)),
        ("refused-forbidden", page(WhyRefused::Forbidden, Some(reviewer), Some("/admin"))),
        ("refused-expired", page(WhyRefused::Expired, None, app)),
        ("refused-missing", page(WhyRefused::Missing, None, Some("/admin/applications"))),
        ("refused-changed", page(WhyRefused::Changed, Some(taken), app)),
        ("refused-invalid", page(WhyRefused::Invalid, Some("a note is short"), app)),
    ]
}
