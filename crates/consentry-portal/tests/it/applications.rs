//! Enterprise applications: who may see and change them, and that each form does what it says.

mod changes;
mod list;
mod logo;
mod report;
mod taking;

use consentry_model::{AppId, DirectoryRole, ServicePrincipal, Switch, well_known};
use consentry_store::{GrantFilter, NewGrant, NewRoles};
use http::Request;

use crate::{
    browser::Browser,
    scene::{give, signed_in, user, world},
    world::{Answer, CLI, WEB, World},
};

/// The mail client's page.
const APP: &str = "/admin/applications/0a0a0a0a-0003-4000-8000-000000000003";

fn cli() -> AppId {
    CLI.parse().unwrap()
}

/// Contoso with the mail client: everybody's permission, one of its own, adele's and alex's
/// consents; adele and megan used it lately.
async fn scene() -> World {
    let world = world().await;
    let (exchange, graph) = (well_known::EXCHANGE, well_known::GRAPH);
    world.grant_all(&world.contoso, cli(), exchange, "EAS.AccessAsUser.All").await;
    let principal = principal(&world).await.unwrap();
    let mut unit = world.unit().await;
    for (name, scopes) in [("adele", "Mail.Read User.Read"), ("alex", "User.Read")] {
        let new = NewGrant {
            id: consentry_model::GrantId::mint(world.service.ids()),
            tenant: world.contoso.id,
            client: principal.id,
            resource: graph,
            scopes: &scopes.parse().unwrap(),
            by: None,
            now: world.service.clock().now(),
        };
        unit.add_user_grant(&new, user(&world, name).await.id).await.unwrap();
    }
    let roles = NewRoles {
        tenant: world.contoso.id,
        client: principal.id,
        resource: graph,
        roles: &"Directory.Read.All".parse().unwrap(),
        by: None,
        now: world.service.clock().now(),
    };
    unit.grant_roles(&roles).await.unwrap();
    for name in ["adele", "megan"] {
        let id = user(&world, name).await.id;
        unit.note_use(world.contoso.id, cli(), id, world.service.clock().now()).await.unwrap();
    }
    unit.commit().await.unwrap();
    world
}

/// The mail client in Contoso.
async fn principal(world: &World) -> Option<ServicePrincipal> {
    world.store.read().await.unwrap().principal(world.contoso.id, cli()).await.unwrap()
}

/// Everything that is stored about it, so that "nothing changed" can be said.
async fn everything(world: &World) -> String {
    let mut read = world.store.read().await.unwrap();
    let principals = read.principals(world.contoso.id).await.unwrap();
    let grants = read.grants(world.contoso.id, GrantFilter::default()).await.unwrap();
    let roles = read.role_grants(world.contoso.id, None).await.unwrap();
    let mut lists = Vec::new();
    for principal in &principals {
        lists.push(read.assignments(principal.id).await.unwrap());
    }
    let logos = read.with_logo(world.contoso.id).await.unwrap();
    format!("{principals:?} {grants:?} {roles:?} {lists:?} {logos:?}")
}

/// Posts fields to a path with the token of a page.
async fn submit(
    browser: &mut Browser<'_>,
    (page, path): (&str, &str),
    fields: &[(&str, &str)],
) -> Answer {
    let token = browser.open(page).await.page().csrf;
    let mut all = vec![("csrf", token.as_str())];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

/// Where an answer leads.
fn led(answer: &Answer) -> (u16, String) {
    (answer.status, answer.header("location"))
}

/// Every page of this part, and what it is.
const PAGES: [(&str, &str); 6] = [
    ("/admin/applications", "applications"),
    ("/admin/applications/deleted", "deleted-applications"),
    (APP, "application"),
    ("/admin/reports/grants", "grants-report"),
    ("/admin/applications/0a0a0a0a-0003-4000-8000-000000000003/delete", "confirm-application"),
    (
        "/admin/applications/0a0a0a0a-0003-4000-8000-000000000003/revoke?what=all",
        "confirm-application",
    ),
];

/// A form: the page below the application whose token it carries, where it goes, its fields.
type Form = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Every form of an application.
const FORMS: [Form; 9] = [
    ("", "/switch", &[("switch", "enabled"), ("to", "off")]),
    ("", "/switch", &[("switch", "assignment"), ("to", "on")]),
    ("", "/switch", &[("switch", "visible"), ("to", "off")]),
    ("", "/properties", &[("seen", ""), ("notes", "x"), ("homepage", "")]),
    ("", "/assignments", &[("kind", "user"), ("who", "adele@contoso.example"), ("action", "add")]),
    ("", "/logo/remove", &[]),
    ("/revoke?what=all", "/revoke", &[("what", "all")]),
    ("/revoke?what=everybody", "/revoke", &[("what", "everybody")]),
    ("/delete", "/delete", &[]),
];

#[tokio::test]
async fn who_manages_applications_sees_everything_and_who_reads_sees_no_form() {
    let world = scene().await;
    give(&world, "alex", &[DirectoryRole::GlobalReader]).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    let (mut alex, _) = signed_in(&world, "alex", "/admin/applications").await;
    for (path, name) in PAGES {
        let shown = grady.open(path).await;
        assert_eq!((shown.status, shown.page_name().as_str()), (200, name), "{path}");
        let shown = alex.open(path).await;
        if name == "confirm-application" {
            assert_eq!(shown.status, 403, "{path}");
            assert!(shown.body.contains("data-why=\"needs-role\""), "{path}");
            assert!(shown.body.contains("Cloud Application Administrator"), "{path}");
        } else {
            assert_eq!((shown.status, shown.page_name().as_str()), (200, name), "{path}");
            assert!(!shown.body.contains("method=\"post\""), "{path}");
        }
    }
    let shown = alex.open(APP).await;
    assert!(shown.body.contains("#i-lock"), "who may is told");
    assert!(!shown.body.contains("/revoke"), "{}", shown.body);
}

#[tokio::test]
async fn who_has_no_role_sees_no_application() {
    let world = scene().await;
    let (mut adele, _) = signed_in(&world, "adele", "/admin/applications").await;
    for (path, _) in PAGES {
        let answer = adele.open(path).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (403, "refused"), "{path}");
        assert!(!answer.body.contains("Native"), "{path}");
    }
    assert_eq!(adele.open(&format!("{APP}/logo")).await.status, 403);
    for csv in ["/admin/applications?format=csv", "/admin/reports/grants?format=csv"] {
        assert_eq!(adele.open(csv).await.status, 403, "{csv}");
    }
}

