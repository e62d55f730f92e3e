//! Folders: their kinds and names, and the rules of making, renaming, moving and deleting them.

use std::{fmt, str::FromStr};

use consentry_sql::{FromRow, Row, SqlError};

use crate::id::{FolderId, Modseq};

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FolderKind {
    /// New mail.
    Inbox,
    /// What is being written.
    Drafts,
    /// Copies of what was sent.
    SentItems,
    /// What was deleted once.
    DeletedItems,
    /// What nobody asked for.
    JunkEmail,
    /// A folder that the user made.
    Mail,
}

impl FolderKind {
    /// The folders of every mailbox, in the order in which they are made.
    pub(crate) const DEFAULTS: [(Self, &'static str); 5] = [
        (Self::Inbox, "Inbox"),
        (Self::Drafts, "Drafts"),
        (Self::SentItems, "Sent Items"),
        (Self::DeletedItems, "Deleted Items"),
        (Self::JunkEmail, "Junk Email"),
    ];

    /// As ActiveSync counts them (MS-ASCMD, Type of FolderSync); it has no number for junk.
    pub const fn eas_type(self) -> u8 {
        match self {
            Self::Inbox => 2,
            Self::Drafts => 3,
            Self::DeletedItems => 4,
            Self::SentItems => 5,
            Self::JunkEmail | Self::Mail => 12,
        }
    }

    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Drafts => "drafts",
            Self::SentItems => "sent",
            Self::DeletedItems => "deleted",
            Self::JunkEmail => "junk",
            Self::Mail => "mail",
        }
    }

    fn from_column(text: &str) -> Option<Self> {
        let all = Self::DEFAULTS.into_iter().map(|(kind, _)| kind).chain([Self::Mail]);
        all.into_iter().find(|kind| kind.column() == text)
    }
}

/// A text that cannot name a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFolderName {
    /// Nothing, or blanks only.
    #[error("the folder name is empty")]
    Empty,
    /// More than 255 characters.
    #[error("the folder name is longer than 255 characters")]
    TooLong,
    /// Control characters.
    #[error("the folder name holds a control character")]
    Control,
}

/// A folder's name, unique beside its sisters without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderName(String);

impl FolderName {
    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For comparison; folded here, as the engines know only the letters of ASCII.
    pub(crate) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FolderName {
    type Err = InvalidFolderName;

    fn from_str(text: &str) -> Result<Self, InvalidFolderName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidFolderName::Empty);
        }
        if text.chars().count() > 255 {
            return Err(InvalidFolderName::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidFolderName::Control);
        }
        Ok(Self(text.to_owned()))
    }
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its number.
    pub id: FolderId,
    /// The folder that holds it; `None` at the top.
    pub parent: Option<FolderId>,
    /// What it is for.
    pub kind: FolderKind,
    /// Its name.
    pub name: String,
    /// The change that made it.
    pub created: Modseq,
    /// Its own last change.
    pub modseq: Modseq,
    /// The last change of what is in it.
    pub content: Modseq,
}

/// The columns of [`Folder`], in its order.
macro_rules! folder_columns {
    () => {
        "id, parent, kind, name, created, modseq, content"
    };
}
pub(crate) use folder_columns;

impl FromRow for Folder {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let (id, parent, kind) = (row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?);
        let kind = FolderKind::from_column(&kind)
            .ok_or_else(|| SqlError::corrupt("mail_folder", &id.to_string(), "unknown kind"))?;
        Ok(Self {
            id: FolderId(id),
            parent: (parent != 0).then_some(FolderId(parent)),
            kind,
            name: row.get(3)?,
            created: Modseq(row.get(4)?),
            modseq: Modseq(row.get(5)?),
            content: Modseq(row.get(6)?),
        })
    }
}
