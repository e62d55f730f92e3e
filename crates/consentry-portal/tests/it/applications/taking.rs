//! What is taken back: each kind, its numbers beforehand, and that it goes once.

use consentry_store::GrantFilter;

use super::{APP, cli, everything, led, principal, scene, submit};
use crate::{
    scene::{signed_in, user},
    world::World,
};

/// What is left: everybody's permissions, people who consented, permissions of its own.
async fn left(world: &World) -> (usize, usize, usize) {
    let mut read = world.store.read().await.unwrap();
    let client = principal(world).await.unwrap().id;
    let grants = read.grants(world.contoso.id, GrantFilter::default()).await.unwrap();
    let everybodys = grants
        .iter()
        .filter(|grant| grant.consent == consentry_model::ConsentType::AllPrincipals)
        .count();
    let roles = read.role_grants(world.contoso.id, Some(client)).await.unwrap().len();
    (everybodys, grants.len() - everybodys, roles)
}

#[tokio::test]
async fn each_revocation_tells_its_numbers_and_acts_once() {
    let exchange = "00000002-0000-0ff1-ce00-000000000000";
    let graph = "00000003-0000-0000-c000-000000000000";
    for (kind, fields, numbers, after) in [
        (
            "delegated",
            vec![("resource", exchange), ("permission", "EAS.AccessAsUser.All")],
            vec!["asked for this permission again, or need approval: <bdi>1</bdi>"],
            (0, 2, 1),
        ),
        (
            "role",
            vec![("resource", graph), ("permission", "Directory.Read.All")],
            vec!["loses it when it next gets a token"],
            (1, 2, 0),
        ),
        (
            "everybody",
            vec![],
            vec!["or need approval: <bdi>1</bdi>", "own consents stay: <bdi>2</bdi>"],
            (0, 2, 0),
        ),
        (
            "all",
            vec![],
            vec!["or need approval: <bdi>2</bdi>", "own consents go: <bdi>2</bdi>"],
            (0, 0, 0),
        ),
        ("person", vec![], vec!["<bdi>adele@contoso.example</bdi> will be asked"], (1, 1, 1)),
    ] {
        let world = scene().await;
        let adele = user(&world, "adele").await.id.to_string();
        let mut all = vec![("what", kind)];
        all.extend(fields);
        if kind == "person" {
            all.push(("user", adele.as_str()));
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&all).finish();
        let (ask, path) = (format!("{APP}/revoke?{query}"), format!("{APP}/revoke"));
        let (mut grady, page) = signed_in(&world, "grady", &ask).await;
        assert_eq!((page.status, page.page_name().as_str()), (200, "confirm-application"));
        for number in numbers {
            assert!(page.body.contains(number), "{kind}: {number}: {}", page.body);
        }
        // The link to it stands on the application's page.
        let detail = grady.open(APP).await;
        assert!(detail.body.contains(&ask.replace('&', "&#38;")), "{kind}: {}", detail.body);
        assert_eq!(left(&world).await, (1, 2, 1), "asking changes nothing");
        let token = page.page().csrf;
        let mut posted = all.clone();
        posted.push(("csrf", &token));
        let answer = grady.post(&path, &posted).await;
        assert_eq!(led(&answer), (303, format!("{APP}?done=revoked")), "{kind}");
        assert_eq!(left(&world).await, after, "{kind}");
        let again = grady.post(&path, &posted).await;
        assert_eq!((again.status, again.page_name().as_str()), (409, "refused"), "{kind}");
        assert_eq!(grady.open(&ask).await.status, 404, "{kind}: there is nothing to ask");
    }
}

#[tokio::test]
async fn what_is_named_in_no_such_way_is_not_taken() {
    let world = scene().await;
    let before = everything(&world).await;
    let ask = format!("{APP}/revoke?what=all");
    let (mut grady, _) = signed_in(&world, "grady", &ask).await;
    let path = format!("{APP}/revoke");
    let graph = "00000003-0000-0000-c000-000000000000";
    for (fields, status) in [
        (vec![("what", "x")], 403),
        (vec![], 403),
        (vec![("what", "person"), ("user", "adele@contoso.example")], 403),
        (vec![("what", "delegated"), ("resource", graph), ("permission", "a b")], 403),
        (vec![("what", "delegated"), ("resource", graph), ("permission", "User.Read")], 409),
        (vec![("what", "person"), ("user", "0a0a0a0a-0009-4000-8000-000000000009")], 409),
    ] {
        let answer = submit(&mut grady, (&ask, &path), &fields).await;
        assert_eq!(answer.status, status, "{fields:?}");
        assert_eq!(everything(&world).await, before, "{fields:?}");
    }
}

#[tokio::test]
async fn another_tenant_takes_nothing_here() {
    let world = scene().await;
    let before = everything(&world).await;
    world.principal(&world.tailspin, cli()).await;
    let mut tess = crate::browser::Browser::new(&world);
    let to = tess.open(APP).await.header("location");
    let page = tess.open(&to).await.page();
    tess.sign_in(&page, "tess@tailspin.example").await;
    let adele = user(&world, "adele").await.id.to_string();
    let ask = format!("{APP}/revoke?what=person&user={adele}");
    assert_eq!(tess.open(&ask).await.status, 404);
    let token = tess.open(&format!("{APP}/delete")).await.page().csrf;
    let answer = tess.post(&format!("{APP}/delete"), &[("csrf", token.as_str())]).await;
    assert_eq!(answer.status, 303, "her own one goes");
    assert_eq!(everything(&world).await, before);
}
