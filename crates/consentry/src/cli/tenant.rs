//! `consentry tenant create|list|show|set`.

mod consent;
mod passwords;
mod set;
mod show;
mod workflow;

use clap::{Args, Subcommand};
use consentry_model::{DisplayName, DomainName, Upn};
use consentry_service::NewTenant;
use serde_json::json;

pub(super) use self::consent::ConsentSettings;
use self::{consent::DefaultsWord, set::SetArgs, show::domains};
use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
};

/// Organisations and what their administrators have set.
#[derive(Debug, Args)]
pub(super) struct TenantArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a tenant and its first administrator; prints his one-time password once.
    Create {
        /// The organisation's name.
        name: DisplayName,
        /// Its first domain.
        #[arg(long)]
        domain: DomainName,
        /// The sign-in name of its first administrator.
        #[arg(long, value_name = "UPN")]
        admin: Upn,
        /// Whose defaults it begins with: this program's, or the original's of a year.
        #[arg(long, value_enum, default_value_t = DefaultsWord::Consentry)]
        defaults: DefaultsWord,
    },
    /// All tenants.
    List,
    /// One tenant with its settings.
    Show,
    /// Change settings.
    Set(Box<SetArgs>),
}

impl TenantArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Create { name, domain, admin, defaults } => {
                let defaults = defaults.into();
                create(desk, terminal, NewTenant { name, domain, admin, defaults }).await
            }
            Self::List => {
                let tenants = desk.service.tenants().await?;
                desk.list(terminal, &tenants, &["name", "id", "domains"], |tenant| {
                    vec![tenant.name.to_string(), tenant.id.to_string(), domains(tenant)]
                })
            }
            Self::Show => {
                let tenant = desk.tenant_of(None).await?;
                show::run(desk, terminal, &tenant).await
            }
            Self::Set(args) => args.run(desk, terminal).await,
        }
    }
}

async fn create(desk: &Desk, terminal: &mut Terminal, new: NewTenant) -> anyhow::Result<Exit> {
    let made = desk.service.create_tenant(&ACTOR, new).await?;
    let told = json!({
        "id": made.tenant.id,
        "name": made.tenant.name,
        "domain": made.tenant.domains.first(),
        "admin": made.admin.upn,
        "one_time_password": made.password.expose(),
    });
    let line = format!(
        "{} has the id {}\n{} signs in with the one-time password {}",
        made.tenant.name,
        made.tenant.id,
        made.admin.upn,
        made.password.expose()
    );
    desk.done(terminal, &told, line)
}
