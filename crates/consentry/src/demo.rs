//! `consentry demo`: everything on loopback, with data to play with, from nothing.
//!
//! A private authority brings TLS, the data is written once, and when every listener accepts the
//! banner is printed and the ready file written. It refuses to listen beyond loopback, because
//! its passwords are public.

mod banner;
mod ready;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use axum::Router;
use consentry_authority::DemoPages;
use consentry_model::{Fidelity, Secret};
use consentry_service::{DemoClient, Origin, SharedAddresses};
use consentry_store::Retention;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::{
    cli::{Exit, Terminal, WrongUsage},
    installation::{
        FirstStart, Installation, MasterKeySource, ORIGIN, PRIVATE_WEBHOOKS, Place, Wiring,
    },
    lab,
    listen::{FrontSettings, Hosts, TrustedProxies},
    logging::{self, LogFormat},
    mail_route::{self, SmtpServer},
    runtime::{SystemClock, SystemIds},
    serve,
    server::{KEY_ROTATION, Public, Server},
    tls::{PrivateCa, Served},
    walkthrough,
};

/// What the banner should not be mixed with stays out of the log.
const LOG_LEVEL: &str = "warn";
/// In the demo's folder: where the database is, if not in the folder itself.
pub const DATABASE_FILE: &str = "database.url";
/// In the demo's folder: where the master key is, if not in the folder itself.
pub const KEY_FILE: &str = "master.key.path";

/// How the demo was asked for.
#[derive(Debug)]
pub struct DemoOptions {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The public origin, if it is not `https://localhost:PORT`.
    pub origin: Option<Origin>,
    /// The folder that is kept.
    pub data: Option<PathBuf>,
    /// A PostgreSQL server instead of the folder.
    pub database: Option<Secret<String>>,
    /// The master key, if not in the folder.
    pub master_key_file: Option<PathBuf>,
    /// Who takes mail for the outside.
    pub smtp: Option<SmtpServer>,
    /// May webhooks be on private addresses, without TLS?
    pub private_webhooks: bool,
    /// Where to say that it is ready.
    pub ready_file: Option<PathBuf>,
    /// Play the story and end.
    pub walkthrough: bool,
    /// Open the lab.
    pub lab: bool,
}

/// The folder of a demo: given, or for this once.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// Removes it at the end.
    _temporary: Option<TempDir>,
}

impl Folder {
    fn of(given: Option<PathBuf>) -> anyhow::Result<Self> {
        let Some(path) = given else {
            let temporary = tempfile::Builder::new().prefix("consentry-demo-").tempdir()?;
            return Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) });
        };
        fs::create_dir_all(&path)
            .with_context(|| format!("`{}` cannot be used", path.display()))?;
        Ok(Self { path: path.canonicalize()?, _temporary: None })
    }
}

/// What banner and ready file tell.
#[derive(Debug)]
struct Started {
    origin: Origin,
    ca_file: PathBuf,
    data: PathBuf,
    management: SocketAddr,
    clients: Vec<DemoClient>,
    lab: bool,
    /// This program, as a shell finds it.
    program: PathBuf,
}

/// Runs the demo until the order to stop.
pub async fn run(options: DemoOptions, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    if !options.listen.ip().is_loopback() {
        let text = format!(
            "the demo listens on loopback only, because its passwords are public; `{}` is not \
             loopback. `consentry serve` is for everybody else",
            options.listen.ip()
        );
        return Err(WrongUsage(text).into());
    }
    logging::begin(LogFormat::Text, &LOG_LEVEL.parse()?);
    let folder = Folder::of(options.data.clone())?;
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("{} cannot be bound", options.listen))?;
    let bound = listener.local_addr()?;
    let origin = match options.origin.clone() {
        Some(origin) => origin,
        None => format!("https://localhost:{}", bound.port()).parse()?,
    };
    let clock = Arc::new(SystemClock::new());
    let server = open(&options, &folder.path, &origin, clock.clone()).await?;
    server.heed_signals()?;
    let clients = server.service.seed_demo().await?;
    let authority = PrivateCa::open(&folder.path)?;
    let ca_file = authority.file().to_owned();
    let hosts = hosts_of(&origin, bound);
    let served: Served = authority.serve(hosts.clone(), &server.tasks)?;
    let mut more = Router::new();
    if options.lab {
        more = lab::routes(server.service.clone(), clock.clone());
    }
    if options.database.is_some() {
        lab::follow_clock(server.service.clone(), clock, &server.tasks);
    }
    let management = server.open_management(SocketAddr::new(bound.ip(), 0)).await?;
    server.work(Retention::default(), KEY_ROTATION);
    server.open_public(Public {
        listener,
        tls: Some(served.acceptor()?),
        front: FrontSettings {
            hosts: Hosts::new(hosts.iter().map(String::as_str))?,
            proxies: TrustedProxies::default(),
            shared_addresses: SharedAddresses::default(),
            strict_transport: false,
            ids: Arc::new(SystemIds),
        },
        demo: DemoPages::Shown,
        more,
    });
    let started = Started {
        origin,
        ca_file,
        data: folder.path.clone(),
        management,
        clients,
        lab: options.lab,
        program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("consentry")),
    };
    if let Some(file) = &options.ready_file {
        ready::write(file, &started)?;
    }
    let exit = if options.walkthrough {
        walkthrough::play(&server.service, &started.ca_file, terminal).await?
    } else {
        banner::print(&started, terminal)?;
        server.tasks.stopped().await;
        Exit::Done
    };
    server.end().await;
    drop(folder);
    Ok(exit)
}

