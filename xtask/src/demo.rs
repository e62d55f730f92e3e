//! `consentry demo` as the judges and the measurements start it: free port, private data, lab on.
//!
//! Ready is when the ready file is there; what it says is kept for whoever asks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::places::{Places, Profile};
use crate::process::Server;

/// A running demo; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Demo {
    server: Server,
    /// The ready file.
    pub(crate) ready: PathBuf,
    /// What it printed, with the banner first.
    pub(crate) log: PathBuf,
    /// What the ready file says.
    pub(crate) said: serde_json::Value,
}

impl Demo {
    /// Starts the demo on `data`; with `database` its tables go there instead.
    pub(crate) fn start(
        places: &Places,
        profile: Profile,
        data: &Path,
        database: Option<&str>,
        log: &str,
    ) -> Result<Self> {
        let ready = data.with_extension("ready.json");
        if ready.exists() {
            fs::remove_file(&ready)?;
        }
        let mut command = Command::new(places.binary(profile));
        command.args(["demo", "--listen", "127.0.0.1:0", "--lab", "--ready-file"]).arg(&ready);
        command.arg("--data").arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let log = places.artefacts.join(format!("{log}.log"));
        let mut server = Server::start(&mut command, "consentry demo", &log)?;
        let mut said = None;
        server
            .wait_until(|| {
                said = fs::read(&ready).ok().and_then(|text| serde_json::from_slice(&text).ok());
                said.is_some()
            })
            .with_context(|| tail(&log))?;
        Ok(Self { server, ready, log, said: said.context("the ready file was read")? })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// A text of the ready file.
    pub(crate) fn text(&self, key: &str) -> Result<&str> {
        self.said
            .pointer(key)
            .and_then(serde_json::Value::as_str)
            .with_context(|| format!("the ready file has no text at {key}"))
    }
}

/// The end of a log, for an error message.
fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(15);
    let last = lines.get(from..).unwrap_or_default().join("\n");
    format!("the end of {}:\n{last}", log.display())
}
