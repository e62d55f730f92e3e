//! The report on consents.

use std::time::Duration;

use consentry_model::well_known;

use super::{APP, scene};
use crate::{
    scene::{signed_in, world},
    world::{SPA, WEB},
};

const REPORT: &str = "/admin/reports/grants";

#[tokio::test]
async fn risky_consents_are_told_in_words_with_the_way_to_take_them_back() {
    let world = scene().await;
    let (mut grady, page) = signed_in(&world, "grady", REPORT).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "grants-report"));
    for words in [
        "<strong>1</strong> <span>Applications with risky consents",
        "<strong>0</strong> <span>Unused applications",
        "acts by itself, without anybody signed in: Read the directory",
        "was granted what its registration does not ask for today",
        "Every application with consents was used.",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(page.body.contains(&format!("href=\"{APP}\"")));
    assert!(page.body.contains(&format!("href=\"{APP}/revoke?what=all\"")));
    let file = grady.open(&format!("{REPORT}?format=csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    assert!(file.body.contains("acts by itself with Directory.Read.All"), "{}", file.body);
}

#[tokio::test]
async fn an_application_that_nobody_uses_is_told_after_thirty_days() {
    let world = world().await;
    let (graph, contoso) = (well_known::GRAPH, &world.contoso);
    world.grant_all(contoso, WEB.parse().unwrap(), graph, "User.Read").await;
    world.principal(contoso, SPA.parse().unwrap()).await;
    let (_, young) = signed_in(&world, "grady", REPORT).await;
    assert!(young.body.contains("Nothing to look at"), "{}", young.body);
    world.wait(Duration::from_hours(24 * 31));
    let (_, page) = signed_in(&world, "grady", REPORT).await;
    assert!(page.body.contains("Web &#60;b&#62;"), "{}", page.body);
    assert!(page.body.contains("Nobody so far"), "{}", page.body);
    assert!(!page.body.contains("Single page"), "nothing is granted to it: {}", page.body);
}

#[tokio::test]
async fn a_long_report_comes_in_parts() {
    let world = world().await;
    super::list::many(&world, (0..20).map(|n| format!("Boat {n:02}"))).await;
    let (tenant, mut unit) = (world.contoso.id, world.unit().await);
    for principal in unit.principals(tenant).await.unwrap() {
        let new = consentry_store::NewGrant {
            id: consentry_model::GrantId::mint(world.service.ids()),
            tenant,
            client: principal.id,
            resource: well_known::GRAPH,
            scopes: &"Mail.ReadWrite User.Read".parse().unwrap(),
            by: None,
            now: world.service.clock().now(),
        };
        unit.add_tenant_grant(&new).await.unwrap();
    }
    unit.commit().await.unwrap();
    world.wait(Duration::from_hours(24 * 31));
    let (mut grady, page) = signed_in(&world, "grady", REPORT).await;
    assert!(page.body.len() < 50_000, "{} bytes", page.body.len());
    let rows = |body: &str| body.matches("<th scope=\"row\"").count();
    assert_eq!(rows(&page.body), 30);
    assert!(page.body.contains("href=\"/admin/reports/grants?unused=15#unused\""), "{}", page.body);
    let second = grady.open(&format!("{REPORT}?risky=15&unused=15")).await;
    assert_eq!(rows(&second.body), 10);
    let other = "href=\"/admin/reports/grants?risky=15#unused\"";
    assert!(second.body.contains(other), "{}", second.body);
    let beyond = grady.open(&format!("{REPORT}?risky=99999999999999999999&unused=x")).await;
    assert_eq!(rows(&beyond.body), 30);
    let file = grady.open(&format!("{REPORT}?format=csv")).await;
    assert_eq!(file.body.lines().count(), 21);
}
