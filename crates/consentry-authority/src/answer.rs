//! From the service's next step to what the browser gets: a page, a redirect, or a form that
//! posts itself. Redirects after a post are 303, so that no password is ever posted again (A12).

mod consent;
mod device;

use axum::response::{IntoResponse, Response};
use consentry_model::{Answer, Refusal, Switch, Timestamp};
use consentry_pages::{Account, App, FormTarget, Html, ReturnAddress, Shown};
use consentry_service::{
    Account as Whose, AccountShown, Answered, AppShown, ErrorShown, PageFrame, PasswordProblem,
    ResponseMode, ReturnTo, Service, Step, policy::PasswordFault,
};
use consentry_web::{Context, frame, html, publisher, see_other, set_cookies};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION, PRAGMA, REFERRER_POLICY, RETRY_AFTER},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    pages::{
        AccountPicker, ChangePassword, ChangeProblem, ConfirmReturn, ErrorPage, FormPost, Purpose,
        Session, SignIn, SignInProblem,
    },
    posts,
};

/// What of a query value stays as it is (RFC 3986 §2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The next step with its cookies.
pub(crate) fn show(service: &Service, answered: Answered, context: &Context) -> Response {
    let mut response = page(service, answered.step, context);
    set_cookies(&mut response, &answered.cookies);
    response
}

/// A refusal on a page of its own.
pub(crate) fn refused(service: &Service, refusal: Refusal, context: &Context) -> Response {
    let fidelity = service.fidelity();
    error_page(service, &ErrorShown { refusal, frame: None, locales: None, fidelity }, context)
}

