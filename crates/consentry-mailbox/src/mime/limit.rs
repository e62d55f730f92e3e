//! How large and how nested a message may be, and the look at its bytes before it is parsed.
//!
//! The look is one pass without building anything, so that a message made to exhaust memory or
//! time is known before the parser sees it. It may count too much, never too little: it does not
//! follow the structure, it counts what could become structure. Depth is judged exactly, after
//! parsing.

use std::collections::BTreeSet;

/// Nesting of multiparts and attached messages.
pub const MAX_DEPTH: usize = 50;
/// Body parts of a message, those of attached messages included.
pub const MAX_PARTS: usize = 1_000;
/// Bytes before the first empty line.
pub const MAX_HEADER_BYTES: usize = 1 << 20;
/// Bytes of a message.
pub const MAX_MESSAGE_BYTES: usize = 50 << 20;
/// Pieces of one header's parameters (RFC 2231, `name*0*=`).
pub const MAX_PARAMETER_SEGMENTS: usize = 100;

/// The parser may read all of a message for each multipart in it; both together stay below this.
const MAX_WORK: usize = 1 << 30;
/// Places that may be a boundary, looked at one by one.
const MAX_CANDIDATES: usize = 500_000;

/// Boundaries may have 70 characters; a longer one is compared by its beginning.
const BOUNDARY_BYTES: usize = 70;
/// How far behind an opening parenthesis a sign of equality still belongs to a parameter.
const COMMENT_BYTES: usize = 256;

/// Why a message is shown as raw text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Problem {
    /// More than [`MAX_HEADER_BYTES`].
    #[error("its headers are too large")]
    Headers,
    /// More than [`MAX_PARTS`].
    #[error("it has too many parts")]
    Parts,
    /// More than [`MAX_DEPTH`].
    #[error("it is nested too deeply")]
    Depth,
    /// Many multiparts in a large message.
    #[error("it would take too long to read")]
    Work,
    /// More than [`MAX_PARAMETER_SEGMENTS`].
    #[error("a header parameter is in too many pieces")]
    Segments,
    /// Its parts say nothing, but there is text.
    #[error("its structure cannot be read")]
    Structure,
    /// Nothing that looks like a message.
    #[error("it is not a mail message")]
    NotMail,
}

/// Looks at a message before it is parsed; `headers` are its bytes up to the first empty line.
pub(super) fn check(raw: &[u8], headers: &[u8]) -> Result<(), Problem> {
    check_headers(headers)?;
    check_segments(raw)?;
    check_parts(raw)
}

/// The part of the look that headers alone need.
pub(super) fn check_headers(headers: &[u8]) -> Result<(), Problem> {
    if headers.len() > MAX_HEADER_BYTES {
        return Err(Problem::Headers);
    }
    check_segments(headers)
}

fn check_parts(raw: &[u8]) -> Result<(), Problem> {
    let mut nesting = 0_usize;
    let mut boundaries = Boundaries::default();
    for (at, byte) in raw.iter().enumerate() {
        match byte.to_ascii_lowercase() {
            b'm' | b'r' | b'g' => nesting += usize::from(nests(raw, at)),
            b'b' => {
                let rest = raw.get(at..).unwrap_or_default();
                if begins(rest, b"boundary") {
                    boundaries.note(rest.get(8..).unwrap_or_default());
                }
            }
            _ => {}
        }
        if nesting > MAX_PARTS || boundaries.texts.len() > MAX_PARTS {
            return Err(Problem::Parts);
        }
    }
    if nesting.saturating_mul(raw.len()) > MAX_WORK {
        return Err(Problem::Work);
    }
    boundaries.check(raw)
}

/// Whether a content type begins or ends here that nests: `multipart/`, `/rfc822`, `/global`. A
/// comment may stand at the slash.
fn nests(raw: &[u8], at: usize) -> bool {
    let (before, rest) = raw.split_at_checked(at).unwrap_or_default();
    if begins(rest, b"multipart") {
        let behind = rest.get(9..).unwrap_or_default().trim_ascii_start();
        return matches!(behind.first(), Some(b'/' | b'('));
    }
    let subtype = begins(rest, b"rfc822") || begins(rest, b"global");
    subtype && matches!(before.trim_ascii_end().last(), Some(b'/' | b')'))
}

