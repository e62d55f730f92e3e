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
        admin::{GrantsReport, Paging, ReportRow},
    },
    paths,
    trouble::Trouble,
};

/// Rows of each part of a table.
const ROWS: usize = 15;

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
    let risky = found.iter().filter(|one| !one.risks.is_empty()).collect::<Vec<_>>();
    let unused = found.iter().filter(|one| one.unused.is_on()).collect::<Vec<_>>();
    let count = |all: &[&ReportedApp]| u64::try_from(all.len()).unwrap_or(u64::MAX);
    let from = ["risky", "unused"].map(|name| inside.query(name).parse().unwrap_or(0));
    let part = |all: &[&ReportedApp], from: usize| {
        all.iter().skip(from).take(ROWS).map(|one| row(one)).collect()
    };
    let [from_risky, from_unused] = from;
    let page = GrantsReport {
        centre: centre(&inside).await?,
        counts: [count(&risky), count(&unused)],
        paging: [
            paging(risky.len(), from_risky, |key| (key, from_unused)),
            paging(unused.len(), from_unused, |key| (from_risky, key)),
        ],
        risky: part(&risky, from_risky),
        unused: part(&unused, from_unused),
        csv: paths::with(paths::GRANTS, &[("format", &"csv")]),
    };
    Ok(html(page.render(&inside.frame())))
}

/// The links beside a part of a table; the other table stays where it is.
fn paging(count: usize, from: usize, both: impl Fn(usize) -> (usize, usize)) -> Paging {
    let link = |key: usize| {
        let word = |from: usize| if from == 0 { String::new() } else { from.to_string() };
        let (risky, unused) = both(key);
        let cursors = [word(risky), word(unused)];
        paths::with(paths::GRANTS, &[("risky", &cursors[0]), ("unused", &cursors[1])])
    };
    let next = from.saturating_add(ROWS);
    Paging { newer: (from > 0).then(|| link(0)), older: (next < count).then(|| link(next)) }
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
