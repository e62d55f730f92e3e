//! The code for tokens, at the endpoint that a phone derives from the authorization URL
//! (`exchange.md` §2.2).

use consentry_model::{Secret, well_known};
use serde::Deserialize;
use url::Url;

use super::{
    authorize::{REDIRECT_URI, RESOURCE},
    journey::Trip,
    page::aadsts_in,
    report::{Diary, Outcome, StepName, Stop},
    web::{Answer, ask},
};

const STEP: StepName = StepName::Token;

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Failure {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
}

/// Redeems the code and returns the access token.
pub(super) async fn redeem(
    trip: &Trip<'_>,
    authority: &Url,
    code: &Secret<String>,
    diary: &mut Diary<'_>,
) -> Result<Secret<String>, Stop> {
    let Some(endpoint) = endpoint(authority) else {
        let detail = format!("no token endpoint follows from {authority}");
        return Err(Stop::unanswered(STEP, detail));
    };
    let client_id = well_known::APPLE.to_string();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &client_id),
        ("code", code.expose()),
        ("redirect_uri", REDIRECT_URI),
        ("resource", RESOURCE),
    ];
    let answer = ask(STEP, trip.web.mail.post(endpoint).form(&form)).await?;
    let Ok(tokens) = serde_json::from_slice::<Tokens>(&answer.body) else {
        return Err(failure(&answer));
    };
    let renewable = tokens.refresh_token.map_or("without", |_| "with");
    let scope = tokens.scope.unwrap_or_default();
    diary.note(STEP, answer.code(), format_args!("{scope}, {renewable} refresh token"));
    Ok(Secret::new(tokens.access_token))
}

/// `…/authorize` becomes `…/token`.
fn endpoint(authority: &Url) -> Option<Url> {
    let mut url = authority.clone();
    let path = url.path().strip_suffix("/authorize")?.to_owned();
    url.set_path(&format!("{path}/token"));
    url.set_query(None);
    Some(url)
}

fn failure(answer: &Answer) -> Stop {
    let Ok(failure) = serde_json::from_slice::<Failure>(&answer.body) else {
        let detail = "neither tokens nor an OAuth error came back";
        return Stop::new(STEP, answer.code(), Outcome::Error, detail);
    };
    let code = failure.error_codes.first().copied();
    let code = code.or_else(|| aadsts_in(&failure.error_description));
    let outcome = match code {
        Some(50_126) => Outcome::WrongPassword,
        Some(50_072 | 50_074 | 50_076 | 50_079) => Outcome::MfaRequired,
        _ => Outcome::Refused,
    };
    let detail = failure.error_description.lines().next().unwrap_or_default().to_owned();
    let detail = if detail.is_empty() { failure.error } else { detail };
    Stop::new(STEP, answer.code(), outcome, detail).because(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_endpoint_stands_beside_the_authorization_endpoint() {
        let authority = Url::parse("https://h.example/common/oauth2/authorize?x=1").unwrap();
        assert_eq!(endpoint(&authority).unwrap().as_str(), "https://h.example/common/oauth2/token");
        assert!(endpoint(&Url::parse("https://h.example/adfs/ls").unwrap()).is_none());
    }
}
