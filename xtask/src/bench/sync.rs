//! Sync of ten thousand mails by windows of a hundred: does a late window cost more than an early one?

use std::process::Command;

use anyhow::Result;

use super::{Figure, Goal};
use crate::demo::Demo;
use crate::places::{Places, Profile, Scratch};
use crate::process::output;

pub(super) fn measure(places: &Places, figures: &mut Vec<Figure>) -> Result<()> {
    let scratch = Scratch::new("sync")?;
    let data = scratch.path().join("data");
    let demo = Demo::start(places, Profile::Release, &data, None, "bench.demo")?;
    let authority = demo.text("/ca_file")?;
    let printed = output(
        Command::new(places.python())
            .arg(places.judges().join("many_mails.py"))
            .current_dir(scratch.path())
            .env("CONSENTRY_BINARY", places.binary(Profile::Release))
            .env("CONSENTRY_READY", &demo.ready)
            .env("REQUESTS_CA_BUNDLE", authority)
            .env("CONSENTRY_DATA_FOLDER", &data),
    )?;
    print!("{printed}");
    let last = printed.lines().last().unwrap_or_default();
    let said: serde_json::Value = serde_json::from_str(last)?;
    let number = |key: &str| said.get(key).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
    figures.push(Figure::new(
        "a window of 100 mails, the first twenty",
        number("early_ms"),
        Goal::Open,
        "ms",
    ));
    figures.push(Figure::new(
        "  the last twenty to the first twenty",
        number("late_ms") / number("early_ms"),
        Goal::AtMost(1.25),
        "",
    ));
    figures.push(Figure::new(
        "  memory grown from window 20 to the end",
        number("grown_mib"),
        Goal::AtMost(4.0),
        "MiB",
    ));
    Ok(())
}
