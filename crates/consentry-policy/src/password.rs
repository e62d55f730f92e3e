//! Whether a new password may be chosen: one rule for every way that sets one.
//!
//! Long enough, not the present one, without the person's name, and not made of words that
//! everybody tries. The last is counted as the original counts it (Microsoft Entra password
//! protection): folded, every banned word in it is one point and every other character is one;
//! fewer than five points are too few, and so is anything one letter away from a banned word.

use std::time::Duration;

use consentry_model::{
    LONGEST_PASSWORD, PasswordDays, PasswordRules, PasswordState, Timestamp, User,
};

/// Folded and sorted; where it is from stands in the file beside it.
const COMMON: &str = include_str!("../data/common-passwords.txt");
/// What a password must at least come to.
const ENOUGH_POINTS: usize = 5;
const DAY_SECONDS: u64 = 86_400;
/// Names that are shorter may stand in a password.
const SHORTEST_NAME: usize = 3;

/// Whether the password that is chosen is the one that is to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// It is.
    Same,
    /// It is another, or there was none.
    Other,
}

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer characters than the tenant wants.
    #[error("a password has at least {minimum} characters")]
    TooShort {
        /// How many it needs.
        minimum: u32,
    },
    /// Longer than is read.
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    TooLong,
    /// The one that is to be replaced.
    #[error("the new password is the present one")]
    Unchanged,
    /// A name of the person is in it.
    #[error("a password does not hold the person's name or sign-in name")]
    HoldsName,
    /// Made of words that are widely used or banned by the tenant.
    #[error("the password is made of widely used words or of words that the tenant bans")]
    Guessable,
}

/// Why a password does not let its owner in any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MustChange {
    /// Was handed out for one use.
    OneTime,
    /// Its days are over.
    Expired {
        /// Since when.
        at: Timestamp,
        /// The tenant's setting.
        days: u32,
    },
}

/// Whether a password must be changed before it lets its owner in.
pub fn must_change(
    state: PasswordState,
    changed_at: Timestamp,
    expire_after: Option<PasswordDays>,
    now: Timestamp,
) -> Option<MustChange> {
    if state == PasswordState::OneTime {
        return Some(MustChange::OneTime);
    }
    let days = expire_after?.days();
    let at = changed_at.plus(Duration::from_secs(u64::from(days).saturating_mul(DAY_SECONDS)));
    (now >= at).then_some(MustChange::Expired { at, days })
}

/// The names of a person that his password may not hold.
pub fn names_of(user: &User) -> Vec<String> {
    let local = user.upn.as_str().split('@').next().unwrap_or_default();
    let texts = [
        Some(local),
        Some(user.display_name.as_str()),
        user.given_name.as_deref(),
        user.family_name.as_deref(),
    ];
    let mut names: Vec<String> = Vec::new();
    for text in texts.into_iter().flatten() {
        let parts = text.split(|c: char| c.is_whitespace() || ".-_'".contains(c));
        names.extend(std::iter::once(text).chain(parts).map(fold));
    }
    names.retain(|name| name.chars().count() >= SHORTEST_NAME);
    names
}

/// Whether somebody of these names may choose a password.
pub fn judge_password(
    chosen: &str,
    rules: &PasswordRules,
    names: &[String],
    present: Sameness,
) -> Result<(), PasswordFault> {
    let minimum = rules.minimum.characters();
    // Before anything is folded: nobody makes the server work on a megabyte.
    if chosen.len() > LONGEST_PASSWORD {
        return Err(PasswordFault::TooLong);
    }
    if u32::try_from(chosen.chars().count()).is_ok_and(|count| count < minimum) {
        return Err(PasswordFault::TooShort { minimum });
    }
    if present == Sameness::Same {
        return Err(PasswordFault::Unchanged);
    }
    let folded = fold(chosen);
    if names.iter().any(|name| folded.contains(name.as_str())) {
        return Err(PasswordFault::HoldsName);
    }
    let banned: Vec<String> = rules.banned.iter().map(|word| fold(word.as_str())).collect();
    let words = || COMMON.lines().chain(banned.iter().map(String::as_str));
    if words().any(|word| one_letter_away(&folded, word)) || points(&folded, words) < ENOUGH_POINTS
    {
        return Err(PasswordFault::Guessable);
    }
    Ok(())
}

/// Lower case, and letters for the signs that people write for them.
fn fold(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'l',
        '$' => 's',
        '@' => 'a',
        other => other,
    };
    text.to_lowercase().chars().map(letter).collect()
}

