//! Text from outside on its way to a reader's eyes (A57).
//!
//! Escaping is the templates' work. This type takes away what escaping leaves: control
//! characters, characters that turn the direction of the text around, and characters that show
//! nothing. Each becomes U+FFFD, so that a name which hides something looks like one.

use std::fmt;

/// The longest text that is shown; names of applications end far earlier.
const LONGEST: usize = 300;

/// Text from outside, safe to look at. Not for values that are sent back: those stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Shown(String);

impl Shown {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first letter or digit in upper case, for the tile beside a name.
    pub fn initial(&self) -> String {
        match self.0.chars().find(|c| c.is_alphanumeric()) {
            Some(letter) => letter.to_uppercase().collect(),
            None => "?".to_owned(),
        }
    }

    /// Nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        let mut out: String = text
            .trim()
            .chars()
            .take(LONGEST)
            .map(|c| if deceives(c) { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
        if text.trim().chars().nth(LONGEST).is_some() {
            out.push('…');
        }
        Self(out)
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// The longest text with lines that is shown.
const LONGEST_PROSE: usize = 2_000;

/// Text from outside that keeps its lines, such as a reason or a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose(String);

impl Prose {
    /// The text, with `\n` between lines; tabs stay too.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its beginning in one line, for a row of a table.
    pub fn excerpt(&self) -> Shown {
        const LONGEST_EXCERPT: usize = 140;
        let line = self.0.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut out: String = line.chars().take(LONGEST_EXCERPT).collect();
        if line.chars().nth(LONGEST_EXCERPT).is_some() {
            out.push('…');
        }
        Shown(out)
    }
}

impl From<&str> for Prose {
    fn from(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let mut out: String = text
            .chars()
            .take(LONGEST_PROSE)
            .map(|c| {
                if deceives(c) && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c }
            })
            .collect();
        if text.chars().nth(LONGEST_PROSE).is_some() {
            out.push('…');
        }
        Self(out)
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Control, format, bidirectional and invisible characters.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_the_eye_is_made_visible() {
        for (text, want) in [
            ("Apple Internet Accounts", "Apple Internet Accounts"),
            ("Mail\u{202e}gpj.exe", "Mail\u{fffd}gpj.exe"),
            ("Mail\u{2066}x\u{2069}", "Mail\u{fffd}x\u{fffd}"),
            ("Mail\r\nSet-Cookie: a", "Mail\u{fffd}\u{fffd}Set-Cookie: a"),
            ("Ma\u{200b}il\0", "Ma\u{fffd}il\u{fffd}"),
            ("\u{e0041}Mail", "\u{fffd}Mail"),
            ("  邮件 Почта بريد ", "邮件 Почта بريد"),
        ] {
            assert_eq!(Shown::from(text).as_str(), want, "{text:?}");
        }
    }

    #[test]
    fn long_text_is_cut_where_it_can_be_seen() {
        let shown = Shown::from("x".repeat(LONGEST + 1));
        assert_eq!(shown.as_str().chars().count(), LONGEST + 1);
        assert!(shown.as_str().ends_with('…'));
    }

    #[test]
    fn prose_keeps_its_lines_and_nothing_else() {
        for (text, want) in [
            (" two\r\n\tlines\n", "two\n\tlines"),
            ("a\u{202e}b\0c\u{2029}d", "a\u{fffd}b\u{fffd}c\u{fffd}d"),
        ] {
            assert_eq!(Prose::from(text).as_str(), want, "{text:?}");
        }
        let long = Prose::from(&*"x ".repeat(LONGEST_PROSE));
        assert_eq!(long.as_str().chars().count(), LONGEST_PROSE + 1);
        assert_eq!(long.excerpt().as_str().chars().count(), 141);
        assert_eq!(Prose::from("two\n\n lines").excerpt().as_str(), "two lines");
    }

    #[test]
    fn the_tile_shows_a_letter() {
        assert_eq!(Shown::from("\"fjord\" Mail").initial(), "F");
        assert_eq!(Shown::from("…").initial(), "?");
    }
}
