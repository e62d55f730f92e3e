//! The key of the folder hierarchy on one device, and the key before it.
//!
//! Key 0 begins anew and leaves the collections alone: some clients ask so before each change.

use consentry_sql::{FromRow, Row, SqlError};

use super::key;
use crate::error::MailError;
use crate::folder::{Folder, FolderName};
use crate::id::{DeviceId, FolderId, Modseq, Owner};
use crate::store::{Change, Mailboxes, changed_folders, folder_version};

/// What a device has to learn about folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderChanges {
    /// The key to go on with.
    pub key: String,
    /// New to the device.
    pub adds: Vec<Folder>,
    /// Renamed or moved.
    pub updates: Vec<Folder>,
    /// Gone.
    pub deletes: Vec<FolderId>,
}

/// How a FolderSync ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderSync {
    /// The key is not known: the client starts again at 0.
    Unknown,
    /// What changed since that key.
    Changes(FolderChanges),
}

/// What a device wants to do with a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderChange<'a> {
    /// Make one.
    Create {
        /// Where; `None` at the top.
        parent: Option<FolderId>,
        /// Its name.
        name: &'a FolderName,
    },
    /// Rename and move one.
    Update {
        /// Which.
        id: FolderId,
        /// Where to; `None` for the top.
        parent: Option<FolderId>,
        /// Its new name.
        name: &'a FolderName,
    },
    /// Delete one.
    Delete {
        /// Which.
        id: FolderId,
    },
}

/// The folder keys of a device.
#[derive(Debug, Clone, Copy)]
struct Keys {
    counter: i64,
    current: Option<(i64, i64)>,
    previous: Option<(i64, i64)>,
}

impl FromRow for Keys {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let pair = |key: Option<i64>, modseq: Option<i64>| key.zip(modseq);
        Ok(Self {
            counter: row.get(0)?,
            current: pair(row.get(1)?, row.get(2)?),
            previous: pair(row.get(3)?, row.get(4)?),
        })
    }
}

impl Keys {
    /// The change up to which a client with this key knows the folders.
    fn since(&self, given: i64) -> Option<i64> {
        let both = [self.current, self.previous];
        both.into_iter().flatten().find(|(key, _)| *key == given).map(|(_, modseq)| modseq)
    }
}

const KEYS: &str = "SELECT folder_counter, folder_key, folder_modseq, folder_previous_key, \
                    folder_previous_modseq FROM eas_device WHERE mailbox = $1 AND device = $2";

impl Mailboxes {
    /// Answers FolderSync for one of the device's two live keys, or for `0`.
    pub async fn sync_folders(
        &self,
        owner: Owner,
        device: &DeviceId,
        sync_key: &str,
    ) -> Result<FolderSync, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut unit = self.db().unit().await?;
        unit.lock(&format!("eas_device {mailbox} {device}")).await?;
        let args = [mailbox.into(), device.as_str().into()];
        let Some(keys) = unit.one::<Keys>(KEYS, &args).await? else {
            return Ok(FolderSync::Unknown);
        };
        let given = key(sync_key);
        let since = match given {
            Some(given) => keys.since(given),
            None => (sync_key == "0").then_some(0),
        };
        let Some(since) = since else { return Ok(FolderSync::Unknown) };
        let version = folder_version(&mut unit, mailbox).await?;
        let (live, deletes) = changed_folders(&mut unit, mailbox, since).await?;
        let (adds, updates) = live.into_iter().partition(|folder| folder.created.0 > since);
        let mut answer = FolderChanges { key: sync_key.to_owned(), adds, updates, deletes };
        if since > 0 && version.0 <= since {
            return Ok(FolderSync::Changes(answer));
        }
        let before = given.map(|given| (given, since)).or(keys.current);
        answer.key = advance(&mut unit, (mailbox, device), &keys, before, version).await?;
        unit.commit().await?;
        Ok(FolderSync::Changes(answer))
    }

    /// Whether folders changed that a device has not heard of.
    pub async fn folders_changed(
        &self,
        owner: Owner,
        device: &DeviceId,
    ) -> Result<bool, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db().read().await?;
        let version = folder_version(&mut reader, mailbox).await?;
        let args = [mailbox.into(), device.as_str().into()];
        let keys = reader.one::<Keys>(KEYS, &args).await?;
        let known = keys.and_then(|keys| keys.current).map_or(0, |(_, modseq)| modseq);
        Ok(version.0 > known)
    }

    /// Makes, renames, moves or deletes a folder for a device with one of its live keys: the
    /// folder and the new key. `None` if the key is not known.
    pub async fn change_folders(
        &self,
        owner: Owner,
        device: &DeviceId,
        sync_key: &str,
        wanted: FolderChange<'_>,
    ) -> Result<Option<(FolderId, String)>, MailError> {
        let mut change = self.change(owner).await?;
        let mailbox = change.mailbox;
        change.unit.lock(&format!("eas_device {mailbox} {device}")).await?;
        let args = [mailbox.into(), device.as_str().into()];
        let keys = change.unit.one::<Keys>(KEYS, &args).await?;
        let given = key(sync_key);
        let known = keys.zip(given).and_then(|(keys, given)| Some((keys, keys.since(given)?)));
        let (Some((keys, since)), Some(given)) = (known, given) else { return Ok(None) };
        let version = folder_version(&mut change.unit, mailbox).await?;
        let folder = change.carry_out(wanted).await?;
        // A device that missed somebody else's change hears of it, and of its own, next time.
        let knows = if version.0 <= since { change.modseq } else { since };
        let before = Some((given, since));
        let place = (mailbox, device);
        let key = advance(&mut change.unit, place, &keys, before, Modseq(knows)).await?;
        change.commit().await?;
        Ok(Some((folder, key)))
    }
}

impl Change {
    async fn carry_out(&mut self, wanted: FolderChange<'_>) -> Result<FolderId, MailError> {
        match wanted {
            FolderChange::Create { parent, name } => self.create_folder(parent, name).await,
            FolderChange::Update { id, parent, name } => {
                self.update_folder(id, parent, name).await.map(|()| id)
            }
            FolderChange::Delete { id } => self.delete_folder(id).await.map(|()| id),
        }
    }
}

/// Gives the next key; `before` is what stays good beside it.
async fn advance(
    unit: &mut consentry_sql::Unit,
    (mailbox, device): (i64, &DeviceId),
    keys: &Keys,
    before: Option<(i64, i64)>,
    knows: Modseq,
) -> Result<String, SqlError> {
    let next = keys.counter + 1;
    unit.run(
        "UPDATE eas_device SET folder_counter = $3, folder_key = $3, folder_modseq = $4, \
         folder_previous_key = $5, folder_previous_modseq = $6 \
         WHERE mailbox = $1 AND device = $2",
        &[
            mailbox.into(),
            device.as_str().into(),
            next.into(),
            knows.0.into(),
            before.map(|(key, _)| key).into(),
            before.map(|(_, modseq)| modseq).into(),
        ],
    )
    .await?;
    Ok(next.to_string())
}
