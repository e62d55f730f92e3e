//! Putting messages into folders: parsed first, stored after, so that a unit of work stays short.

use consentry_sql::{SqlError, Unit};

use super::{Change, Mailboxes};
use crate::error::MailError;
use crate::id::{FolderId, ItemId, ItemRef, Owner};
use crate::message::{Draft, Flag, NewMessage};
use crate::mime::{Headers, MAX_MESSAGE_BYTES, summarize};

/// Messages up to this size are parsed where they are; larger ones go to the blocking pool.
const SMALL: usize = 64 << 10;

/// A message that is ready to be stored.
#[derive(Debug)]
pub(crate) struct PreparedMessage {
    message: NewMessage,
    headers: Headers,
    flag: Option<String>,
}

/// Parses a message; refuses one that is too large.
pub(crate) async fn prepare(message: NewMessage) -> Result<PreparedMessage, MailError> {
    let size = message.raw.len();
    if size > MAX_MESSAGE_BYTES {
        return Err(MailError::TooLarge { size, limit: MAX_MESSAGE_BYTES });
    }
    if size <= SMALL {
        return Ok(PreparedMessage::new(message));
    }
    let prepared = tokio::task::spawn_blocking(move || PreparedMessage::new(message)).await;
    prepared.map_err(|_| MailError::Sql(SqlError::Closed))
}

impl PreparedMessage {
    fn new(message: NewMessage) -> Self {
        let headers = summarize(&message.raw, message.received);
        let flag = flag_column(&message.flag);
        Self { message, headers, flag }
    }
}

/// The column for a flag; nothing for none.
pub(crate) fn flag_column(flag: &Flag) -> Option<String> {
    if *flag == Flag::default() {
        return None;
    }
    // Texts and numbers always serialize, and U+0000 is escaped.
    serde_json::to_string(flag).ok()
}

impl Mailboxes {
    /// Puts a message into a folder.
    pub async fn append(
        &self,
        owner: Owner,
        folder: FolderId,
        message: NewMessage,
    ) -> Result<ItemRef, MailError> {
        let added = self.append_all(owner, folder, vec![message]).await?;
        added.first().copied().ok_or(MailError::NoFolder)
    }

    /// Puts messages into a folder: all or, if one is too large, none.
    pub async fn append_all(
        &self,
        owner: Owner,
        folder: FolderId,
        messages: Vec<NewMessage>,
    ) -> Result<Vec<ItemRef>, MailError> {
        let mut prepared = Vec::with_capacity(messages.len());
        for message in messages {
            prepared.push(prepare(message).await?);
        }
        let mut change = self.change(owner).await?;
        let mut added = Vec::with_capacity(prepared.len());
        for message in &prepared {
            added.push(ItemRef { folder, item: change.add(folder, message, None).await? });
        }
        change.commit().await?;
        Ok(added)
    }
}

impl Change {
    /// Stores a message; `creator` is the device that knows it already.
    pub(crate) async fn add(
        &mut self,
        folder: FolderId,
        message: &PreparedMessage,
        creator: Option<&str>,
    ) -> Result<ItemId, MailError> {
        let at = Place { mailbox: self.mailbox, folder, modseq: self.modseq };
        add(&mut self.unit, at, message, creator).await
    }
}

/// Where a message goes, and the number of the change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) mailbox: i64,
    pub(crate) folder: FolderId,
    pub(crate) modseq: i64,
}

/// Stores a message in a unit that has taken the mailbox's turn.
pub(crate) async fn add(
    unit: &mut Unit,
    at: Place,
    new: &PreparedMessage,
    creator: Option<&str>,
) -> Result<ItemId, MailError> {
    if !super::touch(unit, at.mailbox, at.folder, at.modseq).await? {
        return Err(MailError::NoFolder);
    }
    let next: Option<(i64, i64)> = unit
        .one(
            "UPDATE mailbox SET last_item = last_item + 1, last_raw = last_raw + 1 \
             WHERE id = $1 RETURNING last_item, last_raw",
            &[at.mailbox.into()],
        )
        .await?;
    let (id, raw) = next.ok_or(MailError::NoMailbox)?;
    unit.run(
        "INSERT INTO mail_raw (mailbox, id, bytes) VALUES ($1, $2, $3)",
        &[at.mailbox.into(), raw.into(), (&new.message.raw).into()],
    )
    .await?;
    insert(unit, at, new, (id, raw), creator).await?;
    Ok(ItemId(id))
}

async fn insert(
    unit: &mut Unit,
    at: Place,
    new: &PreparedMessage,
    (id, raw): (i64, i64),
    creator: Option<&str>,
) -> Result<(), SqlError> {
    let PreparedMessage { message, headers, flag } = new;
    let size = i64::try_from(message.raw.len()).unwrap_or(i64::MAX);
    let draft = message.draft == Draft::Yes;
    unit.run(
        "INSERT INTO mail_message (mailbox, id, folder, created, modseq, creator, author, \
         received, raw, size, seen, replied, draft, flag, subject, sender, recipients, copies, \
         reply_to, display_to, message_id, topic, conversation, conversation_index, class, \
         importance, attachments, native, code_page, preview) VALUES ($1, $2, $3, $4, $4, $5, \
         $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28)",
        &[
            at.mailbox.into(),
            id.into(),
            at.folder.0.into(),
            at.modseq.into(),
            creator.into(),
            message.received.millis().into(),
            raw.into(),
            size.into(),
            message.read.into(),
            message.replied.into(),
            draft.into(),
            flag.into(),
            (&headers.subject).into(),
            (&headers.from).into(),
            (&headers.to).into(),
            (&headers.cc).into(),
            (&headers.reply_to).into(),
            (&headers.display_to).into(),
            (&headers.message_id).into(),
            (&headers.topic).into(),
            (&headers.conversation).into(),
            (&headers.conversation_index).into(),
            (&headers.class).into(),
            headers.importance.code().into(),
            headers.attachments.into(),
            headers.native.code().into(),
            headers.code_page.into(),
            (&headers.preview).into(),
        ],
    )
    .await?;
    Ok(())
}
