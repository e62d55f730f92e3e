//! Starting other programs: to the end, with their checks counted, or as servers that are ended.
//!
//! A server is ended by its own process id, also when a step fails: `Server` does it on drop.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How many checks a step made.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Reads one line of a test program's output: cargo's summary, or a judge's check.
    fn read(&mut self, line: &str) {
        if line.starts_with("ok - ") {
            self.passed += 1;
        } else if line.starts_with("not ok - ") {
            self.failed += 1;
        } else if let Some(rest) = line.strip_prefix("test result: ") {
            let number_before = |word: &str| {
                rest.split([';', '.'])
                    .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok())
                    .unwrap_or(0)
            };
            self.passed += number_before("passed");
            self.failed += number_before("failed");
        }
    }
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Runs a program to its end; its output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let text = shown(command);
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start `{text}`"))?;
    if !status.success() {
        bail!("`{text}` ended with {status}");
    }
    Ok(())
}

/// Runs a program to its end and returns what it printed; errors carry both streams.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let text = shown(command);
    let done =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{text}`"))?;
    let printed = String::from_utf8_lossy(&done.stdout).into_owned();
    if !done.status.success() {
        let complaint = String::from_utf8_lossy(&done.stderr);
        bail!("`{text}` ended with {}\n{printed}{complaint}", done.status);
    }
    Ok(printed)
}

/// Runs a test program to its end, shows its output, and counts its checks.
///
/// The tally is there for a failed run too.
pub(crate) fn counted(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let text = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{text}`"))?;
    let stdout = child.stdout.take().context("the pipe was asked for")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        tally.read(&line);
        println!("{line}");
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{text}` ended with {status}");
    }
    Ok(())
}

/// A running server; dropping it ends the process and waits for it.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    name: String,
}

impl Server {
    /// Starts a server whose two output streams go to the file `log`.
    pub(crate) fn start(command: &mut Command, name: &str, log: &Path) -> Result<Self> {
        let text = shown(command);
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot start `{text}`"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `ready` says yes; an ended process or a minute without it is an error.
    pub(crate) fn wait_until(&mut self, mut ready: impl FnMut() -> bool) -> Result<()> {
        let begun = Instant::now();
        while !ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} before it was ready", self.name);
            }
            if begun.elapsed() > Duration::from_mins(1) {
                bail!("{} was not ready after a minute", self.name);
            }
            pause(Duration::from_millis(5));
        }
        Ok(())
    }

    fn ended_within(&mut self, limit: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            pause(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).stderr(Stdio::null()).status();
        if asked.is_err() || !self.ended_within(Duration::from_secs(10)) {
            println!("note: {} did not end when asked, it is killed", self.name);
            if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
                println!("note: {} could not be ended: {error}", self.name);
            }
        }
    }
}

/// Waits; only for what tells nobody when it is ready.
#[expect(clippy::disallowed_methods, reason = "other processes give no event to wait for")]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}
