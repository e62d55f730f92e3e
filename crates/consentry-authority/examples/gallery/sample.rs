//! Sample data for every page, as the gallery and the tests show it.

use consentry_model::{NeedsAdmin, RedirectUri, RequestDays, Timestamp};
use consentry_pages::{
    Account, ActsAs, App, FormTarget, Frame, Html, Known, Permission, Prose, Publisher,
    ReturnAddress, Shown, Support, Trust, Warning,
};

use super::pages::{
    AccountPicker, AdminConsentDone, ApprovalProblem, ApprovalRequired, ApprovalSent,
    ChangePassword, ChangeProblem, ConfirmReturn, Consent, DemoWeb, ErrorLookup, ErrorPage,
    FormPost, NeedAdmin, OrganizationConsent, Purpose, Sent, Session, SignIn, SignInProblem,
    SignOut, SignedOut,
};

/// The moment at which the gallery is looked at: 2026-11-22, 06:08:30 UTC.
const NOW: Timestamp = Timestamp::from_seconds(1_795_327_710);

fn returns_to(uri: &str) -> Option<ReturnAddress> {
    uri.parse::<RedirectUri>().ok().map(|uri| ReturnAddress::from(&uri))
}

fn apple() -> App {
    App {
        name: "Apple Internet Accounts".into(),
        publisher: Publisher::Verified("Apple Inc.".into()),
        returns_to: returns_to("com.apple.Preferences://oauth-redirect"),
    }
}

fn unverified() -> App {
    App {
        name: "Fjord Mail".into(),
        publisher: Publisher::NotVerified,
        returns_to: returns_to("https://mail.fjord.example/signed-in"),
    }
}

/// Names that try everything.
pub(super) fn hostile() -> App {
    App {
        name: "<script>alert(1)</script> \u{202e}liaM elppA & \"Sons\" بريد الشركة".into(),
        publisher: Publisher::Verified("<b>Trust me</b>\u{200b}\r\n".into()),
        returns_to: returns_to(
            "https://averyveryveryveryverylonghostname.averyveryveryverylongdomainname.example:8443/x",
        ),
    }
}

fn day(days: i64) -> Timestamp {
    Timestamp::from_seconds(NOW.seconds() + days * 86_400)
}

/// An application that the organisation has known for long.
fn familiar() -> Trust {
    Trust {
        homepage: Some("www.apple.com".into()),
        known: Some(Known::Since { date: day(-203), people: 31 }),
        warnings: Vec::new(),
    }
}

/// An application that nobody should accept unseen.
fn dubious() -> Trust {
    Trust {
        homepage: Some("fjord.example".into()),
        known: Some(Known::NotYet),
        warnings: vec![Warning::LooksLike("Fjord Mail".into()), Warning::Young(day(-3))],
    }
}

fn account() -> Account {
    Account { name: "Adele Vance".into(), upn: "adele@contoso.example".into() }
}

fn administrator() -> Account {
    Account { name: "Megan Bowen".into(), upn: "megan@contoso.example".into() }
}

fn form() -> FormTarget {
    FormTarget {
        action: "/contoso.example/sign-in".to_owned(),
        transaction: "3f1c".to_owned(),
        csrf: "9a2e".to_owned(),
    }
}

fn support() -> Support {
    Support {
        correlation_id: "9d1c3c52-7a55-4a0e-8a5b-0d1f3a1e7b11".into(),
        trace_id: "5b2f8a70-11c4-4d0f-9a54-3e1c77d0a200".into(),
        time: "2026-11-22 06:08:30Z".into(),
    }
}

fn permissions(values: &[(&str, &str, ActsAs)]) -> Vec<Permission> {
    values
        .iter()
        .map(|(value, resource, acts_as)| Permission {
            value: (*value).into(),
            acts_as: *acts_as,
            resource: (*resource).into(),
            display_name: Some("Count the boats in the harbour".into()),
            description: Some("The application counts boats.".into()),
        })
        .collect()
}

fn mail_permissions() -> Vec<Permission> {
    permissions(&[
        ("EAS.AccessAsUser.All", "Exchange Online", ActsAs::User),
        ("EWS.AccessAsUser.All", "Exchange Online", ActsAs::User),
        ("User.Read", "Graph", ActsAs::User),
        ("openid", "Graph", ActsAs::User),
        ("profile", "Graph", ActsAs::User),
        ("offline_access", "Graph", ActsAs::User),
    ])
}

