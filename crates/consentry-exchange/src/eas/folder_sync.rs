//! FolderSync: the list of folders and what changed in it (MS-ASCMD 2.2.1.5).

use consentry_mailbox::{Folder as Held, FolderKind, FolderSync};
use consentry_mailproto::eas::{
    CollectionId, Message as _, SyncKey,
    folder_sync::{Change, Folder, FolderType, Request, Response, Status},
};

use super::{
    reply::{Reply, Stop, read},
    request::Session,
};

/// Answers FolderSync. A client that begins is told again what the server speaks.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read(body, |error| Response::Failure(error.into()).to_element())?;
    let mailboxes = session.service.mailboxes();
    let key = request.sync_key.as_str();
    let changed = match mailboxes.sync_folders(session.owner(), &session.device, key).await? {
        FolderSync::Unknown => {
            return Ok(Reply::message(&Response::Failure(Status::InvalidSyncKey)));
        }
        FolderSync::Changes(changed) => changed,
    };
    let adds = changed.adds.iter().map(|folder| Change::Add(folder_of(folder)));
    let updates = changed.updates.iter().map(|folder| Change::Update(folder_of(folder)));
    let deletes = changed.deletes.iter().map(|id| Change::Delete(CollectionId::minted(id)));
    let response = Response::Changes {
        sync_key: SyncKey::minted(&changed.key),
        changes: adds.chain(updates).chain(deletes).collect(),
    };
    Ok(if request.sync_key.is_initial() {
        Reply::Announced(response.to_element())
    } else {
        Reply::message(&response)
    })
}

fn folder_of(folder: &Held) -> Folder {
    Folder {
        id: CollectionId::minted(folder.id),
        parent: folder.parent.map_or_else(CollectionId::root, CollectionId::minted),
        name: folder.name.clone(),
        kind: match folder.kind {
            FolderKind::Inbox => FolderType::Inbox,
            FolderKind::Drafts => FolderType::Drafts,
            FolderKind::SentItems => FolderType::SentItems,
            FolderKind::DeletedItems => FolderType::DeletedItems,
            // ActiveSync has no number for junk.
            FolderKind::JunkEmail | FolderKind::Mail => FolderType::UserMail,
        },
    }
}
