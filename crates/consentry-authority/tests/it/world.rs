//! A small installation: three tenants, a few people and applications, a clock that moves.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_authority::{DemoPages, router};
use consentry_egress::Reach;
use consentry_mailbox::Mailboxes;
use consentry_model::{
    AccountState, AppId, Application, Audience, Clock, ConsentChoice, CorrelationId, DirectoryRole,
    Fidelity, IdSource, PasswordState, Pkce, Platform, PrincipalId, RegisteredRedirect,
    RequiredResource, Secret, ServicePrincipal, Switch, Tenant, TenantId, TenantSettings,
    Timestamp, TraceId, User, UserId, UserKind, well_known,
};
use consentry_service::{MailRoute, PasswordPool, Service, ServiceParts, SharedAddresses};
use consentry_sql::test_support::TestDb;
use consentry_store::{Store, Unit};
use consentry_token::{csrf::CsrfKey, jwt::PairwiseKey, opaque::TokenHash, seal::MasterKey};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "Correct-horse-1";
/// The secret of the web application.
pub(crate) const SECRET: &str = "web-secret-web-secret";
/// A server-side application with a secret.
pub(crate) const WEB: &str = "0a0a0a0a-0001-4000-8000-000000000001";
/// A single-page application.
pub(crate) const SPA: &str = "0a0a0a0a-0002-4000-8000-000000000002";
/// A native application with PKCE, and with password grants open everywhere.
pub(crate) const CLI: &str = "0a0a0a0a-0003-4000-8000-000000000003";
/// A well-formed verifier and its challenge (RFC 7636 appendix B).
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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
pub(crate) struct TestIds(AtomicU64);

impl IdSource for TestIds {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = number.to_be_bytes()[at % 8] ^ u8::try_from(at / 8).unwrap_or(0);
        }
    }
}

/// The installation.
pub(crate) struct World {
    pub(crate) service: Arc<Service>,
    pub(crate) store: Store,
    pub(crate) router: Router,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) contoso: Tenant,
    pub(crate) fabrikam: Tenant,
    pub(crate) tailspin: Tenant,
    _databases: [TestDb; 2],
}