fn many_permissions() -> Vec<Permission> {
    let mut many = mail_permissions();
    many.extend(permissions(&[
        ("Directory.Read.All", "Graph", ActsAs::User),
        ("Directory.Read.All", "Graph", ActsAs::Itself),
        ("Boats.Count", "Harbour", ActsAs::User),
    ]));
    many
}

/// Every page once or more, each with a name for its file.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    [sign_in_pages(frame), consent_pages(frame), approval_pages(frame), error_pages(frame)]
        .into_iter()
        .flatten()
        .collect()
}

fn sign_in_pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let sign_in = SignIn {
        form: form(),
        tenant: None,
        app: apple(),
        purpose: Purpose::Person,
        username: Shown::default(),
        may_keep: true,
        problem: None,
    };
    let wrong = SignIn {
        tenant: Some("Contoso".into()),
        username: "adele@contoso.example".into(),
        problem: Some(SignInProblem::WrongPassword),
        ..sign_in.clone()
    };
    let for_consent = SignIn {
        tenant: Some("Contoso".into()),
        purpose: Purpose::Administrator,
        app: unverified(),
        ..sign_in.clone()
    };
    let long =
        SignIn { app: hostile(), tenant: Some("Contoso".repeat(12).into()), ..wrong.clone() };
    let picker = AccountPicker {
        form: form(),
        tenant: Some("Contoso".into()),
        app: unverified(),
        sessions: vec![
            Session { id: "1".to_owned(), account: account(), live: true },
            Session { id: "2".to_owned(), account: administrator(), live: false },
        ],
    };
    let change = ChangePassword {
        form: form(),
        tenant: Some("Contoso".into()),
        app: apple(),
        account: account(),
        minimum_length: 12,
        problem: Some(ChangeProblem::TooShort),
    };
    let signed_out = SignedOut {
        tenant: Some("Contoso".into()),
        account: Some(account()),
        go_on: Some("https://mail.fjord.example/".to_owned()),
        frames: Vec::new(),
        sources: Vec::new(),
    };
    let sign_out = SignOut {
        action: "/common/oauth2/v2.0/logout?".to_owned(),
        csrf: "9a2e".to_owned(),
        account: Some(account()),
        returns_to: None,
    };
    vec![
        ("sign-in", sign_in.render(frame)),
        ("sign-in-wrong", wrong.render(frame)),
        ("sign-in-administrator", for_consent.render(frame)),
        ("sign-in-hostile", long.render(frame)),
        ("account-picker", picker.render(frame)),
        ("change-password", change.render(frame)),
        ("sign-out", sign_out.render(frame)),
        ("signed-out", signed_out.render(frame)),
    ]
}

fn consent_pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let consent = Consent {
        form: form(),
        tenant: "Contoso".into(),
        app: apple(),
        trust: familiar(),
        account: account(),
        permissions: mail_permissions(),
        may_consent_for_all: false,
    };
    let for_all = Consent {
        app: unverified(),
        trust: dubious(),
        account: administrator(),
        may_consent_for_all: true,
        permissions: many_permissions(),
        ..consent.clone()
    };
    let organization = OrganizationConsent {
        form: form(),
        tenant: "Contoso".into(),
        app: App { returns_to: None, ..apple() },
        trust: familiar(),
        account: administrator(),
        permissions: many_permissions(),
        replaces_earlier: true,
    };
    let need_admin = NeedAdmin {
        form: form(),
        tenant: "Contoso".into(),
        app: apple(),
        trust: familiar(),
        account: account(),
        permissions: mail_permissions(),
        because: NeedsAdmin::Always,
        code: 90_094,
        support: support(),
    };
    let by_policy = NeedAdmin { because: NeedsAdmin::Policy, code: 90_093, ..need_admin.clone() };
    let risky = NeedAdmin {
        app: unverified(),
        trust: dubious(),
        because: NeedsAdmin::Risk,
        code: 900_941,
        ..need_admin.clone()
    };
    let confirm =
        ConfirmReturn { form: form(), tenant: "Contoso".into(), app: apple(), account: account() };
    let done = AdminConsentDone {
        tenant: "Contoso".into(),
        app: App { returns_to: None, ..apple() },
        permissions: mail_permissions(),
        harmless_code: Some(900_561),
        support: support(),
    };
    vec![
        ("consent", consent.render(frame)),
        ("consent-for-all", for_all.render(frame)),
        ("organization-consent", organization.render(frame)),
        ("need-admin", need_admin.render(frame)),
        ("need-admin-policy", by_policy.render(frame)),
        ("need-admin-risk", risky.render(frame)),
        ("confirm-return", confirm.render(frame)),
        ("admin-consent-done", done.render(frame)),
    ]
}

