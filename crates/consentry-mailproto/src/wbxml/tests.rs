//! The codec's bad inputs, its limits at the edge, and the table of tags.

use proptest::prelude::*;

use super::tag::{self, airsync, compose_mail, ping};
use super::*;

const HEADER: [u8; 4] = [0x03, 0x01, 0x6A, 0x00];

fn body(tokens: &[u8]) -> Vec<u8> {
    [HEADER.as_slice(), tokens].concat()
}

fn refuse(tokens: &[u8]) -> (DecodeError, Answer) {
    let error = decode(&body(tokens)).expect_err("the body is refused");
    (error, error.answer())
}

#[test]
fn bi_237_empty_body() {
    let error = decode(&[]).unwrap_err();
    assert_eq!((error, error.answer()), (DecodeError::Empty, Answer::BadRequest));
}

#[test]
fn bi_238_version_1_2() {
    let error = decode(&[0x02, 0x01, 0x6A, 0x00, 0x05]).unwrap_err();
    assert_eq!((error, error.answer()), (DecodeError::Version(2), Answer::InvalidWbxml));
}

#[test]
fn bi_240_string_table_is_refused() {
    let error = decode(&[0x03, 0x01, 0x6A, 0x01, b'x', 0x05]).unwrap_err();
    assert_eq!((error, error.answer()), (DecodeError::StringTable(1), Answer::InvalidWbxml));
}

#[test]
fn bi_241_string_table_length_beyond_32_bits() {
    let error = decode(&[0x03, 0x01, 0x6A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]).unwrap_err();
    assert_eq!((error, error.answer()), (DecodeError::Integer, Answer::BadRequest));
}

#[test]
fn bi_242_integer_of_six_bytes() {
    let error = decode(&[0x03, 0x01, 0x6A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]).unwrap_err();
    assert_eq!((error, error.answer()), (DecodeError::Integer, Answer::BadRequest));
    let five = decode(&[0x03, 0x01, 0x6A, 0x80, 0x80, 0x80, 0x80, 0x00, 0x05]).unwrap();
    assert_eq!(five, Element::new(airsync::SYNC), "five bytes are allowed");
}

#[test]
fn bi_244_unknown_token() {
    let error = DecodeError::UnknownTag { page: 0, token: 0x3F };
    assert_eq!(refuse(&[0x45, 0x3F, 0x01]), (error, Answer::InvalidWbxml));
    let error = DecodeError::UnknownTag { page: 99, token: 0x05 };
    assert_eq!(refuse(&[0x00, 99, 0x05]), (error, Answer::InvalidWbxml));
}

#[test]
fn bi_245_string_without_end() {
    assert_eq!(refuse(b"\x4B\x03abc"), (DecodeError::Truncated, Answer::BadRequest));
}

#[test]
fn bi_246_opaque_longer_than_the_body() {
    let tokens = [0x4B, 0xC3, 0x87, 0xFF, 0xFF, 0xFF, 0x7F, b'x', 0x01];
    assert_eq!(refuse(&tokens), (DecodeError::Truncated, Answer::BadRequest));
}

#[test]
fn bi_248_missing_end() {
    assert_eq!(refuse(&[0x45, 0x5C, 0x01]), (DecodeError::Truncated, Answer::BadRequest));
}

#[test]
fn bi_249_extra_end() {
    assert_eq!(refuse(&[0x45, 0x01, 0x01]), (DecodeError::Trailing, Answer::BadRequest));
}

#[test]
fn bi_250_end_before_root() {
    assert_eq!(refuse(&[0x01, 0x05]), (DecodeError::NoRoot, Answer::BadRequest));
    assert_eq!(refuse(b"\x03text\0\x05"), (DecodeError::NoRoot, Answer::BadRequest));
}