impl World {
    /// Contoso: hardened, users may not consent. Tailspin: hardened, users may. Fabrikam: faithful.
    pub(crate) async fn new() -> Self {
        let directory =
            TestDb::sqlite(consentry_store::SET, consentry_store::MIGRATIONS).await.unwrap();
        let mail = TestDb::sqlite(consentry_mailbox::MIGRATION_SET, consentry_mailbox::MIGRATIONS)
            .await
            .unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(1_763_791_710_000)));
        let ids = Arc::new(TestIds(AtomicU64::new(1)));
        let master = MasterKey::generate(&*ids).unwrap();
        let csrf = CsrfKey::derive(&master);
        let pairwise = PairwiseKey::derive(&master);
        let store = Store::open(directory.db.clone(), master).await.unwrap();
        let service = Service::open(ServiceParts {
            store: store.clone(),
            mailboxes: Mailboxes::open(mail.db.clone()),
            clock: clock.clone(),
            ids: ids.clone(),
            csrf,
            pairwise,
            origin: "https://login.test".parse().unwrap(),
            fidelity: Fidelity::Hardened,
            passwords_at_once: 2,
            mail_route: MailRoute::Nowhere,
            reach: Reach::Public,
            shared_addresses: SharedAddresses::default(),
        });
        let service = Arc::new(service.await.unwrap());
        let pool = PasswordPool::new(1);
        let hash = pool.hash(Secret::new(PASSWORD.to_owned()), &*ids).await.unwrap();
        let world = Self {
            router: router(service.clone(), DemoPages::Absent),
            contoso: tenant("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01", "Contoso", ConsentChoice::Off),
            fabrikam: Tenant {
                settings: TenantSettings {
                    fidelity: Fidelity::Faithful,
                    ..settings(ConsentChoice::All)
                },
                ..tenant("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02", "Fabrikam", ConsentChoice::All)
            },
            tailspin: tenant(
                "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e03",
                "Tailspin",
                ConsentChoice::All,
            ),
            service,
            store,
            clock,
            _databases: [directory, mail],
        };
        world.fill(&*ids, &hash).await;
        world
    }

    async fn fill(&self, ids: &dyn IdSource, hash: &Secret<String>) {
        let mut unit = self.store.unit().await.unwrap();
        for tenant in [&self.contoso, &self.fabrikam, &self.tailspin] {
            unit.add_tenant(tenant, &[7; 32]).await.unwrap();
        }
        for (tenant, name, roles) in [
            (&self.contoso, "megan", &[DirectoryRole::GlobalAdministrator][..]),
            (&self.contoso, "grady", &[DirectoryRole::CloudApplicationAdministrator]),
            (&self.contoso, "adele", &[]),
            (&self.contoso, "alex", &[]),
            (&self.fabrikam, "ada", &[DirectoryRole::GlobalAdministrator]),
            (&self.fabrikam, "lee", &[]),
            (&self.tailspin, "tess", &[DirectoryRole::GlobalAdministrator]),
            (&self.tailspin, "sam", &[]),
        ] {
            unit.add_user(&user(ids, tenant, name, roles), Some(hash)).await.unwrap();
        }
        for app in applications(self.contoso.id) {
            unit.add_application(&app).await.unwrap();
        }
        let ends = Timestamp::from_seconds(4_000_000_000);
        let secret = consentry_store::AppSecret {
            id: consentry_model::SecretId::mint(ids),
            hash: TokenHash::of(SECRET),
            hint: "web".to_owned(),
            expires_at: ends,
        };
        unit.add_secret(WEB.parse().unwrap(), &secret, self.clock.now()).await.unwrap();
        for tenant in [&self.contoso, &self.fabrikam, &self.tailspin] {
            let open = consentry_store::PasswordGrant { until: None };
            unit.set_password_grant(tenant.id, CLI.parse().unwrap(), Some(open)).await.unwrap();
        }
        unit.commit().await.unwrap();
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// A second node over the same databases and the same clock.
    pub(crate) async fn another_node(&self) -> Arc<Service> {
        let ids = Arc::new(TestIds(AtomicU64::new(1 << 40)));
        let master = MasterKey::generate(&*ids).unwrap();
        let service = Service::open(ServiceParts {
            store: self.store.clone(),
            mailboxes: self.service.mailboxes().clone(),
            clock: self.clock.clone(),
            ids,
            csrf: CsrfKey::derive(&master),
            pairwise: PairwiseKey::derive(&master),
            origin: self.service.origin().clone(),
            fidelity: Fidelity::Hardened,
            passwords_at_once: 2,
            mail_route: MailRoute::Nowhere,
            reach: Reach::Public,
            shared_addresses: SharedAddresses::default(),
        });
        Arc::new(service.await.unwrap())
    }

    /// One unit of work on the store, for arranging.
    pub(crate) async fn unit(&self) -> Unit {
        self.store.unit().await.unwrap()
    }

    /// Makes an application present in a tenant.
    pub(crate) async fn principal(&self, tenant: &Tenant, app: AppId) -> ServicePrincipal {
        let name = self.store.read().await.unwrap().application(app).await.unwrap().unwrap();
        let principal = ServicePrincipal {
            id: PrincipalId::mint(self.service.ids()),
            tenant: tenant.id,
            app,
            display_name: name.name.clone(),
            enabled: Switch::On,
            assignment_required: Switch::Off,
            visible: Switch::On,
            notes: None,
            homepage: None,
            created_at: self.clock.now(),
        };
        let mut unit = self.unit().await;
        let principal = unit.add_principal(&principal).await.unwrap();
        unit.commit().await.unwrap();
        principal
    }

    /// Consents for all users of a tenant.
    pub(crate) async fn grant_all(
        &self,
        tenant: &Tenant,
        app: AppId,
        resource: AppId,
        scopes: &str,
    ) {
        let principal = self.principal(tenant, app).await;
        let scopes = scopes.parse().unwrap();
        let new = consentry_store::NewGrant {
            id: consentry_model::GrantId::mint(self.service.ids()),
            tenant: tenant.id,
            client: principal.id,
            resource,
            scopes: &scopes,
            by: None,
            now: self.clock.now(),
        };
        let mut unit = self.unit().await;
        unit.add_tenant_grant(&new).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// Sends one request through the router as the listener would.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        self.send_to(&self.router, request).await
    }

    /// Sends one request to a node.
    pub(crate) async fn send_to(&self, node: &Router, mut request: Request<Body>) -> Answer {
        let ids = self.service.ids();
        request.extensions_mut().insert(TraceId::mint(ids));
        request.extensions_mut().insert(CorrelationId::mint(ids));
        Answer::of(node.clone().oneshot(request).await.unwrap()).await
    }

    /// A form post without a browser: a client at the token endpoint.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(encoded(form)))
            .unwrap();
        self.send(request).await
    }

    /// A plain GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// A header as text; empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The AADSTS code of a JSON error, a page, or an error redirect; 0 if there is none.
    pub(crate) fn code(&self) -> u32 {
        let location = self.header("location");
        let texts = [self.body.as_str(), location.as_str()];
        texts.iter().find_map(|text| code_in(text)).unwrap_or(0)
    }

    /// A parameter of the redirect's query or fragment.
    pub(crate) fn returned(&self, name: &str) -> Option<String> {
        let location = self.header("location");
        let tail = location.split_once(['?', '#'])?.1;
        form_urlencoded::parse(tail.as_bytes())
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    }
}

