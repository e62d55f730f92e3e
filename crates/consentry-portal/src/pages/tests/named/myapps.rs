//! My Apps.

use consentry_model::Timestamp;
use consentry_pages::{ActsAs, Frame, Html, Support};

use super::part::{account, label, permission, token};
use crate::pages::myapps::{
    AllowedBy, AppRow, Device, Homepage, MailProblem, MyAppDetail, MyApps, OwnConsent, OwnPassword,
    OwnPasswordProblem, Person, Place, RefusedPage, Sessions, SignOutEverywhere,
    SignedOutEverywhere, TenantConsent, WhyRefused,
};

const AT: Timestamp = Timestamp::from_seconds(0);

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let person = || Person { tenant: text.into(), account: account(text) };
    let row = AppRow {
        href: text.to_owned(),
        app: label(text),
        allowed: AllowedBy::You,
        last_used: Some(AT),
    };
    let permissions = || vec![permission(text, ActsAs::User)];
    let detail = MyAppDetail {
        person: person(),
        done: None,
        app: label(text),
        homepage: Homepage::of(text),
        last_used: Some(AT),
        own: Some(OwnConsent {
            permissions: permissions(),
            since: AT,
            action: text.to_owned(),
            token: token(text),
        }),
        for_everybody: Some(TenantConsent { permissions: permissions(), since: AT }),
    };
    let refused = RefusedPage {
        person: person(),
        why: WhyRefused::NotYours,
        support: Support { correlation_id: text.into(), trace_id: text.into(), time: text.into() },
    };
    let place = |app| Place {
        ends: ("family", text.to_owned()),
        app,
        device: Device::of(text),
        address: Some(text.into()),
        since: AT,
        last_used: AT,
        here: true,
        kept: true,
    };
    let sessions = Sessions {
        person: person(),
        done: None,
        browsers: vec![place(None)],
        apps: vec![place(Some(text.into()))],
        token: token(text),
    };
    let everywhere = SignOutEverywhere { person: person(), token: token(text) };
    let signed_out = SignedOutEverywhere { person: person(), sign_in: text.to_owned() };
    let own_password = OwnPassword {
        person: person(),
        token: token(text),
        minimum_length: 8,
        problem: Some(OwnPasswordProblem::TooShort),
        other_mail: text.into(),
        mail_problem: Some(MailProblem::NoAddress),
    };
    vec![
        ("my-password", own_password.render(frame)),
        ("my-apps", MyApps { person: person(), done: None, apps: vec![row] }.render(frame)),
        ("my-app", detail.render(frame)),
        ("my-sessions", sessions.render(frame)),
        ("sign-out-everywhere", everywhere.render(frame)),
        ("signed-out-everywhere", signed_out.render(frame)),
        ("my-apps-refused", refused.render(frame)),
    ]
}
