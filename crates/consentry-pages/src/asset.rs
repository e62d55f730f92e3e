//! The style sheet and the product's mark, served from this origin under names that change with
//! their content, so that they may be kept for a year. The style sheet is served without the
//! spaces and comments that are there for its readers.

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

const MARK: Asset =
    Asset { content_type: "image/svg+xml", body: include_str!("../assets/mark.svg") };

static STYLESHEET: LazyLock<String> =
    LazyLock::new(|| dense(include_str!("../assets/consentry.css")));
static STYLESHEET_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/consentry-{:016x}.css", fnv1a(STYLESHEET.as_bytes())));
static MARK_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/mark-{:016x}.svg", fnv1a(MARK.body.as_bytes())));

/// The file at a path below `/assets/`, such as `/assets/consentry-<hash>.css`.
pub fn asset(path: &str) -> Option<Asset> {
    if path == stylesheet_path() {
        Some(Asset { content_type: "text/css; charset=utf-8", body: &STYLESHEET })
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

/// Longer words of a style sheet beside shorter ones that say the same where lines run across the
/// page from top to bottom. What depends on the direction within a line keeps its word.
const SHORTER: [(&str, &str); 11] = [
    ("inline-size:", "width:"),
    ("block-size:", "height:"),
    ("inset-block-start:", "top:"),
    ("inset-block-end:", "bottom:"),
    ("margin-block-start:", "margin-top:"),
    ("margin-block-end:", "margin-bottom:"),
    ("padding-block-start:", "padding-top:"),
    ("padding-block-end:", "padding-bottom:"),
    ("border-block-start:", "border-top:"),
    ("border-block-end:", "border-bottom:"),
    (" > ", ">"),
];

/// Without indentation, comments, line ends, and blanks beside punctuation. A comment stands on a
/// line of its own, and no string of the style sheet holds such punctuation.
fn dense(css: &str) -> String {
    let lines = css.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("/*"));
    let text = lines.collect::<Vec<_>>().join(" ");
    let text = ["{", "}", ";", ","].iter().fold(text, |text, mark| {
        text.replace(&format!("{mark} "), mark).replace(&format!(" {mark}"), mark)
    })
    // A blank before a colon may begin a selector.
    .replace(": ", ":")
    .replace(";}", "}");
    SHORTER.iter().fold(text, |text, (long, short)| text.replace(long, short))
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
        let css: &str = &STYLESHEET;
        assert!(css.len() < 20_000, "{} bytes", css.len());
        for outside in ["http:", "https:", "//", "@import", "url("] {
            assert!(!css.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_dense_style_sheet_says_the_same() {
        let css = "/* Above */\n.x > b { inline-size: 2px; inset-block-start: 0; inset-inline-end: 1px; }\n.a, .b :focus {\n  margin: 0 calc(1px + 2px);\n}\n\n@media (min-width: 9px) {\n  .c { content: \"\"; }\n}\n";
        let want = ".x>b{width:2px;top:0;inset-inline-end:1px}.a,.b :focus{margin:0 calc(1px + 2px)}@media (min-width:9px){.c{content:\"\"}}";
        assert_eq!(dense(css), want);
        assert_eq!(STYLESHEET.matches('{').count(), STYLESHEET.matches('}').count());
        assert!(!STYLESHEET.contains("/*"));
    }

    #[test]
    fn only_the_present_names_are_served() {
        assert!(asset(stylesheet_path()).is_some());
        assert!(asset(mark_path()).is_some());
        assert!(asset("/assets/consentry-0000000000000000.css").is_none());
        assert!(asset("/assets/../Cargo.toml").is_none());
    }
}
