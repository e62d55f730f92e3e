//! A person's other mail address: where a link for a forgotten password may go.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{InvalidName, Upn};

/// A mail address outside of this directory. ASCII, so that every mail server takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

impl MailAddress {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailAddress {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let name: Upn = text.parse()?;
        if text.len() > 254 {
            return Err(InvalidName::TooLong(254));
        }
        if text.is_ascii() { Ok(Self(name.into())) } else { Err(InvalidName::Character) }
    }
}

impl TryFrom<String> for MailAddress {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_break_a_header() {
        for (text, fits) in [
            ("adele@home.example", true),
            ("adele", false),
            ("adele@home", false),
            ("ad\u{e9}le@home.example", false),
            ("adele@home.example\r\nBcc: x@evil.example", false),
            ("<adele@home.example>", false),
        ] {
            assert_eq!(text.parse::<MailAddress>().is_ok(), fits, "{text:?}");
        }
    }
}
