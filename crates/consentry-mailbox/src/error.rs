//! What can go wrong with mail.

use consentry_sql::SqlError;

/// Why the mailbox store did not do what was asked. What is not there is an answer, not an error.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The user has no mailbox here; `ensure` makes one.
    #[error("the user has no mailbox")]
    NoMailbox,
    /// A message is larger than any that is kept.
    #[error("the message has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// There is no such folder, or it was deleted.
    #[error("the folder does not exist")]
    NoFolder,
    /// The folder that should hold the new one does not exist.
    #[error("the parent folder does not exist")]
    NoParent,
    /// A folder of this name is already there.
    #[error("a folder of this name exists")]
    FolderExists,
    /// Inbox and the other folders that every mailbox has stay as they are.
    #[error("the folder belongs to every mailbox and stays")]
    FolderStays,
    /// A folder cannot be put below itself.
    #[error("a folder cannot be moved into itself")]
    FolderLoop,
    /// The database.
    #[error("the mailbox database failed")]
    Sql(#[from] SqlError),
}

/// Why an import ended early. What was imported before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The path cannot be read.
    #[error("`{path}` cannot be read")]
    Path {
        /// The path.
        path: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The mailbox.
    #[error("a message cannot be stored")]
    Mail(#[from] MailError),
}
