//! `consentry consent grant|revoke|list|check`.

use clap::{Args, Subcommand};
use consentry_model::{AppId, ScopeSet, Upn};
use consentry_policy::{TraceLine, Verdict};
use consentry_service::{ConsentChange, ConsentCheck, ForWhom, GrantShown, resource_word};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    trace,
    words::text,
};

/// Recorded consents: who may do what on whose behalf.
#[derive(Debug, Args)]
pub(super) struct ConsentArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Give a consent, beside those that are there.
    Grant {
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        #[command(flatten)]
        whom: Whom,
        /// `exchange`, `graph` or an application id.
        #[arg(long, value_parser = resource_word)]
        resource: AppId,
        /// The permissions, with blanks between them.
        #[arg(long, value_name = "\"A B\"")]
        scopes: ScopeSet,
    },
    /// Take consents back: those named, or all.
    Revoke {
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        #[command(flatten)]
        whom: Whom,
        /// Only of this resource.
        #[arg(long, value_parser = resource_word)]
        resource: Option<AppId>,
        /// Only these permissions.
        #[arg(long, value_name = "\"A B\"")]
        scopes: Option<ScopeSet>,
    },
    /// The consents of a tenant.
    List {
        /// Only of this application.
        #[arg(long, value_name = "APPID")]
        app: Option<AppId>,
    },
    /// What would happen if the user opened the application now, and why.
    Check {
        /// The user.
        #[arg(long, value_name = "UPN")]
        user: Upn,
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        /// `exchange`, `graph` or an application id; what the application lists without it.
        #[arg(long, value_parser = resource_word)]
        resource: Option<AppId>,
        /// The permissions; what the application lists without them.
        #[arg(long, value_name = "\"A B\"")]
        scopes: Option<ScopeSet>,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// For all users of the tenant.
    #[arg(long)]
    all_users: bool,
    /// For one user.
    #[arg(long, value_name = "UPN")]
    user: Option<Upn>,
}

impl From<Whom> for ForWhom {
    fn from(whom: Whom) -> Self {
        whom.user.map_or(Self::AllUsers, Self::User)
    }
}

impl ConsentArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Grant { app, whom, resource, scopes } => {
                let (resource, scopes) = (Some(resource), Some(scopes));
                grant(
                    desk,
                    terminal,
                    ConsentChange { app, for_whom: whom.into(), resource, scopes },
                )
                .await
            }
            Self::Revoke { app, whom, resource, scopes } => {
                let change = ConsentChange { app, for_whom: whom.into(), resource, scopes };
                let tenant = desk.tenant_of(user_in(&change)).await?;
                let gone = desk.service.revoke_consent(&ACTOR, &tenant, &change).await?;
                let line = match gone {
                    0 => "nothing was granted".to_owned(),
                    1 => "1 consent taken back".to_owned(),
                    more => format!("{more} consents taken back"),
                };
                desk.done(terminal, &json!({ "app_id": app, "revoked": gone }), line)
            }
            Self::List { app } => {
                let tenant = desk.tenant_of(None).await?;
                let grants = desk.service.consents(&tenant, app).await?;
                list(desk, terminal, &grants)
            }
            Self::Check { user, app, resource, scopes } => {
                check(desk, terminal, ConsentCheck { user, app, resource, scopes }).await
            }
        }
    }
}

fn user_in(change: &ConsentChange) -> Option<&Upn> {
    match &change.for_whom {
        ForWhom::AllUsers | ForWhom::Anybody => None,
        ForWhom::User(upn) => Some(upn),
    }
}

async fn grant(
    desk: &Desk,
    terminal: &mut Terminal,
    change: ConsentChange,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(user_in(&change)).await?;
    desk.service.grant_consent(&ACTOR, &tenant, &change).await?;
    let whom = user_in(&change).map_or_else(|| "all users".to_owned(), ToString::to_string);
    let scopes = change.scopes.unwrap_or_default();
    let told = json!({ "app_id": change.app, "for": whom, "scopes": scopes });
    desk.done(terminal, &told, format_args!("{scopes} granted to {} for {whom}", change.app))
}

fn list(desk: &Desk, terminal: &mut Terminal, grants: &[GrantShown]) -> anyhow::Result<Exit> {
    let told = |grant: &GrantShown| {
        json!({
            "id": grant.id,
            "app_id": grant.app,
            "app_name": grant.app_name,
            "resource_id": grant.resource,
            "resource_name": grant.resource_name,
            "consent_type": if grant.user.is_some() { "Principal" } else { "AllPrincipals" },
            "user_id": grant.user.as_ref().map(|(id, _)| id),
            "user": grant.user.as_ref().map(|(_, name)| name),
            "scopes": grant.scopes.to_string(),
            "created_at": grant.created_at.to_string(),
        })
    };
    let values: Vec<Value> = grants.iter().map(told).collect();
    desk.list(terminal, &values, &["application", "for", "resource", "permissions"], |value| {
        let whom = value.get("user").and_then(Value::as_str).unwrap_or("all users").to_owned();
        vec![text(value, "app_name"), whom, text(value, "resource_name"), text(value, "scopes")]
    })
}

async fn check(desk: &Desk, terminal: &mut Terminal, check: ConsentCheck) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(&check.user)).await?;
    let explained = desk.service.check_consent(&tenant, &check).await?;
    let lines = explained.trace;
    let word = explained.checked.word();
    let text = explained.setting.name();
    let decided = |line: &&TraceLine| matches!(line.verdict, Verdict::Ask | Verdict::Refuse);
    let deciding = lines.iter().rev().find(decided).or_else(|| lines.last());
    let told = json!({
        "outcome": word,
        "text": text,
        "decided_by": deciding.map(|line| &line.decided_by),
        "remedy": deciding.map(|line| &line.remedy),
        "trace": lines,
    });
    let mut words = vec![format!("{word}: {text}"), String::new()];
    words.extend(trace::in_words(&lines));
    desk.done(terminal, &told, words.join("\n"))
}
