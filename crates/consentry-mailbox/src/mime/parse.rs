//! From bytes to the library's tree, or to the reason why there is none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Message, MessageParser, PartType};

use super::limit::{self, MAX_DEPTH, MAX_PARTS, Problem};

/// A message as far as it could be read.
#[derive(Debug)]
pub(super) enum Parsed<'r> {
    /// The whole tree.
    Whole(Box<Message<'r>>),
    /// The outermost headers, if they were readable; the rest is raw text.
    Raw(Option<Box<Message<'r>>>, Problem),
}

impl<'r> Parsed<'r> {
    /// Whatever holds the outermost headers.
    pub(super) fn headers(&self) -> Option<&Message<'r>> {
        match self {
            Self::Whole(message) | Self::Raw(Some(message), _) => Some(message),
            Self::Raw(None, _) => None,
        }
    }
}

/// Where the first empty line ends; the whole length if there is none.
pub(crate) fn header_end(raw: &[u8]) -> usize {
    let mut at = 0_usize;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line == b"\n" || line == b"\r\n" {
            return at;
        }
    }
    raw.len()
}

/// Where the body begins: behind the first empty line, or at the first line that is no header.
pub(super) fn body_start(raw: &[u8]) -> usize {
    let mut at = 0_usize;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let continued = at > 0 && matches!(line.first(), Some(b' ' | b'\t'));
        if line == b"\n" || line == b"\r\n" {
            return at + line.len();
        }
        if !continued && !is_header(line) {
            return at;
        }
        at += line.len();
    }
    raw.len()
}

/// Whether a line is a header: a name of printable characters and a colon (RFC 5322 2.2).
fn is_header(line: &[u8]) -> bool {
    let colon = line.iter().position(|byte| *byte == b':');
    let name = colon.and_then(|colon| line.get(..colon)).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// Parses; never fails, never panics.
pub(super) fn parse(raw: &[u8]) -> Parsed<'_> {
    let headers = raw.get(..header_end(raw)).unwrap_or_default();
    if !headers.split(|byte| *byte == b'\n').any(is_header) {
        return Parsed::Raw(None, Problem::NotMail);
    }
    let problem = match limit::check(raw, headers) {
        Ok(()) => match guarded(|| MessageParser::default().parse(raw)) {
            Some(message) => match measure(&message) {
                Ok(()) => return Parsed::Whole(Box::new(message)),
                Err(problem) => problem,
            },
            None => return Parsed::Raw(None, Problem::NotMail),
        },
        Err(problem) => problem,
    };
    Parsed::Raw(parse_headers(headers).map(Box::new), problem)
}

/// Parses the headers in front of the first empty line; `None` beyond the limits.
pub(crate) fn parse_headers(headers: &[u8]) -> Option<Message<'_>> {
    limit::check_headers(headers).ok()?;
    guarded(|| {
        let mut message = MessageParser::default().parse_headers(headers)?;
        // The library keeps a part for the headers only if there is one.
        message.parts.first_mut()?.body = PartType::Text("".into());
        Some(message)
    })
}

/// The library promises not to panic; mail comes from anybody, so that is not relied on.
fn guarded<'r>(parse: impl FnOnce() -> Option<Message<'r>>) -> Option<Message<'r>> {
    let message = catch_unwind(AssertUnwindSafe(parse)).unwrap_or_default()?;
    (!message.parts.is_empty()).then_some(message)
}

/// Counts parts and depth of what was parsed.
fn measure(message: &Message<'_>) -> Result<(), Problem> {
    let mut parts = 0_usize;
    let mut open: Vec<(&Message<'_>, u32, usize)> = vec![(message, 0, 1)];
    while let Some((within, id, depth)) = open.pop() {
        parts += 1;
        if parts > MAX_PARTS {
            return Err(Problem::Parts);
        }
        if depth > MAX_DEPTH {
            return Err(Problem::Depth);
        }
        match within.part(id).map(|part| &part.body) {
            // A multipart stands before its parts; anything else would be a circle.
            Some(PartType::Multipart(inner)) => {
                open.extend(inner.iter().filter(|at| **at > id).map(|at| (within, *at, depth + 1)));
            }
            Some(PartType::Message(inner)) => open.push((inner, 0, depth + 1)),
            _ => {}
        }
    }
    Ok(())
}
