//! Password sign-ins: how much of their cost is Argon2, and what refreshes feel of a queue of them.

use std::fs;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};

use super::load::{Load, Target, word, yardstick};
use super::refresh::Refreshing;
use super::{Figure, Goal};
use crate::measure::median;
use crate::places::{Places, Scratch};
use crate::process::pause;

const ROUNDS: usize = 5;
const SECONDS: u32 = 8;
/// So many sign-ins wait at the same time.
const QUEUE: u32 = 64;
/// Refreshes beside them.
const REFRESHES: u32 = 4;

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let scratch = Scratch::new("passwords")?;
    let ours = Refreshing::start(places)?;
    let passwords = Target {
        pid: ours.demo.pid(),
        address: ours.address()?,
        script: password_script(&scratch)?,
        words: Vec::new(),
    };
    // The tokens' making consents for the client.
    ours.target(places, "User.Read")?;
    passwords.load(QUEUE, 2).context("warming up")?;
    let (mut shares, mut idle, mut busy) = (vec![], vec![], vec![]);
    for round in 1..=ROUNDS {
        let hash = yardstick(places, "consentry-service", "password")?;
        let sign_in = passwords.load(QUEUE, SECONDS)?;
        let refresh = ours.target(places, "User.Read+offline_access")?;
        let alone = refresh.load(REFRESHES, SECONDS)?;
        let refresh = ours.target(places, "User.Read+offline_access")?;
        let beside = beside(&passwords, &refresh)?;
        println!(
            "round {round}: Argon2 {hash:.0} µs; sign-in {:.0} µs, {:.0}/s; 99 of 100 refreshes \
             within {:.1} ms alone, {:.1} ms beside {QUEUE} waiting sign-ins",
            sign_in.micros, sign_in.rate, alone.p99, beside.p99
        );
        shares.push(hash / sign_in.micros);
        idle.push(alone.p99);
        busy.push(beside.p99);
    }
    let middle = |values: &mut Vec<f64>| median(values).context("there were rounds");
    let share = middle(&mut shares)?;
    figures.push(Figure::new("password sign-in: share of Argon2", share, Goal::AtLeast(0.95), ""));
    figures.push(Figure::new(
        "refreshes beside 64 waiting sign-ins: p99, times idle",
        middle(&mut busy)? / middle(&mut idle)?,
        Goal::AtMost(2.0),
        "",
    ));
    Ok(())
}

/// Refreshes while sign-ins queue from before their beginning to after their end.
fn beside(passwords: &Target, refresh: &Target) -> Result<Load> {
    thread::scope(|scope| {
        let queue = scope.spawn(|| passwords.load(QUEUE, SECONDS + 4));
        pause(Duration::from_secs(2));
        let load = refresh.load(REFRESHES, SECONDS);
        queue.join().map_err(|_| anyhow!("the load of sign-ins ended early"))??;
        load
    })
}

fn password_script(scratch: &Scratch) -> Result<String> {
    let file = word(scratch, "passwords.lua");
    let form = "grant_type=password&client_id=b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22\
                &username=adele%40contoso.example&password=Demo-pass-2026%21&scope=User.Read";
    let text = format!(
        "wrk.method = \"POST\"\n\
         wrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n\
         wrk.body = \"{form}\"\n"
    );
    fs::write(&file, text)?;
    Ok(file)
}
