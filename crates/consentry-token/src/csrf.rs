//! Anti-forgery values: an HMAC over what a form belongs to (A16, BI-052, BI-053).
//!
//! The value proves that this server made the form for this session, transaction and user; it
//! holds no secret and needs no storage.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::seal::MasterKey;

/// The installation's key for anti-forgery values.
pub struct CsrfKey(hmac::Key);

/// Prints nothing of the key.
impl fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfKey(…)")
    }
}

impl CsrfKey {
    /// The key of an installation: every node that has the master key has this one too.
    pub fn derive(master: &MasterKey) -> Self {
        Self(master.derive("anti-forgery"))
    }
}

/// The value for a form that belongs to these parts, in this order: 43 characters.
pub fn bind(key: &CsrfKey, parts: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(&key.0, &joined(parts)))
}

/// Whether a form's value is the one for these parts, compared in constant time.
pub fn check(key: &CsrfKey, parts: &[&str], value: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(value)
        .is_ok_and(|tag| hmac::verify(&key.0, &joined(parts), &tag).is_ok())
}

/// Each part with its length in front, so that no two lists read alike.
pub(crate) fn joined(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}
