//! FolderSync, MoveItems, GetItemEstimate.

use super::super::folder_sync::{self, Change, Folder, FolderType};
use super::super::{get_item_estimate, move_items};
use super::*;
use crate::wbxml::tag;

fn folder(id_text: &str, name: &str, kind: FolderType) -> Folder {
    Folder { id: id(id_text), parent: CollectionId::root(), name: name.into(), kind }
}

#[test]
fn folder_sync_request() {
    insta::assert_snapshot!(show(&folder_sync::Request { sync_key: SyncKey::initial() }), @r"
    <FolderHierarchy:FolderSync>
      <SyncKey>0</SyncKey>
    </FolderHierarchy:FolderSync>
    ");
}

#[test]
fn folder_sync_response() {
    let response = folder_sync::Response::Changes {
        sync_key: id("7"),
        changes: vec![
            Change::Add(folder("5", "Inbox", FolderType::Inbox)),
            Change::Update(folder("9", "Plans", FolderType::UserMail)),
            Change::Delete(id("11")),
        ],
    };
    insta::assert_snapshot!(show(&response), @r"
    <FolderHierarchy:FolderSync>
      <Status>1</Status>
      <SyncKey>7</SyncKey>
      <Changes>
        <Count>3</Count>
        <Add>
          <ServerId>5</ServerId>
          <ParentId>0</ParentId>
          <DisplayName>Inbox</DisplayName>
          <Type>2</Type>
        </Add>
        <Update>
          <ServerId>9</ServerId>
          <ParentId>0</ParentId>
          <DisplayName>Plans</DisplayName>
          <Type>12</Type>
        </Update>
        <Delete>
          <ServerId>11</ServerId>
        </Delete>
      </Changes>
    </FolderHierarchy:FolderSync>
    ");
    let nothing = folder_sync::Response::Changes { sync_key: id("7"), changes: Vec::new() };
    insta::assert_snapshot!(show(&nothing), @r"
    <FolderHierarchy:FolderSync>
      <Status>1</Status>
      <SyncKey>7</SyncKey>
      <Changes>
        <Count>0</Count>
      </Changes>
    </FolderHierarchy:FolderSync>
    ");
    let failure = folder_sync::Response::Failure(folder_sync::Status::InvalidSyncKey);
    insta::assert_snapshot!(show(&failure), @r"
    <FolderHierarchy:FolderSync>
      <Status>9</Status>
    </FolderHierarchy:FolderSync>
    ");
}

#[test]
fn folder_sync_bad_requests() {
    let root = Element::new(tag::folder_hierarchy::FOLDER_SYNC);
    let long = root.clone().with_text(tag::folder_hierarchy::SYNC_KEY, "A".repeat(10_000));
    for (name, root, want, status) in [
        ("no key", root, "`FolderHierarchy:FolderSync` has no `FolderHierarchy:SyncKey`", 10),
        ("long key", long, "`FolderHierarchy:SyncKey` has a value that it cannot have", 9),
    ] {
        let error = folder_sync::Request::from_element(&root).unwrap_err();
        assert_eq!(error.to_string(), want, "{name}");
        assert_eq!(folder_sync::Status::from(error).code(), status, "{name}");
    }
    let other = Element::new(tag::ping::PING);
    let want = "the root is `Ping:Ping` instead of `FolderHierarchy:FolderSync`";
    assert_eq!(refuse::<folder_sync::Request>(&other), want);
}

#[test]
fn a_status_of_all_commands() {
    let status = folder_sync::Status::from(CommonStatus::DeviceNotProvisioned);
    assert!(show(&folder_sync::Response::Failure(status)).contains("<Status>142</Status>"));
    assert_eq!(folder_sync::Status::from_code(142), Some(status));
    assert_eq!(folder_sync::Status::from_code(99), None);
}

#[test]
fn move_items() {
    let request = move_items::Request {
        moves: vec![move_items::Move { item: id("5:1"), from: id("5"), to: id("9") }],
    };
    insta::assert_snapshot!(show(&request), @r"
    <Move:MoveItems>
      <Move>
        <SrcMsgId>5:1</SrcMsgId>
        <SrcFldId>5</SrcFldId>
        <DstFldId>9</DstFldId>
      </Move>
    </Move:MoveItems>
    ");
    let moved = |item, status, now: Option<&str>| move_items::Moved {
        item: id(item),
        status,
        now: now.map(id),
    };
    let response = move_items::Response {
        moved: vec![
            moved("5:1", move_items::Status::Success, Some("9:1")),
            moved("5:2", move_items::Status::InvalidSource, None),
        ],
    };
    insta::assert_snapshot!(show(&response), @r"
    <Move:MoveItems>
      <Response>
        <SrcMsgId>5:1</SrcMsgId>
        <Status>3</Status>
        <DstMsgId>9:1</DstMsgId>
      </Response>
      <Response>
        <SrcMsgId>5:2</SrcMsgId>
        <Status>1</Status>
      </Response>
    </Move:MoveItems>
    ");
    let empty = Element::new(tag::move_items::MOVE_ITEMS);
    assert_eq!(refuse::<move_items::Request>(&empty), "`Move:MoveItems` has no `Move:Move`");
}

#[test]
fn get_item_estimate() {
    let request = get_item_estimate::Request {
        collections: vec![get_item_estimate::Collection {
            sync_key: id("3"),
            collection_id: id("5"),
            options: Some(sync::Options {
                filter: Some(sync::FilterType::OneWeek),
                ..sync::Options::default()
            }),
        }],
    };
    insta::assert_snapshot!(show(&request), @r"
    <GetItemEstimate:GetItemEstimate>
      <Collections>
        <Collection>
          <AirSync:SyncKey>3</AirSync:SyncKey>
          <CollectionId>5</CollectionId>
          <AirSync:Options>
            <FilterType>3</FilterType>
          </AirSync:Options>
        </Collection>
      </Collections>
    </GetItemEstimate:GetItemEstimate>
    ");
    let response = get_item_estimate::Response {
        estimates: vec![get_item_estimate::Estimate {
            status: get_item_estimate::Status::Success,
            collection_id: id("5"),
            estimate: Some(56),
        }],
    };
    insta::assert_snapshot!(show(&response), @r"
    <GetItemEstimate:GetItemEstimate>
      <Response>
        <Status>1</Status>
        <Collection>
          <CollectionId>5</CollectionId>
          <Estimate>56</Estimate>
        </Collection>
      </Response>
    </GetItemEstimate:GetItemEstimate>
    ");
}
