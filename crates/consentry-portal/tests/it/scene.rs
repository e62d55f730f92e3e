//! What these tests have in common: Contoso with grady as reviewer, people signed in at their
//! pages, a request that waits.

use consentry_model::{DirectoryRole, RequestId, Reviewer, Switch, Tenant, User, well_known};

use crate::{
    browser::Browser,
    world::{Answer, CLI, World},
};

/// What adele writes.
pub(crate) const REASON: &str = "I read my mail on the train";

/// The world with both faces, and grady as Contoso's reviewer.
pub(crate) async fn world() -> World {
    let mut world = World::new().await;
    world.router = world.router.clone().merge(consentry_portal::router(world.service.clone()));
    let grady = user(&world, "grady").await;
    let mut contoso = world.contoso.clone();
    contoso.settings.workflow.enabled = Switch::On;
    contoso.settings.workflow.reviewers = vec![Reviewer::User(grady.id)];
    let mut unit = world.unit().await;
    unit.set_tenant(&contoso).await.unwrap();
    unit.commit().await.unwrap();
    world.contoso = contoso;
    world
}

/// One of Contoso's people.
pub(crate) async fn user(world: &World, name: &str) -> User {
    let upn = format!("{name}@contoso.example").parse().unwrap();
    world.service.user_named(&world.contoso, &upn).await.unwrap()
}

/// A browser in which one of Contoso's people is signed in at the page at a path.
pub(crate) async fn signed_in<'a>(
    world: &'a World,
    name: &str,
    path: &str,
) -> (Browser<'a>, Answer) {
    let mut browser = Browser::new(world);
    let answer = browser.open(path).await;
    assert_eq!(answer.status, 303);
    let page = browser.open(&answer.header("location")).await.page();
    let answer = browser.sign_in(&page, &format!("{name}@contoso.example")).await;
    let answer = browser.open(&answer.header("location")).await;
    (browser, answer)
}

/// Gives one of Contoso's people directory roles.
pub(crate) async fn give(world: &World, name: &str, roles: &[DirectoryRole]) {
    let mut user = user(world, name).await;
    user.roles = roles.iter().copied().collect();
    let mut unit = world.unit().await;
    assert!(unit.set_user(&user).await.unwrap());
    unit.commit().await.unwrap();
}

/// Contoso as it is set now.
pub(crate) async fn contoso(world: &World) -> Tenant {
    world.service.tenant_named("contoso.example").await.unwrap()
}

/// Adele asks for the mail client's permissions.
pub(crate) async fn asks(world: &World) -> RequestId {
    let mut adele = Browser::new(world);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", CLI)
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", "nativeapp://auth")
        .append_pair("code_challenge", crate::world::CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .append_pair("scope", "https://outlook.office.com/EAS.AccessAsUser.All offline_access")
        .finish();
    let path = format!("/{}/oauth2/v2.0/authorize?{query}", world.contoso.id);
    let page = adele.open(&path).await.page();
    let page = adele.sign_in(&page, "adele@contoso.example").await.page();
    assert_eq!(page.name, "approval-required");
    let answer = adele.submit(&page, &[("action", "request"), ("reason", REASON)]).await;
    assert_eq!(answer.page_name(), "approval-sent", "{}", answer.body);
    let app = CLI.parse().unwrap();
    let mut read = world.store.read().await.unwrap();
    read.open_requests(world.contoso.id, app).await.unwrap()[0].id
}

/// The permissions that Contoso has given the mail client for everybody.
pub(crate) async fn granted(world: &World) -> String {
    let grants = world
        .store
        .read()
        .await
        .unwrap()
        .grants(world.contoso.id, consentry_store::GrantFilter::default())
        .await
        .unwrap();
    let exchange = grants.iter().filter(|grant| grant.resource == well_known::EXCHANGE);
    exchange.map(|grant| grant.scopes.to_string()).collect::<Vec<_>>().join(", ")
}
