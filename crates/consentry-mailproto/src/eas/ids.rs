//! The names by which client and server call folders, items and states: opaque texts of at most
//! 64 characters (MS-ASCMD 2.2.3).

use std::fmt;
use std::str::FromStr;

/// The longest id, in bytes.
pub const MAX_ID: usize = 64;

/// A text that is empty or too long to be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to {MAX_ID} characters without control characters")]
pub struct InvalidId;

fn check(text: &str) -> Result<Box<str>, InvalidId> {
    let fits = (1..=MAX_ID).contains(&text.len());
    if fits && !text.chars().any(char::is_control) { Ok(text.into()) } else { Err(InvalidId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// An id that this side makes up itself.
            pub fn minted(id: impl fmt::Display) -> Self {
                Self(id.to_string().into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                check(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A folder.
    CollectionId;
    /// An item, as the server calls it.
    ServerId;
    /// An item or a mail to send, as the client calls it until the server has named it.
    ClientId;
    /// The state of a folder, or of the list of folders, that client and server share.
    SyncKey;
}

impl SyncKey {
    /// The key of a client that has nothing yet.
    pub fn initial() -> Self {
        Self("0".into())
    }

    /// Whether the client has nothing yet.
    pub fn is_initial(&self) -> bool {
        &*self.0 == "0"
    }
}

impl CollectionId {
    /// The parent of the folders at the top.
    pub fn root() -> Self {
        Self("0".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_at_the_edge() {
        assert!("k".repeat(MAX_ID).parse::<SyncKey>().is_ok());
        for bad in ["", "a\nb", &"k".repeat(MAX_ID + 1)] {
            assert_eq!(bad.parse::<SyncKey>(), Err(InvalidId), "{bad}");
        }
    }
}
