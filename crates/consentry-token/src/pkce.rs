//! Proof Key for Code Exchange (RFC 7636), with S256 alone.
//!
//! Reads challenge and verifier and compares them; whether a client must send a challenge at all
//! is decided by its registration, not here.

use std::fmt;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{Refusal, is_same_secret};

/// How a challenge was made from its verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeMethod {
    /// SHA-256 of the verifier.
    S256,
    /// The verifier itself; known only to be refused (A03). It is also what an absent method
    /// means (RFC 7636 §4.3).
    Plain,
}

impl ChallengeMethod {
    /// Reads the parameter; refuses all but S256.
    fn accept(text: Option<&str>) -> Result<(), Refusal> {
        let method = match text {
            Some("S256") => Some(Self::S256),
            Some("plain") | None => Some(Self::Plain),
            Some(_) => None,
        };
        match method {
            Some(Self::S256) => Ok(()),
            Some(Self::Plain) | None => Err(Refusal::ChallengeMethod {
                method: text.unwrap_or("plain").chars().take(64).collect(),
            }),
        }
    }
}

/// An S256 challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({})", self.0)
    }
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method` of an authorization request. No
    /// challenge is `None`; a method without a challenge is ignored.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, Refusal> {
        let Some(challenge) = challenge else {
            return Ok(None);
        };
        ChallengeMethod::accept(method)?;
        sized("code_challenge", challenge)?;
        Ok(Some(Self(challenge.to_owned())))
    }

    /// A challenge that was parsed before and kept since.
    pub fn from_stored(challenge: String) -> Self {
        Self(challenge)
    }

    /// The text, for storage.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The challenge of a verifier.
    pub fn of(verifier: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        Self(URL_SAFE_NO_PAD.encode(hash.as_ref()))
    }

    /// Whether the verifier fits, compared in constant time (A04).
    pub fn fits(&self, verifier: &str) -> bool {
        is_same_secret(Self::of(verifier).0.as_bytes(), self.0.as_bytes())
    }
}

/// Judges `code_verifier` at redemption against the challenge kept with the code: a challenge
/// makes the verifier obligatory, and a verifier without a challenge is a downgrade (A02).
pub fn redeem(stored: Option<&Challenge>, verifier: Option<&str>) -> Result<(), Refusal> {
    match (stored, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Refusal::VerifierUnexpected),
        (Some(_), None) => Err(Refusal::VerifierMismatch),
        (Some(challenge), Some(verifier)) => {
            sized("code_verifier", verifier)?;
            if challenge.fits(verifier) { Ok(()) } else { Err(Refusal::VerifierMismatch) }
        }
    }
}

/// RFC 7636 §4.1 and §4.2: 43 to 128 unreserved characters.
fn sized(name: &str, text: &str) -> Result<(), Refusal> {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
        Ok(())
    } else {
        Err(Refusal::ChallengeSize { name: name.to_owned() })
    }
}
