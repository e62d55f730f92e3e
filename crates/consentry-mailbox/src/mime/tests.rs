//! Attack A89 and everything else that mail may look like.

use consentry_model::Timestamp;
use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);

fn problem(raw: &[u8]) -> Option<Problem> {
    OpenedMessage::new(raw).problem
}

/// A multipart with this many parts in it.
fn with_parts(parts: usize) -> Vec<u8> {
    let start = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    let part = "--b\r\nContent-Type: text/plain\r\n\r\npart\r\n";
    [start, &part.repeat(parts), "--b--\r\n"].concat().into_bytes()
}

/// Multiparts within each other; the text in the middle is the last level.
fn nested_multiparts(depth: usize) -> Vec<u8> {
    let mut pieces = vec!["Subject: s\r\n".to_owned()];
    pieces.extend((1..depth).map(|level| {
        format!("Content-Type: multipart/mixed; boundary=\"b{level}.\"\r\n\r\n--b{level}.\r\n")
    }));
    pieces.push("Content-Type: text/plain\r\n\r\ndeep\r\n".to_owned());
    pieces.extend((1..depth).rev().map(|level| format!("--b{level}.--\r\n")));
    pieces.concat().into_bytes()
}

/// Messages attached to each other; the text in the middle is the last level.
fn nested_messages(depth: usize) -> Vec<u8> {
    let mut raw = "Subject: s\r\nContent-Type: message/rfc822\r\n\r\n".repeat(depth - 1);
    raw.push_str("Subject: innermost\r\n\r\ndeep\r\n");
    raw.into_bytes()
}

fn with_header_bytes(bytes: usize) -> Vec<u8> {
    let mut raw = b"Subject: s\r\n".to_vec();
    let rest = bytes - raw.len() - "X-Long: \r\n\r\n".len();
    raw.extend_from_slice(b"X-Long: ");
    raw.extend(std::iter::repeat_n(b'x', rest));
    raw.extend_from_slice(b"\r\n\r\nbody");
    raw
}

fn with_segments(segments: usize) -> Vec<u8> {
    let mut pieces = vec!["Subject: s\r\nContent-Type: text/plain;\r\n".to_owned()];
    pieces.extend((0..segments).map(|number| format!(" name*{number}=x;\r\n")));
    pieces.push("\r\nbody".to_owned());
    pieces.concat().into_bytes()
}

#[test]
fn a89_every_limit_holds_at_its_edge() {
    for (name, limit, make, beyond) in [
        ("depth of multiparts", MAX_DEPTH, nested_multiparts as fn(usize) -> _, Problem::Depth),
        ("depth of messages", MAX_DEPTH, nested_messages, Problem::Depth),
        ("header bytes", MAX_HEADER_BYTES, with_header_bytes, Problem::Headers),
        ("segments", MAX_PARAMETER_SEGMENTS, with_segments, Problem::Segments),
        // The multipart itself is a part too.
        ("parts", MAX_PARTS - 1, with_parts, Problem::Parts),
    ] {
        assert_eq!(problem(&make(limit - 1)), None, "{name} below the limit");
        assert_eq!(problem(&make(limit)), None, "{name} at the limit");
        assert_eq!(problem(&make(limit + 1)), Some(beyond), "{name} beyond the limit");
    }
}

