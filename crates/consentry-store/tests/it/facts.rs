//! The facts of an attempt.

use std::time::Duration;

use consentry_model::{
    AccountState, AppId, ConsentChoice, GrantId, GroupId, ScopeSet, Switch, TenantSettings,
    well_known,
};
use consentry_policy::{Assignment, GrantReach};
use consentry_store::{FactsFound, FactsQuery, Group, NewGrant, NewRoles, PasswordGrant, UserKey};

use crate::world::{NOW, World, later, scopes};

async fn facts(world: &World, user: UserKey<'_>) -> FactsFound {
    let query = FactsQuery {
        tenant: &world.contoso,
        app: Some(world.app.id),
        user,
        resource: well_known::EXCHANGE,
        now: NOW,
    };
    world.store.read().await.unwrap().facts(&query).await.unwrap()
}

#[tokio::test]
async fn a_tenant_that_never_met_the_application_has_its_registration_alone() {
    for world in World::all().await {
        let engine = world.engine();
        let found = facts(&world, UserKey::Name(&"ADELE@contoso.example".parse().unwrap())).await;
        assert_eq!(found.user.as_ref(), Some(&world.adele), "{engine}");
        assert_eq!(found.tenant_version, world.contoso.version, "{engine}");
        let facts = found.facts;
        assert_eq!(facts.tenant.id, world.contoso.id, "{engine}");
        let app = facts.application.unwrap();
        assert_eq!(app.name, "Fjord Mail", "{engine}");
        assert_eq!(app.required, world.app.required, "{engine}");
        assert_eq!(app.password_grant, Switch::Off, "{engine}");
        assert_eq!(facts.principal, None, "{engine}");
        assert_eq!(facts.assignment, Assignment::Missing, "{engine}");
        assert!(facts.grants.is_empty(), "{engine}");
        let resources: Vec<_> = facts.resources.iter().map(|resource| resource.id).collect();
        assert_eq!(resources, [well_known::EXCHANGE, well_known::GRAPH], "{engine}");
        assert!(facts.resources.iter().all(|r| !r.permissions.is_empty()), "{engine}");
    }
}

#[tokio::test]
async fn unknown_users_and_applications_leave_gaps() {
    for world in World::all().await {
        let engine = world.engine();
        let stranger = "nobody@contoso.example".parse().unwrap();
        assert!(facts(&world, UserKey::Name(&stranger)).await.user.is_none(), "{engine}");
        let foreign = facts(&world, UserKey::Id(world.ada.id)).await;
        assert!(foreign.user.is_none() && foreign.facts.user.is_none(), "{engine}");
        let query = FactsQuery {
            tenant: &world.contoso,
            app: None,
            user: UserKey::Id(world.adele.id),
            resource: well_known::EXCHANGE,
            now: NOW,
        };
        let found = world.store.read().await.unwrap().facts(&query).await.unwrap();
        assert!(found.facts.application.is_none(), "{engine}");
        assert_eq!(found.facts.user.unwrap().id, world.adele.id, "{engine}");
        let resources: Vec<AppId> = found.facts.resources.iter().map(|one| one.id).collect();
        assert_eq!(resources, [well_known::EXCHANGE, well_known::GRAPH], "{engine}");
    }
}

#[tokio::test]
async fn consents_reach_their_user_and_nobody_else() {
    for world in World::all().await {
        let engine = world.engine();
        let principal = world.principal(world.contoso.id).await;
        let mut unit = world.store.unit().await.unwrap();
        let all = scopes(&["EAS.AccessAsUser.All"]);
        let own = scopes(&["User.Read"]);
        let grant = |resource, scopes| NewGrant {
            id: GrantId::mint(&world.ids),
            tenant: world.contoso.id,
            client: principal.id,
            resource,
            scopes,
            by: None,
            now: NOW,
        };
        unit.add_tenant_grant(&grant(well_known::EXCHANGE, &all)).await.unwrap();
        unit.add_user_grant(&grant(well_known::GRAPH, &own), world.adele.id).await.unwrap();
        unit.commit().await.unwrap();
        let adele = facts(&world, UserKey::Id(world.adele.id)).await.facts;
        assert_eq!(adele.effective(well_known::EXCHANGE), all, "{engine}");
        assert_eq!(adele.effective(well_known::GRAPH), own, "{engine}");
        let reaches: Vec<_> = adele.grants.iter().map(|grant| grant.reach).collect();
        assert_eq!(reaches, [GrantReach::Tenant, GrantReach::User], "{engine}");
        let alex = facts(&world, UserKey::Id(world.alex.id)).await.facts;
        assert_eq!(alex.effective(well_known::EXCHANGE), all, "{engine}");
        assert_eq!(alex.effective(well_known::GRAPH), ScopeSet::new(), "{engine}");
        assert_eq!(alex.principal.unwrap().id, principal.id, "{engine}");
    }
}

