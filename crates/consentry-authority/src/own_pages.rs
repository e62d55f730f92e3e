//! The way into the pages of this server: `GET /sign-in?to=PATH` signs somebody in for one of
//! them, `GET /sign-in/organization-consent?app=ID` asks an administrator there for everybody.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use consentry_model::{AppId, Refusal};
use consentry_service::{NotIn, OwnPage, Prompt, Service};
use consentry_web::{Context, Failure, see_other, sign_in_for};
use http::Uri;

use crate::{LONGEST_QUERY, answer};

/// Signs in for the page in `to`; `prompt=select_account` shows the picker.
pub(crate) async fn sign_in(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let to = parameter(&uri, "to").unwrap_or_default();
    let invalid = || Refusal::Malformed { what: "to".to_owned() };
    let Some(page) = OwnPage::at(&to).filter(|_| to.len() <= LONGEST_QUERY) else {
        return Ok(answer::refused(&service, invalid(), &context));
    };
    let prompt = match parameter(&uri, "prompt").as_deref() {
        Some("select_account") => Prompt::SelectAccount,
        _ => Prompt::Usual,
    };
    let (browser, caller) = (&context.browser, &context.caller);
    let answered = service.begin_own_page(page, &to, prompt, browser, caller).await?;
    Ok(answer::show(&service, answered, &context))
}

/// Asks the administrator who is signed in at the admin centre to consent for everybody; ends at
/// the application's page there.
pub(crate) async fn organization_consent(
    State(service): State<Arc<Service>>,
    OriginalUri(uri): OriginalUri,
    context: Context,
) -> Result<Response, Failure> {
    let app = parameter(&uri, "app").unwrap_or_default();
    let Ok(app) = app.parse::<AppId>() else {
        let refusal = Refusal::Malformed { what: "app".to_owned() };
        return Ok(answer::refused(&service, refusal, &context));
    };
    let back = format!("{}/applications/{app}", OwnPage::Admin.path());
    let consented = format!("{back}?done=consented");
    let who = match service.signed_in(OwnPage::Admin, &context.browser).await? {
        Ok(who) => who,
        Err(NotIn::SignIn | NotIn::Refused(..)) => return Ok(see_other(&sign_in_for(&back))),
    };
    let (browser, caller) = (&context.browser, &context.caller);
    let answered =
        service.begin_consent_for_all(&who, app, (&back, &consented), browser, caller).await?;
    Ok(answer::show(&service, answered, &context))
}

pub(crate) fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<Cow<'a, str>> {
    let query = uri.query().unwrap_or_default();
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}
