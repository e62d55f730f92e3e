//! The mailbox store: one database for all mailboxes, a unit of work for each change.
//!
//! Every change begins with [`Change::begin`], which takes the mailbox's next `modseq` and so its
//! turn; it ends with [`Change::commit`], which wakes who watches. Rulings 18 and 24.

mod append;
mod folders;
mod messages;
mod row;

use std::sync::Arc;

use consentry_sql::{Db, Migration, SqlError, Unit};

use crate::error::MailError;
use crate::folder::FolderKind;
use crate::id::{FolderId, ItemId, ItemRef, Owner};
use crate::watch::Hub;

pub(crate) use append::{Place, PreparedMessage, add, prepare};
pub(crate) use folders::{changed as changed_folders, default_folder, folder_version};
pub use messages::Moved;
pub(crate) use row::{SUMMARY, summary_columns};

/// The name of the mailbox tables among a database's sets of tables.
pub const MIGRATION_SET: &str = "mailbox";

/// The mailbox tables, oldest step first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "mail", sql: include_str!("migrations/001_mail.sql") },
    Migration { version: 2, name: "devices", sql: include_str!("migrations/002_devices.sql") },
];

/// All mailboxes of an installation. Cloning is cheap; all clones are one store.
#[derive(Debug, Clone)]
pub struct Mailboxes {
    db: Db,
    hub: Arc<Hub>,
}

impl Mailboxes {
    /// Opens the store on its database and begins to listen for changes of other processes; must
    /// be called inside a tokio runtime. The tables must be there: see [`Self::migrate`].
    pub fn open(db: Db) -> Self {
        let hub = Hub::start(&db);
        Self { db, hub }
    }

    /// Brings the tables to this version.
    pub async fn migrate(db: &Db) -> Result<(), MailError> {
        db.migrate(MIGRATION_SET, MIGRATIONS).await?;
        Ok(())
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Makes the user's mailbox with its folders, unless it is there.
    pub async fn ensure(&self, owner: Owner) -> Result<(), MailError> {
        if self.number(owner).await?.is_some() {
            return Ok(());
        }
        let (tenant, user) = (owner.tenant.to_string(), owner.user.to_string());
        let mut unit = self.db.unit().await?;
        let made: Option<i64> = unit
            .one(
                "INSERT INTO mailbox (tenant, owner, modseq, folder_modseq, last_folder, \
                 last_item, last_raw) VALUES ($1, $2, 1, 1, $3, 0, 0) \
                 ON CONFLICT (tenant, owner) DO NOTHING RETURNING id",
                &[(&tenant).into(), (&user).into(), DEFAULT_FOLDERS.into()],
            )
            .await?;
        let Some(mailbox) = made else { return Ok(()) };
        for (id, (kind, name)) in (1_i64..).zip(FolderKind::DEFAULTS) {
            unit.run(
                "INSERT INTO mail_folder (mailbox, id, parent, kind, name, folded, created, \
                 modseq, deleted, content) VALUES ($1, $2, 0, $3, $4, $5, 1, 1, 0, 1)",
                &[
                    mailbox.into(),
                    id.into(),
                    kind.column().into(),
                    name.into(),
                    (&name.to_lowercase()).into(),
                ],
            )
            .await?;
        }
        unit.commit().await?;
        Ok(())
    }

    /// Whether the user has a mailbox here.
    pub async fn exists(&self, owner: Owner) -> Result<bool, MailError> {
        Ok(self.number(owner).await?.is_some())
    }

    /// The mailbox's number in the tables.
    async fn number(&self, owner: Owner) -> Result<Option<i64>, MailError> {
        let (tenant, user) = (owner.tenant.to_string(), owner.user.to_string());
        let mut reader = self.db.read().await?;
        let sql = "SELECT id FROM mailbox WHERE tenant = $1 AND owner = $2";
        Ok(reader.one(sql, &[(&tenant).into(), (&user).into()]).await?)
    }

    pub(crate) async fn mailbox(&self, owner: Owner) -> Result<i64, MailError> {
        self.number(owner).await?.ok_or(MailError::NoMailbox)
    }

    /// The last change of a mailbox.
    pub(crate) async fn newest(&self, mailbox: i64) -> Result<i64, MailError> {
        let mut reader = self.db.read().await?;
        let sql = "SELECT modseq FROM mailbox WHERE id = $1";
        reader.one(sql, &[mailbox.into()]).await?.ok_or(MailError::NoMailbox)
    }

    pub(crate) async fn change(&self, owner: Owner) -> Result<Change, MailError> {
        let mailbox = self.mailbox(owner).await?;
        Change::begin(self, mailbox).await
    }
}

const DEFAULT_FOLDERS: i64 = 5;

/// A unit of work that changes one mailbox.
pub(crate) struct Change {
    pub(crate) unit: Unit,
    pub(crate) mailbox: i64,
    pub(crate) modseq: i64,
    hub: Arc<Hub>,
    db: Db,
}

impl Change {
    async fn begin(store: &Mailboxes, mailbox: i64) -> Result<Self, MailError> {
        let mut unit = store.db.unit().await?;
        let modseq = next_modseq(&mut unit, mailbox).await?;
        Ok(Self { unit, mailbox, modseq, hub: Arc::clone(&store.hub), db: store.db.clone() })
    }