#[test]
fn a89_bombs_are_seen_before_they_are_parsed() {
    let empty_parts = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\r\n\r\n".repeat(1_000_000)
    );
    let absent = (0..900)
        .map(|n| format!("--b\r\nContent-Type: multipart/mixed; boundary=absent{n}\r\n\r\n"));
    let absent = absent.collect::<Vec<_>>().concat();
    let absent = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{absent}");
    let spaced = "Con tent-Type: MULTIPART/digest; boundary*0=b\r\n\r\n--b\r\n".repeat(1_500);
    let spaced = format!("Subject: s\r\n{spaced}");
    let dashes = (1..70).step_by(8).map(|n| format!("boundary=\"-{}a\"\r\n", "-".repeat(n)));
    let dashes = dashes.collect::<Vec<_>>().concat();
    let dashes = format!("Subject: s\r\n\r\n{dashes}{}", "-".repeat(2 << 20));
    let far = format!(
        "Content-Type: multipart/mixed; boundary=p\r\n\r\n{}{}",
        "--p\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".repeat(900),
        "x".repeat(2 << 20),
    );
    let words = format!("Subject: s\r\n\r\n{}", "boundary=".repeat(500_000));
    assert_eq!(problem(words.as_bytes()), None);
    for (name, raw, want) in [
        ("dashes that nearly match", dashes.as_bytes(), Problem::Work),
        ("a long way to each boundary", far.as_bytes(), Problem::Work),
        ("a million empty parts", empty_parts.as_bytes(), Problem::Parts),
        ("boundaries that never come", absent.as_bytes(), Problem::Depth),
        ("odd spelling", spaced.as_bytes(), Problem::Parts),
        ("100,000 attached messages", &nested_messages(100_000), Problem::Parts),
        ("a thousand attached messages", &nested_messages(1_000), Problem::Depth),
    ] {
        assert_eq!(problem(raw), Some(want), "{name}");
        let opened = OpenedMessage::new(raw);
        assert!(opened.attachments.is_empty() && !opened.text().is_empty(), "{name}");
        summarize(raw, NOW);
    }
}

#[test]
fn ordinary_text_does_not_look_like_a_bomb() {
    let patch = "--- a/file\r\n+++ b/file\r\n-- \r\n-----------\r\n".repeat(2_000);
    let code =
        "**boundary** boundary(x) i--; ----------\r\n    x *= 2\r\n    y *= 3\r\n".repeat(500);
    let words = "a global multipart rfc822 world\r\n".repeat(2_000);
    for body in [patch, code, words] {
        let raw = format!(
            "Subject: s\r\nContent-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n--=_b\r\n\r\n\
             {body}\r\n--=_b--\r\n"
        );
        assert_eq!(problem(raw.as_bytes()), None);
    }
}

#[test]
fn what_is_no_message_is_shown_as_it_is() {
    for (name, raw, want) in [
        ("nothing", &b""[..], ""),
        ("binary", b"\x89PNG\r\n\x1a\n\0\0", "\u{fffd}PNG\r\n\n"),
        ("words", b"hello", "hello"),
        ("NUL", b"\0\0\0", ""),
    ] {
        let opened = OpenedMessage::new(raw);
        assert_eq!(opened.text(), want, "{name}");
        assert!(opened.html().contains("<body>"), "{name}");
        let headers = summarize(raw, NOW);
        assert_eq!((headers.subject.as_str(), headers.class.as_str()), ("", "IPM.Note"), "{name}");
        assert_eq!(headers.conversation_index.len(), 22, "{name}");
    }
}

#[test]
fn what_the_parser_cannot_place_is_shown() {
    for (name, raw, want, problem) in [
        ("no empty line", &b"Subject: s\r\nwords without a colon\r\n"[..], "words", true),
        ("no subtype", b"Subject: s\r\nContent-Type: text\r\n\r\nwords\r\n", "words", false),
        (
            "no boundary",
            b"Subject: s\r\nContent-Type: multipart/mixed\r\n\r\n--x\r\n\r\nwords\r\n",
            "words",
            false,
        ),
        (
            "a multipart of nothing",
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\nwords\r\n--b\r\n\r\n\r\n--b--\r\n",
            "words",
            true,
        ),
    ] {
        let opened = OpenedMessage::new(raw);
        assert!(opened.text().contains(want), "{name}: {opened:?}");
        assert_eq!(opened.attachments, [], "{name}");
        assert_eq!(opened.problem, problem.then_some(Problem::Structure), "{name}");
    }
}

#[test]
fn headers_survive_a_body_that_is_too_much() {
    let headers = summarize(&with_parts(5_000), NOW);
    assert_eq!(headers.subject, "s");
}

