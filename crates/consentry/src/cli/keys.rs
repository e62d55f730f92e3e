//! `consentry keys list|rotate|retire|export-public|reseal`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use consentry_model::Tenant;
use consentry_service::{KeyMade, Roll, Version};
use consentry_token::keys::{HeldKey, KeyLife, KeyScope, KeyState};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    words::{moment, text},
};
use crate::installation::Installation;

/// The keys that sign tokens, and the key that seals secrets.
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
    /// Make a new signing key, for one tenant alone if `--tenant` names one. It is published now
    /// and signs from tomorrow on, so no sign-in fails.
    Rotate {
        /// For a key that somebody may have: the new one signs at once. Clients read the key
        /// document again when they meet it. Tokens of the old key count until they end; `keys
        /// retire` ends them too.
        #[arg(long)]
        now: bool,
    },
    /// Let no token count that a key signed, from now on. If it is the one that signs, a new one
    /// takes its place.
    Retire {
        /// The key's id, as `keys list` shows it.
        #[arg(value_name = "KEY")]
        kid: String,
    },
    /// The public keys, for programs that check tokens: as the key document, or in PEM. With
    /// `--tenant`, those of the tenant alone are among them.
    ExportPublic {
        #[command(flatten)]
        form: FormArgs,
    },
    /// Seal all secrets anew under another master key. Stop the server first, and start it with
    /// the new key afterwards.
    Reseal {
        /// The file of the new key; made where there is none.
        #[arg(long, value_name = "FILE")]
        new_master_key_file: PathBuf,
    },
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct FormArgs {
    /// PEM, one public key after the other, each below a line with its id.
    #[arg(long)]
    pem: bool,
    /// The key document (the default).
    #[arg(long)]
    jwks: bool,
}

impl KeysArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List => list(desk, terminal).await,
            Self::Rotate { now } => {
                let roll = if now { Roll::AtOnce } else { Roll::Planned };
                rotate(desk, terminal, roll).await
            }
            Self::Retire { kid } => retire(desk, terminal, &kid).await,
            Self::ExportPublic { form } => export(desk, terminal, &form).await,
            Self::Reseal { new_master_key_file } => {
                reseal(desk, terminal, new_master_key_file).await
            }
        }
    }
}

/// The tenant that was named, and only if one was.
async fn named(desk: &Desk) -> anyhow::Result<Option<Tenant>> {
    if desk.names_tenant() { Ok(Some(desk.tenant_of(None).await?)) } else { Ok(None) }
}

async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let now = desk.service.clock().now();
    let held = desk.service.store().read().await?.signing_keys().await?;
    let tenants = desk.service.tenants().await?;
    let values: Vec<Value> = held
        .iter()
        .map(|held| {
            let scope = match held.life.scope {
                KeyScope::Installation => "installation".to_owned(),
                KeyScope::Tenant(id) => tenants
                    .iter()
                    .find(|tenant| tenant.id == id)
                    .map_or_else(|| id.to_string(), |tenant| tenant.name.to_string()),
            };
            told(held.key.kid(), &scope, &held.life, held.life.state(now))
        })
        .collect();
    let heading = ["key", "for", "state", "signs from", "signs until", "counts until"];
    desk.list(terminal, &values, &heading, |value| {
        let short = |key: &str, length: usize| -> String {
            text(value, key).replace('T', " ").chars().take(length).collect()
        };
        let whose = text(value, "for").replace("installation", "all");
        vec![
            text(value, "kid"),
            whose,
            text(value, "state"),
            short("not_before", 16),
            short("signs_until", 16),
            short("retires_at", 10),
        ]
    })
}

fn told(kid: &str, scope: &str, life: &KeyLife, state: KeyState) -> Value {
    let tenant = match life.scope {
        KeyScope::Installation => None,
        KeyScope::Tenant(tenant) => Some(tenant),
    };
    json!({
        "kid": kid,
        "for": scope,
        "tenant_id": tenant,
        "state": state_word(state),
        "not_before": life.not_before.to_string(),
        "signs_until": life.signs_until.map(|at| at.to_string()),
        "retires_at": life.retires_at.map(|at| at.to_string()),
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

/// A key that was made, as JSON.
fn made_value(made: &KeyMade) -> Value {
    json!({ "kid": made.kid, "not_before": made.life.not_before.to_string() })
}

async fn rotate(desk: &Desk, terminal: &mut Terminal, roll: Roll) -> anyhow::Result<Exit> {
    let tenant = named(desk).await?;
    let scope = tenant.as_ref().map_or(KeyScope::Installation, |one| KeyScope::Tenant(one.id));
    let made = desk.service.rotate_keys(&ACTOR, scope, roll).await?;
    let whose = tenant.map_or_else(|| "all tenants".to_owned(), |tenant| tenant.name.to_string());
    let kid = &made.kid;
    let line = match roll {
        Roll::Planned => format!(
            "{kid} is published for {whose} and signs from {} on",
            moment(made.life.not_before)
        ),
        Roll::AtOnce => format!(
            "{kid} signs for {whose} from now on; tokens of the key before it count until they \
             end, unless `consentry keys retire` ends them"
        ),
    };
    desk.done(terminal, &made_value(&made), line)
}

async fn retire(desk: &Desk, terminal: &mut Terminal, kid: &str) -> anyhow::Result<Exit> {
    let retired = desk.service.retire_key(&ACTOR, kid).await?;
    let value = json!({
        "kid": retired.kid,
        "replaced_by": retired.replaced_by.as_ref().map(made_value),
    });
    let mut line = format!("{kid} is retired: no token that it signed counts any more");
    if let Some(made) = &retired.replaced_by {
        line.push_str("; ");
        line.push_str(&made.kid);
        line.push_str(" signs from now on");
    }
    desk.done(terminal, &value, line)
}

async fn export(desk: &Desk, terminal: &mut Terminal, form: &FormArgs) -> anyhow::Result<Exit> {
    let tenant = named(desk).await?.map(|tenant| tenant.id);
    if !form.pem {
        terminal.json(&desk.service.key_document(tenant, Version::V2).await?)?;
        return Ok(Exit::Done);
    }
    let now = desk.service.clock().now();
    let held = desk.service.store().read().await?.signing_keys().await?;
    let shown = |held: &&HeldKey| {
        held.life.state(now) != KeyState::Retired
            && match held.life.scope {
                KeyScope::Installation => true,
                KeyScope::Tenant(own) => Some(own) == tenant,
            }
    };
    for held in held.iter().filter(shown) {
        terminal.line(format_args!("# {}", held.key.kid()))?;
        terminal.line(held.key.public().pem().trim_end())?;
    }
    Ok(Exit::Done)
}

async fn reseal(desk: &Desk, terminal: &mut Terminal, file: PathBuf) -> anyhow::Result<Exit> {
    let sealed = Installation::reseal(desk.service.store(), &file).await?;
    let value = json!({ "sealed": sealed, "master_key_file": file.display().to_string() });
    let line = format!(
        "{sealed} secrets are sealed under the key in `{file}`. From now on this installation opens \
         with that key alone: put it where the old one was (`{old}`), or name it in the \
         configuration, and start every server again.",
        file = file.display(),
        old = desk.master_key(),
    );
    desk.done(terminal, &value, line)
}
