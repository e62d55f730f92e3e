//! Autodiscover version 2: where is the mailbox? (`exchange.md` §1)
//!
//! The first form carries the address in the path; the second, which redirects name, in the query.

use consentry_mailproto::autodiscover::Found;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::StatusCode;
use serde::Deserialize;
use tokio::net::lookup_host;
use url::Url;

use super::{
    journey::Trip,
    report::{Diary, Outcome, StepName, Stop},
    web::{Answer, ask},
};

const STEP: StepName = StepName::Autodiscover;
/// As clients write an address in a path.
const ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    error_code: String,
    #[serde(default)]
    error_message: String,
}

/// What an answer says.
enum Said {
    Here(Url),
    Elsewhere(String),
    Refused(Failure),
    Nothing,
}

/// Finds the URL of ActiveSync.
pub(super) async fn discover(way: &Trip<'_>, diary: &mut Diary<'_>) -> Result<Url, Stop> {
    let email = utf8_percent_encode(way.email.as_str(), ADDRESS);
    let first = format!("autodiscover/autodiscover.json/v1.0/{email}?Protocol=ActiveSync");
    let mut answer = get(way, &join(way.server, &first)?).await?;
    if let Said::Nothing = read(&answer) {
        diary.note(STEP, answer.code(), "the form with the address in the path is not served");
        let second = format!("autodiscover/autodiscover.json?Email={email}&Protocol=ActiveSync");
        answer = get(way, &join(way.server, &second)?).await?;
    }
    let mut followed = false;
    loop {
        match read(&answer) {
            Said::Here(url) => {
                diary.note(STEP, answer.code(), &url);
                return Ok(url);
            }
            Said::Elsewhere(location) => {
                let target = target(&answer, &location)?;
                if followed || !is_resolvable(&target).await {
                    let detail = format!("the mailbox is elsewhere: {target}");
                    return Err(Stop::new(STEP, answer.code(), Outcome::Redirect, detail));
                }
                followed = true;
                diary.note(STEP, answer.code(), format_args!("redirected to {target}"));
                answer = get(way, &target).await?;
            }
            Said::Refused(failure) => {
                let outcome = match failure.error_code.as_str() {
                    "NotSupportedClient" => Outcome::NotSupported,
                    _ => Outcome::Error,
                };
                let detail = format!("{}: {}", failure.error_code, failure.error_message);
                return Err(Stop::new(STEP, answer.code(), outcome, detail));
            }
            Said::Nothing => {
                let detail = "no mailbox for this address here";
                return Err(Stop::new(STEP, answer.code(), Outcome::Error, detail));
            }
        }
    }
}

async fn get(way: &Trip<'_>, url: &Url) -> Result<Answer, Stop> {
    ask(STEP, way.web.mail.get(url.clone()).header("accept", "application/json")).await
}

fn join(server: &Url, path: &str) -> Result<Url, Stop> {
    server.join(&format!("/{path}")).map_err(|error| Stop::unanswered(STEP, error))
}

fn read(answer: &Answer) -> Said {
    if answer.status.is_redirection() {
        return match answer.header("location") {
            Some(location) => Said::Elsewhere(location.to_owned()),
            None => Said::Nothing,
        };
    }
    if answer.status == StatusCode::OK
        && let Ok(found) = Found::from_json(&answer.body)
        && let Ok(url) = Url::parse(&found.url)
    {
        return Said::Here(url);
    }
    serde_json::from_slice(&answer.body).map_or(Said::Nothing, Said::Refused)
}

fn target(answer: &Answer, location: &str) -> Result<Url, Stop> {
    Url::parse(location).ok().filter(|url| url.scheme() == "https").ok_or_else(|| {
        let detail = format!("redirected to `{location}`, which is no https URL");
        Stop::new(STEP, answer.code(), Outcome::Error, detail)
    })
}

async fn is_resolvable(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let port = url.port_or_known_default().unwrap_or(443);
    lookup_host((host, port)).await.is_ok_and(|mut found| found.next().is_some())
}