fn send(service: &Service, to: ReturnTo, context: &Context) -> Response {
    let text = |value: &str| utf8_percent_encode(value, QUERY).to_string();
    let pairs: Vec<String> =
        to.params.iter().map(|(name, value)| format!("{name}={}", text(value.expose()))).collect();
    let separator = match to.mode {
        ResponseMode::FormPost => return post_form(service, to, context),
        ResponseMode::Fragment => '#',
        ResponseMode::Query if to.uri.contains('?') => '&',
        ResponseMode::Query => '?',
    };
    let location = format!("{}{separator}{}", to.uri, pairs.join("&"));
    let Ok(location) = HeaderValue::from_str(&location) else {
        return refused(service, Refusal::TransactionInvalid, context);
    };
    let headers = [
        (LOCATION, location),
        (CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache")),
        (PRAGMA, HeaderValue::from_static("no-cache")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn post_form(service: &Service, to: ReturnTo, context: &Context) -> Response {
    let fields = to.params.into_iter().map(|(name, value)| (name.to_owned(), value.into_exposed()));
    let page = FormPost { action: to.uri, fields: fields.collect(), app: app(&to.app) };
    html(page.render(&frame(service, context, None)))
}

fn page(service: &Service, step: Step, context: &Context) -> Response {
    let now = service.clock().now();
    let of = |shown: &PageFrame| frame(service, context, shown.locales.as_deref());
    let page: Html = match step {
        Step::Return(to) => return send(service, to, context),
        Step::Local(path) => return see_other(&path),
        Step::Error(shown) => return error_page(service, &shown, context),
        Step::SignIn { frame, account, hint, may_keep, error } => {
            let held = error.as_ref().filter(|refusal| refusal.retry_after(now).is_some()).cloned();
            let page = sign_in(&frame, account, (hint, may_keep), error).render(&of(&frame));
            let Some(refusal) = held else { return html(page) };
            let status = status(&refusal.answer(service.fidelity()));
            let mut response = html(page.with_status(status));
            say_when(&mut response, &refusal, now);
            return response;
        }
        Step::PickAccount { frame, accounts } => picker(&frame, accounts).render(&of(&frame)),
        Step::ChangePassword { frame, minimum, error } => {
            change_password(&frame, minimum, error).render(&of(&frame))
        }
        Step::ConfirmReturn { frame } => {
            let (form, tenant) = (form(&frame, posts::RETURN), tenant(&frame));
            let (app, account) = (app(&frame.app), account(&frame));
            ConfirmReturn { form, tenant, app, account }.render(&of(&frame))
        }
        asked @ (Step::EnterUserCode { .. }
        | Step::ConfirmDevice { .. }
        | Step::DeviceApproved { .. }
        | Step::DeviceDeclined { .. }) => return device::show(service, asked, context),
        asked @ (Step::Consent { .. }
        | Step::AdminConsent { .. }
        | Step::Approval(_)
        | Step::ApprovalSent(_)
        | Step::NeedAdmin { .. }
        | Step::AdminConsentRecorded { .. }) => return consent::show(service, asked, context),
    };
    html(page)
}

fn sign_in(
    frame: &PageFrame,
    account: Whose,
    (hint, may_keep): (Option<String>, Switch),
    error: Option<Refusal>,
) -> SignIn {
    SignIn {
        form: form(frame, posts::SIGN_IN),
        tenant: frame.tenant.clone().map(Shown::from),
        app: app(&frame.app),
        purpose: match account {
            Whose::Administrator => Purpose::Administrator,
            Whose::Usual | Whose::Another => Purpose::Person,
        },
        username: hint.unwrap_or_default().into(),
        may_keep: may_keep.is_on(),
        problem: error.map(|refusal| problem(&refusal)),
    }
}

fn picker(frame: &PageFrame, accounts: Vec<AccountShown>) -> AccountPicker {
    let sessions = accounts.into_iter().map(|AccountShown { session, account }| Session {
        id: session.to_string(),
        account: Account { name: account.display_name.into(), upn: account.user_name.into() },
        live: true,
    });
    AccountPicker {
        form: form(frame, posts::ACCOUNT),
        tenant: frame.tenant.clone().map(Shown::from),
        app: app(&frame.app),
        sessions: sessions.collect(),
    }
}

fn change_password(
    frame: &PageFrame,
    minimum_length: u32,
    error: Option<PasswordProblem>,
) -> ChangePassword {
    ChangePassword {
        form: form(frame, posts::CHANGE_PASSWORD),
        tenant: frame.tenant.clone().map(Shown::from),
        app: app(&frame.app),
        account: account(frame),
        minimum_length,
        problem: error.map(change_problem),
    }
}

fn error_page(service: &Service, shown: &ErrorShown, context: &Context) -> Response {
    let answer = shown.refusal.answer(shown.fidelity);
    let status = status(&answer);
    let mut response = html(error_html(service, shown, context).with_status(status));
    say_when(&mut response, &shown.refusal, service.clock().now());
    if let (StatusCode::METHOD_NOT_ALLOWED, Refusal::PostOnly { allowed, .. }) =
        (status, &shown.refusal)
        && let Ok(allow) = HeaderValue::from_str(allowed)
    {
        response.headers_mut().insert(http::header::ALLOW, allow);
    }
    response
}

fn status(answer: &Answer) -> StatusCode {
    StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_REQUEST)
}

/// When to come again, where the refusal is about time (RFC 9110 §10.2.3).
pub(crate) fn say_when(response: &mut Response, refusal: &Refusal, now: Timestamp) {
    if let Some(wait) = refusal.retry_after(now) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
}

fn error_html(service: &Service, shown: &ErrorShown, context: &Context) -> Html {
    let answer = shown.refusal.answer(shown.fidelity);
    let frame_shown = shown.frame.as_deref();
    let page = ErrorPage {
        code: answer.code,
        wire_text: Some(format!("AADSTS{}: {}", answer.code, answer.message).into()),
        tenant: frame_shown.and_then(|frame| frame.tenant.clone()).map(Shown::from),
        app: frame_shown.map(|frame| app(&frame.app)),
        account: frame_shown
            .and_then(|frame| frame.account.as_ref())
            .map(|account| account.user_name.as_str().into()),
        again: None,
        leave: frame_shown.map(|frame| form(frame, posts::LEAVE)),
        offer_administrator: false,
        support: context.support(service.clock().now()),
    };
    page.render(&frame(service, context, shown.locales.as_deref()))
}

fn form(frame: &PageFrame, action: &str) -> FormTarget {
    FormTarget {
        action: action.to_owned(),
        transaction: frame.transaction.to_string(),
        csrf: frame.csrf.expose().clone(),
    }
}

fn tenant(frame: &PageFrame) -> Shown {
    frame.tenant.clone().unwrap_or_default().into()
}

fn account(frame: &PageFrame) -> Account {
    let known = frame.account.as_ref();
    Account {
        name: known.map(|account| account.display_name.as_str()).unwrap_or_default().into(),
        upn: known.map(|account| account.user_name.as_str()).unwrap_or_default().into(),
    }
}

fn app(shown: &AppShown) -> App {
    App {
        name: shown.name.as_str().into(),
        publisher: publisher(shown.publisher.as_ref()),
        returns_to: Some(ReturnAddress::from(&shown.returns_to)),
    }
}

fn problem(refusal: &Refusal) -> SignInProblem {
    match refusal {
        Refusal::UserNotFound { .. } => SignInProblem::UnknownAccount,
        Refusal::AccountLocked { .. } => SignInProblem::Locked,
        Refusal::AddressThrottled { .. } => SignInProblem::HeldOff,
        _ => SignInProblem::WrongPassword,
    }
}

pub(crate) const fn change_problem(problem: PasswordProblem) -> ChangeProblem {
    match problem {
        PasswordProblem::Wrong => ChangeProblem::WrongPassword,
        PasswordProblem::Held => ChangeProblem::Held,
        PasswordProblem::Differ => ChangeProblem::NotRepeated,
        PasswordProblem::Fault(PasswordFault::TooShort { .. }) => ChangeProblem::TooShort,
        PasswordProblem::Fault(PasswordFault::TooLong) => ChangeProblem::TooLong,
        PasswordProblem::Fault(PasswordFault::Unchanged) => ChangeProblem::Unchanged,
        PasswordProblem::Fault(PasswordFault::HoldsName) => ChangeProblem::HoldsName,
        PasswordProblem::Fault(PasswordFault::Guessable) => ChangeProblem::Guessable,
    }
}
