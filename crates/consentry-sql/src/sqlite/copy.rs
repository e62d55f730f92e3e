//! A consistent copy of an open SQLite file, made while others read and write.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Missing, connection};
use crate::error::SqlError;

/// Writes a copy of `from` to `to`, which must not exist: it appears there complete or not
/// at all.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), SqlError> {
    let doing = "writing the copy";
    if to.exists() {
        return Err(SqlError::Settings(format!("`{}` exists", to.display())));
    }
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(|why| SqlError::unavailable(doing, why))?;
    }
    // An empty file of ours is private from its first byte; the engine fills it.
    connection::prepare_file(&unfinished, Missing::Create)?;
    let text = unfinished
        .to_str()
        .ok_or_else(|| SqlError::Settings("the copy's name is not UTF-8".to_owned()))?;
    let source = connection::plain_reader(from)?;
    source.execute("VACUUM INTO ?1", [text])?;
    File::open(&unfinished)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(&unfinished, to))
        .and_then(|()| sync_folder(to))
        .map_err(|why| SqlError::unavailable(doing, why))
}

fn sync_folder(file: &Path) -> std::io::Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
