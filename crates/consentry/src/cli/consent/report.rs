//! `consentry consent report`: consents that deserve a look.

use consentry_policy::GrantRisk;
use consentry_service::ReportedApp;
use serde_json::{Value, json};

use crate::cli::{
    Exit, Format, Terminal,
    desk::Desk,
    words::{day, text},
};

pub(super) async fn run(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let reported = desk.service.grants_report(&tenant).await?;
    if desk.format() == Format::Table && reported.is_empty() {
        terminal.line("nothing to look at: no consent is unused, none is risky")?;
        return Ok(Exit::Done);
    }
    let values: Vec<Value> = reported.iter().map(told).collect();
    desk.list(terminal, &values, &["application", "client id", "last use", "why"], |value| {
        let why = value.get("why").and_then(Value::as_array).map(Vec::as_slice);
        let why: Vec<&str> = why.unwrap_or_default().iter().filter_map(Value::as_str).collect();
        let last: String = match text(value, "last_sign_in").as_str() {
            "" => "never".to_owned(),
            at => at.chars().take(10).collect(),
        };
        vec![text(value, "name"), text(value, "app_id"), last, why.join("; ")]
    })
}

fn told(reported: &ReportedApp) -> Value {
    let app = &reported.app;
    let mut why: Vec<String> = reported.risks.iter().map(in_words).collect();
    if reported.unused.is_on() {
        let since = match app.used {
            Some(used) => format!("since {}", day(used.last_at)),
            None => "ever".to_owned(),
        };
        why.push(format!("nobody used it {since}"));
    }
    json!({
        "app_id": app.application.id,
        "name": app.principal.display_name,
        "unused": reported.unused.is_on(),
        "last_sign_in": app.used.map(|used| used.last_at.to_string()),
        "people_30_days": app.used.map_or(0, |used| used.recent),
        "consented_for_all": app.consented.everybody.is_on(),
        "consented_people": app.consented.people,
        "risks": reported.risks.iter().map(told_risk).collect::<Vec<Value>>(),
        "why": why,
    })
}

fn in_words(risk: &GrantRisk) -> String {
    match risk {
        GrantRisk::LooksLike(name) => {
            format!("its name looks like that of `{name}`, which is verified")
        }
        GrantRisk::UnverifiedReach(scope) => {
            format!("its publisher is not verified, and it holds {scope}")
        }
        GrantRisk::ApplicationRole(role) => format!("it holds {role} by itself, without a user"),
        GrantRisk::BeyondItsList(scope) => format!("it holds {scope}, which it does not list"),
    }
}

fn told_risk(risk: &GrantRisk) -> Value {
    let (kind, about) = match risk {
        GrantRisk::LooksLike(name) => ("looks-like", name.clone()),
        GrantRisk::UnverifiedReach(scope) => ("unverified-reach", scope.to_string()),
        GrantRisk::ApplicationRole(role) => ("application-permission", role.to_string()),
        GrantRisk::BeyondItsList(scope) => ("beyond-its-list", scope.to_string()),
    };
    json!({ "kind": kind, "about": about })
}
