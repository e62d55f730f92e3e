//! The public half of a signing key: what verifies, and what the key document prints.

use std::fmt;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use super::{Jwk, KeyError, thumbprint};

/// A public key, parsed once.
#[derive(Clone)]
pub struct PublicKey {
    kid: Box<str>,
    info: Box<[u8]>,
    certificate: Box<[u8]>,
    modulus: Box<str>,
    exponent: Box<str>,
    parsed: ParsedPublicKey,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl PublicKey {
    /// From an `RSAPublicKey` (RFC 8017 §A.1.1), the same as `SubjectPublicKeyInfo` (RFC 5280
    /// §4.1.2.7), and the certificate that carries it.
    pub(super) fn new(pkcs1: &[u8], info: &[u8], certificate: &[u8]) -> Result<Self, KeyError> {
        let carried = certificate.windows(pkcs1.len().max(1)).any(|part| part == pkcs1);
        if !carried {
            return Err(KeyError::OtherCertificate);
        }
        let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pkcs1)
            .map_err(|_| KeyError::Unreadable)?;
        let (modulus, exponent) = components(pkcs1).ok_or(KeyError::Unreadable)?;
        Ok(Self {
            kid: thumbprint(certificate).into(),
            info: info.into(),
            certificate: certificate.into(),
            modulus: URL_SAFE_NO_PAD.encode(modulus).into(),
            exponent: URL_SAFE_NO_PAD.encode(exponent).into(),
            parsed,
        })
    }

    /// The id: base64url of the certificate's SHA-1, 27 characters.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm that this key verifies, whatever a token's header says (A38).
    pub fn algorithm(&self) -> &'static str {
        "RS256"
    }

    /// The certificate in DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The public key in PEM, as programs take it that check tokens by a file.
    pub fn pem(&self) -> String {
        pem("PUBLIC KEY", &self.info)
    }

    /// The certificate in PEM.
    pub fn certificate_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// The key as the key document prints it.
    pub fn jwk(&self, issuer: Option<String>) -> Jwk {
        Jwk {
            kty: "RSA",
            usage: "sig",
            kid: self.kid.to_string(),
            x5t: self.kid.to_string(),
            n: self.modulus.to_string(),
            e: self.exponent.to_string(),
            x5c: [STANDARD.encode(&self.certificate)],
            issuer,
        }
    }

    /// Whether the signature is this key's for the message.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

/// Textual encoding (RFC 7468): lines of 64 characters between two named ones.
fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (at, letter) in STANDARD.encode(der).chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.extend(["\n-----END ", label, "-----\n"]);
    text
}

/// Modulus and exponent as unsigned big-endian numbers without leading zeros.
pub(crate) fn components(pkcs1: &[u8]) -> Option<(&[u8], &[u8])> {
    let (body, rest) = element(pkcs1, 0x30)?;
    let (modulus, after) = element(body, 0x02)?;
    let (exponent, end) = element(after, 0x02)?;
    (rest.is_empty() && end.is_empty()).then(|| (unsigned(modulus), unsigned(exponent)))
}

/// One DER element with this tag, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match *length {
        short @ 0..=0x7F => (usize::from(short), rest),
        0x81 => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn unsigned(number: &[u8]) -> &[u8] {
    match number {
        [0, rest @ ..] => rest,
        all => all,
    }
}
