//! Folders in the store: list, make, rename and move, delete.
//!
//! A deleted folder's row stays as the note for devices that had it; its name is free again.

use consentry_sql::{Queries, SqlError};

use super::{Change, Mailboxes};
use crate::error::MailError;
use crate::folder::{Folder, FolderKind, FolderName, folder_columns};
use crate::id::{FolderId, ItemId, ItemRef, Modseq, Owner};

const LIST: &str = concat!(
    "SELECT ",
    folder_columns!(),
    " FROM mail_folder WHERE mailbox = $1 AND deleted = 0 ORDER BY id"
);
const FIND: &str = concat!(
    "SELECT ",
    folder_columns!(),
    " FROM mail_folder WHERE mailbox = $1 AND id = $2 AND deleted = 0"
);
const BY_KIND: &str = concat!(
    "SELECT ",
    folder_columns!(),
    " FROM mail_folder WHERE mailbox = $1 AND kind = $2 AND deleted = 0 ORDER BY id LIMIT 1"
);
const BY_NAME: &str = concat!(
    "SELECT ",
    folder_columns!(),
    " FROM mail_folder WHERE mailbox = $1 AND parent = $2 AND folded = $3 AND deleted = 0"
);
/// Messages that one step of a folder's deletion moves.
const STEP: i64 = 500;

impl Mailboxes {
    /// All folders, oldest first.
    pub async fn folders(&self, owner: Owner) -> Result<Vec<Folder>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        Ok(reader.all(LIST, &[mailbox.into()]).await?)
    }

    /// A folder by its number.
    pub async fn folder(&self, owner: Owner, id: FolderId) -> Result<Option<Folder>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        find(&mut reader, mailbox, id).await
    }

    /// The folder that every mailbox has for this kind.
    pub async fn default_folder(
        &self,
        owner: Owner,
        kind: FolderKind,
    ) -> Result<FolderId, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        default_folder(&mut reader, mailbox, kind).await
    }

    /// The last change of any folder's name, place or being; grows only then.
    pub async fn folder_version(&self, owner: Owner) -> Result<Modseq, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        folder_version(&mut reader, mailbox).await
    }

    /// Makes a folder; at the top if `parent` is `None`.
    pub async fn create_folder(
        &self,
        owner: Owner,
        parent: Option<FolderId>,
        name: &FolderName,
    ) -> Result<FolderId, MailError> {
        let mut change = self.change(owner).await?;
        let id = change.create_folder(parent, name).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Gives a folder another name and place.
    pub async fn update_folder(
        &self,
        owner: Owner,
        id: FolderId,
        parent: Option<FolderId>,
        name: &FolderName,
    ) -> Result<(), MailError> {
        let mut change = self.change(owner).await?;
        change.update_folder(id, parent, name).await?;
        change.commit().await
    }

    /// Deletes a folder with those in it. Their messages go to Deleted Items; those of a folder
    /// below Deleted Items are gone for good.
    pub async fn delete_folder(&self, owner: Owner, id: FolderId) -> Result<(), MailError> {
        let mut change = self.change(owner).await?;
        change.delete_folder(id).await?;
        change.commit().await
    }

    /// The folder of this name under `parent`, made if it is missing.
    pub(crate) async fn folder_named(
        &self,
        owner: Owner,
        parent: Option<FolderId>,
        name: &FolderName,
    ) -> Result<FolderId, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db.read().await?;
        let folded = name.folded();
        let args = [mailbox.into(), number(parent).into(), (&folded).into()];
        if let Some(folder) = reader.one::<Folder>(BY_NAME, &args).await? {
            return Ok(folder.id);
        }
        drop(reader);
        self.create_folder(owner, parent, name).await
    }
}

fn number(parent: Option<FolderId>) -> i64 {
    parent.map_or(0, |parent| parent.0)
}

pub(crate) async fn find(
    queries: &mut impl Queries,
    mailbox: i64,
    id: FolderId,
) -> Result<Option<Folder>, MailError> {
    Ok(queries.one(FIND, &[mailbox.into(), id.0.into()]).await?)
}

pub(crate) async fn default_folder(
    queries: &mut impl Queries,
    mailbox: i64,
    kind: FolderKind,
) -> Result<FolderId, MailError> {
    let found = queries.one::<Folder>(BY_KIND, &[mailbox.into(), kind.column().into()]).await?;
    found.map(|folder| folder.id).ok_or(MailError::NoFolder)
}

pub(crate) async fn folder_version(
    queries: &mut impl Queries,
    mailbox: i64,
) -> Result<Modseq, MailError> {
    let sql = "SELECT folder_modseq FROM mailbox WHERE id = $1";
    let version = queries.one(sql, &[mailbox.into()]).await?;
    version.map(Modseq).ok_or(MailError::NoMailbox)
}

/// What changed in the folders after `since`: those that are there, and those that are gone.
pub(crate) async fn changed(
    queries: &mut impl Queries,
    mailbox: i64,
    since: i64,
) -> Result<(Vec<Folder>, Vec<FolderId>), SqlError> {
    const LIVE: &str = concat!(
        "SELECT ",
        folder_columns!(),
        " FROM mail_folder WHERE mailbox = $1 AND modseq > $2 AND deleted = 0 ORDER BY id"
    );
    const DEAD: &str = "SELECT id FROM mail_folder WHERE mailbox = $1 AND modseq > $2 \
                        AND created <= $2 AND deleted = 1 ORDER BY id";
    let args = [mailbox.into(), since.into()];
    let live = queries.all(LIVE, &args).await?;
    let dead: Vec<i64> = queries.all(DEAD, &args).await?;
    Ok((live, dead.into_iter().map(FolderId).collect()))
}

