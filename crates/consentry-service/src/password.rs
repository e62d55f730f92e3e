//! Passwords of people: Argon2id on a bounded pool (ruling 20).
//!
//! A user that does not exist costs the same work as one that does (A65). The pool is bounded, and
//! so is the queue before it, so that a spray of passwords cannot take the memory and processors
//! that refreshes need, nor let people wait for what will never come (A106). Nothing but passwords
//! of people goes through it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use consentry_model::{IdSource, Secret};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::ServiceError;

/// Memory in KiB (19 MiB), passes and lanes, as OWASP advises and ruling 20 says.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// A hash of the same cost that nothing fits: what a user who does not exist is checked against.
/// Written down, because making one would cost every start a hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The longest password that is hashed, in bytes.
pub const LONGEST_PASSWORD: usize = 256;
/// The shortest password that may be chosen, in characters.
pub const SHORTEST_PASSWORD: usize = 8;

/// How many passwords wait for a place at most; one more is told to come again.
pub const LONGEST_QUEUE: usize = 100;

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
    waiting: Arc<AtomicUsize>,
    verified: Arc<AtomicU64>,
}

/// A place in the queue; left when the wait is over, or given up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl PasswordPool {
    /// A pool that hashes at most `at_once` passwords at the same time.
    pub fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: Arc::new(AtomicUsize::new(0)),
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
        let place = self.place().await?;
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
        let place = self.place().await?;
        let work = move || {
            let _place = place;
            let bytes = password.expose().as_bytes();
            let hasher = argon2();
            let fits = hasher.is_ok_and(|a| a.verify_password(bytes, stored.as_str()).is_ok());
            fits && known && bytes.len() <= LONGEST_PASSWORD
        };
        let fits = tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)?;
        self.verified.fetch_add(1, Ordering::Relaxed);
        Ok(if fits { Fit::Right } else { Fit::Wrong })
    }

    /// A place to work at: at once if one is free, otherwise after a wait in a queue that is not
    /// too long.
    async fn place(&self) -> Result<OwnedSemaphorePermit, ServiceError> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let before = self.waiting.fetch_add(1, Ordering::AcqRel);
        let _waiting = Waiting(&self.waiting);
        if before >= LONGEST_QUEUE {
            return Err(ServiceError::Busy);
        }
        self.places.clone().acquire_owned().await.map_err(|_| ServiceError::Stopping)
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
impl PasswordPool {
    /// Takes every place, so that nothing is hashed until they are given back.
    pub(crate) fn occupied(&self) -> Vec<OwnedSemaphorePermit> {
        let mut places = Vec::new();
        while let Ok(place) = self.places.clone().try_acquire_owned() {
            places.push(place);
        }
        places
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinSet;

    use super::*;

    /// Starts so many verifications and lets each come as far as it can.
    async fn flood(pool: &PasswordPool, tries: usize) -> JoinSet<bool> {
        let mut running = JoinSet::new();
        for _ in 0..tries {
            let pool = pool.clone();
            running.spawn(async move {
                let typed = Secret::new("wrong".to_owned());
                matches!(pool.verify(&typed, None).await, Err(ServiceError::Busy))
            });
        }
        for _ in 0..tries {
            tokio::task::yield_now().await;
        }
        running
    }

    #[tokio::test]
    async fn a106_the_queue_holds_a_hundred_and_no_more() {
        let pool = PasswordPool::new(2);
        for (tries, put_off) in [(99, 0), (100, 0), (101, 1), (1000, 900)] {
            let places = pool.occupied();
            assert_eq!(places.len(), 2);
            let mut running = flood(&pool, tries).await;
            assert_eq!(pool.waiting(), tries.min(LONGEST_QUEUE), "{tries}");
            for _ in 0..put_off {
                assert!(running.join_next().await.unwrap().unwrap(), "{tries}: told at once");
            }
            assert_eq!(running.len(), tries.min(LONGEST_QUEUE), "{tries}");
            running.shutdown().await;
            assert_eq!(pool.waiting(), 0, "{tries}: whoever goes away waits no more");
            assert_eq!(pool.verifications(), 0);
            drop(places);
        }
        let mut running = flood(&pool, 3).await;
        while let Some(put_off) = running.join_next().await {
            assert!(!put_off.unwrap());
        }
        assert_eq!(pool.verifications(), 3, "places that were given back are used");
    }

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
