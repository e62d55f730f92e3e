//! Opening a directory: new, again, by two at once, newer than the program.

use consentry_sql::{Migration, SqlError, test_support::TestDb};
use consentry_store::{MIGRATIONS, SET, Store, StoreError, VENDORS};

use crate::world::{World, master};

#[tokio::test]
async fn bi_398_a_directory_of_a_newer_program_is_refused_and_not_written() {
    for world in World::all().await {
        let engine = world.engine();
        let newest = MIGRATIONS.last().unwrap().version;
        let next = Migration {
            version: newest + 1,
            name: "tomorrow",
            sql: "CREATE TABLE tomorrow (id text NOT NULL PRIMARY KEY);",
        };
        let mut migrations = MIGRATIONS.to_vec();
        migrations.push(next);
        world.test.db.migrate(SET, &migrations).await.unwrap();
        let mut unit = world.store.unit().await.unwrap();
        unit.set_setting("well-known-applications", "0").await.unwrap();
        unit.commit().await.unwrap();
        let refused = Store::open(world.test.db.clone(), master()).await;
        let known = matches!(
            refused,
            Err(StoreError::NewerSchema { found, known }) if found == newest + 1 && known == newest
        );
        assert!(known, "{engine}: {refused:?}");
        // The older program would have taken in its applications here.
        let number = world.store.read().await.unwrap().setting("well-known-applications").await;
        assert_eq!(number.unwrap().as_deref(), Some("0"), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_nodes_start_at_once_on_an_empty_database() {
    for test in TestDb::engines("empty", &[]).await {
        let mut nodes = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let db = test.db.clone();
            nodes.spawn(async move { Store::open(db, master()).await });
        }
        let engine = test.engine();
        for node in nodes.join_all().await {
            let store = node.unwrap();
            let mut read = store.read().await.unwrap();
            assert_eq!(read.applications().await.unwrap().len(), 10, "{engine:?}");
            assert!(read.tenant(VENDORS).await.unwrap().is_some(), "{engine:?}");
        }
    }
}

#[tokio::test]
async fn a_dropped_unit_leaves_no_trace() {
    for world in World::all().await {
        let mut unit = world.store.unit().await.unwrap();
        unit.set_setting("kept", "no").await.unwrap();
        drop(unit);
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.setting("kept").await.unwrap(), None, "{}", world.engine());
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_is_named() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.test.db.unit().await.unwrap();
        let sql = "UPDATE users SET state = 'sleepy' WHERE id = $1";
        let id = world.adele.id.to_string();
        unit.run(sql, &[(&id).into()]).await.unwrap();
        unit.commit().await.unwrap();
        let found = world.store.read().await.unwrap().user(world.contoso.id, world.adele.id).await;
        let Err(StoreError::Corrupt { place, reason }) = found else {
            panic!("{engine}: {found:?}");
        };
        assert_eq!(place, format!("users {id}"), "{engine}");
        assert!(reason.contains("sleepy"), "{engine}: {reason}");
    }
}

#[tokio::test]
async fn a_closed_database_is_not_available() {
    for world in World::all().await {
        world.test.db.close().await;
        let refused = world.store.read().await.map(drop);
        let refused = match refused {
            Ok(()) => world.store.unit().await.map(drop),
            refused => refused,
        };
        let closed = matches!(
            refused,
            Err(StoreError::Unavailable(SqlError::Closed | SqlError::Unavailable { .. }))
        );
        assert!(closed, "{}: {refused:?}", world.engine());
    }
}
