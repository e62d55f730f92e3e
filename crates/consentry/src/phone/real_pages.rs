//! The authority's own pages as the phone reads them: whoever renames a field or a page learns
//! it here.

use consentry_authority::pages::{
    AccountPicker, ApprovalRequired, ApprovalSent, ChangePassword, ConfirmReturn, Consent,
    ErrorPage, NeedAdmin, Purpose, Sent, Session, SignIn, SignInProblem,
};
use consentry_model::{NeedsAdmin, RequestDays, Timestamp};
use consentry_pages::{
    Account, App, FormTarget, Frame, Html, Locale, Nonce, Prose, Publisher, Support, Trust,
};
use uuid::Uuid;

use super::page::{Page, PageKind};

fn form() -> FormTarget {
    let [transaction, csrf] = ["3f1c", "9a2e"].map(str::to_owned);
    FormTarget { action: "/common/login".to_owned(), transaction, csrf }
}

fn app() -> App {
    App { name: "Mail".into(), publisher: Publisher::NotVerified, returns_to: None }
}

fn account() -> Account {
    Account { name: "Sam".into(), upn: "sam@tailspin.example".into() }
}

fn support() -> Support {
    Support { correlation_id: "c".into(), trace_id: "t".into(), time: "now".into() }
}

fn sign_in(problem: Option<SignInProblem>) -> SignIn {
    SignIn {
        form: form(),
        tenant: None,
        app: app(),
        purpose: Purpose::Person,
        username: "sam@tailspin.example".into(),
        may_keep: true,
        problem,
    }
}

fn consent_pages(frame: &Frame) -> [(PageKind, Option<u32>, Option<&'static str>, Html); 3] {
    let consent = Consent {
        form: form(),
        tenant: "Tailspin".into(),
        app: app(),
        trust: Trust::default(),
        account: account(),
        permissions: Vec::new(),
        may_consent_for_all: true,
    };
    let need_admin = NeedAdmin {
        form: form(),
        tenant: "Tailspin".into(),
        app: app(),
        trust: Trust::default(),
        account: account(),
        permissions: Vec::new(),
        because: NeedsAdmin::Always,
        code: 90_094,
        support: support(),
    };
    let confirm =
        ConfirmReturn { form: form(), tenant: "Tailspin".into(), app: app(), account: account() };
    [
        (PageKind::Consent, None, Some("action=accept"), consent.render(frame)),
        (PageKind::NeedAdmin, Some(90_094), None, need_admin.render(frame)),
        (PageKind::ConfirmReturn, None, Some("action=continue"), confirm.render(frame)),
    ]
}

fn approval_pages(frame: &Frame) -> [(PageKind, Option<u32>, Option<&'static str>, Html); 2] {
    let required = ApprovalRequired {
        form: form(),
        tenant: "Tailspin".into(),
        app: app(),
        trust: Trust::default(),
        account: account(),
        permissions: Vec::new(),
        because: NeedsAdmin::Always,
        code: 90_095,
        days: RequestDays::USUAL,
        reason: Prose::default(),
        problem: None,
        support: support(),
    };
    let sent = ApprovalSent {
        form: form(),
        tenant: "Tailspin".into(),
        app: app(),
        account: account(),
        permissions: Vec::new(),
        reason: Prose::default(),
        sent: Sent::Now,
        asked_at: Timestamp::from_seconds(0),
        expires_at: Timestamp::from_seconds(86_400),
        others: 0,
        answer_to: None,
    };
    [
        (PageKind::Approval, Some(90_095), Some("action=request"), required.render(frame)),
        (PageKind::ApprovalWaits, None, None, sent.render(frame)),
    ]
}

fn other_pages(frame: &Frame) -> [(PageKind, Option<u32>, Option<&'static str>, Html); 5] {
    let wrong = sign_in(Some(SignInProblem::WrongPassword));
    let session = Session { id: "s".to_owned(), account: account(), live: true };
    let picker = AccountPicker { form: form(), tenant: None, app: app(), sessions: vec![session] };
    let change = ChangePassword {
        form: form(),
        tenant: None,
        app: app(),
        account: account(),
        minimum_length: 8,
        problem: None,
    };
    let error = ErrorPage {
        code: 7_000_112,
        wire_text: None,
        tenant: None,
        app: None,
        account: None,
        again: None,
        leave: None,
        offer_administrator: false,
        support: support(),
    };
    [
        (PageKind::SignIn, None, Some("action=sign-in"), sign_in(None).render(frame)),
        (PageKind::SignIn, Some(50_126), Some("action=sign-in"), wrong.render(frame)),
        (PageKind::Account, None, Some("action=other"), picker.render(frame)),
        (PageKind::ChangePassword, None, Some("action=change"), change.render(frame)),
        (PageKind::Error, Some(7_000_112), None, error.render(frame)),
    ]
}

#[test]
fn the_phone_understands_every_page_in_every_language() {
    for locale in Locale::ALL {
        let frame = Frame::new(locale, Nonce::new(Uuid::nil()));
        let all = consent_pages(&frame)
            .into_iter()
            .chain(approval_pages(&frame))
            .chain(other_pages(&frame));
        for (kind, aadsts, button, html) in all {
            let page = Page::read(html.body());
            assert_eq!((page.kind, page.aadsts), (kind, aadsts), "{locale:?} {}", html.body());
            assert!(!page.heading.is_empty(), "{kind:?}");
            let Some(button) = button else { continue };
            let filled = page.fill("sam@tailspin.example", "secret", "").unwrap();
            assert!(filled.is_post, "{kind:?}");
            assert_eq!(filled.action, "/common/login");
            let pairs: Vec<_> = filled.pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
            for pair in ["transaction=3f1c", "csrf=9a2e", button] {
                assert!(pairs.iter().any(|held| held == pair), "{kind:?} {pairs:?}");
            }
            let sends_password = pairs.contains(&"password=secret".to_owned());
            let wants_it = matches!(kind, PageKind::SignIn | PageKind::ChangePassword);
            assert_eq!(sends_password, wants_it, "{kind:?}");
            assert!(!pairs.iter().any(|held| held.starts_with("on_behalf")), "{kind:?}");
        }
    }
}
