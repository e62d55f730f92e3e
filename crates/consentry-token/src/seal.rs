//! Secrets at rest: AES-256-GCM under the installation's master key (A45, ruling 42).
//!
//! A sealed value is one version byte, the nonce, the ciphertext and the tag. The name of the
//! place where it is kept goes in as additional data, so that a sealed value moved elsewhere does
//! not open. A value that does not open is an error, never a reason to make a new key (BI-400).

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consentry_model::{IdSource, Secret};

const VERSION: u8 = 1;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is not the base64 of 32 bytes.
    #[error("the master key is not the base64 form of 32 bytes")]
    MasterKey,
    /// The cryptographic library refused.
    #[error("the secret could not be sealed")]
    Seal,
    /// Sealed by a release that this one does not know.
    #[error("the sealed value has the unknown version {0}")]
    Version(u8),
    /// Truncated, altered, kept elsewhere, or sealed under another master key.
    #[error("the sealed value is damaged or belongs to another master key")]
    Damaged,
}

/// The key under which everything else is sealed.
pub struct MasterKey {
    bytes: [u8; 32],
    cipher: RandomizedNonceKey,
}

/// Prints nothing of the key.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// Makes a new key.
    pub fn generate(ids: &dyn IdSource) -> Result<Self, SealError> {
        let mut bytes = [0_u8; 32];
        ids.fill(&mut bytes);
        Self::from_bytes(bytes)
    }

    /// Reads the content of a key file: base64, blanks and line ends around it ignored.
    pub fn from_base64(text: &str) -> Result<Self, SealError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| SealError::MasterKey)?;
        Self::from_bytes(bytes.try_into().map_err(|_| SealError::MasterKey)?)
    }

    fn from_bytes(bytes: [u8; 32]) -> Result<Self, SealError> {
        let cipher =
            RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::MasterKey)?;
        Ok(Self { bytes, cipher })
    }

    /// The content of a key file.
    pub fn to_base64(&self) -> Secret<String> {
        Secret::new(STANDARD.encode(self.bytes))
    }

    /// Seals a secret for the place that `aad` names.
    pub fn seal(&self, aad: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut text = plain.to_vec();
        let nonce = self
            .cipher
            .seal_in_place_append_tag(Aad::from(bound(aad)), &mut text)
            .map_err(|_| SealError::Seal)?;
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(nonce.as_ref());
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made for the same place.
    pub fn open(&self, aad: &str, sealed: &[u8]) -> Result<Secret<Vec<u8>>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::Damaged)?;
        if *version != VERSION {
            return Err(SealError::Version(*version));
        }
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Damaged)?;
        let mut text = text.to_vec();
        let plain = self
            .cipher
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound(aad)), &mut text)
            .map_err(|_| SealError::Damaged)?;
        Ok(Secret::new(plain.to_vec()))
    }

    /// A key for another purpose, the same on every node that has this master key.
    pub(crate) fn derive(&self, purpose: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.derive_tag(purpose).as_ref())
    }

    /// The bytes of such a key, for one that has to outlive the master key.
    pub(crate) fn derive_tag(&self, purpose: &str) -> hmac::Tag {
        let master = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
        hmac::sign(&master, purpose.as_bytes())
    }
}

/// The version is part of what is authenticated.
fn bound(aad: &str) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(aad.as_bytes());
    bytes
}
