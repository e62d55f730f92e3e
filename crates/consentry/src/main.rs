//! Modern authentication for native mail clients, under an administrator's control.

use std::process::ExitCode;

fn main() -> ExitCode {
    consentry::cli::run()
}
