//! Both forms of the request line, good and bad.

use proptest::prelude::*;

use super::*;

/// The sample of MS-ASHTTP: 14.0, which is only recognised.
const SPECIFICATION: &str = "jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l";
/// The same as 14.1.
const SAMPLE: &str = "jQAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l";

const HEADERS: Headers<'_> =
    Headers { protocol_version: Some("16.1"), policy_key: None, accept_multipart: None };

const PLAIN: &str =
    "Cmd=FolderSync&User=adele%40contoso.example&DeviceId=O8S9UD4DOH&DeviceType=iPhone";

fn plain(query: &str) -> Result<RequestLine, InvalidRequest> {
    RequestLine::parse(query, &HEADERS)
}

fn status(query: &str) -> Option<u16> {
    use crate::eas::Code as _;
    plain(query).unwrap_err().status().map(|(_, status)| status.code())
}

#[test]
fn plain_form() {
    let request = plain(PLAIN).unwrap();
    assert_eq!(request.command, Command::FolderSync);
    assert_eq!(request.version, Version::V16_1);
    assert_eq!(request.user.as_deref(), Some("adele@contoso.example"));
    assert_eq!(request.device_id.as_str(), "O8S9UD4DOH");
    assert_eq!(request.device_type.as_str(), "iPhone");
    assert_eq!((request.policy_key, request.accept_multipart), (None, false));
    for (name, query) in [
        (
            "other case",
            "cmd=foldersync&USER=adele@contoso.example&deviceid=O8S9UD4DOH&devicetype=iPhone",
        ),
        (
            "tab before the user",
            "Cmd=FolderSync&User=%09adele@contoso.example&DeviceId=O8S9UD4DOH&DeviceType=iPhone",
        ),
        (
            "unknown parameter",
            "X=1&Cmd=FolderSync&User=adele@contoso.example&DeviceId=O8S9UD4DOH&DeviceType=iPhone",
        ),
        (
            "the first counts",
            "Cmd=FolderSync&User=adele@contoso.example&DeviceId=O8S9UD4DOH&DeviceType=iPhone&Cmd=Sync",
        ),
    ] {
        assert_eq!(plain(query).as_ref(), Ok(&request), "{name}");
    }
}

#[test]
fn policy_key_by_header_or_parameter() {
    let with = |query: &str, policy_key| {
        RequestLine::parse(query, &Headers { policy_key, ..HEADERS })
            .map(|request| request.policy_key)
    };
    let parameter = format!("{PLAIN}&PolicyKey=77");
    assert_eq!(with(PLAIN, Some("4294967295")), Ok(Some(u32::MAX)));
    assert_eq!(with(PLAIN, Some("0")), Ok(None));
    assert_eq!(with(&parameter, None), Ok(Some(77)));
    assert_eq!(with(&parameter, Some("5")), Ok(Some(5)), "the header wins");
    let refused = with(PLAIN, Some("4294967296")).unwrap_err();
    assert_eq!(refused.status(), Some((Command::FolderSync, CommonStatus::InvalidPolicyKey)));
}

#[test]
fn multipart_header() {
    let headers = Headers { accept_multipart: Some("T"), ..HEADERS };
    assert!(RequestLine::parse(PLAIN, &headers).unwrap().accept_multipart);
}

#[test]
fn bi_217_missing_command() {
    for query in ["", "User=a&DeviceId=b&DeviceType=c", "DeviceId=b"] {
        assert_eq!(plain(query), Err(InvalidRequest::MissingCommand), "{query}");
        assert_eq!(plain(query).unwrap_err().status(), None, "{query}");
    }
}

#[test]
fn bi_218_unknown_command() {
    let query = "Cmd=Foo&User=a&DeviceId=b&DeviceType=c";
    let error = InvalidRequest::UnknownCommand(UnknownCommand("Foo".into()));
    assert_eq!(plain(query), Err(error));
}

