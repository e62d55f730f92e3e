//! Reading a Maildir and the folders beside it (Maildir++: `.Archive.2024`).

use std::path::Path;

use consentry_model::Timestamp;

use super::files::{modified, read as read_file, sorted};
use super::name::target;
use super::{FoundMessage, Hangup, Sink, Target};
use crate::folder::FolderKind;

/// Whether a folder is a Maildir.
pub(super) fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() || path.join("new").is_dir()
}

/// Reads a Maildir and the Maildirs in it whose names begin with a dot.
pub(super) fn read(path: &Path, sink: &Sink) -> Result<(), Hangup> {
    messages(path, &Target::Default(FolderKind::Inbox), sink)?;
    for entry in sorted(path, sink)? {
        let name = entry.file_name().and_then(|name| name.to_str());
        let Some(name) = name.and_then(|name| name.strip_prefix('.')) else { continue };
        if !is_maildir(&entry) {
            continue;
        }
        match target(name) {
            Ok(target) => messages(&entry, &target, sink)?,
            Err(why) => sink.skip(&entry, &why)?,
        }
    }
    Ok(())
}

fn messages(path: &Path, target: &Target, sink: &Sink) -> Result<(), Hangup> {
    for (folder, seen) in [("cur", true), ("new", false)] {
        let folder = path.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for entry in sorted(&folder, sink)? {
            let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with('.') {
                continue;
            }
            match read_file(&entry) {
                Ok(raw) => {
                    let flags = flags(name);
                    let has = |flag| seen && flags.contains(flag);
                    let noted = delivered(name).or_else(|| modified(&entry));
                    let message = FoundMessage {
                        read: has('S'),
                        flagged: has('F'),
                        replied: has('R'),
                        draft: has('D') || *target == Target::Default(FolderKind::Drafts),
                        ..FoundMessage::read(raw, noted)
                    };
                    sink.found(target, message)?;
                }
                Err(why) => sink.skip(&entry, &why)?,
            }
        }
    }
    Ok(())
}

/// The letters behind `:2,`; systems whose file names know no colon write `;` or `!`.
fn flags(name: &str) -> &str {
    [":2,", ";2,", "!2,"]
        .iter()
        .find_map(|mark| name.rsplit_once(mark))
        .map_or("", |(_, flags)| flags)
}

/// A name begins with the second of delivery.
fn delivered(name: &str) -> Option<Timestamp> {
    let (seconds, _) = name.split_once('.')?;
    let plausible = (9..=10).contains(&seconds.len());
    plausible.then(|| seconds.parse().ok()).flatten().map(Timestamp::from_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_flags_and_time() {
        assert_eq!(flags("1700000000.M1P2.host,S=12:2,FS"), "FS");
        assert_eq!(flags("1700000000.M1P2.host;2,R"), "R");
        assert_eq!(flags("1700000000.M1P2.host"), "");
        assert_eq!(delivered("1700000000.M1.host"), Some(Timestamp::from_seconds(1_700_000_000)));
        assert_eq!(delivered("17.M1.host"), None);
        assert_eq!(delivered("mail"), None);
    }
}
