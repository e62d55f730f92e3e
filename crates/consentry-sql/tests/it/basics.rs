//! What every caller does: write in a unit, read by key, list, wake.

use consentry_sql::test_support::TestDb;
use consentry_sql::{Arg, Migration, Queries, SqlError, Wake};

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "one table",
    sql: "CREATE TABLE item (id text PRIMARY KEY, n bigint NOT NULL, note text, body bytea);",
}];

const ADD: &str = "INSERT INTO item (id, n, note, body) VALUES ($1, $2, $3, $4)";

type Item = (String, i64, Option<String>, Option<Vec<u8>>);

async fn count(queries: &mut impl Queries) -> Result<i64, SqlError> {
    Ok(queries.one("SELECT count(*) FROM item", &[]).await?.unwrap_or(0))
}

#[tokio::test]
async fn what_is_committed_is_read_and_what_is_dropped_is_not() {
    for test in TestDb::engines("basics", TABLES).await {
        let (db, engine) = (&test.db, test.engine());
        let mut unit = db.unit().await.unwrap();
        let args: [Arg<'_>; 4] = ["a".into(), 1.into(), Arg::Text(None), b"\0\xff".into()];
        assert_eq!(unit.run(ADD, &args).await.unwrap(), 1, "{engine:?}");
        assert_eq!(count(&mut unit).await.unwrap(), 1, "{engine:?}: sees its own work");
        let mut reader = db.read().await.unwrap();
        assert_eq!(count(&mut reader).await.unwrap(), 0, "{engine:?}: not yet committed");
        unit.commit().await.unwrap();
        let mut unit = db.unit().await.unwrap();
        unit.run(ADD, &["b".into(), 2.into(), "x".into(), Arg::Blob(None)]).await.unwrap();
        drop(unit);
        let sql = "SELECT id, n, note, body FROM item ORDER BY id";
        let rows: Vec<Item> = reader.all(sql, &[]).await.unwrap();
        let want = vec![("a".to_owned(), 1, None, Some(vec![0, 255]))];
        assert_eq!(rows, want, "{engine:?}");
        let rows: Vec<Item> = reader.list_dynamic(sql, &[]).await.unwrap();
        assert_eq!(rows, want, "{engine:?}: built text");
    }
}

#[tokio::test]
async fn a_wake_up_is_heard() {
    for test in TestDb::engines("basics", TABLES).await {
        let engine = test.engine();
        let mut wakes = test.db.listen();
        if engine == consentry_sql::Engine::Postgres {
            assert_eq!(wakes.next().await, Some(Wake::Missed), "the listener is up");
        }
        test.db.wake("mail", "42").await.unwrap();
        let want = Wake::Hint { channel: "mail".into(), payload: "42".into() };
        assert_eq!(wakes.next().await, Some(want), "{engine:?}");
    }
}
