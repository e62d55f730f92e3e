//! Refreshes under load: rotated and durable, beside a bare signature and npm's oidc-provider, which
//! keeps its refresh tokens in memory and does not rotate them.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::load::{Target, word, yardstick};
use super::tokens::peer;
use super::{Figure, Goal};
use crate::demo::Demo;
use crate::measure::median;
use crate::places::{Places, Profile, Scratch};
use crate::postgres::free_port;
use crate::process::{Server, output};

const ROUNDS: usize = 5;
const SECONDS: u32 = 8;
const CONNECTIONS: u32 = 64;
/// More than there are connections, so that none has to wait for one.
const TOKENS: usize = 128;
/// Demo CLI, whose password grants are open in the demo.
const CLIENT: &str = "grant_type=refresh_token&client_id=b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22";

/// A demo whose tokens may be refreshed, and the scratch folder with the tokens.
pub(super) struct Refreshing {
    scratch: Scratch,
    pub(super) demo: Demo,
}

impl Refreshing {
    pub(super) fn start(places: &Places) -> Result<Self> {
        let scratch = Scratch::new("refresh")?;
        let data = scratch.path().join("data");
        let demo = Demo::start(places, Profile::Release, &data, None, "bench.demo")?;
        Ok(Self { scratch, demo })
    }

    /// Where the hardened tenant gives tokens.
    pub(super) fn address(&self) -> Result<String> {
        Ok(format!("{}/contoso.example/oauth2/v2.0/token", self.demo.text("/base_url")?))
    }

    /// Refreshes with tokens that nobody has used yet.
    pub(super) fn target(&self, places: &Places, scope: &str) -> Result<Target> {
        let file = word(&self.scratch, "tokens");
        output(
            Command::new(places.python())
                .arg(places.judges().join("refresh_tokens.py"))
                .args([&TOKENS.to_string(), &file])
                .env("CONSENTRY_READY", &self.demo.ready)
                .env("CONSENTRY_BINARY", places.binary(Profile::Release))
                .env("REQUESTS_CA_BUNDLE", self.demo.text("/ca_file")?),
        )?;
        Ok(Target {
            pid: self.demo.pid(),
            address: self.address()?,
            script: script(places),
            words: vec![file, format!("{CLIENT}&scope={scope}")],
        })
    }
}

fn script(places: &Places) -> String {
    places.judges().join("peer/refresh.lua").display().to_string()
}

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let ours = Refreshing::start(places)?;
    let (port, file) = (free_port()?, word(&ours.scratch, "peer-tokens"));
    let peer: Server = peer(places, port, Some(&file))?;
    let form = "grant_type=refresh_token&client_id=bench&client_secret=a-secret-of-the-bench";
    let theirs = |scope: &str| Target {
        pid: peer.pid(),
        address: format!("http://127.0.0.1:{port}/token"),
        script: script(places),
        words: vec![file.clone(), format!("{form}&scope={scope}")],
    };
    for (name, scope, their_scope, most) in [
        ("refresh, rotated and durable", "User.Read+offline_access", "read", 1.5),
        ("refresh with an id token", "openid+User.Read+offline_access", "openid+read", 2.6),
    ] {
        let (mut signatures, mut our_costs, mut their_costs) = (vec![], vec![], vec![]);
        for round in 1..=ROUNDS {
            let signature = yardstick(places, "consentry-token", "signature")?;
            let our = ours.target(places, scope)?.load(CONNECTIONS, SECONDS)?;
            let their = theirs(their_scope).load(CONNECTIONS, SECONDS)?;
            println!(
                "{name}, round {round}: signature {signature:.0} µs; ours {:.0} µs, {:.0}/s; \
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
        figures.push(Figure::new(name, our, Goal::Open, "µs"));
        figures.push(Figure::new("  to a bare signature", our / signature, Goal::AtMost(most), ""));
        figures.push(Figure::new("  to oidc-provider", our / their, Goal::AtMost(0.8), ""));
    }
    Ok(())
}
