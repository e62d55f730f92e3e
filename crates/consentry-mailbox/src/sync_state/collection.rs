//! The key of one folder on one device, and the key before it.

use consentry_sql::{FromRow, Row, SqlError};

use super::key;
use crate::changes::Progress;
use crate::error::MailError;
use crate::id::{DeviceId, FolderId, Owner};
use crate::store::Mailboxes;

/// A device's place in a folder, opened with one of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The folder.
    pub folder: FolderId,
    /// The device.
    pub device: DeviceId,
    /// The key that the client sent.
    pub key: String,
    /// What the client has with it.
    pub progress: Progress,
    /// What the client asked for last (filter, body preferences), as the face keeps it.
    pub options: String,
}

/// What a key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// The newest key: go on from here.
    Current(Collection),
    /// The key before it: the answer was lost. Answer again what led from here to `next`, with
    /// the newest key; nothing is to be committed.
    Repeated {
        /// Where the client stands.
        from: Collection,
        /// Where the lost answer led.
        next: Progress,
        /// The key of the lost answer.
        next_key: String,
    },
    /// Neither: the client starts again at 0.
    Unknown,
}

/// How moving on ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commit {
    /// The new key.
    Key(String),
    /// Another request with the same key was first: open again, which now says `Repeated`.
    Lost,
}

struct Stored {
    key: Option<i64>,
    progress: Option<String>,
    previous_key: Option<i64>,
    previous_progress: Option<String>,
    options: String,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        Ok(Self {
            key: row.get(0)?,
            progress: row.get(1)?,
            previous_key: row.get(2)?,
            previous_progress: row.get(3)?,
            options: row.get(4)?,
        })
    }
}

impl Mailboxes {
    /// Looks a key up. Key `0` is not looked up: see [`Self::start_collection`].
    pub async fn open_collection(
        &self,
        owner: Owner,
        device: &DeviceId,
        folder: FolderId,
        sync_key: &str,
    ) -> Result<KeyState, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let Some(given) = key(sync_key) else { return Ok(KeyState::Unknown) };
        let mut reader = self.db().read().await?;
        let sql = "SELECT key, progress, previous_key, previous_progress, options \
                   FROM eas_collection WHERE mailbox = $1 AND device = $2 AND folder = $3";
        let args = [mailbox.into(), device.as_str().into(), folder.0.into()];
        let Some(stored) = reader.one::<Stored>(sql, &args).await? else {
            return Ok(KeyState::Unknown);
        };
        let Some(current) = stored.key else { return Ok(KeyState::Unknown) };
        let opened = |progress| Collection {
            folder,
            device: device.clone(),
            key: sync_key.to_owned(),
            progress,
            options: stored.options.clone(),
        };
        if given == current {
            return Ok(KeyState::Current(opened(read(stored.progress.as_deref(), device)?)));
        }
        if stored.previous_key == Some(given) {
            let from = opened(read(stored.previous_progress.as_deref(), device)?);
            let next = read(stored.progress.as_deref(), device)?;
            return Ok(KeyState::Repeated { from, next, next_key: current.to_string() });
        }
        Ok(KeyState::Unknown)
    }

    /// Answers key 0: forgets what the device had of this folder and gives a first key.
    pub async fn start_collection(
        &self,
        owner: Owner,
        device: &DeviceId,
        folder: FolderId,
        options: &str,
    ) -> Result<String, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let progress = write(&Progress::start(self.newest(mailbox).await?));
        let mut unit = self.db().unit().await?;
        let given: Option<i64> = unit
            .one(
                "INSERT INTO eas_collection (mailbox, device, folder, counter, key, progress, \
                 options) VALUES ($1, $2, $3, 1, 1, $4, $5) \
                 ON CONFLICT (mailbox, device, folder) DO UPDATE SET \
                 counter = eas_collection.counter + 1, key = eas_collection.counter + 1, \
                 progress = $4, previous_key = NULL, previous_progress = NULL, options = $5 \
                 RETURNING key",
                &[
                    mailbox.into(),
                    device.as_str().into(),
                    folder.0.into(),
                    (&progress).into(),
                    options.into(),
                ],
            )
            .await?;
        let sql = "DELETE FROM eas_done WHERE mailbox = $1 AND device = $2 AND folder = $3";
        unit.run(sql, &[mailbox.into(), device.as_str().into(), folder.0.into()]).await?;
        unit.commit().await?;
        given.map(|key| key.to_string()).ok_or(MailError::NoFolder)
    }

    /// Moves a device on from where it was opened as [`KeyState::Current`].
    pub async fn commit_collection(
        &self,
        owner: Owner,
        opened: &Collection,
        next: &Progress,
        options: &str,
    ) -> Result<Commit, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let Some(given) = key(&opened.key) else { return Ok(Commit::Lost) };
        let mut unit = self.db().unit().await?;
        let next = write(next);
        let new: Option<i64> = unit
            .one(
                "UPDATE eas_collection SET previous_key = key, previous_progress = progress, \
                 counter = counter + 1, key = counter + 1, progress = $5, options = $6 \
                 WHERE mailbox = $1 AND device = $2 AND folder = $3 AND key = $4 RETURNING key",
                &[
                    mailbox.into(),
                    opened.device.as_str().into(),
                    opened.folder.0.into(),
                    given.into(),
                    (&next).into(),
                    options.into(),
                ],
            )
            .await?;
        let Some(new) = new else { return Ok(Commit::Lost) };
        unit.commit().await?;
        Ok(Commit::Key(new.to_string()))
    }

    /// The device's newest position in a folder, without a key: what Ping watches.
    pub async fn collection_progress(
        &self,
        owner: Owner,
        device: &DeviceId,
        folder: FolderId,
    ) -> Result<Option<Progress>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db().read().await?;
        let sql = "SELECT progress FROM eas_collection \
                   WHERE mailbox = $1 AND device = $2 AND folder = $3 AND key IS NOT NULL";
        let args = [mailbox.into(), device.as_str().into(), folder.0.into()];
        match reader.one::<Option<String>>(sql, &args).await? {
            Some(stored) => read(stored.as_deref(), device).map(Some),
            None => Ok(None),
        }
    }
}

fn write(progress: &Progress) -> String {
    // Numbers always serialize.
    serde_json::to_string(progress).unwrap_or_default()
}

fn read(stored: Option<&str>, device: &DeviceId) -> Result<Progress, MailError> {
    serde_json::from_str(stored.unwrap_or_default())
        .map_err(|why| SqlError::corrupt("eas_collection", device.as_str(), why).into())
}
