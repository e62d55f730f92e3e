//! Messages in the store: read, open, mark, move, delete.

use consentry_sql::SqlError;

use super::{Change, Mailboxes, SUMMARY, append::flag_column, folders, summary_columns};
use crate::changes::KnownBy;
use crate::error::MailError;
use crate::folder::FolderKind;
use crate::id::{FolderId, ItemId, ItemRef, Owner};
use crate::message::{Patch, Summary};
use crate::mime::{Content, FileReference, OpenedMessage};
use crate::sync_state::Actor;

/// Messages up to this size are opened where they are; larger ones on the blocking pool.
const SMALL: usize = 64 << 10;

/// How a move ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is there now, under this name.
    To(ItemRef),
    /// It was there already.
    Already,
    /// There is no such message.
    NoItem,
    /// There is no such folder to move to.
    NoTarget,
}

impl Mailboxes {
    /// What lists know of a message.
    pub async fn summary(&self, owner: Owner, at: ItemRef) -> Result<Option<Summary>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        let args = [mailbox.into(), at.item.0.into(), at.folder.0.into()];
        Ok(reader.one(SUMMARY, &args).await?)
    }

    /// A page of a folder, newest first, behind `after`.
    pub async fn list(
        &self,
        owner: Owner,
        folder: FolderId,
        after: Option<&Summary>,
        limit: u32,
    ) -> Result<Vec<Summary>, MailError> {
        const SQL: &str = concat!(
            "SELECT ",
            summary_columns!(),
            " FROM mail_message WHERE mailbox = $1 AND folder = $2 \
             AND (received, id) < ($3, $4) ORDER BY received DESC, id DESC LIMIT $5"
        );
        let mailbox = self.mailbox(owner).await?;
        let (received, id) =
            after.map_or((i64::MAX, i64::MAX), |after| (after.received.millis(), after.item.0));
        let limit = i64::from(limit.min(1_000));
        let mut reader = self.db.read().await?;
        let args = [mailbox.into(), folder.0.into(), received.into(), id.into(), limit.into()];
        Ok(reader.list_dynamic(SQL, &args).await?)
    }

    /// How many messages are in a folder, and how many of them are unread.
    pub async fn count(&self, owner: Owner, folder: FolderId) -> Result<(u64, u64), MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        let sql = "SELECT count(*), CAST(coalesce(sum(1 - seen), 0) AS bigint) \
                   FROM mail_message WHERE mailbox = $1 AND folder = $2";
        let counted: Vec<(i64, i64)> =
            reader.list_dynamic(sql, &[mailbox.into(), folder.0.into()]).await?;
        let (all, unread) = counted.first().copied().unwrap_or_default();
        Ok((u64::try_from(all).unwrap_or(0), u64::try_from(unread).unwrap_or(0)))
    }

    /// The message, byte for byte.
    pub async fn raw(&self, owner: Owner, at: ItemRef) -> Result<Option<Vec<u8>>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        let sql = "SELECT r.bytes FROM mail_message m \
                   JOIN mail_raw r ON r.mailbox = m.mailbox AND r.id = m.raw \
                   WHERE m.mailbox = $1 AND m.id = $2 AND m.folder = $3";
        let args = [mailbox.into(), at.item.0.into(), at.folder.0.into()];
        Ok(reader.one(sql, &args).await?)
    }

    /// The message with its text, HTML and attachments.
    pub async fn open_message(
        &self,
        owner: Owner,
        at: ItemRef,
    ) -> Result<Option<OpenedMessage>, MailError> {
        let Some(raw) = self.raw(owner, at).await? else { return Ok(None) };
        if raw.len() <= SMALL {
            return Ok(Some(OpenedMessage::new(&raw)));
        }
        elsewhere(move || OpenedMessage::new(&raw)).await.map(Some)
    }

    /// The decoded bytes of one part.
    pub async fn attachment(
        &self,
        owner: Owner,
        reference: FileReference,
    ) -> Result<Option<Content>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        let sql = "SELECT bytes FROM mail_raw WHERE mailbox = $1 AND id = $2";
        let raw = reader.one::<Vec<u8>>(sql, &[mailbox.into(), reference.raw.into()]).await?;
        drop(reader);
        let Some(raw) = raw else { return Ok(None) };
        elsewhere(move || OpenedMessage::part(&raw, reference.part)).await
    }

    /// Marks a message; `false` if it is not there. What `by` asks for itself it is not told.
    pub async fn mark(
        &self,
        owner: Owner,
        at: ItemRef,
        patch: &Patch,
        by: Option<Actor<'_>>,
    ) -> Result<bool, MailError> {
        let mut change = self.change(owner).await?;
        let marked = change.mark(at, patch, by).await?;
        if marked != Marked::Changed {
            return Ok(marked == Marked::Same);
        }
        change.commit().await?;
        Ok(true)
    }

    /// Moves a message; it gets a new number there.
    pub async fn move_to(
        &self,
        owner: Owner,
        at: ItemRef,
        target: FolderId,
        by: Option<Actor<'_>>,
    ) -> Result<Moved, MailError> {
        let mut change = self.change(owner).await?;
        if folders::find(&mut change.unit, change.mailbox, target).await?.is_none() {
            return Ok(Moved::NoTarget);
        }
        if !change.holds(at).await? {
            return Ok(Moved::NoItem);
        }
        if at.folder == target {
            return Ok(Moved::Already);
        }
        let item = change.carry(at, target, by.map(|by| by.device.as_str())).await?;
        change.commit().await?;
        Ok(Moved::To(ItemRef { folder: target, item }))
    }

    /// Deletes a message for good; `false` if it is not there.
    pub async fn erase(
        &self,
        owner: Owner,
        at: ItemRef,
        by: Option<Actor<'_>>,
    ) -> Result<bool, MailError> {
        let mut change = self.change(owner).await?;
        if !change.holds(at).await? {
            return Ok(false);
        }
        change.erase(at, by.map(|by| by.device.as_str())).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Moves a message to Deleted Items, or deletes it for good if it is there already.
    pub async fn discard(
        &self,
        owner: Owner,
        at: ItemRef,
        by: Option<Actor<'_>>,
    ) -> Result<bool, MailError> {
        let bin = self.default_folder(owner, FolderKind::DeletedItems).await?;
        if at.folder == bin {
            return self.erase(owner, at, by).await;
        }
        Ok(matches!(self.move_to(owner, at, bin, by).await?, Moved::To(_)))
    }

    /// Deletes all messages of a folder for good; how many there were.
    pub async fn empty_folder(&self, owner: Owner, folder: FolderId) -> Result<u64, MailError> {
        let mut erased = 0;
        loop {
            let mut change = self.change(owner).await?;
            let Some(items) = change.some_items(folder).await? else { return Ok(erased) };
            for item in items {
                change.erase(ItemRef { folder, item }, None).await?;
                erased += 1;
            }
            change.commit().await?;
        }
    }
}