fn code_in(text: &str) -> Option<u32> {
    let tail = text.split_once("AADSTS")?.1;
    let digits: String = tail.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A form body.
pub(crate) fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn settings(user_consent: ConsentChoice) -> TenantSettings {
    TenantSettings { user_consent: user_consent.into(), ..TenantSettings::default() }
}

fn tenant(id: &str, name: &str, user_consent: ConsentChoice) -> Tenant {
    Tenant {
        id: id.parse().unwrap(),
        name: name.parse().unwrap(),
        domains: vec![format!("{name}.example").parse().unwrap()],
        settings: settings(user_consent),
        version: 1,
        created_at: Timestamp::from_seconds(1_700_000_000),
    }
}

fn user(ids: &dyn IdSource, tenant: &Tenant, name: &str, roles: &[DirectoryRole]) -> User {
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
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        mailbox: None,
        sessions_valid_from: Timestamp::from_seconds(1_700_000_000),
        puid: "1003200000000001".to_owned(),
        created_at: Timestamp::from_seconds(1_700_000_000),
    }
}

fn applications(owner: TenantId) -> [Application; 3] {
    let required = |scopes: &str, roles: &str| RequiredResource {
        resource: well_known::GRAPH,
        scopes: scopes.parse().unwrap(),
        roles: roles.parse().unwrap(),
    };
    let base = Application {
        id: WEB.parse().unwrap(),
        owner,
        name: "Web <b>&amp;".parse().unwrap(),
        former_names: Vec::new(),
        publisher: None,
        audience: Audience::ManyTenants,
        redirects: Vec::new(),
        pkce: Pkce::Required,
        public_client: Switch::Off,
        required: vec![required("User.Read", "Directory.Read.All")],
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
    };
    let redirect = |uri: &str, platform| RegisteredRedirect { uri: uri.parse().unwrap(), platform };
    [
        Application {
            redirects: vec![redirect("https://app.example/cb", Platform::Web)],
            web: consentry_model::WebOptions {
                id_token_implicit: Switch::On,
                logout_url: Some("https://app.example/signed-out".parse().unwrap()),
            },
            ..base.clone()
        },
        Application {
            id: SPA.parse().unwrap(),
            name: "Single page".parse().unwrap(),
            redirects: vec![redirect("https://spa.example/", Platform::Spa)],
            required: vec![required("User.Read", "")],
            ..base.clone()
        },
        Application {
            id: CLI.parse().unwrap(),
            name: "Native".parse().unwrap(),
            redirects: vec![
                redirect("http://127.0.0.1/cb", Platform::PublicClient),
                redirect("nativeapp://auth", Platform::PublicClient),
            ],
            public_client: Switch::On,
            required: vec![
                required("User.Read", ""),
                RequiredResource {
                    resource: well_known::EXCHANGE,
                    scopes: "EAS.AccessAsUser.All".parse().unwrap(),
                    roles: consentry_model::ScopeSet::new(),
                },
            ],
            ..base
        },
    ]
}