/// The fewest points that a folded password comes to, however it is taken apart.
fn points<'a, W: Iterator<Item = &'a str>>(folded: &str, words: impl Fn() -> W) -> usize {
    let held: Vec<&str> = words().filter(|word| folded.contains(word)).collect();
    // From the end: what is left of each character on.
    let mut fewest = vec![0_usize; folded.len().saturating_add(1)];
    for (at, c) in folded.char_indices().rev() {
        let behind = |length: usize| fewest.get(at.saturating_add(length)).copied();
        let rest = folded.get(at..).unwrap_or_default();
        let by_word = held.iter().filter(|word| rest.starts_with(**word));
        let best = by_word.filter_map(|word| behind(word.len())).chain(behind(c.len_utf8())).min();
        if let Some(place) = fewest.get_mut(at) {
            *place = best.unwrap_or_default().saturating_add(1);
        }
    }
    fewest.first().copied().unwrap_or_default()
}

/// Whether two texts are the same but for one letter: another, missing or added.
fn one_letter_away(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (long, short) = if one.len() >= other.len() { (&one, &other) } else { (&other, &one) };
    if long.len().saturating_sub(short.len()) > 1 {
        return false;
    }
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    let behind = |text: &[char], from: usize| text.get(from..).unwrap_or_default().to_vec();
    let after = same.saturating_add(1);
    if long.len() == short.len() {
        behind(long, after) == behind(short, after)
    } else {
        behind(long, after) == behind(short, same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(banned: &[&str]) -> PasswordRules {
        let banned = banned.iter().map(|word| word.parse().unwrap()).collect();
        PasswordRules { banned, ..PasswordRules::default() }
    }

    #[test]
    fn a_new_password_is_long_new_and_nobodys_guess() {
        let names = ["adele", "vance", "adele.vance"].map(str::to_owned);
        let short = Err(PasswordFault::TooShort { minimum: 8 });
        for (name, chosen, present, want) in [
            ("a sentence", "green ladders sing at night", Sameness::Other, Ok(())),
            ("the demo's", "Demo-pass-2026!", Sameness::Other, Ok(())),
            ("seven characters", "kf9!xQz", Sameness::Other, short),
            ("eight characters", "kf9!xQz2", Sameness::Other, Ok(())),
            ("seven long characters", "日本語日本語日", Sameness::Other, short),
            ("eight long ones", "川と山と空と海と", Sameness::Other, Ok(())),
            ("256 bytes", &"kf9!xQz2".repeat(32), Sameness::Other, Ok(())),
            ("257", &("kf9!xQz2".repeat(32) + "!"), Sameness::Other, Err(PasswordFault::TooLong)),
            ("the old one", "kf9!xQz2", Sameness::Same, Err(PasswordFault::Unchanged)),
            ("a name", "xx-Adele-9977", Sameness::Other, Err(PasswordFault::HoldsName)),
            ("in disguise", "xx-@d3l3-V@NCE", Sameness::Other, Err(PasswordFault::HoldsName)),
            ("widely used", "Passw0rd", Sameness::Other, Err(PasswordFault::Guessable)),
            ("a keyboard's row", "qwertyuiop", Sameness::Other, Err(PasswordFault::Guessable)),
            ("with a number", "P@ssword123", Sameness::Other, Err(PasswordFault::Guessable)),
            ("one letter off", "qwertyuiopp", Sameness::Other, Err(PasswordFault::Guessable)),
            ("two words", "DragonMonkey", Sameness::Other, Err(PasswordFault::Guessable)),
            ("banned here", "C0ntos0!23", Sameness::Other, Err(PasswordFault::Guessable)),
            ("with enough beside it", "C0ntos0!-kf9", Sameness::Other, Ok(())),
        ] {
            let got = judge_password(chosen, &rules(&["contoso"]), &names, present);
            assert_eq!(got, want, "{name}");
        }
        let long = PasswordRules { minimum: "12".parse().unwrap(), ..PasswordRules::default() };
        let got = judge_password("kf9!xQz2", &long, &[], Sameness::Other);
        assert_eq!(got, Err(PasswordFault::TooShort { minimum: 12 }));
    }

    /// The example of the original's documentation.
    #[test]
    fn points_are_counted_as_the_original_does() {
        let words = || ["contoso", "blank"].into_iter();
        assert_eq!(points("contosoblankl2", words), 4);
        assert_eq!(points("contosoblankf9!", words), 5);
        assert_eq!(points("", words), 0);
    }

    #[test]
    fn one_letter_more_less_or_other() {
        for (one, other, want) in [
            ("abcdef", "abcdef", true),
            ("abcdeg", "abcdef", true),
            ("abcdefg", "abcdef", true),
            ("abcde", "abcdef", true),
            ("bcdef", "abcdef", true),
            ("abdcef", "abcdef", false),
            ("abcdefgh", "abcdef", false),
        ] {
            assert_eq!(one_letter_away(one, other), want, "{one}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_folded() {
        let words: Vec<&str> = COMMON.lines().collect();
        assert!(words.len() > 9_000 && words.is_sorted());
        assert!(words.iter().all(|word| fold(word) == **word && word.len() >= 4));
    }
}
