//! The last complete request of a device: an empty one repeats it, a partial one changes it
//! (MS-ASCMD 2.2.3.124, `Partial`). What the client did is never repeated from here.

use consentry_mailproto::eas::{
    Message as _,
    sync::{Collection, Request, Response, Status},
};

use crate::eas::{
    reply::{Stop, read},
    request::Session,
};

/// The request with what it leaves to the last one.
pub(super) fn effective(session: &Session, body: &[u8]) -> Result<Result<Request, Status>, Stop> {
    if body.is_empty() {
        return Ok(last(session).ok_or(Status::IncompleteRequest));
    }
    let own = |error| Response::Failure { status: Status::from(error), limit: None };
    let request: Request = read(body, |error| own(error).to_element())?;
    if !request.partial {
        let nothing = request.collections.is_empty();
        return Ok(if nothing { Err(Status::ProtocolError) } else { Ok(request) });
    }
    Ok(match last(session) {
        Some(last) => Ok(merged(request, last)),
        None => Err(Status::IncompleteRequest),
    })
}

fn last(session: &Session) -> Option<Request> {
    Request::from_wbxml(session.known.last_sync.as_deref()?).ok()
}

fn merged(request: Request, last: Request) -> Request {
    let mut collections = request.collections;
    for before in last.collections {
        let named = |collection: &Collection| collection.collection_id == before.collection_id;
        if !collections.iter().any(named) {
            collections.push(before);
        }
    }
    Request {
        collections,
        wait: request.wait.or(last.wait),
        window_size: request.window_size.or(last.window_size),
        partial: false,
    }
}

/// Keeps a request for the next empty or partial one.
pub(super) async fn remember(session: &Session, request: &Request) -> Result<(), Stop> {
    let plain = |collection: &Collection| Collection { commands: Vec::new(), ..collection.clone() };
    let collections = request.collections.iter().map(plain).collect();
    let written = Request { collections, ..request.clone() }.to_wbxml();
    if session.known.last_sync.as_deref() != Some(written.as_slice()) {
        let mailboxes = session.service.mailboxes();
        mailboxes.set_last_sync(session.owner(), &session.device, Some(&written)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use consentry_mailproto::eas::{CollectionId, SyncKey, sync::Wait};

    use super::*;

    #[test]
    fn a_partial_request_keeps_what_it_does_not_name() {
        let collection =
            |id: u32, key: u32| Collection::new(CollectionId::minted(id), SyncKey::minted(key));
        let last = Request {
            collections: vec![collection(1, 1), collection(2, 1)],
            wait: Some(Wait::Minutes(5)),
            window_size: None,
            partial: false,
        };
        let request = Request {
            collections: vec![collection(2, 2)],
            wait: None,
            window_size: Some(7),
            partial: true,
        };
        let want = Request {
            collections: vec![collection(2, 2), collection(1, 1)],
            wait: Some(Wait::Minutes(5)),
            window_size: Some(7),
            partial: false,
        };
        assert_eq!(merged(request, last), want);
    }
}
