//! The steps of `cargo xtask test`, in order; the first failure ends the run and says what to do.

use std::time::Instant;

use anyhow::{Error, Result};

use crate::places::{Places, Profile};
use crate::postgres::Postgres;
use crate::process::Tally;
use crate::{install, judges, rust_checks};

/// How much of the suite is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent<'a> {
    /// Everything.
    Full,
    /// Rust tests on SQLite.
    Quick,
    /// One step or one judge, by name.
    Only(&'a str),
}

/// The named steps, for `--only`; every judge's name is one too.
const STEPS: &[&str] =
    &["install", "format", "lint", "dependencies", "rust", "judges-sqlite", "judges-postgres"];

/// A run under way: what was counted, and the database server once it is needed.
struct Run<'a> {
    places: &'a Places,
    tally: Tally,
    postgres: Option<Postgres>,
}

impl Run<'_> {
    /// One step with its heading and its time.
    fn step(
        &mut self,
        heading: &str,
        advice: &str,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        println!("\n=== {heading}");
        let begun = Instant::now();
        let counted = self.tally.passed;
        let done = work(self);
        let seconds = begun.elapsed().as_secs_f32();
        match done {
            Ok(()) => {
                // A step without checks of its own is one check.
                if self.tally.passed == counted {
                    self.tally.passed += 1;
                }
                println!("--- {heading}: done in {seconds:.1} s");
                Ok(())
            }
            Err(error) => {
                self.tally.failed = self.tally.failed.max(1);
                Err(error.context(format!("{heading} failed after {seconds:.1} s; {advice}")))
            }
        }
    }

    fn start_postgres(&mut self) -> Result<()> {
        if self.postgres.is_none() {
            self.postgres = Some(Postgres::start(self.places)?);
        }
        Ok(())
    }

    fn full(&mut self) -> Result<()> {
        for name in STEPS {
            self.named(name)?;
        }
        Ok(())
    }

    fn named(&mut self, name: &str) -> Result<()> {
        match name {
            "install" => self.install(),
            "format" => self
                .step("Formatting", "run `cargo fmt --all`", |run| rust_checks::format(run.places)),
            "lint" => self.step("Lints", "each line above names its place", |run| {
                rust_checks::lint(run.places)
            }),
            "dependencies" => self.step("Dependency rules", "deny.toml gives the reasons", |run| {
                rust_checks::dependencies(run.places)
            }),
            "rust" => self.step(
                "Rust tests on SQLite and PostgreSQL",
                "run the test alone with `cargo test -p CRATE NAME`",
                |run| {
                    run.start_postgres()?;
                    rust_checks::test(run.places, run.postgres.as_ref(), &mut run.tally)
                },
            ),
            "judges-sqlite" => {
                self.build()?;
                self.judges(judges::ALL, Engine::Sqlite)
            }
            "judges-postgres" => {
                self.build()?;
                self.judges(judges::ALL, Engine::Postgres)
            }
            name => self.judge(name),
        }
    }

    fn install(&mut self) -> Result<()> {
        let advice = "the registries must be reachable for the first run";
        self.step("Install what is needed", advice, |run| install::for_tests(run.places))
    }

    fn build(&mut self) -> Result<()> {
        self.step("Build the program", "see the compiler's message", |run| {
            rust_checks::build(run.places, Profile::Dev)
        })
    }

    fn judge(&mut self, name: &str) -> Result<()> {
        let Some(at) = judges::ALL.iter().position(|judge| judge.name == name) else {
            let judges: Vec<&str> = judges::ALL.iter().map(|judge| judge.name).collect();
            anyhow::bail!(
                "there is no step `{name}`; steps: {}; judges: {}",
                STEPS.join(" "),
                judges.join(" ")
            );
        };
        self.install()?;
        self.build()?;
        self.judges(judges::ALL.get(at..=at).unwrap_or_default(), Engine::Sqlite)
    }

    fn judges(&mut self, judges: &[judges::Judge], engine: Engine) -> Result<()> {
        for judge in judges {
            if engine == Engine::Postgres && !judge.on_postgres {
                continue;
            }
            let heading = format!("Judge {} on {}", judge.name, engine.name());
            let advice = format!(
                "run it alone with `cargo xtask test --only {}`; logs are in {}",
                judge.name,
                self.places.artefacts.display()
            );
            self.step(&heading, &advice, |run| {
                if engine == Engine::Postgres {
                    run.start_postgres()?;
                }
                let postgres = run.postgres.as_ref().filter(|_| engine == Engine::Postgres);
                judges::judge(run.places, judge, postgres, &mut run.tally)
            })?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Runs the suite; tells whether everything passed.
pub(crate) fn run(places: &Places, extent: Extent<'_>) -> bool {
    let begun = Instant::now();
    let mut run = Run { places, tally: Tally::default(), postgres: None };
    let done = match extent {
        Extent::Full => run.full(),
        Extent::Only(name) => run.named(name),
        Extent::Quick => {
            println!("Quick: only the Rust tests, on SQLite. Formatting, lints, dependency rules,");
            println!("PostgreSQL and the judges are left out; `cargo xtask test` runs them all.");
            run.step("Rust tests on SQLite", "run the test alone to see more", |run| {
                rust_checks::test(run.places, None, &mut run.tally)
            })
        }
    };
    drop(run.postgres.take());
    if let Err(error) = &done {
        tell(error);
    }
    println!("\nafter {:.0} s:", begun.elapsed().as_secs_f32());
    println!("{} passed, {} failed", run.tally.passed, run.tally.failed);
    done.is_ok()
}

fn tell(error: &Error) {
    println!("\nFAILED: {error}");
    for cause in error.chain().skip(1) {
        println!("  because: {cause}");
    }
}
