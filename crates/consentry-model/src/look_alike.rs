//! Names of applications that look like others (A58).
//!
//! Two names look alike if they have a skeleton in common: compatibility forms folded (NFKC), case
//! folded, confusable characters replaced by one of their kind (Unicode UTS 39 §4), and blanks and
//! punctuation left out. NFKC alone would leave a Cyrillic `о` what it is. A capital `I` looks
//! like a small `l`, and is a small `i` in another case: so a name has a skeleton for either.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{MixedScript as _, skeleton as confusable_skeleton};

/// The longest name of an application, in characters.
pub const LONGEST_APP_NAME: usize = 120;

/// Why a text cannot name an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAppName {
    /// Longer than [`LONGEST_APP_NAME`].
    #[error("the name of an application has at most {LONGEST_APP_NAME} characters")]
    TooLong,
    /// A character that shows nothing or turns the direction of text.
    #[error("the name holds a character that cannot be seen, or turns text around")]
    Hidden,
    /// Letters of several scripts, under a verified publisher.
    #[error("the name of an application with a verified publisher mixes scripts")]
    MixedScripts,
}

/// What a name looks like: names that people take for one another have one of these in common.
/// At most two; none for a name without letters and digits.
pub fn skeletons(name: &str) -> BTreeSet<String> {
    let folded: String = name.nfkc().collect();
    let lower: String = folded.chars().flat_map(char::to_lowercase).collect();
    // A confusable form may be a capital or a compatibility form again.
    let plain = |text: &str| -> String {
        let shapes: String = confusable_skeleton(text).collect();
        shapes.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
    };
    [plain(&lower), plain(&folded)].into_iter().filter(|shape| !shape.is_empty()).collect()
}

/// Refuses what no application may be called; names under a verified publisher are held to one
/// script.
pub fn check_app_name(name: &str, verified: crate::Switch) -> Result<(), InvalidAppName> {
    if name.chars().count() > LONGEST_APP_NAME {
        return Err(InvalidAppName::TooLong);
    }
    if name.chars().any(hides) {
        return Err(InvalidAppName::Hidden);
    }
    if verified.is_on() && mixes_scripts(name) {
        return Err(InvalidAppName::MixedScripts);
    }
    Ok(())
}

/// Letters of two scripts, except that Latin ones stand beside Chinese, Japanese and Korean as in
/// everyday writing (UTS 39 §5.2, highly restrictive).
fn mixes_scripts(name: &str) -> bool {
    if name.is_single_script() {
        return false;
    }
    let rest: String = name.chars().filter(|c| !c.is_ascii_alphabetic()).collect();
    let east_asian = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    !(rest.is_single_script() && rest.chars().any(east_asian))
}

/// Bidirectional controls and characters without width.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Switch;

    #[test]
    fn a058_names_that_look_alike_have_a_skeleton_in_common() {
        let apple = skeletons("Apple Internet Accounts");
        for alike in [
            "Apple Internet Acc\u{43e}unts",  // Cyrillic o
            "\u{410}pple Internet Accounts",  // Cyrillic A
            "Apple Internet Acc\u{3bf}unts",  // Greek omicron
            "\u{ff21}pple Internet Accounts", // full-width A
            "apple internet accounts",
            "APPLE INTERNET ACCOUNTS",
            "Apple  Internet-Accounts",
            "App1e Internet Accounts",             // digit one
            "Apple lnternet Accounts",             // small l for a capital i
            "Appl\u{435} Int\u{435}rnet Accounts", // Cyrillic e
        ] {
            assert!(!skeletons(alike).is_disjoint(&apple), "{alike}");
        }
        for other in [
            "Apple Internet Account",
            "Fjord Mail",
            "Apple",
            "Pear Internet Accounts",
            "Apple Internet Accountl",
            "",
            "\u{2013}",
        ] {
            assert!(skeletons(other).is_disjoint(&apple), "{other}");
        }
        assert!(skeletons("Apple Mail").is_disjoint(&skeletons("Apple Mall")));
    }

    #[test]
    fn a058_what_no_application_may_be_called() {
        use InvalidAppName as I;
        for (name, verified, want) in [
            ("Fjord Mail", Switch::On, None),
            ("メール Mail", Switch::On, None),
            ("Почта", Switch::On, None),
            ("Apple Internet Acc\u{43e}unts", Switch::Off, None),
            ("Apple Internet Acc\u{43e}unts", Switch::On, Some(I::MixedScripts)),
            ("Mail\u{202e}gpj", Switch::Off, Some(I::Hidden)),
            ("Ma\u{200b}il", Switch::Off, Some(I::Hidden)),
            (&"x".repeat(120), Switch::Off, None),
            (&"x".repeat(121), Switch::Off, Some(I::TooLong)),
        ] {
            assert_eq!(check_app_name(name, verified).err(), want, "{name:?}");
        }
    }
}
