//! Developer commands: `cargo xtask test` and `cargo xtask bench`.
//!
//! Reads the command line and hands over; what a full test run is stands in `suite`, what is
//! measured stands in `bench`. `docs/testing.md` explains both to people.
#![expect(clippy::print_stdout, reason = "a developer command speaks on the terminal")]

mod bench;
mod demo;
mod install;
mod judges;
mod measure;
mod places;
mod postgres;
mod process;
mod rust_checks;
mod suite;

use std::process::ExitCode;

use crate::places::Places;

const USAGE: &str = "\
usage: cargo xtask <command>

  test [--quick] [--only NAME]    install what is needed, then check and test everything
                                  --quick: only the Rust tests, on SQLite
                                  --only:  one step or one judge, with what it needs
  bench [--install] [--only NAME] measure, beside the peers, and compare with the goals
                                  --install: install the peers first
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let places = match Places::find() {
        Ok(places) => places,
        Err(error) => {
            println!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let done = match words.as_slice() {
        ["test"] => suite::run(&places, suite::Extent::Full),
        ["test", "--quick"] => suite::run(&places, suite::Extent::Quick),
        ["test", "--only", name] => suite::run(&places, suite::Extent::Only(name)),
        ["bench"] => bench::run(&places, bench::Peers::AsInstalled, None),
        ["bench", "--install"] => bench::run(&places, bench::Peers::Install, None),
        ["bench", "--only", name] => bench::run(&places, bench::Peers::AsInstalled, Some(name)),
        _ => {
            println!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
