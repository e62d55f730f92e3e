//! What only a file can do: another process on it, copies, its version number, its log.

use std::sync::mpsc;
use std::time::Duration;

use consentry_sql::test_support::TestDb;
use consentry_sql::{Db, Migration, Missing, SqlError, SqliteOptions};
use rusqlite::Connection;

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "tables of the files",
    sql: "CREATE TABLE note (id bigint PRIMARY KEY, body bytea);",
}];

const ADD: &str = "INSERT INTO note (id, body) VALUES ($1, $2)";

async fn add(db: &Db, id: i64, size: usize) -> Result<(), SqlError> {
    let body = vec![7; size];
    let mut unit = db.unit().await?;
    unit.run(ADD, &[id.into(), (&body).into()]).await?;
    unit.commit().await
}

async fn count(db: &Db) -> i64 {
    db.read().await.unwrap().one("SELECT count(*) FROM note", &[]).await.unwrap().unwrap()
}

fn log_of(test: &TestDb) -> std::path::PathBuf {
    let mut name = test.file().unwrap().into_os_string();
    name.push("-wal");
    name.into()
}

#[tokio::test]
async fn a_unit_waits_for_another_process_without_stopping_its_thread() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    let other = Connection::open(test.file().unwrap()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO note (id) VALUES (1)").unwrap();
    let (db, mut ours) = (test.db.clone(), tokio::task::JoinSet::new());
    ours.spawn(async move { add(&db, 2, 1).await });
    // This runtime has one thread: the pause passes only if the unit does not hold it.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(count(&test.db).await, 0, "reading goes on meanwhile");
    other.execute_batch("COMMIT").unwrap();
    ours.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(count(&test.db).await, 2);
}

#[tokio::test]
async fn a_unit_does_not_wait_for_ever() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    let options = SqliteOptions { busy_wait: Duration::from_millis(30), ..Default::default() };
    let db = Db::open_sqlite(&test.file().unwrap(), options).await.unwrap();
    let other = Connection::open(test.file().unwrap()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let outcome = add(&db, 1, 1).await;
    assert!(matches!(outcome, Err(SqlError::Unavailable { .. })), "{outcome:?}");
    other.execute_batch("COMMIT").unwrap();
    add(&db, 1, 1).await.unwrap();
    db.close().await;
}

#[tokio::test]
async fn who_waits_for_itself_is_told() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    let options =
        SqliteOptions { patience: Duration::from_millis(30), readers: 1, ..Default::default() };
    let db = Db::open_sqlite(&test.file().unwrap(), options).await.unwrap();
    let held = (db.unit().await.unwrap(), db.read().await.unwrap());
    assert!(matches!(db.unit().await, Err(SqlError::Unavailable { .. })), "a second unit");
    assert!(matches!(db.read().await, Err(SqlError::Unavailable { .. })), "a second reader");
    drop(held);
    assert_eq!(count(&db).await, 0);
    add(&db, 1, 1).await.unwrap();
    db.close().await;
}

#[tokio::test]
async fn another_process_finds_no_lock_between_units() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    let other = Connection::open(test.file().unwrap()).unwrap();
    other.busy_timeout(Duration::from_secs(5)).unwrap();
    for id in 0..5 {
        let mut unit = test.db.unit().await.unwrap();
        unit.run(ADD, &[id.into(), (&[]).into()]).await.unwrap();
        if id % 2 == 0 {
            unit.commit().await.unwrap();
        } else {
            drop(unit);
        }
        let (sender, done) = mpsc::channel();
        let other = Connection::open(test.file().unwrap()).unwrap();
        other.busy_timeout(Duration::from_secs(5)).unwrap();
        let thread = std::thread::spawn(move || {
            sender.send(other.execute("INSERT INTO note (id) VALUES (?1)", [100 + id])).unwrap();
        });
        // Gives the committer its turn: the dropped unit's transaction ends without a next one.
        while !thread.is_finished() {
            tokio::task::yield_now().await;
        }
        assert_eq!(done.recv().unwrap().unwrap(), 1);
    }
    assert_eq!(count(&test.db).await, 8);
}

