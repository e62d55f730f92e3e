//! Wake-ups for who waits for changes of a mailbox (Ping, hanging Sync, IDLE).
//!
//! A wake-up is a hint: whoever hears it reads again. In this process it comes with the commit;
//! from other nodes by the database's notifications; from other processes on the same SQLite file
//! by looking at its version number, and then at the mailboxes that somebody watches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use consentry_sql::{Db, Engine, SqlError, Wake};
use tokio::sync::watch;

use crate::error::MailError;
use crate::id::Owner;
use crate::store::Mailboxes;

/// The name of our wake-ups among the database's.
const CHANNEL: &str = "mail";
/// How often the version number of an SQLite file is looked at.
const POLL: Duration = Duration::from_millis(500);
/// Mailboxes that one question names; more are asked for together.
const SINGLE: usize = 64;

/// Hears of changes of one mailbox.
#[derive(Debug)]
pub struct Watch(watch::Receiver<i64>);

impl Watch {
    /// Waits for the next change since this was made or last returned. May return without one.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The store is gone, and with it everything that could change.
            std::future::pending::<()>().await;
        }
    }
}

impl Mailboxes {
    /// Begins to watch a mailbox. Read after this, not before: then nothing is missed.
    pub async fn watch(&self, owner: Owner) -> Result<Watch, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let newest = self.newest(mailbox).await?;
        Ok(Watch(self.hub().subscribe(mailbox, newest)))
    }
}

/// Who watches which mailbox; the value is the last change that was told.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    watched: Mutex<BTreeMap<i64, watch::Sender<i64>>>,
}

impl Hub {
    /// Makes the hub and the task that feeds it; the task ends when the store is dropped.
    pub(crate) fn start(db: &Db) -> Arc<Self> {
        let hub = Arc::new(Self::default());
        match db.engine() {
            Engine::Sqlite => start(poll(db.clone(), Arc::downgrade(&hub))),
            Engine::Postgres => start(hear(db.clone(), Arc::downgrade(&hub))),
        }
        hub
    }

    fn subscribe(&self, mailbox: i64, newest: i64) -> watch::Receiver<i64> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.entry(mailbox).or_insert_with(|| watch::Sender::new(newest)).subscribe()
    }

    /// Tells this process and, where there may be others, the other nodes.
    pub(crate) async fn tell(&self, db: &Db, mailbox: i64, modseq: i64) {
        self.note(mailbox, modseq);
        if db.engine() == Engine::Postgres
            && let Err(why) = db.wake(CHANNEL, &mailbox.to_string()).await
        {
            tracing::debug!(error = %why, "other nodes were not woken");
        }
    }

    fn wake(&self, mailbox: i64) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = watched.get(&mailbox) {
            sender.send_modify(|_| {});
        }
    }

    fn wake_all(&self) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in watched.values() {
            sender.send_modify(|_| {});
        }
    }

    /// The watched mailboxes; those that nobody watches any more are forgotten.
    fn mailboxes(&self) -> Vec<i64> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|_, sender| sender.receiver_count() > 0);
        watched.keys().copied().collect()
    }

    /// Wakes who watches a mailbox whose last change is another than was told.
    fn note(&self, mailbox: i64, newest: i64) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = watched.get(&mailbox) {
            sender.send_if_modified(|told| std::mem::replace(told, newest.max(*told)) < newest);
        }
    }
}

/// Listens to other nodes.
async fn hear(db: Db, hub: Weak<Hub>) {
    let mut wakes = db.listen();
    drop(db);
    while let Some(wake) = wakes.next().await {
        let Some(hub) = hub.upgrade() else { return };
        match wake {
            Wake::Missed => hub.wake_all(),
            Wake::Hint { channel, payload } if &*channel == CHANNEL => {
                if let Ok(mailbox) = payload.parse() {
                    hub.wake(mailbox);
                }
            }
            Wake::Hint { .. } => {}
        }
    }
}

/// Looks for what other processes wrote.
async fn poll(db: Db, hub: Weak<Hub>) {
    let mut seen = None;
    loop {
        tokio::time::sleep(POLL).await;
        let Some(hub) = hub.upgrade() else { return };
        match look(&db, &hub, &mut seen).await {
            Ok(()) => {}
            Err(SqlError::Closed) => return,
            Err(why) => tracing::warn!(error = %why, "cannot look for changes of mailboxes"),
        }
    }
}

async fn look(db: &Db, hub: &Hub, seen: &mut Option<i64>) -> Result<(), SqlError> {
    let version = db.data_version()?;
    if version == *seen {
        return Ok(());
    }
    *seen = version;
    let mailboxes = hub.mailboxes();
    let mut reader = db.read().await?;
    if mailboxes.len() > SINGLE {
        let sql = "SELECT id, modseq FROM mailbox ORDER BY id";
        for (mailbox, newest) in reader.list_dynamic(sql, &[]).await? {
            hub.note(mailbox, newest);
        }
        return Ok(());
    }
    for mailbox in mailboxes {
        let sql = "SELECT modseq FROM mailbox WHERE id = $1";
        if let Some(newest) = reader.one(sql, &[mailbox.into()]).await? {
            hub.note(mailbox, newest);
        }
    }
    Ok(())
}

/// The one place where this crate starts tasks.
#[expect(
    clippy::disallowed_methods,
    reason = "the task only hints and ends with its store, so there is nothing to wait for"
)]
fn start(task: impl Future<Output = ()> + Send + 'static) {
    drop(tokio::spawn(task));
}
