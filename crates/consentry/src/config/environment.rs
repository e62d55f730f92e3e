//! `CONSENTRY__SECTION__KEY`: the same keys as in the file, as variables.
//!
//! Lists are separated by commas. A variable with the prefix that names no key is an error, as in
//! the file: it was meant to change something.

use std::collections::BTreeMap;

use confique::meta::{Expr, LeafKind};
use toml::{Table, Value};

use super::{
    ConfigError, Place,
    keys::{self, Found},
};

const PREFIX: &str = "CONSENTRY__";

/// The variables of this process that are meant for the configuration.
pub(super) fn of_process() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect()
}

/// The variables as the file would say it.
pub(super) fn table(variables: BTreeMap<String, String>) -> Result<Table, ConfigError> {
    let mut table = Table::new();
    for (name, text) in variables {
        let key = name.trim_start_matches(PREFIX).to_ascii_lowercase().replace("__", ".");
        let Found::Leaf(leaf) = keys::find(&key) else {
            let nearest = keys::nearest(&key)
                .map(|key| format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase()));
            return Err(ConfigError::UnknownKey { place: Place::Environment, key: name, nearest });
        };
        set(&mut table, &key, value(leaf.kind, text));
    }
    Ok(table)
}

fn value(kind: LeafKind, text: String) -> Value {
    match kind {
        LeafKind::Required { default: Some(Expr::Integer(_)) } => {
            text.trim().parse().map_or(Value::String(text), Value::Integer)
        }
        LeafKind::Required { default: Some(Expr::Array(_)) } => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        LeafKind::Required { .. } | LeafKind::Optional => Value::String(text),
    }
}

fn set(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => drop(table.insert(key.to_owned(), value)),
        Some((section, rest)) => {
            let inner = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}
