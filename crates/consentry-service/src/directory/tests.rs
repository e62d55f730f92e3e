//! Administration against a real directory in a temporary file: each change has its record, and
//! what is refused leaves no trace.

mod apps;
mod people;
mod settings;

use consentry_model::{
    AccountState, AppId, ConsentChoice, DefaultsOf, DirectoryRole, PasswordState, ScopeSet, Secret,
    Switch, Upn, well_known,
};
use consentry_policy::{Checked, Setting};
use consentry_store::{Actor, PasswordGrant};

use super::*;
use crate::{
    DEMO_CLI, Fit, LONGEST_SECRET_LIFE,
    world::{NOW, World},
};

const ACTOR: Actor = Actor::CommandLine;

fn upn(text: &str) -> Upn {
    text.parse().unwrap()
}

fn consent(app: AppId, for_whom: ForWhom, scopes: &str) -> ConsentChange {
    let scopes: ScopeSet = scopes.parse().unwrap();
    ConsentChange { app, for_whom, resource: Some(well_known::EXCHANGE), scopes: Some(scopes) }
}

#[tokio::test]
async fn a_tenant_is_born_closed_with_an_administrator_who_must_change_his_password() {
    let world = World::new().await;
    let new = || NewTenant {
        name: "Northwind".parse().unwrap(),
        domain: "northwind.example".parse().unwrap(),
        admin: upn("root@northwind.example"),
        defaults: DefaultsOf::Consentry,
    };
    let made = world.service.create_tenant(&ACTOR, new()).await.unwrap();
    let tenant = world.tenant("northwind.example").await;
    assert_eq!(tenant.settings.user_consent.choice(), ConsentChoice::Off);
    assert!(tenant.settings.basic.0.is_empty());
    assert_eq!(made.admin.password, PasswordState::OneTime);
    assert!(made.admin.roles.contains(&DirectoryRole::GlobalAdministrator));
    assert_eq!(world.fits(&made.admin, &made.password).await, Fit::Right);
    assert_eq!(world.activities().await, ["Create company"]);

    let again = world.service.create_tenant(&ACTOR, new()).await.unwrap_err();
    assert_eq!(again.to_string(), "the domain `northwind.example` is taken");
    let elsewhere = NewTenant {
        domain: "other.example".parse().unwrap(),
        name: "Other".parse().unwrap(),
        admin: upn("root@northwind.example"),
        defaults: DefaultsOf::Year2014,
    };
    assert!(world.service.create_tenant(&ACTOR, elsewhere).await.is_err());
    assert_eq!(world.service.tenants().await.unwrap().len(), 1);
    assert_eq!(world.activities().await.len(), 1);
}

#[tokio::test]
async fn bi_416_a_tenant_with_a_typo_is_told_with_its_code() {
    let world = World::with_demo().await;
    for name in ["6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff", "contosso.example", "common"] {
        let error = world.service.tenant_named(name).await.unwrap_err();
        assert!(error.to_string().starts_with("AADSTS90002: "), "{error}");
    }
}

#[tokio::test]
async fn a36_a_domain_belongs_to_one_tenant() {
    let world = World::with_demo().await;
    let tailspin = world.tenant("tailspin.example").await;
    let taken = "contoso.example".parse().unwrap();
    let error = world.service.add_domain(&ACTOR, &tailspin, &taken).await.unwrap_err();
    assert_eq!(error.to_string(), "the domain `contoso.example` is taken");
    let free = "tailspin.test".parse().unwrap();
    world.service.add_domain(&ACTOR, &tailspin, &free).await.unwrap();
    let tailspin = world.tenant("tailspin.test").await;
    assert_eq!(tailspin.domains.len(), 2);
    let own = "tailspin.example".parse().unwrap();
    let error = world.service.remove_domain(&ACTOR, &tailspin, &own).await.unwrap_err();
    assert!(error.to_string().contains("is in this domain"), "{error}");
    world.service.remove_domain(&ACTOR, &tailspin, &free).await.unwrap();
    assert!(world.service.tenant_named("tailspin.test").await.is_err());
}

