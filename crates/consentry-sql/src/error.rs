//! What can go wrong with a database, in the words that both engines share.
//!
//! A caller decides by the variant: a unique violation is an answer, a conflict may be tried
//! again, everything else is for the log. Errors can be cloned because one failed commit
//! answers every unit of work that shared it.

use std::sync::Arc;

/// The driver's own error behind one of ours, for the log.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What was tried when somebody else held the lock.
pub(crate) const LOCKED: &str = "it is locked";

/// Why a database did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SqlError {
    /// The database cannot be reached, is full, or stayed locked for too long.
    #[error("the database is not available ({doing})")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// What the driver said.
        #[source]
        cause: Option<Cause>,
    },
    /// The connection was lost during a commit, so nobody knows whether it happened.
    #[error("the outcome of the commit is unknown")]
    OutcomeUnknown {
        /// What the driver said.
        #[source]
        cause: Option<Cause>,
    },
    /// A row with this key is already there. Which key: the caller knows which statement failed.
    #[error("a row with this key exists")]
    UniqueViolation {
        /// What the driver said.
        #[source]
        cause: Cause,
    },
    /// The row that this row points to is missing, or other rows still point to this one.
    #[error("a row that is referred to is missing")]
    ForeignKey {
        /// What the driver said.
        #[source]
        cause: Cause,
    },
    /// A value is missing or breaks a rule of its column.
    #[error("a rule of the table forbids this row")]
    Constraint {
        /// What the driver said.
        #[source]
        cause: Cause,
    },
    /// Two units of work crossed; the same work may succeed when it is done again.
    #[error("another unit of work was in the way")]
    Conflict {
        /// What the driver said.
        #[source]
        cause: Cause,
    },
    /// A text argument holds U+0000.
    #[error("argument ${argument} holds U+0000")]
    Nul {
        /// Its number, from 1.
        argument: usize,
    },
    /// The statement names other arguments than were given.
    #[error("the statement does not fit its {given} arguments")]
    Arguments {
        /// How many were given.
        given: usize,
    },
    /// A stored value is not what the program wrote.
    #[error("stored data is not readable at {place}: {reason}")]
    Corrupt {
        /// Table and id, or the column.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An earlier statement of this unit of work failed, so it can only be dropped.
    #[error("an earlier statement of this unit of work failed")]
    UnitFailed,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// The database was written by a newer version of the program.
    #[error("the database holds version {found} of `{set}`, this program knows {known}")]
    Newer {
        /// The set of migrations.
        set: String,
        /// The newest version in the database.
        found: u32,
        /// The newest version of the program.
        known: u32,
    },
    /// A migration failed; those before it stay applied.
    #[error("migration {version} of `{set}` failed")]
    Migration {
        /// The set of migrations.
        set: String,
        /// The version that failed.
        version: u32,
        /// Why.
        #[source]
        cause: Arc<Self>,
    },
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(String),
    /// The engine cannot do this.
    #[error("{0} is not possible with this engine")]
    Unsupported(&'static str),
    /// The engine refused the statement: a mistake of the program.
    #[error("the database refused the statement")]
    Statement {
        /// What the driver said.
        #[source]
        cause: Cause,
    },
}

impl SqlError {
    /// Whether a row with the same key was already there.
    pub const fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation { .. })
    }

    /// Whether the same unit of work may succeed when it is done again.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// Stored data that the program could not have written: names table and id.
    pub fn corrupt(table: &str, id: &str, reason: impl std::fmt::Display) -> Self {
        Self::Corrupt { place: format!("{table} {id}"), reason: reason.to_string() }
    }

    /// The error and what is behind it in one line, for a log.
    pub(crate) fn told(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        text
    }

    pub(crate) fn unavailable(
        doing: &'static str,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Unavailable { doing, cause: Some(Arc::new(cause)) }
    }
}

impl From<rusqlite::Error> for SqlError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        use rusqlite::ffi;
        let Some(failure) = error.sqlite_error().copied() else {
            return match error {
                rusqlite::Error::InvalidParameterCount(given, _) => Self::Arguments { given },
                other => Self::Statement { cause: Arc::new(other) },
            };
        };
        match (failure.code, failure.extended_code) {
            (
                _,
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID,
            ) => Self::UniqueViolation { cause: Arc::new(error) },
            (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::ForeignKey { cause: Arc::new(error) },
            (Code::ConstraintViolation, _) => Self::Constraint { cause: Arc::new(error) },
            (_, ffi::SQLITE_BUSY_SNAPSHOT) => Self::Conflict { cause: Arc::new(error) },
            (Code::DatabaseBusy | Code::DatabaseLocked, _) => Self::unavailable(LOCKED, error),
            (Code::DiskFull, _) => Self::unavailable("its disk is full", error),
            (Code::SystemIoFailure | Code::CannotOpen | Code::OutOfMemory | Code::ReadOnly, _) => {
                Self::unavailable("reading or writing its file", error)
            }
            (Code::DatabaseCorrupt | Code::NotADatabase, _) => {
                Self::Corrupt { place: "the database file".to_owned(), reason: error.to_string() }
            }
            _ => Self::Statement { cause: Arc::new(error) },
        }
    }
}

impl From<tokio_postgres::Error> for SqlError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as State;
        let Some(state) = error.code().cloned() else {
            // What the driver refuses by itself, such as text for a number, has such a source.
            let source = std::error::Error::source(&error);
            let broken = source.is_none_or(<dyn std::error::Error>::is::<std::io::Error>);
            return if broken || error.is_closed() {
                Self::unavailable("talking to the server", error)
            } else {
                Self::Statement { cause: Arc::new(error) }
            };
        };
        match state.code().get(..2) {
            _ if state == State::UNIQUE_VIOLATION => {
                Self::UniqueViolation { cause: Arc::new(error) }
            }
            _ if state == State::FOREIGN_KEY_VIOLATION => {
                Self::ForeignKey { cause: Arc::new(error) }
            }
            _ if state == State::T_R_SERIALIZATION_FAILURE
                || state == State::T_R_DEADLOCK_DETECTED =>
            {
                Self::Conflict { cause: Arc::new(error) }
            }
            Some("23") => Self::Constraint { cause: Arc::new(error) },
            // Connection, resources, operator intervention, cannot connect now, system error.
            Some("08" | "53" | "57" | "58") => Self::unavailable("the server refused", error),
            _ => Self::Statement { cause: Arc::new(error) },
        }
    }
}
