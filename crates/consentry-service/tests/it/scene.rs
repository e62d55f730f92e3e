//! The demo's installation on each engine, a clock that moves, and people who ask for approval.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use consentry_egress::Reach;
use consentry_mailbox::{FolderKind, ItemRef, Mailboxes, Owner};
use consentry_model::{
    Clock, CorrelationId, Fidelity, IdSource, RequestId, Reviewer, Secret, Switch, Tenant,
    Timestamp, TraceId, Upn, User, Workflow,
};
use consentry_service::{
    Answered, Browser, Caller, DEMO_PASSWORD, FJORD_MAIL, Flow, MailRoute, Params, Post,
    RawAuthorize, Service, ServiceParts, SharedAddresses, Step, TenantChange, TypedSignIn,
    UserChange, Version,
};
use consentry_sql::test_support::TestDb;
use consentry_store::{Actor, OutboundMail, Store};
use consentry_token::{csrf::CsrfKey, jwt::PairwiseKey, seal::MasterKey};

/// An hour.
pub(crate) const HOUR: Duration = Duration::from_hours(1);
/// A day.
pub(crate) const DAY: Duration = Duration::from_hours(24);

/// A clock that stands still until it is moved.
#[derive(Debug)]
struct Moving(AtomicI64);

impl Clock for Moving {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Ids that differ.
#[derive(Debug)]
struct Counting(AtomicU64);

impl IdSource for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = number.to_be_bytes()[7 - at % 8] ^ u8::try_from(at / 8).unwrap_or(0);
        }
    }
}

/// An installation: its databases, and one node of it.
pub(crate) struct Scene {
    pub(crate) service: Service,
    clock: Arc<Moving>,
    ids: Arc<Counting>,
    master: Secret<String>,
    databases: [TestDb; 2],
}

impl Scene {
    /// On SQLite.
    pub(crate) async fn new(route: MailRoute) -> Self {
        let directory =
            TestDb::sqlite(consentry_store::SET, consentry_store::MIGRATIONS).await.unwrap();
        let mail = TestDb::sqlite(consentry_mailbox::MIGRATION_SET, consentry_mailbox::MIGRATIONS);
        Self::on([directory, mail.await.unwrap()], route).await
    }

    /// One on each engine at hand.
    pub(crate) async fn each(route: MailRoute) -> Vec<Self> {
        let directories = TestDb::engines(consentry_store::SET, consentry_store::MIGRATIONS).await;
        let set = consentry_mailbox::MIGRATION_SET;
        let mails = TestDb::engines(set, consentry_mailbox::MIGRATIONS).await;
        let mut scenes = Vec::new();
        for (directory, mail) in directories.into_iter().zip(mails) {
            scenes.push(Self::on([directory, mail], route.clone()).await);
        }
        scenes
    }

    async fn on(databases: [TestDb; 2], route: MailRoute) -> Self {
        let clock = Arc::new(Moving(AtomicI64::new(1_763_791_710_000)));
        let ids = Arc::new(Counting(AtomicU64::new(1)));
        let master = MasterKey::generate(&*ids).unwrap().to_base64();
        let service = open(&databases, (&clock, &ids), &master, route).await;
        service.seed_demo().await.unwrap();
        Self { service, clock, ids, master, databases }
    }