#[tokio::test]
async fn settings_change_with_a_record_of_old_and_new() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let before = world.activities().await.len();
    let change = TenantChange {
        user_consent: Some(ConsentChoice::All.into()),
        basic: vec![(consentry_model::Protocol::Pop, Switch::Off)],
        ..TenantChange::default()
    };
    let changed = world.service.change_tenant(&ACTOR, contoso.id, change.clone()).await.unwrap();
    assert_eq!(changed.settings.user_consent.choice(), ConsentChoice::All);
    assert!(!changed.settings.basic.allows(consentry_model::Protocol::Pop));
    assert!(changed.version > contoso.version);
    // What changes nothing is no change.
    world.service.change_tenant(&ACTOR, contoso.id, change).await.unwrap();
    assert_eq!(world.activities().await.len(), before + 1);
    let elsewhere = consentry_model::MailboxLocation::OnPremises;
    let change = TenantChange { mailboxes: Some(elsewhere), ..TenantChange::default() };
    let error = world.service.change_tenant(&ACTOR, contoso.id, change).await.unwrap_err();
    assert!(error.to_string().contains("Autodiscover"), "{error}");
}

#[tokio::test]
async fn users_are_added_disabled_and_recovered() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let bob = upn("bob@contoso.example");
    let new = NewUser::named(bob.clone()).unwrap();
    let (user, password) = world.service.add_user(&ACTOR, &contoso, new.clone()).await.unwrap();
    assert_eq!(world.fits(&user, &password.unwrap()).await, Fit::Right);
    let taken = world.service.add_user(&ACTOR, &contoso, new).await.unwrap_err();
    assert!(matches!(taken, DirectoryError::Taken { .. }), "{taken}");
    let foreign = NewUser::named(upn("bob@elsewhere.example")).unwrap();
    assert!(world.service.add_user(&ACTOR, &contoso, foreign).await.is_err());

    let off = UserChange::state(AccountState::Disabled);
    let user = world.service.change_user(&ACTOR, &contoso, &bob, off).await.unwrap();
    assert_eq!(user.state, AccountState::Disabled);
    let short = Secret::new("short".to_owned());
    assert!(world.service.set_user_password(&ACTOR, &contoso, &bob, short).await.is_err());
    let chosen = Secret::new("a longer one".to_owned());
    world.service.set_user_password(&ACTOR, &contoso, &bob, chosen.clone()).await.unwrap();
    let user = world.service.user_named(&contoso, &bob).await.unwrap();
    assert_eq!(user.password, PasswordState::Current);
    assert_eq!(world.fits(&user, &chosen).await, Fit::Right);
    let once = world.service.recover_user(&ACTOR, &contoso, &bob).await.unwrap();
    let user = world.service.user_named(&contoso, &bob).await.unwrap();
    assert_eq!(user.password, PasswordState::OneTime);
    assert_eq!(world.fits(&user, &once).await, Fit::Right);
    assert_eq!(once.expose().len(), 19);
    assert_eq!(
        world.activities().await,
        [
            "Add user",
            "Disable account",
            "Reset user password",
            "Reset user password",
            "Set up demo data"
        ]
    );
}

#[tokio::test]
async fn bi_406_a_grant_to_nobody_writes_nothing() {
    let world = World::with_demo().await;
    let tailspin = world.tenant("tailspin.example").await;
    let before =
        (world.service.consents(&tailspin, None).await.unwrap().len(), world.activities().await);
    let unknown: AppId = "00000000-0000-4000-8000-00000000dead".parse().unwrap();
    let apple = well_known::APPLE;
    let nobody = ForWhom::User(upn("nobody@tailspin.example"));
    for (name, change, begins) in [
        (
            "unknown app",
            consent(unknown, ForWhom::AllUsers, "EAS.AccessAsUser.All"),
            "AADSTS700016: ",
        ),
        ("unknown permission", consent(apple, ForWhom::AllUsers, "No.Such"), "AADSTS70011: "),
        ("unknown user", consent(apple, nobody, "EAS.AccessAsUser.All"), "there is no user"),
    ] {
        let error = world.service.grant_consent(&ACTOR, &tailspin, &change).await.unwrap_err();
        assert!(error.to_string().starts_with(begins), "{name}: {error}");
    }
    let after =
        (world.service.consents(&tailspin, None).await.unwrap().len(), world.activities().await);
    assert_eq!(after, before);
    assert!(world.service.app(&tailspin, apple).await.unwrap().principal.is_none());
}

