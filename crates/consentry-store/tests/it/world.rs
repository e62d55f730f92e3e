//! A small directory to test on: two tenants, three users, one application.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use consentry_model::{
    AccountState, AppId, Application, Audience, IdSource, PasswordState, Pkce, Platform,
    PrincipalId, Publisher, RegisteredRedirect, RequiredResource, ScopeSet, ServicePrincipal,
    Switch, Tenant, TenantId, TenantSettings, Timestamp, User, UserId, UserKind, well_known,
};
use consentry_sql::test_support::TestDb;
use consentry_store::{MIGRATIONS, SET, Store};
use consentry_token::{opaque::TokenHash, seal::MasterKey};

/// The moment at which everything begins.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

pub(crate) fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

/// Ids that count up: every run draws the same.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl IdSource for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        bytes.fill(0);
        for (to, from) in bytes.iter_mut().zip(count.to_be_bytes()) {
            *to = from;
        }
    }
}

pub(crate) fn master() -> MasterKey {
    MasterKey::generate(&Counting::default()).unwrap()
}

pub(crate) struct World {
    pub(crate) test: TestDb,
    pub(crate) store: Store,
    pub(crate) ids: Counting,
    pub(crate) contoso: Tenant,
    pub(crate) fabrikam: Tenant,
    pub(crate) adele: User,
    pub(crate) alex: User,
    pub(crate) ada: User,
    pub(crate) app: Application,
}

impl World {
    /// One directory on each engine at hand.
    pub(crate) async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for test in TestDb::engines(SET, MIGRATIONS).await {
            worlds.push(Self::new(test).await);
        }
        worlds
    }

    async fn new(test: TestDb) -> Self {
        let store = Store::open(test.db.clone(), master()).await.unwrap();
        let ids = Counting::default();
        let contoso = tenant(&ids, "Contoso", &["contoso.example", "mail.contoso.example"]);
        let fabrikam = tenant(&ids, "Fabrikam", &["fabrikam.example"]);
        let adele = user(&ids, contoso.id, "Adele@contoso.example");
        let alex = user(&ids, contoso.id, "alex@contoso.example");
        let ada = user(&ids, fabrikam.id, "ada@fabrikam.example");
        let app = application(&ids, fabrikam.id);
        let mut unit = store.unit().await.unwrap();
        unit.add_tenant(&contoso, &[1; 32]).await.unwrap();
        unit.add_tenant(&fabrikam, &[2; 32]).await.unwrap();
        for user in [&adele, &alex, &ada] {
            unit.add_user(user, None).await.unwrap();
        }
        unit.add_application(&app).await.unwrap();
        unit.commit().await.unwrap();
        let mut read = store.read().await.unwrap();
        let contoso = read.tenant(contoso.id).await.unwrap().unwrap();
        let fabrikam = read.tenant(fabrikam.id).await.unwrap().unwrap();
        drop(read);
        Self { test, store, ids, contoso, fabrikam, adele, alex, ada, app }
    }

    /// Lets a tenant meet the application.
    pub(crate) async fn principal(&self, tenant: TenantId) -> ServicePrincipal {
        let mut unit = self.store.unit().await.unwrap();
        let principal = unit.add_principal(&principal(&self.ids, tenant, &self.app)).await.unwrap();
        unit.commit().await.unwrap();
        principal
    }

    pub(crate) fn engine(&self) -> String {
        format!("{:?}", self.test.engine())
    }
}

pub(crate) fn tenant(ids: &Counting, name: &str, domains: &[&str]) -> Tenant {
    Tenant {
        id: TenantId::mint(ids),
        name: name.parse().unwrap(),
        domains: domains.iter().map(|domain| domain.parse().unwrap()).collect(),
        settings: TenantSettings::default(),
        version: 1,
        created_at: NOW,
    }
}

pub(crate) fn user(ids: &Counting, tenant: TenantId, upn: &str) -> User {
    User {
        id: UserId::mint(ids),
        tenant,
        upn: upn.parse().unwrap(),
        display_name: "Somebody".parse().unwrap(),
        given_name: Some("Some".to_owned()),
        family_name: None,
        language: Some("de".to_owned()),
        kind: UserKind::Member,
        state: AccountState::Enabled,
        password: PasswordState::Current,
        roles: [].into(),
        mailbox: None,
        sessions_valid_from: NOW,
        puid: "1003200000000001".to_owned(),
        password_changed_at: NOW,
        other_mail: None,
        created_at: NOW,
    }
}

pub(crate) fn application(ids: &Counting, owner: TenantId) -> Application {
    Application {
        id: AppId::mint(ids),
        owner,
        name: "Fjord Mail".parse().unwrap(),
        former_names: Vec::new(),
        publisher: Some(Publisher { name: "Fjord".parse().unwrap(), verified: false, id: None }),
        audience: Audience::ManyTenants,
        redirects: vec![RegisteredRedirect {
            uri: "fjordmail://Auth".parse().unwrap(),
            platform: Platform::PublicClient,
        }],
        pkce: Pkce::Required,
        public_client: Switch::On,
        required: vec![
            RequiredResource {
                resource: well_known::EXCHANGE,
                scopes: scopes(&["EAS.AccessAsUser.All"]),
                roles: ScopeSet::new(),
            },
            RequiredResource {
                resource: well_known::GRAPH,
                scopes: scopes(&["User.Read"]),
                roles: ScopeSet::new(),
            },
        ],
        identifier_uris: vec!["api://fjord".to_owned()],
        permissions: Vec::new(),
        roles: Vec::new(),
        pre_authorized: Vec::new(),
        web: consentry_model::WebOptions::default(),
        token_version: 2,
        homepage: None,
        publisher_domain: None,
        claims: consentry_model::OptionalClaims::default(),
        registered_by: None,
        deleted_at: None,
        created_at: NOW,
    }
}

pub(crate) fn principal(ids: &Counting, tenant: TenantId, app: &Application) -> ServicePrincipal {
    ServicePrincipal {
        id: PrincipalId::mint(ids),
        tenant,
        app: app.id,
        display_name: app.name.clone(),
        enabled: Switch::On,
        assignment_required: Switch::Off,
        visible: Switch::On,
        notes: None,
        homepage: None,
        created_at: NOW,
    }
}

pub(crate) fn scopes(values: &[&str]) -> ScopeSet {
    values.iter().map(|value| value.parse().unwrap()).collect()
}

pub(crate) fn hash(text: &str) -> TokenHash {
    TokenHash::of(text)
}
