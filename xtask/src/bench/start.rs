//! From nothing to the first token, on a data folder that is there; and memory at rest.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::{Figure, Goal};
use crate::demo::Demo;
use crate::install::node;
use crate::measure::{median, resident_mib};
use crate::places::{Places, Profile, Scratch};
use crate::process::{output, pause};

const ROUNDS: usize = 5;

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let scratch = Scratch::new("start")?;
    let data = scratch.path().join("data");
    let demo = Demo::start(places, Profile::Release, &data, None, "bench.demo")?;
    pause(Duration::from_secs(2));
    let idle = resident_mib(demo.pid())?;
    let ready = scratch.path().join("first.json");
    std::fs::write(&ready, demo.said.to_string())?;
    drop(demo);

    let timed = |who: &str| -> Result<f64> {
        let mut command = Command::new(places.python());
        command
            .arg(places.judges().join("first_token.py"))
            .arg(who)
            .env("CONSENTRY_BINARY", places.binary(Profile::Release))
            .env("CONSENTRY_DATA_FOLDER", &data)
            .env("CONSENTRY_READY", &ready)
            .env("CONSENTRY_NPM", places.peer())
            .env("CONSENTRY_NODE", node(places)?.program)
            .env("NODE_ENV", "production");
        Ok(output(&mut command)?.trim().parse()?)
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let (our, their) = (timed("consentry")?, timed("oidc-provider")?);
        println!("round {round}: first token after {our:.0} ms; oidc-provider {their:.0} ms");
        ours.push(our);
        theirs.push(their);
    }
    let our = median(&mut ours).context("there were rounds")?;
    let their = median(&mut theirs).context("there were rounds")?;
    figures.push(Figure::new("start to first token", our, Goal::Open, "ms"));
    figures.push(Figure::new("  to oidc-provider", our / their, Goal::AtMost(0.35), ""));
    figures.push(Figure::new("memory at rest", idle, Goal::AtMost(30.0), "MiB"));
    Ok(())
}
