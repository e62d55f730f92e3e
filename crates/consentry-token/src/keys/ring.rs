//! All keys of an installation: which one signs, which ones verify, which ones are published.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{TenantId, Timestamp};

use super::{Jwks, KeyError, KeyLife, KeyScope, KeyState, PublicKey, SigningKey};
use crate::jwt::{Issuers, TokenVersion};

/// A signing key and its times.
#[derive(Debug, Clone)]
pub struct HeldKey {
    /// The key.
    pub key: Arc<SigningKey>,
    /// Its times.
    pub life: KeyLife,
}

/// A public key and its times.
#[derive(Debug, Clone)]
pub struct PublishedKey {
    /// The key.
    pub key: PublicKey,
    /// Its times.
    pub life: KeyLife,
}

/// Public keys by id. An id is an opaque name: nothing is ever fetched or opened by it (A39).
#[derive(Debug, Clone, Default)]
pub struct KeySet(BTreeMap<Box<str>, PublishedKey>);

impl KeySet {
    /// Gathers keys; two of one id are refused (A41).
    pub fn new(keys: impl IntoIterator<Item = PublishedKey>) -> Result<Self, KeyError> {
        let mut set = BTreeMap::new();
        for published in keys {
            let kid: Box<str> = published.key.kid().into();
            if let Some(twin) = set.insert(kid, published) {
                return Err(KeyError::DuplicateKid { kid: twin.key.kid().to_owned() });
            }
        }
        Ok(Self(set))
    }

    /// The key of this id that still counts at this moment for tokens of an issuer: that of a
    /// tenant, or, where a token names none, only what is the whole installation's (A34).
    pub fn of_issuer(
        &self,
        issuer: Option<TenantId>,
        kid: &str,
        now: Timestamp,
    ) -> Option<&PublishedKey> {
        let counts = |scope: KeyScope| match issuer {
            Some(tenant) => scope.covers(tenant),
            None => scope == KeyScope::Installation,
        };
        self.0
            .get(kid)
            .filter(|held| counts(held.life.scope))
            .filter(|held| held.life.state(now) != KeyState::Retired)
    }

    /// The key document: every key that is not retired, newest first. Version 2 names the issuer
    /// template of each key; a tenant's own key only shows in that tenant's document.
    pub fn jwks(
        &self,
        version: TokenVersion,
        issuers: &Issuers,
        tenant: Option<TenantId>,
        now: Timestamp,
    ) -> Jwks {
        let shown = |life: &KeyLife| match (life.scope, tenant) {
            (KeyScope::Installation, _) => true,
            (KeyScope::Tenant(own), Some(asked)) => own == asked,
            (KeyScope::Tenant(_), None) => false,
        };
        let mut held: Vec<&PublishedKey> = self
            .0
            .values()
            .filter(|held| held.life.state(now) != KeyState::Retired && shown(&held.life))
            .collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.life.not_before));
        let issuer = |life: &KeyLife| match (version, life.scope) {
            (TokenVersion::V1, _) => None,
            (TokenVersion::V2, KeyScope::Installation) => {
                Some(issuers.template(TokenVersion::V2).to_owned())
            }
            (TokenVersion::V2, KeyScope::Tenant(own)) => Some(issuers.of(TokenVersion::V2, own)),
        };
        Jwks { keys: held.into_iter().map(|held| held.key.jwk(issuer(&held.life))).collect() }
    }
}

/// The keys that this process holds, private halves included.
#[derive(Debug, Clone)]
pub struct KeyRing {
    held: Vec<HeldKey>,
    public: KeySet,
}

impl KeyRing {
    /// Gathers keys; two of one id are refused (A41).
    pub fn new(held: Vec<HeldKey>) -> Result<Self, KeyError> {
        let published = held
            .iter()
            .map(|held| PublishedKey { key: held.key.public().clone(), life: held.life });
        Ok(Self { public: KeySet::new(published)?, held })
    }

    /// The key that signs for a tenant now: its own before the installation's, the newest of each.
    pub fn signer(&self, tenant: TenantId, now: Timestamp) -> Option<&Arc<SigningKey>> {
        self.held
            .iter()
            .filter(|held| held.life.scope.covers(tenant))
            .filter(|held| held.life.state(now) == KeyState::Current)
            .max_by_key(|held| (held.life.scope, held.life.not_before))
            .map(|held| &held.key)
    }

    /// All keys, retired ones included, as they were given.
    pub fn held(&self) -> &[HeldKey] {
        &self.held
    }

    /// What verifies.
    pub fn public(&self) -> &KeySet {
        &self.public
    }
}
