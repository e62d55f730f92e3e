//! `consentry group list|show|add|add-member|remove-member`.

use clap::{Args, Subcommand};
use consentry_model::{DisplayName, Switch, Upn};
use consentry_store::Group;
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    words::{put, text},
};

/// Groups of users.
#[derive(Debug, Args)]
pub(super) struct GroupArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// The tenant's groups.
    List,
    /// A group and its members.
    Show {
        /// Its name.
        name: DisplayName,
    },
    /// Add a group.
    Add {
        /// Its name.
        name: DisplayName,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
    },
    /// Make a user a member.
    AddMember {
        /// The group's name.
        name: DisplayName,
        /// The user.
        user: Upn,
    },
    /// End a membership.
    RemoveMember {
        /// The group's name.
        name: DisplayName,
        /// The user.
        user: Upn,
    },
}

impl GroupArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

fn told(group: &Group) -> Value {
    json!({ "id": group.id, "name": group.name, "description": group.description })
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List => {
                let tenant = desk.tenant_of(None).await?;
                let groups = desk.service.store().read().await?.groups(tenant.id).await?;
                let values: Vec<Value> = groups.iter().map(told).collect();
                desk.list(terminal, &values, &["name", "id", "description"], |value| {
                    vec![text(value, "name"), text(value, "id"), text(value, "description")]
                })
            }
            Self::Show { name } => {
                let tenant = desk.tenant_of(None).await?;
                let group = desk.service.group_named(&tenant, &name).await?;
                let members = desk.service.store().read().await?.members(group.id).await?;
                let names: Vec<String> = members.iter().map(|user| user.upn.to_string()).collect();
                let mut value = told(&group);
                put(&mut value, "members", json!(names));
                desk.show(
                    terminal,
                    &value,
                    &[
                        ("name", group.name.to_string()),
                        ("id", group.id.to_string()),
                        ("description", group.description.unwrap_or_default()),
                        ("members", names.join(", ")),
                    ],
                )
            }
            Self::Add { name, description } => {
                let tenant = desk.tenant_of(None).await?;
                let group = desk.service.add_group(&ACTOR, &tenant, name, description).await?;
                let line = format!("{} has the id {}", group.name, group.id);
                desk.done(terminal, &told(&group), line)
            }
            Self::AddMember { name, user } => set(desk, terminal, (&name, &user), Switch::On).await,
            Self::RemoveMember { name, user } => {
                set(desk, terminal, (&name, &user), Switch::Off).await
            }
        }
    }
}

async fn set(
    desk: &Desk,
    terminal: &mut Terminal,
    (name, user): (&DisplayName, &Upn),
    member: Switch,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(user)).await?;
    let changed = desk.service.set_member(&ACTOR, &tenant, (name, user), member).await?;
    let state = if member.is_on() { "is" } else { "is not" };
    let before = if changed { "now" } else { "as before" };
    let told = json!({ "group": name, "user": user, "member": member.is_on(), "changed": changed });
    desk.done(terminal, &told, format_args!("{user} {state} in {name}, {before}"))
}
