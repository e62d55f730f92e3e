//! The command line: `consentry <noun> <verb>`, one file for each noun.
//!
//! A noun is a clap type with an async `run` that writes to the [`Terminal`] it is given and says
//! how it ended; everything about exit codes (ruling 39) and error texts is here.

mod app;
mod audit;
mod config;
mod consent;
mod demo;
mod desk;
mod domain;
mod group;
mod keys;
mod my_apps;
mod output;
mod phone;
mod policy;
mod request;
mod reviewer;
mod role;
mod serve;
mod signin;
mod tenant;
mod trace;
mod user;
mod webhook;
mod words;

use std::{io, process::ExitCode};

use clap::{Parser, Subcommand};

pub use self::output::{Format, Terminal};

#[derive(Debug, Parser)]
#[command(name = "consentry", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    Demo(demo::DemoArgs),
    Serve(serve::ServeArgs),
    Tenant(tenant::TenantArgs),
    Domain(domain::DomainArgs),
    User(user::UserArgs),
    Group(group::GroupArgs),
    Role(role::RoleArgs),
    App(app::AppArgs),
    Consent(consent::ConsentArgs),
    Request(request::RequestArgs),
    Policy(policy::PolicyArgs),
    MyApps(my_apps::MyAppsArgs),
    Webhook(webhook::WebhookArgs),
    Signin(signin::SigninArgs),
    Audit(audit::AuditArgs),
    Keys(keys::KeysArgs),
    Config(config::ConfigArgs),
    Phone(phone::PhoneArgs),
}

/// How a command ended, where it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Done,
    /// What was asked for was refused, and the output says why.
    Refused,
    /// Some of it was done; the output lists the rest.
    Partly,
    /// Ctrl-C: what was not committed is undone.
    Interrupted,
}

impl Exit {
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Partly => 3,
            Self::Interrupted => 130,
        }
    }
}

/// Wraps an error that the caller can mend by asking differently: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);

/// Exit code of wrong usage.
const USAGE: u8 = 2;
/// Exit code of a command that failed.
const FAILED: u8 = 1;

/// Parses the command line of this process, runs the command and says how it ended.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help is an "error" of clap's too, with exit code 0; a closed pipe is not worth a word.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&mut Terminal::of_process(), &error.into()),
    };
    let mut terminal = Terminal::of_process();
    match runtime.block_on(cli.noun.run(&mut terminal)) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => failed(&mut terminal, &error),
    }
}

impl Noun {
    async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Demo(args) => args.run(terminal).await,
            Self::Serve(args) => args.run().await,
            Self::Tenant(args) => args.run(terminal).await,
            Self::Domain(args) => args.run(terminal).await,
            Self::User(args) => args.run(terminal).await,
            Self::Group(args) => args.run(terminal).await,
            Self::Role(args) => args.run(terminal).await,
            Self::App(args) => args.run(terminal).await,
            Self::Consent(args) => args.run(terminal).await,
            Self::Request(args) => args.run(terminal).await,
            Self::Policy(args) => args.run(terminal).await,
            Self::MyApps(args) => args.run(terminal).await,
            Self::Webhook(args) => args.run(terminal).await,
            Self::Signin(args) => args.run(terminal).await,
            Self::Audit(args) => args.run(terminal).await,
            Self::Keys(args) => args.run(terminal).await,
            Self::Config(args) => args.run(terminal),
            Self::Phone(args) => args.run(terminal).await,
        }
    }
}

fn failed(terminal: &mut Terminal, error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    // Where even this cannot be written, the exit code has to do.
    drop(terminal.complain(error));
    ExitCode::from(if error.is::<WrongUsage>() { USAGE } else { FAILED })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    kinds.map(io::Error::kind).any(|kind| kind == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_closed_pipe_is_known_in_any_depth() {
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(is_closed_pipe(&anyhow::Error::from(pipe).context("writing the list")));
        assert!(!is_closed_pipe(&WrongUsage("x".to_owned()).into()));
    }
}
