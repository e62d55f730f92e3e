//! Single items, attachments, moves, searches.

use consentry_mailbox::FolderKind;
use consentry_mailproto::eas::{
    BodyData, BodyPreference, BodyType, CollectionId, Command, Message as _, ServerId,
    item_operations::{
        Content, Fetch, FetchOptions, Operation, OperationResponse, Properties, Range, Request,
        Response, Source, Status, Store, multipart,
    },
    move_items,
    search::{self, MailboxQuery, Query},
};

use crate::{
    phone::{Phone, added, shown},
    world::World,
};

const SAM: &str = "sam@tailspin.example";
const FILE: &[u8] = b"From: tess@tailspin.example\r\nSubject: File\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
    see file\r\n--b\r\nContent-Type: application/octet-stream\r\n\
    Content-Disposition: attachment; filename=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    AAH/gEJDRA==\r\n--b--\r\n";
const BYTES: &[u8] = &[0, 1, 0xFF, 0x80, b'B', b'C', b'D'];
/// NUL and bytes that are no text.
const BROKEN: &[u8] = b"Subject: broken\0\xFF\r\nContent-Type: text/plain\r\n\r\n\0\xFF\xFE\r\n";

fn fetch(source: Source, options: FetchOptions) -> Request {
    Request { operations: vec![Operation::Fetch(Fetch { store: Store::Mailbox, source, options })] }
}

fn item(folder: &CollectionId, id: &ServerId) -> Source {
    Source::Item { collection_id: folder.clone(), server_id: id.clone() }
}

fn as_mime() -> FetchOptions {
    FetchOptions {
        body_preferences: vec![BodyPreference::whole(BodyType::Mime)],
        ..FetchOptions::default()
    }
}

