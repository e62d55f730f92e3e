//! Opaque tokens: codes, refresh tokens, sessions, client secrets.
//!
//! A token is 256 random bits behind a readable prefix. Only its SHA-256 is kept and looked up,
//! so that a stolen database holds nothing that works, and finding one tells nothing by its time
//! (A24, ruling 36).

use std::{fmt, str::FromStr};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{IdSource, Secret, is_same_secret};

/// What a token is for; it shows in its first characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// An authorization code.
    Code,
    /// A refresh token.
    Refresh,
    /// The cookie of a browser session.
    Session,
    /// The cookie or form field of a sign-in transaction.
    Transaction,
    /// A device code.
    Device,
}

impl TokenKind {
    /// Clients expect codes and refresh tokens to begin with `1.A`.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Code => "1.AC",
            Self::Refresh => "1.AR",
            Self::Session => "1.S",
            Self::Transaction => "1.T",
            Self::Device => "1.AD",
        }
    }
}

/// Makes a token of this kind: the text for the client and the hash to keep.
pub fn mint(kind: TokenKind, ids: &dyn IdSource) -> (Secret<String>, TokenHash) {
    let token = format!("{}{}", kind.prefix(), random(ids));
    let hash = TokenHash::of(&token);
    (Secret::new(token), hash)
}

/// Makes a client secret. It begins with a letter, so that no command line takes it for an
/// option, and its first three characters are a hint worth showing.
pub fn mint_secret(ids: &dyn IdSource) -> (Secret<String>, TokenHash) {
    let mut first = [0_u8; 1];
    ids.fill(&mut first);
    let letter = char::from(b'A'.wrapping_add(first[0] % 26));
    let secret = format!("{letter}{}", random(ids));
    let hash = TokenHash::of(&secret);
    (Secret::new(secret), hash)
}

/// What a person types for a device: no vowels, so that no words appear, and nothing that looks
/// like a digit (RFC 8628 §6.1).
const USER_CODE_LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Nine letters of 20 are 38 bits: with five guesses for a browser nobody finds one in 15 minutes.
const USER_CODE_LENGTH: usize = 9;

/// Makes a code for a person to type.
pub fn mint_user_code(ids: &dyn IdSource) -> String {
    let mut code = String::with_capacity(USER_CODE_LENGTH);
    while code.len() < USER_CODE_LENGTH {
        let mut drawn = [0_u8; 16];
        ids.fill(&mut drawn);
        // Bytes beyond the last whole multiple of 20 would favour some letters.
        let even = drawn.into_iter().filter(|byte| *byte < 240);
        let letters = even.filter_map(|byte| USER_CODE_LETTERS.get(usize::from(byte % 20)));
        code.extend(
            letters.take(USER_CODE_LENGTH.saturating_sub(code.len())).map(|l| char::from(*l)),
        );
    }
    code
}

/// A user code as it was meant: in capitals, without blanks and dashes.
pub fn typed_user_code(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    letters.take(USER_CODE_LENGTH.saturating_mul(2)).map(|c| c.to_ascii_uppercase()).collect()
}

/// The hash of a client secret as it is kept (ruling 36).
pub fn secret_hash(secret: &str) -> TokenHash {
    TokenHash::of(secret)
}

fn random(ids: &dyn IdSource) -> String {
    let mut bytes = [0_u8; 32];
    ids.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The SHA-256 of a token. Compares in constant time; orders so that it can be a map's key.
#[derive(Clone, Copy, PartialOrd, Ord)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token as it came.
    pub fn of(token: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, token.as_bytes());
        let mut bytes = [0_u8; 32];
        bytes.copy_from_slice(hash.as_ref());
        Self(bytes)
    }

    /// A hash that was kept.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 hexadecimal digits in lower case.
    pub fn to_hex(self) -> String {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        is_same_secret(&self.0, &other.0)
    }
}

impl Eq for TokenHash {}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// The first digits only: enough to tell two apart in a log.
impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short: String = self.to_hex().chars().take(8).collect();
        write!(f, "TokenHash({short}…)")
    }
}

/// A text that is not 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hexadecimal form of a SHA-256")]
pub struct InvalidHash;

impl FromStr for TokenHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let mut bytes = [0_u8; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(InvalidHash);
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (nibble(*high)? << 4) | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, InvalidHash> {
    match digit {
        b'0'..=b'9' => Ok(digit.wrapping_sub(b'0')),
        b'a'..=b'f' => Ok(digit.wrapping_sub(b'a').wrapping_add(10)),
        _ => Err(InvalidHash),
    }
}
