//! How applications are listed and shown.

use consentry_model::{AppId, RegisteredRedirect, Switch, Tenant};
use consentry_service::AppListed;
use consentry_store::AssignmentEntry;
use serde_json::{Value, json};

use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    words::{put, text, yes_no},
};

fn told(tenant: &Tenant, app: &AppListed) -> Value {
    let principal = app.principal.as_ref();
    let name = principal.map_or(&app.application.name, |held| &held.display_name);
    json!({
        "app_id": app.application.id,
        "name": name,
        "registered_here": app.application.owner == tenant.id,
        "publisher": app.application.publisher.as_ref().map(|publisher| &publisher.name),
        "publisher_verified": app.application.publisher.as_ref().map(|publisher| publisher.verified),
        "principal_id": principal.map(|held| held.id),
        "enabled": principal.map(|held| held.enabled.is_on()),
        "assignment_required": principal.map(|held| held.assignment_required.is_on()),
        "visible": principal.map(|held| held.visible.is_on()),
        "password_grant": grant_word(app),
        "redirects": app.application.redirects,
        "requires": app.application.required,
    })
}

fn grant_word(app: &AppListed) -> String {
    match app.password_grant {
        None => "closed".to_owned(),
        Some(open) => open.until.map_or_else(|| "open".to_owned(), |at| format!("open until {at}")),
    }
}

fn word(switch: Option<Switch>) -> String {
    switch.map_or_else(|| "–".to_owned(), yes_no)
}

pub(super) fn list(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
    apps: &[AppListed],
) -> anyhow::Result<Exit> {
    let values: Vec<(Value, &AppListed)> =
        apps.iter().map(|app| (told(tenant, app), app)).collect();
    if desk.format() == crate::cli::Format::Json {
        terminal.json(&values.iter().map(|(value, _)| value).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let rows = values.iter().map(|(value, app)| {
        let principal = app.principal.as_ref();
        [
            text(value, "name"),
            app.application.id.to_string(),
            word(principal.map(|held| held.enabled)),
            word(principal.map(|held| held.assignment_required)),
            grant_word(app),
        ]
    });
    let heading = ["application", "client id", "enabled", "assignment required", "password grant"];
    terminal.table(&heading, rows)?;
    Ok(Exit::Done)
}

pub(super) async fn one(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
    id: AppId,
) -> anyhow::Result<Exit> {
    let app = desk.service.app(tenant, id).await?;
    let listed: Vec<AssignmentEntry> = match &app.principal {
        Some(principal) => desk.service.store().read().await?.assignments(principal.id).await?,
        None => Vec::new(),
    };
    let names: Vec<&str> = listed.iter().map(|entry| entry.name.as_str()).collect();
    let mut value = told(tenant, &app);
    put(&mut value, "assigned", json!(names));
    let principal = app.principal.as_ref();
    let redirect = |known: &RegisteredRedirect| known.uri.to_string();
    let redirects: Vec<String> = app.application.redirects.iter().map(redirect).collect();
    let former: Vec<String> =
        app.application.former_names.iter().map(ToString::to_string).collect();
    let publisher = app.application.publisher.as_ref().map(|publisher| {
        let verified = if publisher.verified { "verified" } else { "not verified" };
        format!("{} ({verified})", publisher.name)
    });
    desk.show(
        terminal,
        &value,
        &[
            ("name", text(&value, "name")),
            ("formerly", former.join(", ")),
            ("client id", id.to_string()),
            ("publisher", publisher.unwrap_or_default()),
            ("in this tenant", if principal.is_some() { "yes" } else { "not yet" }.to_owned()),
            ("object id", principal.map(|held| held.id.to_string()).unwrap_or_default()),
            ("enabled", word(principal.map(|held| held.enabled))),
            ("assignment required", word(principal.map(|held| held.assignment_required))),
            ("visible", word(principal.map(|held| held.visible))),
            ("password grant", grant_word(&app)),
            ("assigned", names.join(", ")),
            ("redirects", redirects.join(" ")),
        ],
    )
}
