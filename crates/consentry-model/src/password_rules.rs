//! What a tenant wants of its people's passwords: how long, for how long, without which words.
//!
//! Lengths are counted in characters. The rule that looks at a chosen password is the policy's.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The longest password that is looked at, in bytes; beyond it nothing is hashed.
pub const LONGEST_PASSWORD: usize = 256;
/// The shortest and longest word that a tenant may ban, as in the original.
const BANNED_LENGTHS: std::ops::RangeInclusive<usize> = 4..=16;
/// How many words a tenant may ban, as in the original.
pub const MOST_BANNED_WORDS: usize = 1_000;

/// The fewest characters of a password that a person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct MinimumLength(u32);

impl MinimumLength {
    /// What a tenant starts with, and the least that it may set.
    pub const LEAST: Self = Self(8);
    /// The most that it may set.
    pub const MOST: Self = Self(64);

    /// In characters.
    pub const fn characters(self) -> u32 {
        self.0
    }
}

impl Default for MinimumLength {
    fn default() -> Self {
        Self::LEAST
    }
}

impl TryFrom<u32> for MinimumLength {
    type Error = InvalidPasswordRule;

    fn try_from(characters: u32) -> Result<Self, InvalidPasswordRule> {
        let fits = (Self::LEAST..=Self::MOST).contains(&Self(characters));
        if fits { Ok(Self(characters)) } else { Err(InvalidPasswordRule::Minimum) }
    }
}

impl From<MinimumLength> for u32 {
    fn from(minimum: MinimumLength) -> Self {
        minimum.0
    }
}

impl FromStr for MinimumLength {
    type Err = InvalidPasswordRule;

    fn from_str(text: &str) -> Result<Self, InvalidPasswordRule> {
        text.parse::<u32>().map_err(|_| InvalidPasswordRule::Minimum)?.try_into()
    }
}

/// After how many days a password has to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PasswordDays(u32);

impl PasswordDays {
    /// In days.
    pub const fn days(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for PasswordDays {
    type Error = InvalidPasswordRule;

    fn try_from(days: u32) -> Result<Self, InvalidPasswordRule> {
        if (1..=730).contains(&days) { Ok(Self(days)) } else { Err(InvalidPasswordRule::Days) }
    }
}

impl From<PasswordDays> for u32 {
    fn from(days: PasswordDays) -> Self {
        days.0
    }
}

impl FromStr for PasswordDays {
    type Err = InvalidPasswordRule;

    fn from_str(text: &str) -> Result<Self, InvalidPasswordRule> {
        text.parse::<u32>().map_err(|_| InvalidPasswordRule::Days)?.try_into()
    }
}

/// A word of the tenant's own that passwords may not be made of, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BannedWord(String);

impl BannedWord {
    /// The word in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BannedWord {
    type Err = InvalidPasswordRule;

    fn from_str(text: &str) -> Result<Self, InvalidPasswordRule> {
        let word = text.to_lowercase();
        let plain = !word.chars().any(|c| c.is_control() || c.is_whitespace());
        if plain && BANNED_LENGTHS.contains(&word.chars().count()) {
            Ok(Self(word))
        } else {
            Err(InvalidPasswordRule::Word)
        }
    }
}

impl TryFrom<String> for BannedWord {
    type Error = InvalidPasswordRule;

    fn try_from(text: String) -> Result<Self, InvalidPasswordRule> {
        text.parse()
    }
}

impl From<BannedWord> for String {
    fn from(word: BannedWord) -> Self {
        word.0
    }
}

impl fmt::Display for BannedWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something is no rule for passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPasswordRule {
    /// A minimum length out of range.
    #[error("the shortest password has 8 to 64 characters")]
    Minimum,
    /// A number of days out of range.
    #[error("passwords expire after 1 to 730 days")]
    Days,
    /// A word that cannot be banned.
    #[error("a banned word has 4 to 16 characters and no blanks")]
    Word,
}

/// What a tenant wants of passwords.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRules {
    /// The shortest one that may be chosen.
    #[serde(default)]
    pub minimum: MinimumLength,
    /// After how many days one must be changed; never without it.
    #[serde(default)]
    pub expire_after: Option<PasswordDays>,
    /// Words of the tenant's own that count as easy to guess.
    #[serde(default)]
    pub banned: BTreeSet<BannedWord>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_bounds() {
        for (text, fits) in [("8", true), ("64", true), ("7", false), ("65", false), ("x", false)] {
            assert_eq!(text.parse::<MinimumLength>().is_ok(), fits, "{text}");
        }
        for (text, fits) in [("1", true), ("730", true), ("0", false), ("731", false)] {
            assert_eq!(text.parse::<PasswordDays>().is_ok(), fits, "{text}");
        }
        for (text, fits) in [
            ("Fjord", true),
            ("abc", false),
            ("sixteenletters16", true),
            ("seventeenletters1", false),
            ("two words", false),
        ] {
            assert_eq!(text.parse::<BannedWord>().is_ok(), fits, "{text}");
        }
        assert_eq!("FJORD".parse::<BannedWord>().unwrap().as_str(), "fjord");
    }
}
