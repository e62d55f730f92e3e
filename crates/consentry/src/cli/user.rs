//! `consentry user list|show|add|set|enable|disable|unlock|sign-out|set-password|recover|import-mail`.

mod change;
mod import_mail;
mod sessions;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use consentry_model::{AccountState, PasswordState, Secret, Tenant, Upn, User};
use consentry_service::{Locked, UserChange};
use consentry_store::{Familiarity, Page};
use serde_json::{Value, json};

use self::{
    change::{AddArgs, SetArgs},
    import_mail::ImportMailArgs,
};
use super::{
    Exit, Terminal, WrongUsage,
    desk::{self, ACTOR, Desk, DeskArgs},
    words::{mailbox_word, put, text},
};

/// Users read from the store in one go.
const AT_ONCE: u32 = 1000;

/// Users of a tenant.
#[derive(Debug, Args)]
pub(super) struct UserArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All users of the tenant.
    List,
    /// One user.
    Show {
        /// His sign-in name.
        upn: Upn,
    },
    /// Add a user; without a password he gets a one-time password, printed once.
    Add(Box<AddArgs>),
    /// Change a user.
    Set(Box<SetArgs>),
    /// Let a user sign in again.
    Enable {
        /// His sign-in name.
        upn: Upn,
    },
    /// Let a user sign in no more: his tokens and sessions end with his next request.
    Disable {
        /// His sign-in name.
        upn: Upn,
    },
    /// Unlock a user after too many wrong passwords.
    Unlock {
        /// His sign-in name.
        upn: Upn,
    },
    /// Sign a user out everywhere: browsers, phones and programs begin anew with their next request.
    SignOut {
        /// His sign-in name.
        upn: Upn,
    },
    /// Where a user is signed in: browsers and applications.
    Sessions {
        /// His sign-in name.
        upn: Upn,
    },
    /// Give a user a password that stays; what he proved before is void.
    SetPassword {
        /// His sign-in name.
        upn: Upn,
        /// Read the password from standard input, as its first line.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Hand out a one-time password, printed once; what he proved before is void.
    Recover {
        /// His sign-in name.
        upn: Upn,
    },
    /// Take mail over from a Maildir, an mbox file, a message or a folder of messages.
    ImportMail(ImportMailArgs),
}

impl UserArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        // Asked for before anything else, so that Ctrl-C at the question simply ends.
        let password = verb.password(terminal)?;
        desk::at(self.desk, terminal, async move |desk, terminal| {
            verb.run(password, desk, terminal).await
        })
        .await
    }
}

impl Verb {
    /// The password, where the command takes one.
    fn password(&self, terminal: &mut Terminal) -> anyhow::Result<Option<Secret<String>>> {
        match self {
            Self::SetPassword { password_stdin, .. } => {
                password_from(terminal, *password_stdin).map(Some)
            }
            Self::Add(args) if args.password_stdin => password_from(terminal, true).map(Some),
            _ => Ok(None),
        }
    }

    async fn run(
        self,
        password: Option<Secret<String>>,
        desk: &Desk,
        terminal: &mut Terminal,
    ) -> anyhow::Result<Exit> {
        match self {
            Self::List => list(desk, terminal).await,
            Self::Show { upn } => {
                let tenant = desk.tenant_of(Some(&upn)).await?;
                let user = desk.service.user_named(&tenant, &upn).await?;
                show(desk, terminal, &tenant, &user).await
            }
            Self::Add(args) => args.run(password, desk, terminal).await,
            Self::Set(args) => args.run(desk, terminal).await,
            Self::Enable { upn } => set_state(desk, terminal, &upn, AccountState::Enabled).await,
            Self::Disable { upn } => set_state(desk, terminal, &upn, AccountState::Disabled).await,
            Self::Unlock { upn } => unlock(desk, terminal, &upn).await,
            Self::SignOut { upn } => {
                let tenant = desk.tenant_of(Some(&upn)).await?;
                desk.service.sign_out_user(&ACTOR, &tenant, &upn).await?;
                let line = format!("{upn} is signed out everywhere; his consents stay");
                desk.done(terminal, &json!({ "upn": upn, "signed_out": true }), line)
            }
            Self::Sessions { upn } => sessions::list(desk, terminal, &upn).await,
            Self::SetPassword { upn, .. } => {
                let password = password.context("a password is needed")?;
                let tenant = desk.tenant_of(Some(&upn)).await?;
                desk.service.set_user_password(&ACTOR, &tenant, &upn, password).await?;
                desk.done(
                    terminal,
                    &json!({ "upn": upn }),
                    format_args!("{upn} has a new password"),
                )
            }
            Self::Recover { upn } => {
                let tenant = desk.tenant_of(Some(&upn)).await?;
                let password = desk.service.recover_user(&ACTOR, &tenant, &upn).await?;
                let told = json!({ "upn": upn, "one_time_password": password.expose() });
                let line = format!("{upn} has the one-time password {}", password.expose());
                desk.done(terminal, &told, line)
            }
            Self::ImportMail(args) => args.run(desk, terminal).await,
        }
    }
}

