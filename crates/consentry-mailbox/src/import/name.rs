//! Folder names of other servers: their words for the folders that everybody has, and the modified
//! UTF-7 of RFC 3501 5.1.3.

use base64::alphabet::IMAP_MUTF7;
use base64::engine::{Engine as _, GeneralPurpose, GeneralPurposeConfig};

use super::Target;
use crate::folder::{FolderKind, FolderName, InvalidFolderName};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// Words for default folders, in lower case.
const WORDS: [(&str, FolderKind); 14] = [
    ("inbox", FolderKind::Inbox),
    ("sent", FolderKind::SentItems),
    ("sent items", FolderKind::SentItems),
    ("sent messages", FolderKind::SentItems),
    ("sent mail", FolderKind::SentItems),
    ("drafts", FolderKind::Drafts),
    ("draft", FolderKind::Drafts),
    ("trash", FolderKind::DeletedItems),
    ("deleted", FolderKind::DeletedItems),
    ("deleted items", FolderKind::DeletedItems),
    ("deleted messages", FolderKind::DeletedItems),
    ("junk", FolderKind::JunkEmail),
    ("junk email", FolderKind::JunkEmail),
    ("spam", FolderKind::JunkEmail),
];

/// Where a Maildir++ folder goes; `name` is without its first dot.
pub(super) fn target(name: &str) -> Result<Target, InvalidFolderName> {
    let names: Vec<String> = name.split('.').map(decode).collect();
    let below_inbox = names.len() > 1 && names.first().is_some_and(|n| n == "INBOX");
    let names = names.get(usize::from(below_inbox)..).unwrap_or_default();
    if let [only] = names {
        let word = only.to_lowercase();
        if let Some((_, kind)) = WORDS.iter().find(|(known, _)| *known == word) {
            return Ok(Target::Default(*kind));
        }
    }
    let named: Result<Vec<FolderName>, _> = names.iter().map(|name| name.parse()).collect();
    named.map(Target::Named)
}

/// Decodes modified UTF-7; a name that is none stays as it is.
fn decode(name: &str) -> String {
    decoded(name).unwrap_or_else(|| name.to_owned())
}

fn decoded(name: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = name;
    while let Some((plain, behind)) = rest.split_once('&') {
        out.push_str(plain);
        let (encoded, behind) = behind.split_once('-')?;
        if encoded.is_empty() {
            out.push('&');
        } else {
            let bytes = BASE64.decode(encoded).ok()?;
            let units = bytes.chunks_exact(2);
            let units = units.filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)));
            for c in char::decode_utf16(units) {
                out.push(c.ok()?);
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_servers() {
        assert_eq!(decode("Entw&APw-rfe"), "Entwürfe");
        assert_eq!(decode("R&-D"), "R&D");
        assert_eq!(decode("&ZeVnLIqe-"), "日本語");
        assert_eq!(decode("a & b"), "a & b");
        assert_eq!(target("Sent"), Ok(Target::Default(FolderKind::SentItems)));
        assert_eq!(target("INBOX.Trash"), Ok(Target::Default(FolderKind::DeletedItems)));
        let named = Target::Named(vec!["Archive".parse().unwrap(), "2024".parse().unwrap()]);
        assert_eq!(target("Archive.2024"), Ok(named));
        assert!(target("a..b").is_err());
    }
}
