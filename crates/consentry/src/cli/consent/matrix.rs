//! `consentry consent matrix` and `consentry consent diff`.

use std::{collections::BTreeMap, sync::Arc};

use clap::Args;
use consentry_model::{AppId, Application};
use consentry_policy::{Checked, MatrixChange, MatrixRow, UserClass};
use consentry_service::{MatrixFilter, MatrixPermissions};
use serde_json::{Value, json};

use crate::cli::{
    Exit, Format, Terminal,
    desk::Desk,
    tenant::ConsentSettings,
    words::{count, number, put, resource_text, text},
};

/// Which rows.
#[derive(Debug, Args)]
pub(super) struct WhichRows {
    /// Only this application, met or not.
    #[arg(long, value_name = "APPID")]
    app: Option<AppId>,
    /// Every delegated permission of Exchange and Graph, rather than those that each application
    /// lists.
    #[arg(long)]
    all_permissions: bool,
}

impl From<WhichRows> for MatrixFilter {
    fn from(which: WhichRows) -> Self {
        let permissions =
            if which.all_permissions { MatrixPermissions::All } else { MatrixPermissions::Listed };
        Self { app: which.app, permissions }
    }
}

/// Names of applications, by id.
struct Names<'a>(BTreeMap<AppId, &'a Application>);

impl<'a> Names<'a> {
    fn of(apps: &'a [Arc<Application>]) -> Self {
        Self(apps.iter().map(|app| (app.id, &**app)).collect())
    }

    fn name(&self, id: AppId) -> String {
        self.0.get(&id).map_or_else(|| id.to_string(), |app| app.name.to_string())
    }
}

/// A kind of user over a column that is no wider than the words below it.
const fn heading(class: UserClass) -> &'static str {
    match class {
        UserClass::Member => "member",
        UserClass::Guest => "guest",
        UserClass::ApplicationAdministrator => "app admin",
        UserClass::CloudApplicationAdministrator => "cloud app",
        UserClass::PrivilegedRoleAdministrator => "priv. role",
        UserClass::GlobalAdministrator => "global",
    }
}

pub(super) async fn run(
    desk: &Desk,
    terminal: &mut Terminal,
    filter: &MatrixFilter,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let matrix = desk.service.consent_matrix(&tenant, filter).await?;
    let names = Names::of(&matrix.apps);
    if desk.format() == Format::Json {
        let rows: Vec<Value> = matrix.rows.iter().map(|row| told(&names, row)).collect();
        terminal.json(&rows)?;
        return Ok(Exit::Done);
    }
    for (at, app) in matrix.apps.iter().enumerate() {
        let rows: Vec<&MatrixRow> = matrix.rows.iter().filter(|row| row.app == app.id).collect();
        if at > 0 {
            terminal.line("")?;
        }
        terminal.line(format_args!("{} ({})", app.name, app.id))?;
        if rows.is_empty() {
            terminal.line("  lists no permissions; `--all-permissions` shows what it could ask")?;
        }
        for part in rows.chunk_by(|a, b| a.resource == b.resource) {
            let resource = part.first().map(|row| resource_text(row.resource)).unwrap_or_default();
            let title = format!("at {resource}");
            let columns: Vec<&str> =
                std::iter::once(title.as_str()).chain(UserClass::ALL.map(heading)).collect();
            let cells = part.iter().map(|row| {
                let outcomes = row.cells.iter().map(|cell| cell.word().to_owned());
                std::iter::once(row.scope.to_string()).chain(outcomes).collect::<Vec<String>>()
            });
            terminal.table(&columns, cells)?;
        }
    }
    Ok(Exit::Done)
}

fn told(names: &Names<'_>, row: &MatrixRow) -> Value {
    let mut value = json!({
        "app_id": row.app,
        "app_name": names.name(row.app),
        "resource_id": row.resource,
        "resource": resource_text(row.resource),
        "permission": row.scope,
    });
    for (class, cell) in UserClass::ALL.into_iter().zip(row.cells) {
        put(&mut value, class.word(), cell.word());
    }
    value
}

pub(super) async fn diff(
    desk: &Desk,
    terminal: &mut Terminal,
    filter: &MatrixFilter,
    settings: ConsentSettings,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let mut proposed = tenant.settings.clone();
    settings.apply(desk, &tenant, &mut proposed).await?;
    let (apps, changes) = desk.service.consent_difference(&tenant, &proposed, filter).await?;
    let names = Names::of(&apps);
    let counts = counted(&changes);
    let values: Vec<Value> = changes.iter().map(|one| told_change(&names, one)).collect();
    if desk.format() == Format::Json {
        let counts: Vec<Value> = counts
            .iter()
            .map(|((before, after), many)| {
                json!({ "before": before.word(), "after": after.word(), "count": many })
            })
            .collect();
        let total = number(changes.len());
        terminal.json(&json!({ "count": total, "counts": counts, "changes": values }))?;
        return Ok(Exit::Done);
    }
    if changes.is_empty() {
        terminal.line("nothing would change: every sign-in goes as before")?;
        return Ok(Exit::Done);
    }
    let total = count(number(changes.len()), "outcome");
    terminal.line(format_args!("{total} would change; consents that were given stay valid"))?;
    for ((before, after), many) in &counts {
        terminal.line(format_args!("  {many:>6}  {before} → {after}"))?;
    }
    terminal.line("")?;
    let heading = ["application", "resource", "permission", "kind of user", "now", "then"];
    desk.list(terminal, &values, &heading, |value| {
        let keys = ["app_name", "resource", "permission", "who", "before", "after"];
        keys.map(|key| text(value, key)).to_vec()
    })
}

/// How many outcomes change how, the most frequent change first.
fn counted(changes: &[MatrixChange]) -> Vec<((Checked, Checked), u64)> {
    let mut counts: BTreeMap<(Checked, Checked), u64> = BTreeMap::new();
    for one in changes {
        let many = counts.entry((one.before, one.after)).or_default();
        *many = many.saturating_add(1);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
    counts
}

fn told_change(names: &Names<'_>, one: &MatrixChange) -> Value {
    json!({
        "app_id": one.app,
        "app_name": names.name(one.app),
        "resource_id": one.resource,
        "resource": resource_text(one.resource),
        "permission": one.scope,
        "who": one.class.word(),
        "before": one.before.word(),
        "after": one.after.word(),
    })
}
