//! The tree as text for people: with its content for tests, without it for logs.

use std::fmt::Write as _;

use super::{Element, Node};

#[derive(Clone, Copy)]
enum Content {
    Shown,
    Measured,
}

/// Raw values up to this many bytes are printed in hexadecimal.
const SHORT: usize = 16;

impl Element {
    /// The tree in the manner of XML, content included. Never log it: it may hold mail.
    pub fn to_debug_xml(&self) -> String {
        let mut out = String::new();
        put(&mut out, self, None, 0, Content::Shown);
        out
    }

    /// The tree in the manner of XML with the length of each value instead of the value.
    pub fn to_outline(&self) -> String {
        let mut out = String::new();
        put(&mut out, self, None, 0, Content::Measured);
        out
    }
}

fn put(out: &mut String, element: &Element, page: Option<u8>, depth: usize, content: Content) {
    let tag = element.tag;
    let name = if page == Some(tag.page) {
        tag.name().map_or_else(|| tag.to_string(), str::to_owned)
    } else {
        tag.to_string()
    };
    put_indent(out, depth);
    if element.children.is_empty() {
        put_line(out, format_args!("<{name}/>"));
        return;
    }
    if let [Node::Text(text)] = element.children.as_slice() {
        put_line(out, format_args!("<{name}>{}</{name}>", shown_text(text, content)));
        return;
    }
    if let [Node::Opaque(bytes)] = element.children.as_slice() {
        put_line(out, format_args!("<{name}>{}</{name}>", shown_bytes(bytes, content)));
        return;
    }
    put_line(out, format_args!("<{name}>"));
    for child in &element.children {
        match child {
            Node::Element(child) => {
                put(out, child, Some(tag.page), depth.saturating_add(1), content);
            }
            Node::Text(text) => {
                put_indent(out, depth.saturating_add(1));
                put_line(out, format_args!("{}", shown_text(text, content)));
            }
            Node::Opaque(bytes) => {
                put_indent(out, depth.saturating_add(1));
                put_line(out, format_args!("{}", shown_bytes(bytes, content)));
            }
        }
    }
    put_indent(out, depth);
    put_line(out, format_args!("</{name}>"));
}

fn put_indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn put_line(out: &mut String, line: std::fmt::Arguments<'_>) {
    // INVARIANT: writing to a String cannot fail.
    let _infallible = writeln!(out, "{line}");
}

fn shown_text(text: &str, content: Content) -> String {
    match content {
        Content::Measured => format!("[text {}]", text.len()),
        Content::Shown => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('\r', "&#13;")
            .replace('\n', "&#10;"),
    }
}

fn shown_bytes(bytes: &[u8], content: Content) -> String {
    let mut shown = format!("[opaque {}", bytes.len());
    if matches!(content, Content::Shown) && bytes.len() <= SHORT {
        shown.push(':');
        for byte in bytes {
            let _infallible = write!(shown, " {byte:02x}");
        }
    }
    shown.push(']');
    shown
}