    /// Notes that the content of a folder changed; `false` if there is no such folder.
    pub(crate) async fn touch(&mut self, folder: FolderId) -> Result<bool, SqlError> {
        touch(&mut self.unit, self.mailbox, folder, self.modseq).await
    }

    pub(crate) async fn commit(self) -> Result<(), MailError> {
        let Self { unit, mailbox, modseq, hub, db } = self;
        unit.commit().await?;
        hub.tell(&db, mailbox, modseq).await;
        Ok(())
    }

    /// Leaves a note for devices that had the message in this folder.
    pub(crate) async fn bury(&mut self, at: ItemRef, author: Option<&str>) -> Result<(), SqlError> {
        self.unit
            .run(
                "INSERT INTO mail_gone (mailbox, folder, modseq, item, created, received, \
                 creator, author) SELECT mailbox, folder, $3, id, created, received, creator, $4 \
                 FROM mail_message WHERE mailbox = $1 AND id = $2",
                &[self.mailbox.into(), at.item.0.into(), self.modseq.into(), author.into()],
            )
            .await?;
        Ok(())
    }

    /// The next free number for a message.
    pub(crate) async fn next_item(&mut self) -> Result<ItemId, SqlError> {
        let sql = "UPDATE mailbox SET last_item = last_item + 1 WHERE id = $1 RETURNING last_item";
        let next: Option<i64> = self.unit.one(sql, &[self.mailbox.into()]).await?;
        next.map(ItemId).ok_or_else(|| {
            SqlError::corrupt("mailbox", &self.mailbox.to_string(), "it vanished in its unit")
        })
    }
}

/// Takes the mailbox's turn; its row stays locked to the end of the unit.
pub(crate) async fn next_modseq(unit: &mut Unit, mailbox: i64) -> Result<i64, MailError> {
    let sql = "UPDATE mailbox SET modseq = modseq + 1 WHERE id = $1 RETURNING modseq";
    unit.one(sql, &[mailbox.into()]).await?.ok_or(MailError::NoMailbox)
}

pub(crate) async fn touch(
    unit: &mut Unit,
    mailbox: i64,
    folder: FolderId,
    modseq: i64,
) -> Result<bool, SqlError> {
    let sql = "UPDATE mail_folder SET content = $3 WHERE mailbox = $1 AND id = $2 AND deleted = 0";
    Ok(unit.run(sql, &[mailbox.into(), folder.0.into(), modseq.into()]).await? == 1)
}
