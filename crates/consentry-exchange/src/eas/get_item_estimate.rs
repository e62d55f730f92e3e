//! GetItemEstimate: how much a Sync would bring (MS-ASCMD 2.2.1.9).

use consentry_mailbox::{FolderId, KeyState};
use consentry_mailproto::eas::get_item_estimate::{
    Collection, Estimate, Request, Response, Status,
};

use super::{
    body::Wanted,
    reply::{Reply, Stop, read_plainly},
    request::Session,
    sync::newer_than,
};

/// Answers GetItemEstimate.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read_plainly(body)?;
    let mut estimates = Vec::with_capacity(request.collections.len());
    for collection in request.collections {
        let (status, estimate) = match estimate(session, &collection).await? {
            Ok(count) => (Status::Success, Some(count)),
            Err(status) => (status, None),
        };
        let collection_id = collection.collection_id;
        estimates.push(Estimate { status, collection_id, estimate });
    }
    Ok(Reply::message(&Response { estimates }))
}

async fn estimate(session: &Session, asked: &Collection) -> Result<Result<u32, Status>, Stop> {
    let (mailboxes, owner, device) =
        (session.service.mailboxes(), session.owner(), &session.device);
    let Ok(folder) = asked.collection_id.as_str().parse::<FolderId>() else {
        return Ok(Err(Status::InvalidCollection));
    };
    if mailboxes.folder(owner, folder).await?.is_none() {
        return Ok(Err(Status::InvalidCollection));
    }
    if asked.sync_key.is_initial() {
        return Ok(Err(Status::NotPrimed));
    }
    let key = asked.sync_key.as_str();
    let opened = match mailboxes.open_collection(owner, device, folder, key).await? {
        KeyState::Current(opened) | KeyState::Repeated { from: opened, .. } => opened,
        KeyState::Unknown => return Ok(Err(Status::InvalidSyncKey)),
    };
    let wanted = match &asked.options {
        Some(options) => Wanted::of(options),
        None => Wanted::kept(&opened.options),
    };
    let newer = newer_than(&wanted, session.service.clock().now());
    let at = (folder, device);
    let count = mailboxes.count_changes(owner, at, &opened.progress, newer).await?;
    Ok(Ok(u32::try_from(count).unwrap_or(u32::MAX)))
}
