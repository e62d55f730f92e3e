//! Units of work: all or nothing, each for itself, in turn.

use std::time::Duration;

use consentry_sql::test_support::TestDb;
use consentry_sql::{Db, Engine, Migration, SqlError, Unit};
use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tokio::time::timeout;

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "tables of the units",
    sql: "CREATE TABLE token (id bigint PRIMARY KEY, state text NOT NULL);
          CREATE TABLE audit (id bigint PRIMARY KEY);",
}];

const USE: &str = "UPDATE token SET state = 'used' WHERE id = $1 AND state = 'live'";
const NOTE: &str = "INSERT INTO audit (id) VALUES ($1)";

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read().await.unwrap().one(sql, &[]).await.unwrap().unwrap()
}

async fn audits(db: &Db) -> i64 {
    count(db, "SELECT count(*) FROM audit").await
}

async fn noted(db: &Db, id: i64) -> Unit {
    let mut unit = db.unit().await.unwrap();
    unit.run(NOTE, &[id.into()]).await.unwrap();
    unit
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_unit_hurts_no_other() {
    const CALLERS: i64 = 64;
    const EACH: i64 = 25;
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        let mut unit = noted(db, -1).await;
        for id in 0..CALLERS * EACH {
            let sql = "INSERT INTO token (id, state) VALUES ($1, 'live')";
            unit.run(sql, &[id.into()]).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut callers = JoinSet::new();
        for caller in 0..CALLERS {
            let db = db.clone();
            callers.spawn(async move {
                let mut failures = 0;
                for at in 0..EACH {
                    let id = at * CALLERS + caller;
                    let mut unit = db.unit().await.unwrap();
                    assert_eq!(unit.run(USE, &[id.into()]).await.unwrap(), 1);
                    let key = if id % 10 == 9 { -1 } else { id };
                    match unit.run(NOTE, &[key.into()]).await {
                        Ok(_) => unit.commit().await.unwrap(),
                        Err(why) => {
                            assert!(why.is_unique_violation(), "{why:?}");
                            failures += 1;
                        }
                    }
                }
                failures
            });
        }
        let failures: i64 = callers.join_all().await.into_iter().sum();
        assert_eq!(failures, CALLERS * EACH / 10, "{engine:?}");
        let want = CALLERS * EACH - failures;
        let used = count(db, "SELECT count(*) FROM token WHERE state = 'used'").await;
        assert_eq!((used, audits(db).await - 1), (want, want), "{engine:?}");
    }
}

#[tokio::test]
async fn after_a_failure_a_unit_can_only_be_dropped() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        let mut unit = noted(db, 1).await;
        assert!(unit.run(NOTE, &[1.into()]).await.unwrap_err().is_unique_violation());
        let more = unit.run(NOTE, &[2.into()]).await;
        assert!(matches!(more, Err(SqlError::UnitFailed)), "{engine:?}: {more:?}");
        let kept = unit.commit().await;
        assert!(matches!(kept, Err(SqlError::UnitFailed)), "{engine:?}: {kept:?}");
        assert_eq!(audits(db).await, 0, "{engine:?}");
        noted(db, 1).await.commit().await.unwrap();
        assert_eq!(audits(db).await, 1, "{engine:?}: the next one is not touched by it");
    }
}

#[tokio::test]
async fn a_dropped_unit_leaves_no_trace_and_no_lock() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        drop(noted(db, 1).await);
        noted(db, 2).await.commit().await.unwrap();
        drop(noted(db, 1).await);
        drop(noted(db, 3).await);
        noted(db, 1).await.commit().await.unwrap();
        let mut reader = db.read().await.unwrap();
        let ids: Vec<i64> = reader.all("SELECT id FROM audit ORDER BY id", &[]).await.unwrap();
        assert_eq!(ids, [1, 2], "{engine:?}");
    }
}

