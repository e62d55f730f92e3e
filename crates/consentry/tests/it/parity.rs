//! `docs/parity.md` and the code name the same differences between hardened and faithful.

use std::fs;

use consentry_model::Difference;

use crate::{architecture::root, tidy::files};

#[test]
fn the_ledger_is_written_from_the_code() {
    let page = fs::read_to_string(root().join("docs/parity.md")).unwrap();
    let table: Vec<&str> = page
        .lines()
        .skip_while(|line| !line.starts_with("| what | hardened |"))
        .take_while(|line| line.starts_with('|'))
        .collect();
    let print = "`cargo run -p consentry-model --example parity` prints the table";
    assert_eq!(table.join("\n"), Difference::ledger().trim_end(), "{print}");
}

#[test]
fn the_code_asks_the_ledger_and_nothing_else() {
    // Where the word is written, read, or chosen; everything else asks `Difference`.
    let knows =
        ["/difference.rs", "model/src/tenant.rs", "/config/settings.rs", "/cli/tenant/set.rs"];
    let code: Vec<(String, String)> = files()
        .into_iter()
        .filter(|(name, _)| name.starts_with("crates/") && name.contains("/src/"))
        .filter(|(name, _)| !name.contains("/tests") && !name.contains("/seed/"))
        .map(|(name, text)| {
            let (code, _) = text.split_once("#[cfg(test)]\nmod").unwrap_or((&text, ""));
            (name, code.to_owned())
        })
        .collect();
    for (name, text) in &code {
        let known = knows.iter().any(|end| name.ends_with(end));
        assert!(
            known || !text.contains("Fidelity::Faithful"),
            "{name} compares the fidelity itself"
        );
    }
    for difference in Difference::ALL {
        let name = format!("Difference::{difference:?}");
        assert!(code.iter().any(|(_, text)| text.contains(&name)), "nothing asks for {name}");
    }
}
