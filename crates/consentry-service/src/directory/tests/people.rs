//! What administrators do for people beside their accounts: owners of groups, signing somebody
//! out, whose defaults a tenant begins with, and taking everything back from an application.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn owners_of_a_group_come_and_go_with_a_record() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let service = &world.service;
    let name = "Mobile mail".parse().unwrap();
    let adele = upn("adele@contoso.example");
    for (owner, changed) in
        [(Switch::On, true), (Switch::On, false), (Switch::Off, true), (Switch::Off, false)]
    {
        let done = service.set_owner(&ACTOR, &contoso, (&name, &adele), owner).await.unwrap();
        assert_eq!(done, changed, "{owner}");
        let group = service.group_named(&contoso, &name).await.unwrap();
        let owners = service.store.read().await.unwrap().owners(group.id).await.unwrap();
        assert_eq!(owners.len(), usize::from(owner.is_on()), "{owner}");
    }
    let activities = world.activities().await;
    let of_owners: Vec<&String> = activities.iter().filter(|one| one.contains("owner")).collect();
    assert_eq!(of_owners.len(), 2, "{activities:?}");
    let stranger = upn("lee@fabrikam.example");
    assert!(service.set_owner(&ACTOR, &contoso, (&name, &stranger), Switch::On).await.is_err());
}

#[tokio::test]
async fn signing_somebody_out_voids_what_he_proved_before() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let adele = upn("adele@contoso.example");
    world.wait(Duration::from_hours(1));
    world.service.sign_out_user(&ACTOR, &contoso, &adele).await.unwrap();
    let user = world.service.user_named(&contoso, &adele).await.unwrap();
    assert_eq!(user.sessions_valid_from, world.service.clock.now());
    assert!(world.activities().await.contains(&"Revoke sign in sessions".to_owned()));
    let nobody = upn("nobody@contoso.example");
    assert!(world.service.sign_out_user(&ACTOR, &contoso, &nobody).await.is_err());
}

#[tokio::test]
async fn a_tenant_begins_with_the_defaults_that_were_chosen() {
    for (defaults, choice, register, workflow) in [
        (DefaultsOf::Consentry, ConsentChoice::Off, false, true),
        (DefaultsOf::Year2014, ConsentChoice::All, true, false),
        (DefaultsOf::Year2025, ConsentChoice::Recommended, true, false),
    ] {
        let world = World::new().await;
        let new = NewTenant {
            name: "Northwind".parse().unwrap(),
            domain: "northwind.example".parse().unwrap(),
            admin: upn("root@northwind.example"),
            defaults,
        };
        let made = world.service.create_tenant(&ACTOR, new).await.unwrap();
        let settings = &made.tenant.settings;
        assert_eq!(settings.user_consent.choice(), choice, "{defaults:?}");
        assert_eq!(settings.users_may_register, register, "{defaults:?}");
        assert_eq!(settings.workflow.enabled.is_on(), workflow, "{defaults:?}");
        assert_eq!(settings.workflow.reviewers.len(), 1, "{defaults:?}: its creator reviews");
    }
}

#[tokio::test]
async fn taking_everything_back_includes_what_an_application_may_do_by_itself() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let held = world.service.roles_held(&contoso, None).await.unwrap();
    assert_eq!(held.len(), 1, "{held:?}");
    let app = held[0].app;
    assert_eq!(held[0].app_name, "Directory Reader");
    assert_eq!(held[0].role.as_str(), "Directory.Read.All");
    let back = |for_whom| ConsentChange { app, for_whom, resource: None, scopes: None };
    let of_all = back(ForWhom::AllUsers);
    assert_eq!(world.service.revoke_consent(&ACTOR, &contoso, &of_all).await.unwrap(), 0);
    let everything = back(ForWhom::Anybody);
    assert_eq!(world.service.revoke_consent(&ACTOR, &contoso, &everything).await.unwrap(), 1);
    assert!(world.service.roles_held(&contoso, Some(app)).await.unwrap().is_empty());
    let activity = "Remove app role assignment from service principal".to_owned();
    assert!(world.activities().await.contains(&activity));
    // Other applications keep theirs, and so does this one in other tenants.
    let fabrikam = world.tenant("fabrikam.example").await;
    assert_eq!(world.service.roles_held(&fabrikam, None).await.unwrap().len(), 1);
}
