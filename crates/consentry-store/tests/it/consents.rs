//! Recorded consents and granted roles.

use std::collections::BTreeMap;

use consentry_model::{AppId, ConsentType, GrantId, PrincipalId, ScopeSet, UserId, well_known};
use consentry_store::{GrantFilter, NewGrant, NewRoles, Reach, Unit, Whose};

use crate::world::{NOW, World, later, scopes};

fn new<'a>(
    world: &World,
    client: PrincipalId,
    resource: AppId,
    scopes: &'a ScopeSet,
) -> NewGrant<'a> {
    NewGrant {
        id: GrantId::mint(&world.ids),
        tenant: world.contoso.id,
        client,
        resource,
        scopes,
        by: Some(world.alex.id),
        now: NOW,
    }
}

/// What is recorded: reach and scopes, in the order of reaches.
async fn recorded(unit: &mut Unit, world: &World) -> Vec<(Option<UserId>, AppId, String)> {
    let grants = unit.grants(world.contoso.id, GrantFilter::default()).await.unwrap();
    let mut found: Vec<_> = grants
        .into_iter()
        .map(|grant| {
            let user = match grant.consent {
                ConsentType::AllPrincipals => None,
                ConsentType::Principal(user) => Some(user),
            };
            (user, grant.resource, grant.scopes.to_string())
        })
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn what_is_granted_is_told_once_however_many_granted_it() {
    for world in World::all().await {
        let engine = world.engine();
        let client = world.principal(world.contoso.id).await.id;
        let (read, send) = (scopes(&["Mail.Read"]), scopes(&["Mail.Send"]));
        let (tenant, graph) = (world.contoso.id, well_known::GRAPH);
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.count_consenting(tenant).await.unwrap(), 0, "{engine}");
        for user in [world.adele.id, world.alex.id] {
            unit.add_user_grant(&new(&world, client, graph, &read), user).await.unwrap();
        }
        unit.add_tenant_grant(&new(&world, client, graph, &send)).await.unwrap();
        let held = unit.held_scopes(tenant).await.unwrap();
        assert_eq!(held, [(client, graph, read), (client, graph, send)], "{engine}");
        assert_eq!(unit.count_consenting(tenant).await.unwrap(), 2, "{engine}");
        assert_eq!(unit.count_consenting(world.fabrikam.id).await.unwrap(), 0, "{engine}");
        assert!(unit.held_scopes(world.fabrikam.id).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_consent_adds_to_the_first() {
    for world in World::all().await {
        let engine = world.engine();
        let client = world.principal(world.contoso.id).await.id;
        let (read, send) = (scopes(&["Mail.Read"]), scopes(&["Mail.Send", "User.Read"]));
        let mut unit = world.store.unit().await.unwrap();
        let first = new(&world, client, well_known::GRAPH, &read);
        unit.add_user_grant(&first, world.adele.id).await.unwrap();
        let second = new(&world, client, well_known::GRAPH, &send);
        unit.add_user_grant(&second, world.adele.id).await.unwrap();
        let found = unit.grants(world.contoso.id, GrantFilter::default()).await.unwrap();
        assert_eq!(found.len(), 1, "{engine}");
        assert_eq!(found[0].scopes.to_string(), "Mail.Read Mail.Send User.Read", "{engine}");
        assert_eq!(found[0].id, first.id, "{engine}");
        assert_eq!(found[0].granted_by, Some(world.alex.id), "{engine}");
        unit.add_user_grant(
            &new(&world, client, well_known::EXCHANGE, &ScopeSet::new()),
            world.adele.id,
        )
        .await
        .unwrap();
        assert_eq!(recorded(&mut unit, &world).await.len(), 1, "{engine}: nothing is no grant");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn consents_at_the_same_moment_all_count() {
    for world in World::all().await {
        let engine = world.engine();
        let client = world.principal(world.contoso.id).await.id;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..12 {
            let (store, tenant, user) = (world.store.clone(), world.contoso.id, world.adele.id);
            let id = GrantId::mint(&world.ids);
            tasks.spawn(async move {
                let asked = scopes(&[&format!("Scope{n:02}")]);
                let new = NewGrant {
                    id,
                    tenant,
                    client,
                    resource: well_known::GRAPH,
                    scopes: &asked,
                    by: Some(user),
                    now: NOW,
                };
                let mut unit = store.unit().await.unwrap();
                unit.add_user_grant(&new, user).await.unwrap();
                unit.commit().await.unwrap();
            });
        }
        tasks.join_all().await;
        let mut read = world.store.read().await.unwrap();
        let found = read.grants(world.contoso.id, GrantFilter::default()).await.unwrap();
        assert_eq!(found.len(), 1, "{engine}");
        assert_eq!(found[0].scopes.iter().count(), 12, "{engine}");
    }
}

#[tokio::test]
async fn replacing_the_consent_for_all_leaves_users_their_own() {
    for world in World::all().await {
        let engine = world.engine();
        let principal = world.principal(world.contoso.id).await;
        let (eas, own) = (scopes(&["EAS.AccessAsUser.All"]), scopes(&["User.Read"]));
        let mut unit = world.store.unit().await.unwrap();
        let all = new(&world, principal.id, well_known::EXCHANGE, &eas);
        unit.add_tenant_grant(&all).await.unwrap();
        let mine = new(&world, principal.id, well_known::GRAPH, &own);
        unit.add_user_grant(&mine, world.adele.id).await.unwrap();
        let wanted = BTreeMap::from([(well_known::GRAPH, scopes(&["Mail.Read"]))]);
        unit.replace_tenant_grants(&world.ids, &principal, &wanted, None, later(1)).await.unwrap();
        let want = [
            (None, well_known::GRAPH, "Mail.Read".to_owned()),
            (Some(world.adele.id), well_known::GRAPH, "User.Read".to_owned()),
        ];
        assert_eq!(recorded(&mut unit, &world).await, want, "{engine}");
        let only = GrantFilter { whose: Whose::Own(world.adele.id), ..GrantFilter::default() };
        assert_eq!(unit.grants(world.contoso.id, only).await.unwrap().len(), 1, "{engine}");
        let other =
            GrantFilter { client: Some(PrincipalId::mint(&world.ids)), ..GrantFilter::default() };
        assert!(unit.grants(world.contoso.id, other).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn revoking_reaches_exactly_what_it_names() {
    for world in World::all().await {
        let engine = world.engine();
        let client = world.principal(world.contoso.id).await.id;
        let both = scopes(&["Mail.Read", "Mail.Send"]);
        let mut unit = world.store.unit().await.unwrap();
        for resource in [well_known::GRAPH, well_known::EXCHANGE] {
            unit.add_tenant_grant(&new(&world, client, resource, &both)).await.unwrap();
            for user in [world.adele.id, world.alex.id] {
                let own = new(&world, client, resource, &both);
                unit.add_user_grant(&own, user).await.unwrap();
            }
        }
        unit.commit().await.unwrap();
        let send = scopes(&["mail.send"]);
        for (name, reach, resource, scopes, changed, left) in [
            ("a foreign scope", Reach::All, None, Some(scopes(&["Nothing"])), 0, 6),
            ("one scope", Reach::User(world.adele.id), None, Some(send), 2, 6),
            ("everybody's", Reach::Everybody, Some(well_known::GRAPH), None, 1, 5),
            ("one user's", Reach::User(world.alex.id), None, None, 2, 4),
            ("all of a resource", Reach::All, Some(well_known::EXCHANGE), None, 3, 3),
            ("all", Reach::All, None, None, 6, 0),
        ] {
            let mut unit = world.store.unit().await.unwrap();
            let version = unit.tenant_version(world.contoso.id).await.unwrap();
            let found = unit
                .revoke_grants(world.contoso.id, client, reach, resource, scopes.as_ref())
                .await
                .unwrap();
            assert_eq!(found, changed, "{engine}: {name}");
            assert_eq!(recorded(&mut unit, &world).await.len(), left, "{engine}: {name}");
            assert!(unit.tenant_version(world.contoso.id).await.unwrap() > version, "{engine}");
        }
        let mut unit = world.store.unit().await.unwrap();
        let foreign =
            unit.revoke_grants(world.fabrikam.id, client, Reach::All, None, None).await.unwrap();
        assert_eq!(foreign, 0, "{engine}: another tenant's client");
    }
}

#[tokio::test]
async fn a33_a_consent_needs_client_and_user_of_its_own_tenant() {
    for world in World::all().await {
        let engine = world.engine();
        let foreign = world.principal(world.fabrikam.id).await.id;
        let own = world.principal(world.contoso.id).await.id;
        let eas = scopes(&["EAS.AccessAsUser.All"]);
        let grant = new(&world, foreign, well_known::EXCHANGE, &eas);
        assert!(world.store.unit().await.unwrap().add_tenant_grant(&grant).await.is_err());
        let grant = new(&world, own, well_known::EXCHANGE, &eas);
        let refused = world.store.unit().await.unwrap().add_user_grant(&grant, world.ada.id).await;
        assert!(refused.is_err(), "{engine}");
        let roles = NewRoles {
            tenant: world.contoso.id,
            client: foreign,
            resource: well_known::EXCHANGE,
            roles: &eas,
            by: None,
            now: NOW,
        };
        let granted = world.store.unit().await.unwrap().grant_roles(&roles).await.unwrap();
        assert_eq!(granted, 0, "{engine}");
    }
}

#[tokio::test]
async fn roles_are_granted_and_taken_one_by_one() {
    for world in World::all().await {
        let engine = world.engine();
        let tenant = world.contoso.id;
        let client = world.principal(tenant).await.id;
        let two = scopes(&["Directory.Read.All", "User.Read.All"]);
        let mut unit = world.store.unit().await.unwrap();
        for resource in [well_known::GRAPH, well_known::EXCHANGE] {
            let by = Some(world.alex.id);
            let new = NewRoles { tenant, client, resource, roles: &two, by, now: NOW };
            assert_eq!(unit.grant_roles(&new).await.unwrap(), 2, "{engine}");
            assert_eq!(unit.grant_roles(&new).await.unwrap(), 0, "{engine}");
        }
        let found = unit.granted_roles(tenant, client, well_known::GRAPH).await.unwrap();
        assert_eq!(found, two, "{engine}");
        assert_eq!(unit.role_grants(tenant, None).await.unwrap().len(), 4, "{engine}");
        let one = scopes(&["User.Read.All"]);
        let graph = Some(well_known::GRAPH);
        assert_eq!(unit.revoke_roles(tenant, client, graph, Some(&one)).await.unwrap(), 1);
        let found = unit.granted_roles(tenant, client, well_known::GRAPH).await.unwrap();
        assert_eq!(found, scopes(&["Directory.Read.All"]), "{engine}");
        assert_eq!(unit.revoke_roles(tenant, client, None, None).await.unwrap(), 3, "{engine}");
        assert!(unit.role_grants(tenant, Some(client)).await.unwrap().is_empty(), "{engine}");
    }
}
