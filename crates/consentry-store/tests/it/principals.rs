//! Service principals and who is on their lists.

use consentry_model::{GrantId, GroupId, PrincipalId, ServicePrincipal, Switch, well_known};
use consentry_store::{Assignee, GrantFilter, Group, NewGrant, Page, StoreError};

use crate::world::{NOW, World, later, principal, scopes};

#[tokio::test]
async fn the_second_meeting_gives_the_first_principal() {
    for world in World::all().await {
        let engine = world.engine();
        let first = world.principal(world.contoso.id).await;
        let second = world.principal(world.contoso.id).await;
        assert_eq!(first, second, "{engine}");
        let other = world.principal(world.fabrikam.id).await;
        assert_ne!(first.id, other.id, "{engine}");
        let mut read = world.store.read().await.unwrap();
        let found = read.principal(world.contoso.id, world.app.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first), "{engine}");
        let found = read.principal_by_id(world.contoso.id, first.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first), "{engine}");
        assert_eq!(read.principal_by_id(world.fabrikam.id, first.id).await.unwrap(), None);
        assert_eq!(read.principals(world.contoso.id).await.unwrap(), [first], "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_first_meetings_at_once_make_one_principal() {
    for world in World::all().await {
        let mut meetings = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let new = principal(&world.ids, world.contoso.id, &world.app);
            let store = world.store.clone();
            meetings.spawn(async move {
                let mut unit = store.unit().await.unwrap();
                let met = unit.add_principal(&new).await.unwrap();
                unit.commit().await.unwrap();
                met.id
            });
        }
        let mut met: Vec<PrincipalId> = meetings.join_all().await;
        met.dedup();
        assert_eq!(met.len(), 1, "{}", world.engine());
    }
}

#[tokio::test]
async fn switches_come_back_as_set() {
    for world in World::all().await {
        let engine = world.engine();
        let changed = ServicePrincipal {
            display_name: "Mail of the fjord".parse().unwrap(),
            enabled: Switch::Off,
            assignment_required: Switch::On,
            visible: Switch::Off,
            ..world.principal(world.contoso.id).await
        };
        let mut unit = world.store.unit().await.unwrap();
        let version = unit.tenant_version(world.contoso.id).await.unwrap();
        assert!(unit.set_principal(&changed).await.unwrap(), "{engine}");
        assert!(unit.tenant_version(world.contoso.id).await.unwrap() > version, "{engine}");
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let found = read.principal(world.contoso.id, world.app.id).await.unwrap();
        assert_eq!(found, Some(changed), "{engine}");
    }
}

#[tokio::test]
async fn a_deleted_principal_takes_its_consents_along_and_comes_back_without() {
    for world in World::all().await {
        let engine = world.engine();
        let tenant = world.contoso.id;
        let met = world.principal(tenant).await;
        let eas = scopes(&["EAS.AccessAsUser.All"]);
        let mut unit = world.store.unit().await.unwrap();
        let grant = NewGrant {
            id: GrantId::mint(&world.ids),
            tenant,
            client: met.id,
            resource: well_known::EXCHANGE,
            scopes: &eas,
            by: None,
            now: NOW,
        };
        unit.add_tenant_grant(&grant).await.unwrap();
        unit.assign_user(met.id, world.adele.id, None, NOW).await.unwrap();
        assert!(!unit.delete_principal(world.fabrikam.id, met.id, later(1)).await.unwrap());
        assert!(unit.delete_principal(tenant, met.id, later(1)).await.unwrap(), "{engine}");
        assert!(!unit.delete_principal(tenant, met.id, later(1)).await.unwrap(), "{engine}");
        assert_eq!(unit.principal(tenant, world.app.id).await.unwrap(), None, "{engine}");
        assert!(unit.grants(tenant, GrantFilter::default()).await.unwrap().is_empty(), "{engine}");
        assert_eq!(
            unit.deleted_principals(tenant).await.unwrap(),
            [(met.clone(), later(1))],
            "{engine}"
        );
        assert!(!unit.set_principal(&met).await.unwrap(), "{engine}");
        assert!(unit.restore_principal(tenant, met.id).await.unwrap(), "{engine}");
        assert_eq!(unit.principal(tenant, world.app.id).await.unwrap().as_ref(), Some(&met));
        assert!(unit.assignments(met.id).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
        // Deleted, met again as another one: the old one cannot come back beside it.
        let mut unit = world.store.unit().await.unwrap();
        unit.delete_principal(tenant, met.id, later(2)).await.unwrap();
        let again = unit.add_principal(&principal(&world.ids, tenant, &world.app)).await.unwrap();
        assert_ne!(again.id, met.id, "{engine}");
        let taken = unit.restore_principal(tenant, met.id).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{engine}: {taken:?}");
    }
}

#[tokio::test]
async fn the_list_names_users_and_groups_of_its_own_tenant() {
    for world in World::all().await {
        let engine = world.engine();
        let met = world.principal(world.contoso.id).await;
        let group = Group {
            id: GroupId::mint(&world.ids),
            tenant: world.contoso.id,
            name: "Mobile mail".parse().unwrap(),
            description: None,
            created_at: NOW,
        };
        let by = Some(world.alex.id);
        let mut unit = world.store.unit().await.unwrap();
        unit.add_group(&group).await.unwrap();
        assert!(unit.assign_user(met.id, world.adele.id, by, NOW).await.unwrap(), "{engine}");
        assert!(!unit.assign_user(met.id, world.adele.id, by, NOW).await.unwrap(), "{engine}");
        assert!(!unit.assign_user(met.id, world.ada.id, by, NOW).await.unwrap(), "{engine}");
        assert!(unit.assign_group(met.id, group.id, None, NOW).await.unwrap(), "{engine}");
        let list = unit.assignments(met.id).await.unwrap();
        let names: Vec<_> = list.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["Adele@contoso.example", "Mobile mail"], "{engine}");
        let who: Vec<_> = list.iter().map(|entry| entry.assignee).collect();
        assert_eq!(who, [Assignee::User(world.adele.id), Assignee::Group(group.id)], "{engine}");
        assert_eq!(list[0].assigned_by, by, "{engine}");
        let first = unit.assignments_by_name(met.id, Page::first(1)).await.unwrap();
        assert_eq!((first.rows.as_slice(), first.next.is_some()), (&list[..1], true), "{engine}");
        let rest = Page { limit: 1, after: first.next };
        let rest = unit.assignments_by_name(met.id, rest).await.unwrap();
        assert_eq!((rest.rows.as_slice(), rest.next), (&list[1..], None), "{engine}");
        assert_eq!(unit.count_assignments(met.id).await.unwrap(), 2, "{engine}");
        assert!(unit.assigned(met.id, world.adele.id).await.unwrap(), "{engine}");
        assert!(!unit.assigned(met.id, world.alex.id).await.unwrap(), "{engine}");
        unit.add_member(group.id, world.alex.id, NOW).await.unwrap();
        assert!(unit.assigned(met.id, world.alex.id).await.unwrap(), "{engine}");
        assert!(unit.unassign_user(met.id, world.adele.id).await.unwrap(), "{engine}");
        assert!(!unit.unassign_user(met.id, world.adele.id).await.unwrap(), "{engine}");
        assert!(unit.unassign_group(met.id, group.id).await.unwrap(), "{engine}");
        assert!(unit.assignments(met.id).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}
