//! The `Authorization` header.
//!
//! A client that asks for the way in sends `Bearer` with nothing behind it (iOS 11 and later);
//! that is not the same as sending nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Shown;

/// The longest header that is read, in bytes.
pub const MAX_CREDENTIALS: usize = 16 * 1024;

/// What a request offers as proof. Never prints a token or a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Authorization {
    /// There is no header.
    None,
    /// The scheme Bearer without a token.
    EmptyBearer,
    /// A token.
    Bearer(String),
    /// A name and a password.
    Basic {
        /// The name, as typed.
        user: String,
        /// The password.
        password: String,
    },
    /// Another scheme, or one of these that cannot be read.
    Malformed,
}

impl Authorization {
    /// Reads the header.
    pub fn parse(header: Option<&str>) -> Self {
        let Some(header) = header.map(str::trim) else { return Self::None };
        if header.len() > MAX_CREDENTIALS {
            return Self::Malformed;
        }
        let (scheme, value) = header.split_once(' ').unwrap_or((header, ""));
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("Bearer") {
            bearer(value)
        } else if scheme.eq_ignore_ascii_case("Basic") {
            basic(value).unwrap_or(Self::Malformed)
        } else {
            Self::Malformed
        }
    }

    /// What the challenge has to answer, should the proof not be enough.
    pub fn shown(&self) -> Shown {
        match self {
            Self::None | Self::Malformed => Shown::Nothing,
            Self::EmptyBearer => Shown::EmptyBearer,
            Self::Bearer(_) => Shown::Token,
            Self::Basic { .. } => Shown::Basic,
        }
    }
}

fn bearer(value: &str) -> Authorization {
    let token_68 = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if value.is_empty() {
        Authorization::EmptyBearer
    } else if value.bytes().all(token_68) {
        Authorization::Bearer(value.to_owned())
    } else {
        Authorization::Malformed
    }
}

fn basic(value: &str) -> Option<Authorization> {
    let bytes = BASE64.decode(value).ok()?;
    // Old clients write names and passwords in Latin-1 (RFC 7617, 2).
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    let (user, password) = text.split_once(':')?;
    if text.contains('\0') || user.chars().any(char::is_control) {
        return None;
    }
    Some(Authorization::Basic { user: user.to_owned(), password: password.to_owned() })
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::EmptyBearer => "EmptyBearer",
            Self::Bearer(_) => "Bearer(…)",
            Self::Basic { .. } => "Basic(…)",
            Self::Malformed => "Malformed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(header: &str) -> Authorization {
        Authorization::parse(Some(header))
    }

    fn basic(user: &str, password: &str) -> Authorization {
        Authorization::Basic { user: user.to_owned(), password: password.to_owned() }
    }

    #[test]
    fn headers() {
        assert_eq!(Authorization::parse(None), Authorization::None);
        for empty in ["Bearer", "Bearer ", "bearer", "BEARER   "] {
            assert_eq!(parse(empty), Authorization::EmptyBearer, "{empty}");
        }
        assert_eq!(parse("Bearer a.b-c_~+/="), Authorization::Bearer("a.b-c_~+/=".into()));
        assert_eq!(parse("Basic YTpiOmM="), basic("a", "b:c"));
        assert_eq!(parse("basic YTo="), basic("a", ""));
        assert_eq!(parse("Basic 5Do="), basic("ä", ""), "Latin-1");
        assert_eq!(parse("Basic w6Q6w7w="), basic("ä", "ü"), "UTF-8");
        for bad in
            ["", "Negotiate abc", "Bearer a b", "Bearer ä", "Basic", "Basic a", "Basic YQA6Yg=="]
        {
            assert_eq!(parse(bad), Authorization::Malformed, "{bad}");
        }
    }

    #[test]
    fn bi_216_basic_without_colon() {
        assert_eq!(parse("Basic YWJj"), Authorization::Malformed);
    }

    #[test]
    fn length_at_the_edge() {
        let token = "t".repeat(MAX_CREDENTIALS - "Bearer ".len());
        assert_eq!(parse(&format!("Bearer {token}")), Authorization::Bearer(token.clone()));
        assert_eq!(parse(&format!("Bearer {token}t")), Authorization::Malformed);
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", parse("Bearer abc")), "Bearer(…)");
        assert_eq!(format!("{:?}", basic("adele", "secret")), "Basic(…)");
    }
}
