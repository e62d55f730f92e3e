//! The tree between the bytes and the typed messages.

use super::Tag;

/// One element with what it contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Code page and token.
    pub tag: Tag,
    /// Content in document order.
    pub children: Vec<Node>,
}

/// One piece of content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Text, written as one inline string.
    Text(String),
    /// Raw bytes.
    Opaque(Vec<u8>),
}

impl Element {
    /// An element without content.
    pub fn new(tag: Tag) -> Self {
        Self { tag, children: Vec::new() }
    }

    /// An element that holds one text; an empty text is no content.
    pub fn text(tag: Tag, text: impl Into<String>) -> Self {
        let text = text.into();
        let children = if text.is_empty() { Vec::new() } else { vec![Node::Text(text)] };
        Self { tag, children }
    }

    /// An element that holds raw bytes.
    pub fn opaque(tag: Tag, bytes: impl Into<Vec<u8>>) -> Self {
        Self { tag, children: vec![Node::Opaque(bytes.into())] }
    }

    /// The same with one more child.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.push(child);
        self
    }

    /// The same with one more child for each given element.
    #[must_use]
    pub fn with_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// The same with one more child that holds a text.
    #[must_use]
    pub fn with_text(self, tag: Tag, text: impl Into<String>) -> Self {
        self.with(Self::text(tag, text))
    }

    /// The same with one more child that holds a number.
    #[must_use]
    pub fn with_number(self, tag: Tag, number: impl Into<u64>) -> Self {
        self.with(Self::text(tag, number.into().to_string()))
    }

    /// The same with one more child that holds `1` or `0`.
    #[must_use]
    pub fn with_flag(self, tag: Tag, flag: bool) -> Self {
        self.with(Self::text(tag, if flag { "1" } else { "0" }))
    }

    /// Appends a child element.
    pub fn push(&mut self, child: Self) {
        self.children.push(Node::Element(child));
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Opaque(_) => None,
        })
    }

    /// The first child element with this tag.
    pub fn find(&self, tag: Tag) -> Option<&Self> {
        self.elements().find(|element| element.tag == tag)
    }

    /// All child elements with this tag.
    pub fn all(&self, tag: Tag) -> impl Iterator<Item = &Self> {
        self.elements().filter(move |element| element.tag == tag)
    }

    /// The element's text; empty when it has none.
    pub fn as_text(&self) -> &str {
        self.children
            .iter()
            .find_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) | Node::Opaque(_) => None,
            })
            .unwrap_or_default()
    }

    /// The element's raw bytes, or the bytes of its text; empty when it has neither.
    pub fn as_bytes(&self) -> &[u8] {
        self.children
            .iter()
            .find_map(|node| match node {
                Node::Text(text) => Some(text.as_bytes()),
                Node::Opaque(bytes) => Some(bytes.as_slice()),
                Node::Element(_) => None,
            })
            .unwrap_or_default()
    }
}
