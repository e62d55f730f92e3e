//! Applications as they were read, and tenants' rules about consent, each under its version.
//!
//! A resource such as Graph exposes dozens of permissions; reading them out of JSON at every
//! attempt would cost more than the attempt. The version is read fresh each time, so a cached
//! application is never older than the row (architecture: State).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use consentry_model::{AppId, Application, DelegatedPermission, TenantId};
use consentry_policy::ConsentRules;

/// Beyond this many the cache begins anew: a bound, not a tuning.
const MOST: usize = 4_096;

#[derive(Debug, Default)]
pub(crate) struct Applications(Mutex<BTreeMap<AppId, Versioned>>);

/// An application and the version of its row.
#[derive(Debug, Clone)]
pub(crate) struct Versioned {
    pub(crate) version: i64,
    pub(crate) application: Arc<Application>,
    /// The application's permissions that can be asked for, in the form in which facts carry them.
    pub(crate) permissions: Arc<[DelegatedPermission]>,
}

impl Versioned {
    pub(crate) fn new(version: i64, application: Application) -> Self {
        let enabled = application.permissions.iter().filter(|one| one.enabled.is_on());
        let permissions = enabled.cloned().collect();
        Self { version, application: Arc::new(application), permissions }
    }
}

impl Versioned {
    /// Not deleted?
    pub(crate) fn lives(&self) -> bool {
        self.application.deleted_at.is_none()
    }
}

impl Applications {
    pub(crate) fn find(&self, id: AppId, version: i64) -> Option<Versioned> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.get(&id).filter(|held| held.version == version).cloned()
    }

    pub(crate) fn keep(&self, held: &Versioned) {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= MOST {
            cached.clear();
        }
        cached.insert(held.application.id, held.clone());
    }
}

/// The rules of tenants, each under the tenant's version.
#[derive(Debug, Default)]
pub(crate) struct Rules(Mutex<BTreeMap<TenantId, (i64, Arc<ConsentRules>)>>);

impl Rules {
    pub(crate) fn find(&self, tenant: TenantId, version: i64) -> Option<Arc<ConsentRules>> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = cached.get(&tenant).filter(|(held, _)| *held == version);
        held.map(|(_, rules)| Arc::clone(rules))
    }

    pub(crate) fn keep(&self, tenant: TenantId, version: i64, rules: &Arc<ConsentRules>) {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= MOST {
            cached.clear();
        }
        cached.insert(tenant, (version, Arc::clone(rules)));
    }
}