#[test]
fn text_and_html_are_made_from_each_other() {
    let html = OpenedMessage::new(
        "Subject: s\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p{}</style>\
         </head><body><p>Grüße &amp; <b>mehr</b></p><ul><li>eins</li></ul><script>x()</script>"
            .as_bytes(),
    );
    assert_eq!(html.native, NativeBody::Html);
    let text = html.text();
    assert!(text.contains("Grüße & mehr") && text.contains("eins"), "{text}");
    assert!(!text.contains("x()") && !text.contains("p{}"), "{text}");

    let plain = OpenedMessage::new(b"Subject: s\r\n\r\n1 < 2 & \"3\"\r\nnext\0");
    assert_eq!(plain.native, NativeBody::Plain);
    assert_eq!(plain.text(), "1 < 2 & \"3\"\r\nnext");
    let html = plain.html();
    assert!(html.contains("1 &lt; 2 &amp; &quot;3&quot;<br>\r\nnext"), "{html}");
}

#[test]
fn an_alternative_keeps_both_of_its_forms() {
    let opened = OpenedMessage::new(
        b"Subject: s\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
          Content-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n\
          <p>rich</p>\r\n--b--\r\n",
    );
    assert_eq!(opened.native, NativeBody::Html);
    assert_eq!(opened.text().trim(), "plain");
    assert_eq!(opened.html().trim(), "<p>rich</p>");
    assert_eq!(opened.attachments, []);
}

#[test]
fn html_of_any_shape_becomes_text() {
    let start = "Subject: s\r\nContent-Type: text/html\r\n\r\n";
    for (name, html) in [
        ("deep", "<div>".repeat(19_000)),
        ("deep and closed", format!("{}{}", "<b>".repeat(99), "</b>".repeat(99)).repeat(100)),
        ("wide", "<div>x</div>".repeat(9_000)),
        ("table", format!("<table>{}</table>", "<tr><td>a<td>b".repeat(4_000))),
        ("cells", format!("<table>{}</table>", "<td>a".repeat(9_000))),
        ("deeper", "<div>".repeat(500_000)),
        ("tables", "<table><tr><td>".repeat(6_000)),
        ("lists", "<ul><li>".repeat(9_000)),
        ("quotes", "<blockquote>".repeat(19_000)),
        ("tags", "<".repeat(200_000)),
        ("long", "word ".repeat(400_000)),
    ] {
        let raw = format!("{start}{html}end");
        assert!(OpenedMessage::new(raw.as_bytes()).text().len() < raw.len() * 2, "{name}");
    }
}

#[test]
fn attachments_leave_as_they_came() {
    let raw = b"Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n\
        --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Disposition: attachment;\
        filename*=utf-8''%C3%BCber.txt\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        caf=E9=\r\n!\r\n--b\r\nContent-Type: application/octet-stream; name=\"../../etc/x\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nAP8AAQ==\r\n--b\r\nContent-Type: message/rfc822\
        \r\n\r\nSubject: a/b\r\n\r\ninner\r\n--b--\r\n";
    let opened = OpenedMessage::new(raw);
    let seen: Vec<_> = opened
        .attachments
        .iter()
        .map(|part| {
            let content = OpenedMessage::part(raw, part.part).unwrap();
            assert_eq!(u64::try_from(content.bytes.len()).unwrap(), part.size, "{}", part.name);
            (part.name.as_str(), part.method, content.bytes)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("über.txt", AttachmentMethod::File, b"caf\xe9!".to_vec()),
            ("x", AttachmentMethod::File, vec![0, 255, 0, 1]),
            ("a b.eml", AttachmentMethod::Message, b"Subject: a/b\r\n\r\ninner".to_vec()),
        ]
    );
    assert_eq!(OpenedMessage::part(raw, 99), None);
    assert!(summarize(raw, NOW).attachments);
}

#[test]
fn a_message_that_is_only_a_file_has_it_attached() {
    let raw = b"Subject: s\r\nContent-Type: application/pdf; name=a.pdf\r\n\
                Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n";
    let opened = OpenedMessage::new(raw);
    let [only] = opened.attachments.as_slice() else { panic!("{opened:?}") };
    let reference: FileReference = FileReference { raw: 3, part: only.part };
    assert_eq!(reference.to_string().parse(), Ok(reference));
    assert_eq!(OpenedMessage::part(raw, only.part).unwrap().bytes, b"%PDF");
}