/// A password never stands in an argument: standard input, or a prompt on a terminal.
fn password_from(terminal: &mut Terminal, stdin: bool) -> anyhow::Result<Secret<String>> {
    use std::io::IsTerminal as _;
    if !stdin && !std::io::stdin().is_terminal() {
        let rule = "a password is read from standard input with --password-stdin";
        return Err(WrongUsage(rule.to_owned()).into());
    }
    Ok(Secret::new(terminal.secret("password")?))
}

/// Every user of a tenant.
pub(super) async fn all_users(desk: &Desk, tenant: &Tenant) -> anyhow::Result<Vec<User>> {
    let mut read = desk.service.store().read().await?;
    let mut page = Page::first(AT_ONCE);
    let mut users = Vec::new();
    loop {
        let part = read.users(tenant.id, page.clone()).await?;
        users.extend(part.rows);
        let Some(next) = part.next else { return Ok(users) };
        page.after = Some(next);
    }
}

async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let users = all_users(desk, &tenant).await?;
    let values: Vec<Value> = users.iter().map(told).collect();
    let heading = ["user", "name", "state", "mailbox", "roles"];
    desk.list(terminal, &values, &heading, |value| {
        let roles = value.get("roles").and_then(Value::as_array).map(Vec::as_slice);
        let roles = roles.unwrap_or_default();
        let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
        vec![
            text(value, "upn"),
            text(value, "display_name"),
            text(value, "state"),
            text(value, "mailbox"),
            roles.join(", "),
        ]
    })
}

fn told(user: &User) -> Value {
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    json!({
        "id": user.id,
        "upn": user.upn,
        "display_name": user.display_name,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "language": user.language,
        "kind": user.kind,
        "state": user.state,
        "one_time_password": user.password == PasswordState::OneTime,
        "roles": roles,
        "mailbox": user.mailbox.map_or_else(|| "as the tenant".to_owned(), mailbox_word),
        "created_at": user.created_at.to_string(),
    })
}

async fn unlock(desk: &Desk, terminal: &mut Terminal, upn: &Upn) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(upn)).await?;
    let was_locked = desk.service.unlock_user(&ACTOR, &tenant, upn).await?;
    let line = if was_locked { "is unlocked" } else { "was not locked" };
    let told = json!({ "upn": upn, "was_locked": was_locked });
    desk.done(terminal, &told, format_args!("{upn} {line}"))
}

/// Until when, and for whom.
fn lock_word(lock: &Locked) -> String {
    let whom = match lock.familiar {
        Familiarity::Familiar => "networks he signed in from before",
        Familiarity::Unfamiliar => "all other networks",
    };
    format!("until {} for {whom}", lock.until)
}

async fn show(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
    user: &User,
) -> anyhow::Result<Exit> {
    let locks = desk.service.locks_of(tenant, &user.upn).await?;
    let mut value = told(user);
    let words: Vec<String> = locks.iter().map(lock_word).collect();
    put(&mut value, "locked", json!(words));
    let property = |key: &str| text(&value, key);
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    let password = match user.password {
        PasswordState::Current => "current",
        PasswordState::OneTime => "one-time: he must choose one at his next sign-in",
    };
    desk.show(
        terminal,
        &value,
        &[
            ("user", property("upn")),
            ("id", property("id")),
            ("name", property("display_name")),
            ("given name", property("given_name")),
            ("family name", property("family_name")),
            ("language", property("language")),
            ("kind", property("kind")),
            ("state", property("state")),
            ("password", password.to_owned()),
            ("locked", if words.is_empty() { "no".to_owned() } else { words.join(", ") }),
            ("roles", roles.join(", ")),
            ("mailbox", property("mailbox")),
            ("made", property("created_at")),
        ],
    )
}

async fn set_state(
    desk: &Desk,
    terminal: &mut Terminal,
    upn: &Upn,
    state: AccountState,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(upn)).await?;
    let change = UserChange::state(state);
    let user = desk.service.change_user(&ACTOR, &tenant, upn, change).await?;
    let word = match state {
        AccountState::Enabled => "may sign in",
        AccountState::Disabled => "may not sign in",
    };
    desk.done(terminal, &told(&user), format_args!("{} {word}", user.upn))
}
