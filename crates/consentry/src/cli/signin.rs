//! `consentry signin list|explain`.

use clap::{Args, Subcommand};
use consentry_model::{AppId, SignInId, Upn};
use consentry_store::{Page, SignIn, SignInFilter};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, Desk, DeskArgs},
    trace,
    words::{Moment, text},
};

/// The sign-in log: who came in, who did not, and why.
#[derive(Debug, Args)]
pub(super) struct SigninArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Rows of the log, the newest first.
    List {
        /// Only of this user.
        #[arg(long, value_name = "UPN")]
        user: Option<Upn>,
        /// Only with this application.
        #[arg(long, value_name = "APPID")]
        app: Option<AppId>,
        /// Only with this AADSTS code; 0 is success.
        #[arg(long)]
        code: Option<u32>,
        /// Only from here on.
        #[arg(long, value_name = "DAY|MOMENT")]
        since: Option<Moment>,
        /// At most so many rows.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Why one attempt ended as it did, gate by gate.
    Explain {
        /// The row's id, as listed.
        id: SignInId,
    },
}

impl SigninArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List { user, app, code, since, limit } => {
                let mut filter = SignInFilter {
                    app,
                    outcome_code: code,
                    since: since.map(|moment| moment.0),
                    ..SignInFilter::default()
                };
                if user.is_some() || desk.names_tenant() {
                    let tenant = desk.tenant_of(user.as_ref()).await?;
                    filter.tenant = Some(tenant.id);
                    if let Some(upn) = &user {
                        filter.user = Some(desk.service.user_named(&tenant, upn).await?.id);
                    }
                }
                list(desk, terminal, &filter, limit).await
            }
            Self::Explain { id } => explain(desk, terminal, id).await,
        }
    }
}

fn told(row: &SignIn) -> Value {
    json!({
        "id": row.id,
        "at": row.at.to_string(),
        "tenant": row.tenant,
        "user": row.user_name,
        "user_id": row.user,
        "app_id": row.app,
        "app_name": row.app_name,
        "resource_id": row.resource,
        "door": row.door,
        "protocol": row.protocol,
        "client_app": row.client_app,
        "ip": row.ip,
        "user_agent": row.user_agent,
        "aadsts": row.outcome_code,
        "device_id": row.device_id,
        "correlation_id": row.correlation,
        "trace_id": row.trace_id,
        "trace": row.trace,
    })
}

fn outcome(row: &SignIn) -> String {
    match row.outcome_code {
        0 => "ok".to_owned(),
        code => format!("AADSTS{code}"),
    }
}

async fn list(
    desk: &Desk,
    terminal: &mut Terminal,
    filter: &SignInFilter,
    limit: u32,
) -> anyhow::Result<Exit> {
    let page = Page::first(limit);
    let rows = desk.service.store().read().await?.sign_ins(filter, page).await?.rows;
    let values: Vec<Value> = rows.iter().map(told).collect();
    let heading = ["at", "user", "application", "outcome", "id"];
    desk.list(terminal, &values, &heading, |value| {
        let outcome = match value.get("aadsts").and_then(Value::as_u64) {
            Some(0) | None => "ok".to_owned(),
            Some(code) => code.to_string(),
        };
        let at: String = text(value, "at").replace('T', " ").chars().take(19).collect();
        vec![at, text(value, "user"), text(value, "app_name"), outcome, text(value, "id")]
    })
}

async fn explain(desk: &Desk, terminal: &mut Terminal, id: SignInId) -> anyhow::Result<Exit> {
    let row = desk.service.store().read().await?.sign_in(id).await?;
    let Some(row) = row else { anyhow::bail!("there is no sign-in `{id}` in the log") };
    let mut lines = vec![headline(&row), format!("  {}", surroundings(&row)), String::new()];
    lines.extend(trace::in_words(&row.trace));
    if row.outcome_code != 0 {
        let look_up = desk.service.origin().path(&format!("/error?code={}", row.outcome_code));
        lines.extend([String::new(), format!("What the code means: {look_up}")]);
    }
    desk.done(terminal, &told(&row), lines.join("\n"))
}

/// Who, what, when and how it ended, in a sentence.
fn headline(row: &SignIn) -> String {
    let who = if row.user_name.is_empty() { "an application by itself" } else { &row.user_name };
    let what = if row.app_name.is_empty() { "no named application" } else { &row.app_name };
    let ended = match row.outcome_code {
        0 => "was let in".to_owned(),
        _ => format!("was refused with {}", outcome(row)),
    };
    format!("{}  {who} with {what} {ended}", row.at.error_form())
}

fn surroundings(row: &SignIn) -> String {
    let mut parts = vec![format!("door {}", row.door), row.client_app.clone()];
    parts.extend(row.protocol.map(|protocol| protocol.to_string()));
    parts.extend(row.ip.map(|ip| format!("from {ip}")));
    parts.extend(row.device_id.as_ref().map(|device| format!("device {device}")));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}
