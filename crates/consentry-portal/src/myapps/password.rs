//! `GET` and `POST /myapps/password`: a person's own password; `POST /myapps/other-mail`: the
//! address to which a link goes if he forgets it. Both ask for the present password.

use axum::{body::Bytes, response::Response};
use consentry_model::{MailAddress, Secret};
use consentry_service::{NewPassword, PasswordProblem, policy::PasswordFault};
use consentry_web::{html, see_other, set_cookies};

use super::person;
use crate::{
    inside::Inside,
    pages::myapps::{Done, MailProblem, OwnPassword, OwnPasswordProblem},
    paths,
    trouble::Trouble,
};

/// The page.
pub(super) async fn show(inside: Inside) -> Response {
    page(&inside, None, None)
}

/// A new password was typed.
pub(super) async fn change(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::MY_PASSWORD, &body)?;
    fields.take("username");
    let mut secret = |name| fields.take(name).map(Secret::new).ok_or(Trouble::Expired);
    let typed = NewPassword {
        present: secret("password")?,
        chosen: secret("new_password")?,
        again: secret("repeat_password")?,
    };
    let (who, context) = (inside.signed_in(), &inside.context);
    let (browser, caller) = (&context.browser, &context.caller);
    match inside.service.change_own_password(who, &typed, browser, caller).await? {
        Ok(cookies) => {
            let mut response = done(Done::PasswordChanged);
            set_cookies(&mut response, &cookies);
            Ok(response)
        }
        Err(problem) => Ok(page(&inside, Some(shown(problem)), None)),
    }
}

/// Another mail address was typed, or none.
pub(super) async fn other_mail(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::MY_PASSWORD, &body)?;
    let typed = fields.take("other_mail").ok_or(Trouble::Expired)?;
    let present = Secret::new(fields.take("password").ok_or(Trouble::Expired)?);
    let address: Option<MailAddress> = match typed.trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(address) => Some(address),
            Err(_) => return Ok(page(&inside, None, Some(MailProblem::NoAddress))),
        },
    };
    let (who, caller) = (inside.signed_in(), &inside.context.caller);
    match inside.service.set_own_mail(who, address, &present, caller).await? {
        Ok(()) => Ok(done(Done::OtherMail)),
        Err(PasswordProblem::Held) => Ok(page(&inside, None, Some(MailProblem::Held))),
        Err(_) => Ok(page(&inside, None, Some(MailProblem::WrongPassword))),
    }
}

fn done(done: Done) -> Response {
    see_other(&paths::with(paths::MY_APPS, &[("done", &done.word())]))
}

fn page(
    inside: &Inside,
    problem: Option<OwnPasswordProblem>,
    mail_problem: Option<MailProblem>,
) -> Response {
    let address = inside.user().other_mail.as_ref().map(MailAddress::as_str);
    let page = OwnPassword {
        person: person(inside),
        token: inside.token(paths::MY_PASSWORD),
        minimum_length: inside.tenant().settings.passwords.minimum.characters(),
        problem,
        other_mail: address.unwrap_or_default().into(),
        mail_problem,
    };
    html(page.render(&inside.frame()))
}

const fn shown(problem: PasswordProblem) -> OwnPasswordProblem {
    match problem {
        PasswordProblem::Wrong => OwnPasswordProblem::WrongPassword,
        PasswordProblem::Held => OwnPasswordProblem::Held,
        PasswordProblem::Differ => OwnPasswordProblem::NotRepeated,
        PasswordProblem::Fault(PasswordFault::TooShort { .. }) => OwnPasswordProblem::TooShort,
        PasswordProblem::Fault(PasswordFault::TooLong) => OwnPasswordProblem::TooLong,
        PasswordProblem::Fault(PasswordFault::Unchanged) => OwnPasswordProblem::Unchanged,
        PasswordProblem::Fault(PasswordFault::HoldsName) => OwnPasswordProblem::HoldsName,
        PasswordProblem::Fault(PasswordFault::Guessable) => OwnPasswordProblem::Guessable,
    }
}