#[tokio::test]
async fn the_version_tells_of_every_write() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    let first = test.db.data_version().unwrap();
    assert_eq!(test.db.data_version().unwrap(), first, "nothing was written");
    add(&test.db, 1, 1).await.unwrap();
    let second = test.db.data_version().unwrap();
    assert_ne!(second, first, "by ourselves");
    let other = Connection::open(test.file().unwrap()).unwrap();
    other.execute("INSERT INTO note (id) VALUES (2)", []).unwrap();
    assert_ne!(test.db.data_version().unwrap(), second, "by another process");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_while_units_go_on_is_whole() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    for id in 0..200 {
        add(&test.db, id, 1_000).await.unwrap();
    }
    let (db, mut writers) = (test.db.clone(), tokio::task::JoinSet::new());
    writers.spawn(async move {
        for id in 200..400 {
            add(&db, id, 1_000).await.unwrap();
        }
    });
    let to = test.file().unwrap().with_file_name("copy.db");
    test.db.backup(&to).await.unwrap();
    writers.join_all().await;
    let copy = Connection::open(&to).unwrap();
    let check: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let found: i64 = copy.query_row("SELECT count(*) FROM note", [], |row| row.get(0)).unwrap();
    assert!((200..=400).contains(&found), "{found}");
    let again = test.db.backup(&to).await;
    assert!(matches!(again, Err(SqlError::Settings(_))), "an old copy is not overwritten");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&to.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "the copy is as private as the file");
    }
}

#[tokio::test]
async fn closing_empties_the_log() {
    let test = TestDb::sqlite("files", TABLES).await.unwrap();
    add(&test.db, 1, 100_000).await.unwrap();
    assert!(log_of(&test).metadata().unwrap().len() > 100_000, "the log has the unit");
    test.db.close().await;
    assert_eq!(log_of(&test).metadata().map_or(0, |log| log.len()), 0, "empty at the end");
}

#[tokio::test]
async fn opening_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let options = SqliteOptions { missing: Missing::Refuse, ..Default::default() };
    let missing = Db::open_sqlite(&path, options.clone()).await;
    assert!(matches!(missing, Err(SqlError::Unavailable { .. })), "{missing:?}");
    std::fs::write(&path, "this is not a database, only some text of a hundred bytes").unwrap();
    let strange = Db::open_sqlite(&path, options).await;
    assert!(matches!(strange, Err(SqlError::Corrupt { .. })), "{strange:?}");
    let path = folder.path().join("new.db");
    let db = Db::open_sqlite(&path, SqliteOptions::default()).await.unwrap();
    db.close().await;
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "a new file is its owner's");
    }
}

#[tokio::test]
async fn settings_are_those_of_the_house() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    let db = Db::open_sqlite(&path, SqliteOptions::default()).await.unwrap();
    let mut unit = db.unit().await.unwrap();
    for (sql, want) in [
        ("PRAGMA synchronous", 2),
        ("PRAGMA foreign_keys", 1),
        ("PRAGMA trusted_schema", 0),
        ("PRAGMA wal_autocheckpoint", 0),
        ("PRAGMA busy_timeout", 0),
    ] {
        let found: Option<i64> = unit.one(sql, &[]).await.unwrap();
        assert_eq!(found, Some(want), "{sql}");
    }
    let journal: Option<String> = unit.one("PRAGMA journal_mode", &[]).await.unwrap();
    assert_eq!(journal.as_deref(), Some("wal"));
    drop(unit);
    let mut reader = db.read().await.unwrap();
    let written = reader.all::<i64>("CREATE TABLE t (n INTEGER)", &[]).await;
    assert!(written.is_err(), "a reader only reads");
}
