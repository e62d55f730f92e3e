//! A message opened for a client: its text, its HTML, its attachments.

use super::attachment::{self, Attachment, Content};
use super::body;
use super::clean::readable;
use super::limit::Problem;
use super::parse::{Parsed, body_start, parse};

/// What a body was written in; numbers as on the wire (MS-ASAIRS, `NativeBodyType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeBody {
    /// 1.
    Plain,
    /// 2.
    Html,
}

impl NativeBody {
    /// As on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Plain => 1,
            Self::Html => 2,
        }
    }

    pub(crate) const fn from_code(code: i64) -> Self {
        if code == 2 { Self::Html } else { Self::Plain }
    }
}

/// A message as a client shows it. What could not be parsed is its raw text, without attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedMessage {
    /// What the sender wrote it in.
    pub native: NativeBody,
    /// What is attached, in the message's order.
    pub attachments: Vec<Attachment>,
    /// Why it is shown raw.
    pub problem: Option<Problem>,
    text: Option<String>,
    html: Option<String>,
}

impl OpenedMessage {
    /// Opens a message; never fails.
    pub fn new(raw: &[u8]) -> Self {
        Self::from_parsed(raw, &parse(raw))
    }

    pub(super) fn from_parsed(raw: &[u8], parsed: &Parsed<'_>) -> Self {
        match parsed {
            Parsed::Whole(message) => {
                let (text, html) = (body::text(message), body::html(message));
                let attachments = attachment::list(message);
                let blank = text.as_deref().is_none_or(|text| text.trim().is_empty());
                let body = raw.get(body_start(raw)..).unwrap_or_default().trim_ascii();
                if blank && html.is_none() && attachments.is_empty() && !body.is_empty() {
                    return Self::raw(body, Problem::Structure);
                }
                let native = if html.is_some() { NativeBody::Html } else { NativeBody::Plain };
                Self { native, attachments, problem: None, text, html }
            }
            Parsed::Raw(_, problem) => Self::raw(raw, *problem),
        }
    }

    fn raw(text: &[u8], problem: Problem) -> Self {
        Self {
            native: NativeBody::Plain,
            attachments: Vec::new(),
            problem: Some(problem),
            text: Some(readable(&String::from_utf8_lossy(text))),
            html: None,
        }
    }

    /// The body as text; made from HTML if there is nothing else.
    pub fn text(&self) -> String {
        match (&self.text, &self.html) {
            (Some(text), _) => text.clone(),
            (None, Some(html)) => body::text_from_html(html),
            (None, None) => String::new(),
        }
    }

    /// The body as HTML; made from text if there is nothing else.
    pub fn html(&self) -> String {
        match (&self.html, &self.text) {
            (Some(html), _) => html.clone(),
            (None, text) => body::html_from_text(text.as_deref().unwrap_or_default()),
        }
    }

    /// The decoded bytes of one part of a message, as they were before they were encoded.
    pub fn part(raw: &[u8], part: u32) -> Option<Content> {
        match parse(raw) {
            Parsed::Whole(message) => attachment::content(&message, part),
            Parsed::Raw(..) => None,
        }
    }
}