#[test]
fn bi_220_missing_device() {
    assert_eq!(status("Cmd=Sync&User=a&DeviceId=b"), Some(109));
    assert_eq!(status("Cmd=Sync&User=a&DeviceId=b&DeviceType="), Some(109));
    assert_eq!(status("Cmd=Sync&User=a&DeviceType=c"), Some(108));
    assert_eq!(status("Cmd=Sync&User=a&DeviceId=&DeviceType=c"), Some(108));
    assert_eq!(status("Cmd=Sync&DeviceId=a%20b&DeviceType=c"), Some(108));
    assert_eq!(status("Cmd=Sync&DeviceId=%C3%A4&DeviceType=c"), Some(108));
}

#[test]
fn device_lengths_at_the_edge() {
    let query = |id: usize, kind: usize| {
        format!("Cmd=Sync&DeviceId={}&DeviceType={}", "i".repeat(id), "t".repeat(kind))
    };
    assert!(plain(&query(32, 64)).is_ok());
    assert_eq!(status(&query(33, 64)), Some(108));
    assert_eq!(status(&query(32, 65)), Some(109));
}

#[test]
fn user_at_the_edge() {
    let query = |user: &str| plain(&format!("Cmd=Sync&DeviceId=a&DeviceType=b&User={user}"));
    assert!(query(&"u".repeat(MAX_USER)).is_ok());
    assert_eq!(query(&"u".repeat(MAX_USER + 1)), Err(InvalidRequest::User(Command::Sync)));
    assert_eq!(query("a%0Ab"), Err(InvalidRequest::User(Command::Sync)));
    assert_eq!(query("").unwrap().user, None);
}

#[test]
fn bi_221_versions() {
    let version = |version| {
        let headers = Headers { protocol_version: version, ..HEADERS };
        RequestLine::parse(PLAIN, &headers).map(|request| request.version)
    };
    for spoken in Version::ALL {
        assert_eq!(version(Some(spoken.as_str())), Ok(spoken));
    }
    for (text, reason) in [
        ("2.5", InvalidVersion::Retired),
        ("12.1", InvalidVersion::Retired),
        ("14.0", InvalidVersion::Retired),
        ("99.9", InvalidVersion::Unknown),
        ("", InvalidVersion::Unknown),
        ("14", InvalidVersion::Unknown),
    ] {
        let error = version(Some(text)).unwrap_err();
        assert_eq!(error.status(), Some((Command::FolderSync, CommonStatus::VersionNotSupported)));
        assert_eq!(error, InvalidRequest::Version { command: Some(Command::FolderSync), reason });
    }
    assert_eq!(version(None), Err(InvalidRequest::MissingVersion(Command::FolderSync)));
}

#[test]
fn base64_form() {
    let retired = RequestLine::parse(SPECIFICATION, &Headers::default()).unwrap_err();
    let reason = InvalidVersion::Retired;
    assert_eq!(retired, InvalidRequest::Version { command: Some(Command::Sync), reason });
    let request = RequestLine::parse(SAMPLE, &Headers::default()).unwrap();
    assert_eq!(request.command, Command::Sync);
    assert_eq!(request.version, Version::V14_1);
    assert_eq!(request.locale, Some(0x0409));
    assert_eq!(request.device_id.as_str(), "v140Device");
    assert_eq!(request.device_type.as_str(), "SmartPhone");
    assert_eq!((request.policy_key, request.user.as_deref()), (None, None));
    assert_eq!(request.to_base64_query(), SAMPLE);
}

#[test]
fn device_id_in_bytes() {
    let id = |bytes: &[u8]| DeviceId::from_bytes(bytes).map(|id| id.to_string());
    assert_eq!(id(b"ABCDEF0123456789").as_deref(), Ok("ABCDEF0123456789"));
    let raw = [0xAB, 0xCD, 0xEF, 0x01, 0x23, 0x45, 0x67, 0x89];
    assert_eq!(id(&raw).as_deref(), Ok("ABCDEF0123456789"));
    assert_eq!(id(&[0xFF; 16]).map(|id| id.len()), Ok(32));
    assert_eq!(id(&[0xFF; 17]), Err(InvalidDevice::Id));
    assert_eq!(id(&[]), Err(InvalidDevice::Id));
}

