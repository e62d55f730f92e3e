//! `GET /admin/matrix`: what happens for each application, permission and kind of user.

use std::collections::BTreeMap;

use axum::response::Response;
use consentry_model::{AppId, Application};
use consentry_pages::{ActsAs, Permission};
use consentry_policy::{Checked, Deed, MatrixRow, UserClass};
use consentry_service::{MatrixFilter, MatrixPermissions, MatrixShown};
use consentry_web::html;

use super::{allow, centre, named::app_label};
use crate::{
    csv::csv,
    inside::Inside,
    pages::admin::{HeatRow, Matrix, MatrixGroup, MatrixOfApp, Paging, Tally},
    paths,
    trouble::Trouble,
};

/// Applications of a page.
const ROWS: usize = 20;

type Resources = BTreeMap<AppId, std::sync::Arc<Application>>;

/// All applications, one of them, or either as CSV.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let app = match inside.query("app").as_str() {
        "" => None,
        id => Some(id.parse::<AppId>().map_err(|_| Trouble::NotFound)?),
    };
    let permissions = match inside.query("permissions").as_str() {
        "all" => MatrixPermissions::All,
        _ => MatrixPermissions::Listed,
    };
    let filter = MatrixFilter { app, permissions };
    let mut shown = inside.service.consent_matrix(inside.tenant(), &filter).await?;
    let search = inside.query("q").trim().to_lowercase();
    shown.apps.retain(|app| app.name.as_str().to_lowercase().contains(&search));
    let kept: std::collections::BTreeSet<AppId> = shown.apps.iter().map(|app| app.id).collect();
    shown.rows.retain(|row| kept.contains(&row.app));
    if inside.query("format") == "csv" {
        return as_csv(&inside, &shown).await;
    }
    match shown.apps.first() {
        Some(first) if app.is_some() => of_app(&inside, first, &shown, permissions).await,
        _ => all(&inside, &shown, permissions).await,
    }
}

fn word(permissions: MatrixPermissions) -> &'static str {
    match permissions {
        MatrixPermissions::Listed => "",
        MatrixPermissions::All => "all",
    }
}

async fn all(
    inside: &Inside,
    shown: &MatrixShown,
    permissions: MatrixPermissions,
) -> Result<Response, Trouble> {
    let search = inside.query("q");
    let which = word(permissions);
    let link = |after: &str, format: &str| {
        let parameters: [(&str, &dyn std::fmt::Display); 4] =
            [("q", &search), ("permissions", &which), ("after", &after), ("format", &format)];
        paths::with(paths::MATRIX, &parameters)
    };
    let mut tallies: BTreeMap<AppId, [Tally; 6]> = BTreeMap::new();
    let mut totals = Tally::default();
    for row in &shown.rows {
        let of_app = tallies.entry(row.app).or_default();
        for (tally, cell) in of_app.iter_mut().zip(row.cells) {
            tally.count(cell);
            totals.count(cell);
        }
    }
    let after = inside.query("after");
    let seen = shown.apps.iter().position(|app| app.id.to_string() == after);
    let from = seen.map_or(0, |at| at.saturating_add(1));
    let mut rest = shown.apps.iter().skip(from);
    let rows: Vec<HeatRow> = rest
        .by_ref()
        .take(ROWS)
        .map(|app| HeatRow {
            app: app_label(app),
            href: paths::with(paths::MATRIX, &[("app", &app.id), ("permissions", &which)]),
            cells: tallies.get(&app.id).copied().unwrap_or_default(),
        })
        .collect();
    let last = shown.apps.get(from.saturating_add(ROWS).saturating_sub(1));
    let more = rest.next().is_some();
    let page = Matrix {
        centre: centre(inside).await?,
        permissions,
        totals,
        rows,
        paging: Paging {
            newer: (from > 0).then(|| link("", "")),
            older: last.filter(|_| more).map(|app| link(&app.id.to_string(), "")),
        },
        csv: link("", "csv"),
        search,
    };
    Ok(html(page.render(&inside.frame())))
}

async fn of_app(
    inside: &Inside,
    app: &Application,
    shown: &MatrixShown,
    permissions: MatrixPermissions,
) -> Result<Response, Trouble> {
    let resources = resources(inside, shown).await?;
    let mut groups: Vec<MatrixGroup> = Vec::new();
    for row in &shown.rows {
        let permission = permission(row, &resources);
        let (resource, cells) = (permission.resource.clone(), row.cells);
        let same = |group: &&mut MatrixGroup| group.cells == cells && group.resource == resource;
        match groups.iter_mut().find(same) {
            Some(group) => group.permissions.push(permission),
            None => groups.push(MatrixGroup { resource, permissions: vec![permission], cells }),
        }
    }
    // What shuts out most people stands first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.cells));
    let met = inside.service.enterprise_app(inside.tenant(), app.id).await.is_ok();
    let link = |which: &str, format: &str| {
        let parameters: [(&str, &dyn std::fmt::Display); 3] =
            [("app", &app.id), ("permissions", &which), ("format", &format)];
        paths::with(paths::MATRIX, &parameters)
    };
    let page = MatrixOfApp {
        centre: centre(inside).await?,
        app: app_label(app),
        app_id: app.id.to_string().into(),
        app_href: met.then(|| paths::application(app.id)),
        permissions,
        groups,
        tabs: [link("", ""), link("all", "")],
        csv: link(word(permissions), "csv"),
    };
    Ok(html(page.render(&inside.frame())))
}

/// The registrations behind the resources of the rows.
async fn resources(inside: &Inside, shown: &MatrixShown) -> Result<Resources, Trouble> {
    let ids: std::collections::BTreeSet<AppId> =
        shown.rows.iter().map(|row| row.resource).collect();
    Ok(inside.service.usable_apps(inside.tenant(), ids).await?)
}

fn permission(row: &MatrixRow, resources: &Resources) -> Permission {
    let resource = resources.get(&row.resource);
    let exposed =
        resource.and_then(|app| app.permissions.iter().find(|exposed| exposed.value == row.scope));
    Permission {
        value: row.scope.as_str().into(),
        acts_as: ActsAs::User,
        resource: resource.map(|app| app.name.as_str().into()).unwrap_or_default(),
        display_name: exposed.map(|exposed| exposed.admin_text.as_str().into()),
        description: exposed.map(|exposed| exposed.admin_text.as_str().into()),
    }
}

async fn as_csv(inside: &Inside, shown: &MatrixShown) -> Result<Response, Trouble> {
    let resources = resources(inside, shown).await?;
    let name = |id: AppId| {
        let listed = shown.apps.iter().find(|app| app.id == id);
        listed.or_else(|| resources.get(&id)).map(|app| app.name.to_string()).unwrap_or_default()
    };
    let rows = shown.rows.iter().map(|row| {
        let mut cells = vec![
            row.app.to_string(),
            name(row.app),
            row.resource.to_string(),
            name(row.resource),
            row.scope.to_string(),
        ];
        cells.extend(row.cells.map(Checked::word).map(str::to_owned));
        cells
    });
    let mut head = vec!["app_id", "app", "resource_id", "resource", "permission"];
    head.extend(UserClass::ALL.map(UserClass::word));
    Ok(csv("consent-matrix.csv", &head, rows))
}
