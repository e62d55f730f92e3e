//! What a path is, and reading files that are messages.

use std::fs::{self, File};
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use consentry_model::Timestamp;

use super::{FoundMessage, Hangup, Sink, Target, maildir, mbox};
use crate::folder::FolderKind;
use crate::mime::MAX_MESSAGE_BYTES;

/// Endings of files that are taken for messages; a file that is named itself needs none.
const ENDINGS: [&str; 3] = ["eml", "txt", "mbox"];
/// How an mbox begins.
const FROM: &[u8] = b"From ";

/// Reads whatever `path` is.
pub(super) fn walk(path: &Path, sink: &Sink) -> Result<(), Hangup> {
    if !path.is_dir() {
        return file(path, sink);
    }
    if maildir::is_maildir(path) {
        return maildir::read(path, sink);
    }
    for entry in sorted(path, sink)? {
        let ending = entry.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let named = ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending));
        if entry.is_dir() {
            sink.skip(&entry, &"it is a folder within a folder of messages")?;
        } else if named {
            file(&entry, sink)?;
        } else {
            sink.skip(&entry, &"its name does not end in .eml, .txt or .mbox")?;
        }
    }
    Ok(())
}

/// What is in a folder, in the order of names, so that an import repeats alike.
pub(super) fn sorted(path: &Path, sink: &Sink) -> Result<Vec<PathBuf>, Hangup> {
    let mut entries = Vec::new();
    match fs::read_dir(path) {
        Ok(list) => {
            for entry in list {
                match entry {
                    Ok(entry) => entries.push(entry.path()),
                    Err(why) => sink.skip(path, &why)?,
                }
            }
        }
        Err(why) => sink.skip(path, &why)?,
    }
    entries.sort();
    Ok(entries)
}

/// A single file: an mbox if it begins like one, else one message.
fn file(path: &Path, sink: &Sink) -> Result<(), Hangup> {
    let target = Target::Default(FolderKind::Inbox);
    match begins_like_mbox(path) {
        Ok(true) => match File::open(path) {
            Ok(file) => mbox::read(path, BufReader::new(file), &target, sink),
            Err(why) => sink.skip(path, &why),
        },
        Ok(false) => match read(path) {
            Ok(raw) => sink.found(&target, FoundMessage::read(raw, modified(path))),
            Err(why) => sink.skip(path, &why),
        },
        Err(why) => sink.skip(path, &why),
    }
}

fn begins_like_mbox(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    let length = u64::try_from(FROM.len()).unwrap_or(u64::MAX);
    File::open(path)?.take(length).read_to_end(&mut start)?;
    Ok(start == FROM)
}

/// A whole file, if it is not larger than a message may be.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let limit = u64::try_from(MAX_MESSAGE_BYTES).unwrap_or(u64::MAX);
    let mut raw = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut raw)?;
    if raw.len() > MAX_MESSAGE_BYTES {
        return Err(io::Error::other(too_large()));
    }
    Ok(raw)
}

pub(super) fn too_large() -> String {
    format!("it is larger than {} MiB", MAX_MESSAGE_BYTES >> 20)
}

/// When a file was written last.
pub(super) fn modified(path: &Path) -> Option<Timestamp> {
    let since = fs::metadata(path).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Timestamp::from_millis)
}
