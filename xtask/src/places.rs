//! Where a run keeps things: the checkout, the build, the cache between runs, the artefacts.
//!
//! Everything that is installed goes to the cache, everything that is worth looking at after a
//! run (logs, screenshots) to the artefacts; temporary folders are made by those who need them.

use std::env::var_os;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folders of one run.
#[derive(Debug)]
pub(crate) struct Places {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Installed tools, kept between runs.
    pub(crate) cache: PathBuf,
    /// Logs and screenshots of the last run.
    pub(crate) artefacts: PathBuf,
}

impl Places {
    pub(crate) fn find() -> Result<Self> {
        // Asked at run time: a program built for another checkout may serve this one.
        let root = var_os("CARGO_MANIFEST_DIR")
            .and_then(|xtask| Path::new(&xtask).parent().map(Path::to_path_buf))
            .context("run it by `cargo xtask`, which says where the checkout is")?;
        let target = var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = if target.is_absolute() { target } else { root.join(target) };
        let cache = var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
            .unwrap_or_else(std::env::temp_dir)
            .join("consentry-xtask");
        let artefacts = target.join("judges");
        fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
        fs::create_dir_all(&artefacts)
            .with_context(|| format!("cannot make {}", artefacts.display()))?;
        Ok(Self { root, target, cache, artefacts })
    }

    /// The judges' programs.
    pub(crate) fn judges(&self) -> PathBuf {
        self.root.join("judges")
    }

    /// The program under test, as `cargo build` leaves it.
    pub(crate) fn binary(&self, profile: Profile) -> PathBuf {
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join("consentry")
    }

    /// Python of the private virtual environment.
    pub(crate) fn python(&self) -> PathBuf {
        self.cache.join("venv/bin/python")
    }

    /// The folder whose `node_modules` holds the judges' npm packages.
    pub(crate) fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// The folder whose `node_modules` holds the measured peer.
    pub(crate) fn peer(&self) -> PathBuf {
        self.cache.join("peer")
    }
}

/// Which build of the product is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build: the judges use it.
    Dev,
    /// What is measured.
    Release,
}

/// A folder of its own under the system's temporary folder, removed when dropped.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(subject: &str) -> Result<Self> {
        let mut number = 0_u32;
        loop {
            let name = format!("consentry-{subject}-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot make {}", path.display()));
                }
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            println!("note: {} stays behind: {error}", self.0.display());
        }
    }
}
