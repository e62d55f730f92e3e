//! The mail address that a client asks for.

use std::fmt;
use std::str::FromStr;

/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
pub const MAX_LOCAL: usize = 64;
/// The longest part behind the `@` (RFC 5321, 4.5.3.1.2).
pub const MAX_DOMAIN: usize = 255;

/// A mail address. Kept as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: Box<str>,
    local: usize,
}

/// A text that is no mail address as clients ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// There is not exactly one `@`.
    #[error("the address does not have exactly one @")]
    AtSign,
    /// A part is empty or too long.
    #[error("the parts are not 1 to {MAX_LOCAL} and 1 to {MAX_DOMAIN} characters long")]
    Length,
    /// Blanks or control characters, or a domain that is no host name.
    #[error("the address holds characters that it must not")]
    Character,
}

impl Address {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        self.text.get(self.local.saturating_add(1)..).unwrap_or_default()
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let (local, domain) = text.split_once('@').ok_or(InvalidAddress::AtSign)?;
        if domain.contains('@') {
            return Err(InvalidAddress::AtSign);
        }
        let fits = |part: &str, most| (1..=most).contains(&part.len());
        if !fits(local, MAX_LOCAL) || !fits(domain, MAX_DOMAIN) {
            return Err(InvalidAddress::Length);
        }
        if local.chars().any(|char| char.is_control() || char.is_whitespace())
            || !domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        {
            return Err(InvalidAddress::Character);
        }
        Ok(Self { text: text.into(), local: local.len() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