#[tokio::test]
async fn a_panic_rolls_back() {
    for test in TestDb::engines("units", TABLES).await {
        let db = test.db.clone();
        let mut task = JoinSet::new();
        task.spawn(async move {
            let _unit = noted(&db, 1).await;
            panic!("as a mistake would");
        });
        assert!(task.join_next().await.unwrap().is_err());
        noted(&test.db, 1).await.commit().await.unwrap();
        assert_eq!(audits(&test.db).await, 1, "{:?}", test.engine());
    }
}

#[tokio::test]
async fn who_stops_waiting_for_a_turn_takes_none() {
    for test in TestDb::engines("units", TABLES).await {
        if test.engine() == Engine::Postgres {
            continue; // units overlap there
        }
        let first = noted(&test.db, 1).await;
        let waited = timeout(Duration::from_millis(20), test.db.unit()).await;
        assert!(waited.is_err(), "a turn is taken by one at a time");
        first.commit().await.unwrap();
        noted(&test.db, 2).await.commit().await.unwrap();
        assert_eq!(audits(&test.db).await, 2);
    }
}

#[tokio::test]
async fn who_stops_waiting_for_the_commit_does_not_stop_it() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        let unit = noted(db, 1).await;
        let mut commit = Box::pin(unit.commit());
        // One poll hands the work over.
        assert!((&mut commit).now_or_never().is_none(), "{engine:?}");
        drop(commit);
        noted(db, 2).await.commit().await.unwrap();
        let seen = timeout(Duration::from_secs(5), async {
            while audits(db).await < 2 {
                tokio::task::yield_now().await;
            }
        });
        seen.await.unwrap_or_else(|_| panic!("{engine:?}: the commit was lost"));
    }
}

#[tokio::test]
async fn who_stops_in_the_middle_leaves_no_trace() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        for step in 1..12 {
            // Drops the whole future after so many polls: at each of its waits once.
            let work = async {
                let mut unit = db.unit().await.unwrap();
                unit.run(NOTE, &[1.into()]).await.unwrap();
                unit.run(NOTE, &[2.into()]).await.unwrap();
                std::future::pending::<()>().await;
                unit.commit().await.unwrap();
            };
            let mut work = Box::pin(work);
            for _ in 0..step {
                assert!((&mut work).now_or_never().is_none());
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        noted(db, 1).await.commit().await.unwrap();
        assert_eq!(audits(db).await, 1, "{engine:?}");
    }
}

#[tokio::test]
async fn a_reader_does_not_wait_for_a_writer_nor_the_other_way() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        let mut reader = db.read().await.unwrap();
        let unit = noted(db, 1).await;
        let sql = "SELECT count(*) FROM audit";
        let during: Option<i64> = reader.one(sql, &[]).await.unwrap();
        assert_eq!(during, Some(0), "{engine:?}");
        unit.commit().await.unwrap();
        let after: Option<i64> = reader.one(sql, &[]).await.unwrap();
        assert_eq!(after, Some(1), "{engine:?}: the same reader sees it once it is committed");
    }
}

#[tokio::test]
async fn a_closed_database_refuses() {
    for test in TestDb::engines("units", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        noted(db, 1).await.commit().await.unwrap();
        db.close().await;
        assert!(matches!(db.unit().await, Err(SqlError::Closed)), "{engine:?}");
        assert!(matches!(db.read().await, Err(SqlError::Closed)), "{engine:?}");
        db.close().await;
    }
}

#[tokio::test]
async fn futures_may_move_between_threads() {
    fn sendable<T: Send>(work: T) -> T {
        work
    }
    for test in TestDb::engines("units", TABLES).await {
        let db = &test.db;
        sendable(async {
            let mut unit = db.unit().await.unwrap();
            let text = String::from("live");
            unit.run("INSERT INTO token (id, state) VALUES ($2, $1)", &[(&text).into(), 1.into()])
                .await
                .unwrap();
            let found: Option<(i64, String)> =
                unit.one("SELECT id, state FROM token", &[]).await.unwrap();
            assert_eq!(found, Some((1, text)));
            unit.commit().await.unwrap();
        })
        .await;
    }
}