/// Opens the data, and makes sure that it belongs to this origin.
async fn open(
    options: &DemoOptions,
    folder: &Path,
    origin: &Origin,
    clock: Arc<SystemClock>,
) -> anyhow::Result<Server> {
    let key = options.master_key_file.clone().unwrap_or_else(|| folder.join("master.key"));
    let source = MasterKeySource::from(key.clone());
    let place = match &options.database {
        Some(url) => Place::Postgres(url.clone()),
        None => Place::Embedded(folder.to_owned()),
    };
    let installation = match Installation::open(&place, &source, FirstStart::Allowed).await {
        Err(error) if options.database.is_some() && error.is_foreign_key() => {
            let text = format!(
                "this database belongs to another master key than `{}`; several demos share one \
                 only under the same `--origin` and `--master-key-file`",
                key.display()
            );
            return Err(WrongUsage(text).into());
        }
        opened => opened?,
    };
    clock.set_offset_millis(installation.lab_clock().await?);
    if options.database.is_some() {
        share_origin(&installation, origin).await?;
    }
    point(options, folder)?;
    remember_reach(&installation, options.private_webhooks).await?;
    let databases = installation.databases();
    let wiring = Wiring {
        clock,
        origin: origin.clone(),
        fidelity: Fidelity::Hardened,
        mail_route: mail_route::of_demo(options.smtp.as_ref()),
        reach: installation.demo_reach().await?,
        shared_addresses: SharedAddresses::default(),
    };
    let server = Server::new(installation.service(wiring).await?, databases);
    serve::remember_origin(&server).await?;
    Ok(server)
}

/// Lets the command line find by the folder what is elsewhere, and forget what an earlier demo
/// in this folder had elsewhere.
fn point(options: &DemoOptions, folder: &Path) -> anyhow::Result<()> {
    let url = options.database.as_ref().map(|url| url.expose().clone());
    let key = options.master_key_file.as_ref().map(|key| key.canonicalize()).transpose()?;
    let key = key.map(|key| key.display().to_string());
    for (name, text) in [(DATABASE_FILE, url), (KEY_FILE, key)] {
        let file = folder.join(name);
        match text {
            Some(text) => ready::write_private(&file, &text)?,
            None if file.exists() => fs::remove_file(&file)?,
            None => {}
        }
    }
    Ok(())
}

/// Writes down where webhooks may be, so that the command line allows the same addresses.
async fn remember_reach(installation: &Installation, private: bool) -> anyhow::Result<()> {
    let word = if private { "allowed" } else { "refused" };
    let mut unit = installation.store.unit().await?;
    unit.set_setting(PRIVATE_WEBHOOKS, word).await?;
    unit.commit().await?;
    Ok(())
}

/// Several demos on one database speak for one origin: the first writes it.
async fn share_origin(installation: &Installation, origin: &Origin) -> anyhow::Result<()> {
    let mut unit = installation.store.unit().await?;
    let held = unit.init_setting(ORIGIN, origin.as_str()).await?;
    unit.commit().await?;
    if held != origin.as_str() {
        let text = format!(
            "this database belongs to the origin {held}; several demos share one only under the \
             same `--origin` and `--master-key-file`"
        );
        return Err(WrongUsage(text).into());
    }
    Ok(())
}

/// Names under which the demo may be called.
fn hosts_of(origin: &Origin, bound: SocketAddr) -> Vec<String> {
    let address = match bound {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    let mut hosts: Vec<String> = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    for name in [address, host_of(origin)] {
        if !hosts.contains(&name) {
            hosts.push(name);
        }
    }
    hosts
}

/// The origin's host, in brackets where it is an address of version 6.
fn host_of(origin: &Origin) -> String {
    let host = origin.host();
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(listen: &str) -> DemoOptions {
        DemoOptions {
            listen: listen.parse().unwrap(),
            origin: None,
            data: None,
            database: None,
            master_key_file: None,
            smtp: None,
            private_webhooks: false,
            ready_file: None,
            walkthrough: false,
            lab: false,
        }
    }

    #[tokio::test]
    async fn it_refuses_to_listen_beyond_loopback() {
        for listen in ["0.0.0.0:8443", "192.0.2.1:8443", "[::]:8443"] {
            let mut quiet = Terminal::new(Box::new(std::io::sink()), Box::new(std::io::sink()));
            let refused = Box::pin(run(options(listen), &mut quiet)).await.unwrap_err();
            assert!(refused.is::<WrongUsage>(), "{listen}: {refused}");
        }
    }

    #[test]
    fn hosts_hold_the_origin_and_the_address() {
        let origin: Origin = "https://accounts.consentry.test".parse().unwrap();
        let hosts = hosts_of(&origin, "127.77.0.1:443".parse().unwrap());
        assert_eq!(hosts, ["localhost", "127.0.0.1", "127.77.0.1", "accounts.consentry.test"]);
        let origin: Origin = "https://[::1]:8443".parse().unwrap();
        let hosts = hosts_of(&origin, "[::1]:8443".parse().unwrap());
        assert_eq!(hosts, ["localhost", "127.0.0.1", "[::1]"]);
    }
}
