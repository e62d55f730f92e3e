//! `consentry group list|show|add|add-member|remove-member|add-owner|remove-owner`.

use clap::{Args, Subcommand};
use consentry_model::{DisplayName, Switch, Upn, User};
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
    /// A group, its members and its owners.
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
    /// Make a user an owner.
    AddOwner {
        /// The group's name.
        name: DisplayName,
        /// The user.
        user: Upn,
    },
    /// End an ownership.
    RemoveOwner {
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
                let mut read = desk.service.store().read().await?;
                let names = |users: &[User]| -> Vec<String> {
                    users.iter().map(|user| user.upn.to_string()).collect()
                };
                let members = names(&read.members(group.id).await?);
                let owners = names(&read.owners(group.id).await?);
                drop(read);
                let mut value = told(&group);
                put(&mut value, "members", json!(members));
                put(&mut value, "owners", json!(owners));
                desk.show(
                    terminal,
                    &value,
                    &[
                        ("name", group.name.to_string()),
                        ("id", group.id.to_string()),
                        ("description", group.description.unwrap_or_default()),
                        ("owners", owners.join(", ")),
                        ("members", members.join(", ")),
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
            Self::AddOwner { name, user } => {
                set_owner(desk, terminal, (&name, &user), Switch::On).await
            }
            Self::RemoveOwner { name, user } => {
                set_owner(desk, terminal, (&name, &user), Switch::Off).await
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

async fn set_owner(
    desk: &Desk,
    terminal: &mut Terminal,
    (name, user): (&DisplayName, &Upn),
    owner: Switch,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(user)).await?;
    let changed = desk.service.set_owner(&ACTOR, &tenant, (name, user), owner).await?;
    let state = if owner.is_on() { "owns" } else { "does not own" };
    let before = if changed { "now" } else { "as before" };
    let told = json!({ "group": name, "user": user, "owner": owner.is_on(), "changed": changed });
    desk.done(terminal, &told, format_args!("{user} {state} {name}, {before}"))
}
