//! A phone: it carries token, version and policy key from request to request.

use axum::body::Body;
use consentry_mailbox::FolderKind;
use consentry_mailproto::{
    client,
    eas::{
        BodyPreference, BodyType, CollectionId, Command, DeviceInformation, Message, ServerId,
        SyncKey, folder_sync, provision,
        sync::{self, Collection, CollectionResponse, Options},
    },
    wbxml,
};
use http::Request;

use crate::world::{Answer, World};

/// The resource as clients name it.
pub(crate) const RESOURCE: &str = "https://outlook.office365.com";

/// A phone of somebody.
pub(crate) struct Phone<'a> {
    pub(crate) world: &'a World,
    pub(crate) user: &'static str,
    pub(crate) authorization: String,
    pub(crate) device: &'static str,
    pub(crate) version: &'static str,
    pub(crate) policy_key: Option<u32>,
    pub(crate) multipart: bool,
}

impl<'a> Phone<'a> {
    /// With a token, not provisioned yet.
    pub(crate) async fn new(world: &'a World, user: &'static str, device: &'static str) -> Self {
        let token = world.token(user, RESOURCE).await;
        Self {
            world,
            user,
            authorization: format!("Bearer {token}"),
            device,
            version: "16.1",
            policy_key: None,
            multipart: false,
        }
    }

    /// Provisioned.
    pub(crate) async fn ready(world: &'a World, user: &'static str, device: &'static str) -> Self {
        let mut phone = Self::new(world, user, device).await;
        phone.provision().await;
        phone
    }

    pub(crate) fn query(&self, command: &str) -> String {
        let user = self.user.replace('@', "%40");
        format!("Cmd={command}&User={user}&DeviceId={}&DeviceType=iPhone", self.device)
    }

    /// Sends a body under a query.
    pub(crate) async fn post(&self, query: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::post(format!("/microsoft-server-activesync?{query}"))
            .header("authorization", &self.authorization)
            .header("content-type", wbxml::CONTENT_TYPE)
            .header("ms-asprotocolversion", self.version)
            .header("user-agent", "Apple-iPhone15C4/2401.100");
        if let Some(key) = self.policy_key {
            request = request.header("x-ms-policykey", key.to_string());
        }
        if self.multipart {
            request = request.header("ms-asacceptmultipart", "T");
        }
        self.world.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a command.
    pub(crate) async fn command(&self, command: Command, body: Vec<u8>) -> Answer {
        self.post(&self.query(command.name()), body).await
    }

    /// Sends a message and reads the answer.
    pub(crate) async fn ask<Q: Message, A: Message>(&self, command: Command, request: &Q) -> A {
        let answer = self.command(command, request.to_wbxml()).await;
        assert_eq!(answer.status, 200, "{command:?}");
        A::from_wbxml(&answer.body).unwrap_or_else(|why| panic!("{why}: {}", shown(&answer)))
    }

    pub(crate) async fn provision(&mut self) {
        let device = DeviceInformation {
            model: Some("iPhone15C4".to_owned()),
            os: Some("iOS 27.0".to_owned()),
            ..DeviceInformation::default()
        };
        self.policy_key = None;
        let first: provision::Response =
            self.ask(Command::Provision, &client::fetch_policy(device)).await;
        let temporary = first.policy.unwrap().key.unwrap();
        let second: provision::Response =
            self.ask(Command::Provision, &client::acknowledge_policy(temporary)).await;
        self.policy_key = second.policy.unwrap().key;
    }

    /// The folders from the beginning.
    pub(crate) async fn folders(&self) -> (SyncKey, Vec<folder_sync::Folder>) {
        let request = client::list_folders(SyncKey::initial());
        let folder_sync::Response::Changes { sync_key, changes } =
            self.ask(Command::FolderSync, &request).await
        else {
            panic!("no folders");
        };
        let folder = |change| match change {
            folder_sync::Change::Add(folder) => folder,
            other => panic!("{other:?}"),
        };
        (sync_key, changes.into_iter().map(folder).collect())
    }

    /// A folder's id.
    pub(crate) async fn folder(&self, kind: FolderKind) -> CollectionId {
        CollectionId::minted(self.world.folder(self.user, kind).await)
    }

    /// Sends a Sync and gives the one folder of the answer; `None` for an empty body.
    pub(crate) async fn sync(&self, collection: Collection) -> Option<CollectionResponse> {
        let request = sync::Request { collections: vec![collection], ..sync::Request::default() };
        self.sync_request(&request).await
    }

    pub(crate) async fn sync_request(&self, request: &sync::Request) -> Option<CollectionResponse> {
        let answer = self.command(Command::Sync, request.to_wbxml()).await;
        assert_eq!(answer.status, 200, "Sync");
        if answer.body.is_empty() {
            return None;
        }
        match sync::Response::from_wbxml(&answer.body).unwrap() {
            sync::Response::Collections(mut all) => {
                assert_eq!(all.len(), 1);
                all.pop()
            }
            sync::Response::Failure { status, limit } => panic!("{status:?} {limit:?}"),
        }
    }

    /// The first key of a folder.
    pub(crate) async fn begin(&self, folder: &CollectionId) -> SyncKey {
        let answer = self.sync(Collection::new(folder.clone(), SyncKey::initial())).await.unwrap();
        assert_eq!(answer.status, sync::Status::Success);
        assert!(answer.changes.is_empty());
        answer.sync_key
    }

    /// Everything of a folder by windows; the key behind it.
    pub(crate) async fn everything(
        &self,
        folder: &CollectionId,
        window: u32,
    ) -> (SyncKey, Vec<sync::Change>) {
        let mut key = self.begin(folder).await;
        let mut changes = Vec::new();
        loop {
            let asked =
                Collection { window_size: window, ..Collection::new(folder.clone(), key.clone()) };
            let Some(answer) = self.sync(asked).await else { return (key, changes) };
            assert!(answer.changes.len() <= usize::try_from(window).unwrap());
            key = answer.sync_key;
            changes.extend(answer.changes);
            if !answer.more_available {
                return (key, changes);
            }
        }
    }
}

/// Ids of new items.
pub(crate) fn added(changes: &[sync::Change]) -> Vec<ServerId> {
    let id = |change: &sync::Change| match change {
        sync::Change::Add { server_id, .. } => Some(server_id.clone()),
        _ => None,
    };
    changes.iter().filter_map(id).collect()
}

/// Options with one body preference.
pub(crate) fn options(kind: BodyType, size: Option<u32>) -> Options {
    let preference = BodyPreference { truncation_size: size, ..BodyPreference::whole(kind) };
    Options { body_preferences: vec![preference], ..Options::default() }
}

/// An answer for people.
pub(crate) fn shown(answer: &Answer) -> String {
    if answer.body.is_empty() {
        return format!("{} (empty)", answer.status);
    }
    match wbxml::decode(&answer.body) {
        Ok(body) => format!("{}\n{}", answer.status, body.to_debug_xml()),
        Err(_) => format!("{} {}", answer.status, answer.text()),
    }
}
