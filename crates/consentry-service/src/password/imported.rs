//! Password hashes that came from elsewhere (ruling 35): Argon2, bcrypt, PBKDF2 in PHC and in
//! Django's form, `{SSHA}`, `{SSHA256}`, `{SSHA512}`, sha512-crypt.
//!
//! A hash says itself what it costs to check, so what comes in is bounded: a hostile file must
//! not be able to hold the processors. Limits are refused by name when a hash is imported.

use std::str::FromStr;

use argon2::{Argon2, PasswordVerifier as _};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use consentry_model::{Secret, is_same_secret};
use sha_crypt::ShaCrypt;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// What the house's own hashes begin with.
const HOUSE: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// The longest text that is looked at.
const LONGEST: usize = 512;
/// Argon2: memory in KiB, memory times passes, lanes.
const MOST_MEMORY: u32 = 64 * 1024;
const MOST_MEMORY_PASSES: u64 = 256 * 1024;
const MOST_LANES: u32 = 4;
/// bcrypt: the exponent of its rounds.
const MOST_COST: u32 = 13;
/// PBKDF2: rounds.
const MOST_ROUNDS: u32 = 1_000_000;
/// sha512-crypt: rounds.
const MOST_CRYPT_ROUNDS: u32 = 500_000;
/// Salts and hashes, in bytes.
const SALTS: std::ops::RangeInclusive<usize> = 1..=64;
const HASHES: std::ops::RangeInclusive<usize> = 16..=64;

/// Why a text cannot be taken over as a password's hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHash {
    /// No kind that is known.
    #[error(
        "the hash is of no known kind; expected Argon2, bcrypt, PBKDF2, {{SSHA}}, {{SSHA256}}, \
         {{SSHA512}} or sha512-crypt"
    )]
    Kind,
    /// It begins like one, and is none.
    #[error("the {0} hash is damaged")]
    Damaged(&'static str),
    /// Checking it would cost too much.
    #[error("the {0} hash costs too much to check; at most {1}")]
    TooCostly(&'static str, &'static str),
}

/// A hash from elsewhere, looked at and within the limits.
#[derive(Debug, Clone)]
pub struct ImportedHash(Secret<String>);

impl ImportedHash {
    /// The text as it is kept.
    pub(crate) const fn kept(&self) -> &Secret<String> {
        &self.0
    }
}

impl FromStr for ImportedHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        Kind::read(text)?;
        Ok(Self(Secret::new(text.to_owned())))
    }
}

/// Whether a hash is the house's own, with the costs of today.
pub(crate) fn is_house(stored: &str) -> bool {
    stored.starts_with(HOUSE)
}

/// Whether a password fits a stored hash of any kind.
pub(crate) fn fits(password: &[u8], stored: &str) -> bool {
    Kind::read(stored).is_ok_and(|kind| kind.fits(password, stored))
}

#[derive(Debug)]
enum Kind {
    Argon2,
    Bcrypt,
    Sha512Crypt,
    Pbkdf2 { digest: Sha, rounds: u32, salt: Vec<u8>, hash: Vec<u8> },
    Salted { digest: Sha, salt: Vec<u8>, hash: Vec<u8> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sha {
    One,
    Two256,
    Two512,
}

impl Kind {
    fn read(text: &str) -> Result<Self, InvalidHash> {
        if text.len() > LONGEST {
            return Err(InvalidHash::Kind);
        }
        for (prefix, digest, name) in [
            ("{SSHA}", Sha::One, "{SSHA}"),
            ("{SSHA256}", Sha::Two256, "{SSHA256}"),
            ("{SSHA512}", Sha::Two512, "{SSHA512}"),
        ] {
            if let Some(rest) = text.strip_prefix(prefix) {
                return salted(digest, rest).ok_or(InvalidHash::Damaged(name));
            }
        }
        let rest = text.strip_prefix('$').unwrap_or(text);
        let (id, _) = rest.split_once('$').unwrap_or((rest, ""));
        match id {
            "argon2id" | "argon2i" | "argon2d" => argon2(text),
            "2a" | "2b" | "2x" | "2y" => bcrypt(text),
            "6" => sha512_crypt(text),
            "pbkdf2" | "pbkdf2-sha1" => phc(Sha::One, text),
            "pbkdf2-sha256" => phc(Sha::Two256, text),
            "pbkdf2-sha512" => phc(Sha::Two512, text),
            "pbkdf2_sha1" => django(Sha::One, text),
            "pbkdf2_sha256" => django(Sha::Two256, text),
            _ => Err(InvalidHash::Kind),
        }
    }

    fn fits(&self, password: &[u8], stored: &str) -> bool {
        match self {
            Self::Argon2 => Argon2::default().verify_password(password, stored).is_ok(),
            Self::Bcrypt => bcrypt::verify(password, stored).unwrap_or(false),
            Self::Sha512Crypt => ShaCrypt::SHA512.verify_password(password, stored).is_ok(),
            Self::Pbkdf2 { digest, rounds, salt, hash } => {
                let mut made = vec![0_u8; hash.len()];
                match digest {
                    Sha::One => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, *rounds, &mut made),
                    Sha::Two256 => {
                        pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, *rounds, &mut made);
                    }
                    Sha::Two512 => {
                        pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, *rounds, &mut made);
                    }
                }
                is_same_secret(&made, hash)
            }
            Self::Salted { digest, salt, hash } => {
                let made = match digest {
                    Sha::One => digest_of::<Sha1>(password, salt),
                    Sha::Two256 => digest_of::<Sha256>(password, salt),
                    Sha::Two512 => digest_of::<Sha512>(password, salt),
                };
                is_same_secret(&made, hash)
            }
        }
    }
}

