//! Where pages post to. Each form sends its transaction, its token and what the person did; any
//! other field is refused, so nobody can add to what was shown (BI-054).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    response::Response,
};
use consentry_model::{Refusal, Secret, Switch};
use consentry_service::{
    Answered, ConsentFor, Leave, NewPassword, Post, Service, ServiceError, TypedSignIn,
};

use consentry_web::{Context, Failure, Fields};

use crate::answer;

pub(crate) const SIGN_IN: &str = "/sign-in/password";
pub(crate) const ACCOUNT: &str = "/sign-in/account";
pub(crate) const CHANGE_PASSWORD: &str = "/sign-in/change-password";
pub(crate) const CONSENT: &str = "/sign-in/consent";
pub(crate) const NEED_ADMIN: &str = "/sign-in/approval";
pub(crate) const RETURN: &str = "/sign-in/return";
pub(crate) const LEAVE: &str = "/sign-in/leave";

/// More fields than any page has.
const MOST_FIELDS: usize = 10;

/// A page was posted.
pub(crate) async fn sign_in(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some(mut fields) = Fields::read(&body, MOST_FIELDS) else {
        return Ok(answer::refused(&service, Refusal::TransactionInvalid, &context));
    };
    let post = Post {
        transaction: fields.take("transaction").unwrap_or_default(),
        csrf: fields.take("csrf").unwrap_or_default(),
    };
    let done = Done::read(uri.path(), fields);
    let Some(done) = done else {
        return Ok(answer::refused(&service, Refusal::TransactionInvalid, &context));
    };
    match carry_out(&service, &post, done, &context).await {
        Ok(answered) => Ok(answer::show(&service, answered, &context)),
        Err(ServiceError::Busy) => Ok(answer::refused(&service, Refusal::Busy, &context)),
        Err(failure) => Err(Failure(failure)),
    }
}

/// A page's address was opened or reloaded: it only takes posts (900561).
pub(crate) async fn only_post(State(service): State<Arc<Service>>, context: Context) -> Response {
    let (allowed, received) = ("POST".to_owned(), "GET".to_owned());
    answer::refused(&service, Refusal::PostOnly { allowed, received }, &context)
}

async fn carry_out(
    service: &Service,
    post: &Post,
    done: Done,
    context: &Context,
) -> Result<Answered, ServiceError> {
    let (browser, caller) = (&context.browser, &context.caller);
    match done {
        Done::SignIn(typed) => service.sign_in(post, &typed, browser, caller).await,
        Done::Pick { session } => service.pick_account(post, &session, browser, caller).await,
        Done::ChangePassword(typed) => service.change_password(post, &typed, browser, caller).await,
        Done::Accept(for_whom) => service.consent(post, for_whom, browser, caller).await,
        Done::Request { reason } => service.request_approval(post, &reason, browser, caller).await,
        Done::Return => service.confirm_return(post, browser, caller).await,
        Done::Leave(leave) => service.leave(post, leave, browser, caller).await,
    }
}

/// What a person did on a page.
#[derive(Debug)]
enum Done {
    SignIn(TypedSignIn),
    Pick { session: String },
    ChangePassword(NewPassword),
    Accept(ConsentFor),
    Request { reason: String },
    Return,
    Leave(Leave),
}

impl Done {
    /// Reads what is left of the fields of the page at `path`.
    fn read(path: &str, mut fields: Fields) -> Option<Self> {
        let action = fields.take("action");
        let leave = match action.as_deref() {
            Some("cancel") => Some(Leave::Cancel),
            Some("other") => Some(Leave::AnotherAccount),
            Some("administrator") => Some(Leave::Administrator),
            _ => None,
        };
        if let Some(leave) = leave {
            return Some(Self::Leave(leave));
        }
        let done = match path {
            SIGN_IN => Self::SignIn(TypedSignIn {
                account: fields.take("username")?,
                password: Secret::new(fields.take("password")?),
                keep: Switch::from(fields.take("keep").as_deref() == Some("yes")),
            }),
            ACCOUNT => Self::Pick { session: fields.take("session")? },
            CHANGE_PASSWORD => {
                fields.take("username");
                Self::ChangePassword(NewPassword {
                    present: Secret::new(fields.take("password")?),
                    chosen: Secret::new(fields.take("new_password")?),
                    again: Secret::new(fields.take("repeat_password")?),
                })
            }
            CONSENT if action.as_deref() == Some("accept") => {
                Self::Accept(match fields.take("on_behalf").as_deref() {
                    Some("yes") => ConsentFor::Organisation,
                    _ => ConsentFor::Oneself,
                })
            }
            NEED_ADMIN if action.as_deref() == Some("request") => {
                Self::Request { reason: fields.take("reason").unwrap_or_default() }
            }
            RETURN if action.as_deref() == Some("continue") => Self::Return,
            _ => return None,
        };
        fields.is_empty().then_some(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, body: &str) -> Option<Done> {
        Done::read(path, Fields::read(body.as_bytes(), MOST_FIELDS)?)
    }

    #[test]
    fn bi_054_a_field_that_the_page_does_not_have_is_refused() {
        assert!(matches!(
            read(CONSENT, "action=accept&on_behalf=yes"),
            Some(Done::Accept(ConsentFor::Organisation))
        ));
        assert!(read(CONSENT, "action=accept&scope=Directory.Read.All").is_none());
        assert!(read(CONSENT, "action=accept&action=accept").is_none());
        assert!(read(SIGN_IN, "username=a").is_none());
        assert!(matches!(read(CONSENT, "action=cancel"), Some(Done::Leave(Leave::Cancel))));
    }
}
