//! Passwords of people: Argon2id on a bounded pool (ruling 20).
//!
//! A user that does not exist costs the same work as one that does (A65). The pool is bounded so
//! that a spray of passwords cannot take the memory and processors that refreshes need.

mod change;
mod choose;
mod forgotten;
mod imported;
mod upgrade;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use consentry_model::{IdSource, LONGEST_PASSWORD, Secret};
use tokio::sync::Semaphore;

pub use self::{
    change::NewPassword,
    forgotten::{
        ByLink, LINK_LIFE, LinkShown, MOST_ASKS_AN_HOUR, MOST_LINKS_AN_HOUR, PasswordAskRun,
        RESET_PATH,
    },
    imported::{ImportedHash, InvalidHash},
};

use crate::ServiceError;

/// Memory in KiB (19 MiB), passes and lanes, as OWASP advises and ruling 20 says.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// A hash of the same cost that nothing fits: what a user who does not exist is checked against.
/// Written down, because making one would cost every start a hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Yes.
    Right,
    /// No, or there is nothing to fit.
    Wrong,
}

/// Hashes and verifies, a few at a time.
#[derive(Debug, Clone)]
pub struct PasswordPool {
    places: Arc<Semaphore>,
    verified: Arc<AtomicU64>,
}

impl PasswordPool {
    /// A pool that hashes at most `at_once` passwords at the same time.
    pub fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once.max(1))),
            verified: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Hashes a new password to a PHC string.
    pub async fn hash(
        &self,
        password: Secret<String>,
        ids: &dyn IdSource,
    ) -> Result<Secret<String>, ServiceError> {
        let mut salt = [0_u8; 16];
        ids.fill(&mut salt);
        let place =
            self.places.clone().acquire_owned().await.map_err(|_| ServiceError::Stopping)?;
        let work = move || {
            let _place = place;
            hash(password.expose().as_bytes(), &salt).map(Secret::new)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)?
    }

    /// Verifies a password; without a hash the same work is done for nothing.
    pub async fn verify(
        &self,
        password: &Secret<String>,
        stored: Option<&Secret<String>>,
    ) -> Result<Fit, ServiceError> {
        let known = stored.is_some();
        let stored: String = stored.map_or_else(|| NOBODY.to_owned(), |hash| hash.expose().clone());
        let password = password.clone();
        let place =
            self.places.clone().acquire_owned().await.map_err(|_| ServiceError::Stopping)?;
        let work = move || {
            let _place = place;
            let bytes = password.expose().as_bytes();
            let fits = bytes.len() <= LONGEST_PASSWORD && imported::fits(bytes, &stored);
            fits && known
        };
        let fits = tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)?;
        self.verified.fetch_add(1, Ordering::Relaxed);
        Ok(if fits { Fit::Right } else { Fit::Wrong })
    }

    /// How many verifications were done since the start; tests count work by it.
    pub fn verifications(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }
}

fn argon2() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| ServiceError::Hash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8], salt: &[u8; 16]) -> Result<String, ServiceError> {
    let hash = argon2()?.hash_password_with_salt(password, salt).map_err(|_| ServiceError::Hash)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier as _;

    use super::*;

    #[test]
    fn a65_nobodys_hash_costs_what_a_real_one_costs() {
        let real = hash(b"Demo-pass-2026!", &[7; 16]).unwrap();
        let costs = |hash: &str| hash.rsplitn(3, '$').nth(2).unwrap().to_owned();
        assert_eq!(costs(NOBODY), costs(&real));
        assert_eq!(NOBODY.len(), real.len(), "{real}");
        let wrong = argon2().unwrap().verify_password(b"anything", NOBODY).unwrap_err();
        assert!(matches!(wrong, argon2::password_hash::Error::PasswordInvalid), "{wrong}");
    }
}
