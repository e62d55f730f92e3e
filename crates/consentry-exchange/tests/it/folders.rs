//! Provisioning, settings, and the list of folders.

use consentry_mailbox::FolderKind;
use consentry_mailproto::{
    client,
    eas::{
        CollectionId, Command, DeviceInformation, Message as _, SyncKey, folder_change,
        folder_sync, provision, settings,
    },
    wbxml,
};

use crate::{
    phone::{Phone, shown},
    world::World,
};

#[tokio::test]
async fn a_device_is_provisioned_in_two_steps() {
    let world = World::new().await;
    let phone = Phone::new(&world, "adele@contoso.example", "PHONE1").await;
    let device = DeviceInformation { model: Some("X".into()), ..DeviceInformation::default() };
    let first = phone.command(Command::Provision, client::fetch_policy(device).to_wbxml()).await;
    let read = provision::Response::from_wbxml(&first.body).unwrap();
    let temporary = read.policy.unwrap().key.unwrap();
    let shown_first = shown(&first).replace(&temporary.to_string(), "[key]");
    insta::assert_snapshot!("provision", shown_first);
    let wrong = client::acknowledge_policy(temporary ^ 1).to_wbxml();
    let answer = phone.command(Command::Provision, wrong).await;
    let policy = provision::Response::from_wbxml(&answer.body).unwrap().policy.unwrap();
    assert_eq!((policy.status, policy.key), (provision::PolicyStatus::WrongPolicyKey, None));
    // Some clients repeat the temporary key in the query; it is no error.
    let query = format!("{}&PolicyKey={temporary}", phone.query("Provision"));
    let answer = phone.post(&query, client::acknowledge_policy(temporary).to_wbxml()).await;
    let policy = provision::Response::from_wbxml(&answer.body).unwrap().policy.unwrap();
    assert_eq!(policy.status, provision::PolicyStatus::Success);
    assert!(policy.key.is_some_and(|key| key != temporary) && policy.policy.is_none());
}

#[tokio::test]
async fn settings_come_before_provisioning() {
    let world = World::new().await;
    let phone = Phone::new(&world, "adele@contoso.example", "PHONE1").await;
    let request = settings::Request {
        device_information: Some(DeviceInformation {
            os: Some("iOS 27.0".to_owned()),
            ..DeviceInformation::default()
        }),
        user_information: true,
        oof: Some(settings::OofRequest::Get { body_type: None }),
        ..settings::Request::default()
    };
    let answer = phone.command(Command::Settings, request.to_wbxml()).await;
    insta::assert_snapshot!("settings", shown(&answer));
    let on = settings::Oof { state: settings::OofState::Global, ..settings::Oof::disabled() };
    let request = settings::Request {
        oof: Some(settings::OofRequest::Set(on)),
        ..settings::Request::default()
    };
    let answer: settings::Response = phone.ask(Command::Settings, &request).await;
    assert_eq!(answer.oof.unwrap().status, settings::Status::AccessDenied, "nobody would answer");
}

#[tokio::test]
async fn folders_are_listed_and_then_only_what_changed() {
    for world in World::each().await {
        let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
        let body = client::list_folders(SyncKey::initial()).to_wbxml();
        let answer = phone.command(Command::FolderSync, body).await;
        insta::assert_snapshot!("folders", shown(&answer));
        assert!(!answer.header("ms-asprotocolcommands").is_empty());
        let sync = async |key: &SyncKey| -> folder_sync::Response {
            phone.ask(Command::FolderSync, &client::list_folders(key.clone())).await
        };
        let (key, _) = phone.folders().await;
        let nothing = folder_sync::Response::Changes { sync_key: key.clone(), changes: Vec::new() };
        assert_eq!(sync(&key).await, nothing);

        let create = folder_change::Create {
            sync_key: key.clone(),
            parent: CollectionId::root(),
            name: "Receipts".to_owned(),
            kind: 12,
        };
        let done = phone.command(Command::FolderCreate, create.to_wbxml()).await;
        let done = folder_change::Response::from_element(&wbxml::decode(&done.body).unwrap());
        let done = done.unwrap();
        assert_eq!(done.status, folder_sync::Status::Success);
        let (new_key, id) = (done.sync_key.unwrap(), done.id.unwrap());
        let again = phone.command(Command::FolderCreate, {
            folder_change::Create { sync_key: new_key.clone(), ..create }.to_wbxml()
        });
        let again =
            folder_change::Response::from_element(&wbxml::decode(&again.await.body).unwrap());
        assert_eq!(again.unwrap().status, folder_sync::Status::FolderExists);

        let told = sync(&key).await;
        let folder_sync::Response::Changes { changes, .. } = &told else { panic!("{told:?}") };
        assert!(
            matches!(&changes[..], [folder_sync::Change::Add(folder)] if folder.id == id),
            "the key before the change still tells of it: {told:?}"
        );
        let unknown = sync(&SyncKey::minted(999)).await;
        assert_eq!(unknown, folder_sync::Response::Failure(folder_sync::Status::InvalidSyncKey));
    }
}

#[tokio::test]
async fn folders_are_renamed_and_deleted() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    let change = async |command, body: Vec<u8>| {
        let answer = phone.command(command, body).await;
        folder_change::Response::from_element(&wbxml::decode(&answer.body).unwrap()).unwrap()
    };
    let (key, _) = phone.folders().await;
    let create = folder_change::Create {
        sync_key: key,
        parent: inbox.clone(),
        name: "Receipts".to_owned(),
        kind: 12,
    };
    let made = change(Command::FolderCreate, create.to_wbxml()).await;
    let update = folder_change::Update {
        sync_key: made.sync_key.unwrap(),
        id: made.id.clone().unwrap(),
        parent: CollectionId::root(),
        name: "Bills".to_owned(),
    };
    let renamed = change(Command::FolderUpdate, update.to_wbxml()).await;
    let (key, folders) = phone.folders().await;
    let found = folders.iter().find(|folder| Some(&folder.id) == made.id.as_ref()).unwrap();
    assert_eq!((found.name.as_str(), &found.parent), ("Bills", &CollectionId::root()));
    assert_eq!(renamed.status, folder_sync::Status::Success);
    let delete = |id: CollectionId, sync_key: &SyncKey| {
        folder_change::Delete { sync_key: sync_key.clone(), id }.to_wbxml()
    };
    let stays = change(Command::FolderDelete, delete(inbox, &key)).await;
    assert_eq!(stays.status, folder_sync::Status::SpecialFolder);
    let gone = change(Command::FolderDelete, delete(made.id.unwrap(), &key)).await;
    assert_eq!(gone.status, folder_sync::Status::Success);
    assert_eq!(phone.folders().await.1.len(), 5);
}
