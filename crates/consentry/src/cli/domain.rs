//! `consentry domain list|add|remove`.

use clap::{Args, Subcommand};
use consentry_model::DomainName;
use serde_json::json;

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
};

/// Domains of a tenant; a domain belongs to one tenant.
#[derive(Debug, Args)]
pub(super) struct DomainArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// The tenant's domains, the default first.
    List,
    /// Add a domain that you assert to own.
    Add {
        /// The domain.
        domain: DomainName,
    },
    /// Take a domain away in which nobody is.
    Remove {
        /// The domain.
        domain: DomainName,
    },
}

impl DomainArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        match self {
            Self::List => {
                desk.list(terminal, &tenant.domains, &["domain"], |domain| vec![domain.to_string()])
            }
            Self::Add { domain } => {
                desk.service.add_domain(&ACTOR, &tenant, &domain).await?;
                let told = json!({ "domain": domain, "tenant": tenant.id });
                desk.done(terminal, &told, format_args!("{domain} belongs to {}", tenant.name))
            }
            Self::Remove { domain } => {
                desk.service.remove_domain(&ACTOR, &tenant, &domain).await?;
                let told = json!({ "removed": domain, "tenant": tenant.id });
                desk.done(terminal, &told, format_args!("{domain} is free"))
            }
        }
    }
}
