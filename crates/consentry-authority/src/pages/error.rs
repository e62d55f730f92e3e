//! The error page: what happened, what the reader can do, who can change it; then the code.
//!
//! Texts are the messages `aadsts-<code>` with `.what` and `.help`; a code without one is told in
//! general words. Meaning of the codes: the catalogue in `consentry_model::aadsts`.

use consentry_pages::{App, FormTarget, Frame, Rich, Shown, Support, Texts, page};

/// Something refused, told to a person.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// The AADSTS number.
    pub code: u32,
    /// The sentence that the wire carries, `AADSTS<code>: ` included.
    pub wire_text: Option<Shown>,
    /// The organisation, if one is known.
    pub tenant: Option<Shown>,
    /// The application, if one is known.
    pub app: Option<App>,
    /// The sign-in name, if somebody is signed in.
    pub account: Option<Shown>,
    /// A link that begins again, on this origin.
    pub again: Option<String>,
    /// A form whose `action` field may be `administrator`, `other` or `cancel`.
    pub leave: Option<FormTarget>,
    /// An administrator's account could go on from here.
    pub offer_administrator: bool,
    /// What a support desk asks for.
    pub support: Support,
}

/// The codes that have a text of their own, in ascending order.
pub const HAS_TEXT: &[u32] = &[
    16_000, 50_000, 50_001, 50_011, 50_012, 50_020, 50_034, 50_048, 50_049, 50_053, 50_055, 50_057,
    50_058, 50_059, 50_076, 50_079, 50_105, 50_126, 50_133, 50_147, 50_158, 50_173, 50_194, 50_196,
    53_000, 53_003, 54_005, 65_001, 65_004, 65_005, 70_000, 70_002, 70_003, 70_005, 70_007, 70_008,
    70_011, 90_002, 90_013, 90_015, 90_019, 90_023, 90_033, 90_055, 90_092, 90_093, 90_094, 90_095,
    90_100, 500_011, 501_051, 501_481, 501_491, 530_035, 650_056, 650_057, 700_005, 700_016,
    700_022, 700_024, 700_025, 700_027, 700_030, 700_054, 700_082, 700_084, 900_144, 900_561,
    900_941, 900_971, 900_981, 901_002, 7_000_112, 7_000_215, 7_000_218, 7_000_222, 9_001_023,
    9_002_313, 9_002_325, 9_002_326, 9_002_327, 9_002_332,
];

/// Who can change what refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixer {
    You,
    Administrator,
    Developer,
    Operator,
}

impl Fixer {
    pub(super) const fn of(code: u32) -> Self {
        match code {
            16_000 | 50_053 | 50_055 | 50_058 | 50_076 | 50_079 | 50_126 | 50_133 | 50_173
            | 50_034 | 65_004 | 70_008 | 700_082 | 700_084 | 90_013 | 90_055 => Self::You,
            50_000 | 90_033 | 90_092 => Self::Operator,
            50_001 | 50_020 | 50_057 | 50_105 | 53_000 | 53_003 | 530_035 | 65_001 | 90_002
            | 90_093 | 90_094 | 90_095 | 900_941 | 900_981 | 500_011 | 501_051 | 700_016
            | 7_000_112 | 900_561 => Self::Administrator,
            _ => Self::Developer,
        }
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::You => "who-you",
            Self::Administrator => "who-administrator",
            Self::Developer => "who-developer",
            Self::Operator => "who-operator",
        }
    }
}

/// The key of a code's text, or of the general one.
pub(super) fn key_of(code: u32) -> String {
    match HAS_TEXT.binary_search(&code) {
        Ok(_) => format!("aadsts-{code}"),
        Err(_) => "aadsts-other".to_owned(),
    }
}

/// The names that an error's texts speak of, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) app: Option<&'a Shown>,
    pub(super) tenant: Option<&'a Shown>,
    pub(super) account: Option<&'a Shown>,
}

impl Names<'_> {
    /// Values for the placeholders; general words where a name is not known.
    pub(super) fn args(&self, texts: &Texts) -> [(&'static str, String); 3] {
        let or = |value: Option<&Shown>, key: &str| match value {
            Some(value) if !value.is_empty() => value.to_string(),
            _ => texts.plain(key, &[]),
        };
        [
            ("app", or(self.app, "some-app")),
            ("tenant", or(self.tenant, "some-tenant")),
            ("account", or(self.account, "some-account")),
        ]
    }
}

impl ErrorPage {
    fn args(&self, texts: &Texts) -> [(&'static str, String); 3] {
        let app = self.app.as_ref().map(|app| &app.name);
        Names { app, tenant: self.tenant.as_ref(), account: self.account.as_ref() }.args(texts)
    }

    fn title(&self, frame: &Frame) -> String {
        let texts = Texts::of(frame.locale());
        texts.plain(&key_of(self.code), &self.args(texts))
    }

    fn told(&self, part: &str, frame: &Frame) -> Rich {
        let texts = Texts::of(frame.locale());
        texts.sentence(&format!("{}.{part}", key_of(self.code)), &self.args(texts))
    }

    fn who(&self, frame: &Frame) -> Rich {
        let texts = Texts::of(frame.locale());
        texts.sentence(Fixer::of(self.code).key(), &self.args(texts))
    }
}

page!(ErrorPage, "error.html", |v| v.app.as_ref().and_then(|app| app.returns_to.as_ref()));

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use consentry_model::aadsts::CATALOGUE;
    use consentry_pages::Locale;

    use super::*;

    #[test]
    fn every_code_of_the_catalogue_is_explained() {
        assert!(HAS_TEXT.is_sorted());
        for (code, name) in CATALOGUE {
            assert!(HAS_TEXT.contains(code), "{code} {name} has no text");
        }
        let told: BTreeSet<u32> = Texts::keys(Locale::English)
            .filter_map(|key| key.strip_prefix("aadsts-")?.parse().ok())
            .collect();
        assert_eq!(told, HAS_TEXT.iter().copied().collect());
        for code in HAS_TEXT {
            for part in ["what", "help"] {
                let text = Texts::of(Locale::English).find(&format!("aadsts-{code}.{part}"), &[]);
                assert!(text.is_some(), "{code}.{part}");
            }
        }
    }
}
