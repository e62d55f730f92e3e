//! Words that several commands take and show: yes and no, places of mailboxes, moments, texts.

use std::str::FromStr;

use clap::ValueEnum;
use consentry_model::{MailboxLocation, Switch, Timestamp};
use serde_json::Value;

/// A switch in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum YesNo {
    /// On.
    Yes,
    /// Off.
    No,
}

impl From<YesNo> for Switch {
    fn from(word: YesNo) -> Self {
        Self::from(word == YesNo::Yes)
    }
}

/// How a switch is shown.
pub(super) fn yes_no(switch: Switch) -> String {
    if switch.is_on() { "yes".to_owned() } else { "no".to_owned() }
}

/// Where mailboxes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MailboxWord {
    /// In this installation.
    Here,
    /// On the organisation's own servers.
    OnPremises,
}

impl From<MailboxWord> for MailboxLocation {
    fn from(word: MailboxWord) -> Self {
        match word {
            MailboxWord::Here => Self::Here,
            MailboxWord::OnPremises => Self::OnPremises,
        }
    }
}

/// How a place is shown.
pub(super) fn mailbox_word(place: MailboxLocation) -> String {
    match place {
        MailboxLocation::Here => "here".to_owned(),
        MailboxLocation::OnPremises => "on-premises".to_owned(),
    }
}

/// A text in a JSON object; empty where it is none.
pub(super) fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Puts one more field into a JSON object.
pub(super) fn put(value: &mut Value, key: &str, field: impl Into<Value>) {
    if let Value::Object(fields) = value {
        fields.insert(key.to_owned(), field.into());
    }
}

/// A day (its beginning, UTC) or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Timestamp);

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = |text: &str| {
            let date: jiff::civil::Date = text.parse().ok()?;
            Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
        };
        let whole = (text.len() == 10).then(|| day(text)).flatten();
        let moment = whole.or_else(|| text.parse::<jiff::Timestamp>().ok()).ok_or_else(|| {
            format!("`{text}` is neither a day such as 2027-01-31 nor a moment such as 2027-01-31T12:00:00Z")
        })?;
        Ok(Self(Timestamp::from_millis(moment.as_millisecond())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_or_moments() {
        let millis = |text: &str| text.parse::<Moment>().map(|moment| moment.0.millis()).ok();
        assert_eq!(millis("1970-01-02"), Some(86_400_000));
        assert_eq!(millis("1970-01-01T00:00:01Z"), Some(1000));
        assert_eq!(millis("soon"), None);
        assert_eq!(millis("2027-02-30"), None);
    }
}
