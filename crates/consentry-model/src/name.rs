//! Names that people type: sign-in names, domains, display names.
//!
//! None of them holds a control character, so none can break a header, a log line or a database
//! that refuses U+0000.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing where a name is needed.
    #[error("the name is empty")]
    Empty,
    /// Longer than allowed.
    #[error("the name is longer than {0} characters")]
    TooLong(usize),
    /// Control characters, blanks or signs that the name may not hold.
    #[error("the name holds a character that is not allowed")]
    Character,
    /// A sign-in name needs exactly one `@`.
    #[error("a sign-in name has exactly one `@`")]
    AtSign,
    /// A domain needs at least two labels.
    #[error("a domain has at least two labels, as in `contoso.example`")]
    Labels,
}

/// A verified or claimed mail domain, in lower case: `contoso.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

impl DomainName {
    /// The domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DomainName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.len() > 253 {
            return Err(InvalidName::TooLong(253));
        }
        let mut labels = 0_usize;
        for label in text.split('.') {
            let fits = !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            if !fits {
                return Err(InvalidName::Character);
            }
            labels = labels.saturating_add(1);
        }
        if labels < 2 {
            return Err(InvalidName::Labels);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// A sign-in name `local@domain`. Kept as typed, compared without ASCII case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Upn {
    text: String,
    domain: DomainName,
}

impl Upn {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// The form for comparison and look-up: ASCII lower case.
    pub fn folded(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}

impl PartialEq for Upn {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl Eq for Upn {}

impl FromStr for Upn {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.len() > 320 {
            return Err(InvalidName::TooLong(320));
        }
        let (local, domain) = text.split_once('@').ok_or(InvalidName::AtSign)?;
        if local.is_empty() || domain.contains('@') {
            return Err(InvalidName::AtSign);
        }
        let bad = |c: char| c.is_control() || c.is_whitespace() || "<>()[]\\,;:\"".contains(c);
        if local.chars().any(bad) {
            return Err(InvalidName::Character);
        }
        Ok(Self { domain: domain.parse()?, text: text.to_owned() })
    }
}

/// A name to show: at most 256 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// The name as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisplayName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.chars().count() > 256 {
            return Err(InvalidName::TooLong(256));
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidName::Character);
        }
        Ok(Self(text.to_owned()))
    }
}

macro_rules! text_forms {
    ($($name:ident;)*) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }
    )* };
}

text_forms! {
    Upn;
    DomainName;
    DisplayName;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_names() {
        for (text, want) in [
            ("adele@contoso.example", None),
            ("Adele@Contoso.Example", None),
            ("", Some(InvalidName::Empty)),
            ("notanaddress", Some(InvalidName::AtSign)),
            ("a@b@c.example", Some(InvalidName::AtSign)),
            ("@contoso.example", Some(InvalidName::AtSign)),
            ("a@localhost", Some(InvalidName::Labels)),
            ("a b@contoso.example", Some(InvalidName::Character)),
            ("a\r\nb@contoso.example", Some(InvalidName::Character)),
            ("a@contoso..example", Some(InvalidName::Character)),
            ("a@contoso.example\0", Some(InvalidName::Character)),
        ] {
            assert_eq!(text.parse::<Upn>().err(), want, "{text:?}");
        }
        let long = format!("{}@x.example", "a".repeat(320));
        assert_eq!(long.parse::<Upn>().err(), Some(InvalidName::TooLong(320)));
        assert_eq!("A@x.example".parse::<Upn>().unwrap(), "a@X.example".parse().unwrap());
    }

    #[test]
    fn a_display_name_holds_no_control_characters() {
        assert!("Ada\u{0}".parse::<DisplayName>().is_err());
        assert!("Ada\r\nBcc: x".parse::<DisplayName>().is_err());
        assert_eq!(" Ada ".parse::<DisplayName>().unwrap().as_str(), "Ada");
    }
}
