//! Ping.

use super::super::ping;
use super::*;
use crate::client;
use crate::wbxml::tag::ping as tag;

#[test]
fn ping_request() {
    insta::assert_snapshot!(show(&client::wait(480, vec![id("5"), id("9")])), @r"
    <Ping:Ping>
      <HeartbeatInterval>480</HeartbeatInterval>
      <Folders>
        <Folder>
          <Id>5</Id>
          <Class>Email</Class>
        </Folder>
        <Folder>
          <Id>9</Id>
          <Class>Email</Class>
        </Folder>
      </Folders>
    </Ping:Ping>
    ");
    insta::assert_snapshot!(show(&ping::Request::default()), @"<Ping:Ping/>");
}

#[test]
fn ping_response() {
    let changes =
        ping::Response { folders: vec![id("5")], ..ping::Response::new(ping::Status::Changes) };
    insta::assert_snapshot!(show(&changes), @r"
    <Ping:Ping>
      <Status>2</Status>
      <Folders>
        <Folder>5</Folder>
      </Folders>
    </Ping:Ping>
    ");
    let interval = ping::Response {
        heartbeat_interval: Some(ping::MIN_HEARTBEAT),
        ..ping::Response::new(ping::Status::InvalidHeartbeat)
    };
    insta::assert_snapshot!(show(&interval), @r"
    <Ping:Ping>
      <Status>5</Status>
      <HeartbeatInterval>60</HeartbeatInterval>
    </Ping:Ping>
    ");
}

#[test]
fn bi_232_a_thousand_folders_are_read_and_the_limit_is_told() {
    let folders = (0..1000).map(CollectionId::minted).collect();
    let request = client::wait(480, folders);
    let read = ping::Request::from_wbxml(&request.to_wbxml()).unwrap();
    assert_eq!(read.folders.map(|folders| folders.len()), Some(1000));
    let response = ping::Response {
        max_folders: Some(ping::MAX_FOLDERS),
        ..ping::Response::new(ping::Status::TooManyFolders)
    };
    insta::assert_snapshot!(show(&response), @r"
    <Ping:Ping>
      <Status>6</Status>
      <MaxFolders>200</MaxFolders>
    </Ping:Ping>
    ");
}

#[test]
fn ping_bad_requests() {
    let root = || Element::new(tag::PING);
    for (name, root) in [
        ("no number", root().with_text(tag::HEARTBEAT_INTERVAL, "soon")),
        ("negative", root().with_text(tag::HEARTBEAT_INTERVAL, "-1")),
        ("empty", root().with(Element::new(tag::HEARTBEAT_INTERVAL))),
        (
            "folder without id",
            root().with(Element::new(tag::FOLDERS).with(Element::new(tag::FOLDER))),
        ),
    ] {
        let error = ping::Request::from_element(&root).unwrap_err();
        assert_eq!(ping::Status::from(error), ping::Status::SyntaxError, "{name}");
    }
}
