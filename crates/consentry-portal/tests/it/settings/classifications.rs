//! How permissions are classified.

use consentry_model::{Impact, well_known};

use consentry_service::Classified;

use super::submit;
use crate::{
    scene::{signed_in, world},
    world::World,
};

const PATH: &str = "/admin/settings/classifications";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// How a permission is classified; several resources may have one of this name.
async fn impact(world: &World, resource: &str, scope: &str) -> Option<Impact> {
    let all = world.service.classified(&world.contoso).await.unwrap();
    let resource = resource.parse().unwrap();
    let same = |one: &&Classified| one.resource == resource && one.scope.as_str() == scope;
    all.iter().find(same).unwrap().impact
}

#[tokio::test]
async fn what_changed_in_the_form_is_classified() {
    let world = world().await;
    let (mut grady, page) = signed_in(&world, "grady", PATH).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "classifications"));
    let fields = [
        ("action", "save"),
        ("resource", EXCHANGE),
        ("was:EAS.AccessAsUser.All", ""),
        ("is:EAS.AccessAsUser.All", "low"),
        ("was:EWS.AccessAsUser.All", ""),
        ("is:EWS.AccessAsUser.All", "high"),
        ("was:SMTP.Send", ""),
        ("is:SMTP.Send", ""),
    ];
    let answer = submit(&mut grady, PATH, &fields).await;
    let told = format!("{PATH}?resource={EXCHANGE}&done=classified");
    assert_eq!(answer.header("location"), told, "{}", answer.body);
    assert_eq!(impact(&world, EXCHANGE, "EAS.AccessAsUser.All").await, Some(Impact::Low));
    assert_eq!(impact(&world, EXCHANGE, "EWS.AccessAsUser.All").await, Some(Impact::High));
    assert_eq!(impact(&world, EXCHANGE, "SMTP.Send").await, None);
    let stale = submit(&mut grady, PATH, &fields).await;
    assert_eq!((stale.status, stale.page_name().as_str()), (409, "classifications"));
    assert!(stale.body.contains("somebody else had changed it meanwhile"));
    let fields = [
        ("action", "save"),
        ("resource", EXCHANGE),
        ("was:EAS.AccessAsUser.All", "low"),
        ("is:EAS.AccessAsUser.All", ""),
    ];
    assert_eq!(submit(&mut grady, PATH, &fields).await.status, 303);
    assert_eq!(impact(&world, EXCHANGE, "EAS.AccessAsUser.All").await, None);
}

#[tokio::test]
async fn the_starter_set_is_shown_and_applied() {
    let world = world().await;
    let (mut grady, page) = signed_in(&world, "grady", PATH).await;
    assert!(page.body.contains("value=\"starter\""), "{}", page.body);
    assert_eq!(impact(&world, GRAPH, "User.Read").await, None, "looking changes nothing");
    let answer = submit(&mut grady, PATH, &[("action", "starter"), ("resource", GRAPH)]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    for scope in ["openid", "User.Read", "offline_access"] {
        assert_eq!(impact(&world, GRAPH, scope).await, Some(Impact::Low), "{scope}");
    }
    let page = grady.open(PATH).await;
    assert!(!page.body.contains("value=\"starter\""), "nothing is left to set");
    let other = grady.open(&format!("{PATH}?resource={EXCHANGE}")).await;
    assert!(!other.body.contains("Starter set"));
}

#[tokio::test]
async fn the_list_is_searched_and_what_is_wrong_changes_nothing() {
    let world = world().await;
    let (mut grady, _) = signed_in(&world, "grady", PATH).await;
    for (query, there, gone) in [
        ("?q=profiles", "User.Read", "Mail.Send"),
        ("?q=mail.send", "Mail.Send", "Calendars.Read"),
        ("?impact=none&q=openid", "is:openid", "is:profile"),
    ] {
        let page = grady.open(&format!("{PATH}{query}")).await;
        let rows = page.body.split("<tbody>").nth(1).unwrap_or_default();
        assert!(rows.contains(there) && !rows.contains(gone), "{query}: {rows}");
    }
    let eas = grady.open(&format!("{PATH}?q=EAS.AccessAsUser.All")).await;
    assert!(eas.body.contains("is:EAS.AccessAsUser.All"), "found at its resource");
    assert!(grady.open(&format!("{PATH}?impact=high")).await.body.contains("No permission fits"));
    let unknown = well_known::APPLE.to_string();
    assert_eq!(grady.open(&format!("{PATH}?resource={unknown}")).await.status, 404);
    let admin_only = [
        ("action", "save"),
        ("resource", GRAPH),
        ("was:Directory.Read.All", ""),
        ("is:Directory.Read.All", "low"),
    ];
    assert_eq!(submit(&mut grady, PATH, &admin_only).await.status, 400);
    for (scope, value) in [("User.Read", "lowest"), ("No.Such", "low")] {
        let [is, was] = ["is", "was"].map(|side| format!("{side}:{scope}"));
        let fields = [("action", "save"), ("resource", GRAPH), (&*was, ""), (&*is, value)];
        assert_eq!(submit(&mut grady, PATH, &fields).await.status, 403, "{scope}");
    }
    assert_eq!(impact(&world, GRAPH, "Directory.Read.All").await, None);
    assert_eq!(impact(&world, GRAPH, "User.Read").await, None);
}
