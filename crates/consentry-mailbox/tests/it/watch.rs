//! Wake-ups reach who waits, from this process and from others.

use std::time::Duration;

use consentry_mailbox::{Mailboxes, NewMessage, Watch};
use consentry_sql::{Db, Durability, PostgresOptions, SqliteOptions};

use crate::place::{NOW, Place, mail, owner};

async fn woken(watch: &mut Watch) -> bool {
    tokio::time::timeout(Duration::from_secs(5), watch.changed()).await.is_ok()
}

#[tokio::test]
async fn a_change_wakes_who_watches_this_mailbox() {
    for place in Place::all().await {
        place.store.ensure(owner(2)).await.unwrap();
        let mut mine = place.store.watch(place.owner).await.unwrap();
        let mut other = place.store.watch(owner(2)).await.unwrap();
        // The first news of a new listener may be that it may have missed some.
        drop(tokio::time::timeout(Duration::from_millis(800), other.changed()).await);
        place.add("one").await;
        assert!(woken(&mut mine).await, "{:?}", place.engine());
        let quiet = tokio::time::timeout(Duration::from_millis(800), other.changed()).await;
        assert!(quiet.is_err(), "{:?}", place.engine());
    }
}

#[tokio::test]
async fn a_change_of_another_process_wakes_too() {
    for place in Place::all().await {
        let db = match (place.db.file(), place.db.url()) {
            (Some(file), _) => {
                let options =
                    SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
                Db::open_sqlite(&file, options).await.unwrap()
            }
            (_, url) => Db::open_postgres(&url.unwrap(), PostgresOptions::default()).await.unwrap(),
        };
        let elsewhere = Mailboxes::open(db);
        let mut watch = place.store.watch(place.owner).await.unwrap();
        // Lets the listener settle; the first news may be that it may have missed some.
        drop(tokio::time::timeout(Duration::from_millis(800), watch.changed()).await);
        let message = NewMessage::unread(mail("one"), NOW);
        elsewhere.append(place.owner, place.inbox, message).await.unwrap();
        let within = tokio::time::timeout(Duration::from_secs(2), watch.changed()).await;
        assert!(within.is_ok(), "{:?}", place.engine());
    }
}
