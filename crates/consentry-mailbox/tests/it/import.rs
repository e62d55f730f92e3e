//! Imports keep the bytes, and say what they left out.

use std::fs;
use std::path::Path;
use std::time::Duration;

use consentry_mailbox::{FlagStatus, FolderKind, ItemRef, Summary};

use crate::place::{NOW, Place, mail};

async fn summaries(place: &Place, kind: FolderKind) -> Vec<(Summary, Vec<u8>)> {
    let folder = place.store.default_folder(place.owner, kind).await.unwrap();
    let mut found = Vec::new();
    for summary in place.store.list(place.owner, folder, None, 1_000).await.unwrap() {
        let at = ItemRef { folder, item: summary.item };
        let raw = place.store.raw(place.owner, at).await.unwrap().unwrap();
        place.store.open_message(place.owner, at).await.unwrap().unwrap();
        found.push((summary, raw));
    }
    found
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_maildir_comes_with_its_folders_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "cur/1700000000.M1.host:2,FRS", &mail("seen"));
    write(at, "new/1700000001.M2.host", b"Subject: \xff new\n\nno CR, no end");
    write(at, "tmp/1700000002.M3.host", &mail("half"));
    write(at, ".Sent/cur/1700000003.M4.host:2,S", &mail("sent"));
    write(at, ".Entw&APw-rfe.alt/cur/1700000004.M5.host:2,D", &mail("draft"));
    write(at, ".a..b/cur/1700000005.M6.host:2,", &mail("nameless"));
    write(at, "dovecot.index", b"");
    for place in Place::all().await {
        let done = place.store.import_path(place.owner, at, NOW).await.unwrap();
        assert_eq!((done.messages, done.folders), (4, 3), "{done:?}");
        assert_eq!(done.skipped.len(), 1, "{done:?}");
        assert!(done.skipped[0].path.ends_with(".a..b"), "{done:?}");
        let inbox = summaries(&place, FolderKind::Inbox).await;
        let [(new, raw), (seen, _)] = inbox.as_slice() else { panic!("{inbox:?}") };
        assert!(!new.read && raw == b"Subject: \xff new\n\nno CR, no end");
        assert!(seen.read && seen.replied && seen.flag.status == FlagStatus::Active);
        assert_eq!(seen.received.seconds(), 1_700_000_000);
        assert_eq!(summaries(&place, FolderKind::SentItems).await.len(), 1);
        let folders = place.store.folders(place.owner).await.unwrap();
        let top = folders.iter().find(|folder| folder.name == "Entwürfe").unwrap();
        assert!(folders.iter().any(|f| f.name == "alt" && f.parent == Some(top.id)));
    }
}

#[tokio::test]
async fn an_mbox_is_cut_where_messages_begin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    let mbox =
        b"From a@x Sat Nov 22 06:00:00 2025\nSubject: one\n\n>From here on\nFrom the start\n\
        >>From twice\n\nFrom b@x Sat Nov 22 06:00:00 2025\r\nSubject: two\r\n\r\nbody\r\n\r\n\
        From c@x Sat Nov 22 06:00:00 2025\nSubject: three";
    fs::write(&path, mbox).unwrap();
    for place in Place::all().await {
        let done = place.store.import_path(place.owner, &path, NOW).await.unwrap();
        assert_eq!((done.messages, done.skipped.len()), (3, 0), "{done:?}");
        let mut raw: Vec<_> = summaries(&place, FolderKind::Inbox).await;
        raw.sort_by_key(|(summary, _)| summary.item);
        let raw: Vec<&[u8]> = raw.iter().map(|(_, raw)| raw.as_slice()).collect();
        let want: [&[u8]; 3] = [
            b"Subject: one\n\nFrom here on\nFrom the start\n>From twice\n",
            b"Subject: two\r\n\r\nbody\r\n",
            b"Subject: three",
        ];
        assert_eq!(raw, want);
    }
}

#[tokio::test]
async fn a_folder_of_messages_leaves_out_what_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "a.eml", &mail("a"));
    write(at, "b.TXT", &mail("b"));
    write(at, "c.png", b"\x89PNG");
    write(at, "sub/d.eml", &mail("d"));
    write(at, "e.mbox", b"From x\nSubject: e\n\nbody\n");
    write(at, "empty.eml", b"");
    for place in Place::all().await {
        let done = place.store.import_path(place.owner, at, NOW).await.unwrap();
        assert_eq!(done.messages, 4, "{done:?}");
        let names = done.skipped.iter().map(|s| s.path.rsplit('/').next().unwrap());
        let skipped: Vec<_> = names.collect();
        assert_eq!(skipped, ["c.png", "sub"]);
        let missing = place.store.import_path(place.owner, &at.join("none"), NOW).await;
        assert!(missing.unwrap_err().to_string().contains("cannot be read"));
    }
}

#[tokio::test]
async fn a_message_larger_than_the_limit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big");
    let mut mbox = b"From x\nSubject: big\n\n".to_vec();
    mbox.resize(51 << 20, b'x');
    mbox.extend_from_slice(b"\n\nFrom y\nSubject: small\n\nbody\n");
    fs::write(&path, &mbox).unwrap();
    let place = Place::all().await.remove(0);
    let done = place.store.import_path(place.owner, &path, NOW).await.unwrap();
    assert_eq!(done.messages, 1);
    assert!(done.skipped[0].path.ends_with("(message 1)"), "{done:?}");
    assert!(done.skipped[0].reason.contains("50 MiB"), "{done:?}");
}

/// Python's own test messages, malformed ones included, where Debian's package with them is
/// installed (`cargo xtask test` does that).
#[tokio::test]
async fn the_test_messages_of_python_break_nothing() {
    let folder = Path::new("/usr/lib/python3.11/test/test_email/data");
    if !folder.is_dir() {
        return;
    }
    for place in Place::all().await {
        let done = place.store.import_path(place.owner, folder, NOW).await.unwrap();
        let texts = fs::read_dir(folder).unwrap().filter(|entry| {
            let path = entry.as_ref().unwrap().path();
            path.extension().is_some_and(|ending| ending == "txt")
        });
        assert_eq!(done.messages, u64::try_from(texts.count()).unwrap(), "{done:?}");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let begin = std::time::Instant::now();
            place.store.import_path(place.owner, &path, NOW).await.unwrap();
            assert!(begin.elapsed() < Duration::from_secs(10), "{}", path.display());
        }
        let all = summaries(&place, FolderKind::Inbox).await;
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let bytes = fs::read(&path).unwrap();
            let mbox = bytes.starts_with(b"From ");
            assert!(mbox || all.iter().any(|(_, raw)| *raw == bytes), "{}", path.display());
        }
    }
}
