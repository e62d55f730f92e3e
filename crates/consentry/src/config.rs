//! `consentry.toml`: what `serve` needs to know, read once at the start.
//!
//! One file of TOML, each key overridden by `CONSENTRY__SECTION__KEY`. Unknown keys are errors
//! with the nearest known name (BI-390), values become types here, and a file that others may
//! read holds no secret (BI-392). The reference with all keys is made from the same source.

mod environment;
mod error;
mod keys;
mod schema;
mod settings;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt, path::Path};

use confique::{Config, Layer};
use serde::Deserialize;

use self::schema::File;
pub use self::{
    error::{ConfigError, Place},
    settings::{
        DatabaseSettings, LogSettings, MailSettings, ServerSettings, Settings, Smarthost,
        SmarthostSecurity,
    },
};

/// Anybody on the machine may read or write.
const OTHERS: u32 = 0o007;

/// The annotated reference of all keys with their defaults.
pub fn reference() -> String {
    confique::toml::template::<File>(confique::toml::FormatOptions::default())
}

/// Reads a file and the environment of this process.
pub fn load(path: &Path) -> Result<Settings, ConfigError> {
    load_with(path, environment::of_process())
}

fn load_with(path: &Path, variables: BTreeMap<String, String>) -> Result<Settings, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mode = fs::metadata(path).map_err(unreadable)?.mode();
    let table: toml::Table = toml::from_str(&text)
        .map_err(|cause| ConfigError::Syntax { path: path.to_owned(), cause: Box::new(cause) })?;
    let place = Place::File(path.to_owned());
    keys::check(&table, &place)?;
    if mode & OTHERS != 0 && keys::holds_secret(&table) {
        return Err(ConfigError::Exposed { path: path.to_owned() });
    }
    // Each source by itself, so that an error names the one that is wrong.
    let from_file = layer(table, &place)?;
    let from_environment = layer(environment::table(variables)?, &Place::Environment)?;
    let merged = from_environment.with_fallback(from_file);
    let file = File::from_layer(merged.with_fallback(<File as Config>::Layer::default_values()))
        .map_err(|cause| ConfigError::Missing { place, text: cause.to_string() })?;
    Settings::try_from(file)
}

fn layer(table: toml::Table, place: &Place) -> Result<<File as Config>::Layer, ConfigError> {
    <File as Config>::Layer::deserialize(table)
        .map_err(|cause| ConfigError::Type { place: place.clone(), cause: Box::new(cause) })
}
