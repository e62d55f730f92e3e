//! What every page needs beside its own content, and the macro that makes a page of a view model.

use std::fmt::Display;

use crate::{
    Locale, Nonce, asset,
    text::{Rich, Texts},
};

/// The reader's language and this answer's nonce; `s` in a template.
#[derive(Debug, Clone)]
pub struct Frame {
    locale: Locale,
    pub(crate) nonce: Nonce,
}

impl Frame {
    /// For one answer; a nonce is used once.
    pub fn new(locale: Locale, nonce: Nonce) -> Self {
        Self { locale, nonce }
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The language tag for `lang`.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// What a script carries.
    pub fn nonce(&self) -> &str {
        self.nonce.as_str()
    }

    /// The path of the style sheet.
    pub fn stylesheet(&self) -> &'static str {
        asset::stylesheet_path()
    }

    /// The path of the product's mark.
    pub fn mark(&self) -> &'static str {
        asset::mark_path()
    }

    /// A text without placeholders, to be escaped by the template.
    pub fn text(&self, key: impl AsRef<str>) -> String {
        Texts::of(self.locale).plain(key.as_ref(), &[])
    }

    /// A text with one placeholder for a title or an attribute.
    pub fn plain(&self, key: &str, name: &str, value: impl Display) -> String {
        Texts::of(self.locale).plain(key, &[(name, value.to_string())])
    }

    /// A text with one placeholder, whose value is set apart from the sentence around it.
    pub fn rich(&self, key: &str, name: &str, value: impl Display) -> Rich {
        Texts::of(self.locale).rich(key, &[(name, value.to_string())])
    }

    /// The same with two placeholders, given as name, value, name, value.
    pub fn rich2(
        &self,
        key: &str,
        name: &str,
        value: impl Display,
        second: &str,
        second_value: impl Display,
    ) -> Rich {
        let args = [(name, value.to_string()), (second, second_value.to_string())];
        Texts::of(self.locale).rich(key, &args)
    }

    /// A number, its thousands apart as the reader's language does it.
    pub fn count(&self, number: u64) -> String {
        let separator = match self.locale {
            Locale::English | Locale::Japanese => ',',
            Locale::German => '.',
        };
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len().saturating_add(6));
        for (at, digit) in digits.char_indices() {
            let left = digits.len().saturating_sub(at);
            if at > 0 && left.is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }
}

/// Gives a view model its `render`: the template sees the model as `v` and the [`Frame`] as `s`.
///
/// `$returns` is the expression that yields where this page's forms may lead beside this origin.
/// The crate that calls it depends on `askama`, whose derive fills the template.
#[macro_export]
macro_rules! page {
    ($view:ident, $template:literal, |$v:ident| $returns:expr) => {
        impl $view {
            /// The finished page with its headers.
            pub fn render(&self, frame: &$crate::Frame) -> $crate::Html {
                #[derive(askama::Template)]
                #[template(path = $template)]
                struct Filled<'a> {
                    v: &'a $view,
                    s: &'a $crate::Frame,
                }
                let body = askama::Template::render(&Filled { v: self, s: frame });
                let $v = self;
                $crate::Html::of(body, frame, $returns)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn numbers_are_written_as_the_reader_does() {
        for (number, english, german) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1.000"),
            (1_234_567, "1,234,567", "1.234.567"),
        ] {
            let frame = |locale| Frame::new(locale, Nonce::new(Uuid::nil()));
            assert_eq!(frame(Locale::English).count(number), english);
            assert_eq!(frame(Locale::German).count(number), german);
        }
    }
}