#[test]
fn bi_252_tokens_that_activesync_does_not_use() {
    for token in [
        0x02, 0x04, 0x40, 0x41, 0x42, 0x43, 0x44, 0x80, 0x81, 0x82, 0x83, 0x84, 0xC0, 0xC1, 0xC2,
        0xC4, 0x85, 0xC5,
    ] {
        assert_eq!(
            refuse(&[0x45, token, 0x00, 0x01]),
            (DecodeError::Forbidden(token), Answer::InvalidWbxml),
            "{token:#04x}"
        );
    }
}

#[test]
fn bi_253_text_that_is_not_utf_8() {
    assert_eq!(refuse(b"\x4B\x03\xFF\xFE\0\x01"), (DecodeError::NotUtf8, Answer::InvalidWbxml));
}

#[test]
fn bi_254_mime_passes_as_bytes() {
    let mime = b"Subject: \xED\xA0\x80\0\r\n\r\n\xFF";
    let message = Element::new(compose_mail::SEND_MAIL)
        .with(Element::opaque(compose_mail::MIME, mime.as_slice()));
    assert_eq!(decode(&encode(&message)).unwrap(), message);
}

#[test]
fn bi_256_nothing_but_page_switches() {
    let tokens = vec![0x00; MAX_BODY - HEADER.len()];
    assert_eq!(refuse(&tokens), (DecodeError::TooManyNodes, Answer::BadRequest));
}

#[test]
fn a87_depth_at_the_edge() {
    let nested = |depth: usize| {
        let mut tokens = vec![0x45; depth];
        tokens.extend(vec![0x01; depth]);
        decode(&body(&tokens))
    };
    assert!(nested(MAX_DEPTH).is_ok());
    assert_eq!(nested(MAX_DEPTH + 1), Err(DecodeError::TooDeep));
}

#[test]
fn a87_nodes_at_the_edge() {
    let flat = |nodes: usize| {
        let mut tokens = vec![0x45];
        tokens.extend(vec![0x07; nodes - 1]);
        tokens.push(0x01);
        decode(&body(&tokens))
    };
    assert!(flat(MAX_NODES).is_ok());
    assert_eq!(flat(MAX_NODES + 1), Err(DecodeError::TooManyNodes));
}

#[test]
fn a87_body_at_the_edge() {
    let mail = |size: usize| {
        let message = |length: usize| {
            Element::new(compose_mail::SEND_MAIL)
                .with(Element::opaque(compose_mail::MIME, vec![b'm'; length]))
        };
        let around = encode(&message(size - 100)).len() - (size - 100);
        decode(&encode(&message(size - around)))
    };
    assert!(mail(MAX_BODY).is_ok());
    assert_eq!(mail(MAX_BODY + 1), Err(DecodeError::TooLarge));
}

#[test]
fn every_prefix_of_a_body_is_refused() {
    let message = Element::new(ping::PING)
        .with_number(ping::HEARTBEAT_INTERVAL, 480_u32)
        .with(Element::new(ping::FOLDERS).with(Element::opaque(ping::ID, [0, 1, 2])));
    let bytes = encode(&message);
    for end in 0..bytes.len() {
        let error = decode(&bytes[..end]).unwrap_err();
        assert_eq!(error.answer(), Answer::BadRequest, "{end} bytes: {error}");
    }
}

#[test]
fn a_value_is_written_as_one_string_without_nul() {
    let mut value = Element::text(airsync::SYNC_KEY, "a\0b\u{1}");
    value.children.push(Node::Text("c\u{FFFF}ä\t".into()));
    assert_eq!(encode(&value), body(b"\x4B\x03abc\xC3\xA4\t\0\x01"));
}

#[test]
fn a_value_in_several_strings_is_read_as_one() {
    let value = decode(&body(b"\x4B\x03ab\0\x03c\0\x01")).unwrap();
    assert_eq!(value, Element::text(airsync::SYNC_KEY, "abc"));
}

#[test]
fn integers_grow_with_their_value() {
    for (length, prefix) in
        [(0x7F, vec![0x7F]), (0x80, vec![0x81, 0x00]), (0x4000, vec![0x81, 0x80, 0x00])]
    {
        let bytes = encode(&Element::opaque(airsync::SYNC_KEY, vec![0; length]));
        assert_eq!(bytes[6..6 + prefix.len()], prefix);
    }
}

