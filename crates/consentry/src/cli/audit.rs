//! `consentry audit list`.

use clap::{Args, Subcommand};
use consentry_store::{Actor, AuditFilter, AuditRecord, Page};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, Desk, DeskArgs},
    words::{Moment, text},
};

/// The audit log: who changed what.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Records, the newest first.
    List {
        /// Only of this activity, for example "Consent to application".
        #[arg(long)]
        activity: Option<String>,
        /// Only about the thing of this id.
        #[arg(long, value_name = "ID")]
        target: Option<String>,
        /// Only from here on.
        #[arg(long, value_name = "DAY|MOMENT")]
        since: Option<Moment>,
        /// At most so many records.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

impl AuditArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let Self::List { activity, target, since, limit } = self;
        let tenant = if desk.names_tenant() { Some(desk.tenant_of(None).await?.id) } else { None };
        let since = since.map(|moment| moment.0);
        let filter = AuditFilter { tenant, activity, target, since };
        let page = Page::first(limit);
        let records = desk.service.store().read().await?.audits(&filter, page).await?.rows;
        let values: Vec<Value> = records.iter().map(told).collect();
        desk.list(terminal, &values, &["at", "who", "what", "to"], |value| {
            let at: String = text(value, "at").replace('T', " ").chars().take(19).collect();
            vec![at, text(value, "actor"), text(value, "activity"), text(value, "target_name")]
        })
    }
}

fn told(record: &AuditRecord) -> Value {
    let actor = match &record.actor {
        Actor::User { name, .. } | Actor::App { name, .. } => name.clone(),
        Actor::CommandLine => "command line".to_owned(),
        Actor::System => "system".to_owned(),
    };
    let actor_id = match &record.actor {
        Actor::User { id, .. } => Some(id.to_string()),
        Actor::App { id, .. } => Some(id.to_string()),
        Actor::CommandLine | Actor::System => None,
    };
    json!({
        "id": record.id,
        "at": record.at.to_string(),
        "tenant": record.tenant,
        "actor": actor,
        "actor_id": actor_id,
        "activity": record.activity,
        "target_kind": record.target.kind,
        "target_id": record.target.id,
        "target_name": record.target.name,
        "details": record.details,
    })
}
