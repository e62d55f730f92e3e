//! How signing keys follow each other: by the calendar, by an administrator, at once (A44).
//!
//! By the calendar and on request a key is published longer than clients keep the key document
//! before it signs, so nobody notices. At once is for a key that somebody may have: the new one
//! signs immediately, and what was to follow is dropped with it, because whoever has the one may
//! have the other. A retired key counts for nothing from that moment, whatever its tokens say.

use std::time::Duration;

use consentry_model::{TenantId, Timestamp};
use consentry_store::{Actor, Unit};
use consentry_token::keys::{HeldKey, KeyLife, KeyScope, KeyState, SigningKey, rotation};
use serde_json::{Value, json};

use super::{LOCK, new_key};
use crate::{DirectoryError, Service, ServiceError};

/// The name of the lease.
const LEASE: &str = "signing-keys";
/// How long a silent holder keeps it.
const LEASE_TIME: Duration = Duration::from_mins(2);
/// How long a retired key is still listed; then its private half is gone too.
const LISTED: Duration = Duration::from_hours(24 * 30);

/// How soon a new key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    /// Once every client knows it: nobody notices.
    Planned,
    /// Now; clients have to read the key document again.
    AtOnce,
}

/// A key that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMade {
    /// Its id.
    pub kid: String,
    /// For whose tokens, and when it signs.
    pub life: KeyLife,
}

/// A key that was retired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRetired {
    /// Its id.
    pub kid: String,
    /// The key that was made because nothing else would have signed.
    pub replaced_by: Option<KeyMade>,
}

/// What came of one look at the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRun {
    /// Keys that were made.
    pub made: Vec<KeyMade>,
    /// Keys that were forgotten, long after they retired.
    pub forgotten: usize,
}

/// The keys of one scope.
fn within(held: &[HeldKey], scope: KeyScope) -> Vec<&HeldKey> {
    held.iter().filter(|held| held.life.scope == scope).collect()
}

