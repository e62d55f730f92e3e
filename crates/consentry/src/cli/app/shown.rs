//! How applications are listed and shown: their switches, who consented, and who uses them.

mod registration;

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, Application, RegisteredRedirect, ServicePrincipal, Switch, Tenant, Timestamp,
};
use consentry_service::{AppListed, DeletedApp, EnterpriseApp};
use consentry_store::{AssignmentEntry, Page, PrincipalFilter};
use serde_json::{Value, json};

use super::credentials;
use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    words::{count, day, in_a_line, moment, put, text, yes_no},
};

fn told(tenant: &Tenant, app: &AppListed, met: Option<&EnterpriseApp>) -> Value {
    let principal = app.principal.as_ref();
    let name = principal.map_or(&app.application.name, |held| &held.display_name);
    let publisher = app.application.publisher.as_ref();
    let used = met.and_then(|met| met.used);
    json!({
        "app_id": app.application.id,
        "name": name,
        "registered_name": app.application.name,
        "registered_here": app.application.owner == tenant.id,
        "publisher": publisher.map(|publisher| &publisher.name),
        "publisher_verified": publisher.map(|publisher| publisher.verified),
        "publisher_id": publisher.and_then(|publisher| publisher.id.as_ref()),
        "principal_id": principal.map(|held| held.id),
        "enabled": principal.map(|held| held.enabled.is_on()),
        "assignment_required": principal.map(|held| held.assignment_required.is_on()),
        "visible": principal.map(|held| held.visible.is_on()),
        "notes": principal.and_then(|held| held.notes.as_ref()),
        "homepage": homepage(app),
        "logo": met.is_some_and(|met| met.logo.is_on()),
        "since": principal.map(|held| held.created_at.to_string()),
        "consented_for_all": met.is_some_and(|met| met.consented.everybody.is_on()),
        "consented_people": met.map_or(0, |met| met.consented.people),
        "last_sign_in": used.map(|used| used.last_at.to_string()),
        "people": used.map_or(0, |used| used.people),
        "people_30_days": used.map_or(0, |used| used.recent),
        "password_grant": grant_word(app),
        "redirects": app.application.redirects,
        "requires": app.application.required,
    })
}

fn homepage(app: &AppListed) -> Option<&String> {
    let own = app.principal.as_ref().and_then(|held| held.homepage.as_ref());
    own.or(app.application.homepage.as_ref())
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

/// For whom it is switched on, in a column.
fn enabled_word(principal: Option<&ServicePrincipal>) -> String {
    let word = match principal.map(|held| (held.enabled, held.assignment_required)) {
        None => "–",
        Some((Switch::Off, _)) => "no",
        Some((Switch::On, Switch::On)) => "if listed",
        Some((Switch::On, Switch::Off)) => "yes",
    };
    word.to_owned()
}

/// Who consented, in a column: `all`, `all + 3`, `3`.
fn consented_word(met: Option<&EnterpriseApp>) -> String {
    let Some(met) = met else { return "–".to_owned() };
    match (met.consented.everybody, met.consented.people) {
        (Switch::Off, 0) => "nobody".to_owned(),
        (Switch::Off, people) => people.to_string(),
        (Switch::On, 0) => "all".to_owned(),
        (Switch::On, people) => format!("all + {people}"),
    }
}

/// Every enterprise application of the tenant, by client id.
async fn met(desk: &Desk, tenant: &Tenant) -> anyhow::Result<BTreeMap<AppId, EnterpriseApp>> {
    let mut page = Page::default();
    let mut all = BTreeMap::new();
    loop {
        let filter = PrincipalFilter::default();
        let part = desk.service.enterprise_apps(tenant, &filter, page.clone()).await?;
        all.extend(part.rows.into_iter().map(|app| (app.application.id, app)));
        let Some(next) = part.next else { return Ok(all) };
        page.after = Some(next);
    }
}

pub(super) async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let apps = desk.service.apps(&tenant).await?;
    let met = met(desk, &tenant).await?;
    let of = |app: &AppListed| met.get(&app.application.id);
    if desk.format() == crate::cli::Format::Json {
        let values: Vec<Value> = apps.iter().map(|app| told(&tenant, app, of(app))).collect();
        terminal.json(&values)?;
        return Ok(Exit::Done);
    }
    let rows = apps.iter().map(|app| {
        let principal = app.principal.as_ref();
        let name = principal.map_or(&app.application.name, |held| &held.display_name);
        let used = of(app).and_then(|met| met.used);
        [
            name.to_string(),
            app.application.id.to_string(),
            enabled_word(principal),
            consented_word(of(app)),
            used.map_or_else(|| "never".to_owned(), |used| day(used.last_at)),
            used.map_or(0, |used| used.recent).to_string(),
        ]
    });
    let heading = ["application", "client id", "enabled", "consent", "last use", "30 days"];
    terminal.table(&heading, rows)?;
    Ok(Exit::Done)
}

/// What was deleted and can be restored.
pub(super) async fn deleted(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let apps = desk.service.deleted_apps(&tenant).await?;
    let told = |app: &DeletedApp| {
        json!({
            "app_id": app.application.id,
            "name": app.principal.display_name,
            "principal_id": app.principal.id,
            "deleted_at": app.deleted_at.to_string(),
            "restorable_until": app.until.to_string(),
        })
    };
    let values: Vec<Value> = apps.iter().map(told).collect();
    let heading = ["application", "client id", "deleted", "can be restored until"];
    desk.list(terminal, &values, &heading, |value| {
        let short = |key: &str| text(value, key).replace('T', " ").chars().take(19).collect();
        let name = text(value, "name");
        vec![name, text(value, "app_id"), short("deleted_at"), short("restorable_until")]
    })
}

