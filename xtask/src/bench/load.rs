//! A server under load by wrk: who it is, what it is asked, what that costs it.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::measure::cpu_micros;
use crate::places::{Places, Scratch};
use crate::process::output;

/// One server and one kind of request.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) pid: u32,
    pub(super) address: String,
    /// wrk's script.
    pub(super) script: String,
    /// What the script is given.
    pub(super) words: Vec<String>,
}

/// What a load showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    /// Processor time of the server's process, in microseconds a request.
    pub(super) micros: f64,
    /// Requests a second.
    pub(super) rate: f64,
    /// How long 99 of 100 requests took at most, in milliseconds.
    pub(super) p99: f64,
}

impl Target {
    /// Loads it for some seconds over some connections.
    pub(super) fn load(&self, connections: u32, seconds: u32) -> Result<Load> {
        let before = cpu_micros(self.pid)?;
        let printed = output(
            Command::new("wrk")
                .args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s")])
                .args(["--latency", "--timeout", "30s", "-s", &self.script, &self.address, "--"])
                .args(&self.words),
        )?;
        let used = cpu_micros(self.pid)? - before;
        ensure!(!printed.contains("Non-2xx"), "requests were refused:\n{printed}");
        let requests = printed
            .lines()
            .find_map(|line| line.split_once(" requests in "))
            .context("wrk counts the requests")?;
        let requests: f64 = requests.0.trim().parse()?;
        ensure!(requests > 0.0, "nothing was answered:\n{printed}");
        let p99 = printed
            .lines()
            .find_map(|line| line.trim().strip_prefix("99%"))
            .and_then(|time| milliseconds(time.trim()))
            .context("wrk tells the latencies")?;
        Ok(Load { micros: used / requests, rate: requests / f64::from(seconds), p99 })
    }
}

/// A time as wrk writes it: `850.00us`, `2.10ms`, `1.02s`.
fn milliseconds(time: &str) -> Option<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0)] {
        if let Some(number) = time.strip_suffix(unit) {
            return number.parse::<f64>().ok().map(|number| number * factor);
        }
    }
    None
}

/// What an example of a crate prints: the CPU time of one piece of work, in microseconds.
pub(super) fn yardstick(places: &Places, package: &str, example: &str) -> Result<f64> {
    let printed = output(
        Command::new(env!("CARGO"))
            .current_dir(&places.root)
            .env("CARGO_TARGET_DIR", &places.target)
            .args(["run", "--quiet", "--locked", "--release", "-p", package])
            .args(["--example", example]),
    )?;
    let number = printed.trim().rsplit(' ').next().context("the figure")?;
    Ok(number.parse::<f64>()? / 1000.0)
}

/// A file in the scratch folder, as a word for a command.
pub(super) fn word(scratch: &Scratch, name: &str) -> String {
    scratch.path().join(name).display().to_string()
}