#[tokio::test]
async fn a_grant_lets_the_application_appear_once() {
    let world = World::with_demo().await;
    let tailspin = world.tenant("tailspin.example").await;
    let apple = well_known::APPLE;
    // In whatever case it was typed, the permission is written as its resource spells it.
    for scopes in ["eas.accessasuser.all", "EWS.AccessAsUser.All"] {
        let change = consent(apple, ForWhom::AllUsers, scopes);
        world.service.grant_consent(&ACTOR, &tailspin, &change).await.unwrap();
    }
    let grants = world.service.consents(&tailspin, Some(apple)).await.unwrap();
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0].scopes.to_string(), "EAS.AccessAsUser.All EWS.AccessAsUser.All");
    assert_eq!(grants[0].user, None);
    let appeared =
        |all: &[String]| all.iter().filter(|one| *one == "Add service principal").count();
    assert_eq!(appeared(&world.activities().await), 1);

    let some = consent(apple, ForWhom::AllUsers, "EWS.AccessAsUser.All");
    assert_eq!(world.service.revoke_consent(&ACTOR, &tailspin, &some).await.unwrap(), 1);
    let rest = ConsentChange { resource: None, scopes: None, ..some };
    assert_eq!(world.service.revoke_consent(&ACTOR, &tailspin, &rest).await.unwrap(), 1);
    assert_eq!(world.service.revoke_consent(&ACTOR, &tailspin, &rest).await.unwrap(), 0);
    assert!(world.service.consents(&tailspin, Some(apple)).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_would_happen_is_told_with_the_setting_that_decides() {
    let world = World::with_demo().await;
    let (contoso, tailspin) =
        (world.tenant("contoso.example").await, world.tenant("tailspin.example").await);
    let apple = well_known::APPLE;
    let check =
        |user: &str| ConsentCheck { user: upn(user), app: apple, resource: None, scopes: None };
    let adele = check("adele@contoso.example");
    let told = world.service.check_consent(&contoso, &adele).await.unwrap();
    assert_eq!((told.checked, told.setting), (Checked::Request, Setting::UserConsent));
    let trace = told.trace;
    assert!(trace.last().unwrap().decided_by.contains("user-consent = off"), "{trace:?}");
    let told =
        world.service.check_consent(&tailspin, &check("sam@tailspin.example")).await.unwrap();
    assert_eq!(told.checked, Checked::Prompt);

    for (resource, scopes) in [
        (well_known::EXCHANGE, "EAS.AccessAsUser.All EWS.AccessAsUser.All"),
        (well_known::GRAPH, "User.Read"),
    ] {
        let change = consent(apple, ForWhom::AllUsers, scopes);
        let change = ConsentChange { resource: Some(resource), ..change };
        world.service.grant_consent(&ACTOR, &contoso, &change).await.unwrap();
    }
    let told = world.service.check_consent(&contoso, &adele).await.unwrap();
    assert_eq!(told.checked, Checked::Silent);

    let required =
        PrincipalChange { assignment_required: Some(Switch::On), ..PrincipalChange::default() };
    world.service.change_app(&ACTOR, &contoso, apple, required).await.unwrap();
    let told = world.service.check_consent(&contoso, &adele).await.unwrap();
    assert_eq!((told.checked, told.setting), (Checked::Refused, Setting::Assignment));
    let whom = Assigned::User(upn("adele@contoso.example"));
    let on = (&whom, Switch::On);
    assert!(world.service.set_assigned(&ACTOR, &contoso, apple, on).await.unwrap());
    assert!(!world.service.set_assigned(&ACTOR, &contoso, apple, on).await.unwrap());
    let told = world.service.check_consent(&contoso, &adele).await.unwrap();
    assert_eq!(told.checked, Checked::Silent);

    let off = PrincipalChange { enabled: Some(Switch::Off), ..PrincipalChange::default() };
    world.service.change_app(&ACTOR, &contoso, apple, off).await.unwrap();
    let told = world.service.check_consent(&contoso, &adele).await.unwrap();
    assert_eq!((told.checked, told.setting), (Checked::Refused, Setting::Enabled));
}

#[tokio::test]
async fn an_application_goes_and_comes_back_without_its_consents() {
    let world = World::with_demo().await;
    let fabrikam = world.tenant("fabrikam.example").await;
    assert!(!world.service.consents(&fabrikam, Some(DEMO_CLI)).await.unwrap().is_empty());
    world.service.delete_app(&ACTOR, &fabrikam, DEMO_CLI).await.unwrap();
    let again = world.service.delete_app(&ACTOR, &fabrikam, DEMO_CLI).await.unwrap_err();
    assert!(matches!(again, DirectoryError::Unknown { .. }), "{again}");
    world.service.restore_app(&ACTOR, &fabrikam, DEMO_CLI).await.unwrap();
    assert!(world.service.consents(&fabrikam, Some(DEMO_CLI)).await.unwrap().is_empty());
    let closed = PrincipalChange { password_grant: Some(None), ..PrincipalChange::default() };
    world.service.change_app(&ACTOR, &fabrikam, DEMO_CLI, closed).await.unwrap();
    let app = world.service.app(&fabrikam, DEMO_CLI).await.unwrap();
    assert_eq!((app.principal.is_some(), app.password_grant), (true, None));
    let until = Some(NOW.plus(std::time::Duration::from_hours(24)));
    let open = Some(Some(PasswordGrant { until }));
    let open = PrincipalChange { password_grant: open, ..PrincipalChange::default() };
    world.service.change_app(&ACTOR, &fabrikam, DEMO_CLI, open).await.unwrap();
    let app = world.service.app(&fabrikam, DEMO_CLI).await.unwrap();
    assert_eq!(app.password_grant, Some(PasswordGrant { until }));
}

#[tokio::test]
async fn only_the_tenant_of_a_registration_changes_it() {
    let world = World::with_demo().await;
    let (contoso, fabrikam) =
        (world.tenant("contoso.example").await, world.tenant("fabrikam.example").await);
    let ends = NOW.plus(std::time::Duration::from_hours(1));
    for app in [DEMO_CLI, well_known::APPLE] {
        assert!(world.service.add_app_secret(&ACTOR, &contoso, app, ends).await.is_err(), "{app}");
    }
    let made = world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, ends).await.unwrap();
    let secrets = world.service.store.read().await.unwrap().secrets(DEMO_CLI).await.unwrap();
    assert_eq!(secrets.len(), 1);
    assert!(made.secret.expose().starts_with(&secrets[0].hint));
    assert!(world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, NOW).await.is_err());
    // One in use and its successor, and no third.
    world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, ends).await.unwrap();
    assert!(world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, ends).await.is_err());
    world.service.remove_app_secret(&ACTOR, &fabrikam, DEMO_CLI, made.id).await.unwrap();
    world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, ends).await.unwrap();
    let late = NOW.plus(LONGEST_SECRET_LIFE).plus(std::time::Duration::from_secs(1));
    assert!(world.service.add_app_secret(&ACTOR, &fabrikam, DEMO_CLI, late).await.is_err());
}

#[tokio::test]
async fn the_demo_is_written_once() {
    let world = World::with_demo().await;
    let first = world.service.seed_demo().await.unwrap();
    let again = world.service.seed_demo().await.unwrap();
    let told = |clients: &[crate::DemoClient]| -> Vec<(AppId, String)> {
        clients.iter().map(|one| (one.id, one.secret.expose().clone())).collect()
    };
    assert_eq!(told(&first), told(&again));
    assert_eq!(world.activities().await, ["Set up demo data"]);
    assert_eq!(world.service.tenants().await.unwrap().len(), 3);
    let sam = upn("sam@tailspin.example");
    let tailspin = world.tenant("tailspin.example").await;
    let user = world.service.user_named(&tailspin, &sam).await.unwrap();
    let owner = consentry_mailbox::Owner { tenant: tailspin.id, user: user.id };
    let inbox = world.service.mailboxes.default_folder(owner, consentry_mailbox::FolderKind::Inbox);
    let count = world.service.mailboxes.count(owner, inbox.await.unwrap()).await.unwrap();
    assert_eq!(count.0, 25);
}
