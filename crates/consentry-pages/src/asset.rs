//! The style sheet and the product's mark, served from this origin under names that change with
//! their content, so that they may be kept for a year.

use std::sync::LazyLock;

use http::{
    HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};

/// A file that pages link to.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    content_type: &'static str,
    body: &'static str,
}

impl Asset {
    /// The file's type, as the header says it.
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The headers that go with it.
    pub fn headers(&self) -> [(HeaderName, HeaderValue); 3] {
        [
            (CONTENT_TYPE, HeaderValue::from_static(self.content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ]
    }

    /// The file's text.
    pub fn body(&self) -> &'static str {
        self.body
    }
}

const STYLESHEET: Asset = Asset {
    content_type: "text/css; charset=utf-8",
    body: include_str!("../assets/consentry.css"),
};
const MARK: Asset =
    Asset { content_type: "image/svg+xml", body: include_str!("../assets/mark.svg") };

static STYLESHEET_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/consentry-{:016x}.css", fnv1a(STYLESHEET.body.as_bytes())));
static MARK_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/mark-{:016x}.svg", fnv1a(MARK.body.as_bytes())));

/// The file at a path below `/assets/`, such as `/assets/consentry-<hash>.css`.
pub fn asset(path: &str) -> Option<Asset> {
    if path == stylesheet_path() {
        Some(STYLESHEET)
    } else if path == mark_path() {
        Some(MARK)
    } else {
        None
    }
}

pub(crate) fn stylesheet_path() -> &'static str {
    &STYLESHEET_PATH
}

pub(crate) fn mark_path() -> &'static str {
    &MARK_PATH
}

/// FNV-1a: tells two versions apart; nobody's safety hangs on it.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| {
        (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_stays_small_and_calls_nobody() {
        let css = STYLESHEET.body;
        assert!(css.len() < 20_000, "{} bytes", css.len());
        for outside in ["http:", "https:", "//", "@import", "url("] {
            assert!(!css.contains(outside), "{outside}");
        }
    }

    #[test]
    fn only_the_present_names_are_served() {
        assert!(asset(stylesheet_path()).is_some());
        assert!(asset(mark_path()).is_some());
        assert!(asset("/assets/consentry-0000000000000000.css").is_none());
        assert!(asset("/assets/../Cargo.toml").is_none());
    }
}
