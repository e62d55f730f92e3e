//! The client's side of ActiveSync: the requests of a device that gets its mail, and the answers
//! whose body may be empty.
//!
//! The other answers are read by their own types. When to ask what is decided by the device.

use crate::eas::item_operations::{self, Fetch, FetchOptions, Operation, Source, Store};
use crate::eas::provision::{Acknowledgement, POLICY_TYPE, PolicyRequest};
use crate::eas::sync::{Class, Collection, MimeSupport, Options};
use crate::eas::{
    BodyPreference, BodyType, ClientId, CollectionId, CommonStatus, DeviceInformation, InvalidBody,
    Message as _, ServerId, SyncKey, folder_sync, ping, provision, send_mail, sync,
};

/// Asks for the policy, which gives a temporary key.
pub fn fetch_policy(device: DeviceInformation) -> provision::Request {
    provision::Request {
        device_information: Some(device),
        policy: Some(PolicyRequest::Fetch { policy_type: POLICY_TYPE.to_owned() }),
        remote_wipe: None,
    }
}

/// Says that the policy was applied, which gives the final key.
pub fn acknowledge_policy(temporary_key: u32) -> provision::Request {
    let policy = PolicyRequest::Acknowledge {
        policy_type: POLICY_TYPE.to_owned(),
        key: temporary_key,
        status: Acknowledgement::Applied,
    };
    provision::Request { policy: Some(policy), ..provision::Request::default() }
}

/// Asks for the folders, or for what changed in them.
pub fn list_folders(sync_key: SyncKey) -> folder_sync::Request {
    folder_sync::Request { sync_key }
}

/// Asks for the first key of a folder; no items come with it.
pub fn begin_sync(collection_id: CollectionId) -> sync::Request {
    let collection = Collection::new(collection_id, SyncKey::initial());
    sync::Request { collections: vec![collection], ..sync::Request::default() }
}

/// Asks for the next window of a folder, with bodies as the preference says.
pub fn next_window(
    collection_id: CollectionId,
    sync_key: SyncKey,
    window_size: u32,
    body: BodyPreference,
) -> sync::Request {
    let mime_support = (body.kind == BodyType::Mime).then_some(MimeSupport::Always);
    let options = Options { mime_support, body_preferences: vec![body], ..Options::default() };
    let collection = Collection {
        window_size,
        options: vec![options],
        ..Collection::new(collection_id, sync_key)
    };
    sync::Request { collections: vec![collection], ..sync::Request::default() }
}

/// Tells what the client did, without asking for changes.
pub fn tell(
    collection_id: CollectionId,
    sync_key: SyncKey,
    commands: Vec<sync::Command>,
) -> sync::Request {
    let collection =
        Collection { get_changes: false, commands, ..Collection::new(collection_id, sync_key) };
    sync::Request { collections: vec![collection], ..sync::Request::default() }
}

/// Asks for one mail in one form.
pub fn fetch_item(
    collection_id: CollectionId,
    server_id: ServerId,
    body: BodyPreference,
) -> item_operations::Request {
    let options = FetchOptions {
        mime_support: (body.kind == BodyType::Mime).then_some(MimeSupport::Always),
        body_preferences: vec![body],
        range: None,
    };
    fetch(Source::Item { collection_id, server_id }, options)
}

/// Asks for one attachment.
pub fn fetch_attachment(file_reference: &str) -> item_operations::Request {
    fetch(Source::FileReference(file_reference.to_owned()), FetchOptions::default())
}

fn fetch(source: Source, options: FetchOptions) -> item_operations::Request {
    let fetch = Fetch { store: Store::Mailbox, source, options };
    item_operations::Request { operations: vec![Operation::Fetch(fetch)] }
}

/// Waits until one of the folders changes.
pub fn wait(heartbeat_seconds: u32, folders: Vec<CollectionId>) -> ping::Request {
    let folder = |id| ping::Folder { id, class: Some(Class::Email) };
    ping::Request {
        heartbeat_interval: Some(heartbeat_seconds),
        folders: Some(folders.into_iter().map(folder).collect()),
    }
}

/// Sends a mail and keeps a copy.
pub fn send(client_id: ClientId, mime: Vec<u8>) -> send_mail::Request {
    send_mail::Request { client_id, account_id: None, save_in_sent_items: true, mime }
}

/// Reads the answer to a Sync; `None` says that nothing changed and the keys stay.
pub fn read_sync(body: &[u8]) -> Result<Option<sync::Response>, InvalidBody> {
    if body.is_empty() { Ok(None) } else { sync::Response::from_wbxml(body).map(Some) }
}

/// Reads the answer to a mail that was sent; `None` says that it was.
pub fn read_sent(body: &[u8]) -> Result<Option<CommonStatus>, InvalidBody> {
    if body.is_empty() {
        return Ok(None);
    }
    send_mail::Failure::from_wbxml(body).map(|failure| Some(failure.status))
}
