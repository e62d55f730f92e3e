//! Ping: held until a folder changes (MS-ASCMD 2.2.1.13).
//!
//! What the request said is kept as numbers, so that a held one needs little. Its sender is judged
//! again every few seconds; one who is admitted no more gets the answer of the door.

use std::time::Duration;

use bytes::Bytes;
use consentry_mailbox::{FolderId, Progress};
use consentry_mailproto::eas::{
    CollectionId, Message as _,
    ping::{
        DEFAULT_HEARTBEAT, MAX_FOLDERS, MAX_HEARTBEAT, MIN_HEARTBEAT, Request, Response, Status,
    },
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use super::{
    JUDGED_AGAIN,
    reply::{Reply, Stop, read},
    request::Session,
};

/// A complete Ping, as it is kept for the next one that leaves something out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    heartbeat: u32,
    folders: Vec<String>,
}

/// Answers Ping.
pub(super) async fn answer(session: &Session, body: Bytes) -> Result<Reply, Stop> {
    let asked = if body.is_empty() {
        Request::default()
    } else {
        read(&body, |error| Response::new(Status::from(error)).to_element())?
    };
    drop(body);
    let before = session.known.ping.as_deref().and_then(|kept| serde_json::from_str(kept).ok());
    let ping = match complete(asked, before.as_ref()) {
        Ok(ping) => ping,
        Err(response) => return Ok(Reply::message(&response)),
    };
    if before.as_ref() != Some(&ping) {
        let kept = serde_json::to_string(&ping).ok();
        let mailboxes = session.service.mailboxes();
        mailboxes.set_ping(session.owner(), &session.device, kept.as_deref()).await?;
    }
    Box::pin(hold(session, ping)).await
}

/// The request with what it leaves to the last one, or why it cannot be held.
fn complete(asked: Request, before: Option<&Kept>) -> Result<Kept, Response> {
    let heartbeat = asked.heartbeat_interval.or_else(|| before.map(|kept| kept.heartbeat));
    let heartbeat = heartbeat.unwrap_or(DEFAULT_HEARTBEAT);
    let folders = match (asked.folders, before) {
        (Some(folders), _) => folders.iter().map(|folder| folder.id.to_string()).collect(),
        (None, Some(kept)) => kept.folders.clone(),
        (None, None) => return Err(Response::new(Status::MissingParameters)),
    };
    let nearest = heartbeat.clamp(MIN_HEARTBEAT, MAX_HEARTBEAT);
    if nearest != heartbeat {
        let response = Response::new(Status::InvalidHeartbeat);
        return Err(Response { heartbeat_interval: Some(nearest), ..response });
    }
    if u32::try_from(folders.len()).unwrap_or(u32::MAX) > MAX_FOLDERS {
        let response = Response::new(Status::TooManyFolders);
        return Err(Response { max_folders: Some(MAX_FOLDERS), ..response });
    }
    if folders.is_empty() {
        return Err(Response::new(Status::MissingParameters));
    }
    Ok(Kept { heartbeat, folders })
}

/// Waits until a folder changes, or the time is over.
async fn hold(session: &Session, ping: Kept) -> Result<Reply, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let end = Instant::now() + Duration::from_secs(ping.heartbeat.into());
    // First the watch, then the look: nothing that happens between is missed.
    let mut watch = mailboxes.watch(owner).await?;
    let Some(mut watched) = watched(session, &ping.folders).await? else {
        return Ok(Reply::message(&Response::new(Status::FolderSyncRequired)));
    };
    drop(ping);
    loop {
        if mailboxes.folders_changed(owner, &session.device).await? {
            return Ok(Reply::message(&Response::new(Status::FolderSyncRequired)));
        }
        let folders = changed(session, &mut watched).await?;
        if !folders.is_empty() {
            return Ok(Reply::message(&Response { folders, ..Response::new(Status::Changes) }));
        }
        loop {
            let next = end.min(Instant::now() + JUDGED_AGAIN);
            tokio::select! {
                () = watch.changed() => break,
                () = sleep_until(next) => {}
            }
            if Instant::now() >= end {
                return Ok(Reply::message(&Response::new(Status::NoChanges)));
            }
            if let Err(refused) =
                session.service.still_admitted(&session.admitted, &session.caller).await
            {
                return Ok(Reply::Refused(refused));
            }
        }
    }
}

