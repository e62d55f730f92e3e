//! Holds the crates to the plan: the table of `docs/architecture.md`, and who may use what is heavy.
//!
//! Reads `cargo metadata`, so what is compared is what is built. A new arrow means a new word in
//! the table, in the same commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate's row: its layer, and the crates of ours that it may use.
struct Row {
    layer: u8,
    may_use: BTreeSet<String>,
}

pub(crate) fn root() -> PathBuf {
    // Tests run in the folder of their crate, wherever they were built.
    Path::new("../..").canonicalize().unwrap()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a crate uses outside its own tests: names of ours, and of others.
fn arrows(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let used = package["dependencies"].as_array().unwrap().iter();
            let used = used.filter(|dependency| dependency["kind"] != "dev");
            (text(&package["name"]), used.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

/// The table "Crates" of the plan: `| 1 pure | `name` | what lives there | may use of ours |`.
fn plan() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let cells: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .filter(|cells: &Vec<&str>| cells.len() == 4 && cells[1].starts_with("`consentry"))
        .collect();
    let layer = |cells: &[&str]| cells[0].split(' ').next().unwrap().parse::<u8>().unwrap();
    let name = |cells: &[&str]| cells[1].trim_matches('`').to_owned();
    cells
        .iter()
        .map(|row| {
            let below = |cells: &&Vec<&str>| layer(cells) < layer(row);
            let may_use = match row[3] {
                "all" | "all below" => cells.iter().filter(below).map(|row| name(row)).collect(),
                "–" => BTreeSet::new(),
                listed => listed.split(", ").map(|short| format!("consentry-{short}")).collect(),
            };
            (name(row), Row { layer: layer(row), may_use })
        })
        .collect()
}

fn is_ours(name: &str) -> bool {
    name == "consentry" || name.starts_with("consentry-")
}

#[test]
fn every_arrow_is_in_the_plan() {
    let plan = plan();
    let mut wrong = Vec::new();
    for (name, used) in arrows(&metadata()) {
        if name == "xtask" {
            assert!(!used.iter().any(|used| is_ours(used)), "xtask stands outside");
            continue;
        }
        let Some(row) = plan.get(&name) else {
            wrong.push(format!("{name} is not in the table of docs/architecture.md"));
            continue;
        };
        for used in used.into_iter().filter(|used| is_ours(used)) {
            if !row.may_use.contains(&used) {
                wrong.push(format!("{name} uses {used}, which its row does not name"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_plan_points_downwards() {
    let plan = plan();
    assert!(plan.len() >= 12, "the table was not understood");
    for (name, row) in &plan {
        for used in &row.may_use {
            let below = plan.get(used).unwrap_or_else(|| panic!("{name}: who is {used}?"));
            assert!(below.layer < row.layer, "{name} -> {used}");
        }
    }
}

#[test]
fn heavy_crates_have_few_users() {
    let rules: &[(&str, &[&str])] = &[
        (
            "axum",
            &[
                "consentry",
                "consentry-authority",
                "consentry-exchange",
                "consentry-portal",
                "consentry-web",
            ],
        ),
        ("hyper", &["consentry", "consentry-exchange"]),
        ("rusqlite", &["consentry-sql"]),
        ("tokio-postgres", &["consentry-sql"]),
        ("deadpool-postgres", &["consentry-sql"]),
        ("jsonwebtoken", &["consentry-token"]),
        // The binary draws the random bytes of ids from it and sets up TLS; it signs nothing.
        ("aws-lc-rs", &["consentry", "consentry-token"]),
        ("rustls", &["consentry", "consentry-egress", "consentry-sql"]),
        ("rcgen", &["consentry", "consentry-token"]),
        ("askama", &["consentry-authority", "consentry-pages", "consentry-portal"]),
        ("fluent-bundle", &["consentry-pages"]),
        ("clap", &["consentry"]),
        ("anyhow", &["consentry", "xtask"]),
        ("argon2", &["consentry-service"]),
        ("reqwest", &["consentry", "consentry-egress"]),
    ];
    let arrows = arrows(&metadata());
    let mut wrong = Vec::new();
    for (heavy, users) in rules {
        for (name, used) in &arrows {
            if used.contains(*heavy) && !users.contains(&name.as_str()) {
                wrong.push(format!("{name} uses {heavy}; it belongs to {}", users.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_crates_stay_pure() {
    let banned = ["tokio", "hyper", "axum", "reqwest", "rusqlite", "tempfile", "rand", "getrandom"];
    let arrows = arrows(&metadata());
    for name in [
        "consentry-model",
        "consentry-mailproto",
        "consentry-pages",
        "consentry-policy",
        "consentry-token",
    ] {
        for banned in banned {
            assert!(!arrows[name].contains(banned), "{name} is pure and uses {banned}");
        }
    }
}
