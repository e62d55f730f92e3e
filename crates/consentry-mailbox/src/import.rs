//! Taking mail over from files: Maildir, mbox, single messages and folders of them.
//!
//! Files are read one after the other on a thread of their own and stored in small units of work,
//! so memory stays flat. What cannot be taken is listed with the reason; the bytes of the rest are
//! kept as they were.

mod files;
mod maildir;
mod mbox;
mod name;

use std::path::{Path, PathBuf};

use consentry_model::Timestamp;
use tokio::sync::mpsc;

use crate::error::{ImportError, MailError};
use crate::folder::{FolderKind, FolderName};
use crate::id::{FolderId, Owner};
use crate::message::{Draft, Flag, NewMessage};
use crate::mime::received_at;
use crate::store::Mailboxes;

/// Messages of one unit of work, if they are small.
const BATCH_MESSAGES: usize = 50;
/// Bytes of one unit of work, about.
const BATCH_BYTES: usize = 4 << 20;
/// Messages that are read ahead.
const AHEAD: usize = 8;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Messages that are in the mailbox now.
    pub messages: u64,
    /// Folders that were used.
    pub folders: u64,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

/// A file, or a place in one, that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path; for mbox with the number of the message.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Default(FolderKind),
    /// Names from the top down.
    Named(Vec<FolderName>),
}

/// What a reader found.
#[derive(Debug)]
enum Found {
    Message { target: Target, message: FoundMessage },
    Skipped(Skipped),
}

/// A message as its file shows it.
#[derive(Debug)]
struct FoundMessage {
    raw: Vec<u8>,
    /// What the file's name or time says, where the message itself says nothing.
    noted: Option<Timestamp>,
    read: bool,
    flagged: bool,
    replied: bool,
    draft: bool,
}

impl FoundMessage {
    fn read(raw: Vec<u8>, noted: Option<Timestamp>) -> Self {
        Self { raw, noted, read: true, flagged: false, replied: false, draft: false }
    }

    fn into_new(self, now: Timestamp) -> NewMessage {
        let noted = self.noted.filter(|noted| *noted <= now);
        NewMessage {
            received: received_at(&self.raw, now).or(noted).unwrap_or(now),
            raw: self.raw,
            read: self.read,
            replied: self.replied,
            flag: if self.flagged { Flag::active() } else { Flag::default() },
            draft: if self.draft { Draft::Yes } else { Draft::No },
        }
    }
}

/// The reader's end of the line to the store.
struct Sink(mpsc::Sender<Found>);

/// The store is gone, so reading on is of no use.
struct Hangup;

impl Sink {
    fn found(&self, target: &Target, message: FoundMessage) -> Result<(), Hangup> {
        let found = Found::Message { target: target.clone(), message };
        self.0.blocking_send(found).map_err(|_| Hangup)
    }

    fn skip(&self, path: &Path, reason: &dyn std::fmt::Display) -> Result<(), Hangup> {
        self.skip_named(path.display().to_string(), reason)
    }

    fn skip_named(&self, path: String, reason: &dyn std::fmt::Display) -> Result<(), Hangup> {
        let skipped = Skipped { path, reason: reason.to_string() };
        self.0.blocking_send(Found::Skipped(skipped)).map_err(|_| Hangup)
    }
}

impl Mailboxes {
    /// Imports a Maildir, an mbox file, a single message, or a folder of `.eml` and `.txt` files.
    pub async fn import_path(
        &self,
        owner: Owner,
        path: &Path,
        now: Timestamp,
    ) -> Result<Imported, ImportError> {
        let unreadable = |cause| ImportError::Path { path: path.display().to_string(), cause };
        tokio::fs::metadata(path).await.map_err(unreadable)?;
        let (sender, mut found) = mpsc::channel(AHEAD);
        let start: PathBuf = path.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            // A store that hung up has its own error to tell.
            drop(files::walk(&start, &Sink(sender)));
        });
        let mut import = Import::new(self, owner, now);
        while let Some(one) = found.recv().await {
            import.take(one).await?;
        }
        import.flush().await?;
        if reading.await.is_err() {
            let reason = "reading ended early".to_owned();
            import.done.skipped.push(Skipped { path: path.display().to_string(), reason });
        }
        Ok(import.done)
    }
}

/// An import that is on.
struct Import<'a> {
    store: &'a Mailboxes,
    owner: Owner,
    now: Timestamp,
    folders: Vec<(Target, FolderId)>,
    batch: Vec<NewMessage>,
    batch_bytes: usize,
    batch_folder: Option<FolderId>,
    done: Imported,
}

impl<'a> Import<'a> {
    const fn new(store: &'a Mailboxes, owner: Owner, now: Timestamp) -> Self {
        Self {
            store,
            owner,
            now,
            folders: Vec::new(),
            batch: Vec::new(),
            batch_bytes: 0,
            batch_folder: None,
            done: Imported { messages: 0, folders: 0, skipped: Vec::new() },
        }
    }

    async fn take(&mut self, found: Found) -> Result<(), MailError> {
        let (target, message) = match found {
            Found::Skipped(skipped) => {
                self.done.skipped.push(skipped);
                return Ok(());
            }
            Found::Message { target, message } => (target, message),
        };
        let folder = self.folder(target).await?;
        if self.batch_folder != Some(folder) {
            self.flush().await?;
            self.batch_folder = Some(folder);
        }
        self.batch_bytes += message.raw.len();
        self.batch.push(message.into_new(self.now));
        if self.batch.len() >= BATCH_MESSAGES || self.batch_bytes >= BATCH_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), MailError> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let Some(folder) = self.batch_folder.filter(|_| !batch.is_empty()) else { return Ok(()) };
        let stored = self.store.append_all(self.owner, folder, batch).await?;
        self.done.messages += u64::try_from(stored.len()).unwrap_or(0);
        Ok(())
    }

    async fn folder(&mut self, target: Target) -> Result<FolderId, MailError> {
        if let Some((_, id)) = self.folders.iter().find(|(known, _)| *known == target) {
            return Ok(*id);
        }
        let id = match &target {
            Target::Default(kind) => self.store.default_folder(self.owner, *kind).await?,
            Target::Named(names) => {
                let mut parent = None;
                for name in names {
                    parent = Some(self.store.folder_named(self.owner, parent, name).await?);
                }
                match parent {
                    Some(id) => id,
                    None => self.store.default_folder(self.owner, FolderKind::Inbox).await?,
                }
            }
        };
        self.folders.push((target, id));
        self.done.folders += 1;
        Ok(id)
    }
}
