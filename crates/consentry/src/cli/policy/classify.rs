//! `consentry policy classifications`, `classify` and `starter-set`: how harmful the tenant holds
//! delegated permissions to be.

use clap::{Args, ValueEnum};
use consentry_model::{AppId, Impact, PermissionKind, ScopeSet, ScopeValue, Tenant, well_known};
use consentry_service::{Classified, STARTER_SET, resource_word};
use serde_json::{Value, json};

use crate::cli::{
    Exit, Format, Terminal,
    desk::{ACTOR, Desk},
    words::{resource_text, text},
};

#[derive(Debug, Args)]
pub(super) struct ResourceArg {
    /// Only of this resource: `exchange`, `graph` or an application id.
    #[arg(long, value_parser = resource_word)]
    resource: Option<AppId>,
    /// Only those that are classified.
    #[arg(long)]
    classified: bool,
}

#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// `exchange`, `graph` or an application id.
    #[arg(long, value_parser = resource_word)]
    resource: AppId,
    /// The permissions, with blanks between them.
    #[arg(long, value_name = "\"A B\"")]
    scopes: ScopeSet,
    /// How harmful they are; `none` takes their classification away.
    #[arg(long, value_enum)]
    impact: ImpactWord,
}

/// A classification as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImpactWord {
    Low,
    Medium,
    High,
    None,
}

pub(super) async fn list(
    desk: &Desk,
    terminal: &mut Terminal,
    args: ResourceArg,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let mut all = known(desk, &tenant, args.resource).await?;
    all.retain(|one| args.resource.is_none_or(|resource| one.resource == resource));
    if args.classified {
        all.retain(|one| one.impact.is_some());
    }
    show(desk, terminal, all)
}

/// The permissions of Exchange and Graph, of what else is classified, and of a named resource.
async fn known(
    desk: &Desk,
    tenant: &Tenant,
    resource: Option<AppId>,
) -> anyhow::Result<Vec<Classified>> {
    let mut all = desk.service.classified(tenant).await?;
    let Some(resource) = resource.filter(|id| all.iter().all(|one| one.resource != *id)) else {
        return Ok(all);
    };
    let app = desk.service.app(tenant, resource).await?.application;
    all.extend(app.permissions.iter().map(|permission| Classified {
        resource,
        resource_name: app.name.to_string(),
        scope: permission.value.clone(),
        text: permission.admin_text.clone(),
        kind: permission.kind,
        impact: None,
    }));
    Ok(all)
}

fn show(desk: &Desk, terminal: &mut Terminal, mut all: Vec<Classified>) -> anyhow::Result<Exit> {
    // What is classified first, then what can be.
    all.sort_by_key(|one| {
        let name = (one.resource_name.clone(), one.scope.clone());
        (one.impact.is_none(), one.impact, one.kind == PermissionKind::Admin, name)
    });
    let values: Vec<Value> = all.iter().map(told).collect();
    desk.list(terminal, &values, &["resource", "permission", "impact", "what it does"], |value| {
        let admin_only = value.get("admin_only").and_then(Value::as_bool) == Some(true);
        let impact = match text(value, "classification").as_str() {
            "" if admin_only => "admin only".to_owned(),
            "" => "–".to_owned(),
            impact => impact.to_owned(),
        };
        vec![text(value, "resource"), text(value, "permission"), impact, text(value, "text")]
    })
}

fn told(one: &Classified) -> Value {
    json!({
        "resource_id": one.resource,
        "resource": resource_text(one.resource),
        "resource_name": one.resource_name,
        "permission": one.scope,
        "text": one.text,
        "admin_only": one.kind == PermissionKind::Admin,
        "classification": one.impact.map(Impact::word),
    })
}

impl ClassifyArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        let scopes: Vec<ScopeValue> = self.scopes.iter().cloned().collect();
        let impact = self.impact.impact();
        desk.service.classify(&ACTOR, &tenant, self.resource, (&scopes, impact)).await?;
        let told = json!({
            "resource_id": self.resource,
            "permissions": self.scopes,
            "classification": impact.map(Impact::word),
        });
        let line = match impact {
            Some(impact) => format!("{} classified as {impact}", self.scopes),
            None => format!("{} not classified any more", self.scopes),
        };
        desk.done(terminal, &told, line)
    }
}

/// The starter set as it is classified now.
async fn starter(desk: &Desk, tenant: &Tenant) -> anyhow::Result<Vec<Classified>> {
    let mut all = desk.service.classified(tenant).await?;
    all.retain(|one| {
        one.resource == well_known::GRAPH && STARTER_SET.contains(&one.scope.as_str())
    });
    Ok(all)
}

pub(super) async fn starter_set(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let all = starter(desk, &tenant).await?;
    if desk.format() == Format::Table && all.iter().any(|one| one.impact.is_none()) {
        terminal.note("`--apply` classifies as low what is not classified")?;
    }
    show(desk, terminal, all)
}

/// What somebody classified otherwise stays so: he knew why.
pub(super) async fn apply_starter_set(
    desk: &Desk,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let new = starter(desk, &tenant).await?.into_iter().filter(|one| one.impact.is_none());
    let new: Vec<ScopeValue> = new.map(|one| one.scope).collect();
    if !new.is_empty() {
        let low = (new.as_slice(), Some(Impact::Low));
        desk.service.classify(&ACTOR, &tenant, well_known::GRAPH, low).await?;
    }
    show(desk, terminal, starter(desk, &tenant).await?)
}
