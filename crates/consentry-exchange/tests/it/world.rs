//! A small installation: two tenants, a few people, one application, a clock that moves.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body};
use consentry_egress::Reach;
use consentry_mailbox::{FolderId, FolderKind, ItemRef, Mailboxes, NewMessage, Owner};
use consentry_model::{
    AccountState, AppId, Application, Audience, BasicProtocols, Clock, CorrelationId, Fidelity,
    GrantId, IdSource, MailboxLocation, PasswordState, Pkce, PrincipalId, RequiredResource,
    ScopeSet, Secret, ServicePrincipal, Switch, Tenant, TenantId, TenantSettings, Timestamp,
    TraceId, User, UserId, UserKind, well_known,
};
use consentry_service::{
    Caller, MailRoute, Params, PasswordPool, Service, ServiceParts, SharedAddresses, TokenRequest,
    Version,
};
use consentry_sql::test_support::TestDb;
use consentry_store::{NewGrant, Page, PasswordGrant, SignIn, SignInFilter, Store};
use consentry_token::{csrf::CsrfKey, jwt::PairwiseKey, seal::MasterKey};
use http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "Correct-horse-1";
/// A native application with password grants open.
pub(crate) const APP: &str = "0a0a0a0a-0003-4000-8000-000000000003";
/// Users have mailboxes here and may use Basic.
pub(crate) const CONTOSO: &str = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";
/// Mailboxes are on premises unless the user says otherwise; no Basic.
pub(crate) const TAILSPIN: &str = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e03";

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Ids that differ and can be told apart in a failed test.
#[derive(Debug)]
struct TestIds(AtomicU64);

impl IdSource for TestIds {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = number.to_be_bytes()[7 - at % 8] ^ u8::try_from(at / 8).unwrap_or(0);
        }
    }
}

