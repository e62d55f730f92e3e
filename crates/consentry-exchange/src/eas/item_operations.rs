//! ItemOperations: single items, attachments, emptying a folder (MS-ASCMD 2.2.1.10).
//!
//! A client that accepts several parts gets content as raw bytes behind the body.

use consentry_mailbox::{FileReference, FolderId, ItemRef};
use consentry_mailproto::eas::{
    BodyData, CollectionId, Email, Message as _,
    item_operations::{
        Content, Fetch, FetchResponse, Operation, OperationResponse, Properties, Range, Request,
        Response, Source, Status, Store,
    },
};

use super::{
    body::Wanted,
    mail::Loaded,
    reply::{Reply, Stop, read},
    request::Session,
};

/// Operations that one request may have.
const MOST_OPERATIONS: usize = 100;
/// Bytes of content in one answer; what goes beyond is too large for it.
const MOST_BYTES: usize = 64 << 20;

/// Content on its way: inside the body, or as parts behind it.
struct Parcels {
    apart: bool,
    parts: Vec<Vec<u8>>,
    left: usize,
}

impl Parcels {
    /// Takes bytes; `false` if the answer would grow too large.
    fn fits(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    /// The number of a new part.
    fn part(&mut self, bytes: Vec<u8>) -> u32 {
        self.parts.push(bytes);
        u32::try_from(self.parts.len()).unwrap_or(u32::MAX)
    }

    fn content(&mut self, bytes: Vec<u8>) -> Content {
        if self.apart { Content::Part(self.part(bytes)) } else { Content::Inline(bytes) }
    }

    fn put_apart(&mut self, email: &mut Email) {
        if !self.apart {
            return;
        }
        let Some(data) = email.body.as_mut().and_then(|body| body.data.as_mut()) else { return };
        let bytes = match data {
            BodyData::Text(text) => std::mem::take(text).into_bytes(),
            BodyData::Bytes(bytes) => std::mem::take(bytes),
            BodyData::Part(_) => return,
        };
        *data = BodyData::Part(self.part(bytes));
    }
}

/// Answers ItemOperations.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let failed = |status| Response { status, operations: Vec::new() };
    let request: Request = read(body, |error| failed(error.into()).to_element())?;
    if request.operations.len() > MOST_OPERATIONS {
        return Ok(Reply::message(&failed(Status::ProtocolError)));
    }
    let apart = session.line.accept_multipart;
    let mut parcels = Parcels { apart, parts: Vec::new(), left: MOST_BYTES };
    let mut operations = Vec::with_capacity(request.operations.len());
    for operation in request.operations {
        operations.push(match operation {
            Operation::Fetch(fetch) => {
                OperationResponse::Fetch(fetched(session, fetch, &mut parcels).await?)
            }
            Operation::EmptyFolderContents { collection_id, delete_sub_folders } => {
                let status = empty(session, &collection_id, delete_sub_folders).await?;
                OperationResponse::EmptyFolderContents { status, collection_id }
            }
            Operation::Move { conversation_id, .. } => {
                OperationResponse::Move { status: Status::MoveNotSupported, conversation_id }
            }
        });
    }
    let response = Response { status: Status::Success, operations };
    Ok(if apart {
        Reply::Parts(response.to_element(), parcels.parts)
    } else {
        Reply::message(&response)
    })
}

async fn fetched(
    session: &Session,
    fetch: Fetch,
    parcels: &mut Parcels,
) -> Result<FetchResponse, Stop> {
    let found = match (&fetch.store, &fetch.source) {
        (Store::DocumentLibrary, _) => Err(Status::UnsupportedStore),
        (Store::Mailbox, Source::FileReference(reference)) => {
            attachment(session, reference, fetch.options.range, parcels).await?
        }
        (Store::Mailbox, Source::LongId(id)) => match id.parse() {
            Ok(at) => item(session, at, &fetch, parcels).await?,
            Err(_) => Err(Status::ObjectNotFound),
        },
        (Store::Mailbox, Source::Item { collection_id, server_id }) => {
            match server_id.as_str().parse::<ItemRef>() {
                Ok(at) if at.folder.to_string() == collection_id.as_str() => {
                    item(session, at, &fetch, parcels).await?
                }
                _ => Err(Status::ObjectNotFound),
            }
        }
    };
    let (status, properties) = match found {
        Ok(properties) => (Status::Success, Some(properties)),
        Err(status) => (status, None),
    };
    Ok(FetchResponse { status, source: fetch.source, properties })
}

