//! Sync: requests as clients send them, answers as clients want them.

use std::time::Duration;

use super::super::sync::{
    self, Change, Class, Collection, CollectionResponse, Command, CommandResponse, Conflict,
    FilterType, MAX_WINDOW, MimeSupport, MimeTruncation, Options, OutOfRange, Wait,
};
use super::*;
use crate::client;
use crate::wbxml::tag::airsync as tag;

#[test]
fn first_request() {
    insta::assert_snapshot!(show(&client::begin_sync(id("5"))), @r"
    <AirSync:Sync>
      <Collections>
        <Collection>
          <SyncKey>0</SyncKey>
          <CollectionId>5</CollectionId>
          <WindowSize>100</WindowSize>
        </Collection>
      </Collections>
    </AirSync:Sync>
    ");
}

#[test]
fn next_request() {
    let preference = BodyPreference {
        truncation_size: Some(512),
        preview: Some(100),
        ..BodyPreference::whole(BodyType::Html)
    };
    insta::assert_snapshot!(show(&client::next_window(id("5"), id("3"), 25, preference)), @r"
    <AirSync:Sync>
      <Collections>
        <Collection>
          <SyncKey>3</SyncKey>
          <CollectionId>5</CollectionId>
          <WindowSize>25</WindowSize>
          <Options>
            <AirSyncBase:BodyPreference>
              <Type>2</Type>
              <TruncationSize>512</TruncationSize>
              <Preview>100</Preview>
            </AirSyncBase:BodyPreference>
          </Options>
        </Collection>
      </Collections>
    </AirSync:Sync>
    ");
}

fn full_request() -> sync::Request {
    let read = Email { read: Some(true), ..Email::default() };
    sync::Request {
        collections: vec![Collection {
            class: Some(Class::Email),
            deletes_as_moves: false,
            get_changes: false,
            window_size: MAX_WINDOW,
            conversation_mode: true,
            options: vec![Options {
                class: Some(Class::Email),
                filter: Some(FilterType::ThreeDays),
                mime_support: Some(MimeSupport::Always),
                mime_truncation: Some(MimeTruncation::Kib100),
                body_preferences: vec![BodyPreference::whole(BodyType::Mime)],
                conflict: Some(Conflict::ServerWins),
                max_items: None,
            }],
            commands: vec![
                Command::Add {
                    client_id: id("c1"),
                    class: Some(Class::Email),
                    item: Box::new(Email {
                        subject: Some("Draft".into()),
                        send: true,
                        ..Email::default()
                    }),
                },
                Command::Change { server_id: id("5:1"), item: Box::new(read) },
                Command::Delete(id("5:2")),
                Command::Fetch(id("5:3")),
            ],
            ..Collection::new(id("5"), id("3"))
        }],
        wait: Some(Wait::Seconds(600)),
        window_size: Some(100),
        partial: true,
    }
}

#[test]
fn request_with_everything() {
    insta::assert_snapshot!(show(&full_request()), @r"
    <AirSync:Sync>
      <Collections>
        <Collection>
          <Class>Email</Class>
          <SyncKey>3</SyncKey>
          <CollectionId>5</CollectionId>
          <DeletesAsMoves>0</DeletesAsMoves>
          <GetChanges>0</GetChanges>
          <WindowSize>512</WindowSize>
          <ConversationMode>1</ConversationMode>
          <Options>
            <FilterType>2</FilterType>
            <Class>Email</Class>
            <AirSyncBase:BodyPreference>
              <Type>4</Type>
            </AirSyncBase:BodyPreference>
            <Conflict>1</Conflict>
            <MIMESupport>2</MIMESupport>
            <MIMETruncation>7</MIMETruncation>
          </Options>
          <Commands>
            <Add>
              <Class>Email</Class>
              <ClientId>c1</ClientId>
              <ApplicationData>
                <Email:Subject>Draft</Email:Subject>
                <Email2:Send/>
              </ApplicationData>
            </Add>
            <Change>
              <ServerId>5:1</ServerId>
              <ApplicationData>
                <Email:Read>1</Email:Read>
              </ApplicationData>
            </Change>
            <Delete>
              <ServerId>5:2</ServerId>
            </Delete>
            <Fetch>
              <ServerId>5:3</ServerId>
            </Fetch>
          </Commands>
        </Collection>
      </Collections>
      <HeartbeatInterval>600</HeartbeatInterval>
      <WindowSize>100</WindowSize>
      <Partial/>
    </AirSync:Sync>
    ");
}

fn collection(children: Vec<Element>) -> Element {
    let collection = Element::new(tag::COLLECTION)
        .with_text(tag::SYNC_KEY, "3")
        .with_text(tag::COLLECTION_ID, "5")
        .with_all(children);
    Element::new(tag::SYNC).with(Element::new(tag::COLLECTIONS).with(collection))
}

fn read(children: Vec<Element>) -> Result<Collection, InvalidMessage> {
    let mut request = sync::Request::from_element(&collection(children))?;
    Ok(request.collections.remove(0))
}

#[test]
fn defaults() {
    let plain = read(Vec::new()).unwrap();
    assert_eq!(plain, Collection::new(id("5"), id("3")));
    assert_eq!(
        (plain.get_changes, plain.deletes_as_moves, plain.window_size),
        (true, true, sync::DEFAULT_WINDOW)
    );
    let first = Collection::new(id("5"), SyncKey::initial());
    assert!(!first.get_changes, "there is nothing to hear about before the first key");
    let empty = read(vec![Element::new(tag::GET_CHANGES)]).unwrap();
    assert!(empty.get_changes, "an empty element says yes");
}

#[test]
fn order_does_not_matter_and_unknown_elements_are_passed_over() {
    let children = vec![
        Element::new(tag::SUPPORTED),
        Element::text(tag::WINDOW_SIZE, "10"),
        Element::text(tag::GET_CHANGES, "0"),
        Element::text(tag::TRUNCATION, "8"),
    ];
    let forwards = read(children.clone()).unwrap();
    assert_eq!(read(children.into_iter().rev().collect()).unwrap(), forwards);
    assert_eq!((forwards.window_size, forwards.get_changes), (10, false));
}

#[test]
fn bi_230_windows_are_clamped() {
    for (text, want) in [("4294967296", 512), ("513", 512), ("512", 512), ("1", 1), ("0", 512)] {
        let read = read(vec![Element::text(tag::WINDOW_SIZE, text)]).unwrap();
        assert_eq!(read.window_size, want, "{text}");
    }
}

#[test]
fn bi_229_key_of_ten_thousand_characters() {
    let collection = Element::new(tag::COLLECTION)
        .with_text(tag::SYNC_KEY, "A".repeat(10_000))
        .with_text(tag::COLLECTION_ID, "5");
    let root = Element::new(tag::SYNC).with(Element::new(tag::COLLECTIONS).with(collection));
    let error = sync::Request::from_element(&root).unwrap_err();
    assert_eq!(sync::Status::from(error), sync::Status::InvalidSyncKey);
}

#[test]
fn bad_requests() {
    let options = |tag, text: &str| Element::new(tag::OPTIONS).with_text(tag, text);
    let commands = |command| Element::new(tag::COMMANDS).with(command);
    for (name, child) in [
        ("filter", options(tag::FILTER_TYPE, "9")),
        ("mime support", options(tag::MIME_SUPPORT, "65537")),
        ("class", options(tag::CLASS, "Mail")),
        ("window", Element::text(tag::WINDOW_SIZE, "many")),
        ("flag", Element::text(tag::DELETES_AS_MOVES, "yes")),
        ("delete without id", commands(Element::new(tag::DELETE))),
        ("long id", commands(Element::new(tag::FETCH).with_text(tag::SERVER_ID, "i".repeat(65)))),
        ("change without data", commands(Element::new(tag::CHANGE).with_text(tag::SERVER_ID, "1"))),
    ] {
        let error = read(vec![child]).unwrap_err();
        assert_eq!(sync::Status::from(error), sync::Status::ProtocolError, "{name}");
    }
}

#[test]
fn options_for_several_classes() {
    let sms = Element::new(tag::OPTIONS).with_text(tag::CLASS, "SMS");
    let mail = Element::new(tag::OPTIONS).with_text(tag::FILTER_TYPE, "1");
    let read = read(vec![sms, mail]).unwrap();
    let filter = read.mail_options().and_then(|options| options.filter);
    assert_eq!(filter.and_then(FilterType::days), Some(1));
}

#[test]
fn truncations() {
    let read = |text: &str| {
        let options = Element::new(tag::OPTIONS).with_text(tag::MIME_TRUNCATION, text);
        let collection = read(vec![options]).unwrap();
        collection.mail_options().and_then(|options| options.mime_truncation).unwrap()
    };
    assert_eq!(read("0").limit(), Some(0));
    assert_eq!(read("7").limit(), Some(102_400));
    assert_eq!(read("8").limit(), None);
    assert_eq!(read("9").limit(), None, "as old clients send it");
}

#[test]
fn waits_at_the_edge() {
    let limit = |limit| Err(OutOfRange { limit });
    for (wait, want) in [
        (Wait::Minutes(1), Ok(Duration::from_mins(1))),
        (Wait::Minutes(59), Ok(Duration::from_mins(59))),
        (Wait::Minutes(0), limit(1)),
        (Wait::Minutes(60), limit(59)),
        (Wait::Seconds(60), Ok(Duration::from_mins(1))),
        (Wait::Seconds(3540), Ok(Duration::from_mins(59))),
        (Wait::Seconds(59), limit(60)),
        (Wait::Seconds(u32::MAX), limit(3540)),
    ] {
        assert_eq!(wait.duration(), want, "{wait:?}");
    }
}

fn full_response() -> sync::Response {
    let subject = |text: &str| Box::new(Email { subject: Some(text.into()), ..Email::default() });
    sync::Response::Collections(vec![CollectionResponse {
        responses: vec![
            CommandResponse::Add {
                client_id: id("c1"),
                server_id: Some(id("5:9")),
                class: None,
                status: sync::Status::Success,
            },
            CommandResponse::Change { server_id: id("5:1"), status: sync::Status::ObjectNotFound },
            CommandResponse::Delete { server_id: id("5:2"), status: sync::Status::ObjectNotFound },
            CommandResponse::Fetch {
                server_id: id("5:3"),
                status: sync::Status::Success,
                item: Some(subject("In full")),
            },
        ],
        more_available: true,
        changes: vec![
            Change::Add { server_id: id("5:10"), item: subject("New") },
            Change::Change {
                server_id: id("5:11"),
                item: Box::new(Email { read: Some(true), ..Email::default() }),
            },
            Change::Delete(id("5:12")),
            Change::SoftDelete(id("5:13")),
        ],
        ..CollectionResponse::new(id("5"), id("4"), sync::Status::Success)
    }])
}

#[test]
fn response_with_everything() {
    insta::assert_snapshot!(show(&full_response()), @r"
    <AirSync:Sync>
      <Collections>
        <Collection>
          <SyncKey>4</SyncKey>
          <CollectionId>5</CollectionId>
          <Status>1</Status>
          <Responses>
            <Add>
              <ClientId>c1</ClientId>
              <ServerId>5:9</ServerId>
              <Status>1</Status>
            </Add>
            <Change>
              <ServerId>5:1</ServerId>
              <Status>8</Status>
            </Change>
            <Delete>
              <ServerId>5:2</ServerId>
              <Status>8</Status>
            </Delete>
            <Fetch>
              <ServerId>5:3</ServerId>
              <Status>1</Status>
              <ApplicationData>
                <Email:Subject>In full</Email:Subject>
              </ApplicationData>
            </Fetch>
          </Responses>
          <MoreAvailable/>
          <Commands>
            <Add>
              <ServerId>5:10</ServerId>
              <ApplicationData>
                <Email:Subject>New</Email:Subject>
              </ApplicationData>
            </Add>
            <Change>
              <ServerId>5:11</ServerId>
              <ApplicationData>
                <Email:Read>1</Email:Read>
              </ApplicationData>
            </Change>
            <Delete>
              <ServerId>5:12</ServerId>
            </Delete>
            <SoftDelete>
              <ServerId>5:13</ServerId>
            </SoftDelete>
          </Commands>
        </Collection>
      </Collections>
    </AirSync:Sync>
    ");
}

#[test]
fn response_without_changes_and_failures() {
    let nothing = CollectionResponse::new(id("5"), id("4"), sync::Status::Success);
    insta::assert_snapshot!(show(&sync::Response::Collections(vec![nothing])), @r"
    <AirSync:Sync>
      <Collections>
        <Collection>
          <SyncKey>4</SyncKey>
          <CollectionId>5</CollectionId>
          <Status>1</Status>
        </Collection>
      </Collections>
    </AirSync:Sync>
    ");
    let failure = sync::Response::Failure { status: sync::Status::InvalidWait, limit: Some(59) };
    insta::assert_snapshot!(show(&failure), @r"
    <AirSync:Sync>
      <Status>14</Status>
      <Limit>59</Limit>
    </AirSync:Sync>
    ");
    assert_eq!(client::read_sync(&[]), Ok(None));
    assert_eq!(client::read_sync(&failure.to_wbxml()), Ok(Some(failure)));
}
