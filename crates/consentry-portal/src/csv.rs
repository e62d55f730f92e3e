//! Tables as CSV (RFC 4180), to be opened in a spreadsheet: what would begin a formula there
//! begins with an apostrophe (A60), and a mark at the beginning says that the text is UTF-8.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};

/// A table as a file of this name, which is one of ours.
pub(crate) fn csv(
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Response {
    let mut text = "\u{feff}".to_owned();
    line(&mut text, head.iter().copied());
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    let mut response = Body::from(text).into_response();
    let headers = response.headers_mut();
    for (header, value) in [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push('"');
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a60_no_cell_begins_a_formula_and_none_ends_early() {
        for (cell, want) in [
            ("Fjord Mail", "\"Fjord Mail\""),
            ("a \"b\", c\r\nd", "\"a \"\"b\"\", c\r\nd\""),
            ("=cmd|'/c calc'!A1", "\"'=cmd|'/c calc'!A1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("", "\"\""),
        ] {
            let mut text = String::new();
            line(&mut text, [cell, "x"].into_iter());
            assert_eq!(text, format!("{want},\"x\"\r\n"), "{cell:?}");
        }
    }

    #[test]
    fn a_file_has_its_name_and_its_type() {
        let response = csv("matrix.csv", &["a"], [vec!["b".to_owned()]]);
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(header("content-disposition"), "attachment; filename=\"matrix.csv\"");
        assert_eq!(header("cache-control"), "no-store");
    }
}