/// Runs what may take long off the async threads.
async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, MailError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| MailError::Sql(SqlError::Closed))
}

/// How marking a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    /// Something is different now.
    Changed,
    /// It was like that already.
    Same,
    /// There is no such message.
    NoItem,
}

impl Change {
    pub(crate) async fn mark(
        &mut self,
        at: ItemRef,
        patch: &Patch,
        by: Option<Actor<'_>>,
    ) -> Result<Marked, MailError> {
        let args = [self.mailbox.into(), at.item.0.into(), at.folder.0.into()];
        let Some(before) = self.unit.one::<Summary>(SUMMARY, &args).await? else {
            return Ok(Marked::NoItem);
        };
        let read = patch.read.unwrap_or(before.read);
        let replied = patch.replied.unwrap_or(before.replied);
        let flag = patch.flag.as_ref().unwrap_or(&before.flag);
        if (read, replied, flag) == (before.read, before.replied, &before.flag) {
            return Ok(Marked::Same);
        }
        let author = match by {
            Some(by) if by.is_up_to_date(&before, &self.known_by(at).await?) => {
                Some(by.device.as_str())
            }
            _ => None,
        };
        self.unit
            .run(
                "UPDATE mail_message SET seen = $3, replied = $4, flag = $5, modseq = $6, \
                 author = $7 WHERE mailbox = $1 AND id = $2",
                &[
                    self.mailbox.into(),
                    at.item.0.into(),
                    read.into(),
                    replied.into(),
                    (&flag_column(flag)).into(),
                    self.modseq.into(),
                    author.into(),
                ],
            )
            .await?;
        self.touch(at.folder).await?;
        Ok(Marked::Changed)
    }

    async fn known_by(&mut self, at: ItemRef) -> Result<KnownBy, SqlError> {
        let sql = "SELECT creator, author FROM mail_message WHERE mailbox = $1 AND id = $2";
        let known_by = self.unit.one(sql, &[self.mailbox.into(), at.item.0.into()]).await?;
        Ok(known_by.unwrap_or_default())
    }

    async fn holds(&mut self, at: ItemRef) -> Result<bool, SqlError> {
        let sql = "SELECT id FROM mail_message WHERE mailbox = $1 AND id = $2 AND folder = $3";
        let args = [self.mailbox.into(), at.item.0.into(), at.folder.0.into()];
        Ok(self.unit.one::<i64>(sql, &args).await?.is_some())
    }

    /// Moves a message that is there; its new number.
    pub(crate) async fn carry(
        &mut self,
        at: ItemRef,
        target: FolderId,
        device: Option<&str>,
    ) -> Result<ItemId, SqlError> {
        self.bury(at, device).await?;
        let item = self.next_item().await?;
        self.unit
            .run(
                "UPDATE mail_message SET id = $3, folder = $4, created = $5, modseq = $5, \
                 creator = NULL, author = NULL WHERE mailbox = $1 AND id = $2",
                &[
                    self.mailbox.into(),
                    at.item.0.into(),
                    item.0.into(),
                    target.0.into(),
                    self.modseq.into(),
                ],
            )
            .await?;
        self.touch(at.folder).await?;
        self.touch(target).await?;
        Ok(item)
    }

    /// Deletes a message that is there, with its bytes.
    pub(crate) async fn erase(
        &mut self,
        at: ItemRef,
        device: Option<&str>,
    ) -> Result<(), SqlError> {
        self.bury(at, device).await?;
        let sql = "DELETE FROM mail_message WHERE mailbox = $1 AND id = $2 RETURNING raw";
        let raw: Option<i64> = self.unit.one(sql, &[self.mailbox.into(), at.item.0.into()]).await?;
        let sql = "DELETE FROM mail_raw WHERE mailbox = $1 AND id = $2";
        self.unit.run(sql, &[self.mailbox.into(), raw.into()]).await?;
        self.touch(at.folder).await.map(drop)
    }
}