    /// Another node on the same databases.
    pub(crate) async fn node(&self, route: MailRoute) -> Service {
        open(&self.databases, (&self.clock, &self.ids), &self.master, route).await
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn contoso(&self) -> Tenant {
        self.service.tenant_named("contoso.example").await.unwrap()
    }

    /// One of Contoso's people.
    pub(crate) async fn user(&self, name: &str) -> User {
        let contoso = self.contoso().await;
        self.service.user_named(&contoso, &upn(name)).await.unwrap()
    }

    /// Sets the workflow of Contoso.
    pub(crate) async fn set(&self, change: impl FnOnce(&mut Workflow)) {
        let contoso = self.contoso().await;
        let mut workflow = contoso.settings.workflow;
        change(&mut workflow);
        let change = TenantChange { workflow: Some(workflow), ..TenantChange::default() };
        self.service.change_tenant(&Actor::CommandLine, contoso.id, change).await.unwrap();
    }

    /// Names the reviewers of Contoso.
    pub(crate) async fn review_by(&self, reviewers: Vec<Reviewer>) {
        self.set(|workflow| workflow.reviewers = reviewers).await;
    }

    /// Changes one of Contoso's people.
    pub(crate) async fn change(&self, name: &str, change: UserChange) {
        let contoso = self.contoso().await;
        self.service.change_user(&Actor::CommandLine, &contoso, &upn(name), change).await.unwrap();
    }

    pub(crate) async fn speaks(&self, name: &str, language: &str) {
        let language = Some(language.to_owned());
        self.change(name, UserChange { language, ..UserChange::default() }).await;
    }

    /// Somebody of Contoso types a password at the sign-in page.
    pub(crate) async fn signs_in(&self, name: &str, password: &str) -> Step {
        let (mut browser, caller) = (Browser::default(), self.caller());
        let answered = self.service.begin(fjord(), &browser, &caller).await.unwrap();
        let post = taken(&mut browser, &answered);
        let (account, password) = (upn(name).to_string(), Secret::new(password.to_owned()));
        let typed = TypedSignIn { account, password, keep: Switch::Off };
        Box::pin(self.service.sign_in(&post, &typed, &browser, &caller)).await.unwrap().step
    }

    /// Somebody of Contoso asks for Fjord Mail, through the pages.
    pub(crate) async fn asks(&self, name: &str, reason: &str) -> RequestId {
        let mut browser = Browser::default();
        let caller = self.caller();
        let answered = self.service.begin(fjord(), &browser, &caller).await.unwrap();
        let post = taken(&mut browser, &answered);
        let service = &self.service;
        let typed = TypedSignIn {
            account: upn(name).to_string(),
            password: Secret::new(DEMO_PASSWORD.to_owned()),
            keep: Switch::Off,
        };
        let answered = Box::pin(service.sign_in(&post, &typed, &browser, &caller)).await.unwrap();
        let post = taken(&mut browser, &answered);
        let answered = service.request_approval(&post, reason, &browser, &caller).await.unwrap();
        assert!(matches!(answered.step, Step::ApprovalSent(_)), "{:?}", answered.step);
        let mut read = self.service.store().read().await.unwrap();
        let open = read.open_requests(self.contoso().await.id, FJORD_MAIL).await.unwrap();
        open[0].id
    }

    fn caller(&self) -> Caller {
        self.caller_at([127, 0, 0, 1].into())
    }

    /// Somebody at an address.
    pub(crate) fn caller_at(&self, address: IpAddr) -> Caller {
        Caller {
            trace: TraceId::mint(&*self.ids),
            correlation: CorrelationId::mint(&*self.ids),
            address,
            user_agent: "test".to_owned(),
        }
    }

    /// Ends, reminds, as the background work does.
    pub(crate) async fn upkeep(&self) {
        self.service.run_requests_once(self.now()).await.unwrap();
    }

    /// Mails that were queued and not yet seen here.
    pub(crate) async fn new_mails(&self, seen: &mut BTreeSet<String>) -> Vec<OutboundMail> {
        let mut mails = self.service.store().read().await.unwrap().outbox(None).await.unwrap();
        mails.retain(|mail| seen.insert(mail.id.to_string()));
        mails.sort_by(|one, other| one.to.cmp(&other.to));
        mails
    }

    /// What lies in the Inbox of one of Contoso's people from this program, as it came.
    pub(crate) async fn notices_at(&self, name: &str) -> Vec<Vec<u8>> {
        let user = self.user(name).await;
        let owner = Owner::new(user.tenant, user.id);
        let mailboxes = self.service.mailboxes();
        mailboxes.ensure(owner).await.unwrap();
        let inbox = mailboxes.default_folder(owner, FolderKind::Inbox).await.unwrap();
        let mut notices = Vec::new();
        for summary in mailboxes.list(owner, inbox, None, 500).await.unwrap() {
            let at = ItemRef { folder: inbox, item: summary.item };
            let raw = mailboxes.raw(owner, at).await.unwrap().unwrap();
            if String::from_utf8_lossy(&raw).contains("Auto-Submitted: auto-generated") {
                notices.push(raw);
            }
        }
        notices
    }
}

pub(crate) fn upn(name: &str) -> Upn {
    format!("{name}@contoso.example").parse().unwrap()
}

/// Fjord Mail asks for the mail of somebody at Contoso.
pub(crate) fn fjord() -> RawAuthorize {
    let pairs = [
        ("client_id", FJORD_MAIL.to_string()),
        ("response_type", "code".to_owned()),
        ("redirect_uri", "fjordmail://auth".to_owned()),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
        ("code_challenge_method", "S256".to_owned()),
        ("scope", "https://outlook.office365.com/EAS.AccessAsUser.All".to_owned()),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    RawAuthorize {
        version: Version::V2,
        segment: "contoso.example".to_owned(),
        endpoint: Flow::Authorize,
        params: Params::collect(pairs).unwrap(),
    }
}

async fn open(
    databases: &[TestDb; 2],
    (clock, ids): (&Arc<Moving>, &Arc<Counting>),
    master: &Secret<String>,
    route: MailRoute,
) -> Service {
    let master = MasterKey::from_base64(master.expose()).unwrap();
    let (csrf, pairwise) = (CsrfKey::derive(&master), PairwiseKey::derive(&master));
    let parts = ServiceParts {
        store: Store::open(databases[0].db.clone(), master).await.unwrap(),
        mailboxes: Mailboxes::open(databases[1].db.clone()),
        clock: clock.clone(),
        ids: ids.clone(),
        csrf,
        pairwise,
        origin: "https://login.test".parse().unwrap(),
        fidelity: Fidelity::Hardened,
        passwords_at_once: 2,
        mail_route: route,
        reach: Reach::Public,
        shared_addresses: SharedAddresses::default(),
    };
    Service::open(parts).await.unwrap()
}

/// Keeps the cookies; what the form of the page on display sends.
pub(crate) fn taken(browser: &mut Browser, answered: &Answered) -> Post {
    let cookies = &answered.cookies;
    browser.flow = cookies.flow.clone().or_else(|| browser.flow.clone());
    let session = cookies.session.as_ref().map(|cookie| cookie.secret.clone());
    browser.session = session.or_else(|| browser.session.clone());
    let frame = match &answered.step {
        Step::SignIn { frame, .. } => frame,
        Step::Approval(page) => &page.frame,
        other => panic!("{other:?}"),
    };
    Post { transaction: frame.transaction.to_string(), csrf: frame.csrf.expose().clone() }
}
