//! A service over a real directory in a temporary file, with a clock that moves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use consentry_egress::Reach;
use consentry_mailbox::Mailboxes;
use consentry_model::{Clock, Fidelity, IdSource, Secret, Tenant, Timestamp, User};
use consentry_sql::{Db, Durability, SqliteOptions};
use consentry_store::{AuditFilter, Page, Store};
use consentry_token::{csrf::CsrfKey, jwt::PairwiseKey, seal::MasterKey};

use crate::{Fit, MailRoute, Service, ServiceParts, SharedAddresses};

/// The moment at which everything begins.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);

#[derive(Debug)]
pub(crate) struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Counts, so that ids differ and are alike each time.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl IdSource for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self.0.fetch_add(1, Ordering::Relaxed);
            *byte = u8::try_from(next.wrapping_mul(2_654_435_761) >> 16 & 255).unwrap();
        }
    }
}

pub(crate) struct World {
    pub(crate) service: Service,
    clock: Arc<Moved>,
    _folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::reaching(Reach::Public).await
    }

    /// Whose webhooks reach so far.
    pub(crate) async fn reaching(reach: Reach) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = || SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
        let db = Db::open_sqlite(&folder.path().join("directory.db"), options()).await.unwrap();
        let mail = Db::open_sqlite(&folder.path().join("mail.db"), options()).await.unwrap();
        Mailboxes::migrate(&mail).await.unwrap();
        let clock = Arc::new(Moved(AtomicI64::new(NOW.millis())));
        let ids = Arc::new(Counting::default());
        let master = MasterKey::generate(&*ids).unwrap();
        let (csrf, pairwise) = (CsrfKey::derive(&master), PairwiseKey::derive(&master));
        let service = Service::open(ServiceParts {
            store: Store::open(db, master).await.unwrap(),
            mailboxes: Mailboxes::open(mail),
            clock: clock.clone(),
            ids,
            csrf,
            pairwise,
            origin: "https://localhost:8443".parse().unwrap(),
            fidelity: Fidelity::Hardened,
            passwords_at_once: 2,
            mail_route: MailRoute::Nowhere,
            reach,
            shared_addresses: SharedAddresses::default(),
        });
        Self { service: service.await.unwrap(), clock, _folder: folder }
    }

    pub(crate) async fn with_demo() -> Self {
        let world = Self::new().await;
        world.service.seed_demo().await.unwrap();
        world
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) async fn tenant(&self, domain: &str) -> Tenant {
        self.service.tenant_named(domain).await.unwrap()
    }

    /// Activities, the oldest first.
    pub(crate) async fn activities(&self) -> Vec<String> {
        let mut read = self.service.store.read().await.unwrap();
        let all = read.audits(&AuditFilter::default(), Page::first(1000)).await.unwrap();
        let mut activities: Vec<_> = all.rows.into_iter().map(|row| row.activity).collect();
        activities.sort();
        activities
    }

    pub(crate) async fn fits(&self, user: &User, password: &Secret<String>) -> Fit {
        let hash = self.service.store.read().await.unwrap().password_hash(user.id).await.unwrap();
        self.service.passwords.verify(password, hash.as_ref()).await.unwrap()
    }
}