fn first(response: Response) -> (Status, Option<Properties>) {
    assert_eq!(response.status, Status::Success);
    match response.operations.into_iter().next().unwrap() {
        OperationResponse::Fetch(fetched) => (fetched.status, fetched.properties),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn messages_and_attachments_come_byte_for_byte() {
    for world in World::each().await {
        let mails = world.mails(SAM, &[FILE, BROKEN]).await;
        let phone = Phone::ready(&world, SAM, "PHONE1").await;
        let inbox = phone.folder(FolderKind::Inbox).await;
        for (at, raw) in mails.iter().zip([FILE, BROKEN]) {
            let id = ServerId::minted(at);
            let answer: Response =
                phone.ask(Command::ItemOperations, &fetch(item(&inbox, &id), as_mime())).await;
            let (status, Some(Properties::Email(email))) = first(answer) else { panic!("{at}") };
            assert_eq!(status, Status::Success);
            let data = email.body.unwrap().data;
            assert_eq!(data, Some(BodyData::Bytes(raw.to_vec())));
        }
        let id = ServerId::minted(mails[0]);
        let plain = fetch(item(&inbox, &id), FetchOptions::default());
        let (_, Some(Properties::Email(email))) =
            first(phone.ask(Command::ItemOperations, &plain).await)
        else {
            panic!()
        };
        let attachment = &email.attachments[0];
        assert_eq!(attachment.display_name.as_deref(), Some("a.bin"));
        assert_eq!(attachment.estimated_data_size, 7);
        let source = || Source::FileReference(attachment.file_reference.clone());
        let answer = phone
            .command(Command::ItemOperations, fetch(source(), FetchOptions::default()).to_wbxml())
            .await;
        insta::assert_snapshot!("an_attachment", shown(&answer));
        let range = |first, last| FetchOptions {
            range: Some(Range { first, last }),
            ..FetchOptions::default()
        };
        let part: Response =
            phone.ask(Command::ItemOperations, &fetch(source(), range(4, 99))).await;
        let (_, Some(Properties::Attachment { content, range: is, total, .. })) = first(part)
        else {
            panic!()
        };
        assert_eq!(content, Content::Inline(b"BCD".to_vec()));
        assert_eq!((is, total), (Some(Range { first: 4, last: 6 }), Some(7)));
        let beyond: Response =
            phone.ask(Command::ItemOperations, &fetch(source(), range(7, 9))).await;
        assert_eq!(first(beyond).0, Status::InvalidRange);
    }
}

#[tokio::test]
async fn content_comes_in_parts_to_who_takes_them() {
    let world = World::new().await;
    let mails = world.mails(SAM, &[FILE]).await;
    let phone = Phone { multipart: true, ..Phone::ready(&world, SAM, "PHONE1").await };
    let inbox = phone.folder(FolderKind::Inbox).await;
    let id = ServerId::minted(mails[0]);
    let reference = {
        let plain = Phone { multipart: false, ..Phone::ready(&world, SAM, "PHONE2").await };
        let request = fetch(item(&inbox, &id), FetchOptions::default());
        let (_, Some(Properties::Email(email))) =
            first(plain.ask(Command::ItemOperations, &request).await)
        else {
            panic!()
        };
        email.attachments[0].file_reference.clone()
    };
    let mut request = fetch(item(&inbox, &id), as_mime());
    request
        .operations
        .extend(fetch(Source::FileReference(reference), FetchOptions::default()).operations);
    let answer = phone.command(Command::ItemOperations, request.to_wbxml()).await;
    assert_eq!(answer.header("content-type"), multipart::CONTENT_TYPE);
    let parts = multipart::read(&answer.body).unwrap();
    assert_eq!(parts[1..], [FILE, BYTES]);
    let body = Response::from_wbxml(parts[0]).unwrap();
    let OperationResponse::Fetch(last) = &body.operations[1] else { panic!() };
    let Some(Properties::Attachment { content, .. }) = &last.properties else { panic!() };
    assert_eq!(*content, Content::Part(2));
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let world = World::new().await;
    let mails = world.mails(SAM, &[FILE]).await;
    world.mails("tess@tailspin.example", &[FILE]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let (inbox, sent) =
        (phone.folder(FolderKind::Inbox).await, phone.folder(FolderKind::SentItems).await);
    let id = ServerId::minted(mails[0]);
    let file = |text: &str| Source::FileReference(text.to_owned());
    for (source, want) in [
        (item(&inbox, &"1:999".parse().unwrap()), Status::ObjectNotFound),
        (item(&sent, &id), Status::ObjectNotFound),
        (item(&inbox, &"x".parse().unwrap()), Status::ObjectNotFound),
        (Source::LongId("x".to_owned()), Status::ObjectNotFound),
        (file("999.1"), Status::InvalidAttachment),
        (file("1.99"), Status::InvalidAttachment),
        (file("../../etc/passwd"), Status::InvalidAttachment),
    ] {
        let request = fetch(source.clone(), FetchOptions::default());
        let answer: Response = phone.ask(Command::ItemOperations, &request).await;
        assert_eq!(first(answer), (want, None), "{source:?}");
    }
    let empty = Request {
        operations: vec![Operation::EmptyFolderContents {
            collection_id: inbox.clone(),
            delete_sub_folders: false,
        }],
    };
    let answer: Response = phone.ask(Command::ItemOperations, &empty).await;
    let done = OperationResponse::EmptyFolderContents {
        status: Status::Success,
        collection_id: inbox.clone(),
    };
    assert_eq!(answer.operations, [done]);
    assert!(phone.everything(&inbox, 100).await.1.is_empty());
}

#[tokio::test]
async fn items_move_and_success_is_three() {
    use move_items::Status as S;
    let world = World::new().await;
    world.mails(SAM, &[FILE]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let (inbox, bin) =
        (phone.folder(FolderKind::Inbox).await, phone.folder(FolderKind::DeletedItems).await);
    let (_, changes) = phone.everything(&inbox, 100).await;
    let id = added(&changes)[0].clone();
    let one = |item: &ServerId, from: &CollectionId, to: &CollectionId| move_items::Move {
        item: item.clone(),
        from: from.clone(),
        to: to.clone(),
    };
    let nowhere: CollectionId = "999".parse().unwrap();
    let request = move_items::Request {
        moves: vec![
            one(&id, &bin, &inbox),
            one(&id, &inbox, &nowhere),
            one(&id, &inbox, &inbox),
            one(&id, &inbox, &bin),
            one(&id, &inbox, &bin),
        ],
    };
    let answer = phone.command(Command::MoveItems, request.to_wbxml()).await;
    let read = move_items::Response::from_wbxml(&answer.body).unwrap();
    let states: Vec<_> = read.moved.iter().map(|moved| moved.status).collect();
    assert_eq!(
        states,
        [S::InvalidSource, S::InvalidDestination, S::SameFolder, S::Success, S::InvalidSource]
    );
    assert!(shown(&answer).contains("<Status>3</Status>"), "{}", shown(&answer));
    let (_, moved) = phone.everything(&bin, 100).await;
    assert_eq!(added(&moved), [read.moved[3].now.clone().unwrap()]);
}

#[tokio::test]
async fn people_and_words_are_found() {
    let world = World::new().await;
    world.mails(SAM, &[FILE, b"Subject: other\r\n\r\nnothing\r\n"]).await;
    let phone = Phone::ready(&world, SAM, "PHONE1").await;
    let ask = async |query| -> search::Response {
        let request = search::Request {
            query,
            range: Some(Range { first: 0, last: 9 }),
            deep_traversal: true,
            rebuild_results: false,
            body_preferences: Vec::new(),
        };
        phone.ask(Command::Search, &request).await
    };
    let search::Response::Found { results, total, range, .. } =
        ask(Query::Gal("te".to_owned())).await
    else {
        panic!()
    };
    let search::Found::Gal(tess) = &results[0] else { panic!() };
    assert_eq!(tess.email_address.as_deref(), Some("tess@tailspin.example"));
    assert_eq!((total, range), (Some(1), Some(Range { first: 0, last: 0 })));
    let strangers = ask(Query::Gal("adele".to_owned())).await;
    assert!(
        matches!(&strangers, search::Response::Found { results, .. } if results.is_empty()),
        "people of another tenant: {strangers:?}"
    );
    let words = MailboxQuery { free_text: Some("FILE".to_owned()), ..MailboxQuery::default() };
    let search::Response::Found { results, .. } = ask(Query::Mailbox(words)).await else {
        panic!()
    };
    let [search::Found::Email { item, long_id, .. }] = &results[..] else { panic!("{results:?}") };
    assert_eq!(item.subject.as_deref(), Some("File"));
    let by_result = fetch(Source::LongId(long_id.clone()), FetchOptions::default());
    let answer: Response = phone.ask(Command::ItemOperations, &by_result).await;
    assert_eq!(first(answer).0, Status::Success);
}
