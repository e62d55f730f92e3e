//! Which keys there are, and which of them are secrets.

use confique::{
    Config,
    meta::{FieldKind, LeafKind, Meta},
};
use toml::{Table, Value};

use super::{ConfigError, Place, schema::File};

/// Below this likeness, a hint would only confuse.
const LIKENESS: f64 = 0.7;
/// The keys whose value is a secret.
const SECRETS: &[&str] = &["server.master_key", "mail.smarthost.password", "database.url"];

/// A key of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) kind: LeafKind,
}

/// Refuses keys that do not exist.
pub(super) fn check(table: &Table, place: &Place) -> Result<(), ConfigError> {
    walk(table, "", &mut |key, value| match (find(key), value) {
        (Found::Section, Value::Table(_)) => Ok(Next::Deeper),
        (Found::Leaf(_) | Found::Section, _) => Ok(Next::Stay),
        (Found::Nothing, _) => Err(ConfigError::UnknownKey {
            place: place.clone(),
            key: key.to_owned(),
            nearest: nearest(key),
        }),
    })
}

/// Whether a secret stands in the file itself.
pub(super) fn holds_secret(table: &Table) -> bool {
    SECRETS.iter().any(|key| {
        let mut value = None;
        let mut within = Some(table);
        for part in key.split('.') {
            value = within.and_then(|table| table.get(part));
            within = value.and_then(Value::as_table);
        }
        value.and_then(Value::as_str).is_some_and(|text| is_secret(key, text))
    })
}

/// A database's URL is a secret only with a password in it.
fn is_secret(key: &str, text: &str) -> bool {
    if key != "database.url" {
        return true;
    }
    let authority = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
        || text.contains("password=")
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    Section,
    Leaf(Key),
    Nothing,
}

/// Looks a dotted name up.
pub(super) fn find(name: &str) -> Found {
    let mut found = Found::Section;
    let mut within = Some(&File::META);
    for part in name.split('.') {
        let Some(field) = within.and_then(|meta| meta.fields.iter().find(|f| f.name == part))
        else {
            return Found::Nothing;
        };
        (found, within) = match field.kind {
            FieldKind::Leaf { kind, .. } => (Found::Leaf(Key { kind }), None),
            FieldKind::Nested { meta } => (Found::Section, Some(meta)),
        };
    }
    found
}

/// The known key that looks most like `name`.
pub(super) fn nearest(name: &str) -> Option<String> {
    let mut all = Vec::new();
    collect(&File::META, "", &mut all);
    let likeness = |key: &String| strsim::jaro_winkler(key, name);
    all.into_iter()
        .filter(|key| likeness(key) >= LIKENESS)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

fn collect(meta: &'static Meta, prefix: &str, into: &mut Vec<String>) {
    for field in meta.fields {
        let name = format!("{prefix}{}", field.name);
        match field.kind {
            FieldKind::Leaf { .. } => into.push(name),
            FieldKind::Nested { meta } => {
                collect(meta, &format!("{name}."), into);
                into.push(name);
            }
        }
    }
}

enum Next {
    Deeper,
    Stay,
}

fn walk(
    table: &Table,
    prefix: &str,
    visit: &mut impl FnMut(&str, &Value) -> Result<Next, ConfigError>,
) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        if let (Next::Deeper, Value::Table(inner)) = (visit(&key, value)?, value) {
            walk(inner, &format!("{key}."), visit)?;
        }
    }
    Ok(())
}
