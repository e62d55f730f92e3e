//! Sync: items of folders, both ways (MS-ASCMD 2.2.1.21).
//!
//! A request with commands is always answered by a body; one that brings nothing and finds
//! nothing, by none. A request that may wait is held until something changes; meanwhile its sender
//! is judged again every few seconds.

mod cached;
mod collection;
mod commands;
mod window;

use std::time::Duration;

use bytes::Bytes;
use consentry_mailproto::eas::sync::{
    CollectionResponse, MAX_WINDOW, OutOfRange, Request, Response, Status, Wait,
};
use consentry_model::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::{
    JUDGED_AGAIN,
    body::Wanted,
    reply::{Reply, Stop},
    request::Session,
};

/// The most folders of one request.
const MOST_COLLECTIONS: usize = 200;
/// A filter counts whole days, so that it moves once a day and not with each request.
const DAY_SECONDS: i64 = 86_400;

/// Answers Sync.
pub(super) async fn answer(session: &Session, body: Bytes) -> Result<Reply, Stop> {
    let request = match cached::effective(session, &body)? {
        Ok(request) => request,
        Err(status) => return Ok(failed(status, None)),
    };
    drop(body);
    if request.collections.len() > MOST_COLLECTIONS {
        let limit = u32::try_from(MOST_COLLECTIONS).ok();
        return Ok(failed(Status::TooManyCollections, limit));
    }
    let wait = match request.wait.map(Wait::duration).transpose() {
        Ok(wait) => wait,
        Err(OutOfRange { limit }) => return Ok(failed(Status::InvalidWait, Some(limit))),
    };
    cached::remember(session, &request).await?;
    match wait {
        Some(wait) => Box::pin(hold(session, &request, wait)).await,
        None => Ok(written(Box::pin(round(session, &request)).await?)),
    }
}

fn failed(status: Status, limit: Option<u32>) -> Reply {
    Reply::message(&Response::Failure { status, limit })
}

fn written(answers: Vec<CollectionResponse>) -> Reply {
    if answers.is_empty() {
        return Reply::Empty;
    }
    Reply::message(&Response::Collections(answers))
}

/// Every folder once; those with nothing to say are left out.
async fn round(session: &Session, request: &Request) -> Result<Vec<CollectionResponse>, Stop> {
    let mut room = request.window_size.unwrap_or(u32::MAX);
    let mut answers = Vec::new();
    for asked in &request.collections {
        // A folder behind a full window still gets one place, so that none starves.
        let limit = asked.window_size.min(room).clamp(1, MAX_WINDOW);
        if let Some(answer) = Box::pin(collection::answer(session, asked, limit)).await? {
            room = room.saturating_sub(u32::try_from(answer.changes.len()).unwrap_or(u32::MAX));
            answers.push(answer);
        }
    }
    Ok(answers)
}

/// Waits until there is something to say, or the time is over.
async fn hold(session: &Session, request: &Request, wait: Duration) -> Result<Reply, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let mut watch = mailboxes.watch(owner).await?;
    let end = Instant::now() + wait;
    loop {
        let answers = Box::pin(round(session, request)).await?;
        if !answers.is_empty() {
            return Ok(written(answers));
        }
        if mailboxes.folders_changed(owner, &session.device).await? {
            return Ok(failed(Status::FolderHierarchyChanged, None));
        }
        loop {
            let next = end.min(Instant::now() + JUDGED_AGAIN);
            tokio::select! {
                () = watch.changed() => break,
                () = sleep_until(next) => {}
            }
            if Instant::now() >= end {
                return Ok(Reply::Empty);
            }
            if let Err(refused) =
                session.service.still_admitted(&session.admitted, &session.caller).await
            {
                return Ok(Reply::Refused(refused));
            }
        }
    }
}

/// From when on mails are wanted.
pub(super) fn newer_than(wanted: &Wanted, now: Timestamp) -> Option<Timestamp> {
    let days = i64::from(wanted.days()?);
    let today = now.seconds().div_euclid(DAY_SECONDS);
    Some(Timestamp::from_seconds(today.saturating_sub(days).saturating_mul(DAY_SECONDS)))
}

#[cfg(test)]
mod tests {
    use consentry_mailproto::eas::sync::{FilterType, Options};

    use super::*;

    #[test]
    fn a_filter_counts_whole_days() {
        let wanted = |filter| Wanted::of(&Options { filter: Some(filter), ..Options::default() });
        let now: i64 = 1_763_791_710;
        let day = now - now % 86_400;
        let at = |filter| newer_than(&wanted(filter), Timestamp::from_seconds(now));
        assert_eq!(at(FilterType::All), None);
        assert_eq!(at(FilterType::OneDay), Some(Timestamp::from_seconds(day - 86_400)));
        assert_eq!(at(FilterType::OneWeek), Some(Timestamp::from_seconds(day - 7 * 86_400)));
    }
}