#[test]
fn lists_show_clean_headers() {
    let raw = "From: =?utf-8?q?J=C3=BCrgen_\"W\"?= <j@x.example>\r\nTo: a@x.example, B <b@x.example>\r\n\
               Cc: Team: c@x.example;\r\nReply-To: r@x.example\r\nSubject: Re: =?utf-8?b?AGEKYg==?=\r\n\
               Importance: high\r\nMessage-ID: <2@x.example>\r\nReferences: <1@x.example>\r\n\r\nHi\r\n";
    let headers = summarize(raw.as_bytes(), NOW);
    assert_eq!(headers.from, "\"Jürgen W\" <j@x.example>");
    assert_eq!(headers.to, "a@x.example, \"B\" <b@x.example>");
    assert_eq!(headers.cc, "c@x.example");
    assert_eq!(headers.display_to, "a@x.example; B");
    assert_eq!(headers.reply_to, "r@x.example");
    assert_eq!(headers.message_id, "2@x.example");
    assert!(!headers.subject.contains(['\0', '\n']), "{:?}", headers.subject);
    assert_eq!(headers.importance, crate::Importance::High);
    assert_eq!(headers.preview, "Hi");
    let first = summarize(b"Subject: other\r\nMessage-ID: <1@x.example>\r\n\r\n", NOW);
    assert_eq!(first.conversation, headers.conversation, "an answer joins its conversation");
}

#[test]
fn a_given_conversation_index_is_kept() {
    // 27 bytes: 22, and one answer of 5.
    let raw = b"Subject: s\r\nThread-Topic: the topic\r\n\
                Thread-Index: AQECAwQFAAECAwQFBgcICQoLDA0ODwECAwQF\r\n\r\n";
    let headers = summarize(raw, NOW);
    assert_eq!(headers.topic, "the topic");
    assert_eq!(headers.conversation_index.len(), 27);
    assert_eq!(headers.conversation, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn the_time_of_receipt_is_one_that_can_be_believed() {
    let received = b"Received: from a by b; Sat, 22 Nov 2025 05:00:00 +0000\r\n\
                     Date: Fri, 21 Nov 2025 05:00:00 +0000\r\n\r\n";
    assert_eq!(received_at(received, NOW).unwrap().to_string(), "2025-11-22T05:00:00Z");
    let date = b"Date: Fri, 21 Nov 2025 05:00:00 +0100\r\n\r\n";
    assert_eq!(received_at(date, NOW).unwrap().to_string(), "2025-11-21T04:00:00Z");
    for raw in [
        &b"Date: Fri, 21 Nov 2098 05:00:00 +0100\r\n\r\n"[..],
        b"Date: yesterday\r\n\r\n",
        b"Date: Fri, 99 Nov 2025 99:00:00\r\n\r\n",
        b"",
    ] {
        assert_eq!(received_at(raw, NOW), None);
    }
}

proptest! {
    #[test]
    fn no_bytes_break_a_reader(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
        let opened = OpenedMessage::new(&raw);
        opened.text();
        opened.html();
        summarize(&raw, NOW);
    }

    #[test]
    fn no_message_breaks_a_reader(
        lines in proptest::collection::vec(prop_oneof![
            Just("Content-Type: multipart/mixed; boundary=b"),
            Just("Content-Type: multipart/alternative; boundary=\"b\""),
            Just("Content-Type: message/rfc822"),
            Just("Content-Type: text/html; charset=shift_jis"),
            Just("Content-Transfer-Encoding: base64"),
            Just("Content-Transfer-Encoding: quoted-printable"),
            Just("Subject: =?utf-8?q?=00=C3?= =?x"),
            Just("From: \"a <b@c>, (d"),
            Just("Thread-Index: AAAA"),
            Just("Date: 32 Foo 99999 25:61"),
            Just("--b"), Just("--b--"), Just(""), Just("<p>text=3D</p>"), Just("=E9\u{0}ü"),
        ], 0..40),
    ) {
        let raw = lines.join("\r\n");
        let opened = OpenedMessage::new(raw.as_bytes());
        for text in [opened.text(), opened.html(), summarize(raw.as_bytes(), NOW).subject] {
            prop_assert!(!text.contains('\0'));
        }
        for part in &opened.attachments {
            let content = OpenedMessage::part(raw.as_bytes(), part.part).unwrap();
            prop_assert_eq!(u64::try_from(content.bytes.len()).unwrap(), part.size);
        }
    }
}
