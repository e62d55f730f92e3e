//! An enterprise application with everything about it, and what is taken back of it.

use consentry_model::{
    Asked, Closing, ConsentRequest, RequestDays, RequestId, RequestKind, RequestState, UserId,
};
use consentry_store::{NewRoles, Page};

use super::*;
use crate::{FJORD_MAIL, world::Counting};

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// Contoso with Fjord Mail: everybody's permissions on two resources, adele's and alex's own, one
/// that it uses by itself; adele and megan signed in lately.
async fn scene() -> (World, Tenant) {
    let world = World::with_demo().await;
    let contoso = world.tenant("contoso.example").await;
    let give = async |for_whom, resource, scopes: &str| {
        let scopes = Some(scopes.parse().unwrap());
        let change = ConsentChange { app: FJORD_MAIL, for_whom, resource: Some(resource), scopes };
        world.service.grant_consent(&ACTOR, &contoso, &change).await.unwrap();
    };
    let (exchange, graph) = (well_known::EXCHANGE, well_known::GRAPH);
    give(ForWhom::AllUsers, exchange, "EAS.AccessAsUser.All EWS.AccessAsUser.All").await;
    give(ForWhom::AllUsers, graph, "User.Read").await;
    give(ForWhom::User(upn("adele@contoso.example")), graph, "Mail.Read").await;
    give(ForWhom::User(upn("adele@contoso.example")), exchange, "EAS.AccessAsUser.All").await;
    give(ForWhom::User(upn("alex@contoso.example")), graph, "User.Read").await;
    let principal = world.service.principal_of(&contoso, FJORD_MAIL).await.unwrap();
    let mut unit = world.service.store.unit().await.unwrap();
    let roles = "Directory.Read.All".parse().unwrap();
    let now = NOW;
    let (tenant, client) = (contoso.id, principal);
    unit.grant_roles(&NewRoles { tenant, client, resource: graph, roles: &roles, by: None, now })
        .await
        .unwrap();
    for name in ["adele", "megan"] {
        let user = user(&world, &contoso, name).await;
        unit.note_use(contoso.id, FJORD_MAIL, user, NOW).await.unwrap();
    }
    unit.commit().await.unwrap();
    (world, contoso)
}

async fn viewer(world: &World, tenant: &Tenant, name: &str) -> User {
    let name = upn(&format!("{name}@contoso.example"));
    world.service.user_named(tenant, &name).await.unwrap()
}

async fn user(world: &World, tenant: &Tenant, name: &str) -> UserId {
    viewer(world, tenant, name).await.id
}

/// What is left: permissions of everybody, roles, people with their number of permissions.
async fn left(world: &World, tenant: &Tenant) -> (String, String, Vec<(String, usize)>) {
    let grady = viewer(world, tenant, "grady").await;
    let detail = world.service.app_detail(tenant, FJORD_MAIL, &grady).await.unwrap();
    let words = |granted: &[GrantedShown]| {
        let mut words: Vec<_> = granted.iter().map(|one| one.value.to_string()).collect();
        words.sort();
        words.join(" ")
    };
    let people = world.service.people_consenting(tenant, FJORD_MAIL, Page::first(9)).await;
    let people = people.unwrap().into_iter();
    let people = people.map(|one| (one.user.upn.to_string(), one.permissions.len())).collect();
    (words(&detail.everybodys), words(&detail.roles), people)
}

#[tokio::test]
async fn an_application_is_told_with_everything_about_it() {
    let (world, contoso) = scene().await;
    let grady = viewer(&world, &contoso, "grady").await;
    let adele = viewer(&world, &contoso, "adele").await;
    let detail = world.service.app_detail(&contoso, FJORD_MAIL, &grady).await.unwrap();
    assert_eq!((detail.app.consented.people, detail.app.used.unwrap().recent), (2, 2));
    assert_eq!((detail.without_own, detail.waiting, detail.listed), (1, 0, 0), "megan alone");
    assert!(detail.blocked.is_none());
    assert_eq!((detail.unlisted, detail.may_consent), (2, Switch::On));
    let hers = world.service.app_detail(&contoso, FJORD_MAIL, &adele).await.unwrap();
    assert_eq!(hers.may_consent, Switch::Off);
    assert!(detail.risks.contains(&consentry_policy::GrantRisk::ApplicationRole(
        "Directory.Read.All".parse().unwrap()
    )));
    let (everybodys, roles, people) = left(&world, &contoso).await;
    assert_eq!(everybodys, "EAS.AccessAsUser.All EWS.AccessAsUser.All User.Read");
    assert_eq!(roles, "Directory.Read.All");
    let two = ["adele@contoso.example", "alex@contoso.example"].map(str::to_owned);
    assert_eq!(people, two.into_iter().zip([2, 1]).collect::<Vec<_>>());
    let one = world.service.people_consenting(&contoso, FJORD_MAIL, Page::first(1)).await.unwrap();
    assert_eq!((one.rows.len(), one.next.is_some()), (1, true));
    world.wait(DAY * 31);
    let detail = world.service.app_detail(&contoso, FJORD_MAIL, &grady).await.unwrap();
    assert_eq!((detail.app.used.unwrap().recent, detail.without_own), (0, 0));
}

