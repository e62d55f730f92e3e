//! Fluent texts: one bundle for each language, from `texts/<language>/*.ftl`, compiled in.
//!
//! A placeholder's value is set between U+2068 and U+2069 by Fluent. [`Rich`] turns this pair
//! into `<bdi>`, so that a name in another script does not reorder the sentence around it; plain
//! texts lose it. Values come in as [`crate::Shown`], which holds neither character, nor those
//! between which a [`crate::Moment`] stands. The placeholder `count` is a number and selects.

use std::{borrow::Cow, fmt, sync::LazyLock};

use askama::filters::HtmlSafe;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::{Locale, moment};

/// The placeholder that is a number.
const COUNT: &str = "count";

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("locales", &self.bundle.locales).finish_non_exhaustive()
    }
}

/// A finished piece of HTML: a text whose placeholders are marked.
#[derive(Debug, Clone)]
pub struct Rich(String);

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// Everything in it went through `escape`.
impl HtmlSafe for Rich {}

macro_rules! sources {
    ($($file:literal,)+) => {
        /// The names of the files, in the order of [`sources`].
        #[cfg(test)]
        pub(crate) const FILES: &[&str] = &[$($file),+];

        /// The files of a language, as they are compiled in.
        pub(crate) fn sources(locale: Locale) -> &'static [&'static str] {
            match locale {
                Locale::English => sources!(in "en" $($file)+),
                Locale::German => sources!(in "de" $($file)+),
                Locale::Japanese => sources!(in "ja" $($file)+),
            }
        }
    };
    (in $lang:literal $($file:literal)+) => {
        &[$(include_str!(concat!("../texts/", $lang, "/", $file))),+]
    };
}

// A file lies in the folder of each language, and a key is in one file alone.
sources! {
    "pages.ftl",
    "approval.ftl",
    "dates.ftl",
    "permissions.ftl",
    "errors.ftl",
    "admin.ftl",
    "admin-requests.ftl",
    "admin-apps.ftl",
    "admin-registrations.ftl",
    "admin-explain.ftl",
    "admin-settings.ftl",
    "notice.ftl",
    "password.ftl",
    "myapps.ftl",
}

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::load(Locale::English));
static GERMAN: LazyLock<Texts> = LazyLock::new(|| Texts::load(Locale::German));
static JAPANESE: LazyLock<Texts> = LazyLock::new(|| Texts::load(Locale::Japanese));

impl Texts {
    /// The texts of a language.
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::English => &ENGLISH,
            Locale::German => &GERMAN,
            Locale::Japanese => &JAPANESE,
        }
    }

    fn load(locale: Locale) -> Self {
        // The tags are fixed and well-formed; the undetermined language is never reached.
        let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        for source in sources(locale) {
            // A file that does not parse, or names a key twice, fails the tests.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) => resource,
                Err((partly, _)) => partly,
            };
            bundle.add_resource_overriding(resource);
        }
        let formatter = match locale {
            Locale::English | Locale::Japanese => commas,
            Locale::German => points,
        };
        bundle.set_formatter(Some(formatter));
        Self { bundle }
    }

    /// The keys of a language, without attributes, in the order of the files.
    pub fn keys(locale: Locale) -> impl Iterator<Item = &'static str> {
        sources(locale)
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, _)| key)
            .filter(|key| !key.starts_with([' ', '#']))
    }

    /// The text of `key` or `key.attribute`; `None` if this language has none.
    pub fn find(&self, key: &str, args: &[(&str, String)]) -> Option<String> {
        self.format(key, args, None)
    }

    fn format(&self, key: &str, args: &[(&str, String)], count: Option<u64>) -> Option<String> {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, a)| (id, Some(a)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut filled = FluentArgs::new();
        for (name, value) in args {
            filled.set(*name, FluentValue::String(Cow::Borrowed(value.as_str())));
        }
        if let Some(count) = count {
            filled.set(COUNT, count);
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned())
    }

    /// For a title, an attribute, or a text without placeholders; the template escapes it.
    pub fn plain(&self, key: &str, args: &[(&str, String)]) -> String {
        plain(&self.find(key, args).unwrap_or_else(|| key.to_owned()))
    }

    /// The same for a text that speaks of a number of things.
    pub fn plain_counted(&self, key: &str, count: u64, args: &[(&str, String)]) -> String {
        plain(&self.format(key, args, Some(count)).unwrap_or_else(|| key.to_owned()))
    }

    /// For running text: escaped, placeholders in `<bdi>`.
    pub fn rich(&self, key: &str, args: &[(&str, String)]) -> Rich {
        Rich(escape(&self.find(key, args).unwrap_or_else(|| key.to_owned())))
    }

    /// The same for a text that speaks of a number of things.
    pub fn rich_counted(&self, key: &str, count: u64, args: &[(&str, String)]) -> Rich {
        Rich(escape(&self.format(key, args, Some(count)).unwrap_or_else(|| key.to_owned())))
    }

    /// A whole sentence, which general words for an unknown name may begin in lower case.
    ///
    /// Names keep the case that their owners gave them, so only our own words are raised.
    pub fn sentence(&self, key: &str, args: &[(&str, String)]) -> Rich {
        let Rich(text) = self.rich(key, args);
        let general = ["some-app", "some-tenant", "some-account"]
            .into_iter()
            .find_map(|key| text.strip_prefix(&format!("<bdi>{}</bdi>", self.plain(key, &[]))));
        let Some(rest) = general else { return Rich(text) };
        let head =
            text.strip_suffix(rest).unwrap_or_default().replace("<bdi>", "").replace("</bdi>", "");
        let mut letters = head.chars();
        let raised: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        Rich(format!("{raised}{}{rest}", letters.as_str()))
    }
}

/// Without the marks of placeholders; of a moment what is shown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, moment, after)) = moment::cut(rest) {
        out.push_str(before);
        out.push_str(moment.shown);
        rest = after;
    }
    out.push_str(rest);
    out.replace(['\u{2068}', '\u{2069}'], "")
}

/// A text without placeholders of its own, such as a moment that stands alone.
pub(crate) fn rich(text: &str) -> Rich {
    Rich(escape(text))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(24));
    let mut rest = text;
    while let Some((before, moment, after)) = moment::cut(rest) {
        escape_into(&mut out, before);
        for (markup, value) in [
            ("<time datetime=\"", moment.exact),
            ("\" title=\"", moment.exact),
            ("\">", moment.shown),
        ] {
            out.push_str(markup);
            escape_into(&mut out, value);
        }
        out.push_str("</time>");
        rest = after;
    }
    escape_into(&mut out, rest);
    out
}

fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{2068}' => out.push_str("<bdi>"),
            '\u{2069}' => out.push_str("</bdi>"),
            _ => out.push(c),
        }
    }
}

/// How a language groups the digits of a number.
fn commas<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, ',')
}

fn points<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '.')
}

fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    Some(out)
}
