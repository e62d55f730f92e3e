//! The names of pages and tags, from the table in `data/wbxml-codepages.tsv`.
//!
//! The table follows MS-ASWBXML, with the pages and tags that it calls obsolete, because old
//! clients send them. Page 25 has three tags twice: one known client numbers them differently.

use std::sync::LazyLock;

use super::Tag;

const TABLE: &str = include_str!("../../data/wbxml-codepages.tsv");

#[derive(Default)]
struct Page {
    name: &'static str,
    tags: Vec<Option<&'static str>>,
}

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let mut pages: Vec<Page> = Vec::new();
    for (number, name, token, tag) in TABLE.lines().skip(1).filter_map(row) {
        if pages.len() <= number {
            pages.resize_with(number.saturating_add(1), Page::default);
        }
        let Some(page) = pages.get_mut(number) else { continue };
        page.name = name;
        if page.tags.len() <= token {
            page.tags.resize(token.saturating_add(1), None);
        }
        if let Some(slot) = page.tags.get_mut(token) {
            *slot = Some(tag);
        }
    }
    pages
});

fn row(line: &'static str) -> Option<(usize, &'static str, usize, &'static str)> {
    let mut columns = line.split('\t');
    let number = columns.next()?.parse().ok()?;
    let name = columns.next()?;
    let token = usize::from_str_radix(columns.next()?.strip_prefix("0x")?, 16).ok()?;
    Some((number, name, token, columns.next()?))
}

/// The name of a code page.
pub(super) fn page(number: u8) -> Option<&'static str> {
    PAGES.get(usize::from(number)).map(|page| page.name)
}

/// The name of a tag.
pub(super) fn tag(tag: Tag) -> Option<&'static str> {
    PAGES.get(usize::from(tag.page))?.tags.get(usize::from(tag.token)).copied().flatten()
}

#[cfg(test)]
pub(super) fn rows() -> impl Iterator<Item = (usize, &'static str, usize, &'static str)> {
    TABLE.lines().skip(1).map(|line| row(line).expect("a row of the table"))
}
