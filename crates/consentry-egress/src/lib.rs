//! Asks the addresses that an administrator set, such as webhooks and metadata, and cannot be
//! turned against what is inside.
//!
//! Whoever may set such an address could otherwise make the server ask its own neighbours for
//! him (server-side request forgery). So an [`Address`] is judged when it is set and again
//! whenever it is asked; its name is resolved once for each connection, every address found is
//! judged, and the connection goes to exactly those. The environment's proxy, cookies and
//! compressed answers are not used; answers are limited in size and time.
//!
//! Knows nothing of what is sent, nor when to try again: [`EgressError::is_permanent`] says
//! whether that makes sense.

mod address;
mod blocked;
mod egress;
mod error;
mod guard;
mod reach;
mod roots;
#[cfg(test)]
mod tests;

pub use address::{Address, InvalidAddress, MAX_LENGTH};
pub use blocked::blocked;
pub use egress::{Answer, Egress, MAX_BODY, MAX_REDIRECTS, MAX_SNIPPET, MAX_TIME, SetUpError};
pub use error::{Cause, EgressError, RedirectFault};
pub use http::{HeaderMap, HeaderName, HeaderValue, header};
pub use reach::Reach;
pub use roots::{InvalidRoots, Roots};
