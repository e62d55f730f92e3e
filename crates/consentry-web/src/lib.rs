//! What the faces with pages share: who asks and from which browser, its cookies, the fields of a
//! form, a page as the answer, and what a failing installation says.
//!
//! Nothing is decided here.

mod context;
mod cookie;
mod failure;
mod fields;
mod page;
mod shown;

pub use context::Context;
pub use cookie::{forget_session, set_cookies};
pub use failure::Failure;
pub use fields::Fields;
pub use page::{frame, html, see_other, sign_in_for};
pub use shown::{known, permission, permissions, publisher, trust};
