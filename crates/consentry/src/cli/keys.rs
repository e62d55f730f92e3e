//! `consentry keys list`.

use clap::{Args, Subcommand};
use consentry_token::keys::{KeyScope, KeyState};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, Desk, DeskArgs},
    words::text,
};

/// The keys that sign tokens.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All keys, the oldest first.
    List,
}

impl KeysArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let Verb::List = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| list(desk, terminal).await).await
    }
}

async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let now = desk.service.clock().now();
    let held = desk.service.store().read().await?.signing_keys().await?;
    let values: Vec<Value> = held
        .iter()
        .map(|held| {
            let scope = match held.life.scope {
                KeyScope::Installation => "installation".to_owned(),
                KeyScope::Tenant(tenant) => tenant.to_string(),
            };
            json!({
                "kid": held.key.kid(),
                "for": scope,
                "state": state_word(held.life.state(now)),
                "not_before": held.life.not_before.to_string(),
                "signs_until": held.life.signs_until.map(|at| at.to_string()),
                "retires_at": held.life.retires_at.map(|at| at.to_string()),
            })
        })
        .collect();
    desk.list(terminal, &values, &["key", "for", "state", "from"], |value| {
        ["kid", "for", "state", "not_before"].iter().map(|key| text(value, key)).collect()
    })
}

const fn state_word(state: KeyState) -> &'static str {
    match state {
        KeyState::Next => "next",
        KeyState::Current => "signs",
        KeyState::Previous => "verifies",
        KeyState::Retired => "retired",
    }
}
