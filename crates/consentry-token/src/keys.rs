//! RSA-2048 signing keys with their self-signed certificates.
//!
//! Makes, exports and imports a key and names it as the original does: `kid` and `x5t` are both
//! the base64url SHA-1 of the certificate (`identity.md` §1.10). When a key is published, signs
//! and retires is [`KeyLife`]; which one signs now is the [`KeyRing`]'s answer.

mod jwks;
mod life;
mod public;
mod ring;
pub mod rotation;

use std::{fmt, time::Duration};

use aws_lc_rs::{
    digest,
    encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{Secret, Timestamp};

use crate::jwt::TokenVersion;

pub use jwks::{Jwk, Jwks};
pub use life::{KeyLife, KeyScope, KeyState};
pub use public::PublicKey;
pub(crate) use public::components;
pub use ring::{HeldKey, KeyRing, KeySet, PublishedKey};

/// Bytes of a signature, and of the modulus: 2048 bits.
pub(crate) const SIGNATURE_BYTES: usize = 256;

/// Why a key cannot be made, read or published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The cryptographic library made no key.
    #[error("the signing key could not be made")]
    Generate,
    /// No certificate could be made for the key.
    #[error("the certificate of the signing key could not be made")]
    Certificate,
    /// The bytes are not a PKCS#8 key.
    #[error("the signing key cannot be read")]
    Unreadable,
    /// A key of another size than 2048 bits.
    #[error("the signing key has not 2048 bits")]
    Size,
    /// The certificate is for another key.
    #[error("the certificate does not belong to the signing key")]
    OtherCertificate,
    /// Two keys in one document share an id, so that a client could not choose (A41).
    #[error("two keys have the id `{kid}`")]
    DuplicateKid {
        /// The id.
        kid: String,
    },
}

/// A key as it is stored: the private part is sealed by the caller, the certificate is public.
#[derive(Debug, Clone)]
pub struct ExportedKey {
    /// The private key in PKCS#8 DER.
    pub pkcs8: Secret<Vec<u8>>,
    /// The self-signed certificate in DER.
    pub certificate: Vec<u8>,
}

/// An RSA-2048 key that signs tokens, with everything prepared that a signature needs.
pub struct SigningKey {
    pair: RsaKeyPair,
    public: PublicKey,
    header_v1: Box<str>,
    header_v2: Box<str>,
}

/// Prints the id alone: key material never reaches a log or a panic (A45).
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid()).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Makes a new key and its certificate, valid for five years from `made_at`.
    pub fn generate(made_at: Timestamp) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Generate)?;
        let pkcs8 = pkcs8_of(&pair)?;
        let certificate = self_signed(pkcs8.as_ref(), made_at)?;
        Self::new(pair, &certificate)
    }

    /// Reads a key that [`Self::export`] wrote.
    pub fn import(exported: &ExportedKey) -> Result<Self, KeyError> {
        let pair =
            RsaKeyPair::from_pkcs8(exported.pkcs8.expose()).map_err(|_| KeyError::Unreadable)?;
        Self::new(pair, &exported.certificate)
    }

    /// The key for storage; seal the private part before it leaves the process.
    pub fn export(&self) -> Result<ExportedKey, KeyError> {
        let pkcs8 = pkcs8_of(&self.pair)?;
        Ok(ExportedKey {
            pkcs8: Secret::new(pkcs8.as_ref().to_vec()),
            certificate: self.public.certificate().to_vec(),
        })
    }

    fn new(pair: RsaKeyPair, certificate: &[u8]) -> Result<Self, KeyError> {
        if pair.public_modulus_len() != SIGNATURE_BYTES {
            return Err(KeyError::Size);
        }
        let info: PublicKeyX509Der<'_> =
            pair.public_key().as_der().map_err(|_| KeyError::Unreadable)?;
        let public = PublicKey::new(pair.public_key().as_ref(), info.as_ref(), certificate)?;
        let kid = public.kid();
        let header_v1 = format!(r#"{{"typ":"JWT","alg":"RS256","x5t":"{kid}","kid":"{kid}"}}"#);
        let header_v2 = format!(r#"{{"typ":"JWT","alg":"RS256","kid":"{kid}"}}"#);
        Ok(Self {
            header_v1: URL_SAFE_NO_PAD.encode(header_v1).into(),
            header_v2: URL_SAFE_NO_PAD.encode(header_v2).into(),
            public,
            pair,
        })
    }

    /// The id: 27 characters.
    pub fn kid(&self) -> &str {
        self.public.kid()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The encoded JOSE header of a version.
    pub(crate) fn header(&self, version: TokenVersion) -> &str {
        match version {
            TokenVersion::V1 => &self.header_v1,
            TokenVersion::V2 => &self.header_v2,
        }
    }

    /// One RSASSA-PKCS1-v1_5 signature with SHA-256; `None` if the library refuses.
    pub(crate) fn signature(&self, message: &[u8]) -> Option<[u8; SIGNATURE_BYTES]> {
        let mut signature = [0_u8; SIGNATURE_BYTES];
        // The padding is deterministic; the library takes a random source and does not use it.
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
        Some(signature)
    }
}

fn pkcs8_of(pair: &RsaKeyPair) -> Result<Pkcs8V1Der<'static>, KeyError> {
    pair.as_der().map_err(|_| KeyError::Generate)
}

/// The last second of the year 9000: far enough, and no calendar overflows.
const LAST_SECOND: u64 = 221_845_391_999;
const FIVE_YEARS: Duration = Duration::from_hours(5 * 365 * 24);

fn self_signed(pkcs8: &[u8], made_at: Timestamp) -> Result<Vec<u8>, KeyError> {
    let pair = rcgen::KeyPair::try_from(pkcs8).map_err(|_| KeyError::Certificate)?;
    let mut params = rcgen::CertificateParams::default();
    let since_epoch = u64::try_from(made_at.seconds()).unwrap_or(0).min(LAST_SECOND);
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    #[expect(clippy::arithmetic_side_effects, reason = "both sums stay below the year 9999")]
    {
        params.not_before = epoch + Duration::from_secs(since_epoch);
        params.not_after = params.not_before + FIVE_YEARS;
    }
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Consentry token signing");
    params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    let certificate = params.self_signed(&pair).map_err(|_| KeyError::Certificate)?;
    Ok(certificate.der().to_vec())
}

/// The certificate's name: base64url of its SHA-1, as `x5t` wants it (RFC 7515 §4.1.7).
fn thumbprint(certificate: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate);
    URL_SAFE_NO_PAD.encode(hash.as_ref())
}
