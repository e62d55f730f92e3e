//! An application's certificate: what it proves itself by, and how clients name it.
//!
//! Only the key, the validity and the thumbprints count. Who issued it does not: an administrator
//! registered this very certificate, so no chain is built and nothing is fetched (A46).

use std::{error::Error, fmt, ops::RangeInclusive};

use aws_lc_rs::{
    digest,
    signature::{
        ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
        RSA_PSS_2048_8192_SHA256, VerificationAlgorithm,
    },
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use consentry_model::Timestamp;
use x509_cert::der::{Decode as _, oid::ObjectIdentifier};

use crate::keys::components;

/// The largest certificate that is read, in bytes; real ones have one or two thousand.
pub const LARGEST_CERTIFICATE: usize = 16 * 1024;

/// Bytes of an RSA modulus: 2048 to 8192 bits.
const SIZES: RangeInclusive<usize> = 256..=1024;

const RSA_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Why a file is no certificate of use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidCertificate {
    /// More bytes than any real one.
    TooLarge,
    /// No certificate, or not exactly one.
    NotOne,
    /// A private key came along.
    PrivateKey,
    /// It cannot be read.
    Unreadable,
    /// Neither RSA nor an elliptic key on P-256.
    Key,
    /// RSA with fewer than 2048 bits, or more than 8192.
    Size,
}

impl fmt::Display for InvalidCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "a certificate has at most 16 KiB",
            Self::NotOne => "exactly one certificate is expected, as PEM or DER",
            Self::PrivateKey => "there is a private key beside it; give the certificate alone",
            Self::Unreadable => "the certificate cannot be read",
            Self::Key => "its key must be RSA, or elliptic on P-256",
            Self::Size => "an RSA key must have 2048 to 8192 bits",
        })
    }
}

impl Error for InvalidCertificate {}

/// The algorithms by which a client may sign its assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl AssertionAlgorithm {
    /// In the order in which metadata lists them.
    pub const ALL: [Self; 3] = [Self::Ps256, Self::Rs256, Self::Es256];

    /// As a header names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }

    /// By its name, exactly as registered (RFC 7518 §3.1); `none` is none of them (BI-100).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    Rsa,
    P256,
}

/// A certificate, read.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    kind: KeyKind,
    key: Vec<u8>,
    sha1: [u8; 20],
    sha256: [u8; 32],
    subject: String,
    starts_at: Timestamp,
    expires_at: Timestamp,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("x5t", &self.x5t()).finish_non_exhaustive()
    }
}

impl Certificate {
    /// From a file: PEM with one certificate, or DER.
    pub fn from_file(bytes: &[u8]) -> Result<Self, InvalidCertificate> {
        if bytes.len() > LARGEST_CERTIFICATE {
            return Err(InvalidCertificate::TooLarge);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains("-----BEGIN ") => Self::from_der(&pem(text)?),
            _ => Self::from_der(bytes),
        }
    }

    /// From DER.
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidCertificate> {
        if der.len() > LARGEST_CERTIFICATE {
            return Err(InvalidCertificate::TooLarge);
        }
        let read =
            x509_cert::Certificate::from_der(der).map_err(|_| InvalidCertificate::Unreadable)?;
        let body = &read.tbs_certificate;
        let public = &body.subject_public_key_info;
        let curve = public.algorithm.parameters.as_ref();
        let curve = curve.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let kind = match public.algorithm.oid {
            RSA_KEY => KeyKind::Rsa,
            EC_KEY if curve == Some(P_256) => KeyKind::P256,
            _ => return Err(InvalidCertificate::Key),
        };
        let key = public.subject_public_key.as_bytes().ok_or(InvalidCertificate::Unreadable)?;
        let fits = match kind {
            KeyKind::Rsa => {
                components(key).is_some_and(|(modulus, _)| SIZES.contains(&modulus.len()))
            }
            KeyKind::P256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).is_ok(),
        };
        if !fits {
            return Err(match kind {
                KeyKind::Rsa => InvalidCertificate::Size,
                KeyKind::P256 => InvalidCertificate::Key,
            });
        }
        let moment = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
            Timestamp::from_seconds(seconds.min(LAST_SECOND))
        };
        Ok(Self {
            kind,
            key: key.to_vec(),
            sha1: hashed(&digest::SHA1_FOR_LEGACY_USE_ONLY, der),
            sha256: hashed(&digest::SHA256, der),
            subject: body.subject.to_string(),
            starts_at: moment(body.validity.not_before),
            expires_at: moment(body.validity.not_after),
            der: der.to_vec(),
        })
    }

    /// The certificate as it is stored.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whose it is, in its own words.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// From when it counts.
    pub fn starts_at(&self) -> Timestamp {
        self.starts_at
    }

    /// Until when it counts.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Whether it counts at a moment.
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.expires_at
    }

    /// `x5t`: base64url of the SHA-1 (RFC 7515 §4.1.7).
    pub fn x5t(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.sha1)
    }

    /// `x5t#S256`: base64url of the SHA-256 (RFC 7515 §4.1.8).
    pub fn x5t_s256(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.sha256)
    }

    /// The SHA-1 in hexadecimal capitals, as certificate stores and administrators write it.
    pub fn thumbprint(&self) -> String {
        hexadecimal(&self.sha1)
    }

    /// The SHA-256 in hexadecimal capitals.
    pub fn thumbprint_s256(&self) -> String {
        hexadecimal(&self.sha256)
    }

    /// Whether the signature is this key's for the message. The key says which algorithms fit.
    pub fn verifies(
        &self,
        algorithm: AssertionAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let algorithm: &'static dyn VerificationAlgorithm = match (self.kind, algorithm) {
            (KeyKind::Rsa, AssertionAlgorithm::Rs256) => &RSA_PKCS1_2048_8192_SHA256,
            (KeyKind::Rsa, AssertionAlgorithm::Ps256) => &RSA_PSS_2048_8192_SHA256,
            (KeyKind::P256, AssertionAlgorithm::Es256) => &ECDSA_P256_SHA256_FIXED,
            (KeyKind::Rsa, AssertionAlgorithm::Es256)
            | (KeyKind::P256, AssertionAlgorithm::Rs256 | AssertionAlgorithm::Ps256) => {
                return false;
            }
        };
        ParsedPublicKey::new(algorithm, &self.key)
            .is_ok_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

fn hashed<const N: usize>(algorithm: &'static digest::Algorithm, bytes: &[u8]) -> [u8; N] {
    let hash = digest::digest(algorithm, bytes);
    let mut array = [0_u8; N];
    for (to, from) in array.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    array
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The one certificate of a PEM text (RFC 7468); what stands outside of the lines is a comment.
fn pem(text: &str) -> Result<Vec<u8>, InvalidCertificate> {
    if text.contains("PRIVATE KEY-----") {
        return Err(InvalidCertificate::PrivateKey);
    }
    let (_, tail) =
        text.split_once("-----BEGIN CERTIFICATE-----").ok_or(InvalidCertificate::NotOne)?;
    let (body, rest) =
        tail.split_once("-----END CERTIFICATE-----").ok_or(InvalidCertificate::Unreadable)?;
    if rest.contains("-----BEGIN ") {
        return Err(InvalidCertificate::NotOne);
    }
    let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(body).map_err(|_| InvalidCertificate::Unreadable)
}