/// The page that asks for a reason, as it is first shown.
pub(super) fn approval_required() -> ApprovalRequired {
    ApprovalRequired {
        form: form(),
        tenant: "Contoso".into(),
        app: apple(),
        trust: familiar(),
        account: account(),
        permissions: mail_permissions(),
        because: NeedsAdmin::Always,
        code: 90_095,
        days: RequestDays::USUAL,
        reason: Prose::default(),
        problem: None,
        support: support(),
    }
}

fn approval_pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let reason = Prose::from("I answer customers from my phone.\nThe sales team does the same.");
    let required = approval_required();
    let character = ApprovalRequired {
        because: NeedsAdmin::Policy,
        reason: "For mail\u{202e} on my phone".into(),
        problem: Some(ApprovalProblem::Character),
        ..required.clone()
    };
    let missing = ApprovalRequired { problem: Some(ApprovalProblem::Missing), ..required.clone() };
    let too_many = ApprovalRequired {
        app: hostile(),
        trust: dubious(),
        because: NeedsAdmin::Risk,
        code: 900_981,
        reason: reason.clone(),
        problem: Some(ApprovalProblem::TooMany),
        ..required.clone()
    };
    let sent = ApprovalSent {
        form: form(),
        tenant: "Contoso".into(),
        app: apple(),
        account: account(),
        permissions: mail_permissions(),
        reason,
        sent: Sent::Now,
        asked_at: NOW,
        expires_at: day(30),
        others: 0,
        answer_to: Some("adele@contoso.example".into()),
    };
    let before = ApprovalSent {
        sent: Sent::Before,
        asked_at: day(-2),
        expires_at: day(28),
        others: 7,
        answer_to: None,
        ..sent.clone()
    };
    vec![
        ("approval-required", required.render(frame)),
        ("approval-required-missing", missing.render(frame)),
        ("approval-required-character", character.render(frame)),
        ("approval-required-risk", too_many.render(frame)),
        ("approval-sent", sent.render(frame)),
        ("approval-sent-before", before.render(frame)),
    ]
}

fn error_pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let disabled = ErrorPage {
        code: 7_000_112,
        wire_text: Some("AADSTS7000112: Application 'f8d98a96-0999-43f5-8af3-69971c7bb423' (Apple Internet Accounts) is disabled.".into()),
        tenant: Some("Contoso".into()),
        app: Some(apple()),
        account: Some("adele@contoso.example".into()),
        again: None,
        leave: Some(form()),
        offer_administrator: false,
        support: support(),
    };
    let redirect = ErrorPage {
        code: 50_011,
        wire_text: Some(
            "AADSTS50011: The redirect URI in the request does not match those of the application."
                .into(),
        ),
        tenant: None,
        account: None,
        leave: None,
        again: Some("/".to_owned()),
        ..disabled.clone()
    };
    let other = ErrorPage { code: 81_004, app: None, wire_text: None, ..redirect.clone() };
    let lookup = |asked: &str| ErrorLookup { asked: Some(asked.into()) };
    let form_post = FormPost {
        action: "https://mail.fjord.example/signed-in".to_owned(),
        fields: vec![("code".to_owned(), "0.AX".to_owned())],
        app: unverified(),
    };
    let demo = DemoWeb {
        client_id: "5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31".to_owned(),
        authority: "/organizations".to_owned(),
        scope: "openid profile offline_access User.Read".to_owned(),
    };
    vec![
        ("error-disabled", disabled.render(frame)),
        ("error-redirect", redirect.render(frame)),
        ("error-other", other.render(frame)),
        ("lookup", ErrorLookup::default().render(frame)),
        ("lookup-found", lookup("AADSTS50020: Calling principal cannot consent").render(frame)),
        ("lookup-unknown", lookup("12345678").render(frame)),
        ("form-post", form_post.render(frame)),
        ("demo-web", demo.render(frame)),
    ]
}
