//! `consentry app list|show|register|set|assign|unassign|add-redirect|delete|restore`, `consentry app
//! add-secret|remove-secret|add-certificate|remove-certificate` and `consentry app
//! verify-publisher|unverify-publisher`; what else changes a registration is in [`registration`].

mod credentials;
mod publisher;
mod register;
mod registration;
mod set;
mod shown;

use clap::{Args, Subcommand};
use consentry_model::{AppId, DisplayName, ScopeValue, Switch, Upn};
use consentry_service::Assigned;
use serde_json::json;

use self::{
    credentials::{AddCertificateArgs, AddSecretArgs, RemoveCertificateArgs, RemoveSecretArgs},
    publisher::VerifyArgs,
    register::{RedirectArgs, RegisterArgs},
    registration::RegistrationVerb,
    set::SetArgs,
};
use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
};

/// Applications: registrations, and what a tenant has met of them.
#[derive(Debug, Args)]
pub(super) struct AppArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// The applications that the tenant has met or registered, who consented and who uses them.
    List {
        /// Those that were deleted and can be restored.
        #[arg(long)]
        deleted: bool,
        /// Registrations that were deleted and can be restored.
        #[arg(long, conflicts_with = "deleted")]
        deleted_registrations: bool,
    },
    /// One application, and who is on its list.
    Show {
        /// Its client id.
        app: AppId,
    },
    /// Register an application in the tenant.
    Register(Box<RegisterArgs>),
    /// Change an application in the tenant; it appears there if it had not.
    Set(SetArgs),
    /// Vouch for an application's publisher.
    VerifyPublisher(VerifyArgs),
    /// Vouch for it no more; the name stays.
    UnverifyPublisher {
        /// Its client id.
        app: AppId,
    },
    /// Put a user or a group on the application's list.
    Assign {
        /// Its client id.
        app: AppId,
        #[command(flatten)]
        whom: Whom,
        /// An application role besides, by its value: it stands in the user's tokens.
        #[arg(long, value_name = "ROLE")]
        role: Option<ScopeValue>,
    },
    /// Take a user or a group off the application's list.
    Unassign {
        /// Its client id.
        app: AppId,
        #[command(flatten)]
        whom: Whom,
        /// Only this application role; the list stays as it is.
        #[arg(long, value_name = "ROLE")]
        role: Option<ScopeValue>,
    },
    /// Register one more redirect address.
    AddRedirect(RedirectArgs),
    /// Make a client secret, printed once. At most two live at the same time.
    AddSecret(AddSecretArgs),
    /// Take a client secret away.
    RemoveSecret(RemoveSecretArgs),
    /// Register a certificate by which the application proves itself. At most two live at the same
    /// time.
    AddCertificate(AddCertificateArgs),
    /// Take a certificate away.
    RemoveCertificate(RemoveCertificateArgs),
    #[command(flatten)]
    Registration(RegistrationVerb),
    /// Delete the application in the tenant, with its consents and assignments.
    Delete {
        /// Its client id.
        app: AppId,
    },
    /// Bring a deleted application back, without its consents and assignments.
    Restore {
        /// Its client id.
        app: AppId,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// A user.
    #[arg(long, value_name = "UPN")]
    user: Option<Upn>,
    /// A group, by name: its members are assigned.
    #[arg(long, value_name = "NAME")]
    group: Option<DisplayName>,
}

impl AppArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List { deleted_registrations: true, .. } => {
                shown::deleted_registrations(desk, terminal).await
            }
            Self::List { deleted: false, .. } => shown::list(desk, terminal).await,
            Self::List { deleted: true, .. } => shown::deleted(desk, terminal).await,
            Self::Show { app } => {
                let tenant = desk.tenant_of(None).await?;
                shown::one(desk, terminal, &tenant, app).await
            }
            Self::Register(args) => args.run(desk, terminal).await,
            Self::Set(args) => args.run(desk, terminal).await,
            Self::VerifyPublisher(args) => args.run(desk, terminal).await,
            Self::UnverifyPublisher { app } => publisher::unverify(desk, terminal, app).await,
            Self::Assign { app, whom, role } => {
                assign(desk, terminal, (app, role), whom, Switch::On).await
            }
            Self::Unassign { app, whom, role } => {
                assign(desk, terminal, (app, role), whom, Switch::Off).await
            }
            Self::AddRedirect(args) => args.run(desk, terminal).await,
            Self::AddSecret(args) => args.run(desk, terminal).await,
            Self::RemoveSecret(args) => args.run(desk, terminal).await,
            Self::AddCertificate(args) => args.run(desk, terminal).await,
            Self::RemoveCertificate(args) => args.run(desk, terminal).await,
            Self::Registration(verb) => verb.run(desk, terminal).await,
            Self::Delete { app } => {
                let tenant = desk.tenant_of(None).await?;
                desk.service.delete_app(&ACTOR, &tenant, app).await?;
                let line = format!("{app} is deleted in {}", tenant.name);
                desk.done(terminal, &json!({ "app_id": app, "deleted": true }), line)
            }
            Self::Restore { app } => {
                let tenant = desk.tenant_of(None).await?;
                desk.service.restore_app(&ACTOR, &tenant, app).await?;
                let line = format!("{app} is back in {}; consents were not restored", tenant.name);
                desk.done(terminal, &json!({ "app_id": app, "restored": true }), line)
            }
        }
    }
}

async fn assign(
    desk: &Desk,
    terminal: &mut Terminal,
    (app, role): (AppId, Option<ScopeValue>),
    whom: Whom,
    assigned: Switch,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(whom.user.as_ref()).await?;
    let (name, whom) = match (whom.user, whom.group) {
        (Some(user), _) => (user.to_string(), Assigned::User(user)),
        (None, Some(group)) => (group.to_string(), Assigned::Group(group)),
        (None, None) => anyhow::bail!("nobody was named"),
    };
    if let Some(role) = role {
        let whom = (&whom, assigned);
        let changed = desk.service.set_app_role(&ACTOR, &tenant, app, &role, whom).await?;
        let has = if assigned.is_on() { "has" } else { "has not" };
        let told = json!({
            "app_id": app, "name": name, "role": role, "assigned": assigned.is_on(),
            "changed": changed,
        });
        return desk.done(terminal, &told, format_args!("{name} {has} the role {role}"));
    }
    let changed = desk.service.set_assigned(&ACTOR, &tenant, app, (&whom, assigned)).await?;
    let on = if assigned.is_on() { "on" } else { "off" };
    let before = if changed { "now" } else { "as before" };
    let told = json!({
        "app_id": app, "name": name, "assigned": assigned.is_on(), "changed": changed,
    });
    desk.done(terminal, &told, format_args!("{name} is {on} the list, {before}"))
}