async fn item(
    session: &Session,
    at: ItemRef,
    fetch: &Fetch,
    parcels: &mut Parcels,
) -> Result<Result<Properties, Status>, Stop> {
    let Some(loaded) = Loaded::find(session, at).await? else {
        return Ok(Err(Status::ObjectNotFound));
    };
    let options = &fetch.options;
    let wanted = Wanted::of_bodies(&options.body_preferences, options.mime_support);
    let wanted = if options.body_preferences.is_empty() { wanted.whole_text() } else { wanted };
    let mut email = loaded.email(&wanted, session.version());
    let size = email.body.as_ref().and_then(|body| body.data.as_ref()).map_or(0, data_size);
    if !parcels.fits(size) {
        return Ok(Err(Status::DataTooLarge));
    }
    parcels.put_apart(&mut email);
    Ok(Ok(Properties::Email(Box::new(email))))
}

fn data_size(data: &BodyData) -> usize {
    match data {
        BodyData::Text(text) => text.len(),
        BodyData::Bytes(bytes) => bytes.len(),
        BodyData::Part(_) => 0,
    }
}

async fn attachment(
    session: &Session,
    reference: &str,
    range: Option<Range>,
    parcels: &mut Parcels,
) -> Result<Result<Properties, Status>, Stop> {
    let Ok(reference) = reference.parse::<FileReference>() else {
        return Ok(Err(Status::InvalidAttachment));
    };
    let mailboxes = session.service.mailboxes();
    let Some(found) = mailboxes.attachment(session.owner(), reference).await? else {
        return Ok(Err(Status::InvalidAttachment));
    };
    let total = found.bytes.len();
    let (bytes, range) = match range {
        None => (found.bytes, None),
        Some(asked) => match cut(&found.bytes, asked) {
            Some((bytes, range)) => (bytes, Some(range)),
            None => return Ok(Err(Status::InvalidRange)),
        },
    };
    if !parcels.fits(bytes.len()) {
        return Ok(Err(Status::DataTooLarge));
    }
    Ok(Ok(Properties::Attachment {
        content_type: found.content_type,
        range,
        total: range.map(|_| u32::try_from(total).unwrap_or(u32::MAX)),
        content: parcels.content(bytes),
    }))
}

/// The bytes of a range as far as there are any, and the range that they are.
fn cut(bytes: &[u8], asked: Range) -> Option<(Vec<u8>, Range)> {
    let first = usize::try_from(asked.first).ok()?;
    let end = usize::try_from(asked.last).ok()?.saturating_add(1).min(bytes.len());
    let bytes = bytes.get(first..end).filter(|bytes| !bytes.is_empty())?;
    let last = asked.first.checked_add(u32::try_from(bytes.len()).ok()?)?.checked_sub(1)?;
    Some((bytes.to_vec(), Range { first: asked.first, last }))
}

async fn empty(
    session: &Session,
    collection: &CollectionId,
    with_folders: bool,
) -> Result<Status, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let Ok(id) = collection.as_str().parse::<FolderId>() else {
        return Ok(Status::ObjectNotFound);
    };
    let folders = mailboxes.folders(owner).await?;
    if !folders.iter().any(|folder| folder.id == id) {
        return Ok(Status::ObjectNotFound);
    }
    mailboxes.empty_folder(owner, id).await?;
    if with_folders {
        for below in folders.iter().filter(|folder| folder.parent == Some(id)) {
            mailboxes.delete_folder(owner, below.id).await?;
        }
    }
    Ok(Status::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let range = |first, last| Range { first, last };
        for (asked, want) in [
            (range(0, 3), Some((&b"abcd"[..], range(0, 3)))),
            (range(1, 1), Some((b"b", range(1, 1)))),
            (range(2, 99), Some((b"cd", range(2, 3)))),
            (range(4, 9), None),
            (range(u32::MAX, u32::MAX), None),
        ] {
            let want = want.map(|(bytes, range)| (bytes.to_vec(), range));
            assert_eq!(cut(b"abcd", asked), want, "{asked:?}");
        }
    }
}
