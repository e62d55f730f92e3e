//! What an administrator sees of enterprise applications: use, look-alikes, logos, lists.

use consentry_model::{
    Application, GrantId, GroupId, Publisher, ServicePrincipal, Switch, TenantId, well_known,
};
use consentry_store::{AppUse, Group, NewGrant, Page, PrincipalFilter, Reach, Unit};

use crate::world::{NOW, World, application, later, principal, scopes};

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn use_is_counted_by_people_and_noted_by_the_day() {
    for world in World::all().await {
        let engine = world.engine();
        let (tenant, app) = (world.contoso.id, world.app.id);
        let mut unit = world.store.unit().await.unwrap();
        for (user, at) in [(&world.adele, 0), (&world.alex, 40 * DAY), (&world.adele, 3)] {
            unit.note_use(tenant, app, user.id, later(at)).await.unwrap();
        }
        let uses = unit.app_uses(tenant, &[app], later(10 * DAY)).await.unwrap();
        let used = AppUse { last_at: later(40 * DAY), people: 2, recent: 1 };
        assert_eq!(uses.get(&app), Some(&used), "{engine}");
        assert!(unit.app_uses(world.fabrikam.id, &[app], NOW).await.unwrap().is_empty());
        let mine = unit.uses_of(tenant, world.adele.id).await.unwrap();
        assert_eq!(mine.get(&app), Some(&NOW), "{engine}: the same day is not written again");
        unit.note_use(tenant, app, world.adele.id, later(41 * DAY)).await.unwrap();
        let mine = unit.uses_of(tenant, world.adele.id).await.unwrap();
        assert_eq!(mine.get(&app), Some(&later(41 * DAY)), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a058_an_unverified_name_that_looks_like_a_verified_one_is_found() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        let made = |name: &str, owner, verified| {
            let publisher = Publisher { name: "Any".parse().unwrap(), verified, id: None };
            Application {
                name: name.parse().unwrap(),
                publisher: Some(publisher),
                identifier_uris: Vec::new(),
                ..application(&world.ids, owner)
            }
        };
        let real = made("Isle of Mail", world.fabrikam.id, true);
        let cyrillic = made("Isle \u{43e}f Mail", world.contoso.id, false);
        let own = made("isle of mail", world.fabrikam.id, false);
        let honest = made("Aisle of Mail", world.contoso.id, false);
        let renamed = made("Something", world.contoso.id, false);
        for app in [&real, &cyrillic, &own, &honest, &renamed] {
            unit.add_application(app).await.unwrap();
        }
        let former = vec!["lsle of Mail".parse().unwrap()];
        unit.set_application(&Application { former_names: former, ..renamed.clone() })
            .await
            .unwrap();
        let all = [&real, &cyrillic, &own, &honest, &renamed].map(|app| app.id);
        let found = unit.look_alikes(all).await.unwrap();
        let name = "Isle of Mail".to_owned();
        assert_eq!(found.get(&cyrillic.id), Some(&name), "{engine}");
        assert_eq!(found.get(&renamed.id), Some(&name), "{engine}: a former name counts");
        assert_eq!(found.len(), 2, "{engine}: not the real one, its owner's, or an honest one");
        assert!(unit.look_alikes([]).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_logo_goes_with_its_living_application() {
    for world in World::all().await {
        let engine = world.engine();
        let met = world.principal(world.contoso.id).await;
        let tenant = world.contoso.id;
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.logo(tenant, met.id).await.unwrap(), None, "{engine}");
        unit.set_logo(met.id, &b"one".to_vec(), NOW).await.unwrap();
        unit.set_logo(met.id, &b"two\0".to_vec(), NOW).await.unwrap();
        assert_eq!(unit.logo(tenant, met.id).await.unwrap(), Some(b"two\0".to_vec()), "{engine}");
        assert_eq!(unit.with_logo(tenant).await.unwrap(), [met.id], "{engine}");
        assert_eq!(unit.logo(world.fabrikam.id, met.id).await.unwrap(), None, "{engine}");
        unit.delete_principal(tenant, met.id, later(1)).await.unwrap();
        assert_eq!(unit.logo(tenant, met.id).await.unwrap(), None, "{engine}: deleted");
        assert!(unit.with_logo(tenant).await.unwrap().is_empty(), "{engine}");
        assert!(unit.remove_logo(met.id).await.unwrap(), "{engine}");
        assert!(!unit.remove_logo(met.id).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
    }
}

async fn names(unit: &mut Unit, tenant: TenantId, filter: &PrincipalFilter<'_>) -> Vec<String> {
    let found = unit.principals_by_name(tenant, filter, Page::first(9)).await.unwrap();
    found.rows.iter().map(|one| one.display_name.to_string()).collect()
}

#[tokio::test]
async fn enterprise_applications_are_listed_by_name_and_filtered() {
    for world in World::all().await {
        let engine = world.engine();
        let tenant = world.contoso.id;
        let mut unit = world.store.unit().await.unwrap();
        let mut met = Vec::new();
        for (name, met_as) in [("Alpha", "Alpha"), ("Beta", "Beta"), ("Omega", "Aardvark")] {
            let app = Application {
                name: name.parse().unwrap(),
                identifier_uris: Vec::new(),
                ..application(&world.ids, world.fabrikam.id)
            };
            unit.add_application(&app).await.unwrap();
            let new = ServicePrincipal {
                display_name: met_as.parse().unwrap(),
                enabled: Switch::from(name != "Beta"),
                ..principal(&world.ids, tenant, &app)
            };
            met.push(unit.add_principal(&new).await.unwrap());
        }
        let everybodys = scopes(&["User.Read"]);
        let new = NewGrant {
            id: GrantId::mint(&world.ids),
            tenant,
            client: met[0].id,
            resource: well_known::GRAPH,
            scopes: &everybodys,
            by: None,
            now: NOW,
        };
        unit.add_tenant_grant(&new).await.unwrap();
        unit.note_use(tenant, met[1].app, world.adele.id, later(9)).await.unwrap();
        let any = PrincipalFilter::default;
        for (filter, found) in [
            (any(), &["Aardvark", "Alpha", "Beta"][..]),
            (PrincipalFilter { text: Some("AARD"), ..any() }, &["Aardvark"]),
            (PrincipalFilter { text: Some("omega"), ..any() }, &["Aardvark"]),
            (PrincipalFilter { text: Some("%"), ..any() }, &[]),
            (PrincipalFilter { enabled: Some(Switch::Off), ..any() }, &["Beta"]),
            (PrincipalFilter { consented_for_all: Some(Switch::On), ..any() }, &["Alpha"]),
            (PrincipalFilter { unused_since: Some(later(5)), ..any() }, &["Aardvark", "Alpha"]),
        ] {
            assert_eq!(names(&mut unit, tenant, &filter).await, found, "{engine}: {filter:?}");
        }
        let first = unit.principals_by_name(tenant, &any(), Page::first(2)).await.unwrap();
        let page = Page { limit: 2, after: first.next };
        let rest = unit.principals_by_name(tenant, &any(), page).await.unwrap();
        assert_eq!(rest.rows, [met[1].clone()], "{engine}");
        unit.delete_principal(tenant, met[1].id, later(7)).await.unwrap();
        assert_eq!(names(&mut unit, tenant, &any()).await, ["Aardvark", "Alpha"], "{engine}");
        let deleted = unit.deleted_principals(tenant).await.unwrap();
        assert_eq!(deleted.len(), 1, "{engine}");
        assert_eq!((deleted[0].0.id, deleted[0].1), (met[1].id, later(7)), "{engine}");
        assert!(unit.deleted_principals(world.fabrikam.id).await.unwrap().is_empty());
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn consents_to_an_application_are_told_by_person() {
    for world in World::all().await {
        let engine = world.engine();
        let (tenant, client) = (world.contoso.id, world.principal(world.contoso.id).await.id);
        let (adele, alex) = (world.adele.id, world.alex.id);
        let (read, send) = (scopes(&["Mail.Read"]), scopes(&["Mail.Send"]));
        let new = |resource, set| NewGrant {
            id: GrantId::mint(&world.ids),
            tenant,
            client,
            resource,
            scopes: set,
            by: None,
            now: NOW,
        };
        let mut unit = world.store.unit().await.unwrap();
        let (graph, exchange) = (well_known::GRAPH, well_known::EXCHANGE);
        unit.add_user_grant(&new(graph, &read), adele).await.unwrap();
        unit.add_user_grant(&new(exchange, &send), adele).await.unwrap();
        unit.add_user_grant(&new(graph, &read), alex).await.unwrap();
        unit.add_tenant_grant(&new(graph, &send)).await.unwrap();
        let held = unit.held_by(tenant, client).await.unwrap();
        let all = [(graph, scopes(&["Mail.Read", "Mail.Send"])), (exchange, send.clone())];
        assert_eq!(held, all.into(), "{engine}");
        let first = unit.consenting(tenant, client, Page::first(1)).await.unwrap();
        assert_eq!(first.rows.iter().map(|user| user.id).collect::<Vec<_>>(), [adele], "{engine}");
        let rest = Page { limit: 1, after: first.next };
        let rest = unit.consenting(tenant, client, rest).await.unwrap();
        assert_eq!((rest.rows[0].id, rest.next), (alex, None), "{engine}");
        let hers = unit.own_grants(tenant, client, &[adele]).await.unwrap();
        assert_eq!(hers.len(), 2, "{engine}");
        assert!(unit.own_grants(tenant, client, &[]).await.unwrap().is_empty(), "{engine}");
        // Two signed in lately; one of them has a consent of his own after the revocation.
        for (user, at) in [(adele, 0), (alex, 40 * DAY)] {
            unit.note_use(tenant, world.app.id, user, later(at)).await.unwrap();
        }
        let app = (world.app.id, client);
        assert_eq!(unit.count_without_own(tenant, app, NOW).await.unwrap(), 0, "{engine}");
        unit.revoke_grants(tenant, client, Reach::User(alex), None, None).await.unwrap();
        assert_eq!(unit.count_without_own(tenant, app, NOW).await.unwrap(), 1, "{engine}");
        // Adele is on the list; alex is once his group is.
        let group = Group {
            id: GroupId::mint(&world.ids),
            tenant,
            name: "Mobile mail".parse().unwrap(),
            description: None,
            created_at: NOW,
        };
        unit.add_group(&group).await.unwrap();
        unit.add_member(group.id, alex, NOW).await.unwrap();
        assert_eq!(unit.count_unlisted(tenant, app, NOW).await.unwrap(), 2, "{engine}");
        unit.assign_user(client, adele, None, NOW).await.unwrap();
        assert_eq!(unit.count_unlisted(tenant, app, NOW).await.unwrap(), 1, "{engine}");
        unit.assign_group(client, group.id, None, NOW).await.unwrap();
        assert_eq!(unit.count_unlisted(tenant, app, NOW).await.unwrap(), 0, "{engine}");
        let late = later(41 * DAY);
        assert_eq!(unit.count_without_own(tenant, app, late).await.unwrap(), 0, "{engine}");
        let elsewhere = world.fabrikam.id;
        assert!(unit.held_by(elsewhere, client).await.unwrap().is_empty(), "{engine}");
        assert!(unit.own_grants(elsewhere, client, &[adele]).await.unwrap().is_empty(), "{engine}");
        unit.commit().await.unwrap();
    }
}
