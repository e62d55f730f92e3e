//! The first request to ActiveSync: what does the server want? (`exchange.md` §2.1)
//!
//! A phone that can sign in by OAuth sends `Authorization: Bearer` with nothing behind it, and
//! opens its web view only if the answer names an `authorization_uri`.

use consentry_mailproto::challenge::BearerChallenge;
use reqwest::{Method, StatusCode};
use url::Url;

use super::{
    journey::Trip,
    report::{Diary, Outcome, StepName, Stop},
    web::{Answer, ask},
};

const STEP: StepName = StepName::Challenge;

/// Asks with an empty bearer and returns where one signs in.
pub(super) async fn challenge(
    trip: &Trip<'_>,
    door: &Url,
    diary: &mut Diary<'_>,
) -> Result<Url, Stop> {
    let request = trip.web.mail.request(Method::OPTIONS, door.clone());
    let request = request
        .header("authorization", "Bearer")
        .header("x-user-identity", trip.email.as_str())
        .header("x-ms-policykey", "0");
    let answer = ask(STEP, request).await?;
    if answer.status != StatusCode::UNAUTHORIZED {
        let detail = "an empty bearer was not answered with a challenge";
        return Err(Stop::new(STEP, answer.code(), Outcome::Error, detail));
    }
    let Some(uri) = bearer(&answer).and_then(|challenge| challenge.authorization_uri) else {
        let detail = "the challenge names no authorization_uri, so only a password is left";
        return Err(Stop::new(STEP, answer.code(), Outcome::NoBearer, detail));
    };
    let Ok(url) = Url::parse(&uri) else {
        let detail = format!("the authorization_uri `{uri}` is no URL");
        return Err(Stop::new(STEP, answer.code(), Outcome::Error, detail));
    };
    diary.note(STEP, answer.code(), format_args!("sign in at {url}"));
    Ok(url)
}

/// Asks with the password itself, as phones of old do.
pub(super) async fn basic(trip: &Trip<'_>, door: &Url, diary: &mut Diary<'_>) -> Result<(), Stop> {
    let request = trip.web.mail.request(Method::OPTIONS, door.clone());
    let request = request.header("authorization", trip.basic()).header("x-ms-policykey", "0");
    let answer = ask(STEP, request).await?;
    if !answer.status.is_success() {
        let detail = match bearer(&answer) {
            Some(_) => "the password alone is not accepted; the server asks for OAuth",
            None => "the password alone is not accepted",
        };
        return Err(Stop::new(STEP, answer.code(), Outcome::BasicRefused, detail));
    }
    diary.note(STEP, answer.code(), "the password alone is accepted");
    Ok(())
}

fn bearer(answer: &Answer) -> Option<BearerChallenge> {
    let values = answer.headers.get_all("www-authenticate").iter();
    values.filter_map(|value| value.to_str().ok()).find_map(BearerChallenge::parse)
}