fn begins(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The boundaries that a message declares.
#[derive(Debug, Default)]
struct Boundaries<'r> {
    texts: BTreeSet<&'r [u8]>,
    lengths: BTreeSet<usize>,
    firsts: BTreeSet<u8>,
    /// One could not be read simply, so every `--` may be one.
    wild: bool,
}

impl<'r> Boundaries<'r> {
    /// Notes what stands behind the word `boundary`, if it is a parameter's value.
    fn note(&mut self, rest: &'r [u8]) {
        let rest = rest.trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=") else {
            self.wild |= is_odd_parameter(rest);
            return;
        };
        let value = value.trim_ascii_start();
        let (value, quoted) = match value.strip_prefix(b"\"") {
            Some(value) => (value.trim_ascii_start(), true),
            None => (value, false),
        };
        let end = value
            .iter()
            .take(BOUNDARY_BYTES)
            .position(|b| match b {
                b'"' | b'\\' | b'\r' | b'\n' | b' ' | b'\t' => true,
                b';' | b'(' => !quoted,
                _ => false,
            })
            .unwrap_or_else(|| value.len().min(BOUNDARY_BYTES));
        let text = value.get(..end).unwrap_or_default();
        if text.is_empty() {
            // An empty boundary is none to the parser; one that begins oddly may be any.
            self.wild |= matches!(value.first(), Some(b'\\' | b'\r' | b'\n' | b'('));
            return;
        }
        self.texts.insert(text);
        self.firsts.extend(text.first());
        self.lengths.insert(text.len());
    }

    /// Counts the places where one of them begins a part.
    fn check(&self, raw: &[u8]) -> Result<(), Problem> {
        if self.texts.is_empty() && !self.wild {
            return Ok(());
        }
        let (mut parts, mut candidates) = (0_usize, 0_usize);
        let mut seen = BTreeSet::new();
        for (at, pair) in raw.windows(2).enumerate() {
            if pair != b"--" {
                continue;
            }
            let rest = raw.get(at + 2..).unwrap_or_default();
            let mut found = self.wild;
            if rest.first().is_some_and(|byte| self.firsts.contains(byte)) {
                candidates += 1;
                let known = self.lengths.iter().filter_map(|length| {
                    rest.get(..*length).and_then(|start| self.texts.get(start)).copied()
                });
                for text in known {
                    found = true;
                    seen.insert(text);
                }
            }
            if candidates > MAX_CANDIDATES {
                return Err(Problem::Work);
            }
            parts += usize::from(found);
            // Each part needs a boundary in front of it, each multipart one behind.
            if parts > 2 * MAX_PARTS {
                return Err(Problem::Parts);
            }
        }
        // The parser reads to the end for each boundary that never comes.
        if self.texts.len() - seen.len() > MAX_DEPTH { Err(Problem::Depth) } else { Ok(()) }
    }
}

/// Whether what stands behind a parameter's name may be a value all the same: `*0=` (RFC 2231),
/// or comments before the sign.
fn is_odd_parameter(rest: &[u8]) -> bool {
    match rest {
        [b'*', b'=' | b'0'..=b'9', ..] => true,
        [b'(', ..] => {
            let mut near = rest.iter().take(COMMENT_BYTES).filter(|b| !b.is_ascii_whitespace());
            let mut before = near.next();
            near.any(|byte| before.replace(byte) == Some(&b')') && *byte == b'=')
        }
        _ => false,
    }
}

/// Counts the pieces of parameters in each line that could be a header with its continuations.
fn check_segments(raw: &[u8]) -> Result<(), Problem> {
    let mut segments = 0_usize;
    let mut header = false;
    for line in raw.split(|byte| *byte == b'\n') {
        let continued = matches!(line.first(), Some(b' ' | b'\t'));
        if !continued {
            segments = 0;
            header = line.contains(&b':');
        }
        if header {
            segments +=
                line.windows(2).filter(|pair| matches!(pair, [b'*', b'=' | b'0'..=b'9'])).count();
            if segments > MAX_PARAMETER_SEGMENTS {
                return Err(Problem::Segments);
            }
        }
    }
    Ok(())
}
