//! The build of Apple's system behind the User-Agent of its mail client.
//!
//! `Apple-iPhone9C1/1501.530400009` is build 15A5304i on an iPhone9,1: letters travel as two
//! digits, the number as three or four, a letter at the end as `000` and two digits. Anything of
//! another form has no build, which is never an error. Source: Apple's deployment guide.

use std::fmt;

/// What the User-Agent tells about device and system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppleBuild {
    /// The model, such as `iPhone9,1`.
    pub model: String,
    /// The train: 14 is iOS 10, 15 is iOS 11.
    pub train: u8,
    /// The letter inside the train, from `A` on.
    pub letter: char,
    /// The number inside the letter; beta builds have four digits.
    pub number: u16,
    /// The letter at the end, of beta builds above all.
    pub suffix: Option<char>,
}

impl AppleBuild {
    /// The first train whose mail client signs in by OAuth: iOS 11.
    pub const FIRST_MODERN_TRAIN: u8 = 15;

    /// Reads a User-Agent; `None` if it names no build.
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let (model, build) = user_agent.trim().strip_prefix("Apple-")?.split_once('/')?;
        let (train, rest) = build.split_once('.')?;
        let (train, letter) = train.split_at_checked(train.len().checked_sub(2)?)?;
        let (number, suffix) = match rest.len() {
            1..=4 => (rest, None),
            6..=9 => {
                let (number, suffix) = rest.split_at_checked(rest.len().checked_sub(5)?)?;
                (number, Some(letter_of(suffix.strip_prefix("000")?)?))
            }
            _ => return None,
        };
        let is_beta = number.len() == 4;
        Some(Self {
            model: model_of(model)?,
            train: digits(train, 2)?.try_into().ok()?,
            letter: letter_of(letter)?,
            number: digits(number, 4)?,
            suffix: suffix.map(|letter| if is_beta { letter.to_ascii_lowercase() } else { letter }),
        })
    }

    /// Whether this system's mail client signs in by OAuth.
    pub fn signs_in_by_oauth(&self) -> bool {
        self.train >= Self::FIRST_MODERN_TRAIN
    }
}

impl fmt::Display for AppleBuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.train, self.letter, self.number)?;
        self.suffix.map_or(Ok(()), |suffix| write!(f, "{suffix}"))
    }
}

/// `iPhone9C1` is iPhone9,1: a comma cannot stand in a product name.
fn model_of(text: &str) -> Option<String> {
    let family = text.find(|char: char| !char.is_ascii_alphabetic())?;
    let (family, version) = text.split_at_checked(family)?;
    let (major, minor) = version.split_once('C')?;
    let is_number = |text: &str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = (1..=16).contains(&family.len()) && is_number(major) && is_number(minor);
    fits.then(|| format!("{family}{major},{minor}"))
}

fn digits(text: &str, most: usize) -> Option<u16> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn letter_of(text: &str) -> Option<char> {
    let index = digits(text, 2)?.checked_sub(1)?;
    ('A'..='Z').nth(index.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds() {
        for (build, want) in [
            ("705.018", "7E18"),
            ("508.01100001", "5H11A"),
            ("1504.100", "15D100"),
            ("1501.530400009", "15A5304i"),
            ("2401.539000006", "24A5390f"),
            ("1401.530400009", "14A5304i"),
            ("902.206", "9B206"),
            ("1907.071", "19G71"),
        ] {
            let agent = format!("Apple-iPhone9C1/{build}");
            let decoded = AppleBuild::from_user_agent(&agent).unwrap();
            assert_eq!(decoded.to_string(), want, "{build}");
            assert_eq!(decoded.model, "iPhone9,1");
        }
    }

    #[test]
    fn no_build() {
        for agent in [
            "",
            "Outlook-iOS-Android/1.0",
            "Apple-iPhone9C1",
            "Apple-iPhone9C1/",
            "Apple-iPhone9C1/1501",
            "Apple-iPhone9C1/1527.100",
            "Apple-iPhone9C1/1500.100",
            "Apple-iPhone9C1/1501.53040",
            "Apple-iPhone9C1/1501.530410009",
            "Apple-iPhone9C1/1501.530400027",
            "Apple-iPhone9C1/11501.100",
            "Apple-iPhone9C1/x01.100",
            "Apple-iPhone9C1/ä1.100",
            "Apple-iPhone/1501.100",
            "Apple-9C1/1501.100",
            "iOS/11.2.6 (15D100) dataaccessd/1.0",
        ] {
            assert_eq!(AppleBuild::from_user_agent(agent), None, "{agent}");
        }
    }

    #[test]
    fn oauth_begins_with_ios_11() {
        let oauth = |build: &str| {
            AppleBuild::from_user_agent(&format!("Apple-iPad6C3/{build}"))
                .map(|build| build.signs_in_by_oauth())
        };
        assert_eq!(oauth("1407.60"), Some(false));
        assert_eq!(oauth("1501.100"), Some(true));
    }
}
