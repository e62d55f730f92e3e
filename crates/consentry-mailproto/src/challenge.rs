//! The door of the mail protocols over HTTP: what the `Authorization` header holds, and what a 401
//! says about the way in (RFC 6750, MS-XOAUTH, recorded exchanges).
//!
//! Whether credentials are right, and whether Basic is allowed, is decided elsewhere.

mod authorization;
mod bearer;
mod diagnostics;
mod profile;

pub use self::authorization::{Authorization, MAX_CREDENTIALS};
pub use self::bearer::BearerChallenge;
pub use self::diagnostics::Diagnostics;
pub use self::profile::{Basic, BearerError, Challenge, Door, Profile, Shown, UnknownProfile};

/// The application id of the resource behind every mail protocol, as challenges name it.
pub const EXCHANGE_APP_ID: &str = "00000002-0000-0ff1-ce00-000000000000";
