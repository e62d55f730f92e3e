//! Applications as they were read, each under its version.
//!
//! A resource such as Graph exposes dozens of permissions; reading them out of JSON at every
//! attempt would cost more than the attempt. The version is read fresh each time, so a cached
//! application is never older than the row (architecture: State).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use consentry_model::{AppId, Application, DelegatedPermission};

/// Beyond this many the cache begins anew: a bound, not a tuning.
const MOST: usize = 4_096;

#[derive(Debug, Default)]
pub(crate) struct Applications(Mutex<BTreeMap<AppId, Versioned>>);

/// An application and the version of its row.
#[derive(Debug, Clone)]
pub(crate) struct Versioned {
    pub(crate) version: i64,
    pub(crate) application: Arc<Application>,
    /// The application's permissions once more, in the form in which facts carry them.
    pub(crate) permissions: Arc<[DelegatedPermission]>,
}

impl Versioned {
    pub(crate) fn new(version: i64, application: Application) -> Self {
        let permissions = application.permissions.iter().cloned().collect();
        Self { version, application: Arc::new(application), permissions }
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
