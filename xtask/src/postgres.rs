//! Debian's PostgreSQL, started for one run in a private folder on a free loopback port.
//!
//! `initdb` refuses root, so as root it runs as the user `postgres`. Nothing here must survive a
//! power cut, so the server is told not to wait for the disk.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::install::is_root;
use crate::places::{Places, Scratch};
use crate::process::{Server, output};

/// A running PostgreSQL; dropping it ends it and removes its files.
#[derive(Debug)]
pub(crate) struct Postgres {
    // The order matters: the server ends before its folder goes.
    _server: Server,
    _folder: Scratch,
    programs: PathBuf,
    port: u16,
}

/// The numbers of the user and group that PostgreSQL runs as when we are root.
fn owner() -> Result<Option<(u32, u32)>> {
    if !is_root() {
        return Ok(None);
    }
    let number = |flag| -> Result<u32> {
        Ok(output(Command::new("id").args([flag, "postgres"]))?.trim().parse()?)
    };
    Ok(Some((number("-u")?, number("-g")?)))
}

fn program_folder() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|path| path.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().context("PostgreSQL's initdb is not installed")
}

/// A loopback port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Postgres {
    pub(crate) fn start(places: &Places) -> Result<Self> {
        let programs = program_folder()?;
        let folder = Scratch::new("postgres")?;
        let owner = owner()?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let as_owner = |program: &str| {
            let mut command = Command::new(programs.join(program));
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command.current_dir(folder.path());
            command
        };
        let data = folder.path().join("data");
        output(
            as_owner("initdb")
                .args(["--username=postgres", "--auth=trust", "--locale=C", "--encoding=UTF8"])
                .args(["--no-sync", "--pgdata"])
                .arg(&data),
        )?;
        let port = free_port()?;
        let mut server = Server::start(
            as_owner("postgres")
                .arg("-D")
                .arg(&data)
                .args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}")])
                .args(["-c", &format!("unix_socket_directories={}", folder.path().display())])
                .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
                .args(["-c", "max_connections=300"]),
            "PostgreSQL",
            &places.artefacts.join("postgres.log"),
        )?;
        server.wait_until(|| is_ready(&programs, port))?;
        Ok(Self { _server: server, _folder: folder, programs, port })
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database.
    pub(crate) fn create(&self, database: &str) -> Result<()> {
        output(
            Command::new(self.programs.join("createdb"))
                .args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()])
                .arg(database),
        )
        .map(drop)
    }
}

fn is_ready(programs: &Path, port: u16) -> bool {
    output(Command::new(programs.join("pg_isready")).args([
        "-q",
        "-h",
        "127.0.0.1",
        "-p",
        &port.to_string(),
    ]))
    .is_ok()
}
