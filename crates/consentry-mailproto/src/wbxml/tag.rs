//! The tags of the code pages as constants, so that messages name what the specification names.
//!
//! One module for each page whose messages [`crate::eas`] speaks; all pages can be decoded. A test
//! holds the constants to the table in `data/wbxml-codepages.tsv`.

use std::fmt;

use super::names;

/// A tag: its code page and its token there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// The code page.
    pub page: u8,
    /// The token, without the bits for content and attributes.
    pub token: u8,
}

impl Tag {
    /// The tag's name on its page, if the page has it.
    pub fn name(self) -> Option<&'static str> {
        names::tag(self)
    }

    /// The name of the tag's page.
    pub fn page_name(self) -> Option<&'static str> {
        names::page(self.page)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.page_name(), self.name()) {
            (Some(page), Some(name)) => write!(f, "{page}:{name}"),
            _ => write!(f, "{}:{:#04x}", self.page, self.token),
        }
    }
}

macro_rules! tags {
    (page $page:literal; $($name:ident = $token:literal,)*) => {
        use crate::wbxml::Tag;

        $(
            #[doc = concat!("Token ", stringify!($token), ".")]
            pub const $name: Tag = Tag { page: $page, token: $token };
        )*

        #[cfg(test)]
        pub(crate) const ALL: &[(&str, Tag)] = &[$((stringify!($name), $name)),*];
    };
}

pub mod airsync;
pub mod airsync_base;
pub mod compose_mail;
pub mod email;
pub mod email2;
pub mod find;
pub mod folder_hierarchy;
pub mod gal;
pub mod get_item_estimate;
pub mod item_operations;
pub mod meeting_response;
pub mod move_items;
pub mod ping;
pub mod provision;
pub mod resolve_recipients;
pub mod search;
pub mod settings;
pub mod tasks;
pub mod validate_cert;
