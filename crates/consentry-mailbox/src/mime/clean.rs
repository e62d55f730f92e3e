//! Text as columns and wires can hold it, and where to cut it.

/// Characters of a preview.
const PREVIEW_CHARS: usize = 255;
/// Bytes of a column for lists; the message itself keeps everything.
const COLUMN_BYTES: usize = 32_000;

/// Whether a character may stand in text that goes to a database and into XML.
fn fits(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// The text without U+0000 and other controls that neither PostgreSQL nor XML can hold.
pub(super) fn readable(text: &str) -> String {
    text.chars().filter(|c| fits(*c)).collect()
}

/// One line for a column: no controls, blanks as single spaces, not longer than a list needs.
pub(crate) fn column(text: &str) -> String {
    let line = words(text, usize::MAX);
    cut_bytes(&line, COLUMN_BYTES).to_owned()
}

/// The first words of a body, for lists.
pub(crate) fn preview(text: &str) -> String {
    let line = words(text, 4 * PREVIEW_CHARS);
    cut_chars(&line, PREVIEW_CHARS).to_owned()
}

fn words(text: &str, enough: usize) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || !fits(c)).filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > enough {
            break;
        }
    }
    line
}

/// At most this many bytes, cut between two characters.
pub fn cut_bytes(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// At most this many characters.
pub fn cut_chars(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters() {
        for (text, bytes, want) in [
            ("aé", 1, "a"),
            ("aé", 2, "a"),
            ("aé", 3, "aé"),
            ("日本", 5, "日"),
            ("", 3, ""),
            ("a", 0, ""),
        ] {
            assert_eq!(cut_bytes(text, bytes), want, "{text} {bytes}");
        }
        assert_eq!(cut_chars("日本語", 2), "日本");
        assert_eq!(cut_chars("日本語", 9), "日本語");
    }

    #[test]
    fn columns_are_one_clean_line() {
        assert_eq!(column(" a\0b\r\n\t c\u{7f} "), "a b c");
        assert_eq!(readable("a\0\r\nb\u{ffff}"), "a\r\nb");
        assert_eq!(preview(&"word ".repeat(400)).chars().count(), 255);
    }
}
