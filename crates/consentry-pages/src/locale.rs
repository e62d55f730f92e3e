//! The reader's language: `ui_locales` of the request (OpenID Connect Core §3.1.2.1), else
//! `Accept-Language` (RFC 9110 §12.5.4), else English.
//!
//! Only the primary language counts; a region changes no text here.

/// A language with a complete set of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// Japanese.
    Japanese,
}

/// More choices than any browser sends; the rest is not read.
const MOST_CHOICES: usize = 20;

impl Locale {
    /// Every language, English first.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Japanese];

    /// The language tag for `lang` and for Fluent.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Japanese => "ja",
        }
    }

    /// Chooses by `ui_locales` first, then by `Accept-Language`.
    pub fn choose(ui_locales: Option<&str>, accept_language: Option<&str>) -> Self {
        ui_locales
            .and_then(|list| list.split_ascii_whitespace().take(MOST_CHOICES).find_map(Self::of))
            .or_else(|| accept_language.and_then(Self::accepted))
            .unwrap_or_default()
    }

    /// The language of a tag such as `en-us`, if there are texts for it.
    fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for choice in header.split(',').take(MOST_CHOICES) {
            let (tag, parameter) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = match parameter.trim().strip_prefix("q=") {
                Some(text) => text.trim().parse::<f32>().unwrap_or(0.0),
                None => 1.0,
            };
            let Some(locale) = Self::of(tag.trim()) else { continue };
            if weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_wins_over_the_browser_and_english_is_left() {
        use Locale::{English, German, Japanese};
        for (ui_locales, accept, want) in [
            (None, None, English),
            (Some("en-us"), Some("de"), English),
            (Some("de-AT"), None, German),
            (Some("fr-CA ja en"), None, Japanese),
            (Some("fr"), Some("ja"), Japanese),
            (None, Some("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5"), English),
            (None, Some("en;q=0.5,de;q=0.9"), German),
            (None, Some("de;q=0, en;q=0.1"), English),
            (None, Some("ja_JP"), Japanese),
            (None, Some("de;q=NaN"), English),
            (Some(""), Some(""), English),
            (Some("<script>"), Some(";;;,,,"), English),
        ] {
            assert_eq!(Locale::choose(ui_locales, accept), want, "{ui_locales:?} {accept:?}");
        }
    }
}
