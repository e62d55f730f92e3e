//! The administrator's desk: which installation, which tenant, how to print.
//!
//! A command opens the same store as a running server, beside it. The folder of a demo may point to
//! a PostgreSQL server; then that is opened. Nothing is made here but the database of a
//! configuration that was never served.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use clap::Args;
use consentry_model::{Fidelity, Secret, Tenant, Upn};
use consentry_service::{MailRoute, Origin, Service, SharedAddresses};
use consentry_sql::Db;
use consentry_store::Actor;
use serde::Serialize;

use super::{Exit, Format, Terminal, WrongUsage};
use crate::{
    config,
    demo::{DATABASE_FILE, KEY_FILE},
    installation::{self, FirstStart, Installation, MasterKeySource, ORIGIN, Place, Wiring},
    runtime::SystemClock,
    serve,
};

/// Who acts: the audit log shows it so.
pub(super) const ACTOR: Actor = Actor::CommandLine;

/// What every noun of the directory takes.
#[derive(Debug, Args)]
pub(super) struct DeskArgs {
    /// The installation's folder.
    #[arg(long, global = true, value_name = "DIR", env = "CONSENTRY_DATA")]
    data: Option<PathBuf>,
    /// The server's configuration, which says where everything is kept.
    #[arg(long, global = true, value_name = "FILE", env = "CONSENTRY_CONFIG")]
    config: Option<PathBuf>,
    /// The tenant; otherwise that of the user's domain, or the only one.
    #[arg(long, global = true, value_name = "ID|DOMAIN")]
    tenant: Option<String>,
    /// For people or for programs.
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
}

/// An open installation.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) service: Service,
    databases: Vec<Db>,
    tenant: Option<String>,
    format: Format,
    master_key: String,
}

/// Opens the installation, runs a command at it and closes it. Ctrl-C leaves what is not
/// committed undone.
pub(super) async fn at<'t, F>(
    args: DeskArgs,
    terminal: &'t mut Terminal,
    command: F,
) -> anyhow::Result<Exit>
where
    F: AsyncFnOnce(&Desk, &'t mut Terminal) -> anyhow::Result<Exit>,
{
    let work = async {
        let desk = Desk::open(args).await?;
        let done = command(&desk, terminal).await;
        installation::close(&desk.databases).await;
        done
    };
    tokio::select! {
        done = Box::pin(work) => done,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            Ok(Exit::Interrupted)
        }
    }
}

impl Desk {
    async fn open(args: DeskArgs) -> anyhow::Result<Self> {
        let (installation, wiring, master_key) = match (&args.data, &args.config) {
            (Some(folder), None) => open_folder(folder).await?,
            (None, Some(file)) => {
                let settings = config::load(file).map_err(|error| WrongUsage(error.to_string()))?;
                let place = serve::place(&settings.database);
                let key = &settings.server.master_key;
                let opened = Installation::open(&place, key, FirstStart::Allowed).await?;
                (opened, serve::wiring(&settings), key.name())
            }
            (Some(_), Some(_)) => {
                let text = "a folder and a configuration are both named; choose one of --data \
                            (CONSENTRY_DATA) and --config (CONSENTRY_CONFIG)";
                return Err(WrongUsage(text.to_owned()).into());
            }
            (None, None) => {
                let text = "name the installation: --data DIR or --config FILE, or one of the \
                            variables CONSENTRY_DATA and CONSENTRY_CONFIG";
                return Err(WrongUsage(text.to_owned()).into());
            }
        };
        let databases = installation.databases();
        let service = installation.service(wiring).await?;
        let (tenant, format) = (args.tenant, args.format);
        Ok(Self { service, databases, tenant, format, master_key })
    }

    /// The tenant that was named, or that of the user's domain, or the only one.
    pub(super) async fn tenant_of(&self, user: Option<&Upn>) -> anyhow::Result<Tenant> {
        if let Some(name) = &self.tenant {
            return Ok(self.service.tenant_named(name).await?);
        }
        if let Some(user) = user {
            return Ok(self.service.tenant_named(user.domain().as_str()).await?);
        }
        let mut tenants = self.service.tenants().await?;
        match (tenants.pop(), tenants.pop()) {
            (Some(only), None) => Ok(only),
            (None, _) => {
                anyhow::bail!("there is no tenant yet; `consentry tenant create` makes one")
            }
            (Some(_), Some(_)) => {
                let text = "there are several tenants; name one by --tenant ID|DOMAIN";
                Err(WrongUsage(text.to_owned()).into())
            }
        }
    }

    /// Whether a tenant was named.
    pub(super) fn names_tenant(&self) -> bool {
        self.tenant.is_some()
    }

    /// A list: a table with a heading, or the values as JSON.
    pub(super) fn list<T: Serialize>(
        &self,
        terminal: &mut Terminal,
        values: &[T],
        heading: &[&str],
        row: impl Fn(&T) -> Vec<String>,
    ) -> anyhow::Result<Exit> {
        match self.format {
            Format::Json => terminal.json(&values)?,
            Format::Table => terminal.table(heading, values.iter().map(row))?,
        }
        Ok(Exit::Done)
    }

    /// One thing: its properties one below the other, or the value as JSON.
    pub(super) fn show<T: Serialize>(
        &self,
        terminal: &mut Terminal,
        value: &T,
        properties: &[(&str, String)],
    ) -> anyhow::Result<Exit> {
        match self.format {
            Format::Json => terminal.json(value)?,
            Format::Table => {
                let rows = properties.iter().map(|(name, text)| [(*name).to_owned(), text.clone()]);
                terminal.table(&["property", "value"], rows)?;
            }
        }
        Ok(Exit::Done)
    }

    /// What was done, in a line; as JSON the value.
    pub(super) fn done<T: Serialize>(
        &self,
        terminal: &mut Terminal,
        value: &T,
        line: impl std::fmt::Display,
    ) -> anyhow::Result<Exit> {
        match self.format {
            Format::Json => terminal.json(value)?,
            Format::Table => terminal.line(line)?,
        }
        Ok(Exit::Done)
    }

    /// Where the master key is.
    pub(super) fn master_key(&self) -> &str {
        &self.master_key
    }

    pub(super) const fn format(&self) -> Format {
        self.format
    }
}

/// The installation in a folder, with the origin and the clock that it was last served under.
async fn open_folder(folder: &Path) -> anyhow::Result<(Installation, Wiring, String)> {
    let text = |name: &str| match fs::read_to_string(folder.join(name)) {
        Ok(text) => Some(text.trim().to_owned()),
        Err(_) => None,
    };
    let place = text(DATABASE_FILE).map_or_else(
        || Place::Embedded(folder.to_owned()),
        |url| Place::Postgres(Secret::new(url)),
    );
    let key = text(KEY_FILE).map_or_else(|| folder.join("master.key"), PathBuf::from);
    let key = MasterKeySource::File(key);
    let installation = Installation::open(&place, &key, FirstStart::Refused)
        .await
        .with_context(|| format!("the installation in `{}`", folder.display()))?;
    let clock = SystemClock::new();
    clock.set_offset_millis(installation.lab_clock().await?);
    let origin = installation.store.read().await?.setting(ORIGIN).await?;
    let origin: Origin = origin.as_deref().unwrap_or("https://localhost").parse()?;
    let reach = installation.demo_reach().await?;
    let wiring = Wiring {
        clock: Arc::new(clock),
        origin,
        fidelity: Fidelity::Hardened,
        mail_route: MailRoute::Nowhere,
        reach,
        shared_addresses: SharedAddresses::default(),
    };
    Ok((installation, wiring, key.name()))
}
