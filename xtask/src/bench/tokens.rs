//! Client credentials under load: our token endpoint, a bare signature, and npm's oidc-provider.
//!
//! Ours is asked over TLS and keeps a sign-in log on disk; the peer over plain HTTP from memory.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::load::{Target, yardstick};
use super::{Figure, Goal};
use crate::demo::Demo;
use crate::install::node;
use crate::measure::median;
use crate::places::{Places, Profile, Scratch};
use crate::postgres::free_port;
use crate::process::Server;

const ROUNDS: usize = 5;
const SECONDS: u32 = 10;
const CONNECTIONS: u32 = 64;

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let scratch = Scratch::new("tokens")?;
    let demo =
        Demo::start(places, Profile::Release, &scratch.path().join("data"), None, "bench.demo")?;
    let port = free_port()?;
    let peer = peer(places, port, None)?;
    let ours = Target {
        pid: demo.pid(),
        address: format!("{}/fabrikam.example/oauth2/v2.0/token", demo.text("/base_url")?),
        script: script(
            &scratch.path().join("ours.lua"),
            demo.text("/clients/fabrikam.example/client_id")?,
            demo.text("/clients/fabrikam.example/client_secret")?,
            "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
        )?,
        words: Vec::new(),
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
        words: Vec::new(),
    };
    for target in [&ours, &theirs] {
        target.load(CONNECTIONS, 2).context("warming up")?;
    }
    let (mut signatures, mut our_costs, mut their_costs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let signature = yardstick(places, "consentry-token", "signature")?;
        let our = ours.load(CONNECTIONS, SECONDS)?;
        let their = theirs.load(CONNECTIONS, SECONDS)?;
        println!(
            "round {round}: signature {signature:.0} µs; token {:.0} µs, {:.0}/s; \
             oidc-provider {:.0} µs, {:.0}/s",
            our.micros, our.rate, their.micros, their.rate
        );
        signatures.push(signature);
        our_costs.push(our.micros);
        their_costs.push(their.micros);
    }
    let middle = |values: &mut Vec<f64>| median(values).context("there were rounds");
    let (signature, our) = (middle(&mut signatures)?, middle(&mut our_costs)?);
    let their = middle(&mut their_costs)?;
    figures.push(Figure::new("client credentials, RS256, logged", our, Goal::Open, "µs"));
    figures.push(Figure::new("  to a bare signature", our / signature, Goal::AtMost(1.35), ""));
    figures.push(Figure::new("  to oidc-provider", our / their, Goal::AtMost(0.65), ""));
    Ok(())
}

/// npm's oidc-provider with one confidential client, RS256 tokens, everything in memory; with
/// `refresh` it writes refresh tokens to that file first.
pub(super) fn peer(places: &Places, port: u16, refresh: Option<&str>) -> Result<Server> {
    let mut command = Command::new(node(places)?.program);
    command
        .arg(places.judges().join("peer/provider.mjs"))
        .arg(port.to_string())
        .args(refresh)
        .env("CONSENTRY_NPM", places.peer())
        .env("NODE_ENV", "production");
    let log = places.artefacts.join("bench.peer.log");
    let mut server = Server::start(&mut command, "oidc-provider", &log)?;
    server.wait_until(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok())?;
    Ok(server)
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