#[tokio::test]
async fn an_administrator_takes_back_what_he_names() {
    let (exchange, graph) = (well_known::EXCHANGE, well_known::GRAPH);
    let all = "EAS.AccessAsUser.All EWS.AccessAsUser.All User.Read";
    let role = "Directory.Read.All";
    for (what, gone, everybodys, roles, people, records) in [
        (0, 1, "EAS.AccessAsUser.All User.Read", role, 2, 1),
        (1, 1, all, "", 2, 1),
        (2, 2, all, role, 1, 1),
        (3, 3, "", "", 2, 2),
        (4, 6, "", "", 0, 2),
    ] {
        let (world, contoso) = scene().await;
        let adele = user(&world, &contoso, "adele").await;
        let what = match what {
            0 => Revocation::Delegated(exchange, "EWS.AccessAsUser.All".parse().unwrap()),
            1 => Revocation::Role(graph, role.parse().unwrap()),
            2 => Revocation::Person(adele),
            3 => Revocation::Everybodys,
            _ => Revocation::Everything,
        };
        let before = world.activities().await.len();
        let service = &world.service;
        assert_eq!(service.revoke(&ACTOR, &contoso, FJORD_MAIL, &what).await.unwrap(), gone);
        let (has, may, whose) = left(&world, &contoso).await;
        assert_eq!((has.as_str(), may.as_str(), whose.len()), (everybodys, roles, people));
        assert_eq!(world.activities().await.len() - before, records, "{what:?}");
        // A second time there is nothing, and no record of it.
        assert_eq!(service.revoke(&ACTOR, &contoso, FJORD_MAIL, &what).await.unwrap(), 0);
        assert_eq!(world.activities().await.len() - before, records, "{what:?}");
    }
}

#[tokio::test]
async fn a_blocked_application_tells_by_which_request_until_somebody_turns_the_switch() {
    let (world, contoso) = scene().await;
    let grady = viewer(&world, &contoso, "grady").await;
    let request = ConsentRequest {
        id: RequestId::mint(&Counting::default()),
        tenant: contoso.id,
        app: FJORD_MAIL,
        kind: RequestKind::Static,
        asked: Asked::default(),
        state: RequestState::Open,
        reviewers: vec![grady.id],
        created_at: NOW,
        expires_at: NOW.plus(RequestDays::USUAL.life()),
        closing: None,
        version: 1,
    };
    let set = async |enabled| {
        let change = PrincipalChange { enabled: Some(enabled), ..PrincipalChange::default() };
        world.service.change_app(&ACTOR, &contoso, FJORD_MAIL, change).await.unwrap();
    };
    let blocked = async || {
        let detail = world.service.app_detail(&contoso, FJORD_MAIL, &grady).await.unwrap();
        detail.blocked.map(|blocked| (blocked.request, blocked.by.unwrap().id))
    };
    set(Switch::Off).await;
    assert_eq!(blocked().await, None, "switched off, and by no request");
    set(Switch::On).await;
    world.wait(DAY);
    let mut unit = world.service.store.unit().await.unwrap();
    assert!(unit.add_consent_request(&request, None).await.unwrap());
    let closing = Closing {
        at: world.service.clock.now(),
        by: Some(grady.id),
        reason: Some("No.".parse().unwrap()),
    };
    assert!(unit.decide_request(&request, RequestState::Blocked, &closing).await.unwrap());
    let principal = unit.principal(contoso.id, FJORD_MAIL).await.unwrap().unwrap();
    let off = consentry_model::ServicePrincipal { enabled: Switch::Off, ..principal };
    unit.set_principal(&off).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(blocked().await, Some((request.id, grady.id)));
    world.wait(DAY);
    set(Switch::On).await;
    set(Switch::Off).await;
    assert_eq!(blocked().await, None, "somebody has turned the switch since");
}

#[tokio::test]
async fn properties_are_changed_as_they_were_seen() {
    let (world, contoso) = scene().await;
    let seen =
        property_mark(&world.service.app(&contoso, FJORD_MAIL).await.unwrap().principal.unwrap());
    let note =
        |text: &str| PrincipalChange { notes: Some(text.to_owned()), ..PrincipalChange::default() };
    world.service.change_app_seen(&ACTOR, &contoso, FJORD_MAIL, &seen, note("mine")).await.unwrap();
    let late =
        world.service.change_app_seen(&ACTOR, &contoso, FJORD_MAIL, &seen, note("theirs")).await;
    assert!(matches!(late, Err(DirectoryError::Conflict(_))), "{late:?}");
    let app = world.service.app(&contoso, FJORD_MAIL).await.unwrap();
    assert_eq!(app.principal.unwrap().notes.as_deref(), Some("mine"));
}
