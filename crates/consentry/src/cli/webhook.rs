//! `consentry webhook set|remove|test|deliveries`.

use clap::{Args, Subcommand};
use consentry_store::{Delivery, MailState};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    words::text,
};

/// Where events of the request workflow go, so that a request can become a ticket.
#[derive(Debug, Args)]
pub(super) struct WebhookArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Set the address; prints the secret that signs events, once.
    Set {
        /// Begins with https:// and leads to a public host.
        #[arg(value_name = "URL")]
        address: String,
    },
    /// Send no more events, and forget the secret.
    Remove,
    /// Queue an event that says nothing but that the webhook works.
    Test,
    /// The last events, and what came of them.
    Deliveries,
}

impl WebhookArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Set { address } => set(desk, terminal, &address).await,
            Self::Remove => {
                let tenant = desk.tenant_of(None).await?;
                let Some(old) = tenant.settings.webhook.clone() else {
                    anyhow::bail!("{NONE}");
                };
                desk.service.set_webhook(&ACTOR, &tenant, None).await?;
                let told = json!({ "address": old, "removed": true });
                desk.done(terminal, &told, format_args!("no events go to {old} any more"))
            }
            Self::Test => test(desk, terminal).await,
            Self::Deliveries => deliveries(desk, terminal).await,
        }
    }
}

const NONE: &str = "there is no webhook; `consentry webhook set URL` sets one";

async fn set(desk: &Desk, terminal: &mut Terminal, address: &str) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let secret = desk.service.set_webhook(&ACTOR, &tenant, Some(address)).await?;
    let Some(secret) = secret else { anyhow::bail!("no secret was made") };
    let secret = secret.expose();
    let line = format!(
        "{secret}\nThis secret signs the events to {address} (header consentry-signature). It is \
         shown once; one that was set before does not count any more."
    );
    desk.done(terminal, &json!({ "address": address, "secret": secret }), line)
}

async fn test(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    if !desk.service.test_webhook(&tenant).await? {
        anyhow::bail!("{NONE}");
    }
    let line = "a test event is queued; a running server sends it, and `consentry webhook \
                deliveries` shows what came of it";
    desk.done(terminal, &json!({ "queued": true }), line)
}

async fn deliveries(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let all = desk.service.deliveries(&tenant).await?;
    let values: Vec<Value> = all.iter().map(told).collect();
    let heading = ["at", "event", "state", "tries", "next try", "last error"];
    desk.list(terminal, &values, &heading, |value| {
        let tries = value.get("attempts").map(ToString::to_string).unwrap_or_default();
        let short = |key: &str| text(value, key).replace('T', " ").chars().take(19).collect();
        vec![
            short("at"),
            text(value, "event"),
            text(value, "state"),
            tries,
            short("next_attempt_at"),
            text(value, "last_error"),
        ]
    })
}

fn told(delivery: &Delivery) -> Value {
    let state = match delivery.state {
        MailState::Queued => "waiting",
        MailState::Sent => "sent",
        MailState::Failed => "given up",
    };
    let waits = delivery.state == MailState::Queued;
    let next = waits.then(|| delivery.next_attempt_at.to_string());
    json!({
        "id": delivery.id,
        "at": delivery.created_at.to_string(),
        "address": delivery.address,
        "event": delivery.event,
        "state": state,
        "attempts": delivery.attempts,
        "next_attempt_at": next,
        "last_error": delivery.last_error,
        "body": serde_json::from_str::<Value>(&delivery.body).unwrap_or_default(),
    })
}
