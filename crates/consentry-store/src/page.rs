//! Lists by pages: after a key, at most so many.
//!
//! Keyset paging: a page begins behind the last key of the one before, so rows that come or go
//! in between neither repeat nor hide others.

/// Which part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many rows.
    pub limit: u32,
    /// [`Paged::next`] of the page before; nothing for the first.
    pub after: Option<String>,
}

impl Page {
    /// The first rows of a list.
    pub const fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }

    /// One row more than asked for tells whether there is a next page.
    pub(crate) fn fetch(&self) -> i64 {
        i64::from(self.limit).saturating_add(1)
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::first(100)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The key of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Paged<T> {
    pub(crate) fn cut(mut rows: Vec<T>, page: &Page, key: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { rows, next }
    }
}

impl<T> IntoIterator for Paged<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

/// The key of logs, newest first: the moment and the id of the last row.
pub(crate) fn log_key(at: i64, id: &str) -> String {
    format!("{at}~{id}")
}

/// Reads a [`log_key`]; anything else begins at the newest row.
pub(crate) fn read_log_key(after: Option<&str>) -> (i64, String) {
    after
        .and_then(|key| key.split_once('~'))
        .and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())))
        .unwrap_or((i64::MAX, String::new()))
}
