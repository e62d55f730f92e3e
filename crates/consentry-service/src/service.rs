//! The one `Service`: what every use case needs, put together once by the binary.

use std::sync::Arc;

use consentry_egress::Reach;
use consentry_mailbox::Mailboxes;
use consentry_model::{
    Application, Clock, Fidelity, IdSource, PrincipalId, ServicePrincipal, Switch, TenantId,
};
use consentry_store::{Store, Unit};
use consentry_token::{
    csrf::CsrfKey,
    guess::GuessKey,
    jwt::{Issuers, PairwiseKey},
};

use crate::{
    Origin, ServiceError,
    events::Outside,
    guard::SharedAddresses,
    keys::KeyRing,
    look_ups::LookUps,
    mail::{MailRoute, MailState},
    password::PasswordPool,
};

/// What the binary hands over.
#[derive(Debug)]
pub struct ServiceParts {
    /// The directory.
    pub store: Store,
    /// The mailboxes.
    pub mailboxes: Mailboxes,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub ids: Arc<dyn IdSource>,
    /// The key of page tokens, derived from the master key.
    pub csrf: CsrfKey,
    /// The key of pairwise subjects.
    pub pairwise: PairwiseKey,
    /// The public origin.
    pub origin: Origin,
    /// Answers where no tenant is known (ruling 1).
    pub fidelity: Fidelity,
    /// How many passwords are hashed at the same time.
    pub passwords_at_once: usize,
    /// How mail to the outside leaves.
    pub mail_route: MailRoute,
    /// Where webhooks may be.
    pub reach: Reach,
    /// Addresses that many people share.
    pub shared_addresses: SharedAddresses,
}

/// Every use case is a method of this; it holds no state that matters.
#[derive(Debug)]
pub struct Service {
    pub(crate) store: Store,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) origin: Origin,
    pub(crate) fidelity: Fidelity,
    pub(crate) passwords: PasswordPool,
    pub(crate) csrf: CsrfKey,
    pub(crate) pairwise: PairwiseKey,
    pub(crate) issuers: Issuers,
    pub(crate) keys: KeyRing,
    pub(crate) mail_route: MailRoute,
    pub(crate) mail: MailState,
    pub(crate) look_ups: LookUps,
    pub(crate) outside: Outside,
    pub(crate) guesses: GuessKey,
    pub(crate) shared_addresses: SharedAddresses,
}

impl Service {
    /// Opens the service: loads the signing key or makes the first one.
    pub async fn open(parts: ServiceParts) -> Result<Self, ServiceError> {
        let passwords = PasswordPool::new(parts.passwords_at_once);
        let keys = KeyRing::open(&parts.store, &*parts.clock).await?;
        let issuers = Issuers::of_origin(parts.origin.as_str());
        let mail = MailState::new(&*parts.ids);
        let guesses = parts.store.guess_key();
        Ok(Self {
            store: parts.store,
            mailboxes: parts.mailboxes,
            clock: parts.clock,
            ids: parts.ids,
            origin: parts.origin,
            fidelity: parts.fidelity,
            passwords,
            csrf: parts.csrf,
            pairwise: parts.pairwise,
            issuers,
            keys,
            mail_route: parts.mail_route,
            mail,
            look_ups: LookUps::default(),
            outside: Outside::within(parts.reach),
            guesses,
            shared_addresses: parts.shared_addresses,
        })
    }

    /// The public origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Time, for faces that print it.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Ids, for faces that mint some.
    pub fn ids(&self) -> &dyn IdSource {
        &*self.ids
    }

    /// The answers where no tenant is known.
    pub fn fidelity(&self) -> Fidelity {
        self.fidelity
    }

    /// The mailboxes, for the mail face.
    pub fn mailboxes(&self) -> &Mailboxes {
        &self.mailboxes
    }

    /// The directory, for the command line's listings and for health checks.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How mail to the outside leaves.
    pub fn mail_route(&self) -> &MailRoute {
        &self.mail_route
    }

    /// How many passwords have been verified since the start.
    pub fn password_verifications(&self) -> u64 {
        self.passwords.verifications()
    }

    /// The service principal of an application in a tenant; makes it at the first consent, under
    /// the name that the application has at that time.
    pub(crate) async fn ensure_principal(
        &self,
        unit: &mut Unit,
        tenant: TenantId,
        app: &Application,
    ) -> Result<ServicePrincipal, ServiceError> {
        if let Some(found) = unit.principal(tenant, app.id).await? {
            return Ok(found);
        }
        let principal = ServicePrincipal {
            id: PrincipalId::mint(&*self.ids),
            tenant,
            app: app.id,
            display_name: app.name.clone(),
            enabled: Switch::On,
            assignment_required: Switch::Off,
            visible: Switch::On,
            notes: None,
            homepage: None,
            created_at: self.clock.now(),
        };
        Ok(unit.add_principal(&principal).await?)
    }
}
