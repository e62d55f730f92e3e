//! A mailbox of its own for each test, on each engine.

use consentry_mailbox::{
    DeviceId, FolderId, FolderKind, ItemRef, MIGRATION_SET, MIGRATIONS, Mailboxes, NewMessage,
    Owner,
};
use consentry_model::{TenantId, Timestamp, UserId};
use consentry_sql::Engine;
use consentry_sql::test_support::TestDb;

/// When the tests happen.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);

/// A store with one mailbox.
pub(crate) struct Place {
    pub(crate) store: Mailboxes,
    pub(crate) owner: Owner,
    pub(crate) inbox: FolderId,
    pub(crate) db: TestDb,
}

impl Place {
    /// One on each engine at hand.
    pub(crate) async fn all() -> Vec<Self> {
        let mut places = Vec::new();
        for db in TestDb::engines(MIGRATION_SET, MIGRATIONS).await {
            let store = Mailboxes::open(db.db.clone());
            let owner = owner(1);
            store.ensure(owner).await.unwrap();
            let inbox = store.default_folder(owner, FolderKind::Inbox).await.unwrap();
            places.push(Self { store, owner, inbox, db });
        }
        places
    }

    pub(crate) fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// Puts a message with this subject into the Inbox.
    pub(crate) async fn add(&self, subject: &str) -> ItemRef {
        self.add_at(subject, NOW).await
    }

    pub(crate) async fn add_at(&self, subject: &str, received: Timestamp) -> ItemRef {
        let message = NewMessage::unread(mail(subject), received);
        self.store.append(self.owner, self.inbox, message).await.unwrap()
    }
}

/// Users by number.
pub(crate) fn owner(number: u128) -> Owner {
    let uuid = uuid::Uuid::from_u128;
    Owner::new(TenantId::from_uuid(uuid(7)), UserId::from_uuid(uuid(number)))
}

pub(crate) fn device(id: &str) -> DeviceId {
    id.parse().unwrap()
}

/// A small message.
pub(crate) fn mail(subject: &str) -> Vec<u8> {
    format!("From: Ada <ada@x.example>\r\nTo: sam@x.example\r\nSubject: {subject}\r\n\r\nHello\r\n")
        .into_bytes()
}
