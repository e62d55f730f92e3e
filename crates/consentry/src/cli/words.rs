//! Words that several commands take and show: yes and no, places of mailboxes, moments, numbers,
//! texts.

use std::str::FromStr;

use clap::ValueEnum;
use consentry_model::{AppId, MailboxLocation, Switch, Timestamp, well_known};
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

/// A switch of something that goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

impl From<OnOff> for Switch {
    fn from(word: OnOff) -> Self {
        Self::from(word == OnOff::On)
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

/// A resource as commands take it.
pub(super) fn resource_text(resource: AppId) -> String {
    match resource {
        well_known::EXCHANGE => "exchange".to_owned(),
        well_known::GRAPH => "graph".to_owned(),
        other => other.to_string(),
    }
}

/// A moment for people: to the second, UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.to_string().replace('T', " ").chars().take(19).collect()
}

/// A day for people, UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// A number of things, with the word for one of them.
pub(super) fn count(number: u64, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        more => format!("{more} {one}s"),
    }
}

/// How many there are.
pub(super) fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A text of several lines in one.
pub(super) fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
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
    fn moments_numbers_and_lines_for_people() {
        let at = Timestamp::from_millis(86_399_999);
        assert_eq!((moment(at).as_str(), day(at).as_str()), ("1970-01-01 23:59:59", "1970-01-01"));
        let told = [0, 1, 2].map(|number| count(number, "consent"));
        assert_eq!(told, ["0 consents", "1 consent", "2 consents"]);
        assert_eq!(in_a_line(" a\n\tb  c "), "a b c");
    }

    #[test]
    fn moments_are_days_or_moments() {
        let millis = |text: &str| text.parse::<Moment>().map(|moment| moment.0.millis()).ok();
        assert_eq!(millis("1970-01-02"), Some(86_400_000));
        assert_eq!(millis("1970-01-01T00:00:01Z"), Some(1000));
        assert_eq!(millis("soon"), None);
        assert_eq!(millis("2027-02-30"), None);
    }
}