#[tokio::test]
async fn a050_every_form_counts_only_from_its_page_in_this_session() {
    let world = scene().await;
    let before = everything(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    let (mut megan, _) = signed_in(&world, "megan", "/admin/applications").await;
    for (page, path, fields) in FORMS {
        let (page, path) = (format!("{APP}{page}"), format!("{APP}{path}"));
        let token = grady.open(&page).await.page().csrf;
        assert_eq!(token.len(), 43, "{page}");
        let with = |token| {
            let mut all = vec![("csrf", token)];
            all.extend_from_slice(fields);
            all
        };
        let good = with(token.as_str());
        assert_eq!(grady.post(&path, &with("x")).await.status, 403, "{path}: a wrong token");
        assert_eq!(grady.post(&path, fields).await.status, 403, "{path}: none");
        assert_eq!(megan.post(&path, &good).await.status, 403, "{path}: another session's");
        let foreign = Request::post(&path).header("origin", "https://evil.example");
        assert_eq!(grady.post_as(foreign, &good).await.status, 403, "{path}: another origin");
        let mut more = good.clone();
        more.push(("scope", "Mail.ReadWrite"));
        assert_eq!(grady.post(&path, &more).await.status, 403, "{path}: a field too many");
        assert_eq!(everything(&world).await, before, "{path}");
    }
    let token = grady.open(APP).await.page().csrf;
    let elsewhere = [("csrf", token.as_str()), ("what", "all")];
    assert_eq!(grady.post(&format!("{APP}/revoke"), &elsewhere).await.status, 403);
    assert_eq!(grady.post(&format!("{APP}/delete"), &elsewhere[..1]).await.status, 403);
    assert_eq!(everything(&world).await, before, "another page's token");
}

#[tokio::test]
async fn a_role_that_went_meanwhile_changes_nothing() {
    let world = scene().await;
    let before = everything(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    for (page, path, fields) in FORMS {
        give(&world, "grady", &[DirectoryRole::CloudApplicationAdministrator]).await;
        let token = grady.open(&format!("{APP}{page}")).await.page().csrf;
        give(&world, "grady", &[DirectoryRole::GlobalReader]).await;
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        let answer = grady.post(&format!("{APP}{path}"), &all).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.body.contains("data-why=\"needs-role\""), "{path}: {}", answer.body);
        assert_eq!(everything(&world).await, before, "{path}");
    }
}

#[tokio::test]
async fn an_application_that_is_not_here_has_no_page_and_no_forms() {
    let world = scene().await;
    let before = everything(&world).await;
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    for id in [WEB, "0a0a0a0a-0009-4000-8000-000000000009", "x", "deleted%00"] {
        let page = format!("/admin/applications/{id}");
        for below in ["", "/logo", "/delete", "/revoke?what=all"] {
            let answer = grady.open(&format!("{page}{below}")).await;
            assert_eq!(answer.status, 404, "{page}{below}");
        }
        let token = grady.open(APP).await.page().csrf;
        let fields = [("csrf", token.as_str()), ("switch", "enabled"), ("to", "off")];
        let answer = grady.post(&format!("{page}/switch"), &fields).await;
        assert!([403, 404].contains(&answer.status), "{page}");
    }
    for what in ["", "x", "person", "delegated&resource=x&permission=y", "person&user=x"] {
        let answer = grady.open(&format!("{APP}/revoke?what={what}")).await;
        assert_eq!(answer.status, 404, "{what}");
    }
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn a57_names_of_others_stay_text() {
    let world = scene().await;
    let hostile = "<img src=x onerror=alert(1)>";
    let mut unit = world.unit().await;
    let held = unit.application(cli()).await.unwrap().unwrap();
    let evil = consentry_model::Application {
        name: hostile.parse().unwrap(),
        homepage: Some("javascript:alert(1)".to_owned()),
        ..(*held).clone()
    };
    unit.set_application(&evil).await.unwrap();
    let mut principal = unit.principal(world.contoso.id, cli()).await.unwrap().unwrap();
    principal.notes = Some("</textarea><script>alert(1)</script>".to_owned());
    principal.display_name = "\"><script>alert(2)</script>".parse().unwrap();
    principal.enabled = Switch::On;
    unit.set_principal(&principal).await.unwrap();
    unit.commit().await.unwrap();
    let (mut grady, _) = signed_in(&world, "grady", "/admin/applications").await;
    for (path, name) in PAGES {
        let body = grady.open(path).await.body;
        assert!(!body.contains("<script>alert") && !body.contains("<img src=x"), "{path}");
        assert!(!body.contains("href=\"javascript"), "{path}");
        let named = body.contains("&#60;script&#62;alert(2)") || name == "deleted-applications";
        assert!(named, "{path}: {body}");
    }
}
