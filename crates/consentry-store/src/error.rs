//! What can go wrong in the directory.
//!
//! "Not found" is `None`, "somebody else was first" is `false`; neither is an error.

use consentry_sql::SqlError;
use consentry_token::seal::SealError;

/// Why the directory did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be used, or refused the statement.
    #[error("the directory is not available")]
    Unavailable(#[source] SqlError),
    /// A stored row is not what this program writes.
    #[error("stored data is not readable at {place}: {reason}")]
    Corrupt {
        /// Table and id.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another row has this name.
    #[error("this {what} is taken")]
    Taken {
        /// What kind of name.
        what: &'static str,
    },
    /// The database was written by a newer version of the program.
    #[error("the directory holds version {found}, this program knows {known}")]
    NewerSchema {
        /// The version in the database.
        found: u32,
        /// The newest version of the program.
        known: u32,
    },
    /// A sealed secret does not open: it is damaged, or the master key is another one.
    #[error("the sealed secret `{what}` cannot be used")]
    Sealed {
        /// Which one.
        what: String,
        /// What is wrong with it.
        #[source]
        cause: SealError,
    },
    /// A value that has no stored form.
    #[error("a value of {what} has no stored form")]
    Unwritable {
        /// The kind of value.
        what: &'static str,
    },
}

impl StoreError {
    /// Whether the same unit of work may succeed when it is done again.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Unavailable(why) if why.is_conflict())
    }

    pub(crate) fn corrupt(table: &str, id: &str, reason: impl std::fmt::Display) -> Self {
        Self::Corrupt { place: format!("{table} {id}"), reason: reason.to_string() }
    }

    /// A unique violation here means that the name is taken.
    pub(crate) fn or_taken(self, what: &'static str) -> Self {
        match self {
            Self::Unavailable(why) if why.is_unique_violation() => Self::Taken { what },
            other => other,
        }
    }
}

impl From<SqlError> for StoreError {
    fn from(error: SqlError) -> Self {
        match error {
            SqlError::Corrupt { place, reason } => Self::Corrupt { place, reason },
            SqlError::Newer { found, known, .. } => Self::NewerSchema { found, known },
            other => Self::Unavailable(other),
        }
    }
}
