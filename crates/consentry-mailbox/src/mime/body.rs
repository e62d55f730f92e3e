//! The body of a message as text and as HTML, and each made from the other.

use mail_parser::{Message, MimeHeaders, PartType, decoders::html::html_to_text};

use super::clean::readable;

/// Columns of a table or rule; lines of text are not wrapped (phones do that).
const WIDTH: usize = 100;
/// HTML beyond any of these is only stripped of its tags: laying it out could take too long.
const LAYOUT_BYTES: usize = 1 << 20;
const LAYOUT_TAGS: usize = 20_000;
const LAYOUT_DEPTH: usize = 100;
/// Elements that close themselves or each other, so that they add no depth where they are left open.
const SHALLOW: [&str; 20] = [
    "!doctype", "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link",
    "meta", "option", "p", "source", "td", "th", "tr", "wbr",
];

/// Whether a part is the whole message and is text of a kind that the parser does not know, such
/// as `text` or a multipart without its boundary: better shown than attached.
pub(super) fn is_whole(message: &Message<'_>, part: u32) -> bool {
    let root = message.root_part();
    let shown = message.text_body.is_empty() && message.html_body.is_empty();
    let named = root.attachment_name().is_some() || root.content_disposition().is_some();
    let lost = root.content_type().is_some_and(|given| given.ctype() == "multipart");
    part == 0
        && shown
        && !named
        && match root.body {
            PartType::Text(_) => true,
            PartType::Binary(_) => lost,
            _ => false,
        }
}

/// The text parts, one after the other; `None` if all is HTML.
pub(super) fn text(message: &Message<'_>) -> Option<String> {
    if is_whole(message, 0) {
        return Some(readable(&String::from_utf8_lossy(message.root_part().contents())));
    }
    let mut found = false;
    let mut texts = Vec::new();
    for part in &message.text_body {
        match message.part(*part).map(|part| &part.body) {
            Some(PartType::Text(text)) => {
                found = true;
                texts.push(readable(text));
            }
            Some(PartType::Html(html)) => texts.push(text_from_html(html)),
            _ => {}
        }
    }
    (found || message.html_body.is_empty()).then(|| join(&texts))
}

/// The HTML parts with text parts between them made HTML; `None` if all is text.
pub(super) fn html(message: &Message<'_>) -> Option<String> {
    let mut found = false;
    let mut pieces = Vec::new();
    for part in &message.html_body {
        match message.part(*part).map(|part| &part.body) {
            Some(PartType::Html(html)) => {
                found = true;
                pieces.push(readable(html));
            }
            Some(PartType::Text(text)) => pieces.push(div(&readable(text))),
            _ => {}
        }
    }
    found.then(|| join(&pieces))
}

fn join(pieces: &[String]) -> String {
    pieces.join("\r\n")
}

/// Whether HTML has few enough tags, and few enough of them open at once.
fn is_simple(html: &str) -> bool {
    let (mut tags, mut open) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        tags += 1;
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '!').unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default();
        if name.is_empty() || SHALLOW.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        if tags > LAYOUT_TAGS || open > LAYOUT_DEPTH {
            return false;
        }
    }
    tags <= LAYOUT_TAGS
}

/// The words of an HTML body, laid out as a reader would see them.
pub(super) fn text_from_html(html: &str) -> String {
    let laid_out = if html.len() <= LAYOUT_BYTES && is_simple(html) {
        html2text::config::plain_no_decorate()
            .no_link_wrapping()
            .no_table_borders()
            .allow_width_overflow()
            .string_from_read(html.as_bytes(), WIDTH)
            .ok()
            // A row of very many cells is mostly blanks.
            .filter(|text| text.len() <= html.len().saturating_mul(2))
    } else {
        None
    };
    let text = laid_out.unwrap_or_else(|| html_to_text(html));
    readable(text.trim_end()).replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Text as a small HTML document.
pub(super) fn html_from_text(text: &str) -> String {
    format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\
         </head><body>{}</body></html>",
        div(text)
    )
}

fn div(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 48);
    out.push_str("<div>");
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>\r\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out.push_str("</div>");
    out
}
