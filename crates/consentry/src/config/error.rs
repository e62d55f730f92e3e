//! What can be wrong with a configuration, in words that say where and what to do.

use std::{fmt, io, path::PathBuf};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file.
    File(PathBuf),
    /// A variable `CONSENTRY__…`.
    Environment,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment => f.write_str("the environment"),
        }
    }
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Not TOML.
    #[error("{path}: is not valid TOML: {cause}", path = path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        cause: Box<toml::de::Error>,
    },
    /// A key that does not exist.
    #[error("{place}: unknown key `{key}`{hint}; `consentry config print` lists all", hint = hint(nearest.as_deref()))]
    UnknownKey {
        /// Where.
        place: Place,
        /// Its full name.
        key: String,
        /// The known key that looks most like it.
        nearest: Option<String>,
    },
    /// A value of the wrong type.
    #[error("{place}: {cause}")]
    Type {
        /// Where.
        place: Place,
        /// Which key, and what was expected.
        cause: Box<toml::de::Error>,
    },
    /// A key without a default is not there.
    #[error("{place}: {text}; `consentry config print` explains each key")]
    Missing {
        /// The file.
        place: Place,
        /// Which key.
        text: String,
    },
    /// A value that cannot be.
    #[error("`{key}`: {problem}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What was found and what was expected.
        problem: String,
    },
    /// Everybody may read the secrets of this file.
    #[error(
        "{path}: holds a secret and others may read it; `chmod 600` it, or move the secret to a file named by `…_file`",
        path = path.display()
    )]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}
