//! Moments as people read them: the day in words, the exact time where it can be looked at.
//!
//! Within a text a moment is U+FFF9, what is shown, U+FFFA, the exact time, U+FFFB, which
//! [`crate::Rich`] turns into `<time>`. [`crate::Shown`] holds none of the three.

use std::{borrow::Borrow, fmt};

use consentry_model::Timestamp;

use crate::{
    Frame,
    text::{Rich, Texts, rich},
};

/// A moment in the reader's language, to fill a placeholder with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    shown: String,
    exact: String,
}

impl Moment {
    /// As a piece of HTML that stands by itself, outside a sentence.
    pub fn alone(&self) -> Rich {
        rich(&self.to_string())
    }

    /// What is shown, without the exact time.
    pub fn as_str(&self) -> &str {
        &self.shown
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\u{fff9}{}\u{fffa}{}\u{fffb}", self.shown, self.exact)
    }
}

impl Frame {
    /// The day, such as `22 November 2026`.
    pub fn date(&self, at: impl Borrow<Timestamp>) -> Moment {
        let at = *at.borrow();
        let texts = Texts::of(self.locale());
        Moment { shown: day(texts, at), exact: at.error_form() }
    }

    /// The day and the minute, such as `22 November 2026, 06:08 UTC`.
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> Moment {
        let at = *at.borrow();
        let texts = Texts::of(self.locale());
        let args = [("date", day(texts, at)), ("time", clock(at))];
        Moment { shown: texts.plain("date-time", &args), exact: at.error_form() }
    }
}

fn day(texts: &Texts, at: Timestamp) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at.millis()) else { return at.to_string() };
    let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let args = [
        ("day", date.day().to_string()),
        ("month", texts.plain(&format!("month-{}", date.month()), &[])),
        ("year", date.year().to_string()),
    ];
    texts.plain("date-day", &args)
}

fn clock(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.millis()) {
        Ok(at) => at.strftime("%H:%M").to_string(),
        Err(_) => String::new(),
    }
}

/// A moment within a text.
pub(crate) struct Marked<'a> {
    pub(crate) shown: &'a str,
    pub(crate) exact: &'a str,
}

/// The text before the first moment, the moment, and the text after it.
pub(crate) fn cut(text: &str) -> Option<(&str, Marked<'_>, &str)> {
    let (before, rest) = text.split_once('\u{fff9}')?;
    let (shown, rest) = rest.split_once('\u{fffa}')?;
    let (exact, after) = rest.split_once('\u{fffb}')?;
    Some((before, Marked { shown, exact }, after))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Locale, Nonce};

    fn frame(locale: Locale) -> Frame {
        Frame::new(locale, Nonce::new(Uuid::nil()))
    }

    #[test]
    fn a_moment_is_told_in_the_readers_language() {
        let at = Timestamp::from_seconds(1_795_327_710);
        for (locale, date, moment) in [
            (Locale::English, "22 November 2026", "22 November 2026, 06:08 UTC"),
            (Locale::German, "22. November 2026", "22. November 2026, 06:08 UTC"),
            (Locale::Japanese, "2026 年 11 月 22 日", "2026 年 11 月 22 日 06:08 UTC"),
        ] {
            assert_eq!(frame(locale).date(at).as_str(), date);
            assert_eq!(frame(locale).moment(at).as_str(), moment);
        }
        let alone = frame(Locale::English).date(at).alone().to_string();
        assert_eq!(
            alone,
            "<time datetime=\"2026-11-22 06:08:30Z\" title=\"2026-11-22 06:08:30Z\">22 November 2026</time>"
        );
    }

    #[test]
    fn every_month_has_a_name_and_no_moment_is_too_far() {
        for locale in Locale::ALL {
            for month in 0..12 {
                let at = Timestamp::from_seconds(1_767_571_200 + month * 31 * 86_400);
                let shown = frame(locale).date(at).as_str().to_owned();
                assert!(shown.contains("2026") && !shown.contains("month-"), "{shown}");
            }
            for millis in [i64::MIN, i64::MAX] {
                assert!(!frame(locale).date(Timestamp::from_millis(millis)).as_str().is_empty());
            }
        }
    }
}