/// Registrations that were deleted and can be restored.
pub(super) async fn deleted_registrations(
    desk: &Desk,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let all = desk.service.deleted_registrations(&tenant).await?;
    let told = |(app, until): &(Arc<Application>, Timestamp)| {
        json!({
            "app_id": app.id,
            "name": app.name,
            "deleted_at": app.deleted_at.map(|at| at.to_string()),
            "restorable_until": until.to_string(),
        })
    };
    let values: Vec<Value> = all.iter().map(told).collect();
    let heading = ["application", "client id", "deleted", "can be restored until"];
    desk.list(terminal, &values, &heading, |value| {
        let short = |key: &str| text(value, key).replace('T', " ").chars().take(19).collect();
        let name = text(value, "name");
        vec![name, text(value, "app_id"), short("deleted_at"), short("restorable_until")]
    })
}

pub(super) async fn one(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
    id: AppId,
) -> anyhow::Result<Exit> {
    let app = desk.service.app(tenant, id).await?;
    let (listed, met): (Vec<AssignmentEntry>, _) = match &app.principal {
        Some(principal) => (
            desk.service.store().read().await?.assignments(principal.id).await?,
            Some(desk.service.enterprise_app(tenant, id).await?),
        ),
        None => (Vec::new(), None),
    };
    let names: Vec<&str> = listed.iter().map(|entry| entry.name.as_str()).collect();
    let mut value = told(tenant, &app, met.as_ref());
    put(&mut value, "assigned", json!(names));
    let credentials = desk.service.app_credentials(tenant, &app.application).await?;
    let now = desk.service.clock().now();
    let (secrets, certificates) = credentials::told(&credentials, now);
    put(&mut value, "secrets", secrets);
    put(&mut value, "certificates", certificates);
    let own = if app.application.owner == tenant.id {
        Some(desk.service.registration(tenant, None, id).await?)
    } else {
        None
    };
    if let Some(own) = &own {
        put(&mut value, "registration", registration::told(own));
    }
    let mut rows = vec![("name", text(&value, "name"))];
    rows.extend(registered(&app, id));
    if let Some(own) = &own {
        rows.extend(registration::rows(own));
    }
    rows.extend(credentials::rows(&credentials, now));
    rows.extend(here(&app, met.as_ref(), &names));
    desk.show(terminal, &value, &rows)
}

type Rows = Vec<(&'static str, String)>;

/// What its maker says.
fn registered(app: &AppListed, id: AppId) -> Rows {
    let known = &app.application;
    let redirect = |known: &RegisteredRedirect| known.uri.to_string();
    let redirects: Vec<String> = known.redirects.iter().map(redirect).collect();
    let former: Vec<String> = known.former_names.iter().map(ToString::to_string).collect();
    let publisher = known.publisher.as_ref().map(|publisher| {
        let verified = if publisher.verified { "verified" } else { "not verified" };
        format!("{} ({verified})", publisher.name)
    });
    vec![
        ("registered as", known.name.to_string()),
        ("formerly", former.join(", ")),
        ("client id", id.to_string()),
        ("publisher", publisher.unwrap_or_default()),
        ("homepage", homepage(app).cloned().unwrap_or_default()),
        ("redirects", redirects.join(" ")),
    ]
}

/// What the tenant made of it.
fn here(app: &AppListed, met: Option<&EnterpriseApp>, assigned: &[&str]) -> Rows {
    let principal = app.principal.as_ref();
    let consented = met.map_or_else(
        || "nobody".to_owned(),
        |met| match (met.consented.everybody, met.consented.people) {
            (Switch::Off, 0) => "nobody".to_owned(),
            (Switch::Off, people) => count(people, "user"),
            (Switch::On, 0) => "an administrator, for everybody".to_owned(),
            (Switch::On, people) => {
                format!("an administrator, for everybody; {} besides", count(people, "user"))
            }
        },
    );
    let used = met.and_then(|met| met.used);
    let assignment = match principal.map(|held| held.assignment_required) {
        // Ruling 28: told beside the switch.
        Some(Switch::On) => "yes: only an administrator's consent counts".to_owned(),
        other => word(other),
    };
    let since = principal.map(|held| format!("since {}", day(held.created_at)));
    let notes = principal.and_then(|held| held.notes.as_deref()).unwrap_or_default();
    vec![
        ("in this tenant", since.unwrap_or_else(|| "not yet".to_owned())),
        ("object id", principal.map(|held| held.id.to_string()).unwrap_or_default()),
        ("enabled", word(principal.map(|held| held.enabled))),
        ("assignment required", assignment),
        ("assigned", assigned.join(", ")),
        ("visible", word(principal.map(|held| held.visible))),
        ("password grant", grant_word(app)),
        ("logo", met.map_or_else(String::new, |met| yes_no(met.logo))),
        ("notes", in_a_line(notes)),
        ("consented", consented),
        ("last sign-in", used.map_or_else(|| "never".to_owned(), |used| moment(used.last_at))),
        ("people in 30 days", used.map_or(0, |used| used.recent).to_string()),
    ]
}
