//! What can come of asking somebody outside.
//!
//! No text here holds the path or the query of an address: they may be secrets.

use std::error::Error;
use std::io;
use std::net::IpAddr;

use crate::address::InvalidAddress;
use crate::guard::Barred;

/// What is behind an error, for a log.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why an address was not asked, or gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// This installation may not ask the address.
    #[error("the address may not be asked")]
    Address(#[source] InvalidAddress),
    /// The name leads to an address that is not public.
    #[error("the name leads to {address}, which is not public: {reason}")]
    Blocked {
        /// The first of its addresses that is not public.
        address: IpAddr,
        /// Why, as [`blocked`](crate::blocked()) gives it.
        reason: &'static str,
    },
    /// The name has no address, or the name service gave no answer.
    #[error("the name of the host was not found")]
    Resolve(#[source] Cause),
    /// No connection came about.
    #[error("no connection came about")]
    Connect(#[source] Cause),
    /// The certificate is not trusted, or no encrypted connection came about.
    #[error("no encrypted connection came about")]
    Tls(#[source] Cause),
    /// The connection ended early, or did not speak HTTP.
    #[error("the answer could not be read")]
    Broken(#[source] Cause),
    /// It took longer than [`MAX_TIME`](crate::MAX_TIME).
    #[error("the answer took too long")]
    Timeout,
    /// The answer is larger than [`MAX_BODY`](crate::MAX_BODY).
    #[error("the answer is too large")]
    TooLarge,
    /// A redirect that is not followed.
    #[error("the answer leads elsewhere")]
    Redirect(#[source] RedirectFault),
    /// Another status than success, where a document was to come.
    #[error("the answer has status {0}")]
    Status(u16),
}

/// Why a redirect is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectFault {
    /// What is posted goes where the administrator sent it, or nowhere.
    #[error("what is posted does not follow a redirect")]
    Posted,
    /// More than [`MAX_REDIRECTS`](crate::MAX_REDIRECTS).
    #[error("there are too many redirects")]
    TooMany,
    /// No place is given, or one that is no URL.
    #[error("the redirect does not say where")]
    Location,
    /// From https to another scheme.
    #[error("the redirect gives up encryption")]
    Unencrypted,
    /// To an address that may not be asked.
    #[error("the redirect leads to an address that may not be asked")]
    Address(#[source] InvalidAddress),
}

impl EgressError {
    /// Whether the same request will fail again until somebody changes something, here or there.
    pub const fn is_permanent(&self) -> bool {
        match self {
            // A name that leads inside gets no second try: each would be another for whoever
            // holds the name.
            Self::Address(_) | Self::Blocked { .. } | Self::Redirect(_) | Self::TooLarge => true,
            Self::Status(status) => is_permanent(*status),
            Self::Resolve(_)
            | Self::Connect(_)
            | Self::Tls(_)
            | Self::Broken(_)
            | Self::Timeout => false,
        }
    }

    /// Sorts what the HTTP client says by what is behind it.
    pub(crate) fn of_client(error: reqwest::Error) -> Self {
        let error = error.without_url();
        match behind::<Barred>(&error) {
            Some(&Barred::Blocked { address, reason }) => return Self::Blocked { address, reason },
            Some(Barred::Unknown(_) | Barred::Empty) => return Self::Resolve(error.into()),
            None => {}
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        if behind::<rustls::Error>(&error).is_some() {
            return Self::Tls(error.into());
        }
        if error.is_connect() {
            return Self::Connect(error.into());
        }
        Self::Broken(error.into())
    }
}

/// Whether a status will come again: the client's fault, but for those that ask for patience.
pub(crate) const fn is_permanent(status: u16) -> bool {
    matches!(status, 300..=499) && !matches!(status, 408 | 425 | 429)
}

/// The error of this type that another was made from.
fn behind<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<E>() {
            return Some(found);
        }
        // An I/O error does not name the error inside itself as its source, only that one's.
        let inside = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => cause.source(),
        };
    }
    None
}
