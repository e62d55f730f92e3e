//! `FolderCreate`, `FolderUpdate`, `FolderDelete` (MS-ASCMD 2.2.1.2 to 2.2.1.4). Only folders for mail
//! can be made.

use consentry_mailbox::{FolderChange, FolderId, FolderName, MailError};
use consentry_mailproto::{
    eas::{
        CollectionId, Message, SyncKey,
        folder_change::{Create, Delete, Response, Update},
        folder_sync::Status,
    },
    wbxml::{Element, Tag},
};

use super::{
    reply::{Reply, Stop, read},
    request::Session,
};

/// The folder types that may be made: for anything, and for mail.
const FOR_MAIL: [u32; 2] = [1, 12];

/// Answers `FolderCreate`.
pub(super) async fn create(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Create = request(body)?;
    let parent = match parent(&request.parent) {
        Ok(parent) => parent,
        Err(status) => return Ok(failed::<Create>(status)),
    };
    let Ok(name) = request.name.parse::<FolderName>() else {
        return Ok(failed::<Create>(Status::MalformedRequest));
    };
    if !FOR_MAIL.contains(&request.kind) {
        return Ok(failed::<Create>(Status::MalformedRequest));
    }
    let change = FolderChange::Create { parent, name: &name };
    carry_out::<Create>(session, &request.sync_key, change).await
}

/// Answers `FolderUpdate`.
pub(super) async fn update(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Update = request(body)?;
    let parent = match parent(&request.parent) {
        Ok(parent) => parent,
        Err(status) => return Ok(failed::<Update>(status)),
    };
    let Ok(name) = request.name.parse::<FolderName>() else {
        return Ok(failed::<Update>(Status::MalformedRequest));
    };
    let Ok(id) = request.id.as_str().parse() else {
        return Ok(failed::<Update>(Status::FolderNotFound));
    };
    let change = FolderChange::Update { id, parent, name: &name };
    carry_out::<Update>(session, &request.sync_key, change).await
}

/// Answers `FolderDelete`.
pub(super) async fn delete(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Delete = request(body)?;
    let Ok(id) = request.id.as_str().parse() else {
        return Ok(failed::<Delete>(Status::FolderNotFound));
    };
    carry_out::<Delete>(session, &request.sync_key, FolderChange::Delete { id }).await
}

fn request<M: Message>(body: &[u8]) -> Result<M, Stop> {
    read(body, |error| said(M::ROOT, &Response::failure(error.into())))
}

fn said(root: Tag, response: &Response) -> Element {
    response.to_element(root)
}

fn failed<M: Message>(status: Status) -> Reply {
    Reply::Body(said(M::ROOT, &Response::failure(status)))
}

fn parent(id: &CollectionId) -> Result<Option<FolderId>, Status> {
    if *id == CollectionId::root() {
        return Ok(None);
    }
    id.as_str().parse().map(Some).map_err(|_| Status::ParentNotFound)
}

async fn carry_out<M: Message>(
    session: &Session,
    key: &SyncKey,
    change: FolderChange<'_>,
) -> Result<Reply, Stop> {
    let mailboxes = session.service.mailboxes();
    let created = matches!(change, FolderChange::Create { .. });
    let done =
        mailboxes.change_folders(session.owner(), &session.device, key.as_str(), change).await;
    let status = match done {
        Ok(Some((folder, key))) => {
            let response = Response {
                status: Status::Success,
                sync_key: Some(SyncKey::minted(key)),
                id: created.then(|| CollectionId::minted(folder)),
            };
            return Ok(Reply::Body(said(M::ROOT, &response)));
        }
        Ok(None) => Status::InvalidSyncKey,
        Err(MailError::FolderExists) => Status::FolderExists,
        Err(MailError::FolderStays) => Status::SpecialFolder,
        Err(MailError::NoFolder) => Status::FolderNotFound,
        Err(MailError::NoParent | MailError::FolderLoop) => Status::ParentNotFound,
        Err(error) => return Err(error.into()),
    };
    Ok(failed::<M>(status))
}
