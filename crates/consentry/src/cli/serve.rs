//! `consentry serve`.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, WrongUsage};
use crate::{config, serve};

/// Serve by a configuration file.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The configuration; `consentry config print` writes an annotated one.
    #[arg(long, value_name = "FILE", env = "CONSENTRY_CONFIG")]
    config: PathBuf,
}

impl ServeArgs {
    pub(super) async fn run(self) -> anyhow::Result<Exit> {
        let settings = config::load(&self.config).map_err(|error| WrongUsage(error.to_string()))?;
        Box::pin(serve::serve(settings)).await?;
        Ok(Exit::Done)
    }
}
