//! What `consentry tenant set` takes about passwords.

use clap::Args;
use consentry_model::{BannedWord, InvalidPasswordRule, MinimumLength, PasswordDays, Switch};
use consentry_service::TenantChange;

#[derive(Debug, Args)]
pub(super) struct PasswordSettings {
    /// The shortest password that may be chosen, in characters: 8 to 64.
    #[arg(long, value_name = "CHARACTERS")]
    password_minimum: Option<MinimumLength>,
    /// After how many days passwords have to be changed: 1 to 730, or `never`.
    #[arg(long, value_name = "DAYS|never")]
    password_days: Option<DaysWord>,
    /// A word that passwords may not be made of; may be repeated.
    #[arg(long, value_name = "WORD")]
    ban_word: Vec<BannedWord>,
    /// A banned word that is allowed again; may be repeated.
    #[arg(long, value_name = "WORD")]
    allow_word: Vec<BannedWord>,
}

#[derive(Debug, Clone, Copy)]
struct DaysWord(Option<PasswordDays>);

impl std::str::FromStr for DaysWord {
    type Err = InvalidPasswordRule;

    fn from_str(text: &str) -> Result<Self, InvalidPasswordRule> {
        if text == "never" { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

impl PasswordSettings {
    pub(super) fn beside(self, change: TenantChange) -> TenantChange {
        let banned = self.ban_word.into_iter().map(|word| (word, Switch::On));
        let allowed = self.allow_word.into_iter().map(|word| (word, Switch::Off));
        TenantChange {
            password_minimum: self.password_minimum,
            password_days: self.password_days.map(|DaysWord(days)| days),
            banned_words: banned.chain(allowed).collect(),
            ..change
        }
    }
}
