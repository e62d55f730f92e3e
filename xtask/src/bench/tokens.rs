//! Client credentials under load: our token endpoint, a bare signature, and npm's oidc-provider.
//!
//! Ours is asked over TLS and keeps a sign-in log on disk; the peer over plain HTTP from memory.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::{Figure, Goal};
use crate::demo::Demo;
use crate::install::node;
use crate::measure::{cpu_micros, median};
use crate::places::{Places, Profile, Scratch};
use crate::postgres::free_port;
use crate::process::{Server, output};

const ROUNDS: usize = 5;
const SECONDS: u32 = 10;

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let scratch = Scratch::new("tokens")?;
    let demo =
        Demo::start(places, Profile::Release, &scratch.path().join("data"), None, "bench.demo")?;
    let port = free_port()?;
    let peer = peer(places, port)?;
    let ours = Target {
        pid: demo.pid(),
        address: format!("{}/fabrikam.example/oauth2/v2.0/token", demo.text("/base_url")?),
        script: script(
            &scratch.path().join("ours.lua"),
            demo.text("/clients/fabrikam.example/client_id")?,
            demo.text("/clients/fabrikam.example/client_secret")?,
            "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
        )?,
    };
    let theirs = Target {
        pid: peer.pid(),
        address: format!("http://127.0.0.1:{port}/token"),
        script: script(
            &scratch.path().join("theirs.lua"),
            "bench",
            "a-secret-of-the-bench",
            "resource=https%3A%2F%2Fapi.example%2F&scope=read",
        )?,
    };
    for target in [&ours, &theirs] {
        target.load(2).context("warming up")?;
    }
    let (mut signatures, mut our_costs, mut their_costs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let signature = signature(places)?;
        let (our, rate) = ours.load(SECONDS)?;
        let (their, peer_rate) = theirs.load(SECONDS)?;
        println!(
            "round {round}: signature {signature:.0} µs; token {our:.0} µs, {rate:.0}/s; \
             oidc-provider {their:.0} µs, {peer_rate:.0}/s"
        );
        signatures.push(signature);
        our_costs.push(our);
        their_costs.push(their);
    }
    let middle = |values: &mut Vec<f64>| median(values).context("there were rounds");
    let (signature, our) = (middle(&mut signatures)?, middle(&mut our_costs)?);
    let their = middle(&mut their_costs)?;
    figures.push(Figure::new("client credentials, RS256, logged", our, Goal::Open, "µs"));
    figures.push(Figure::new("  to a bare signature", our / signature, Goal::AtMost(1.35), ""));
    figures.push(Figure::new("  to oidc-provider", our / their, Goal::AtMost(0.65), ""));
    Ok(())
}

/// npm's oidc-provider with one confidential client, RS256 tokens, everything in memory.
pub(super) fn peer(places: &Places, port: u16) -> Result<Server> {
    let mut command = Command::new(node(places)?.program);
    command
        .arg(places.judges().join("peer/provider.mjs"))
        .arg(port.to_string())
        .env("CONSENTRY_NPM", places.peer())
        .env("NODE_ENV", "production");
    let log = places.artefacts.join("bench.peer.log");
    let mut server = Server::start(&mut command, "oidc-provider", &log)?;
    server.wait_until(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok())?;
    Ok(server)
}

/// One server under load: who it is, what it is asked.
struct Target {
    pid: u32,
    address: String,
    script: String,
}

impl Target {
    /// Loads it with 64 connections; microseconds a request, and requests a second.
    fn load(&self, seconds: u32) -> Result<(f64, f64)> {
        let before = cpu_micros(self.pid)?;
        let printed = output(
            Command::new("wrk")
                .args(["-t1", "-c64", &format!("-d{seconds}s"), "-s", &self.script])
                .arg(&self.address),
        )?;
        let used = cpu_micros(self.pid)? - before;
        ensure!(!printed.contains("Non-2xx"), "tokens were refused:\n{printed}");
        let requests = printed
            .lines()
            .find_map(|line| line.split_once(" requests in "))
            .context("wrk counts the requests")?;
        let requests: f64 = requests.0.trim().parse()?;
        ensure!(requests > 0.0, "nothing was answered:\n{printed}");
        Ok((used / requests, requests / f64::from(seconds)))
    }
}

fn script(path: &Path, id: &str, secret: &str, more: &str) -> Result<String> {
    let text = format!(
        "wrk.method = \"POST\"\n\
         wrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n\
         wrk.body = \"grant_type=client_credentials&client_id={id}&client_secret={secret}&{more}\"\n"
    );
    fs::write(path, text)?;
    Ok(path.display().to_string())
}

/// Microseconds of a bare signature.
fn signature(places: &Places) -> Result<f64> {
    let printed = output(
        Command::new(env!("CARGO"))
            .current_dir(&places.root)
            .env("CARGO_TARGET_DIR", &places.target)
            .args(["run", "--quiet", "--locked", "--release", "-p", "consentry-token"])
            .args(["--example", "signature"]),
    )?;
    let number = printed.trim().strip_prefix("ns_per_signature ").context("the figure")?;
    Ok(number.parse::<f64>()? / 1000.0)
}