/// The scopes that have keys; the installation always does.
fn scopes(held: &[HeldKey]) -> Vec<KeyScope> {
    let mut scopes: Vec<KeyScope> = held.iter().map(|held| held.life.scope).collect();
    scopes.push(KeyScope::Installation);
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn due(held: &[HeldKey], scope: KeyScope, interval: Duration, now: Timestamp) -> Option<Timestamp> {
    let lives: Vec<KeyLife> = within(held, scope).iter().map(|held| held.life).collect();
    rotation::due(scope, &lives, interval, now)
}

fn is_forgotten(life: &KeyLife, now: Timestamp) -> bool {
    life.retires_at.is_some_and(|end| end.plus(LISTED) <= now)
}

const fn tenant_of(scope: KeyScope) -> Option<TenantId> {
    match scope {
        KeyScope::Installation => None,
        KeyScope::Tenant(tenant) => Some(tenant),
    }
}

impl Service {
    /// Learns of keys that others made, makes those that the calendar asks for, and forgets old
    /// ones. Keys are made by one node.
    pub async fn run_keys_once(
        &self,
        interval: Duration,
        now: Timestamp,
    ) -> Result<KeyRun, ServiceError> {
        let mut run = KeyRun::default();
        let ring = self.fresh_keys().await?;
        let wanted = |scope: &KeyScope| due(ring.held(), *scope, interval, now).is_some();
        let scopes: Vec<KeyScope> = scopes(ring.held()).into_iter().filter(wanted).collect();
        let old = ring.held().iter().any(|held| is_forgotten(&held.life, now));
        if (scopes.is_empty() && !old) || !self.hold(LEASE, LEASE_TIME, now).await? {
            return Ok(run);
        }
        for scope in scopes {
            let key = new_key(now).await?;
            let mut unit = self.store.unit().await?;
            unit.lock(LOCK).await?;
            let held = unit.signing_keys().await?;
            // Read under the lock: somebody may have been first.
            let Some(from) = due(&held, scope, interval, now) else { continue };
            let made = self.follow(&mut unit, &held, (&key, scope, from), &Actor::System).await?;
            unit.commit().await?;
            tracing::info!(kid = made.kid, from = %made.life.not_before, "a signing key was made");
            run.made.push(made);
        }
        run.forgotten = self.forget_keys(now).await?;
        self.let_go(LEASE).await?;
        self.fresh_keys().await?;
        Ok(run)
    }

    async fn forget_keys(&self, now: Timestamp) -> Result<usize, ServiceError> {
        let mut unit = self.store.unit().await?;
        unit.lock(LOCK).await?;
        let held = unit.signing_keys().await?;
        let old: Vec<_> = held.iter().filter(|held| is_forgotten(&held.life, now)).collect();
        for held in &old {
            unit.remove_signing_key(held.key.kid()).await?;
        }
        unit.commit().await?;
        Ok(old.len())
    }

    /// Makes a new key for the whole installation or for one tenant.
    pub async fn rotate_keys(
        &self,
        actor: &Actor,
        scope: KeyScope,
        roll: Roll,
    ) -> Result<KeyMade, DirectoryError> {
        let now = self.clock.now();
        let key = new_key(now).await?;
        let mut unit = self.store.unit().await?;
        unit.lock(LOCK).await?;
        let held = unit.signing_keys().await?;
        let next =
            within(&held, scope).into_iter().find(|held| held.life.state(now) == KeyState::Next);
        let from = match (roll, next) {
            (Roll::Planned, Some(next)) => {
                return Err(DirectoryError::Conflict(format!(
                    "`{}` is published already and signs from {} on; to change at once, roll now",
                    next.key.kid(),
                    next.life.not_before
                )));
            }
            (Roll::Planned, None) => now.plus(rotation::AHEAD),
            (Roll::AtOnce, None) => now,
            (Roll::AtOnce, Some(next)) => {
                unit.set_key_life(next.key.kid(), &next.life.retired(now)).await?;
                now
            }
        };
        let made = self.follow(&mut unit, &held, (&key, scope, from), actor).await?;
        unit.commit().await?;
        self.fresh_keys().await?;
        Ok(made)
    }

    /// Retires a key: no token that it signed counts any more, on any node. If nothing else signs
    /// for the installation, a new key does so at once.
    pub async fn retire_key(&self, actor: &Actor, kid: &str) -> Result<KeyRetired, DirectoryError> {
        let now = self.clock.now();
        let spare = new_key(now).await?;
        let mut unit = self.store.unit().await?;
        unit.lock(LOCK).await?;
        let held = unit.signing_keys().await?;
        let Some(one) = held.iter().find(|held| held.key.kid() == kid) else {
            return Err(DirectoryError::Unknown { what: "signing key", name: kid.to_owned() });
        };
        let (scope, state) = (one.life.scope, one.life.state(now));
        if state == KeyState::Retired {
            let text = format!("`{kid}` is retired already");
            return Err(DirectoryError::Conflict(text));
        }
        unit.set_key_life(kid, &one.life.retired(now)).await?;
        let activity = "Retire signing key";
        let details = json!({ "state": format!("{state:?}").to_lowercase() });
        self.record_key(&mut unit, actor, activity, (kid, scope), details).await?;
        let others = |state| {
            let same = within(&held, scope).into_iter();
            same.filter(move |held| held.life.state(now) == state && held.key.kid() != kid)
        };
        let replaced_by = match (state, scope) {
            // Whoever has the key that signs may have the one that was to follow.
            (KeyState::Current, KeyScope::Installation) => {
                for next in others(KeyState::Next) {
                    unit.set_key_life(next.key.kid(), &next.life.retired(now)).await?;
                }
                let left = unit.signing_keys().await?;
                Some(self.follow(&mut unit, &left, (&spare, scope, now), actor).await?)
            }
            (KeyState::Next, _) => {
                for signs in others(KeyState::Current) {
                    unit.set_key_life(signs.key.kid(), &signs.life.alone()).await?;
                }
                None
            }
            (KeyState::Current | KeyState::Previous | KeyState::Retired, _) => None,
        };
        unit.judge_held_requests(scope).await?;
        unit.commit().await?;
        self.fresh_keys().await?;
        Ok(KeyRetired { kid: kid.to_owned(), replaced_by })
    }

    /// Adds a key that signs from a moment on, and ends the signing of those before it there.
    async fn follow(
        &self,
        unit: &mut Unit,
        held: &[HeldKey],
        (key, scope, from): (&SigningKey, KeyScope, Timestamp),
        actor: &Actor,
    ) -> Result<KeyMade, ServiceError> {
        let now = self.clock.now();
        for before in within(held, scope) {
            if before.life.state(now) == KeyState::Current {
                unit.set_key_life(before.key.kid(), &before.life.succeeded(from)).await?;
            }
        }
        let life = KeyLife { scope, ..KeyLife::of_installation(from) };
        unit.add_signing_key(key, &life).await?;
        let details = json!({ "signs_from": from.to_string() });
        self.record_key(unit, actor, "Add signing key", (key.kid(), scope), details).await?;
        Ok(KeyMade { kid: key.kid().to_owned(), life })
    }

    async fn record_key(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        activity: &str,
        (kid, scope): (&str, KeyScope),
        details: Value,
    ) -> Result<(), ServiceError> {
        let target = ("SigningKey", kid.to_owned(), kid.to_owned());
        let record = self.audit_of(tenant_of(scope), actor.clone(), activity, target, details);
        Ok(unit.audit(&record).await?)
    }
}
