//! `consentry phone EMAIL`: a simulated phone against any server.

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Args;
use consentry_model::{Secret, Upn};
use url::Url;

use super::{Exit, Terminal, WrongUsage};
use crate::phone::{Journey, Kind, Outcome, Report, Step, Until, Way, play};

/// Play a phone step by step against a server, Consentry or not.
#[derive(Debug, Args)]
pub(super) struct PhoneArgs {
    /// The address that the user types.
    email: String,
    /// The origin of the server that is asked first.
    #[arg(long, value_name = "URL")]
    server: Url,
    /// Authorities to trust beside the system's.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Which system the phone has.
    #[arg(long, value_enum, default_value = "17.6", value_name = "VERSION")]
    ios: Kind,
    /// Read the password from standard input instead of asking on the terminal.
    #[arg(long)]
    password_stdin: bool,
    /// Send the password in each request, as phones of old do.
    #[arg(long)]
    basic: bool,
    /// What to say where an approval is asked for.
    #[arg(long, value_name = "TEXT", default_value = "I need my mail on my phone")]
    reason: String,
    /// How far to go.
    #[arg(long, value_enum, default_value = "mail")]
    until: Until,
    /// Write one JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl PhoneArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let journey = self.journey(terminal)?;
        let mut lines = Ok(());
        let report = if self.json {
            play(&journey, &mut |_| ()).await?
        } else {
            let mut show = |step: &Step| {
                if lines.is_ok() {
                    lines = terminal.line(shown(step));
                }
            };
            play(&journey, &mut show).await?
        };
        lines?;
        if self.json {
            terminal.json(&report)?;
        } else {
            conclude(&report, self.until, terminal)?;
        }
        Ok(if report.outcome == Outcome::Reached { Exit::Done } else { Exit::Refused })
    }

    fn journey(&self, terminal: &mut Terminal) -> anyhow::Result<Journey> {
        let email: Upn =
            self.email.parse().map_err(|error| WrongUsage(format!("EMAIL: {error}")))?;
        if !matches!(self.server.scheme(), "https" | "http") || self.server.host().is_none() {
            return Err(
                WrongUsage("--server: expected https://host or https://host:port".into()).into()
            );
        }
        let read = |path: &PathBuf| fs::read(path).with_context(|| path.display().to_string());
        let needs_password =
            self.basic && self.until > Until::Discovery || self.until > Until::Challenge;
        let password = if self.password_stdin || needs_password {
            terminal.secret(&format!("Password of {email}"))?
        } else {
            String::new()
        };
        Ok(Journey {
            email,
            server: self.server.clone(),
            ca: self.ca.as_ref().map(read).transpose()?,
            kind: self.ios,
            way: if self.basic { Way::Basic } else { Way::OAuth },
            until: self.until,
            password: Secret::new(password),
            reason: self.reason.clone(),
        })
    }
}

fn shown(step: &Step) -> String {
    let status = step.status.map_or_else(|| "—".to_owned(), |status| status.to_string());
    let line = format!("{:<13} {status:>3}  {}", step.step.as_str(), step.detail);
    super::output::visible(&line)
}

fn conclude(report: &Report, until: Until, terminal: &mut Terminal) -> anyhow::Result<()> {
    if !report.mails.is_empty() {
        terminal.line("")?;
        let rows = report
            .mails
            .iter()
            .map(|mail| [minute(&mail.date), sender(&mail.from).to_owned(), mail.subject.clone()]);
        terminal.table(&["date", "from", "subject"], rows)?;
    }
    terminal.line("")?;
    let code = report.aadsts.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
    match report.outcome {
        Outcome::Reached => terminal.line(format_args!("reached: {}", name(until)))?,
        other => terminal.line(format_args!("ended: {}{code}", other.as_str()))?,
    }
    Ok(())
}

/// `2026-11-22 09:10` of an RFC 3339 time.
fn minute(date: &str) -> String {
    date.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// The name before an address, or the address where there is none.
fn sender(from: &str) -> &str {
    let name = from.split_once('<').map_or("", |(name, _)| name).trim().trim_matches('"');
    if name.is_empty() { from } else { name }
}

fn name(until: Until) -> &'static str {
    match until {
        Until::Discovery => "the server is found",
        Until::Challenge => "the server asks for a sign-in",
        Until::Token => "a token is here",
        Until::Folders => "the folders are here",
        Until::Mail => "the mail is here",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_what_a_person_looks_for() {
        assert_eq!(minute("2026-11-22T09:10:38.899Z"), "2026-11-22 09:10");
        assert_eq!(minute(""), "");
        for (from, shown) in [
            ("\"Fjord Mail\" <news@fjord.example>", "Fjord Mail"),
            ("Lee Gu <lee@fabrikam.example>", "Lee Gu"),
            ("lee@fabrikam.example", "lee@fabrikam.example"),
            ("<lee@fabrikam.example>", "<lee@fabrikam.example>"),
            ("", ""),
        ] {
            assert_eq!(sender(from), shown);
        }
    }
}
