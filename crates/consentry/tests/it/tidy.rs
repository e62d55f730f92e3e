//! Small rules about every Rust file: its length, its module docs, its paths, its open ends.

use std::path::{Path, PathBuf};
use std::{fs, iter};

use crate::architecture::root;

const MOST_LINES: usize = 500;

/// Every Rust file of the project, with its text.
pub(crate) fn files() -> Vec<(String, String)> {
    let root = root();
    let mut folders: Vec<PathBuf> = vec![root.join("crates"), root.join("xtask")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the files were not found");
    found
}

/// Fails with one line for each file that breaks the rule.
fn check(rule: impl Fn(&str, &str) -> Option<String>) {
    let broken: Vec<String> = files()
        .iter()
        .filter_map(|(name, text)| Some(format!("{name}: {}", rule(name, text)?)))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_are_short() {
    check(|_, text| {
        let lines = text.lines().count();
        (lines > MOST_LINES).then(|| format!("{lines} lines, split it by subject"))
    });
}

#[test]
fn files_say_what_they_are_for() {
    check(|_, text| {
        let mut lines = text.lines().skip_while(|line| line.starts_with("#![") || line.is_empty());
        let docs = lines.next().is_some_and(|line| line.starts_with("//! "));
        (!docs).then(|| "no module docs at the top".to_owned())
    });
}

#[test]
fn names_tell_the_subject() {
    check(|name, _| {
        let file = Path::new(name).file_name()?.to_str()?;
        ["mod.rs", "utils.rs", "helpers.rs", "common.rs", "manager.rs"]
            .contains(&file)
            .then(|| "a file is named by its subject".to_owned())
    });
}

#[test]
fn open_ends_have_an_issue() {
    // Put together here, so that this file does not break its own rule.
    let marks: Vec<String> = iter::once(["TO", "DO"])
        .chain([["FIX", "ME"], ["XX", "X:"], ["HA", "CK"], ["#[ign", "ore"]])
        .map(|halves| halves.concat())
        .collect();
    check(|_, text| {
        text.lines().enumerate().find_map(|(at, line)| {
            let mark = marks.iter().find(|mark| line.contains(mark.as_str()))?;
            let has_number = line.contains(&format!("{mark}(#"));
            (!has_number).then(|| format!("line {}: {mark} without an issue number", at + 1))
        })
    });
}

#[test]
fn bad_inputs_of_the_inside_have_their_tests() {
    let table = fs::read_to_string(root().join("judges/bad-inputs.tsv")).unwrap();
    let files = files();
    for row in table.lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
        if row[3] == "rust" {
            let test = format!("fn {}(", row[4]);
            let there = files.iter().any(|(_, text)| text.contains(&test));
            assert!(there, "{}: there is no test `{}`", row[0], row[4]);
        }
    }
}

#[test]
fn a105_secrets_are_compared_by_one_function() {
    // Put together here, so that this file does not break its own rule.
    let own = ["ct_", "eq("].concat();
    let others = [["verify_slices", "_are_equal"].concat(), ["constant_time", "_eq("].concat()];
    check(|name, text| {
        if name == "crates/consentry-model/src/secret.rs" {
            return None;
        }
        let found = iter::once(&own).chain(&others).find(|mark| text.contains(mark.as_str()))?;
        Some(format!("{found} beside `is_same_secret`"))
    });
    let (_, secret) = files()
        .into_iter()
        .find(|(name, _)| name == "crates/consentry-model/src/secret.rs")
        .unwrap();
    let before = secret.split("pub struct Secret<T>").next().unwrap();
    let derived = before.rsplit("#[derive(").next().unwrap();
    assert!(!derived.contains("PartialEq"), "a derived comparison stops at the first difference");
    assert!(secret.contains(&own));
}
