//! An application programming interface of one's own, from its registration to the tokens of its
//! clients: scopes that users consent to, roles of users and of applications, optional claims.

use std::time::Duration;

use consentry_model::{
    AppId, Application, Audience, Clock as _, OptionalClaim, OptionalClaims, PermissionKind,
    Platform, PreAuthorized, RegisteredRedirect, RequiredResource, RoleHolders, Switch,
};
use consentry_service::{
    ApplicationChange as Change, Assigned, DirectoryError, NewApplication, NewRole, NewScope,
};
use consentry_store::Actor;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    world::{Answer, CHALLENGE, VERIFIER, World, claims, encoded},
};

const CLI: Actor = Actor::CommandLine;
const RETURN: &str = "https://orders.example/cb";
const SAM: &str = "sam@tailspin.example";

/// The interface and its client, both registered in Tailspin, where users may consent.
struct Orders<'w> {
    world: &'w World,
    api: Application,
    client: AppId,
    secret: String,
}

fn scope(value: &str, kind: PermissionKind) -> Change {
    Change::Scope(NewScope {
        value: value.parse().unwrap(),
        kind,
        admin_text: format!("{value} for everybody"),
        user_text: format!("{value} for you"),
        enabled: Switch::On,
    })
}

fn role(holders: RoleHolders, enabled: Switch) -> Change {
    Change::Role(NewRole {
        value: "Orders.Approve".parse().unwrap(),
        name: "Approver".to_owned(),
        text: "Approve orders".to_owned(),
        holders,
        enabled,
    })
}

impl<'w> Orders<'w> {
    async fn new(world: &'w World) -> Self {
        let register = async |name: &str, redirects| {
            let new = NewApplication {
                name: name.parse().unwrap(),
                redirects,
                audience: Audience::OneTenant,
                required: Vec::new(),
                homepage: None,
            };
            world.service.register_app(&CLI, &world.tailspin, new).await.unwrap()
        };
        let api = register("Orders", Vec::new()).await;
        let web = RegisteredRedirect { uri: RETURN.parse().unwrap(), platform: Platform::Web };
        let client = register("Orders on the web", vec![web]).await.id;
        let ends = world.clock.now().plus(Duration::from_hours(24 * 100));
        let made = world.service.add_app_secret(&CLI, &world.tailspin, client, ends).await;
        let secret = made.unwrap().secret.expose().clone();
        let orders = Self { world, api, client, secret };
        for change in [
            Change::IdentifierUri(format!("api://{}", orders.api.id)),
            Change::TokenVersion(2),
            scope("Orders.Read", PermissionKind::User),
            scope("Orders.Write", PermissionKind::Admin),
            role(RoleHolders::Both, Switch::On),
        ] {
            orders.change(change).await;
        }
        orders
    }

    async fn change(&self, change: Change) {
        let tenant = &self.world.tailspin;
        self.world.service.change_registration(&CLI, tenant, self.api.id, change).await.unwrap();
    }

    /// Sam signs in for these scopes, accepts what he is asked, and the client redeems the code.
    async fn sign_in(&self, scopes: &str) -> Result<(Value, Vec<String>), Answer> {
        let query = encoded(&[
            ("client_id", &self.client.to_string()),
            ("response_type", "code"),
            ("redirect_uri", RETURN),
            ("scope", scopes),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        let mut browser = Browser::new(self.world);
        let path = format!("/{}/oauth2/v2.0/authorize?{query}", self.world.tailspin.id);
        let first = browser.open(&path).await;
        if first.page_name() != "sign-in" {
            return Err(first);
        }
        let mut answer = browser.sign_in(&first.page(), SAM).await;
        let mut pages = Vec::new();
        if answer.page_name() == "consent" {
            pages.push(answer.body.clone());
            answer = browser.submit(&answer.page(), &[("action", "accept")]).await;
        }
        let Some(code) = answer.returned("code") else { return Err(answer) };
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client.to_string()),
            ("client_secret", &self.secret),
            ("code", &code),
            ("redirect_uri", RETURN),
            ("code_verifier", VERIFIER),
        ];
        let answer = self.token(&form).await;
        if answer.status != 200 {
            return Err(answer);
        }
        Ok((answer.json(), pages))
    }

    async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let path = format!("/{}/oauth2/v2.0/token", self.world.tailspin.id);
        self.world.post(&path, form).await
    }

    fn named(&self, scope: &str) -> String {
        format!("openid api://{}/{scope}", self.api.id)
    }
}

