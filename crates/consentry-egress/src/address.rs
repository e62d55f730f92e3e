//! The address of somebody outside, as an administrator sets it.
//!
//! Everything that shows without asking the name service is judged here, also when a redirect
//! leads on: scheme, user info, port, and an IP address in any of its spellings, which the WHATWG
//! URL parser has brought to one form by then (`127.1`, `0x7f000001`, `2130706433`, full-width
//! digits are all `127.0.0.1`). What a name leads to is judged in `guard.rs`.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::RedirectFault;
use crate::reach::Reach;

#[cfg(test)]
mod tests;

/// The longest address, in bytes, once it is in its one form.
pub const MAX_LENGTH: usize = 2048;

/// A URL that may be asked, in the one form that its parser gives it.
///
/// Its path often is a secret, so it is shown whole only where somebody asks for it by
/// [`Display`](fmt::Display); for a log there is [`Address::origin`].
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why a text is no address that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// Longer than [`MAX_LENGTH`].
    #[error("the address is longer than {MAX_LENGTH} bytes")]
    Length,
    /// Blanks or control characters, which the parser would drop silently.
    #[error("the address holds blanks or control characters")]
    Character,
    /// Not an absolute URL with a host.
    #[error("the address is not a URL with a host")]
    Syntax,
    /// Another scheme than `https`.
    #[error("the address must begin with https://")]
    Scheme,
    /// A name or a password before the host.
    #[error("the address must not hold a user name or a password")]
    UserInfo,
    /// Neither 443 nor 8443 nor allowed.
    #[error("port {0} is not allowed")]
    Port(u16),
    /// `localhost` or a name below it (RFC 6761, 6.3).
    #[error("the address leads to this machine")]
    Localhost,
    /// An IP address that is not public.
    #[error("{address} is not a public address: {reason}")]
    Blocked {
        /// Which address.
        address: IpAddr,
        /// Why, as [`blocked`](crate::blocked()) gives it.
        reason: &'static str,
    },
}

impl Address {
    /// Reads an address that an installation with this reach may ask.
    pub fn parse(text: &str, reach: &Reach) -> Result<Self, InvalidAddress> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidAddress::Length);
        }
        if text.chars().any(|char| char.is_control() || char.is_whitespace()) {
            return Err(InvalidAddress::Character);
        }
        let address = Self(Url::parse(text).map_err(|_| InvalidAddress::Syntax)?);
        address.judge(reach)?;
        Ok(address)
    }

    /// Whether an installation with this reach may ask it. Asked again before each request: the
    /// address may have been set when the reach was wider.
    pub(crate) fn judge(&self, reach: &Reach) -> Result<(), InvalidAddress> {
        let url = &self.0;
        if url.as_str().len() > MAX_LENGTH {
            return Err(InvalidAddress::Length);
        }
        if !reach.allows_scheme(url.scheme()) {
            return Err(InvalidAddress::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAddress::UserInfo);
        }
        let port = url.port_or_known_default().ok_or(InvalidAddress::Syntax)?;
        if !reach.allows_port(port) {
            return Err(InvalidAddress::Port(port));
        }
        let address = match url.host().ok_or(InvalidAddress::Syntax)? {
            Host::Domain(name) if is_localhost(name) && !reach.allows_localhost() => {
                return Err(InvalidAddress::Localhost);
            }
            Host::Domain(_) => return Ok(()),
            Host::Ipv4(ip) => IpAddr::V4(ip),
            Host::Ipv6(ip) => IpAddr::V6(ip),
        };
        match reach.bars(address) {
            Some(reason) => Err(InvalidAddress::Blocked { address, reason }),
            None => Ok(()),
        }
    }

    /// Where a redirect leads. A way that began encrypted stays so, whatever the reach.
    pub(crate) fn redirected(&self, location: &str, reach: &Reach) -> Result<Self, RedirectFault> {
        let next = Self(self.0.join(location).map_err(|_| RedirectFault::Location)?);
        if self.0.scheme() == "https" && next.0.scheme() != "https" {
            return Err(RedirectFault::Unencrypted);
        }
        next.judge(reach).map_err(RedirectFault::Address)?;
        Ok(next)
    }

    /// Scheme, host and port, for a log.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The whole address, to be stored.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn url(&self) -> Url {
        self.0.clone()
    }
}

fn is_localhost(name: &str) -> bool {
    // The parser has made it lower-case.
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({}/…)", self.origin())
    }
}
