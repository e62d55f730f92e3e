//! Reading mbox files, whatever their quoting (RFC 4155; `>From ` as in mboxrd).
//!
//! A message begins at a line `From ` at the start of the file or behind an empty line, which
//! belongs to neither message. One `>` is taken from lines of the form `>…>From `.

use std::io::{self, BufRead, Read as _};
use std::path::Path;

use super::files::too_large;
use super::{FoundMessage, Hangup, Sink, Target};
use crate::mime::MAX_MESSAGE_BYTES;

/// A line is read in pieces of this size, so that one without an end fills no memory.
const PIECE: u64 = 64 << 10;

/// Hands on each message of an mbox.
pub(super) fn read(
    path: &Path,
    mut reader: impl BufRead,
    target: &Target,
    sink: &Sink,
) -> Result<(), Hangup> {
    let mut current = Current::default();
    let mut piece = Vec::new();
    let (mut starts_line, mut after_empty) = (true, true);
    loop {
        piece.clear();
        match (&mut reader).take(PIECE).read_until(b'\n', &mut piece) {
            Ok(0) => return current.finish(path, target, sink),
            Ok(_) => {}
            Err(why) => {
                current.finish(path, target, sink)?;
                return skip_rest(path, &why, sink);
            }
        }
        if starts_line && after_empty && piece.starts_with(b"From ") {
            let number = current.number + 1;
            std::mem::take(&mut current).finish(path, target, sink)?;
            current = Current { number, ..Current::default() };
        } else if current.number > 0 {
            let quoted = starts_line && is_quoted_from(&piece);
            current.push(piece.get(usize::from(quoted)..).unwrap_or_default());
        }
        after_empty = starts_line && (piece == b"\n" || piece == b"\r\n");
        starts_line = piece.ends_with(b"\n");
    }
}

fn skip_rest(path: &Path, why: &io::Error, sink: &Sink) -> Result<(), Hangup> {
    sink.skip_named(format!("{} (the rest)", path.display()), why)
}

fn is_quoted_from(line: &[u8]) -> bool {
    let rest = line.iter().skip_while(|byte| **byte == b'>');
    line.starts_with(b">") && rest.copied().take(5).eq(b"From ".iter().copied())
}

/// The message that is being read; number 0 is what stands before the first.
#[derive(Default)]
struct Current {
    number: u64,
    raw: Vec<u8>,
    too_large: bool,
}

impl Current {
    fn push(&mut self, piece: &[u8]) {
        // The empty line behind a message may still fall away.
        if self.raw.len() + piece.len() > MAX_MESSAGE_BYTES + 2 {
            self.too_large = true;
            self.raw = Vec::new();
        }
        if !self.too_large {
            self.raw.extend_from_slice(piece);
        }
    }

    fn finish(mut self, path: &Path, target: &Target, sink: &Sink) -> Result<(), Hangup> {
        if self.number == 0 {
            return Ok(());
        }
        if self.raw.ends_with(b"\n\r\n") {
            self.raw.truncate(self.raw.len() - 2);
        } else if self.raw.ends_with(b"\n\n") {
            self.raw.truncate(self.raw.len() - 1);
        }
        if self.too_large || self.raw.len() > MAX_MESSAGE_BYTES {
            let place = format!("{} (message {})", path.display(), self.number);
            return sink.skip_named(place, &too_large());
        }
        sink.found(target, FoundMessage::read(self.raw, None))
    }
}
