//! The signing keys of the installation, as this process holds them.
//!
//! Keys live sealed in the store. The first start makes one; every process keeps a copy and reads
//! the store again when a token names a key that it does not know, at most once in a few seconds,
//! so a key that another node made or rolled is known at once.

use std::{
    sync::{Arc, RwLock},
    time::Duration,
};

use consentry_model::{Clock, TenantId, Timestamp};
use consentry_store::Store;
use consentry_token::keys::{HeldKey, KeyLife, KeyRing as Ring, SigningKey};

use crate::{Service, ServiceError};

/// How often an unknown key id may cause a look into the store.
const RELOAD_PAUSE: Duration = Duration::from_secs(5);
/// How old the published keys may be: another node may have added one.
const PUBLISHED_AGE: Duration = Duration::from_mins(1);

/// The keys and when they were read.
#[derive(Debug)]
pub(crate) struct KeyRing {
    held: RwLock<(Arc<Ring>, Timestamp)>,
}

impl KeyRing {
    /// Reads the keys; makes the first one where there is none. A key that cannot be unsealed is
    /// an error, never a reason to make a new one (BI-400).
    pub(crate) async fn open(store: &Store, clock: &dyn Clock) -> Result<Self, ServiceError> {
        let now = clock.now();
        let mut held = store.read().await?.signing_keys().await?;
        if held.is_empty() {
            let key = tokio::task::spawn_blocking(move || SigningKey::generate(now))
                .await
                .map_err(|_| ServiceError::Stopping)?
                .map_err(|error| ServiceError::Key(error.to_string()))?;
            let mut unit = store.unit().await?;
            unit.lock("signing keys").await?;
            if unit.signing_keys().await?.is_empty() {
                unit.add_signing_key(&key, &KeyLife::of_installation(now)).await?;
            }
            unit.commit().await?;
            held = store.read().await?.signing_keys().await?;
        }
        Ok(Self { held: RwLock::new((ring(held)?, now)) })
    }

    /// The keys as last read.
    pub(crate) fn now(&self) -> Arc<Ring> {
        match self.held.read() {
            Ok(held) => held.0.clone(),
            Err(poisoned) => poisoned.into_inner().0.clone(),
        }
    }

    fn older_than(&self, age: Duration, now: Timestamp) -> bool {
        let read_at = match self.held.read() {
            Ok(held) => held.1,
            Err(poisoned) => poisoned.into_inner().1,
        };
        now.since(read_at) >= age
    }

    fn replace(&self, ring: Arc<Ring>, now: Timestamp) {
        match self.held.write() {
            Ok(mut held) => *held = (ring, now),
            Err(poisoned) => *poisoned.into_inner() = (ring, now),
        }
    }
}

fn ring(held: Vec<HeldKey>) -> Result<Arc<Ring>, ServiceError> {
    Ring::new(held).map(Arc::new).map_err(|error| ServiceError::Key(error.to_string()))
}

impl Service {
    /// The keys, read again if a token named one that is unknown.
    pub(crate) async fn keys_for(&self, kid: Option<&str>) -> Result<Arc<Ring>, ServiceError> {
        let now = self.clock.now();
        let known = self.keys.now();
        let missing = kid.is_some_and(|kid| known.public().find(kid, now).is_none());
        if !missing || !self.keys.older_than(RELOAD_PAUSE, now) {
            return Ok(known);
        }
        self.reload_keys(now).await
    }

    /// The keys for publication, at most a minute old.
    pub(crate) async fn keys_to_publish(&self) -> Result<Arc<Ring>, ServiceError> {
        let now = self.clock.now();
        if self.keys.older_than(PUBLISHED_AGE, now) {
            return self.reload_keys(now).await;
        }
        Ok(self.keys.now())
    }

    async fn reload_keys(&self, now: Timestamp) -> Result<Arc<Ring>, ServiceError> {
        let fresh = ring(self.store.read().await?.signing_keys().await?)?;
        self.keys.replace(fresh.clone(), now);
        Ok(fresh)
    }

    /// The key that signs for a tenant now.
    pub(crate) fn signer(&self, tenant: TenantId) -> Result<Arc<SigningKey>, ServiceError> {
        let ring = self.keys.now();
        let found = ring.signer(tenant, self.clock.now()).cloned();
        found.ok_or_else(|| ServiceError::Key("no key signs at this moment".to_owned()))
    }
}
