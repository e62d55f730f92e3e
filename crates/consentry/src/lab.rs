//! The lab of a demo started with `--lab`: its clock, and the mail that would have gone out.
//!
//! Paths and bodies are fixed in the project's interface; they never exist in `serve`. The
//! clock's offset is kept in the database, so that several demos and the command line share it.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use consentry_model::Clock as _;
use consentry_service::{MailRoute, Service};
use consentry_store::{MailKind, MailState, OutboundMail, StoreError};
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use tokio::time::interval;

use crate::{
    installation::LAB_CLOCK,
    runtime::{SystemClock, Tasks},
};

/// How often a demo looks whether another one moved the clock.
const CLOCK_BEAT: Duration = Duration::from_millis(500);

#[derive(Debug, Clone)]
struct Lab {
    service: Arc<Service>,
    clock: Arc<SystemClock>,
}

/// The lab's routes.
pub fn routes(service: Arc<Service>, clock: Arc<SystemClock>) -> Router {
    Router::new()
        .route("/lab/clock", get(read_clock).post(move_clock))
        .route("/lab/outbox", get(read_outbox).delete(empty_outbox))
        .with_state(Lab { service, clock })
}

/// Follows the clock that another demo on the same database moves.
pub fn follow_clock(service: Arc<Service>, clock: Arc<SystemClock>, tasks: &Tasks) {
    tasks.spawn_until_stopped(async move {
        let mut beat = interval(CLOCK_BEAT);
        loop {
            beat.tick().await;
            match stored_offset(&service).await {
                Ok(offset) => clock.set_offset_millis(offset),
                Err(error) => tracing::warn!(%error, "the lab's clock could not be read"),
            }
        }
    });
}

async fn stored_offset(service: &Service) -> Result<i64, StoreError> {
    let setting = service.store().read().await?.setting(LAB_CLOCK).await?;
    Ok(setting.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// What went wrong, in words.
struct Trouble(StatusCode, String);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

#[derive(Debug, Serialize)]
struct ClockShown {
    now: String,
    offset_seconds: i64,
}

impl ClockShown {
    fn of(clock: &SystemClock) -> Json<Self> {
        let offset_seconds = clock.offset_millis() / 1000;
        Json(Self { now: clock.now().to_string(), offset_seconds })
    }
}

async fn read_clock(State(lab): State<Lab>) -> Result<Json<ClockShown>, Trouble> {
    lab.clock.set_offset_millis(stored_offset(&lab.service).await?);
    Ok(ClockShown::of(&lab.clock))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: String,
}

async fn move_clock(
    State(lab): State<Lab>,
    Json(Advance { advance }): Json<Advance>,
) -> Result<Json<ClockShown>, Trouble> {
    let span = span(&advance).ok_or_else(|| {
        let text =
            format!("`{advance}` is not a time span; expected as `90s`, `5m`, `2h` or `31d`");
        Trouble(StatusCode::BAD_REQUEST, text)
    })?;
    let mut unit = lab.service.store().unit().await?;
    unit.lock(LAB_CLOCK).await?;
    let held = unit.setting(LAB_CLOCK).await?.and_then(|text| text.parse().ok()).unwrap_or(0_i64);
    let offset = held.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
    unit.set_setting(LAB_CLOCK, &offset.to_string()).await?;
    unit.commit().await?;
    lab.clock.set_offset_millis(offset);
    Ok(ClockShown::of(&lab.clock))
}

/// `90s`, `5m`, `2h`, `31d`; at most a hundred years.
fn span(text: &str) -> Option<Duration> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds: u64 = match text.strip_prefix(number)? {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (seconds <= 100 * 366 * 86_400).then(|| Duration::from_secs(seconds))
}

#[derive(Debug, Deserialize)]
struct OutboxQuery {
    to: Option<String>,
}

#[derive(Debug, Serialize)]
struct OutboxMail {
    id: String,
    to: Vec<String>,
    subject: String,
    text: String,
    html: String,
    at: String,
}

impl OutboxMail {
    fn of(mail: OutboundMail) -> Self {
        let opened = MessageParser::default().parse(&mail.message);
        let body = |part: Option<std::borrow::Cow<'_, str>>| part.unwrap_or_default().into_owned();
        Self {
            id: mail.id.to_string(),
            subject: opened.as_ref().and_then(|m| m.subject()).unwrap_or_default().to_owned(),
            text: body(opened.as_ref().and_then(|message| message.body_text(0))),
            html: body(opened.as_ref().and_then(|message| message.body_html(0))),
            to: mail.to,
            at: mail.created_at.to_string(),
        }
    }
}

async fn read_outbox(
    State(lab): State<Lab>,
    Query(query): Query<OutboxQuery>,
) -> Result<Json<Vec<OutboxMail>>, Trouble> {
    let mut mails = lab.service.store().read().await?.outbox(query.to.as_deref()).await?;
    // What a smarthost took has left. Without one, notices that are in a mailbox here stay.
    let stay = matches!(lab.service.mail_route(), MailRoute::Outbox);
    mails.retain(|mail| mail.state != MailState::Sent || (stay && mail.kind == MailKind::Notice));
    Ok(Json(mails.into_iter().map(OutboxMail::of).collect()))
}

async fn empty_outbox(State(lab): State<Lab>) -> Result<StatusCode, Trouble> {
    let mut unit = lab.service.store().unit().await?;
    unit.delete_outbox().await?;
    unit.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_a_unit() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("2h", Some(7200)),
            ("31d", Some(2_678_400)),
            ("31", None),
            ("d", None),
            ("-1d", None),
            ("1w", None),
            ("99999999d", None),
        ] {
            assert_eq!(span(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
