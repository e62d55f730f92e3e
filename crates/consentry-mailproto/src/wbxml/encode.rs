//! Tree to bytes.
//!
//! Clients stop at the first NUL and read only the first string of a value, so characters that XML
//! does not have are left out and a text is written as one string.

use super::{Element, Node, header, token};

/// Encodes one body.
pub fn encode(root: &Element) -> Vec<u8> {
    let mut out = vec![header::VERSION];
    put_integer(&mut out, header::PUBLIC_ID);
    put_integer(&mut out, header::UTF_8);
    put_integer(&mut out, 0);
    let mut page = 0;
    put_element(&mut out, &mut page, root);
    out
}

fn put_element(out: &mut Vec<u8>, page: &mut u8, element: &Element) {
    let tag = element.tag;
    if *page != tag.page {
        out.extend([token::SWITCH_PAGE, tag.page]);
        *page = tag.page;
    }
    if element.children.is_empty() {
        out.push(tag.token & token::NAME);
        return;
    }
    out.push((tag.token & token::NAME) | token::CONTENT);
    let mut children = element.children.iter().peekable();
    while let Some(child) = children.next() {
        match child {
            Node::Element(element) => put_element(out, page, element),
            Node::Opaque(bytes) => {
                out.push(token::OPAQUE);
                put_integer(out, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                out.extend(bytes);
            }
            Node::Text(text) => {
                out.push(token::STR_I);
                put_text(out, text);
                while let Some(Node::Text(more)) =
                    children.next_if(|next| matches!(next, Node::Text(_)))
                {
                    put_text(out, more);
                }
                out.push(0);
            }
        }
    }
    out.push(token::END);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    if text.chars().all(is_xml) {
        out.extend(text.as_bytes());
        return;
    }
    let mut utf_8 = [0; 4];
    for char in text.chars().filter(|char| is_xml(*char)) {
        out.extend(char.encode_utf8(&mut utf_8).as_bytes());
    }
}

/// Whether XML 1.0 has the character; NUL and most control characters it has not.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn put_integer(out: &mut Vec<u8>, value: u32) {
    for shift in [28, 21, 14, 7] {
        if value >> shift != 0 {
            out.extend(u8::try_from((value >> shift) & 0x7F).map(|bits| bits | 0x80));
        }
    }
    out.extend(u8::try_from(value & 0x7F));
}