#[test]
fn bi_222_base64_cut_at_each_byte() {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let bytes = engine.decode(SAMPLE).unwrap();
    for end in 1..bytes.len() {
        let error = RequestLine::parse(&engine.encode(&bytes[..end]), &HEADERS).unwrap_err();
        assert_eq!((&error, error.status()), (&InvalidRequest::Query, None), "{end}");
    }
    for end in 1..SAMPLE.len() {
        assert_eq!(plain(SAMPLE.get(..end).unwrap()), Err(InvalidRequest::Query), "{end}");
    }
    assert_eq!(plain("%%%"), Err(InvalidRequest::Query));
}

#[test]
fn base64_bad_fields() {
    use base64::Engine as _;
    let parse =
        |bytes: &[u8]| plain(&base64::engine::general_purpose::STANDARD.encode(bytes)).unwrap_err();
    let error = InvalidRequest::UnknownCommand(UnknownCommand("5".into()));
    assert_eq!(parse(&[161, 5, 0, 0, 1, b'i', 0, 1, b't']), error);
    let reason = InvalidVersion::Unknown;
    let error = InvalidRequest::Version { command: Some(Command::Sync), reason };
    assert_eq!(parse(&[99, 0, 0, 0, 1, b'i', 0, 1, b't']), error);
    assert_eq!(parse(&[161, 0, 0, 0, 1, b'i', 3, 1, 2, 3, 1, b't']), InvalidRequest::Query);
    assert_eq!(parse(&[161, 0, 0, 0, 1, b'i', 0, 1, b't', 8]), InvalidRequest::Query);
    assert_eq!(parse(&[161, 0, 0, 0, 1, b'i', 0, 1, b't', 8, 1, 0xFF]), InvalidRequest::Query);
    let error = InvalidRequest::Device { command: Command::Sync, reason: InvalidDevice::Id };
    assert_eq!(parse(&[161, 0, 0, 0, 0, 0, 1, b't']), error);
}

fn any_request() -> impl Strategy<Value = RequestLine> {
    let text = || prop::option::of("[!-~äö€]{1,40}");
    (
        (prop::sample::select(Command::ALL.as_slice()), prop::sample::select(&Version::ALL)),
        ("[!-~]{1,32}", "[!-~]{1,64}", text()),
        (prop::option::of(1..=u32::MAX), any::<bool>(), any::<u16>()),
        (text(), text(), text(), text(), any::<bool>()),
    )
        .prop_map(|(what, who, head, rare)| RequestLine {
            command: what.0,
            version: what.1,
            device_id: who.0.parse().unwrap(),
            device_type: who.1.parse().unwrap(),
            user: who.2,
            policy_key: head.0,
            accept_multipart: head.1,
            locale: Some(head.2),
            parameters: Parameters {
                attachment_name: rare.0,
                collection_id: rare.1,
                item_id: rare.2,
                long_id: rare.3,
                occurrence: None,
                save_in_sent: rare.4,
            },
        })
}

proptest! {
    #[test]
    fn base64_round_trip(request in any_request()) {
        prop_assert_eq!(RequestLine::parse(&request.to_base64_query(), &HEADERS), Ok(request));
    }

    #[test]
    fn plain_round_trip(request in any_request()) {
        let policy_key = request.policy_key.map(|key| key.to_string());
        let headers = Headers {
            protocol_version: Some(request.version.as_str()),
            policy_key: policy_key.as_deref(),
            accept_multipart: request.accept_multipart.then_some("T"),
        };
        let parsed = RequestLine::parse(&request.to_plain_query(), &headers);
        prop_assert_eq!(parsed, Ok(RequestLine { locale: None, ..request }));
    }

    #[test]
    fn parse_never_panics(query in ".{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        use base64::Engine as _;
        let _any = plain(&query);
        let _any = plain(&base64::engine::general_purpose::STANDARD.encode(bytes));
    }
}