fn access(tokens: &Value) -> Value {
    claims(tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}")))
}

#[tokio::test]
async fn users_consent_to_scopes_of_ones_own_interface() {
    let world = World::new().await;
    let orders = Orders::new(&world).await;
    let (tokens, pages) = orders.sign_in(&orders.named("Orders.Read")).await.unwrap();
    assert!(pages[0].contains("Orders.Read for you"), "{}", pages[0]);
    let token = access(&tokens);
    assert_eq!(token["aud"], json!(orders.api.id));
    assert_eq!(token["scp"], "Orders.Read");
    assert_eq!((token.get("roles"), token.get("email")), (None, None));
    let (_, pages) = orders.sign_in(&orders.named("Orders.Read")).await.unwrap();
    assert!(pages.is_empty(), "asked once");
    let refused = orders.sign_in(&orders.named("Orders.Write")).await.unwrap_err();
    assert_eq!(refused.page_name(), "need-admin", "{}", refused.body);
}

#[tokio::test]
async fn a_scope_that_is_off_is_nobodys_to_ask_for_and_a_trusted_client_need_not_ask() {
    let world = World::new().await;
    let orders = Orders::new(&world).await;
    let trust = PreAuthorized { client: orders.client, scopes: "Orders.Write".parse().unwrap() };
    orders.change(Change::PreAuthorized(trust)).await;
    let (tokens, _) = orders.sign_in(&orders.named("Orders.Write")).await.unwrap();
    assert_eq!(access(&tokens)["scp"], "Orders.Write");
    let off = NewScope {
        value: "Orders.Read".parse().unwrap(),
        kind: PermissionKind::User,
        admin_text: "a".to_owned(),
        user_text: "b".to_owned(),
        enabled: Switch::Off,
    };
    orders.change(Change::Scope(off)).await;
    let refused = orders.sign_in(&orders.named("Orders.Read")).await.unwrap_err();
    assert_eq!(refused.page_name(), "need-admin", "{}", refused.body);
}

#[tokio::test]
async fn roles_and_optional_claims_stand_in_tokens() {
    let world = World::new().await;
    let orders = Orders::new(&world).await;
    let (service, tenant, api) = (&world.service, &world.tailspin, orders.api.id);
    let value = "Orders.Approve".parse().unwrap();
    let sam = Assigned::User(SAM.parse().unwrap());
    assert!(service.set_app_role(&CLI, tenant, api, &value, (&sam, Switch::On)).await.unwrap());
    let all = OptionalClaims {
        access: [OptionalClaim::Email, OptionalClaim::Upn].into(),
        ..OptionalClaims::default()
    };
    orders.change(Change::Claims(all)).await;
    let read = orders.named("Orders.Read");
    let (tokens, _) = orders.sign_in(&read).await.unwrap();
    let token = access(&tokens);
    assert_eq!(token["roles"], json!(["Orders.Approve"]));
    assert_eq!((&token["email"], &token["upn"]), (&json!(SAM), &json!(SAM)));
    assert_eq!(claims(tokens["id_token"].as_str().unwrap()).get("roles"), None, "not the client's");

    // By itself the client has the role once it lists it and an administrator granted it.
    let listed = RequiredResource {
        resource: api,
        scopes: consentry_model::ScopeSet::new(),
        roles: "Orders.Approve".parse().unwrap(),
    };
    let listed = Change::Required(listed);
    service.change_registration(&CLI, tenant, orders.client, listed).await.unwrap();
    let by_itself = async || {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &*orders.client.to_string()),
            ("client_secret", &orders.secret),
            ("scope", &format!("api://{api}/.default")),
        ];
        access(&orders.token(&form).await.json())
    };
    assert_eq!(by_itself().await.get("roles"), None);
    let principal = service.principal_of(tenant, orders.client).await.unwrap();
    let mut unit = world.unit().await;
    unit.grant_roles(&consentry_store::NewRoles {
        tenant: tenant.id,
        client: principal,
        resource: api,
        roles: &"Orders.Approve".parse().unwrap(),
        by: None,
        now: world.clock.now(),
    })
    .await
    .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(by_itself().await["roles"], json!(["Orders.Approve"]));

    // Who may hold it, and whether it counts, is the registration's to say.
    orders.change(role(RoleHolders::Users, Switch::On)).await;
    assert_eq!(by_itself().await.get("roles"), None);
    let (tokens, _) = orders.sign_in(&read).await.unwrap();
    assert_eq!(access(&tokens)["roles"], json!(["Orders.Approve"]));
    orders.change(role(RoleHolders::Both, Switch::Off)).await;
    let (tokens, _) = orders.sign_in(&read).await.unwrap();
    assert_eq!(access(&tokens).get("roles"), None);
    orders.change(role(RoleHolders::Both, Switch::On)).await;
    assert!(service.set_app_role(&CLI, tenant, api, &value, (&sam, Switch::Off)).await.unwrap());
    let (tokens, _) = orders.sign_in(&read).await.unwrap();
    assert_eq!(access(&tokens).get("roles"), None);
}

