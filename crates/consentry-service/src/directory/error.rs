//! Why an administrator's change or question came to nothing.

use consentry_mailbox::MailError;
use consentry_model::{Fidelity, Refusal};
use consentry_policy::registration::RegistrationProblem;
use consentry_store::StoreError;

use crate::ServiceError;

/// Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// As a client would be refused, with the code that administrators know.
    #[error("{}", worded(.0))]
    Refused(Refusal),
    /// Something that the change names is not there.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// The kind of thing.
        what: &'static str,
        /// Its name or id as given.
        name: String,
    },
    /// A name that somebody has.
    #[error("the {what} `{name}` is taken")]
    Taken {
        /// The kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A value that breaks a rule; the text is the rule.
    #[error("{0}")]
    Invalid(String),
    /// What a registration may not say.
    #[error("{0}")]
    Registration(Box<RegistrationProblem>),
    /// Whoever asks may not; the text names what it needs.
    #[error("{0}")]
    Forbidden(String),
    /// Somebody was first.
    #[error("{0}")]
    Conflict(String),
    /// The installation failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

fn worded(refusal: &Refusal) -> String {
    let answer = refusal.answer(Fidelity::Hardened);
    format!("AADSTS{}: {}", answer.code, answer.message)
}

impl From<StoreError> for DirectoryError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<MailError> for DirectoryError {
    fn from(error: MailError) -> Self {
        Self::Service(error.into())
    }
}

impl DirectoryError {
    /// A unique name that somebody has, told with the name.
    pub(super) fn taken(error: StoreError, name: &impl std::fmt::Display) -> Self {
        match error {
            StoreError::Taken { what } => Self::Taken { what, name: name.to_string() },
            StoreError::Unavailable(_)
            | StoreError::Corrupt { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::Sealed { .. }
            | StoreError::Unwritable { .. } => error.into(),
        }
    }
}
