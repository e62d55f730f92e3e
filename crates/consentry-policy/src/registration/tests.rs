//! Tables of who may register, and of what a registration may say.

use consentry_model::{
    AppRole, Audience, DelegatedPermission, DirectoryRole as R, OptionalClaims, PermissionKind,
    Pkce, PreAuthorized, RegisteredRedirect, RoleHolders, ScopeSet, Timestamp, well_known,
};

use super::*;

const ID: &str = "0a0a0a0a-0001-4000-8000-000000000001";

#[test]
fn who_may_register_and_who_may_change() {
    for (name, role, kind, setting, register, change) in [
        ("a member", None, UserKind::Member, Switch::Off, false, false),
        ("a member, where users may", None, UserKind::Member, Switch::On, true, false),
        ("a guest, where users may", None, UserKind::Guest, Switch::On, false, false),
        ("a developer", Some(R::ApplicationDeveloper), UserKind::Member, Switch::Off, true, false),
        (
            "an administrator",
            Some(R::GlobalAdministrator),
            UserKind::Member,
            Switch::Off,
            true,
            true,
        ),
        (
            "of applications",
            Some(R::ApplicationAdministrator),
            UserKind::Member,
            Switch::Off,
            true,
            true,
        ),
        (
            "of cloud applications",
            Some(R::CloudApplicationAdministrator),
            UserKind::Guest,
            Switch::Off,
            true,
            true,
        ),
        ("a reader", Some(R::GlobalReader), UserKind::Member, Switch::Off, false, false),
        (
            "a help desk",
            Some(R::HelpdeskAdministrator),
            UserKind::Member,
            Switch::Off,
            false,
            false,
        ),
    ] {
        let roles = BTreeSet::from_iter(role);
        assert_eq!(may_register(&roles, kind, setting), register, "{name}");
        let user = UserId::from_uuid(uuid::Uuid::from_u128(7));
        assert_eq!(may_change(&roles, user, None), change, "{name}");
        assert!(may_change(&roles, user, Some(user)), "{name}: his own");
    }
}

fn app() -> Application {
    Application {
        id: ID.parse().unwrap(),
        owner: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap(),
        name: "Orders".parse().unwrap(),
        former_names: Vec::new(),
        publisher: None,
        audience: Audience::OneTenant,
        redirects: Vec::new(),
        pkce: Pkce::Required,
        public_client: Switch::Off,
        required: Vec::new(),
        identifier_uris: Vec::new(),
        permissions: Vec::new(),
        roles: Vec::new(),
        pre_authorized: Vec::new(),
        web: consentry_model::WebOptions::default(),
        token_version: 2,
        homepage: None,
        publisher_domain: None,
        claims: OptionalClaims::default(),
        registered_by: None,
        created_at: Timestamp::from_seconds(0),
        deleted_at: None,
    }
}

fn found(app: &Application) -> Vec<String> {
    let domains = ["contoso.example".parse().unwrap()];
    problems(app, &domains).iter().map(ToString::to_string).collect()
}

#[test]
fn addresses_fit_their_platform() {
    use Platform as P;
    for (platform, uri, want) in [
        (P::Web, "https://app.example/cb", None),
        (P::Web, "https://app.example/cb?tenant=7", None),
        (P::Web, "http://localhost:3000/cb", None),
        (P::Spa, "https://app.example/", None),
        (P::PublicClient, "fjordmail://auth", None),
        (P::PublicClient, "urn:ietf:wg:oauth:2.0:oob", None),
        (P::PublicClient, "http://127.0.0.1", None),
        (P::Web, "fjordmail://auth", Some("scheme of its own")),
        (P::Spa, "fjordmail://auth", Some("scheme of its own")),
        (P::Web, "https://*.app.example/cb", Some("`*`")),
        (P::Web, "https://app.example/cb;x", Some("`;`")),
        (P::Spa, "https://app.example/cb(1)", Some("`(`")),
        (P::PublicClient, "fjordmail://auth!", Some("`!`")),
    ] {
        let redirects = vec![RegisteredRedirect { uri: uri.parse().unwrap(), platform }];
        let all = found(&Application { redirects, ..app() });
        match want {
            None => assert!(all.is_empty(), "{uri}: {all:?}"),
            Some(part) => assert!(all.len() == 1 && all[0].contains(part), "{uri}: {all:?}"),
        }
    }
    let uri: RedirectUri = "https://app.example/cb".parse().unwrap();
    let twice = [P::Web, P::Spa].map(|platform| RegisteredRedirect { uri: uri.clone(), platform });
    let all = found(&Application { redirects: twice.to_vec(), ..app() });
    assert!(all[0].contains("twice"), "{all:?}");
    let many = (0..257).map(|number| RegisteredRedirect {
        uri: format!("https://app.example/{number}").parse().unwrap(),
        platform: P::Web,
    });
    let all = found(&Application { redirects: many.collect(), ..app() });
    assert!(all[0].contains("at most 256"), "{all:?}");
}

