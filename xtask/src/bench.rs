//! `cargo xtask bench`: what the server costs, beside its peers and limits, in one run.
//!
//! Goals are ratios, so that they hold on other machines; the cost of a request is the processor
//! time of the server's process, so that a busy machine disturbs little. Runs are interleaved and
//! the median counts.

mod load;
mod passwords;
mod refresh;
mod start;
mod sync;
mod tokens;

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::install;
use crate::places::{Places, Profile};
use crate::process::output;
use crate::rust_checks;

/// Whether the peers are installed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peers {
    /// They are there, or the run says what is missing.
    AsInstalled,
    /// Install them.
    Install,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Figure {
    name: &'static str,
    measured: f64,
    goal: Goal,
    unit: &'static str,
}

/// Which side of a figure is good.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// Only told.
    Open,
}

impl Figure {
    pub(crate) fn new(name: &'static str, measured: f64, goal: Goal, unit: &'static str) -> Self {
        Self { name, measured, goal, unit }
    }

    fn met(&self) -> bool {
        match self.goal {
            Goal::AtMost(most) => self.measured <= most,
            Goal::AtLeast(least) => self.measured >= least,
            Goal::Open => true,
        }
    }

    fn line(&self) -> String {
        let (goal, verdict) = match self.goal {
            Goal::AtMost(most) => (format!("≤ {most}"), if self.met() { "ok" } else { "over" }),
            Goal::AtLeast(least) => (format!("≥ {least}"), if self.met() { "ok" } else { "under" }),
            Goal::Open => ("-".to_owned(), ""),
        };
        let measured = format!("{:.2} {}", self.measured, self.unit);
        format!("{:<58} {measured:>16} {goal:>10}  {verdict}", self.name)
    }
}

type Bench = fn(&Places, &mut Vec<Figure>) -> Result<()>;

const ALL: &[(&str, Bench)] = &[
    ("tokens", tokens::measure),
    ("refresh", refresh::measure),
    ("passwords", passwords::measure),
    ("start", start::measure),
    ("group-commit", group_commit),
    ("consent", consent),
    ("queue", queue),
    ("sync", sync::measure),
];

/// Measures; tells whether every goal was met.
pub(crate) fn run(places: &Places, peers: Peers, only: Option<&str>) -> bool {
    match measured(places, peers, only) {
        Ok(figures) => {
            println!("\n{:<58} {:>16} {:>10}", "figure", "measured", "goal");
            for figure in &figures {
                println!("{}", figure.line());
            }
            let missed = figures.iter().filter(|figure| !figure.met()).count();
            println!("\n{} goals met, {missed} missed", figures.len() - missed);
            missed == 0
        }
        Err(error) => {
            println!("\nFAILED: {error:#}");
            false
        }
    }
}

fn measured(places: &Places, peers: Peers, only: Option<&str>) -> Result<Vec<Figure>> {
    if peers == Peers::Install {
        install::for_bench(places)?;
    }
    if !places.peer().join("node_modules").exists() || !places.python().exists() {
        anyhow::bail!("the peers are not installed; run `cargo xtask bench --install`");
    }
    println!("building the release");
    rust_checks::build(places, Profile::Release)?;
    let mut figures = Vec::new();
    for (name, bench) in ALL {
        if only.is_none_or(|only| only == *name) {
            println!("\n=== {name}");
            bench(places, &mut figures)?;
        }
    }
    Ok(figures)
}

/// Durable units of work; the SQL crate's own benchmark compares itself with the bare engine.
fn group_commit(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let printed = own_benchmark(places, "consentry-sql", "group_commit")?;
    figures.push(Figure::new(
        "units of work, 64 callers: share of the engine's own rate",
        number_after(&printed, "ratio ")?,
        Goal::AtLeast(0.4),
        "",
    ));
    figures.push(Figure::new(
        "units of work, 64 callers: processor time each",
        number_after(&printed, "CPU ")?,
        Goal::AtMost(25.0),
        "µs",
    ));
    Ok(())
}

/// The consent gate; the policy crate's own benchmark compares it with a bare look-up of grants.
fn consent(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let printed = own_benchmark(places, "consentry-policy", "consent")?;
    figures.push(Figure::new(
        "consent, silent sign-in: times two look-ups of grants",
        number_after(&printed, "silent ratio ")?,
        Goal::AtMost(5.0),
        "",
    ));
    figures.push(Figure::new(
        "consent matrix: time for twice the applications",
        number_after(&printed, "matrix ratio ")?,
        Goal::AtMost(2.4),
        "",
    ));
    Ok(())
}

/// A page of the queue of requests; the store's own benchmark compares two directories.
fn queue(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let printed = own_benchmark(places, "consentry-store", "queue")?;
    figures.push(Figure::new(
        "a page of requests: beside 100,000 past ones, times beside 100",
        number_after(&printed, "queue ratio ")?,
        Goal::AtMost(1.25),
        "",
    ));
    Ok(())
}

/// What a crate's own benchmark prints.
fn own_benchmark(places: &Places, package: &str, bench: &str) -> Result<String> {
    let printed = output(
        Command::new(env!("CARGO"))
            .current_dir(&places.root)
            .env("CARGO_TARGET_DIR", &places.target)
            .args(["bench", "--quiet", "--locked", "-p", package, "--bench", bench]),
    )?;
    print!("{printed}");
    Ok(printed)
}

/// The number behind the beginning of a line.
fn number_after(printed: &str, start: &str) -> Result<f64> {
    let line = printed.lines().find_map(|line| line.strip_prefix(start));
    let word = line.and_then(|rest| rest.split([' ', ',']).find(|word| !word.is_empty()));
    Ok(word.with_context(|| format!("the benchmark prints `{start}`"))?.parse()?)
}