/// A folder and where the device stands in it.
#[derive(Debug)]
struct Watched {
    id: FolderId,
    from: From,
}

/// What counts as a change.
#[derive(Debug)]
enum From {
    /// What the device has not got.
    Progress(Progress),
    /// What comes from now on: the device never synchronised the folder.
    Now(consentry_mailbox::Modseq),
}

/// The folders of a request; `None` if one of them is not there.
async fn watched(session: &Session, ids: &[String]) -> Result<Option<Vec<Watched>>, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let mut watched = Vec::with_capacity(ids.len());
    for id in ids {
        let Ok(id) = id.parse::<FolderId>() else { return Ok(None) };
        let Some(folder) = mailboxes.folder(owner, id).await? else { return Ok(None) };
        let from = match mailboxes.collection_progress(owner, &session.device, id).await? {
            Some(progress) => From::Progress(progress),
            None => From::Now(folder.content),
        };
        watched.push(Watched { id, from });
    }
    Ok(Some(watched))
}

/// The folders that changed. Where the device stands is read again: it may have synchronised
/// beside this Ping.
async fn changed(session: &Session, watched: &mut [Watched]) -> Result<Vec<CollectionId>, Stop> {
    let (mailboxes, owner, device) =
        (session.service.mailboxes(), session.owner(), &session.device);
    let mut found = Vec::new();
    for folder in watched {
        if let Some(progress) = mailboxes.collection_progress(owner, device, folder.id).await? {
            folder.from = From::Progress(progress);
        }
        let news = match &folder.from {
            From::Progress(progress) => {
                mailboxes.has_changes(owner, (folder.id, device), progress).await?
            }
            From::Now(then) => {
                let now = mailboxes.folder(owner, folder.id).await?;
                now.is_some_and(|now| now.content > *then)
            }
        };
        if news {
            found.push(CollectionId::minted(folder.id));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use consentry_mailproto::eas::ping::Folder;

    use super::*;

    fn folders(count: u32) -> Vec<Folder> {
        let folder = |id: u32| Folder { id: CollectionId::minted(id), class: None };
        (1..=count).map(folder).collect()
    }

    #[test]
    fn what_is_left_out_is_as_last_time() {
        let kept = Kept { heartbeat: 300, folders: vec!["1".to_owned()] };
        let asked = |heartbeat_interval, folders| Request { heartbeat_interval, folders };
        let status = |status| Err(Response::new(status));
        for (name, request, before, want) in [
            ("empty, nothing kept", asked(None, None), None, status(Status::MissingParameters)),
            ("empty", asked(None, None), Some(&kept), Ok(kept.clone())),
            (
                "no folders, nothing kept",
                asked(Some(60), None),
                None,
                status(Status::MissingParameters),
            ),
            (
                "another time",
                asked(Some(60), None),
                Some(&kept),
                Ok(Kept { heartbeat: 60, ..kept.clone() }),
            ),
            (
                "no time",
                asked(None, Some(folders(1))),
                None,
                Ok(Kept { heartbeat: 480, ..kept.clone() }),
            ),
            (
                "too short",
                asked(Some(59), Some(folders(1))),
                None,
                Err(Response {
                    heartbeat_interval: Some(60),
                    ..Response::new(Status::InvalidHeartbeat)
                }),
            ),
            (
                "too long",
                asked(Some(u32::MAX), Some(folders(1))),
                None,
                Err(Response {
                    heartbeat_interval: Some(3540),
                    ..Response::new(Status::InvalidHeartbeat)
                }),
            ),
            (
                "BI-232 too many folders",
                asked(Some(60), Some(folders(1_000))),
                None,
                Err(Response { max_folders: Some(200), ..Response::new(Status::TooManyFolders) }),
            ),
        ] {
            assert_eq!(complete(request, before), want, "{name}");
        }
    }
}