#[test]
fn debug_xml_and_outline() {
    let message = Element::new(airsync::SYNC)
        .with(Element::new(airsync::MORE_AVAILABLE))
        .with_text(tag::email::SUBJECT, "a < b & c")
        .with(Element::opaque(tag::email2::CONVERSATION_ID, [1, 255]))
        .with(Element::opaque(tag::email2::CONVERSATION_INDEX, [0; 17]));
    insta::assert_snapshot!(message.to_debug_xml(), @r"
    <AirSync:Sync>
      <MoreAvailable/>
      <Email:Subject>a &lt; b &amp; c</Email:Subject>
      <Email2:ConversationId>[opaque 2: 01 ff]</Email2:ConversationId>
      <Email2:ConversationIndex>[opaque 17]</Email2:ConversationIndex>
    </AirSync:Sync>
    ");
    insta::assert_snapshot!(message.to_outline(), @r"
    <AirSync:Sync>
      <MoreAvailable/>
      <Email:Subject>[text 9]</Email:Subject>
      <Email2:ConversationId>[opaque 2]</Email2:ConversationId>
      <Email2:ConversationIndex>[opaque 17]</Email2:ConversationIndex>
    </AirSync:Sync>
    ");
}

#[test]
fn constants_agree_with_the_table() {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    for constants in [
        airsync::ALL,
        tag::airsync_base::ALL,
        compose_mail::ALL,
        tag::email::ALL,
        tag::email2::ALL,
        tag::find::ALL,
        tag::folder_hierarchy::ALL,
        tag::gal::ALL,
        tag::get_item_estimate::ALL,
        tag::item_operations::ALL,
        tag::meeting_response::ALL,
        tag::move_items::ALL,
        ping::ALL,
        tag::provision::ALL,
        tag::resolve_recipients::ALL,
        tag::search::ALL,
        tag::settings::ALL,
        tag::tasks::ALL,
        tag::validate_cert::ALL,
    ] {
        for (name, tag) in constants {
            assert_eq!(tag.name().map(plain), Some(plain(name)), "{tag:?}");
        }
    }
}

#[test]
fn the_table_has_each_tag_once() {
    let mut tags: Vec<_> = names::rows().map(|(page, _, token, _)| (page, token)).collect();
    assert_eq!(tags.len(), 649);
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 649);
    assert!(tags.iter().all(|(page, token)| *page <= 25 && (5..0x40).contains(token)));
}

fn any_tag() -> impl Strategy<Value = Tag> {
    let tags: Vec<_> = names::rows()
        .filter_map(|(page, _, token, _)| {
            Some(Tag { page: page.try_into().ok()?, token: token.try_into().ok()? })
        })
        .collect();
    prop::sample::select(tags)
}

fn any_element() -> impl Strategy<Value = Element> {
    let value = prop_oneof![
        any_tag().prop_map(Element::new),
        (any_tag(), "[\\t\\n\\r -~äöü€😀]{0,40}").prop_map(|(tag, text)| Element::text(tag, text)),
        (any_tag(), prop::collection::vec(any::<u8>(), 0..300))
            .prop_map(|(tag, bytes)| Element::opaque(tag, bytes)),
    ];
    value.prop_recursive(6, 64, 8, |inner| {
        (any_tag(), prop::collection::vec(inner, 0..8))
            .prop_map(|(tag, children)| Element::new(tag).with_all(children))
    })
}

proptest! {
    #[test]
    fn decode_undoes_encode(element in any_element()) {
        prop_assert_eq!(decode(&encode(&element)), Ok(element));
    }

    #[test]
    fn decode_never_panics(tokens in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(element) = decode(&body(&tokens)) {
            prop_assert_eq!(decode(&encode(&element)).is_ok(), true);
        }
        let _any = decode(&tokens);
    }

    #[test]
    fn decode_survives_one_wrong_byte(element in any_element(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = encode(&element);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _any = decode(&bytes);
    }
}
