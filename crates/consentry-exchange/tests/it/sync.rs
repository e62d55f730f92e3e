//! Mail on a phone: windows, bodies, changes both ways.

use std::time::Duration;

use consentry_mailbox::FolderKind;
use consentry_mailproto::eas::{
    Body, BodyData, BodyPreference, BodyType, Command, Email, Flag, FlagStatus, Message as _,
    get_item_estimate,
    sync::{
        self, Change, Collection, Command as Told, CommandResponse, FilterType, MimeSupport,
        Options, Status,
    },
};

use crate::{
    phone::{Phone, added, options, shown},
    world::World,
};

const PLAIN: &[u8] = b"From: Tess <tess@tailspin.example>\r\nTo: Sam <sam@tailspin.example>\r\n\
    Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@tailspin.example>\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nOne line.\r\nAnother line.\r\n";
const HTML: &[u8] = b"From: tess@tailspin.example\r\nTo: sam@tailspin.example\r\nSubject: Page\r\n\
    Content-Type: text/html\r\n\r\n<html><body><p>Hello <b>Sam</b></p></body></html>\r\n";
const SAM: &str = "sam@tailspin.example";

fn body_of(change: &Change) -> Body {
    match change {
        Change::Add { item, .. } => item.body.clone().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn text(body: &Body) -> &str {
    match &body.data {
        Some(BodyData::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_mail_is_shown_whole() {
    for world in World::each().await {
        world.mails(SAM, &[PLAIN]).await;
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        let inbox = phone.folder(FolderKind::Inbox).await;
        let key = phone.begin(&inbox).await;
        let asked = Collection {
            options: vec![options(BodyType::Text, None)],
            ..Collection::new(inbox, key)
        };
        let request = sync::Request { collections: vec![asked], ..sync::Request::default() };
        let answer = phone.command(Command::Sync, request.to_wbxml()).await;
        insta::assert_snapshot!("a_mail", shown(&answer));
    }
}

#[tokio::test]
async fn a_folder_comes_in_windows() {
    let world = World::new().await;
    let mails: Vec<String> =
        (0..23).map(|at| format!("Subject: {at}\r\n\r\nbody {at}\r\n")).collect();
    let mails: Vec<&[u8]> = mails.iter().map(String::as_bytes).collect();
    world.mails(SAM, &mails).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    for (window, version) in [(5, "16.1"), (23, "16.0"), (512, "14.1")] {
        let phone = Phone { version, ..Phone::ready(&world, SAM, "PHONE2").await };
        let (key, changes) = phone.everything(&inbox, window).await;
        let mut ids = added(&changes);
        assert_eq!(ids.len(), 23, "window {window}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 23, "nothing twice");
        assert_eq!(phone.sync(Collection::new(inbox.clone(), key)).await, None, "nothing new");
    }
    let key = phone.begin(&inbox).await;
    let collections = vec![get_item_estimate::Collection {
        sync_key: key.clone(),
        collection_id: inbox.clone(),
        options: None,
    }];
    let estimate: get_item_estimate::Response =
        phone.ask(Command::GetItemEstimate, &get_item_estimate::Request { collections }).await;
    assert_eq!(estimate.estimates[0].estimate, Some(23));
    let huge = Collection { window_size: u32::MAX, ..Collection::new(inbox, key) };
    assert_eq!(phone.sync(huge).await.unwrap().changes.len(), 23, "BI-230");
}

#[tokio::test]
async fn bodies_come_as_they_are_wanted() {
    let world = World::new().await;
    world.mails(SAM, &[PLAIN, HTML]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    // Newest first: the page, then the plain one.
    let get = async |options: Options| {
        let key = phone.begin(&inbox).await;
        let asked = Collection { options: vec![options], ..Collection::new(inbox.clone(), key) };
        let changes = phone.sync(asked).await.unwrap().changes;
        [body_of(&changes[0]), body_of(&changes[1])]
    };
    let whole = |kind| BodyPreference::whole(kind);
    let both = Options {
        body_preferences: vec![whole(BodyType::Text), whole(BodyType::Html)],
        ..Options::default()
    };
    assert_eq!(get(both).await.map(|body| body.kind), [BodyType::Html, BodyType::Text]);
    let [html, plain] = get(options(BodyType::Text, None)).await;
    assert_eq!((html.kind, text(&html).trim()), (BodyType::Text, "Hello Sam"));
    assert_eq!(text(&plain), "One line.\r\nAnother line.\r\n");
    let [_, cut] = get(options(BodyType::Text, Some(8))).await;
    assert_eq!((text(&cut), cut.truncated, cut.estimated_data_size), ("One line", true, Some(26)));
    let [_, none] = get(options(BodyType::Text, Some(0))).await;
    assert_eq!((none.data, none.truncated), (None, true));
    let [_, as_html] = get(options(BodyType::Html, None)).await;
    assert!(text(&as_html).contains("One line.<br>"), "{as_html:?}");

    let all_or_none =
        BodyPreference { truncation_size: Some(10), all_or_none: true, ..whole(BodyType::Text) };
    let fallback = Options {
        body_preferences: vec![all_or_none, whole(BodyType::Html)],
        ..Options::default()
    };
    assert_eq!(get(fallback).await[1].kind, BodyType::Html, "the next form that fits");
    let alone = Options { body_preferences: vec![all_or_none], ..Options::default() };
    let [_, left_out] = get(alone).await;
    assert_eq!((left_out.data, left_out.truncated), (None, true));
    let preview = BodyPreference { preview: Some(8), ..whole(BodyType::Text) };
    let preview = Options { body_preferences: vec![preview], ..Options::default() };
    assert_eq!(get(preview).await[1].preview.as_deref(), Some("One line"));

    let mime = |mime_support| Options {
        mime_support,
        body_preferences: vec![whole(BodyType::Text), whole(BodyType::Mime)],
        ..Options::default()
    };
    assert_eq!(get(mime(Some(MimeSupport::SecureOnly))).await[1].kind, BodyType::Text);
    let [_, body] = get(mime(Some(MimeSupport::Always))).await;
    assert_eq!(body.data, Some(BodyData::Bytes(PLAIN.to_vec())), "byte for byte");
}

#[tokio::test]
async fn marks_and_deletions_go_both_ways() {
    for world in World::each().await {
        world.mails(SAM, &[PLAIN, HTML]).await;
        let one = Phone::ready(&world, SAM, "PHONE1").await;
        let two = Phone::ready(&world, SAM, "PHONE2").await;
        let inbox = one.folder(FolderKind::Inbox).await;
        let (key_one, changes) = one.everything(&inbox, 100).await;
        let (key_two, _) = two.everything(&inbox, 100).await;
        let ids = added(&changes);
        let flag =
            Flag { flag_type: Some("for Follow Up".to_owned()), ..Flag::new(FlagStatus::Active) };
        let mark = Email { read: Some(true), flag: Some(flag), ..Email::default() };
        let told = Collection {
            get_changes: false,
            commands: vec![
                Told::Change { server_id: ids[0].clone(), item: Box::new(mark) },
                Told::Delete(ids[1].clone()),
            ],
            ..Collection::new(inbox.clone(), key_one.clone())
        };
        let answer = one.sync(told.clone()).await.expect("never empty when commands were sent");
        assert_eq!((answer.status, answer.responses.len()), (Status::Success, 0));
        assert_ne!(answer.sync_key, key_one);

        let seen = two.sync(Collection::new(inbox.clone(), key_two)).await.unwrap();
        assert!(seen.changes.contains(&Change::Delete(ids[1].clone())), "{seen:?}");
        let changed = seen.changes.iter().find_map(|change| match change {
            Change::Change { server_id, item } if *server_id == ids[0] => Some(item),
            _ => None,
        });
        let changed = changed.unwrap();
        assert_eq!(changed.read, Some(true));
        assert_eq!(changed.flag.as_ref().unwrap().status, FlagStatus::Active);

        let quiet = one.sync(Collection::new(inbox.clone(), answer.sync_key.clone())).await;
        assert_eq!(quiet, None, "its own changes are not told");
        let bin = one.folder(FolderKind::DeletedItems).await;
        let (bin_key, moved) = one.everything(&bin, 100).await;
        assert_eq!(added(&moved).len(), 1, "deletes are moves");
        let erase = Collection {
            deletes_as_moves: false,
            commands: vec![Told::Delete(added(&moved)[0].clone())],
            ..Collection::new(bin.clone(), bin_key)
        };
        assert!(one.sync(erase).await.unwrap().responses.is_empty());
        assert!(one.everything(&bin, 100).await.1.is_empty());

        // The same request again, as after a lost answer: the same answer, nothing done twice.
        let again = one.sync(told).await.unwrap();
        assert_eq!(again, answer);
    }
}

#[tokio::test]
async fn unknown_items_are_told_one_by_one() {
    let world = World::new().await;
    world.mails(SAM, &[PLAIN]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    let (key, changes) = phone.everything(&inbox, 100).await;
    let gone: consentry_mailproto::eas::ServerId = "1:999".parse().unwrap();
    let read = || Box::new(Email { read: Some(true), ..Email::default() });
    let told = Collection {
        commands: vec![
            Told::Delete(gone.clone()),
            Told::Change { server_id: gone.clone(), item: read() },
            Told::Change { server_id: added(&changes)[0].clone(), item: read() },
            Told::Fetch(added(&changes)[0].clone()),
            Told::Fetch(gone.clone()),
        ],
        ..Collection::new(inbox, key)
    };
    let answer = phone.sync(told).await.unwrap();
    let status = Status::ObjectNotFound;
    let server_id = || gone.clone();
    assert_eq!(answer.status, Status::Success);
    assert_eq!(answer.responses[0], CommandResponse::Delete { server_id: server_id(), status });
    assert_eq!(answer.responses[1], CommandResponse::Change { server_id: server_id(), status });
    let CommandResponse::Fetch { item: Some(item), .. } = &answer.responses[2] else {
        panic!("{answer:?}");
    };
    assert_eq!(item.subject.as_deref(), Some("Grüße"));
    let missing = CommandResponse::Fetch { server_id: server_id(), status, item: None };
    assert_eq!(answer.responses[3], missing);
}

#[tokio::test]
async fn a_filter_shows_what_is_young_and_takes_away_what_grows_old() {
    let world = World::new().await;
    world.mails(SAM, &[PLAIN]).await;
    world.wait(Duration::from_hours(48));
    world.mails(SAM, &[HTML]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let inbox = phone.folder(FolderKind::Inbox).await;
    let filtered = |key, filter| Collection {
        options: vec![Options { filter: Some(filter), ..options(BodyType::Text, None) }],
        ..Collection::new(inbox.clone(), key)
    };
    let key = phone.begin(&inbox).await;
    let answer = phone.sync(filtered(key, FilterType::OneDay)).await.unwrap();
    let young = added(&answer.changes);
    assert_eq!(young.len(), 1);
    let wider = phone.sync(filtered(answer.sync_key, FilterType::All)).await.unwrap();
    assert_eq!(added(&wider.changes).len(), 1, "the old one comes");
    let narrow = phone.sync(filtered(wider.sync_key, FilterType::OneDay)).await.unwrap();
    assert!(matches!(&narrow.changes[..], [Change::SoftDelete(_)]), "{narrow:?}");
    // What was asked for holds for requests that say nothing.
    let key = narrow.sync_key;
    assert_eq!(phone.sync(Collection::new(inbox.clone(), key.clone())).await, None);
    world.wait(Duration::from_hours(48));
    let (token, device) = ("sam@tailspin.example", "PHONE1");
    let phone = Phone { policy_key: phone.policy_key, ..Phone::new(&world, token, device).await };
    let older = phone.sync(Collection::new(inbox.clone(), key)).await.unwrap();
    assert_eq!(older.changes, [Change::SoftDelete(young[0].clone())]);
}

#[tokio::test]
async fn drafts_are_kept_and_sent() {
    let world = World::new().await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let drafts = phone.folder(FolderKind::Drafts).await;
    let key = phone.begin(&drafts).await;
    let mime = String::from_utf8(PLAIN.to_vec()).unwrap();
    let body = |kind, data: String| Body {
        kind,
        estimated_data_size: None,
        truncated: false,
        data: Some(BodyData::Text(data)),
        preview: None,
    };
    let add = |name: &str, item: Email| Told::Add {
        client_id: name.parse().unwrap(),
        class: None,
        item: Box::new(item),
    };
    let as_mime = Email { body: Some(body(BodyType::Mime, mime)), ..Email::default() };
    let as_fields = Email {
        to: Some("\"Tess\" <tess@tailspin.example>".to_owned()),
        subject: Some("Now".to_owned()),
        body: Some(body(BodyType::Html, "<p>now</p>".to_owned())),
        send: true,
        ..Email::default()
    };
    let told = Collection {
        commands: vec![add("a", as_mime.clone()), add("b", as_fields)],
        ..Collection::new(drafts.clone(), key)
    };
    let answer = phone.sync(told.clone()).await.unwrap();
    let status = |response: &CommandResponse| match response {
        CommandResponse::Add { status, server_id, .. } => (*status, server_id.is_some()),
        other => panic!("{other:?}"),
    };
    let states: Vec<_> = answer.responses.iter().map(status).collect();
    assert_eq!(states, [(Status::Success, true), (Status::Success, false)]);
    assert_eq!(phone.sync(told).await.unwrap(), answer, "a repeated Add is done once");
    assert_eq!(phone.everything(&drafts, 100).await.1.len(), 1);
    let tess = world.owner("tess@tailspin.example").await;
    let inbox = world.folder("tess@tailspin.example", FolderKind::Inbox).await;
    let got = world.service.mailboxes().list(tess, inbox, None, 10).await.unwrap();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].headers.subject, "Now");

    let inbox = phone.folder(FolderKind::Inbox).await;
    let key = phone.begin(&inbox).await;
    let elsewhere = Collection { commands: vec![add("c", as_mime)], ..Collection::new(inbox, key) };
    let answer = phone.sync(elsewhere).await.unwrap();
    assert_eq!(status(&answer.responses[0]), (Status::ProtocolError, false));
}
