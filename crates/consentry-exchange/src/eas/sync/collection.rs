//! One folder of a Sync: its key, what the client did, what it has to learn.
//!
//! The key before the newest is answered as it was answered first, so a client that lost an
//! answer loses nothing; of two requests with one key the later gets the answer of the first.

use std::time::Duration;

use consentry_mailbox::{Collection as Opened, Commit, FolderId, KeyState, Progress};
use consentry_mailproto::eas::{
    SyncKey,
    sync::{Collection, CollectionResponse, Status},
};

use super::{commands, newer_than, window};
use crate::eas::{body::Wanted, reply::Stop, request::Session};

/// How often a request that came second looks again, and how long it waits before: the first
/// one's commit may be on its way.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(5);

/// Answers one folder; `None` where there is nothing to say.
pub(super) async fn answer(
    session: &Session,
    asked: &Collection,
    limit: u32,
) -> Result<Option<CollectionResponse>, Stop> {
    let failed = |key: SyncKey, status| {
        Ok(Some(CollectionResponse::new(asked.collection_id.clone(), key, status)))
    };
    let (mailboxes, owner, device) =
        (session.service.mailboxes(), session.owner(), &session.device);
    let known = match asked.collection_id.as_str().parse::<FolderId>() {
        Ok(folder) => mailboxes.folder(owner, folder).await?,
        Err(_) => None,
    };
    let Some(folder) = known else {
        return failed(asked.sync_key.clone(), Status::FolderHierarchyChanged);
    };
    if asked.sync_key.is_initial() {
        if !asked.commands.is_empty() {
            return failed(SyncKey::initial(), Status::ProtocolError);
        }
        let wanted = asked.mail_options().map(Wanted::of).unwrap_or_default();
        let options = wanted.to_text();
        let key = mailboxes.start_collection(owner, device, folder.id, &options).await?;
        return failed(SyncKey::minted(key), Status::Success);
    }
    let place = commands::Place { folder: folder.id, kind: folder.kind };
    for tried in 0..TRIES {
        if tried > 0 {
            tokio::time::sleep(PAUSE * tried * tried).await;
        }
        let key = asked.sync_key.as_str();
        match mailboxes.open_collection(owner, device, folder.id, key).await? {
            KeyState::Unknown => return failed(SyncKey::initial(), Status::InvalidSyncKey),
            KeyState::Repeated { from, next, next_key } => {
                let steps = Repeated { from, next, next_key };
                return repeat(session, asked, place, steps).await.map(Some);
            }
            KeyState::Current(opened) => {
                match advance(session, asked, (place, limit), opened).await? {
                    Advanced::To(answer) => return Ok(Some(answer)),
                    Advanced::Nothing => return Ok(None),
                    Advanced::Lost => {}
                }
            }
        }
    }
    failed(asked.sync_key.clone(), Status::Retry)
}

enum Advanced {
    To(CollectionResponse),
    Nothing,
    Lost,
}

async fn advance(
    session: &Session,
    asked: &Collection,
    (place, limit): (commands::Place, u32),
    opened: Opened,
) -> Result<Advanced, Stop> {
    let mailboxes = session.service.mailboxes();
    let wanted = match asked.mail_options() {
        Some(options) => Wanted::of(options),
        None => Wanted::kept(&opened.options),
    };
    let options = wanted.to_text();
    let doing = commands::Doing {
        session,
        place,
        progress: &opened.progress,
        wanted: &wanted,
        deletes_as_moves: asked.deletes_as_moves,
        again: false,
    };
    let responses = doing.all(&asked.commands).await?;
    let news = if asked.get_changes {
        let newer = newer_than(&wanted, session.service.clock().now());
        Some(window::next(session, place.folder, &opened.progress, (&wanted, newer), limit).await?)
    } else {
        None
    };
    let quiet = news.as_ref().is_none_or(|news| news.changes.is_empty());
    let same = options == opened.options && !opened.progress.is_within_round();
    if quiet && same && asked.commands.is_empty() {
        return Ok(Advanced::Nothing);
    }
    let (changes, next, more) = match news {
        Some(news) => (news.changes, news.next, news.more),
        None => (Vec::new(), opened.progress.clone(), false),
    };
    match mailboxes.commit_collection(session.owner(), &opened, &next, &options).await? {
        Commit::Lost => Ok(Advanced::Lost),
        Commit::Key(key) => Ok(Advanced::To(CollectionResponse {
            sync_key: SyncKey::minted(key),
            collection_id: asked.collection_id.clone(),
            status: Status::Success,
            responses,
            more_available: more,
            changes,
        })),
    }
}

/// A key whose answer was given before.
struct Repeated {
    from: Opened,
    next: Progress,
    next_key: String,
}

async fn repeat(
    session: &Session,
    asked: &Collection,
    place: commands::Place,
    steps: Repeated,
) -> Result<CollectionResponse, Stop> {
    let Repeated { from, next, next_key } = steps;
    let wanted = match asked.mail_options() {
        Some(options) => Wanted::of(options),
        None => Wanted::kept(&from.options),
    };
    let doing = commands::Doing {
        session,
        place,
        // Where the device stood with the old key: another's change since then is still news.
        progress: &from.progress,
        wanted: &wanted,
        deletes_as_moves: asked.deletes_as_moves,
        again: true,
    };
    let responses = doing.all(&asked.commands).await?;
    let news = window::again(session, place.folder, (&from.progress, &next), &wanted).await?;
    Ok(CollectionResponse {
        sync_key: SyncKey::minted(next_key),
        collection_id: asked.collection_id.clone(),
        status: Status::Success,
        responses,
        more_available: news.more,
        changes: news.changes,
    })
}
