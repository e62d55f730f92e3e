//! Autodiscover version 2: where a mailbox's services are, as JSON, asked by GET without a proof
//! of who asks.
//!
//! Reads both forms of the request and writes the answers. Which mailbox lives where, and who is
//! refused, is decided elsewhere. Source: recorded exchanges with Exchange Online.

mod address;
mod answer;
mod request;

pub use self::address::{Address, InvalidAddress, MAX_DOMAIN, MAX_LOCAL};
pub use self::answer::{Failure, Found, moved_page, redirect};
pub use self::request::{MAX_REDIRECTS, Path, Protocol, Request};
