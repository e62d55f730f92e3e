//! One type for each number that names something in a mailbox.
//!
//! Numbers are counted per mailbox and never used again. A moved message gets a new [`ItemId`], so
//! that a folder that it left and comes back to sees a new message.

use std::{fmt, str::FromStr};

use consentry_model::{TenantId, UserId};

/// Whose mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The tenant.
    pub tenant: TenantId,
    /// The user.
    pub user: UserId,
}

impl Owner {
    /// The mailbox of this user.
    pub const fn new(tenant: TenantId, user: UserId) -> Self {
        Self { tenant, user }
    }
}

/// A text that names no folder, item or part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id of this mailbox")]
pub struct InvalidMailId(String);

impl InvalidMailId {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.chars().take(64).filter(|c| !c.is_control()).collect())
    }
}

/// A positive number in plain decimal digits, as we print it: no sign, no leading zero.
pub(crate) fn number(text: &str) -> Result<i64, InvalidMailId> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    match text.parse::<i64>() {
        Ok(number) if plain => Ok(number),
        _ => Err(InvalidMailId::new(text)),
    }
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidMailId;

            fn from_str(text: &str) -> Result<Self, InvalidMailId> {
                number(text).map(Self)
            }
        }
    )* };
}

numbers! {
    /// A folder of a mailbox.
    FolderId;
    /// A message in a folder; changes when the message moves.
    ItemId;
    /// The number of a change; grows with each change of a mailbox.
    Modseq;
}

/// A message and the folder it is in, written `5:12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// The folder.
    pub folder: FolderId,
    /// The message.
    pub item: ItemId,
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.folder, self.item)
    }
}

impl FromStr for ItemRef {
    type Err = InvalidMailId;

    fn from_str(text: &str) -> Result<Self, InvalidMailId> {
        let (folder, item) = text.split_once(':').ok_or_else(|| InvalidMailId::new(text))?;
        Ok(Self { folder: folder.parse()?, item: item.parse()? })
    }
}

/// The id that a device gave itself: 1 to 64 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(String);

impl DeviceId {
    /// As the device sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DeviceId {
    type Err = InvalidMailId;

    fn from_str(text: &str) -> Result<Self, InvalidMailId> {
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidMailId::new(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_as_we_print_them_are_ids() {
        let id: ItemRef = "5:12".parse().unwrap();
        assert_eq!(id, ItemRef { folder: FolderId(5), item: ItemId(12) });
        assert_eq!(id.to_string(), "5:12");
        for text in
            ["", "5", "5:", ":12", "5:-1", "5:+1", "05:1", "5:1:1", "5:99999999999999999999"]
        {
            assert!(text.parse::<ItemRef>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_device_id_is_short_and_printable() {
        assert!("ABCD1234".parse::<DeviceId>().is_ok());
        for text in [String::new(), "a b".into(), "a\0".into(), "ä".into(), "x".repeat(65)] {
            assert!(text.parse::<DeviceId>().is_err(), "{text}");
        }
    }
}
