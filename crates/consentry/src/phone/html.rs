//! As much of HTML as filling in a form needs, on top of a standard tokenizer.
//!
//! Reads start and end tags, attributes with their entities, and the text of headings; leaves
//! layout, scripts and everything else out. Never executes anything.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};

/// A form as the page has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) action: String,
    pub(super) is_post: bool,
    pub(super) fields: Vec<Field>,
    pub(super) buttons: Vec<Button>,
}

/// Something that a form sends, a button apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) is_checked: bool,
}

/// A button that sends the form, and adds its value if it has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Button {
    pub(super) name: String,
    pub(super) value: String,
}

/// What was found in a page.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) forms: Vec<Form>,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) page_name: Option<String>,
    pub(super) aadsts: Option<String>,
}

/// Reads a page.
pub(super) fn read(html: &str) -> Found {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // The reader never asks to wait for a script, so one call reads all.
    drop(tokenizer.feed(&input));
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

#[derive(Default)]
struct Reader {
    found: RefCell<Found>,
    open: RefCell<Open>,
}

/// What the next text belongs to.
#[derive(Default)]
struct Open {
    form: bool,
    heading: bool,
    hidden: bool,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.start(&tag),
            Token::TagToken(tag) => {
                self.end(&tag);
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                self.text(&text);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Reader {
    fn start(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut found = self.found.borrow_mut();
        let mut open = self.open.borrow_mut();
        found.mark(tag);
        match &*tag.name {
            "form" => {
                open.form = true;
                found.forms.push(Form {
                    action: attribute(tag, "action").unwrap_or_default(),
                    is_post: attribute(tag, "method")
                        .is_some_and(|method| method.eq_ignore_ascii_case("post")),
                    ..Form::default()
                });
            }
            "input" | "textarea" | "select" | "button" if open.form => {
                if let Some(form) = found.forms.last_mut() {
                    form.control(tag);
                }
            }
            "h1" => open.heading = true,
            _ => {}
        }
        match &*tag.name {
            "script" => {
                open.hidden = true;
                TokenSinkResult::RawData(RawKind::ScriptData)
            }
            "style" => {
                open.hidden = true;
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn end(&self, tag: &Tag) {
        let mut open = self.open.borrow_mut();
        match &*tag.name {
            "form" => open.form = false,
            "h1" => open.heading = false,
            "script" | "style" => open.hidden = false,
            _ => {}
        }
    }

    fn text(&self, text: &str) {
        let open = self.open.borrow();
        if open.hidden {
            return;
        }
        let mut found = self.found.borrow_mut();
        found.text.push_str(text);
        if open.heading {
            found.heading.push_str(text);
        }
    }
}

impl Found {
    /// The page's own name for itself, and the code that it shows.
    fn mark(&mut self, tag: &Tag) {
        if self.page_name.is_none() {
            self.page_name = attribute(tag, "data-page");
        }
        if self.aadsts.is_none() {
            self.aadsts = attribute(tag, "data-aadsts");
        }
    }
}

impl Form {
    fn control(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").unwrap_or_default();
        let value = attribute(tag, "value").unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
        match (&*tag.name, kind.as_str()) {
            ("button", "button" | "reset") | ("input", "button" | "reset" | "image" | "file") => {}
            ("button", _) | ("input", "submit") => self.buttons.push(Button { name, value }),
            _ if name.is_empty() => {}
            (element, _) => self.fields.push(Field {
                name,
                kind: if element == "input" { kind } else { element.to_owned() },
                value,
                is_checked: attribute(tag, "checked").is_some(),
            }),
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|held| &*held.name.local == name).map(|held| held.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_a_browser_would() {
        let found = read(
            r#"<!doctype html><html><body><main data-page="consent" data-aadsts="65001">
            <h1>Permissions <b>requested</b></h1>
            <script>document.write("<form action=/evil>")</script>
            <form method="POST" action="/common/login?a=1&amp;b=2">
            <input type=hidden name=csrf value="a&quot;b"><input name='username' value=x>
            <INPUT TYPE=CheckBox NAME=on_behalf value=yes><input type=checkbox name=kept value=1 checked>
            <textarea name=reason>words</textarea><button type=button name=no>copy</button>
            <button name=action value=accept>Accept</button><input type=submit name=action value=cancel>
            </form><input name=outside></main>"#,
        );
        assert_eq!(found.heading, "Permissions requested");
        assert_eq!(found.page_name.as_deref(), Some("consent"));
        assert_eq!(found.aadsts.as_deref(), Some("65001"));
        let [form] = found.forms.as_slice() else { panic!("{:?}", found.forms) };
        assert!(form.is_post);
        assert_eq!(form.action, "/common/login?a=1&b=2");
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|f| (f.name.as_str(), f.kind.as_str(), f.value.as_str(), f.is_checked))
            .collect();
        assert_eq!(
            fields,
            [
                ("csrf", "hidden", "a\"b", false),
                ("username", "", "x", false),
                ("on_behalf", "checkbox", "yes", false),
                ("kept", "checkbox", "1", true),
                ("reason", "textarea", "", false),
            ]
        );
        let buttons: Vec<_> = form.buttons.iter().map(|b| b.value.as_str()).collect();
        assert_eq!(buttons, ["accept", "cancel"]);
    }

    #[test]
    fn broken_pages_end_without_forms() {
        for html in ["", "<", "<form", "\u{0}<form action=", "plain text"] {
            assert!(read(html).forms.is_empty(), "{html:?}");
        }
    }
}
