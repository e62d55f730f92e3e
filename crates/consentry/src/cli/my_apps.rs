//! `consentry my-apps list`: what a person sees at My Apps. What he allowed himself is taken back by
//! `consentry consent revoke --user`.

use clap::{Args, Subcommand};
use consentry_model::Upn;
use consentry_service::{Allowed, MyApp, PermissionShown};
use serde_json::{Value, json};

use super::{
    Exit, Format, Terminal,
    desk::{self, Desk, DeskArgs},
    words::day,
};

/// The applications that a person uses, and what they may do.
#[derive(Debug, Args)]
pub(super) struct MyAppsArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What he allowed, is assigned to, or has used.
    List {
        /// The user.
        #[arg(long, value_name = "UPN")]
        user: Upn,
    },
}

impl MyAppsArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let Verb::List { user } = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| list(desk, terminal, user).await)
            .await
    }
}

async fn list(desk: &Desk, terminal: &mut Terminal, upn: Upn) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(&upn)).await?;
    let user = desk.service.user_named(&tenant, &upn).await?;
    let apps = desk.service.my_apps(&tenant, &user).await?;
    if desk.format() == Format::Json {
        terminal.json(&apps.iter().map(told).collect::<Vec<Value>>())?;
        return Ok(Exit::Done);
    }
    let heading = ["application", "client id", "allowed by", "permissions"];
    terminal.table(&heading, apps.iter().flat_map(rows))?;
    Ok(Exit::Done)
}

/// A row for what he allowed, one for what an administrator did; one at least.
fn rows(app: &MyApp) -> Vec<[String; 4]> {
    let row = |by: &str, allowed: Option<&Allowed>| {
        let permissions = allowed.map_or(&[][..], |allowed| &allowed.permissions);
        let values: Vec<&str> = permissions.iter().map(|shown| shown.value.as_str()).collect();
        [
            app.principal.display_name.to_string(),
            app.app.id.to_string(),
            allowed.map_or_else(
                || by.to_owned(),
                |allowed| format!("{by} since {}", day(allowed.since)),
            ),
            values.join(" "),
        ]
    };
    let own = app.own.as_ref().map(|allowed| row("himself", Some(allowed)));
    let all = app.for_everybody.as_ref().map(|allowed| row("administrator", Some(allowed)));
    let rows: Vec<[String; 4]> = own.into_iter().chain(all).collect();
    if rows.is_empty() { vec![row("nobody", None)] } else { rows }
}

fn told(app: &MyApp) -> Value {
    json!({
        "app_id": app.app.id,
        "name": app.principal.display_name,
        "enabled": app.principal.enabled.is_on(),
        "homepage": app.principal.homepage.as_ref().or(app.app.homepage.as_ref()),
        "own": app.own.as_ref().map(told_side),
        "for_everybody": app.for_everybody.as_ref().map(told_side),
        "last_used": app.last_used.map(|at| at.to_string()),
    })
}

fn told_side(allowed: &Allowed) -> Value {
    let one = |shown: &PermissionShown| json!({ "permission": shown.value, "resource_name": shown.resource, "text": shown.text });
    json!({
        "since": allowed.since.to_string(),
        "permissions": allowed.permissions.iter().map(one).collect::<Vec<Value>>(),
    })
}
