//! Bodies that are no WBXML of ActiveSync, and what is told about them (A87).

use axum::body::Body;
use consentry_mailproto::{
    client,
    eas::{Command, CommonStatus, DeviceInformation, Message as _, SyncKey},
    wbxml::{self, MAX_BODY},
};
use http::Request;

use crate::{phone::Phone, world::World};

/// What a body gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Http(u16),
    Status(CommonStatus),
}

#[tokio::test]
async fn bi_237_to_256_damaged_bodies() {
    use CommonStatus::InvalidWbxml;
    use Want::{Http, Status};
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let head = [0x03, 0x01, 0x6A, 0x00];
    let with = |bytes: &[u8]| [&head[..], bytes].concat();
    // FolderSync is 7/16, its SyncKey 7/12.
    let begin = [0x00, 0x07, 0x56, 0x52];
    let text = |bytes: &[u8]| with(&[&begin[..], bytes].concat());
    let mut bomb = head.to_vec();
    bomb.extend(std::iter::repeat_n([0x00, 0x00], MAX_BODY / 2 - 8).flatten());
    for (name, body, want) in [
        ("BI-237 empty", Vec::new(), Http(400)),
        ("BI-238 version 1.2", vec![0x02, 0x01, 0x6A, 0x00, 0x56], Status(InvalidWbxml)),
        ("BI-240 string table", vec![0x03, 0x01, 0x6A, 0x01, 0x00, 0x56], Status(InvalidWbxml)),
        (
            "BI-241 string table of 4 GiB",
            vec![0x03, 0x01, 0x6A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            Http(400),
        ),
        ("BI-242 integer of six bytes", vec![0x03, 0x81, 0x81, 0x81, 0x81, 0x81, 0x01], Http(400)),
        ("BI-244 unknown token", with(&[0x00, 0x07, 0x7F, 0x01]), Status(InvalidWbxml)),
        ("BI-245 text without end", text(b"\x03abc"), Http(400)),
        ("BI-246 opaque of 2 GiB", text(&[0xC3, 0x87, 0xFF, 0xFF, 0xFF, 0x7F]), Http(400)),
        ("BI-248 missing ends", text(b"\x030\0\x01"), Http(400)),
        ("BI-249 extra end", text(b"\x030\0\x01\x01\x01"), Http(400)),
        ("BI-250 end first", with(&[0x01]), Http(400)),
        ("BI-252 entity", text(&[0x02, 0x20]), Status(InvalidWbxml)),
        ("BI-252 literal", with(&[0x04, 0x00]), Status(InvalidWbxml)),
        ("BI-252 instruction", with(&[0x43]), Status(InvalidWbxml)),
        ("BI-253 no UTF-8", text(b"\x03\xFF\0\x01\x01"), Status(InvalidWbxml)),
        ("BI-256 switches", bomb, Http(400)),
        (
            "another message",
            client::fetch_policy(DeviceInformation::default()).to_wbxml(),
            Http(200),
        ),
    ] {
        let answer = phone.command(Command::FolderSync, body).await;
        match want {
            Http(status) => assert_eq!(answer.status, status, "{name}"),
            Status(status) => {
                let told = wbxml::encode(&Command::FolderSync.failure(status).unwrap());
                assert_eq!((answer.status, answer.body), (200, told), "{name}");
            }
        }
    }
    let (_, folders) = phone.folders().await;
    assert_eq!(folders.len(), 5, "still there");
}

#[tokio::test]
async fn bi_257_types_and_codings_that_are_not_read() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let key = phone.policy_key.unwrap().to_string();
    let post = async |name: &str, value: &str| {
        let path = format!("/microsoft-server-activesync?{}", phone.query("FolderSync"));
        let request = Request::post(path)
            .header("authorization", &phone.authorization)
            .header("ms-asprotocolversion", "16.1")
            .header("x-ms-policykey", &key)
            .header(name, value);
        let body = client::list_folders(SyncKey::initial()).to_wbxml();
        world.send(request.body(Body::from(body)).unwrap()).await.status
    };
    assert_eq!(post("content-type", "text/html").await, 415);
    assert_eq!(post("content-encoding", "gzip").await, 415);
    assert_eq!(post("content-type", "application/vnd.ms-sync.wbxml; charset=utf-8").await, 200);
    assert_eq!(post("content-type", "application/vnd.ms-sync").await, 200);
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let world = World::new().await;
    let phone = Phone::ready(&world, "adele@contoso.example", "PHONE1").await;
    let answer = phone.command(Command::FolderSync, vec![3; MAX_BODY + 1]).await;
    assert_eq!(answer.status, 413);
}
