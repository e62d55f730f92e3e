//! The ready file: what a script needs to know, written when everything accepts.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::Started;

/// Writes the ready file; it appears whole or not at all, for its owner alone.
pub(super) fn write(file: &Path, started: &Started) -> anyhow::Result<()> {
    let clients: Map<String, Value> = started
        .clients
        .iter()
        .map(|client| {
            let told = json!({
                "tenant": client.tenant,
                "client_id": client.id,
                "client_secret": client.secret.expose(),
            });
            (client.domain.to_owned(), told)
        })
        .collect();
    let told = json!({
        "base_url": started.origin.as_str(),
        "ca_file": started.ca_file,
        "data_dir": started.data,
        "pid": std::process::id(),
        "management": started.management.to_string(),
        "clients": clients,
    });
    write_private(file, &serde_json::to_string_pretty(&told)?)
}

/// Writes a small file for its owner alone, in place of what was there.
pub(super) fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    let mut fresh = file.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let replace = || -> io::Result<()> {
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = fs::OpenOptions::new();
        let mut open = options.write(true).create_new(true).mode(0o600).open(&fresh)?;
        writeln!(open, "{text}")?;
        fs::rename(&fresh, file)
    };
    replace().with_context(|| format!("`{}` cannot be written", file.display()))
}
