//! The binary XML in which ActiveSync bodies travel (MS-ASWBXML, a subset of WAP's WBXML 1.3).
//!
//! Decodes bytes to a small tree and back. Knows the tags of the code pages and the limits of a
//! body, not what a command means: that is [`crate::eas`]. ActiveSync allows no string table, no
//! attributes, no entities and no extensions, so a body that uses them is refused.

mod decode;
mod encode;
mod error;
mod names;
mod outline;
pub mod tag;
mod tree;

pub use self::decode::{MAX_BODY, MAX_DEPTH, MAX_NODES, decode};
pub use self::encode::encode;
pub use self::error::{Answer, DecodeError};
pub use self::tag::Tag;
pub use self::tree::{Element, Node};

/// The media type of a WBXML body.
pub const CONTENT_TYPE: &str = "application/vnd.ms-sync.wbxml";

/// Tokens that mean the same on every code page (WAP-192-WBXML 7.1).
mod token {
    pub(super) const SWITCH_PAGE: u8 = 0x00;
    pub(super) const END: u8 = 0x01;
    pub(super) const STR_I: u8 = 0x03;
    pub(super) const OPAQUE: u8 = 0xC3;
    /// Bit of a tag byte: the element has content.
    pub(super) const CONTENT: u8 = 0x40;
    /// Bit of a tag byte: the element has attributes.
    pub(super) const ATTRIBUTES: u8 = 0x80;
    /// The bits of a tag byte that name the tag.
    pub(super) const NAME: u8 = 0x3F;
    /// The lowest name; those below are the global tokens.
    pub(super) const FIRST_NAME: u8 = 0x05;
}

/// What precedes every body: version 1.3, public id unknown, UTF-8, an empty string table.
mod header {
    pub(super) const VERSION: u8 = 0x03;
    pub(super) const PUBLIC_ID: u32 = 0x01;
    pub(super) const UTF_8: u32 = 0x6A;
}

#[cfg(test)]
mod tests;
