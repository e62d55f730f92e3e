//! The key document (RFC 7517), in the two forms of the original (`identity.md` §1.10).

use serde::Serialize;

/// One public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// Always `RSA`.
    pub kty: &'static str,
    /// Always `sig`: keys for encryption are never published here (A41).
    #[serde(rename = "use")]
    pub usage: &'static str,
    /// The id.
    pub kid: String,
    /// The same, as the certificate's thumbprint.
    pub x5t: String,
    /// The modulus.
    pub n: String,
    /// The exponent.
    pub e: String,
    /// The certificate.
    pub x5c: [String; 1],
    /// The issuer template of tokens by this key; version 2 documents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwks {
    /// The keys, newest first.
    pub keys: Vec<Jwk>,
}
