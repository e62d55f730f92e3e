//! Migrations: forward only, resumable, by several processes at once, and never backwards.

use consentry_sql::test_support::TestDb;
use consentry_sql::{Db, MigrateOutcome, Migration, PostgresOptions, SqlError, SqliteOptions};

const fn step(version: u32, name: &'static str, sql: &'static str) -> Migration {
    Migration { version, name, sql }
}

const FIRST: Migration = step(
    1,
    "first",
    "CREATE TABLE a (id bigint PRIMARY KEY, body bytea); CREATE INDEX ai ON a (body);",
);
const SECOND: Migration = step(2, "second", "ALTER TABLE a ADD COLUMN note text;");
const BROKEN: Migration =
    step(3, "third", "CREATE TABLE b (id bigint PRIMARY KEY); CREATE TABLE a (id bigint);");
const MENDED: Migration = step(3, "third", "CREATE TABLE b (id bigint PRIMARY KEY);");

async fn applied(db: &Db) -> Vec<(String, i64)> {
    let sql = "SELECT set_name, version FROM schema_migration ORDER BY set_name, version";
    db.read().await.unwrap().all(sql, &[]).await.unwrap()
}

#[tokio::test]
async fn steps_are_taken_once_and_a_failed_one_is_taken_again() {
    for test in TestDb::engines("empty", &[]).await {
        let (db, engine) = (&test.db, test.engine());
        let outcome = db.migrate("one", &[FIRST]).await.unwrap();
        assert_eq!(outcome, MigrateOutcome { before: 0, after: 1 }, "{engine:?}");
        let outcome = db.migrate("one", &[FIRST, SECOND, BROKEN]).await;
        assert!(
            matches!(&outcome, Err(SqlError::Migration { version: 3, .. })),
            "{engine:?}: {outcome:?}"
        );
        let want = [("one".to_owned(), 1), ("one".to_owned(), 2)];
        assert_eq!(applied(db).await, want, "{engine:?}: what was done before stays");
        let outcome = db.migrate("one", &[FIRST, SECOND, MENDED]).await.unwrap();
        assert_eq!(outcome, MigrateOutcome { before: 2, after: 3 }, "{engine:?}: goes on");
        let outcome = db.migrate("one", &[FIRST, SECOND, MENDED]).await.unwrap();
        assert_eq!(outcome, MigrateOutcome { before: 3, after: 3 }, "{engine:?}: nothing to do");
        db.migrate("two", &[step(1, "other", "CREATE TABLE c (id bigint);")]).await.unwrap();
        assert_eq!(applied(db).await.len(), 4, "{engine:?}: two sets share a database");
    }
}

#[tokio::test]
async fn a_newer_database_is_refused_without_writing() {
    for test in TestDb::engines("one", &[FIRST, SECOND]).await {
        let (db, engine) = (&test.db, test.engine());
        let before = db.data_version().unwrap();
        let outcome = db.migrate("one", &[FIRST]).await;
        assert!(
            matches!(&outcome, Err(SqlError::Newer { found: 2, known: 1, .. })),
            "{engine:?}: {outcome:?}"
        );
        assert_eq!(db.data_version().unwrap(), before, "{engine:?}: nothing was written");
        let text = outcome.unwrap_err().to_string();
        assert_eq!(text, "the database holds version 2 of `one`, this program knows 1");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_may_start_at_once() {
    for test in TestDb::engines("empty", &[]).await {
        let engine = test.engine();
        let mut programs = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (file, url) = (test.file(), test.url());
            programs.spawn(async move {
                let db = match (file, url) {
                    (Some(file), _) => {
                        Db::open_sqlite(&file, SqliteOptions::default()).await.unwrap()
                    }
                    (_, Some(url)) => {
                        Db::open_postgres(&url, PostgresOptions::default()).await.unwrap()
                    }
                    _ => panic!("neither file nor server"),
                };
                let outcome = db.migrate("one", &[FIRST, SECOND, MENDED]).await;
                db.close().await;
                outcome
            });
        }
        for outcome in programs.join_all().await {
            assert_eq!(outcome.unwrap().after, 3, "{engine:?}");
        }
        assert_eq!(applied(&test.db).await.len(), 3, "{engine:?}");
    }
}

#[tokio::test]
async fn a_set_out_of_order_is_refused() {
    for test in TestDb::engines("empty", &[]).await {
        let outcome = test.db.migrate("one", &[SECOND, FIRST]).await;
        assert!(matches!(outcome, Err(SqlError::Settings(_))), "{outcome:?}");
        let deferred = step(1, "d", "CREATE TABLE d (n bigint UNIQUE DEFERRABLE)");
        let outcome = test.db.migrate("one", &[deferred]).await;
        assert!(matches!(outcome, Err(SqlError::Settings(_))), "{outcome:?}");
    }
}