fn digest_of<D: Digest>(password: &[u8], salt: &[u8]) -> Vec<u8> {
    D::new().chain_update(password).chain_update(salt).finalize().to_vec()
}

fn salted(digest: Sha, rest: &str) -> Option<Kind> {
    let length = match digest {
        Sha::One => 20,
        Sha::Two256 => 32,
        Sha::Two512 => 64,
    };
    let bytes = STANDARD.decode(rest).ok()?;
    let (hash, salt) = bytes.split_at_checked(length)?;
    SALTS.contains(&salt.len()).then(|| Kind::Salted {
        digest,
        salt: salt.to_vec(),
        hash: hash.to_vec(),
    })
}

/// A number among `m=…,t=…,p=…`.
fn parameter(parameters: &str, name: &str) -> Option<u32> {
    let mut pairs = parameters.split(',').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name)?.1.parse().ok()
}

fn base64_within(text: &str, lengths: &std::ops::RangeInclusive<usize>) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok().filter(|bytes| lengths.contains(&bytes.len()))
}

fn argon2(text: &str) -> Result<Kind, InvalidHash> {
    let damaged = || InvalidHash::Damaged("Argon2");
    let parts: Vec<&str> = text.split('$').skip(2).collect();
    let (["v=16" | "v=19", parameters, salt, hash] | [parameters, salt, hash]) = parts.as_slice()
    else {
        return Err(damaged());
    };
    base64_within(salt, &(8..=64)).ok_or_else(damaged)?;
    base64_within(hash, &HASHES).ok_or_else(damaged)?;
    let number = |name| parameter(parameters, name).ok_or_else(damaged);
    let (memory, passes, lanes) = (number("m")?, number("t")?, number("p")?);
    let product = u64::from(memory).saturating_mul(u64::from(passes));
    if memory > MOST_MEMORY || product > MOST_MEMORY_PASSES || lanes > MOST_LANES {
        let limit = "64 MiB of memory, 4 lanes, and 256 MiB over all passes";
        return Err(InvalidHash::TooCostly("Argon2", limit));
    }
    Ok(Kind::Argon2)
}

fn bcrypt(text: &str) -> Result<Kind, InvalidHash> {
    let damaged = || InvalidHash::Damaged("bcrypt");
    let parts: Vec<&str> = text.split('$').collect();
    let [_, _, cost, tail] = parts.as_slice() else { return Err(damaged()) };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"./".contains(&b);
    if tail.len() != 53 || !tail.bytes().all(plain) {
        return Err(damaged());
    }
    let cost: u32 = cost.parse().map_err(|_| damaged())?;
    if cost > MOST_COST {
        return Err(InvalidHash::TooCostly("bcrypt", "cost 13"));
    }
    if cost < 4 { Err(damaged()) } else { Ok(Kind::Bcrypt) }
}

fn sha512_crypt(text: &str) -> Result<Kind, InvalidHash> {
    let damaged = || InvalidHash::Damaged("sha512-crypt");
    let parts: Vec<&str> = text.split('$').skip(2).collect();
    let (rounds, salt, hash) = match parts.as_slice() {
        [rounds, salt, hash] => (rounds.strip_prefix("rounds="), salt, hash),
        [salt, hash] => (Some("5000"), salt, hash),
        _ => return Err(damaged()),
    };
    let rounds: u32 = rounds.and_then(|text| text.parse().ok()).ok_or_else(damaged)?;
    if rounds > MOST_CRYPT_ROUNDS {
        return Err(InvalidHash::TooCostly("sha512-crypt", "500,000 rounds"));
    }
    let fits = rounds >= 1_000 && salt.len() <= 16 && hash.len() == 86;
    if fits { Ok(Kind::Sha512Crypt) } else { Err(damaged()) }
}

/// `$pbkdf2-sha256$i=600000,l=32$salt$hash`.
fn phc(digest: Sha, text: &str) -> Result<Kind, InvalidHash> {
    let damaged = || InvalidHash::Damaged("PBKDF2");
    let parts: Vec<&str> = text.split('$').skip(2).collect();
    let [parameters, salt, hash] = parts.as_slice() else { return Err(damaged()) };
    let rounds = parameter(parameters, "i").ok_or_else(damaged)?;
    let salt = base64_within(salt, &SALTS).ok_or_else(damaged)?;
    let hash = base64_within(hash, &HASHES).ok_or_else(damaged)?;
    pbkdf2_of(digest, rounds, salt, hash)
}

/// `pbkdf2_sha256$260000$salt$hash`: the salt as its letters, the hash with its padding.
fn django(digest: Sha, text: &str) -> Result<Kind, InvalidHash> {
    let damaged = || InvalidHash::Damaged("PBKDF2");
    let parts: Vec<&str> = text.split('$').collect();
    let [_, rounds, salt, hash] = parts.as_slice() else { return Err(damaged()) };
    let rounds = rounds.parse().map_err(|_| damaged())?;
    let hash = STANDARD.decode(hash).ok().filter(|hash| HASHES.contains(&hash.len()));
    let salt = Some(salt.as_bytes().to_vec()).filter(|salt| SALTS.contains(&salt.len()));
    pbkdf2_of(digest, rounds, salt.ok_or_else(damaged)?, hash.ok_or_else(damaged)?)
}

fn pbkdf2_of(digest: Sha, rounds: u32, salt: Vec<u8>, hash: Vec<u8>) -> Result<Kind, InvalidHash> {
    match rounds {
        0 => Err(InvalidHash::Damaged("PBKDF2")),
        1..=MOST_ROUNDS => Ok(Kind::Pbkdf2 { digest, rounds, salt, hash }),
        _ => Err(InvalidHash::TooCostly("PBKDF2", "1,000,000 rounds")),
    }
}

#[cfg(test)]
mod tests;
