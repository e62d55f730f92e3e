//! The overview, explanations, and the matrix.

use consentry_model::DirectoryRole;

use crate::{
    scene::{asks, contoso, give, signed_in, user, world},
    world::CLI,
};

#[tokio::test]
async fn the_overview_shows_what_waits_and_what_is_wrong() {
    let world = world().await;
    let id = asks(&world).await;
    let (mut megan, shown) = signed_in(&world, "megan", "/admin").await;
    assert_eq!((shown.status, shown.page_name().as_str()), (200, "overview"));
    assert!(shown.body.contains(&format!("/admin/requests/{id}")), "{}", shown.body);
    assert!(!shown.body.contains("class=\"problem\""), "{}", shown.body);
    let mut tenant = contoso(&world).await;
    tenant.settings.workflow.reviewers.clear();
    let mut unit = world.unit().await;
    unit.set_tenant(&tenant).await.unwrap();
    unit.commit().await.unwrap();
    let shown = megan.open("/admin").await;
    assert!(shown.body.contains("no reviewer is named"), "{}", shown.body);
}

#[tokio::test]
async fn a_reviewer_without_a_role_is_led_to_the_requests_and_others_are_refused() {
    let world = world().await;
    give(&world, "grady", &[]).await;
    let (_, shown) = signed_in(&world, "grady", "/admin").await;
    assert_eq!((shown.status, shown.header("location").as_str()), (303, "/admin/requests"));
    let (mut adele, shown) = signed_in(&world, "adele", "/admin").await;
    assert_eq!(shown.status, 403);
    for path in ["/admin/explain", "/admin/matrix", "/admin/matrix?format=csv"] {
        assert_eq!(adele.open(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn an_explanation_says_what_happens_and_what_decides() {
    let world = world().await;
    give(&world, "alex", &[DirectoryRole::GlobalReader]).await;
    let (mut alex, shown) = signed_in(&world, "alex", "/admin/explain").await;
    assert_eq!((shown.status, shown.page_name().as_str()), (200, "explain"));
    assert!(!shown.body.contains("data-outcome"));
    let ask = |user: &str, app: &str, scopes: &str| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("user", user)
            .append_pair("app", app)
            .append_pair("resource", "00000002-0000-0ff1-ce00-000000000000")
            .append_pair("scopes", scopes)
            .finish();
        format!("/admin/explain?{query}")
    };
    let adele = "adele@contoso.example";
    let shown = alex.open(&ask(adele, CLI, "EAS.AccessAsUser.All")).await;
    assert!(shown.body.contains("data-outcome=\"request\""), "{}", shown.body);
    assert!(shown.body.contains("AADSTS90095"), "{}", shown.body);
    assert!(shown.body.contains("href=\"/admin/settings/user-consent\""), "{}", shown.body);
    assert_eq!(shown.body.matches("<li class=\"").count(), 6, "every gate");
    let admin = alex.open(&ask("megan@contoso.example", CLI, "EAS.AccessAsUser.All")).await;
    assert!(admin.body.contains("data-outcome=\"prompt\""), "{}", admin.body);
    for (user, app, scopes, problem) in [
        ("nobody@contoso.example", CLI, "", "user_problem"),
        ("no name", CLI, "", "user_problem"),
        ("", CLI, "", "user_problem"),
        (adele, "", "", "app_problem"),
        (adele, "Something else", "", "app_problem"),
        (adele, "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff", "", "app_problem"),
        (adele, CLI, "Boats.Sink", "scopes_problem"),
        (adele, CLI, "<b>", "scopes_problem"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "", "user_problem"),
    ] {
        let shown = alex.open(&ask(user, app, scopes)).await;
        let id = format!("id=\"{problem}\"");
        assert!(shown.body.contains(&id), "{user} {app} {scopes}: {}", shown.body);
        assert!(!shown.body.contains("data-outcome"), "{user} {app} {scopes}");
        assert!(!shown.body.contains("<script>alert"), "{user}");
    }
}

#[tokio::test]
async fn an_application_is_found_by_its_name_once_it_is_met() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", "/admin/explain").await;
    let app = world.service.usable_app(&world.contoso, CLI.parse().unwrap()).await.unwrap();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("user", "adele@contoso.example")
        .append_pair("app", &app.name.as_str().to_uppercase())
        .finish();
    let path = format!("/admin/explain?{query}");
    let before = megan.open(&path).await;
    let met = before.body.contains("data-outcome");
    asks_to_meet(&world).await;
    let after = megan.open(&path).await;
    assert!(after.body.contains("data-outcome"), "{}", after.body);
    assert!(!met || before.body.contains("/admin/applications/"), "{}", before.body);
    assert!(after.body.contains(&format!("/admin/applications/{CLI}")), "{}", after.body);
}

/// An administrator consents, and so the tenant meets the application.
async fn asks_to_meet(world: &crate::world::World) {
    let change = consentry_service::ConsentChange {
        app: CLI.parse().unwrap(),
        for_whom: consentry_service::ForWhom::AllUsers,
        resource: Some(consentry_model::well_known::EXCHANGE),
        scopes: Some("EAS.AccessAsUser.All".parse().unwrap()),
    };
    let actor = consentry_store::Actor::CommandLine;
    world.service.grant_consent(&actor, &world.contoso, &change).await.unwrap();
}

#[tokio::test]
async fn the_matrix_is_a_picture_a_table_and_a_file() {
    let world = world().await;
    asks_to_meet(&world).await;
    let (mut megan, shown) = signed_in(&world, "megan", "/admin/matrix").await;
    assert_eq!((shown.status, shown.page_name().as_str()), (200, "matrix"));
    let of_app = format!("/admin/matrix?app={CLI}");
    assert!(shown.body.contains(&format!("href=\"{of_app}\"")), "{}", shown.body);
    let none = megan.open("/admin/matrix?q=no+such+name").await;
    assert!(none.body.contains("No application fits"), "{}", none.body);
    let all = megan.open(&format!("{of_app}&permissions=all")).await;
    assert_eq!((all.status, all.page_name().as_str()), (200, "matrix-of-app"));
    assert!(all.body.contains("EAS.AccessAsUser.All") && all.body.contains("No question"));
    assert!(all.body.len() < 50_000, "{} bytes", all.body.len());
    for (path, status) in [
        ("/admin/matrix?app=x", 404),
        ("/admin/matrix?app=6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff", 404),
    ] {
        assert_eq!(megan.open(path).await.status, status, "{path}");
    }
    let file = megan.open(&format!("{of_app}&permissions=all&format=csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("consent-matrix.csv"));
    let first = file.body.trim_start_matches('\u{feff}').lines().next().unwrap();
    assert!(first.starts_with("\"app_id\",\"app\",") && first.ends_with("administrator\""));
    let line = file.body.lines().find(|line| line.contains("\"EAS.AccessAsUser.All\"")).unwrap();
    assert!(line.contains(CLI) && line.ends_with(&",\"silent\"".repeat(6)), "{line}");
    assert!(!file.body.contains('<'));
}

#[tokio::test]
async fn a60_a_name_is_no_formula_in_a_file() {
    let world = world().await;
    asks_to_meet(&world).await;
    let mut unit = world.unit().await;
    let app = unit.application(CLI.parse().unwrap()).await.unwrap().unwrap();
    let name = "=HYPERLINK(\"https://evil.example\",\"x\")".parse().unwrap();
    let evil = consentry_model::Application { name, ..(*app).clone() };
    assert!(unit.set_application(&evil).await.unwrap());
    unit.commit().await.unwrap();
    let (_, file) = signed_in(&world, "megan", "/admin/matrix?permissions=all&format=csv").await;
    assert!(file.body.contains(",\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\","));
    assert!(!file.body.contains(",\"=HYPERLINK"), "{}", file.body);
    assert_eq!(user(&world, "megan").await.upn.to_string(), "megan@contoso.example");
}
