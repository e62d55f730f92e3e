//! `consentry policy list|show|create|set|delete|include|exclude|remove-condition` and
//! `consentry policy classifications|classify|starter-set`.

mod classify;
mod conditions;
mod shown;

use clap::{Args, Subcommand};
use consentry_model::{ConditionSetId, ConsentPolicy, DisplayName, PolicyId};
use consentry_service::{DirectoryError, PolicyChange, PolicySide};
use serde_json::json;

use self::{
    classify::{ClassifyArgs, ResourceArg},
    conditions::ConditionArgs,
};
use super::{
    Exit, Terminal, WrongUsage,
    desk::{self, ACTOR, Desk, DeskArgs},
};

/// App consent policies: which consents are allowed; and how harmful permissions are.
#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// The shipped policies, then the tenant's own, and where they are in use.
    List,
    /// One policy with its conditions.
    Show {
        /// Its id.
        id: PolicyId,
    },
    /// Make a policy, which allows nothing yet.
    Create {
        /// Its id, which cannot be changed later.
        id: PolicyId,
        /// The name to show.
        #[arg(long)]
        name: DisplayName,
        /// What it is for.
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Give a policy another name or description.
    Set {
        /// Its id.
        id: PolicyId,
        /// The name to show.
        #[arg(long)]
        name: Option<DisplayName>,
        /// What it is for; empty takes it away.
        #[arg(long)]
        description: Option<String>,
    },
    /// Delete a policy that is in use nowhere.
    Delete {
        /// Its id.
        id: PolicyId,
    },
    /// Allow what meets all of these conditions.
    Include(ConditionArgs),
    /// Leave out what meets all of these conditions, whatever else is allowed.
    Exclude(ConditionArgs),
    /// Take a set of conditions out of a policy.
    RemoveCondition {
        /// The policy's id.
        id: PolicyId,
        /// The set's id, as `show` tells it.
        #[arg(value_name = "SETID")]
        set: ConditionSetId,
    },
    /// How the tenant classified permissions: those of Exchange and Graph, or of one resource.
    Classifications(ResourceArg),
    /// Say how harmful permissions are.
    Classify(ClassifyArgs),
    /// Permissions that only sign people in, suggested as low impact.
    StarterSet {
        /// Classify them so, as far as they are not classified.
        #[arg(long)]
        apply: bool,
    },
}

impl PolicyArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List => shown::list(desk, terminal).await,
            Self::Show { id } => {
                let tenant = desk.tenant_of(None).await?;
                shown::one(desk, terminal, &tenant, &id).await
            }
            Self::Create { id, name, description } => {
                let (includes, excludes) = (Vec::new(), Vec::new());
                let new = ConsentPolicy { id, name, description, includes, excludes };
                create(desk, terminal, new).await
            }
            Self::Set { id, name, description } => {
                describe(desk, terminal, &id, (name, description)).await
            }
            Self::Delete { id } => delete(desk, terminal, &id).await,
            Self::Include(args) => args.run(desk, terminal, PolicySide::Includes).await,
            Self::Exclude(args) => args.run(desk, terminal, PolicySide::Excludes).await,
            Self::RemoveCondition { id, set } => {
                let tenant = desk.tenant_of(None).await?;
                let change = PolicyChange::Remove(set);
                desk.service.change_policy(&ACTOR, &tenant, &id, change).await?;
                shown::one(desk, terminal, &tenant, &id).await
            }
            Self::Classifications(args) => classify::list(desk, terminal, args).await,
            Self::Classify(args) => args.run(desk, terminal).await,
            Self::StarterSet { apply: false } => classify::starter_set(desk, terminal).await,
            Self::StarterSet { apply: true } => classify::apply_starter_set(desk, terminal).await,
        }
    }
}

async fn create(desk: &Desk, terminal: &mut Terminal, new: ConsentPolicy) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let id = new.id.clone();
    let told = json!(new);
    desk.service.create_policy(&ACTOR, &tenant, new).await?;
    let line = format!(
        "policy {id} is there and allows nothing yet; `consentry policy include {id}` adds \
         conditions, `consentry tenant set --users-may-consent {id}` puts it to use"
    );
    desk.done(terminal, &told, line)
}

async fn delete(desk: &Desk, terminal: &mut Terminal, id: &PolicyId) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    if let Err(error) = desk.service.delete_policy(&ACTOR, &tenant, id).await {
        let DirectoryError::Conflict(text) = &error else { return Err(error.into()) };
        let uses = shown::used_by(desk, &tenant, id).await?;
        anyhow::bail!("{text}; it is in use for {}", uses.join("; "));
    }
    let line = format!("policy {id} is deleted");
    desk.done(terminal, &json!({ "id": id, "deleted": true }), line)
}

async fn describe(
    desk: &Desk,
    terminal: &mut Terminal,
    id: &PolicyId,
    (name, description): (Option<DisplayName>, Option<String>),
) -> anyhow::Result<Exit> {
    if name.is_none() && description.is_none() {
        let text = "nothing to set: name --name or --description";
        return Err(WrongUsage(text.to_owned()).into());
    }
    let tenant = desk.tenant_of(None).await?;
    let held = desk.service.policy(&tenant, id).await?.policy;
    let name = name.unwrap_or(held.name);
    let description = description.unwrap_or(held.description);
    let change = PolicyChange::Describe(name, description);
    desk.service.change_policy(&ACTOR, &tenant, id, change).await?;
    shown::one(desk, terminal, &tenant, id).await
}
