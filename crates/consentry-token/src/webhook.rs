//! The signature of events for webhooks: `t=<seconds>,v1=<HMAC-SHA256 in hex>` over the moment, a
//! dot and the body, under a secret that sender and receiver share.
//!
//! The moment lets a receiver refuse what is old, so that nobody can send an event again later.

use std::fmt::Write as _;

use aws_lc_rs::hmac;
use consentry_model::{Secret, Timestamp};

/// The value of the signature's header.
pub fn sign(secret: &Secret<String>, at: Timestamp, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let tag = hmac::sign(&key, &signed(at, body));
    let mut signature = format!("t={},v1=", at.seconds());
    for byte in tag.as_ref() {
        // Writing to a string cannot fail.
        let _infallible = write!(signature, "{byte:02x}");
    }
    signature
}

fn signed(at: Timestamp, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{}.", at.seconds()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_any_hmac_gives() {
        let secret = Secret::new("whsec".to_owned());
        let at = Timestamp::from_seconds(1_763_791_710);
        // printf '1763791710.{}' | openssl dgst -sha256 -hmac whsec
        assert_eq!(
            sign(&secret, at, b"{}"),
            "t=1763791710,v1=3aaffa288dc82ad607018042cd7b3f9d3a85824d72798f7bae260dadf7db5a47"
        );
        assert_ne!(sign(&secret, at, b"{}"), sign(&secret, at, b"{ }"));
        let later = Timestamp::from_seconds(1_763_791_711);
        assert_ne!(sign(&secret, at, b"{}"), sign(&secret, later, b"{}"));
    }
}
