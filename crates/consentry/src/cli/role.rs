//! `consentry role list|assign|remove`.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use consentry_model::{DirectoryRole, Upn};
use consentry_service::UserChange;
use serde::Serialize;
use serde_json::json;

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    user::all_users,
};

/// Directory roles and who holds them.
#[derive(Debug, Args)]
pub(super) struct RoleArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All roles, and who holds them in the tenant.
    List,
    /// Give a user a role.
    Assign {
        /// The role's name or template id.
        role: DirectoryRole,
        /// The user.
        user: Upn,
    },
    /// Take a role from a user.
    Remove {
        /// The role's name or template id.
        role: DirectoryRole,
        /// The user.
        user: Upn,
    },
}

#[derive(Debug, Serialize)]
struct RoleShown {
    name: &'static str,
    template_id: &'static str,
    holders: Vec<String>,
}

impl RoleArgs {
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
            Self::Assign { role, user } => {
                let add_roles = BTreeSet::from([role]);
                let change = UserChange { add_roles, ..UserChange::default() };
                set(desk, terminal, &user, change, format!("{user} is {role}")).await
            }
            Self::Remove { role, user } => {
                let remove_roles = BTreeSet::from([role]);
                let change = UserChange { remove_roles, ..UserChange::default() };
                set(desk, terminal, &user, change, format!("{user} is not {role}")).await
            }
        }
    }
}

async fn list(desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let users = all_users(desk, &tenant).await?;
    let shown = |role: &DirectoryRole| RoleShown {
        name: role.name(),
        template_id: role.template_id(),
        holders: users
            .iter()
            .filter(|user| user.roles.contains(role))
            .map(|user| user.upn.to_string())
            .collect(),
    };
    let roles: Vec<RoleShown> = DirectoryRole::ALL.iter().map(shown).collect();
    desk.list(terminal, &roles, &["role", "template id", "holders"], |role| {
        vec![role.name.to_owned(), role.template_id.to_owned(), role.holders.join(", ")]
    })
}

async fn set(
    desk: &Desk,
    terminal: &mut Terminal,
    user: &Upn,
    change: UserChange,
    line: String,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(user)).await?;
    let user = desk.service.change_user(&ACTOR, &tenant, user, change).await?;
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    desk.done(terminal, &json!({ "user": user.upn, "roles": roles }), line)
}