#[tokio::test]
async fn members_of_an_assigned_group_are_assigned() {
    for world in World::all().await {
        let engine = world.engine();
        let principal = world.principal(world.contoso.id).await;
        let group = Group {
            id: GroupId::mint(&world.ids),
            tenant: world.contoso.id,
            name: "Mobile mail".parse().unwrap(),
            description: None,
            created_at: NOW,
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.add_group(&group).await.unwrap();
        assert!(unit.add_member(group.id, world.alex.id, NOW).await.unwrap(), "{engine}");
        assert!(unit.assign_group(principal.id, group.id, None, NOW).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        let listed = async |user| facts(&world, UserKey::Id(user)).await.facts.assignment;
        assert_eq!(listed(world.alex.id).await, Assignment::Assigned, "{engine}");
        assert_eq!(listed(world.adele.id).await, Assignment::Missing, "{engine}");
        let mut unit = world.store.unit().await.unwrap();
        unit.assign_user(principal.id, world.adele.id, None, NOW).await.unwrap();
        unit.remove_member(group.id, world.alex.id).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(listed(world.alex.id).await, Assignment::Missing, "{engine}");
        assert_eq!(listed(world.adele.id).await, Assignment::Assigned, "{engine}");
    }
}

#[tokio::test]
async fn an_application_by_itself_is_assigned_by_its_roles() {
    for world in World::all().await {
        let engine = world.engine();
        let principal = world.principal(world.contoso.id).await;
        assert_eq!(facts(&world, UserKey::None).await.facts.assignment, Assignment::Missing);
        let roles = scopes(&["full_access_as_app"]);
        let mut unit = world.store.unit().await.unwrap();
        let new = NewRoles {
            tenant: world.contoso.id,
            client: principal.id,
            resource: well_known::EXCHANGE,
            roles: &roles,
            by: None,
            now: NOW,
        };
        assert_eq!(unit.grant_roles(&new).await.unwrap(), 1, "{engine}");
        unit.commit().await.unwrap();
        let facts = facts(&world, UserKey::None).await.facts;
        assert_eq!(facts.assignment, Assignment::Assigned, "{engine}");
        let exchange = facts.resource(well_known::EXCHANGE).unwrap();
        assert_eq!(exchange.granted_roles, roles, "{engine}");
    }
}

#[tokio::test]
async fn settings_are_those_of_the_version_that_was_read() {
    for world in World::all().await {
        let engine = world.engine();
        let mut changed = world.contoso.clone();
        changed.settings =
            TenantSettings { user_consent: ConsentChoice::All.into(), ..TenantSettings::default() };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_tenant(&changed).await.unwrap());
        unit.commit().await.unwrap();
        // The caller still holds the tenant of before.
        let found = facts(&world, UserKey::None).await;
        assert!(found.facts.tenant.consent.lets_users_consent(), "{engine}");
        assert_eq!(found.tenant_version, world.contoso.version + 1, "{engine}");
    }
}

#[tokio::test]
async fn a_disabled_user_shows_at_once_and_moves_the_version() {
    for world in World::all().await {
        let engine = world.engine();
        let before = facts(&world, UserKey::Id(world.adele.id)).await;
        let mut adele = world.adele.clone();
        adele.state = AccountState::Disabled;
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_user(&adele).await.unwrap());
        unit.commit().await.unwrap();
        let after = facts(&world, UserKey::Id(world.adele.id)).await;
        assert_eq!(after.facts.user.unwrap().state, AccountState::Disabled, "{engine}");
        assert!(after.tenant_version > before.tenant_version, "{engine}");
    }
}

#[tokio::test]
async fn password_grants_open_until_their_end() {
    for world in World::all().await {
        let engine = world.engine();
        for (name, open, want) in [
            ("without end", Some(PasswordGrant { until: None }), Switch::On),
            ("until later", Some(PasswordGrant { until: Some(later(1)) }), Switch::On),
            ("until now", Some(PasswordGrant { until: Some(NOW) }), Switch::Off),
            (
                "until before",
                Some(PasswordGrant { until: Some(NOW.minus(Duration::from_secs(1))) }),
                Switch::Off,
            ),
            ("closed", None, Switch::Off),
        ] {
            let mut unit = world.store.unit().await.unwrap();
            unit.set_password_grant(world.contoso.id, world.app.id, open).await.unwrap();
            assert_eq!(unit.password_grant(world.contoso.id, world.app.id).await.unwrap(), open);
            unit.commit().await.unwrap();
            let app = facts(&world, UserKey::None).await.facts.application.unwrap();
            assert_eq!(app.password_grant, want, "{engine}: {name}");
        }
    }
}
