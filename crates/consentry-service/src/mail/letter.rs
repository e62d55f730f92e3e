//! A message as its header fields and its body, byte for byte: what is missing is added, and
//! another message is put behind it for `SmartReply` and `SmartForward`. RFC 5322, RFC 2046.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use consentry_model::Timestamp;
use uuid::Uuid;

/// Characters of base64 in a line (RFC 2045 §6.8).
const LINE: usize = 76;

/// What a reply or a forward carries on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The words of the message that is answered.
    Quoted(String),
    /// The whole message that is forwarded.
    Attached(Vec<u8>),
}

/// A message taken apart.
#[derive(Debug, Clone)]
pub(super) struct Letter<'a> {
    /// Each field with its lines and line ends.
    fields: Vec<&'a [u8]>,
    body: &'a [u8],
}

impl<'a> Letter<'a> {
    /// Takes a message apart; never fails.
    pub(super) fn read(message: &'a [u8]) -> Self {
        let (mut fields, mut start, mut end) = (Vec::new(), 0_usize, 0_usize);
        for line in message.split_inclusive(|byte| *byte == b'\n') {
            let blank = matches!(line, b"\r\n" | b"\n");
            let goes_on = matches!(line.first(), Some(b' ' | b'\t'));
            if !goes_on && start < end {
                fields.extend(message.get(start..end));
                start = end;
            }
            if blank {
                let body = message.get(end.saturating_add(line.len())..).unwrap_or_default();
                return Self { fields, body };
            }
            end = end.saturating_add(line.len());
        }
        fields.extend(message.get(start..end).filter(|rest| !rest.is_empty()));
        Self { fields, body: &[] }
    }

    /// Whether there is a field of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| name_of(field).eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Fields that say what the body is made of.
    fn of_content(field: &[u8]) -> bool {
        let name = name_of(field).to_ascii_lowercase();
        name.starts_with(b"content-") || name == b"mime-version"
    }
}

fn name_of(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii_end()
}

/// The fields that every message needs, for those that came without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missing<'a> {
    pub(super) from: &'a str,
    pub(super) host: &'a str,
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
}

/// The message with the fields that it lacks, otherwise byte for byte.
pub(super) fn completed(message: &[u8], missing: &Missing<'_>) -> Vec<u8> {
    let letter = Letter::read(message);
    let mut out = Vec::with_capacity(message.len().saturating_add(256));
    if !letter.has("From") {
        out.extend(format!("From: {}\r\n", missing.from).into_bytes());
    }
    if !letter.has("Date") {
        out.extend(format!("Date: {}\r\n", date(missing.at)).into_bytes());
    }
    if !letter.has("Message-ID") {
        let (id, host) = (missing.id.simple(), missing.host);
        out.extend(format!("Message-ID: <{id}@{host}>\r\n").into_bytes());
    }
    out.extend_from_slice(message);
    out
}

/// RFC 5322 §3.3.
fn date(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.millis()).unwrap_or_default();
    moment.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// The message with another one behind it; its own parts stay as the client wrote them.
pub(super) fn with_source(message: &[u8], source: &Source, boundary: Uuid) -> Vec<u8> {
    let letter = Letter::read(message);
    let boundary = format!("=_{}", boundary.simple());
    let mut out = Vec::with_capacity(message.len().saturating_mul(2));
    for field in letter.fields.iter().filter(|field| !Letter::of_content(field)) {
        put_field(&mut out, field);
    }
    out.extend_from_slice(b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"\"\r\n\r\n--");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"\r\n");
    let content = letter.fields.iter().filter(|field| Letter::of_content(field));
    for field in content.filter(|field| !name_of(field).eq_ignore_ascii_case(b"mime-version")) {
        put_field(&mut out, field);
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(letter.body);
    out.extend_from_slice(b"\r\n--");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"\r\n");
    match source {
        Source::Quoted(text) => put_quoted(&mut out, text),
        Source::Attached(original) => {
            out.extend_from_slice(
                b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\
                  Content-Disposition: attachment\r\n\r\n",
            );
            out.extend_from_slice(original);
        }
    }
    out.extend_from_slice(b"\r\n--");
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"--\r\n");
    out
}

fn put_field(out: &mut Vec<u8>, field: &[u8]) {
    out.extend_from_slice(field);
    if !field.ends_with(b"\n") {
        out.extend_from_slice(b"\r\n");
    }
}

fn put_quoted(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\
          Content-Disposition: inline\r\n\r\n",
    );
    for line in BASE64.encode(text).as_bytes().chunks(LINE) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSING: Missing<'_> = Missing {
        from: "sam@tailspin.example",
        host: "mail.test",
        id: Uuid::from_u128(7),
        at: Timestamp::from_seconds(1_763_791_710),
    };

    #[test]
    fn only_what_is_missing_is_added() {
        let whole = b"from: a\r\nDATE: b\r\nMessage-Id: c\r\n\r\nFrom: body\r\n";
        assert_eq!(completed(whole, &MISSING), whole);
        let bare = completed(b"Subject: s\r\n\r\nFrom: body\r\n", &MISSING);
        insta::assert_snapshot!(String::from_utf8(bare).unwrap(), @r"
        From: sam@tailspin.example
        Date: Sat, 22 Nov 2025 06:08:30 +0000
        Message-ID: <00000000000000000000000000000007@mail.test>
        Subject: s

        From: body
        ");
    }

    #[test]
    fn a_message_is_carried_on_behind_the_clients_own_parts() {
        let message = b"Subject: Re: s\r\nContent-Type: text/html;\r\n charset=utf-8\r\n\
                        MIME-Version: 1.0\r\n\r\n<p>yes</p>\r\n";
        let source = Source::Attached(b"Subject: s\r\n\r\noriginal\r\n".to_vec());
        let out = with_source(message, &source, Uuid::from_u128(7));
        insta::assert_snapshot!(String::from_utf8(out).unwrap().replace('\r', ""), @r#"
        Subject: Re: s
        MIME-Version: 1.0
        Content-Type: multipart/mixed;
        	boundary="=_00000000000000000000000000000007"

        --=_00000000000000000000000000000007
        Content-Type: text/html;
         charset=utf-8

        <p>yes</p>

        --=_00000000000000000000000000000007
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit
        Content-Disposition: attachment

        Subject: s

        original

        --=_00000000000000000000000000000007--
        "#);
    }

    #[test]
    fn any_bytes_are_read() {
        for (bytes, fields) in [
            (&b""[..], 0),
            (b"\r\n", 0),
            (b"\n\n", 0),
            (b"no colon", 1),
            (b" folded first\r\nA: b\r\n", 2),
            (b"A: b\n c\nB: d\n\nbody", 2),
        ] {
            assert_eq!(Letter::read(bytes).fields.len(), fields, "{bytes:?}");
        }
    }
}
