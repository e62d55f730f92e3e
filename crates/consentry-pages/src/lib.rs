//! What the pages of every face share: the texts in the reader's language, the look, and the
//! headers that no page may go without.
//!
//! A face has a view model for each of its pages and gives it a `render` with [`page!`]. Its
//! templates extend `base.html` and call the macros of `parts.html`; both lie in this crate's
//! `templates`, which the face's `askama.toml` names beside its own. Nothing here decides, waits,
//! reads or knows a server: [`Html`] becomes an answer through [`http::Response`].

mod asset;
mod frame;
mod locale;
mod moment;
pub mod notice;
mod part;
pub mod password_mail;
mod permission;
mod security;
mod shown;
mod text;
mod trust;
#[cfg(test)]
mod words;

pub use asset::{Asset, asset};
pub use frame::Frame;
pub use locale::Locale;
pub use moment::Moment;
pub use part::{Account, App, FormTarget, Publisher, ReturnAddress, Support};
pub use permission::{ActsAs, Audience, Line, Permission, Scope, lines};
pub use security::{Html, Nonce, security_headers};
pub use shown::{Prose, Shown};
pub use text::{Rich, Texts};
pub use trust::{Known, Trust, Warning};
