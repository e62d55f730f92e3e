//! The signing keys of the installation, as this process holds them.
//!
//! Keys live sealed in the store. The first start makes one; every process keeps a copy together
//! with its version. The facts of each attempt bring the version of that moment (`judge.rs`), so a
//! key that another node or the command line made, rolled or retired is known, or refused, at the
//! next request. How keys follow each other is [`rotation`](self::rotation).

mod rotation;

use std::sync::{Arc, PoisonError, RwLock};

use consentry_model::{Clock, TenantId, Timestamp, refusal::TokenFault};
use consentry_store::{Conn, Store};
use consentry_token::{
    jwt::VerifiedAccess,
    keys::{HeldKey, KeyLife, KeyRing as Ring, SigningKey},
};

use crate::{Service, ServiceError};

pub use rotation::{KeyMade, KeyRetired, KeyRun, Roll};

/// The keys and their version.
#[derive(Debug)]
pub(crate) struct KeyRing {
    held: RwLock<(Arc<Ring>, i64)>,
}

impl KeyRing {
    /// Reads the keys; makes the first one where there is none. A key that cannot be unsealed is
    /// an error, never a reason to make a new one (BI-400).
    pub(crate) async fn open(store: &Store, clock: &dyn Clock) -> Result<Self, ServiceError> {
        let now = clock.now();
        let mut held = read(&mut *store.read().await?).await?;
        if held.0.held().is_empty() {
            let key = new_key(now).await?;
            let mut unit = store.unit().await?;
            unit.lock(LOCK).await?;
            if unit.signing_keys().await?.is_empty() {
                unit.add_signing_key(&key, &KeyLife::of_installation(now)).await?;
            }
            unit.commit().await?;
            held = read(&mut *store.read().await?).await?;
        }
        Ok(Self { held: RwLock::new(held) })
    }

    /// The keys as last read.
    pub(crate) fn now(&self) -> Arc<Ring> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn version(&self) -> i64 {
        self.held.read().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Takes over what was read, unless somebody took over something newer.
    fn replace(&self, read: (Arc<Ring>, i64)) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if read.1 >= held.1 {
            *held = read;
        }
    }
}

/// The name of the lock under which keys are changed.
const LOCK: &str = "signing keys";

/// The keys and a version that is not newer than they are.
async fn read(conn: &mut Conn) -> Result<(Arc<Ring>, i64), ServiceError> {
    let version = conn.signing_keys_version().await?;
    Ok((ring(conn.signing_keys().await?)?, version))
}

fn ring(held: Vec<HeldKey>) -> Result<Arc<Ring>, ServiceError> {
    Ring::new(held).map(Arc::new).map_err(|error| ServiceError::Key(error.to_string()))
}

/// Makes a key beside the tasks that serve requests: it takes a while.
async fn new_key(now: Timestamp) -> Result<SigningKey, ServiceError> {
    tokio::task::spawn_blocking(move || SigningKey::generate(now))
        .await
        .map_err(|_| ServiceError::Stopping)?
        .map_err(|error| ServiceError::Key(error.to_string()))
}

impl Service {
    /// The keys of this moment: read again if anybody changed them.
    pub(crate) async fn fresh_keys(&self) -> Result<Arc<Ring>, ServiceError> {
        let mut conn = self.store.read().await?;
        let version = conn.signing_keys_version().await?;
        self.keys_of_version(&mut conn, version).await?;
        Ok(self.keys.now())
    }

    /// Reads the keys again, if the version that was just seen is another than that of the copy.
    pub(crate) async fn keys_of_version(
        &self,
        conn: &mut Conn,
        seen: i64,
    ) -> Result<(), ServiceError> {
        if seen != self.keys.version() {
            self.keys.replace(read(conn).await?);
        }
        Ok(())
    }

    /// Whether the key of a token that was checked before still counts: it may have been retired
    /// since. The keys are those of the judgement before.
    pub(crate) fn key_counts(&self, access: &VerifiedAccess) -> Result<(), TokenFault> {
        let (ring, now) = (self.keys.now(), self.clock.now());
        let found = ring.public().of_issuer(Some(access.tenant), &access.kid, now);
        found.map(drop).ok_or(TokenFault::Signature)
    }

    /// The key that signs for a tenant now.
    pub(crate) fn signer(&self, tenant: TenantId) -> Result<Arc<SigningKey>, ServiceError> {
        let ring = self.keys.now();
        let found = ring.signer(tenant, self.clock.now()).cloned();
        found.ok_or_else(|| ServiceError::Key("no key signs at this moment".to_owned()))
    }
}