impl Change {
    /// Notes that the hierarchy changed.
    async fn note_hierarchy(&mut self) -> Result<(), SqlError> {
        let sql = "UPDATE mailbox SET folder_modseq = $2 WHERE id = $1";
        self.unit.run(sql, &[self.mailbox.into(), self.modseq.into()]).await.map(drop)
    }

    async fn refuse_taken(
        &mut self,
        parent: Option<FolderId>,
        name: &FolderName,
        own: FolderId,
    ) -> Result<(), MailError> {
        if let Some(parent) = parent
            && find(&mut self.unit, self.mailbox, parent).await?.is_none()
        {
            return Err(MailError::NoParent);
        }
        let folded = name.folded();
        let args = [self.mailbox.into(), number(parent).into(), (&folded).into()];
        match self.unit.one::<Folder>(BY_NAME, &args).await? {
            Some(other) if other.id != own => Err(MailError::FolderExists),
            _ => Ok(()),
        }
    }

    pub(crate) async fn create_folder(
        &mut self,
        parent: Option<FolderId>,
        name: &FolderName,
    ) -> Result<FolderId, MailError> {
        self.refuse_taken(parent, name, FolderId(0)).await?;
        let sql =
            "UPDATE mailbox SET last_folder = last_folder + 1 WHERE id = $1 RETURNING last_folder";
        let id: Option<i64> = self.unit.one(sql, &[self.mailbox.into()]).await?;
        let id = id.ok_or(MailError::NoMailbox)?;
        self.unit
            .run(
                "INSERT INTO mail_folder (mailbox, id, parent, kind, name, folded, created, \
                 modseq, deleted, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, $7)",
                &[
                    self.mailbox.into(),
                    id.into(),
                    number(parent).into(),
                    FolderKind::Mail.column().into(),
                    name.as_str().into(),
                    (&name.folded()).into(),
                    self.modseq.into(),
                ],
            )
            .await?;
        self.note_hierarchy().await?;
        Ok(FolderId(id))
    }

    async fn own_folder(&mut self, id: FolderId) -> Result<(), MailError> {
        match find(&mut self.unit, self.mailbox, id).await? {
            None => Err(MailError::NoFolder),
            Some(folder) if folder.kind == FolderKind::Mail => Ok(()),
            Some(_) => Err(MailError::FolderStays),
        }
    }

    pub(crate) async fn update_folder(
        &mut self,
        id: FolderId,
        parent: Option<FolderId>,
        name: &FolderName,
    ) -> Result<(), MailError> {
        self.own_folder(id).await?;
        self.refuse_taken(parent, name, id).await?;
        if let Some(parent) = parent
            && self.below(id).await?.contains(&parent)
        {
            return Err(MailError::FolderLoop);
        }
        self.unit
            .run(
                "UPDATE mail_folder SET parent = $3, name = $4, folded = $5, modseq = $6 \
                 WHERE mailbox = $1 AND id = $2",
                &[
                    self.mailbox.into(),
                    id.0.into(),
                    number(parent).into(),
                    name.as_str().into(),
                    (&name.folded()).into(),
                    self.modseq.into(),
                ],
            )
            .await?;
        Ok(self.note_hierarchy().await?)
    }

    /// The folder and all below it.
    async fn below(&mut self, id: FolderId) -> Result<Vec<FolderId>, MailError> {
        let all: Vec<Folder> = self.unit.all(LIST, &[self.mailbox.into()]).await?;
        let mut found = vec![id];
        let mut at = 0;
        while let Some(current) = found.get(at).copied() {
            let children = all.iter().filter(|folder| folder.parent == Some(current));
            let new: Vec<FolderId> =
                children.map(|folder| folder.id).filter(|id| !found.contains(id)).collect();
            found.extend(new);
            at += 1;
        }
        Ok(found)
    }

    pub(crate) async fn delete_folder(&mut self, id: FolderId) -> Result<(), MailError> {
        self.own_folder(id).await?;
        let bin = default_folder(&mut self.unit, self.mailbox, FolderKind::DeletedItems).await?;
        let in_bin = self.below(bin).await?.contains(&id);
        for folder in self.below(id).await? {
            while let Some(items) = self.some_items(folder).await? {
                for item in items {
                    let at = ItemRef { folder, item };
                    if in_bin {
                        self.erase(at, None).await?;
                    } else {
                        self.carry(at, bin, None).await?;
                    }
                }
            }
            let sql = "UPDATE mail_folder SET deleted = 1, modseq = $3 \
                       WHERE mailbox = $1 AND id = $2";
            let args = [self.mailbox.into(), folder.0.into(), self.modseq.into()];
            self.unit.run(sql, &args).await?;
        }
        Ok(self.note_hierarchy().await?)
    }

    /// Some messages of a folder; `None` when it is empty.
    pub(crate) async fn some_items(
        &mut self,
        folder: FolderId,
    ) -> Result<Option<Vec<ItemId>>, SqlError> {
        let sql = "SELECT id FROM mail_message WHERE mailbox = $1 AND folder = $2 \
                   ORDER BY received, id LIMIT $3";
        let args = [self.mailbox.into(), folder.0.into(), STEP.into()];
        let items: Vec<i64> = self.unit.all(sql, &args).await?;
        Ok((!items.is_empty()).then(|| items.into_iter().map(ItemId).collect()))
    }
}
