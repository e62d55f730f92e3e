//! What can go wrong below a use case that is nobody's refusal.

use consentry_store::StoreError;

/// A failure of the installation, not of the request.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The directory's store failed.
    #[error("the directory cannot be used")]
    Store(#[from] StoreError),
    /// A mailbox failed.
    #[error("the mailbox cannot be used")]
    Mailbox(#[from] consentry_mailbox::MailError),
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Hash,
    /// A key is missing or a token could not be signed.
    #[error("a signing key cannot be used: {0}")]
    Key(String),
    /// A stored record does not read back.
    #[error("the stored {what} does not read back")]
    Record {
        /// Which record.
        what: &'static str,
    },
    /// Too many passwords wait to be looked at.
    #[error("too many passwords wait to be looked at")]
    Busy,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}
