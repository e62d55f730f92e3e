//! `consentry config print|check`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Exit, Terminal, WrongUsage};
use crate::config;

/// The server's configuration: print the annotated reference, check a file.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write the annotated reference of all keys with their defaults.
    Print,
    /// Check a file and the environment as `serve` would, without starting anything.
    Check {
        /// The file to check.
        #[arg(long, value_name = "FILE", env = "CONSENTRY_CONFIG")]
        config: PathBuf,
    },
}

impl ConfigArgs {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self.verb {
            Verb::Print => terminal.line(config::reference().trim_end())?,
            Verb::Check { config } => {
                config::load(&config).map_err(|error| WrongUsage(error.to_string()))?;
                terminal.line(format_args!("{}: fine", config.display()))?;
            }
        }
        Ok(Exit::Done)
    }
}