#[tokio::test]
async fn a_deleted_registration_is_unknown_until_it_is_restored() {
    let world = World::new().await;
    let orders = Orders::new(&world).await;
    let (service, tenant, client) = (&world.service, &world.tailspin, orders.client);
    let read = orders.named("Orders.Read");
    orders.sign_in(&read).await.unwrap();
    service.delete_registration(&CLI, tenant, client).await.unwrap();
    let refused = orders.sign_in(&read).await.unwrap_err();
    assert_eq!(refused.code(), 700_016, "{}", refused.body);
    assert_eq!(service.deleted_registrations(tenant).await.unwrap().len(), 1);
    service.restore_registration(&CLI, tenant, client).await.unwrap();
    orders.sign_in(&read).await.unwrap();
    service.delete_registration(&CLI, tenant, client).await.unwrap();
    world.wait(Duration::from_hours(24 * 31));
    assert!(service.restore_registration(&CLI, tenant, client).await.is_err(), "too late");
}

#[tokio::test]
async fn a_secret_that_is_taken_away_counts_no_more() {
    let world = World::new().await;
    let orders = Orders::new(&world).await;
    let read = orders.named("Orders.Read");
    let shown = world.service.registration(&world.tailspin, None, orders.client).await.unwrap();
    let key = shown.secrets[0].id;
    let tenant = &world.tailspin;
    world.service.remove_app_secret(&CLI, tenant, orders.client, key).await.unwrap();
    let refused = orders.sign_in(&read).await.unwrap_err();
    assert_eq!(refused.json()["error"], "invalid_client", "{}", refused.body);
    assert!(world.service.remove_app_secret(&CLI, tenant, orders.client, key).await.is_err());
}

#[tokio::test]
async fn users_register_where_they_may_and_change_their_own_alone() {
    let world = World::new().await;
    let tenant = world.service.tenant_named("tailspin.example").await.unwrap();
    let person = async |name: &str| {
        let user = world.service.user_named(&tenant, &name.parse().unwrap()).await.unwrap();
        Actor::User { id: user.id, name: user.upn.to_string() }
    };
    let (sam, tess) = (person(SAM).await, person("tess@tailspin.example").await);
    let new = || NewApplication {
        name: "Mine".parse().unwrap(),
        redirects: Vec::new(),
        audience: Audience::OneTenant,
        required: Vec::new(),
        homepage: None,
    };
    let refused = world.service.register_app(&sam, &tenant, new()).await;
    assert!(matches!(refused, Err(DirectoryError::Forbidden(_))), "{refused:?}");
    let mut open = tenant.clone();
    open.settings.users_may_register = true;
    let mut unit = world.unit().await;
    assert!(unit.set_tenant(&open).await.unwrap());
    unit.commit().await.unwrap();
    let mine = world.service.register_app(&sam, &open, new()).await.unwrap();
    let others = world.service.register_app(&tess, &open, new()).await.unwrap();
    let rename = || Change::Homepage(Some("https://mine.example".to_owned()));
    world.service.change_registration(&sam, &open, mine.id, rename()).await.unwrap();
    world.service.change_registration(&tess, &open, mine.id, rename()).await.unwrap();
    let refused = world.service.change_registration(&sam, &open, others.id, rename()).await;
    assert!(matches!(refused, Err(DirectoryError::Forbidden(_))), "{refused:?}");
    let foreign = world.service.change_registration(&tess, &world.contoso, mine.id, rename()).await;
    assert!(foreign.is_err(), "another tenant's");
    let ends = world.clock.now().plus(Duration::from_hours(24));
    let refused = world.service.add_app_secret(&sam, &open, others.id, ends).await;
    assert!(matches!(refused, Err(DirectoryError::Forbidden(_))), "a secret is the key to it");
}
