//! `GET /admin/reports/grants`: applications whose consents deserve a look.

use axum::response::Response;
use consentry_policy::{Deed, GrantRisk, may};
use consentry_service::ReportedApp;
use consentry_web::html;

use super::{
    allow,
    applications::{CSV_HEAD, consented, csv_cells, label, registered, warned},
    centre,
};
use crate::{
    csv::csv,
    inside::Inside,
    pages::{
        Day,
        admin::{GrantsReport, ReportRow},
    },
    paths,
    trouble::Trouble,
};

/// Rows of each table; the file has them all.
const ROWS: usize = 25;

/// The report, or all of it as CSV.
pub(super) async fn grants(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let found = inside.service.grants_report(inside.tenant()).await?;
    if inside.query("format") == "csv" {
        return Ok(as_csv(&found));
    }
    let manages = may(&inside.user().roles, Deed::ManageApplications);
    let row = |one: &ReportedApp| {
        let revoke = manages.then(|| paths::revoke(one.app.application.id, "all"));
        row(one, revoke)
    };
    let risky = found.iter().filter(|one| !one.risks.is_empty());
    let unused = found.iter().filter(|one| one.unused.is_on());
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    let page = GrantsReport {
        centre: centre(&inside).await?,
        counts: [count(risky.clone().count()), count(unused.clone().count())],
        risky: risky.take(ROWS).map(row).collect(),
        unused: unused.take(ROWS).map(row).collect(),
        csv: paths::with(paths::GRANTS, &[("format", &"csv")]),
    };
    Ok(html(page.render(&inside.frame())))
}

fn row(one: &ReportedApp, revoke: Option<String>) -> ReportRow {
    ReportRow {
        href: paths::application(one.app.application.id),
        app: label(&one.app),
        registered: registered(&one.app),
        consented: consented(&one.app),
        last_used: one.app.used.map(|used| Day(used.last_at)),
        people: one.app.used.map_or(0, |used| used.recent),
        known_since: Day(one.app.principal.created_at),
        warnings: warned(&one.risks),
        revoke,
    }
}

fn as_csv(found: &[ReportedApp]) -> Response {
    let mut head = CSV_HEAD.to_vec();
    head.extend(["unused", "risks"]);
    let rows = found.iter().map(|one| {
        let mut cells = csv_cells(&one.app);
        cells.push(if one.unused.is_on() { "yes" } else { "no" }.to_owned());
        cells.push(one.risks.iter().map(risk).collect::<Vec<_>>().join("; "));
        cells
    });
    csv("consents-to-look-at.csv", &head, rows)
}

/// A risk in words for machines.
fn risk(risk: &GrantRisk) -> String {
    match risk {
        GrantRisk::LooksLike(name) => format!("looks like {name}"),
        GrantRisk::UnverifiedReach(value) => format!("unverified publisher reaches {value}"),
        GrantRisk::ApplicationRole(value) => format!("acts by itself with {value}"),
        GrantRisk::BeyondItsList(value) => format!("was granted {value} beyond its list"),
    }
}
