//! The judges: clients that nobody here wrote, and our own conversations, against the real program.
//!
//! Each is a small program in `judges/`, gets a demo of its own, prints a line for each check and
//! ends at the first difference. `docs/testing.md` tells what each of them decides.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::demo::Demo;
use crate::install::{is_root, node};
use crate::places::{Places, Profile, Scratch};
use crate::postgres::Postgres;
use crate::process::{Tally, counted};

/// One judge.
#[derive(Debug)]
pub(crate) struct Judge {
    /// Its file without the ending.
    pub(crate) name: &'static str,
    language: Language,
    setting: Setting,
    /// Whether the second engine can make a difference to it.
    pub(crate) on_postgres: bool,
}

#[derive(Debug, Clone, Copy)]
enum Language {
    Python,
    Node,
}

/// What a judge finds when it starts.
#[derive(Debug, Clone, Copy)]
enum Setting {
    /// A running demo on a free port.
    Demo,
    /// A demo on port 443 of a host name that only its own mount namespace knows.
    Port443,
    /// Nothing: it starts and ends servers by itself.
    Alone,
}

const fn row(name: &'static str, language: Language, setting: Setting) -> Judge {
    Judge { name, language, setting, on_postgres: true }
}

/// All judges, in the order of a full run.
pub(crate) const ALL: &[Judge] = &[
    row("walkthrough", Language::Python, Setting::Alone),
    row("banner_curl", Language::Python, Setting::Demo),
    row("msal_python", Language::Python, Setting::Port443),
    row("msal_node", Language::Node, Setting::Demo),
    row("strict_clients", Language::Node, Setting::Demo),
    row("races", Language::Node, Setting::Demo),
    row("activesync", Language::Python, Setting::Demo),
    row("eas_conversations", Language::Python, Setting::Demo),
    row("bad_input", Language::Python, Setting::Demo),
    row("consent", Language::Node, Setting::Demo),
    // Every page is looked at once; what the second engine could change, `consent` meets.
    Judge { on_postgres: false, ..row("browser", Language::Node, Setting::Demo) },
    row("smarthost", Language::Python, Setting::Alone),
    row("notices", Language::Python, Setting::Alone),
    row("kill9", Language::Python, Setting::Alone),
];

/// Lets one judge judge.
pub(crate) fn judge(
    places: &Places,
    judge: &Judge,
    postgres: Option<&Postgres>,
    tally: &mut Tally,
) -> Result<()> {
    let scratch = Scratch::new(judge.name)?;
    let database = match postgres {
        Some(postgres) => {
            let name = format!("judge_{}", judge.name);
            postgres.create(&name)?;
            Some(postgres.url(&name))
        }
        None => None,
    };
    let words = words(places, judge)?;
    let mut command = match judge.setting {
        Setting::Port443 => in_own_namespace(places, &words),
        Setting::Demo | Setting::Alone => plain(&words),
    };
    let data = scratch.path().join("data");
    let demo = match judge.setting {
        Setting::Demo => {
            let log = format!("{}.demo", judge.name);
            let demo = Demo::start(places, Profile::Dev, &data, database.as_deref(), &log)?;
            command.env("CONSENTRY_READY", &demo.ready).env("CONSENTRY_BANNER", &demo.log);
            trust(&mut command, Path::new(demo.text("/ca_file")?));
            Some(demo)
        }
        Setting::Port443 | Setting::Alone => None,
    };
    command
        .current_dir(scratch.path())
        .env("CONSENTRY_BINARY", places.binary(Profile::Dev))
        .env("CONSENTRY_DATA_FOLDER", &data)
        .env("CONSENTRY_ARTEFACTS", &places.artefacts)
        .env("CONSENTRY_JUDGES", places.judges())
        .env("CONSENTRY_NPM", places.npm())
        .env("HOME", scratch.path())
        .env("PYTHONUNBUFFERED", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("CONSENTRY_DATABASE");
    if let Some(url) = &database {
        command.env("CONSENTRY_DATABASE", url);
    }
    let judged = counted(&mut command, tally);
    drop(demo);
    judged
}

/// The judge's program and its file.
fn words(places: &Places, judge: &Judge) -> Result<[PathBuf; 2]> {
    Ok(match judge.language {
        Language::Python => [places.python(), places.judges().join(format!("{}.py", judge.name))],
        Language::Node => {
            [node(places)?.program, places.judges().join(format!("{}.mjs", judge.name))]
        }
    })
}

fn plain([program, file]: &[PathBuf; 2]) -> Command {
    let mut command = Command::new(program);
    command.arg(file);
    command
}

/// Mounts are private to the judge: nobody else on the machine sees its host names.
fn in_own_namespace(places: &Places, words: &[PathBuf; 2]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private"]);
    if !is_root() {
        // Port 443 is open to everybody in a network of one's own.
        command.args(["--map-root-user", "--net"]);
    }
    let outer: [OsString; 2] = [places.python().into(), places.judges().join("port443.py").into()];
    command.args(outer).args(words);
    command
}

/// Makes each kind of client trust the demo's certificate authority, and no other.
fn trust(command: &mut Command, authority: &Path) {
    for variable in ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE"]
    {
        command.env(variable, authority);
    }
}
