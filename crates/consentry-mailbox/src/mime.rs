//! Reading RFC 5322 mail, whatever it looks like.
//!
//! A message within the limits of [`limit`] is parsed by the library; anything else, and what the
//! library cannot read, is shown as the raw text that it is. Nothing here fails. RFC 2045–2049,
//! 2231, 5322; the shapes of the answers follow MS-ASAIRS.

mod attachment;
mod body;
mod clean;
mod limit;
mod open;
mod parse;
mod summary;
mod thread;

pub use attachment::{Attachment, AttachmentMethod, Content, FileReference};
pub(crate) use clean::column;
pub use clean::{cut_bytes, cut_chars};
pub use limit::{
    MAX_DEPTH, MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, MAX_PARAMETER_SEGMENTS, MAX_PARTS, Problem,
};
pub use open::{NativeBody, OpenedMessage};
pub(crate) use parse::{header_end, parse_headers};
pub use summary::Headers;
pub(crate) use summary::{received_at, summarize};

#[cfg(test)]
mod tests;
