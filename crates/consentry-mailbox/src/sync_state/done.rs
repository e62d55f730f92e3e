//! What a device did under an id of its own making, so that a repeated request is not done twice.

use consentry_model::Timestamp;
use consentry_sql::{SqlError, Unit};

use super::Actor;
use crate::delivery::Once;
use crate::error::MailError;
use crate::id::{FolderId, ItemId, ItemRef, Owner};
use crate::message::NewMessage;
use crate::store::{Mailboxes, prepare};

/// A message that a device put into a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedItem {
    /// It is new.
    New(ItemRef),
    /// It was added by an earlier request with the same id.
    Before(ItemRef),
}

impl AddedItem {
    /// Where it is.
    pub const fn at(self) -> ItemRef {
        match self {
            Self::New(at) | Self::Before(at) => at,
        }
    }
}

/// Notes something done; `false` if it was noted before. Folder 0 is for what was sent.
pub(crate) async fn note(
    unit: &mut Unit,
    mailbox: i64,
    once: &Once<'_>,
    (folder, item): (i64, i64),
    at: Timestamp,
) -> Result<bool, SqlError> {
    let sql = "INSERT INTO eas_done (mailbox, device, folder, client_id, item, done_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let args = [
        mailbox.into(),
        once.device.as_str().into(),
        folder.into(),
        once.client_id.into(),
        item.into(),
        at.millis().into(),
    ];
    Ok(unit.run(sql, &args).await? == 1)
}

const FIND: &str = "SELECT item FROM eas_done \
                    WHERE mailbox = $1 AND device = $2 AND folder = $3 AND client_id = $4";

impl Mailboxes {
    /// Puts a message of a device's own making into a folder, once for each of its client ids. The
    /// device is not told of it.
    pub async fn add_from_device(
        &self,
        owner: Owner,
        folder: FolderId,
        message: NewMessage,
        client_id: &str,
        by: Actor<'_>,
    ) -> Result<AddedItem, MailError> {
        let received = message.received;
        let message = prepare(message).await?;
        let mut change = self.change(owner).await?;
        let once = Once { device: by.device, client_id };
        let args =
            [change.mailbox.into(), by.device.as_str().into(), folder.0.into(), client_id.into()];
        if let Some(item) = change.unit.one(FIND, &args).await? {
            return Ok(AddedItem::Before(ItemRef { folder, item: ItemId(item) }));
        }
        let item = change.add(folder, &message, Some(by.device.as_str())).await?;
        let mailbox = change.mailbox;
        note(&mut change.unit, mailbox, &once, (folder.0, item.0), received).await?;
        change.commit().await?;
        Ok(AddedItem::New(ItemRef { folder, item }))
    }

    /// Whether a device has sent a message under this id.
    pub async fn was_sent(&self, owner: Owner, once: &Once<'_>) -> Result<bool, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db().read().await?;
        let args =
            [mailbox.into(), once.device.as_str().into(), 0_i64.into(), once.client_id.into()];
        Ok(reader.one::<i64>(FIND, &args).await?.is_some())
    }

    /// Forgets ids of before `before`: no client repeats a request for that long. How many.
    pub async fn forget_done(&self, before: Timestamp) -> Result<u64, MailError> {
        let mut unit = self.db().unit().await?;
        let sql = "DELETE FROM eas_done WHERE done_at < $1";
        let forgotten = unit.run(sql, &[before.millis().into()]).await?;
        unit.commit().await?;
        Ok(forgotten)
    }
}
