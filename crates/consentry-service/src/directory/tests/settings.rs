//! What the settings of consent are made of: who reviews, where policies are in use, what a form
//! was made from; and the tenant at a glance.

use std::time::Duration;

use consentry_model::{
    ConsentChoice, ConsentPolicy, ConsentReach, Delegate, DirectoryRole, GroupId, Reviewer,
    RoleConsent, Switch, Tenant, Workflow, well_known,
};

use super::*;
use crate::{DEMO_WEB, ReviewerName};

async fn set(world: &World, tenant: &Tenant, change: TenantChange) -> Tenant {
    world.service.change_tenant(&ACTOR, tenant.id, change).await.unwrap()
}

#[tokio::test]
async fn a_change_that_was_made_from_older_settings_changes_nothing() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let seen = consent_mark(&contoso.settings);
    let change = || TenantChange {
        user_consent: Some(ConsentChoice::All.into()),
        ..TenantChange::default()
    };
    let other = TenantChange { risk_step_up: Some(Switch::Off), ..TenantChange::default() };
    let changed = set(&world, &contoso, other).await;
    let again = || world.service.change_tenant_seen(&ACTOR, contoso.id, &seen, change());
    let error = again().await.unwrap_err();
    assert!(matches!(error, DirectoryError::Conflict(_)), "{error}");
    assert_eq!(world.tenant("contoso.example").await.settings, changed.settings);
    let back = TenantChange { risk_step_up: Some(Switch::On), ..TenantChange::default() };
    set(&world, &contoso, back).await;
    again().await.unwrap();
}

#[tokio::test]
async fn a_policy_is_in_use_where_it_is_named() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let new = ConsentPolicy {
        id: "helpdesk".parse().unwrap(),
        name: "Helpdesk".parse().unwrap(),
        description: String::new(),
        includes: Vec::new(),
        excludes: Vec::new(),
    };
    world.service.create_policy(&ACTOR, &contoso, new).await.unwrap();
    let id = "helpdesk".parse().unwrap();
    assert!(policy_uses(&contoso.settings, &id).is_empty());
    let who = Reviewer::Role(DirectoryRole::HelpdeskAdministrator);
    let (role, reach) = (DirectoryRole::ExchangeAdministrator, ConsentReach::Oneself);
    let workflow = contoso.settings.workflow.clone();
    let change = TenantChange {
        user_consent: Some(consentry_model::UserConsent([id.clone()].into())),
        role_consent: Some(vec![RoleConsent { role, reach, policy: id.clone() }]),
        workflow: Some(Workflow {
            delegates: vec![Delegate { who, policy: id.clone() }],
            ..workflow
        }),
        ..TenantChange::default()
    };
    let contoso = set(&world, &contoso, change).await;
    assert_eq!(
        policy_uses(&contoso.settings, &id),
        [PolicyUse::Users, PolicyUse::Role(role, reach), PolicyUse::Delegate(who)]
    );
    let of_role = policy_uses(&contoso.settings, &"microsoft-company-admin".parse().unwrap());
    let everybody = ConsentReach::Everybody;
    assert!(of_role.contains(&PolicyUse::Role(DirectoryRole::GlobalAdministrator, everybody)));
    assert!(world.service.delete_policy(&ACTOR, &contoso, &id).await.is_err());
}

#[tokio::test]
async fn reviewers_are_named_and_counted() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let grady = world.service.user_named(&contoso, &upn("grady@contoso.example")).await.unwrap();
    let name = "Night shift".parse().unwrap();
    let group = world.service.add_group(&ACTOR, &contoso, name, None).await.unwrap();
    let gone: GroupId = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff".parse().unwrap();
    let list = [
        Reviewer::User(grady.id),
        Reviewer::Group(group.id),
        Reviewer::Role(DirectoryRole::GlobalAdministrator),
        Reviewer::Group(gone),
    ];
    let shown = world.service.reviewers_shown(&contoso, &list).await.unwrap();
    let told: Vec<(String, u64)> = shown
        .iter()
        .map(|one| match &one.named {
            Some(ReviewerName::User(user)) => (user.upn.to_string(), one.people),
            Some(ReviewerName::Group(name)) => (name.to_string(), one.people),
            Some(ReviewerName::Role(role)) => (role.to_string(), one.people),
            None => (String::new(), one.people),
        })
        .collect();
    let [user, group_of_nobody, role, nobody] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*user, ("grady@contoso.example".to_owned(), 1));
    assert_eq!(*group_of_nobody, ("Night shift".to_owned(), 0));
    assert!(role.0 == "Global Administrator" && role.1 > 0, "{role:?}");
    assert_eq!(*nobody, (String::new(), 0));
    let known = world.service.group(&contoso, group.id).await.unwrap();
    assert_eq!(known.name, group.name);
    assert!(world.service.group(&contoso, gone).await.is_err());
}

#[tokio::test]
async fn a_tenant_at_a_glance() {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let before = world.service.overview(&contoso).await.unwrap();
    let adele = || ForWhom::User(upn("adele@contoso.example"));
    let of_graph = |app| ConsentChange {
        resource: Some(well_known::GRAPH),
        ..consent(app, adele(), "Mail.Read")
    };
    for app in [DEMO_CLI, DEMO_WEB] {
        world.service.grant_consent(&ACTOR, &contoso, &of_graph(app)).await.unwrap();
    }
    let after = world.service.overview(&contoso).await.unwrap();
    assert_eq!((before.people, after.people), (0, 1), "one person, however many applications");
    assert!(after.applications > 0 && after.waiting.is_empty());
    assert_eq!(after.unused, before.unused, "new consents are not unused");
    world.wait(Duration::from_hours(24 * 31));
    let late = world.service.overview(&contoso).await.unwrap();
    assert!(late.unused > after.unused, "{late:?}");
    let report = world.service.grants_report(&contoso).await.unwrap();
    let risky = report.iter().filter(|one| !one.risks.is_empty()).count();
    assert_eq!(late.risky, u64::try_from(risky).unwrap());
}
