//! `/error?code=N`: what a code means today, what it meant in older writings (ruling 27), and
//! what helps. Takes a bare number or a whole pasted message.

use std::collections::BTreeSet;

use consentry_model::aadsts::CATALOGUE;
use consentry_pages::{Frame, Rich, Shown, Texts, page};

use super::error::{Fixer, HAS_TEXT, Names, key_of};

/// The look-up page.
#[derive(Debug, Clone, Default)]
pub struct ErrorLookup {
    /// What was typed into the search field or given as `code`.
    pub asked: Option<Shown>,
}

/// One code, explained.
#[derive(Debug)]
struct Entry {
    code: u32,
    name: Option<&'static str>,
    title: String,
    what: Rich,
    older: Option<String>,
    help: Rich,
    who: Rich,
}

/// One row of the list.
#[derive(Debug)]
struct Row {
    code: u32,
    title: String,
}

/// The code in a text: `50126`, `AADSTS50126`, or a message that names it.
pub fn code_in(text: &str) -> Option<u32> {
    let upper = text.to_ascii_uppercase();
    let tail = match upper.split_once("AADSTS") {
        Some((_, tail)) => tail,
        None => upper.trim(),
    };
    let digits: String = tail.chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        4..=8 => digits.parse().ok(),
        _ => None,
    }
}

fn name_of(code: u32) -> Option<&'static str> {
    CATALOGUE.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

impl ErrorLookup {
    fn asked_text(&self) -> &str {
        self.asked.as_ref().map_or("", Shown::as_str)
    }

    fn entry(&self, frame: &Frame) -> Option<Entry> {
        let code = code_in(self.asked_text())?;
        let name = name_of(code);
        let key = key_of(code);
        if name.is_none() && HAS_TEXT.binary_search(&code).is_err() {
            return None;
        }
        let texts = Texts::of(frame.locale());
        let args = Names::default().args(texts);
        Some(Entry {
            code,
            name,
            title: texts.plain(&key, &args),
            what: texts.sentence(&format!("{key}.what"), &args),
            older: texts.find(&format!("{key}.older"), &args),
            help: texts.sentence(&format!("{key}.help"), &args),
            who: texts.sentence(Fixer::of(code).key(), &args),
        })
    }

    /// Every code with its heading, in ascending order.
    fn all_codes(frame: &Frame) -> Vec<Row> {
        let texts = Texts::of(frame.locale());
        let args = Names::default().args(texts);
        let codes: BTreeSet<u32> =
            HAS_TEXT.iter().copied().chain(CATALOGUE.iter().map(|(code, _)| *code)).collect();
        codes
            .into_iter()
            .map(|code| Row { code, title: texts.plain(&key_of(code), &args) })
            .collect()
    }
}

page!(ErrorLookup, "error_lookup.html", |_v| None);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_in_what_people_paste() {
        for (text, want) in [
            ("50126", Some(50_126)),
            (" aadsts7000112 ", Some(7_000_112)),
            ("AADSTS65001: The user has not consented. Trace ID: 5b2f", Some(65_001)),
            ("Sorry: AADSTS900561", Some(900_561)),
            ("", None),
            ("AADSTS", None),
            ("7", None),
            ("99999999999999", None),
            ("<script>", None),
        ] {
            assert_eq!(code_in(text), want, "{text:?}");
        }
    }
}