#[test]
fn a_name_as_a_resource_is_ones_own() {
    for (name, fits) in [
        ("api://0a0a0a0a-0001-4000-8000-000000000001", true),
        ("api://0a0a0a0a-0001-4000-8000-000000000001/orders", true),
        ("https://contoso.example/orders", true),
        ("https://orders.contoso.example", true),
        ("api://0a0a0a0a-0002-4000-8000-000000000002", false),
        ("api://0a0a0a0a-0001-4000-8000-000000000001x", false),
        ("api://orders", false),
        ("https://graph.microsoft.com", false),
        ("https://notcontoso.example/", false),
        ("https://contoso.example.evil.example", false),
        ("https://contoso.example/", false),
        ("https://contoso.example/#x", false),
        ("https://evil.example\\@contoso.example", false),
        ("http://contoso.example/orders", false),
        ("orders", false),
    ] {
        let all = found(&Application { identifier_uris: vec![name.to_owned()], ..app() });
        assert_eq!(all.is_empty(), fits, "{name}: {all:?}");
    }
}

fn scope(value: &str) -> DelegatedPermission {
    DelegatedPermission {
        id: well_known_id(),
        value: value.parse().unwrap(),
        kind: PermissionKind::User,
        user_text: "Read your orders".to_owned(),
        admin_text: "Read all orders".to_owned(),
        enabled: Switch::On,
    }
}

fn well_known_id() -> consentry_model::PermissionId {
    ID.parse().unwrap()
}

fn role(value: &str) -> AppRole {
    AppRole {
        id: well_known_id(),
        value: value.parse().unwrap(),
        text: "Approve orders".to_owned(),
        name: "Approver".to_owned(),
        holders: RoleHolders::Both,
        enabled: Switch::On,
    }
}

#[test]
fn permissions_have_values_and_texts_of_their_own() {
    let trusted = |scopes: &str| PreAuthorized {
        client: well_known::APPLE,
        scopes: scopes.parse::<ScopeSet>().unwrap(),
    };
    let base = || Application {
        permissions: vec![scope("Orders.Read")],
        roles: vec![role("Orders.Approve")],
        pre_authorized: vec![trusted("Orders.Read")],
        ..app()
    };
    let without = |text: &str| DelegatedPermission { user_text: text.to_owned(), ..scope("A") };
    for (name, app, want) in [
        ("as it should be", base(), None),
        (
            "one value twice",
            Application { roles: vec![role("orders.read")], ..base() },
            Some("two permissions"),
        ),
        (
            "OpenID Connect",
            Application { permissions: vec![scope("profile")], pre_authorized: vec![], ..base() },
            Some("OpenID"),
        ),
        (
            "no text",
            Application { permissions: vec![without(" ")], pre_authorized: vec![], ..base() },
            Some("needs a text"),
        ),
        (
            "hidden text",
            Application { permissions: vec![without("a\u{7}")], pre_authorized: vec![], ..base() },
            Some("needs a text"),
        ),
        (
            "trust in nothing",
            Application { pre_authorized: vec![trusted("Mail.Read")], ..base() },
            Some("not exposed"),
        ),
        (
            "homepage",
            Application { homepage: Some("javascript:1".to_owned()), ..base() },
            Some("homepage"),
        ),
        (
            "publisher",
            Application { publisher_domain: Some("fabrikam.example".parse().unwrap()), ..base() },
            Some("not a domain"),
        ),
        ("version", Application { token_version: 3, ..base() }, Some("version 1 or 2")),
    ] {
        let all = found(&app);
        match want {
            None => assert!(all.is_empty(), "{name}: {all:?}"),
            Some(part) => assert!(all.len() == 1 && all[0].contains(part), "{name}: {all:?}"),
        }
    }
}
