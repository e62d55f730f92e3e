//! A forgotten password: `GET` and `POST /sign-in/forgot-password` ask for a link,
//! `GET` and `POST /sign-in/reset-password` choose a new password by it.
//!
//! Nobody is signed in here. Asking gets one answer for every account (A65, A66); looking at a
//! link changes nothing, and only the page's own post does (A59).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    response::Response,
};
use consentry_model::{Refusal, Secret};
use consentry_pages::Account;
use consentry_service::{ByLink, LinkShown, PasswordProblem, RESET_PATH, Service};
use consentry_web::{Context, Failure, Fields, frame, html};

use crate::{
    answer::{self, change_problem},
    own_pages::parameter,
    pages::{AskForLink, LinkOver, PasswordSaved, ResetPassword},
};

/// Where a link is asked for.
pub(crate) const FORGOT: &str = "/sign-in/forgot-password";
/// Where a link leads.
pub(crate) const RESET: &str = RESET_PATH;
/// More fields than any page here has.
const MOST_FIELDS: usize = 6;

/// The form.
pub(crate) async fn ask(State(service): State<Arc<Service>>, context: Context) -> Response {
    html(AskForLink { sent: false }.render(&frame(&service, &context, None)))
}

/// Asks for a link; the answer tells nothing.
pub(crate) async fn send(
    State(service): State<Arc<Service>>,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    let fields = own_form(&service, &context, &body);
    let account = fields.and_then(|mut fields| {
        let account = fields.take("username")?;
        fields.is_empty().then_some(account)
    });
    let Some(account) = account else { return Ok(foreign(&service, &context)) };
    service.ask_for_link(&account, context.caller.address).await?;
    Ok(html(AskForLink { sent: true }.render(&frame(&service, &context, None))))
}

/// The page behind a link.
pub(crate) async fn look(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let token = parameter(&uri, "token").unwrap_or_default();
    let Some(shown) = service.look_at_link(&token).await? else {
        return Ok(html(LinkOver.render(&frame(&service, &context, None))));
    };
    Ok(html(page(shown, &token, None).render(&frame(&service, &context, None))))
}

/// A new password by a link.
pub(crate) async fn reset(
    State(service): State<Arc<Service>>,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    let fields = own_form(&service, &context, &body);
    let typed = fields.and_then(|mut fields| {
        fields.take("username");
        let mut secret = |name| fields.take(name).map(Secret::new);
        let typed = (secret("token")?, secret("new_password")?, secret("repeat_password")?);
        fields.is_empty().then_some(typed)
    });
    let Some((token, chosen, again)) = typed else { return Ok(foreign(&service, &context)) };
    let frame = frame(&service, &context, None);
    Ok(html(match service.reset_by_link(token.expose(), &chosen, &again).await? {
        ByLink::Done(shown) => {
            PasswordSaved { tenant: shown.tenant.name.as_str().into() }.render(&frame)
        }
        ByLink::Problem(shown, problem) => {
            page(shown, token.expose(), Some(problem)).render(&frame)
        }
        ByLink::Over => LinkOver.render(&frame),
    }))
}

/// The fields of a form that a page of ours sent, as far as the browser says where it is from.
fn own_form(service: &Service, context: &Context, body: &[u8]) -> Option<Fields> {
    let ours = service.origin().as_str();
    let foreign = context.origin.as_ref().is_some_and(|origin| origin != ours);
    Fields::read(body, MOST_FIELDS).filter(|_| !foreign)
}

fn foreign(service: &Service, context: &Context) -> Response {
    answer::refused(service, Refusal::TransactionInvalid, context)
}

fn page(shown: LinkShown, token: &str, problem: Option<PasswordProblem>) -> ResetPassword {
    ResetPassword {
        tenant: shown.tenant.name.as_str().into(),
        account: Account::from(shown.account),
        token: token.to_owned(),
        minimum_length: shown.minimum,
        problem: problem.map(change_problem),
    }
}
