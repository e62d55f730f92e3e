//! Every page with one text in every place that takes text from outside.

use consentry_model::{NeedsAdmin, RequestDays, Timestamp};
use consentry_pages::{
    Account, ActsAs, App, FormTarget, Frame, Html, Known, Permission, Publisher, Support, Trust,
    Warning,
};

use crate::pages::{
    AccountPicker, AdminConsentDone, ApprovalRequired, ApprovalSent, ChangePassword, ConfirmDevice,
    ConfirmReturn, Consent, DeviceEnd, EnterUserCode, ErrorLookup, ErrorPage, FormPost, NeedAdmin,
    OrganizationConsent, Purpose, Sent, Session, SignIn, SignInProblem, SignOut, SignedOut,
    UserCodeProblem,
};

fn app(text: &str) -> App {
    App { name: text.into(), publisher: Publisher::Verified(text.into()), returns_to: None }
}

fn trust(text: &str) -> Trust {
    Trust {
        homepage: Some(text.into()),
        known: Some(Known::Since { date: Timestamp::from_seconds(0), people: 2 }),
        warnings: vec![Warning::LooksLike(text.into())],
    }
}

fn account(text: &str) -> Account {
    Account { name: text.into(), upn: text.into() }
}

fn form(text: &str) -> FormTarget {
    FormTarget { action: text.to_owned(), transaction: text.to_owned(), csrf: text.to_owned() }
}

fn support(text: &str) -> Support {
    Support { correlation_id: text.into(), trace_id: text.into(), time: text.into() }
}

fn permissions(text: &str) -> Vec<Permission> {
    vec![Permission {
        value: text.into(),
        acts_as: ActsAs::Itself,
        resource: text.into(),
        display_name: Some(text.into()),
        description: Some(text.into()),
    }]
}

/// The pages where `text` is every name, value and address.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let mut pages = at_sign_in(text, frame);
    pages.extend(at_consent(text, frame));
    pages.extend(at_approval(text, frame));
    pages
}

fn at_sign_in(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let sign_in = SignIn {
        form: form(text),
        tenant: Some(text.into()),
        app: app(text),
        purpose: Purpose::Administrator,
        username: text.into(),
        may_keep: true,
        problem: Some(SignInProblem::WrongPassword),
    };
    let picker = AccountPicker {
        form: form(text),
        tenant: Some(text.into()),
        app: app(text),
        sessions: vec![Session { id: text.to_owned(), account: account(text), live: true }],
    };
    let change = ChangePassword {
        form: form(text),
        tenant: Some(text.into()),
        app: app(text),
        account: account(text),
        minimum_length: 12,
        problem: None,
    };
    let signed_out = SignedOut {
        tenant: Some(text.into()),
        account: Some(account(text)),
        go_on: Some(text.to_owned()),
        frames: vec![text.to_owned()],
        sources: Vec::new(),
    };
    let sign_out = SignOut {
        action: text.to_owned(),
        csrf: text.to_owned(),
        account: Some(account(text)),
        returns_to: None,
    };
    let form_post = FormPost {
        action: text.to_owned(),
        fields: vec![(text.to_owned(), text.to_owned())],
        app: app(text),
    };
    let error = ErrorPage {
        code: 50_105,
        wire_text: Some(text.into()),
        tenant: Some(text.into()),
        app: Some(app(text)),
        account: Some(text.into()),
        again: Some(text.to_owned()),
        leave: Some(form(text)),
        offer_administrator: true,
        support: support(text),
    };
    let lookup = ErrorLookup { asked: Some(text.into()) };
    let confirm_device = ConfirmDevice {
        form: form(text),
        tenant: Some(text.into()),
        app: app(text),
        address: text.into(),
    };
    let device_end = |signed_in| DeviceEnd { tenant: Some(text.into()), app: app(text), signed_in };
    let problem = Some(UserCodeProblem { key: "device-problem-unknown", code: 70_018 });
    let user_code = EnterUserCode { action: text.to_owned(), csrf: text.to_owned(), problem };
    vec![
        ("sign-in", sign_in.render(frame)),
        ("account-picker", picker.render(frame)),
        ("change-password", change.render(frame)),
        ("sign-out", sign_out.render(frame)),
        ("signed-out", signed_out.render(frame)),
        ("form-post", form_post.render(frame)),
        ("error", error.render(frame)),
        ("lookup", lookup.render(frame)),
        ("enter-user-code", user_code.render(frame)),
        ("confirm-device", confirm_device.render(frame)),
        ("device-approved", device_end(true).render(frame)),
        ("device-declined", device_end(false).render(frame)),
    ]
}

fn at_consent(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let consent = Consent {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        trust: trust(text),
        account: account(text),
        permissions: permissions(text),
        may_consent_for_all: true,
    };
    let organization = OrganizationConsent {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        trust: trust(text),
        account: account(text),
        permissions: permissions(text),
        replaces_earlier: true,
    };
    let need_admin = NeedAdmin {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        trust: trust(text),
        account: account(text),
        permissions: permissions(text),
        because: NeedsAdmin::Risk,
        code: 90_094,
        support: support(text),
    };
    let confirm = ConfirmReturn {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        account: account(text),
    };
    let done = AdminConsentDone {
        tenant: text.into(),
        app: app(text),
        permissions: permissions(text),
        harmless_code: Some(900_561),
        support: support(text),
    };
    vec![
        ("consent", consent.render(frame)),
        ("organization-consent", organization.render(frame)),
        ("need-admin", need_admin.render(frame)),
        ("confirm-return", confirm.render(frame)),
        ("admin-consent-done", done.render(frame)),
    ]
}

fn at_approval(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let required = ApprovalRequired {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        trust: trust(text),
        account: account(text),
        permissions: permissions(text),
        because: NeedsAdmin::Policy,
        code: 90_095,
        days: RequestDays::USUAL,
        reason: text.into(),
        problem: None,
        support: support(text),
    };
    let sent = |sent: Sent| ApprovalSent {
        form: form(text),
        tenant: text.into(),
        app: app(text),
        account: account(text),
        permissions: permissions(text),
        reason: text.into(),
        sent,
        asked_at: Timestamp::from_seconds(0),
        expires_at: Timestamp::from_seconds(86_400),
        others: 3,
        answer_to: Some(text.into()),
    };
    vec![
        ("approval-required", required.render(frame)),
        ("approval-sent", sent(Sent::Now).render(frame)),
        ("approval-sent-before", sent(Sent::Before).render(frame)),
    ]
}
