//! The settings: who may see and change them, and that each form does what it says.

mod classifications;
mod policies;
mod user_consent;
mod webhook;
mod workflow;

use consentry_model::DirectoryRole;

use crate::{
    browser::Browser,
    scene::{contoso, give, signed_in, world},
    world::Answer,
};

/// Every page of the settings.
const PAGES: [(&str, &str); 7] = [
    ("/admin/settings/user-consent", "user-consent"),
    ("/admin/settings/defaults/2020", "defaults"),
    ("/admin/settings/consent-policies", "consent-policies"),
    ("/admin/settings/consent-policies/microsoft-user-default-low", "consent-policy"),
    ("/admin/settings/classifications", "classifications"),
    ("/admin/settings/workflow", "workflow"),
    ("/admin/settings/webhook", "webhook"),
];

/// Posts a form of the page at a path, with the page's token.
async fn submit(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.open(path).await;
    let token = page.page().csrf;
    let mut all = vec![("csrf", token.as_str())];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

/// A hidden field of a page.
fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = body.split_once(&mark).unwrap_or_else(|| panic!("no {name}: {body}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_global_reader_reads_everything_and_changes_nothing() {
    let world = world().await;
    give(&world, "alex", &[DirectoryRole::GlobalReader]).await;
    let (mut alex, _) = signed_in(&world, "alex", "/admin").await;
    let before = contoso(&world).await;
    for (path, name) in PAGES {
        let shown = alex.open(path).await;
        assert_eq!((shown.status, shown.page_name().as_str()), (200, name), "{path}");
        // What he may look at beforehand is the one form that is there.
        let posts = shown.body.matches("method=\"post\"").count();
        assert_eq!(posts, usize::from(name == "user-consent"), "{path}");
        assert!(!shown.body.contains("value=\"save\""), "{path}");
        assert!(shown.body.contains("#i-lock"), "{path}: who may is told");
    }
    for path in ["/admin/settings/webhook/remove", "/admin/settings/consent-policies/x/delete"] {
        assert_eq!(alex.open(path).await.status, 403, "{path}");
    }
    let page = alex.open("/admin/settings/user-consent").await;
    let (token, version) = (page.page().csrf, hidden(&page.body, "version"));
    let fields = [
        ("csrf", token.as_str()),
        ("version", &version),
        ("consent", "yes"),
        ("owners", "off"),
        ("action", "save"),
    ];
    let answer = alex.post("/admin/settings/user-consent", &fields).await;
    assert_eq!(answer.status, 403, "his own token does not make him an administrator");
    assert_eq!(contoso(&world).await.settings, before.settings);
}

#[tokio::test]
async fn who_has_no_role_sees_no_setting() {
    let world = world().await;
    let (mut adele, _) = signed_in(&world, "adele", "/admin").await;
    for (path, _) in PAGES {
        let shown = adele.open(path).await;
        assert_eq!(shown.status, 403, "{path}");
        assert!(!shown.body.contains("<form"), "{path}");
    }
}

#[tokio::test]
async fn a050_no_form_counts_without_the_token_of_its_page() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", "/admin").await;
    let elsewhere = megan.open("/admin/settings/workflow").await.page().csrf;
    let before = contoso(&world).await;
    for (path, fields) in [
        ("/admin/settings/user-consent", &[("consent", "yes"), ("action", "save")][..]),
        ("/admin/settings/defaults/2014", &[]),
        ("/admin/settings/consent-policies", &[("id", "x"), ("name", "X"), ("description", "")]),
        ("/admin/settings/consent-policies/x", &[("action", "describe")]),
        ("/admin/settings/consent-policies/x/delete", &[]),
        ("/admin/settings/classifications", &[("action", "starter")]),
        ("/admin/settings/webhook", &[("action", "save"), ("address", "https://a.example")]),
        ("/admin/settings/webhook/remove", &[]),
    ] {
        assert_eq!(megan.post(path, fields).await.status, 403, "{path}");
        let mut with = vec![("csrf", elsewhere.as_str())];
        with.extend_from_slice(fields);
        assert_eq!(megan.post(path, &with).await.status, 403, "{path}: another page's token");
    }
    let wrong = [("csrf", "x"), ("action", "remove-reviewer")];
    assert_eq!(megan.post("/admin/settings/workflow", &wrong).await.status, 403);
    assert_eq!(contoso(&world).await.settings, before.settings);
    assert_eq!(world.service.policies(&world.contoso).await.unwrap().len(), 8, "shipped ones");
}

#[tokio::test]
async fn bi_054_a_field_that_the_page_does_not_have_is_refused() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", "/admin").await;
    let before = contoso(&world).await;
    let saved = [("action", "save"), ("days", "9"), ("notify", "on")];
    for extra in [("webhook", "https://evil.example"), ("days", "10")] {
        let fields = [&saved[..], &[extra]].concat();
        let answer = submit(&mut megan, "/admin/settings/workflow", &fields).await;
        assert!([400, 403].contains(&answer.status), "{extra:?}");
    }
    assert_eq!(contoso(&world).await.settings, before.settings);
}
