//! `consentry demo`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use consentry_model::Secret;
use consentry_service::Origin;

use super::{Exit, Terminal};
use crate::{
    demo::{self, DemoOptions},
    mail_route::SmtpServer,
};

/// Start everything on loopback, with data to play with.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Address and port to listen on; loopback only, port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// The public origin, where it is not `https://localhost:PORT`.
    #[arg(long, value_name = "URL")]
    origin: Option<Origin>,
    /// A folder that is kept; without it a temporary one is removed at the end.
    #[arg(long, value_name = "DIR", env = "CONSENTRY_DATA")]
    data: Option<PathBuf>,
    /// Keep everything on this PostgreSQL server (`postgres://user@host/database`).
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The file of the master key; several demos on one database share it.
    #[arg(long, value_name = "FILE")]
    master_key_file: Option<PathBuf>,
    /// Send mail to the outside through this server; without it such mail stays in the outbox.
    #[arg(long, value_name = "HOST:PORT")]
    smtp: Option<SmtpServer>,
    /// Let webhooks be on private addresses and without TLS.
    #[arg(long)]
    allow_private_webhooks: bool,
    /// Write addresses and clients as JSON here when everything accepts.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Play the story with the simulated phone, one line a step, and end.
    #[arg(long)]
    walkthrough: bool,
    /// Open /lab: a clock that can be moved, and the outbox.
    #[arg(long)]
    lab: bool,
}

impl DemoArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let options = DemoOptions {
            listen: self.listen,
            origin: self.origin,
            data: self.data,
            database: self.database.map(Secret::new),
            master_key_file: self.master_key_file,
            smtp: self.smtp,
            private_webhooks: self.allow_private_webhooks,
            ready_file: self.ready_file,
            walkthrough: self.walkthrough,
            lab: self.lab,
        };
        Box::pin(demo::run(options, terminal)).await
    }
}