/// The installation.
pub(crate) struct World {
    pub(crate) service: Arc<Service>,
    pub(crate) store: Store,
    pub(crate) router: Router,
    pub(crate) clock: Arc<TestClock>,
    _databases: [TestDb; 2],
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().map(|v| v.to_str().unwrap().to_owned()).collect()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl World {
    /// On SQLite, without a way out for mail.
    pub(crate) async fn new() -> Self {
        Self::with_route(MailRoute::Nowhere).await
    }

    /// On SQLite.
    pub(crate) async fn with_route(route: MailRoute) -> Self {
        let directory =
            TestDb::sqlite(consentry_store::SET, consentry_store::MIGRATIONS).await.unwrap();
        let mail = TestDb::sqlite(consentry_mailbox::MIGRATION_SET, consentry_mailbox::MIGRATIONS);
        Self::on([directory, mail.await.unwrap()], route, Fidelity::Hardened).await
    }

    /// One on each engine at hand.
    pub(crate) async fn each() -> Vec<Self> {
        let directories = TestDb::engines(consentry_store::SET, consentry_store::MIGRATIONS).await;
        let set = consentry_mailbox::MIGRATION_SET;
        let mails = TestDb::engines(set, consentry_mailbox::MIGRATIONS).await;
        let mut worlds = Vec::new();
        for (directory, mail) in directories.into_iter().zip(mails) {
            let on = Self::on([directory, mail], MailRoute::Nowhere, Fidelity::Hardened);
            worlds.push(on.await);
        }
        worlds
    }

    /// Where no tenant is known, answers are those of the original.
    pub(crate) async fn faithful() -> Self {
        let directory =
            TestDb::sqlite(consentry_store::SET, consentry_store::MIGRATIONS).await.unwrap();
        let mail = TestDb::sqlite(consentry_mailbox::MIGRATION_SET, consentry_mailbox::MIGRATIONS);
        Self::on([directory, mail.await.unwrap()], MailRoute::Nowhere, Fidelity::Faithful).await
    }

    async fn on(databases: [TestDb; 2], route: MailRoute, fidelity: Fidelity) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(1_763_791_710_000)));
        let ids = Arc::new(TestIds(AtomicU64::new(1)));
        let master = MasterKey::generate(&*ids).unwrap();
        let (csrf, pairwise) = (CsrfKey::derive(&master), PairwiseKey::derive(&master));
        let store = Store::open(databases[0].db.clone(), master).await.unwrap();
        let service = Service::open(ServiceParts {
            store: store.clone(),
            mailboxes: Mailboxes::open(databases[1].db.clone()),
            clock: clock.clone(),
            ids: ids.clone(),
            csrf,
            pairwise,
            origin: "https://mail.test".parse().unwrap(),
            fidelity,
            passwords_at_once: 2,
            mail_route: route,
            reach: Reach::Public,
            shared_addresses: SharedAddresses::default(),
        });
        let service = Arc::new(service.await.unwrap());
        let pool = PasswordPool::new(1);
        let hash = pool.hash(Secret::new(PASSWORD.to_owned()), &*ids).await.unwrap();
        let router = consentry_exchange::router(service.clone());
        let world = Self { service, store, router, clock, _databases: databases };
        world.fill(&hash).await;
        world
    }

    async fn fill(&self, hash: &Secret<String>) {
        let ids = self.service.ids();
        let contoso = TenantSettings { basic: BasicProtocols::all(), ..TenantSettings::default() };
        let tailspin = TenantSettings {
            mailboxes: MailboxLocation::OnPremises,
            autodiscover_host: Some("autodiscover.tailspin.example".parse().unwrap()),
            ..TenantSettings::default()
        };
        let mut unit = self.store.unit().await.unwrap();
        for (id, name, settings, people) in [
            (CONTOSO, "Contoso", contoso, &["adele", "alex"][..]),
            (TAILSPIN, "Tailspin", tailspin, &["sam", "tess", "kim"]),
        ] {
            let tenant = tenant(id, name, settings);
            unit.add_tenant(&tenant, &[7; 32]).await.unwrap();
            if id == CONTOSO {
                unit.add_application(&application(tenant.id)).await.unwrap();
            }
            for name in people {
                let mut user = user(ids, &tenant, name);
                if id == TAILSPIN && *name != "kim" {
                    user.mailbox = Some(MailboxLocation::Here);
                }
                unit.add_user(&user, Some(hash)).await.unwrap();
            }
            let app: AppId = APP.parse().unwrap();
            let open = PasswordGrant { until: None };
            unit.set_password_grant(tenant.id, app, Some(open)).await.unwrap();
            let principal = ServicePrincipal {
                id: PrincipalId::mint(ids),
                tenant: tenant.id,
                app,
                display_name: "Mail".parse().unwrap(),
                enabled: Switch::On,
                assignment_required: Switch::Off,
                visible: Switch::On,
                notes: None,
                homepage: None,
                created_at: self.clock.now(),
            };
            let principal = unit.add_principal(&principal).await.unwrap();
            for (resource, scopes) in
                [(well_known::EXCHANGE, "EAS.AccessAsUser.All"), (well_known::GRAPH, "User.Read")]
            {
                let scopes = scopes.parse().unwrap();
                let new = NewGrant {
                    id: GrantId::mint(ids),
                    tenant: tenant.id,
                    client: principal.id,
                    resource,
                    scopes: &scopes,
                    by: None,
                    now: self.clock.now(),
                };
                unit.add_tenant_grant(&new).await.unwrap();
            }
        }
        unit.commit().await.unwrap();
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A tenant as it is now.
    pub(crate) async fn tenant(&self, id: &str) -> Tenant {
        let mut read = self.store.read().await.unwrap();
        read.tenant(id.parse().unwrap()).await.unwrap().unwrap()
    }

    /// Changes a tenant's settings.
    pub(crate) async fn set(&self, id: &str, change: impl FnOnce(&mut TenantSettings)) {
        let mut tenant = self.tenant(id).await;
        change(&mut tenant.settings);
        let mut unit = self.store.unit().await.unwrap();
        assert!(unit.set_tenant(&tenant).await.unwrap());
        unit.commit().await.unwrap();
    }

    /// Somebody by his address.
    pub(crate) async fn user(&self, name: &str) -> User {
        let mut read = self.store.read().await.unwrap();
        let name: consentry_model::Upn = name.parse().unwrap();
        let tenant = read.tenant_by_domain(name.domain()).await.unwrap().unwrap();
        read.user_by_name(tenant.id, &name).await.unwrap().unwrap()
    }

    /// Somebody's mailbox; made if it is not there.
    pub(crate) async fn owner(&self, name: &str) -> Owner {
        let user = self.user(name).await;
        let owner = Owner::new(user.tenant, user.id);
        self.service.mailboxes().ensure(owner).await.unwrap();
        owner
    }

    /// A folder of somebody's mailbox.
    pub(crate) async fn folder(&self, name: &str, kind: FolderKind) -> FolderId {
        let owner = self.owner(name).await;
        self.service.mailboxes().default_folder(owner, kind).await.unwrap()
    }

    /// Puts messages into an Inbox, a minute apart.
    pub(crate) async fn mails(&self, name: &str, messages: &[&[u8]]) -> Vec<ItemRef> {
        let (owner, inbox) = (self.owner(name).await, self.folder(name, FolderKind::Inbox).await);
        let now = self.clock.now();
        let messages = (0_u64..).zip(messages).map(|(at, raw)| {
            NewMessage::unread(raw.to_vec(), now.minus(Duration::from_secs(3_600 - 60 * at)))
        });
        let mailboxes = self.service.mailboxes();
        mailboxes.append_all(owner, inbox, messages.collect()).await.unwrap()
    }

    /// An access token, by the password grant.
    pub(crate) async fn token(&self, name: &str, resource: &str) -> String {
        let tenant = self.user(name).await.tenant;
        let pairs = [
            ("grant_type", "password"),
            ("client_id", APP),
            ("resource", resource),
            ("username", name),
            ("password", PASSWORD),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = TokenRequest {
            version: Version::V1,
            segment: tenant.to_string(),
            params: Params::collect(pairs).unwrap(),
            basic: None,
            origin: None,
        };
        self.service.token(request, &self.caller()).await.unwrap().access.expose().clone()
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller {
            trace: TraceId::mint(self.service.ids()),
            correlation: CorrelationId::mint(self.service.ids()),
            address: [127, 0, 0, 1].into(),
            user_agent: "test".to_owned(),
        }
    }

    /// Rows of the sign-in log, the newest first, of the mail door alone.
    pub(crate) async fn sign_ins(&self) -> Vec<SignIn> {
        let mut read = self.store.read().await.unwrap();
        let rows = read.sign_ins(&SignInFilter::default(), Page::first(100)).await.unwrap();
        rows.into_iter().filter(|row| row.protocol.is_some()).collect()
    }

    /// Sends one request through the router as the listener would.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let ids = self.service.ids();
        request.extensions_mut().insert(TraceId::mint(ids));
        request.extensions_mut().insert(CorrelationId::mint(ids));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// A GET.
    pub(crate) async fn get(&self, path: &str, user_agent: &str) -> Answer {
        let request = Request::get(path).header("user-agent", user_agent);
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

fn tenant(id: &str, name: &str, settings: TenantSettings) -> Tenant {
    Tenant {
        id: id.parse().unwrap(),
        name: name.parse().unwrap(),
        domains: vec![format!("{name}.example").parse().unwrap()],
        settings,
        version: 1,
        created_at: Timestamp::from_seconds(1_700_000_000),
    }
}

fn user(ids: &dyn IdSource, tenant: &Tenant, name: &str) -> User {
    User {
        id: UserId::mint(ids),
        tenant: tenant.id,
        upn: format!("{name}@{}", tenant.domains[0]).parse().unwrap(),
        display_name: name.parse().unwrap(),
        given_name: None,
        family_name: None,
        language: None,
        state: AccountState::Enabled,
        kind: UserKind::Member,
        password: PasswordState::Current,
        roles: BTreeSet::new(),
        mailbox: None,
        sessions_valid_from: Timestamp::from_seconds(1_700_000_000),
        puid: "1003200000000001".to_owned(),
        created_at: Timestamp::from_seconds(1_700_000_000),
    }
}

fn required(resource: AppId, scopes: &str) -> RequiredResource {
    RequiredResource { resource, scopes: scopes.parse().unwrap(), roles: ScopeSet::new() }
}

fn application(owner: TenantId) -> Application {
    Application {
        id: APP.parse().unwrap(),
        owner,
        name: "Mail".parse().unwrap(),
        former_names: Vec::new(),
        publisher: None,
        audience: Audience::ManyTenants,
        redirects: Vec::new(),
        pkce: Pkce::Required,
        public_client: Switch::On,
        required: vec![
            required(well_known::EXCHANGE, "EAS.AccessAsUser.All"),
            required(well_known::GRAPH, "User.Read"),
        ],
        identifier_uris: Vec::new(),
        permissions: Vec::new(),
        roles: Vec::new(),
        pre_authorized: Vec::new(),
        web: consentry_model::WebOptions::default(),
        token_version: 1,
        homepage: None,
        publisher_domain: None,
        claims: consentry_model::OptionalClaims::default(),
        registered_by: None,
        deleted_at: None,
        created_at: Timestamp::from_seconds(1_700_000_000),
    }
}
