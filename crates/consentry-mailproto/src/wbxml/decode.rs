//! Bytes to tree, within limits, in one pass and without recursion.
//!
//! Every length is compared with what is left before anything is allocated, so a body costs memory
//! in proportion to its own size only. A page switch counts as a node: a body of nothing but
//! switches ends early.

#![warn(clippy::arithmetic_side_effects)]

use super::{DecodeError, Element, Node, Tag, header, token};

/// The largest body, in bytes: a mail with its attachments travels in one.
pub const MAX_BODY: usize = 10 * 1024 * 1024;
/// The deepest nesting of elements.
pub const MAX_DEPTH: usize = 32;
/// The largest number of elements, texts, raw values and page switches.
pub const MAX_NODES: usize = 100_000;

/// Decodes one body.
pub fn decode(body: &[u8]) -> Result<Element, DecodeError> {
    if body.is_empty() {
        return Err(DecodeError::Empty);
    }
    if body.len() > MAX_BODY {
        return Err(DecodeError::TooLarge);
    }
    let mut bytes = Bytes(body);
    read_header(&mut bytes)?;
    let mut builder = Builder::default();
    while builder.root.is_none() {
        step(&mut bytes, &mut builder)?;
    }
    match (builder.root, bytes.0) {
        (Some(root), []) => Ok(root),
        _ => Err(DecodeError::Trailing),
    }
}

fn read_header(bytes: &mut Bytes<'_>) -> Result<(), DecodeError> {
    let version = bytes.next()?;
    if version != header::VERSION {
        return Err(DecodeError::Version(version));
    }
    let public_id = bytes.integer()?;
    if public_id != header::PUBLIC_ID {
        return Err(DecodeError::PublicId(public_id));
    }
    let charset = bytes.integer()?;
    if charset != header::UTF_8 {
        return Err(DecodeError::Charset(charset));
    }
    match bytes.integer()? {
        0 => Ok(()),
        length => Err(DecodeError::StringTable(length)),
    }
}

fn step(bytes: &mut Bytes<'_>, builder: &mut Builder) -> Result<(), DecodeError> {
    match bytes.next()? {
        token::SWITCH_PAGE => {
            builder.count()?;
            builder.page = bytes.next()?;
            Ok(())
        }
        token::END => builder.close(),
        token::STR_I => {
            let text = bytes.until_nul()?;
            builder.text(std::str::from_utf8(text).map_err(|_| DecodeError::NotUtf8)?)
        }
        token::OPAQUE => {
            let length = bytes.integer()?;
            let raw = bytes.take(usize::try_from(length).map_err(|_| DecodeError::Truncated)?)?;
            builder.opaque(raw)
        }
        byte if byte & token::ATTRIBUTES != 0 || byte & token::NAME < token::FIRST_NAME => {
            Err(DecodeError::Forbidden(byte))
        }
        byte => builder.open(byte & token::NAME, byte & token::CONTENT != 0),
    }
}

/// The bytes that are not read yet.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn next(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.0.split_first().ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(*first)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A `mb_u_int32`: seven bits for each byte, at most five bytes, at most 32 bits.
    fn integer(&mut self) -> Result<u32, DecodeError> {
        let mut value: u32 = 0;
        for _ in 0..5 {
            let byte = self.next()?;
            value = value.checked_mul(0x80).ok_or(DecodeError::Integer)? | u32::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeError::Integer)
    }

    fn until_nul(&mut self) -> Result<&'a [u8], DecodeError> {
        let end = self.0.iter().position(|byte| *byte == 0).ok_or(DecodeError::Truncated)?;
        let text = self.take(end)?;
        self.next()?;
        Ok(text)
    }
}

/// The tree while it grows: the elements that are still open, outermost first.
#[derive(Default)]
struct Builder {
    page: u8,
    nodes: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder {
    fn count(&mut self) -> Result<(), DecodeError> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MAX_NODES { Err(DecodeError::TooManyNodes) } else { Ok(()) }
    }

    fn open(&mut self, token: u8, has_content: bool) -> Result<(), DecodeError> {
        self.count()?;
        let tag = Tag { page: self.page, token };
        if tag.name().is_none() {
            return Err(DecodeError::UnknownTag { page: tag.page, token });
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        if has_content {
            self.open.push(Element::new(tag));
        } else {
            self.add(Element::new(tag));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), DecodeError> {
        let element = self.open.pop().ok_or(DecodeError::NoRoot)?;
        self.add(element);
        Ok(())
    }

    fn add(&mut self, element: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.push(element),
            None => self.root = Some(element),
        }
    }

    /// Adds text; a value that a client wrote in several strings is one text again.
    fn text(&mut self, text: &str) -> Result<(), DecodeError> {
        self.count()?;
        let parent = self.open.last_mut().ok_or(DecodeError::NoRoot)?;
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }

    fn opaque(&mut self, raw: &[u8]) -> Result<(), DecodeError> {
        self.count()?;
        let parent = self.open.last_mut().ok_or(DecodeError::NoRoot)?;
        parent.children.push(Node::Opaque(raw.to_vec()));
        Ok(())
    }
}
