//! What a mail says, piece by piece, for both of its forms.

use consentry_model::Timestamp;

use super::{
    LONGEST_NAME, MOST_LINES, MOST_VOICES, Notice, Outcome, Review, ReviewStage, Told, TurnedDown,
    Voice,
};
use crate::{
    Account, Audience, Frame, Publisher, lines,
    text::{Rich, Texts},
};

/// A piece of text in both forms.
pub(crate) struct Said {
    pub(crate) rich: Rich,
    pub(crate) plain: String,
}

/// A permission in words, or who asks and why.
pub(super) struct Item {
    pub(super) what: String,
    /// What it adds, in small print.
    pub(super) note: Option<String>,
    /// Lines in somebody's own words.
    pub(super) quoted: String,
}

impl Item {
    /// The lines, for the margin that they get in plain text.
    pub(super) fn lines(&self) -> Vec<&str> {
        self.quoted.lines().collect()
    }
}

/// Our own link.
pub(super) struct Link<'a> {
    pub(super) label: String,
    pub(super) address: &'a str,
}

/// Text from outside as no mail program makes a link of it.
///
/// Programs turn what looks like an address into a link, in plain text too. A space without width
/// behind each dot, colon and backslash within a word ends what they take for one.
pub(crate) fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(c);
        let within = letters.peek().is_some_and(|next| !next.is_whitespace());
        if within && matches!(c, '.' | ':' | '\\') {
            out.push('\u{200b}');
        }
    }
    out
}

pub(crate) fn say(frame: &Frame, key: &str, args: &[(&str, String)]) -> Said {
    let texts = Texts::of(frame.locale());
    Said { rich: texts.rich(key, args), plain: texts.plain(key, args) }
}

fn say_counted(frame: &Frame, key: &str, count: u64, args: &[(&str, String)]) -> Said {
    let texts = Texts::of(frame.locale());
    Said {
        rich: texts.rich_counted(key, count, args),
        plain: texts.plain_counted(key, count, args),
    }
}

/// A sign-in name stays as it can be copied, unless it is none.
pub(crate) fn sign_in_name(upn: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "@._-+'".contains(c);
    if upn.contains('@') && upn.chars().all(plain) { upn.to_owned() } else { inert(upn) }
}

fn person(account: &Account) -> String {
    let upn = sign_in_name(account.upn.as_str());
    if account.name.is_empty() { upn } else { format!("{} ({upn})", inert(account.name.as_str())) }
}

impl Notice {
    /// Short, without line ends, controls, or what turns text around: [`Shown`] holds none.
    pub(super) fn subject(&self, frame: &Frame) -> String {
        let args = [("app", self.short_app())];
        let key = format!("notice-subject-{}", self.word());
        let texts = Texts::of(frame.locale());
        match self.days_left() {
            Some(days) => texts.plain_counted(&key, days, &args),
            None => texts.plain(&key, &args),
        }
    }

    /// The kind, as the keys of texts name it.
    fn word(&self) -> &'static str {
        match &self.told {
            Told::Reviewer(Review { stage: ReviewStage::New, .. }) => "new",
            Told::Reviewer(Review { stage: ReviewStage::Reminder(_), .. }) => "reminder",
            Told::Reviewer(Review { stage: ReviewStage::Ended, .. }) => "ended",
            Told::Requester(answer) => match answer.outcome {
                Outcome::Approved { .. } => "approved",
                Outcome::Denied(_) => "denied",
                Outcome::Blocked(_) => "blocked",
                Outcome::Expired => "expired",
            },
        }
    }

    fn days_left(&self) -> Option<u64> {
        match self.told {
            Told::Reviewer(Review { stage: ReviewStage::Reminder(days), .. }) => Some(days),
            Told::Reviewer(_) | Told::Requester(_) => None,
        }
    }

    fn tenant(&self) -> (&'static str, String) {
        ("tenant", inert(self.tenant.as_str()))
    }

    fn short_app(&self) -> String {
        let name = self.app.as_str();
        let mut short: String = name.chars().take(LONGEST_NAME).collect();
        if name.chars().nth(LONGEST_NAME).is_some() {
            short.push('…');
        }
        short
    }

    pub(super) fn app(&self) -> String {
        inert(self.app.as_str())
    }

    pub(super) fn organisation(&self) -> String {
        inert(self.tenant.as_str())
    }

    pub(super) fn title(&self, frame: &Frame) -> Said {
        say(frame, &format!("notice-title-{}", self.word()), &[("app", inert(&self.short_app()))])
    }

    /// What has happened.
    pub(super) fn what(&self, frame: &Frame) -> Said {
        match &self.told {
            Told::Reviewer(review) => {
                let key = format!("notice-{}", self.word());
                let ends = ("date", frame.moment(review.ends_at).to_string());
                match review.stage {
                    ReviewStage::New => say(frame, &key, &[self.tenant()]),
                    ReviewStage::Reminder(days) => say_counted(frame, &key, days, &[ends]),
                    ReviewStage::Ended => say(frame, &key, &[ends]),
                }
            }
            Told::Requester(answer) => {
                let days = (answer.asked_at, answer.ended_at);
                match &answer.outcome {
                    Outcome::Approved { by: None, .. } => {
                        self.decided(frame, "notice-approved-elsewhere", None, days)
                    }
                    Outcome::Approved { by, .. } => {
                        self.decided(frame, "notice-approved", by.as_ref(), days)
                    }
                    Outcome::Denied(down) => {
                        self.decided(frame, "notice-denied", down.by.as_ref(), days)
                    }
                    Outcome::Blocked(down) => {
                        self.decided(frame, "notice-blocked", down.by.as_ref(), days)
                    }
                    Outcome::Expired => self.decided(frame, "notice-expired", None, days),
                }
            }
        }
    }

    fn decided(
        &self,
        frame: &Frame,
        key: &str,
        by: Option<&Account>,
        (asked, ended): (Timestamp, Timestamp),
    ) -> Said {
        let somebody = || say(frame, "notice-somebody", &[self.tenant()]).plain;
        let args = [
            self.tenant(),
            ("account", by.map_or_else(somebody, person)),
            ("asked", frame.date(asked).to_string()),
            ("date", frame.date(ended).to_string()),
        ];
        say(frame, key, &args)
    }

    pub(super) fn is_verified(&self) -> bool {
        matches!(self.publisher, Publisher::Verified(_))
    }

    /// Who made it.
    pub(super) fn made_by(&self, frame: &Frame) -> Said {
        match &self.publisher {
            Publisher::Verified(name) => {
                say(frame, "publisher-verified", &[("publisher", inert(name.as_str()))])
            }
            Publisher::NotVerified => say(frame, "publisher-not-verified", &[]),
        }
    }

    /// Who asks and why; only reviewers are told.
    pub(super) fn voices(&self, frame: &Frame) -> Vec<Item> {
        let shown = |voice: &Voice| Item {
            what: person(&voice.account),
            note: Some(
                say(frame, "notice-asked-on", &[("date", frame.date(voice.at).to_string())]).plain,
            ),
            quoted: inert(voice.reason.as_str()),
        };
        match &self.told {
            Told::Reviewer(review) => review.voices.iter().take(MOST_VOICES).map(shown).collect(),
            Told::Requester(_) => Vec::new(),
        }
    }

    pub(super) fn other_voices(&self, frame: &Frame) -> Option<Said> {
        let Told::Reviewer(review) = &self.told else { return None };
        more(frame, "notice-others", review.voices.len(), MOST_VOICES)
    }

    /// The reviewer's reason; only those who asked are told.
    pub(super) fn reason(&self) -> Option<Item> {
        let of = |TurnedDown { reason, .. }: &TurnedDown| Item {
            what: String::new(),
            note: None,
            quoted: inert(reason.as_str()),
        };
        match &self.told {
            Told::Requester(answer) => match &answer.outcome {
                Outcome::Denied(down) | Outcome::Blocked(down) => Some(of(down)),
                Outcome::Approved { .. } | Outcome::Expired => None,
            },
            Told::Reviewer(_) => None,
        }
    }

    /// The heading above the permissions.
    pub(super) fn permissions_title(&self) -> &'static str {
        match &self.told {
            Told::Reviewer(_) => "notice-permissions",
            Told::Requester(answer) => match answer.outcome {
                Outcome::Approved { .. } => "notice-may",
                Outcome::Denied(_) | Outcome::Blocked(_) | Outcome::Expired => "notice-wanted",
            },
        }
    }

    /// The permissions in words.
    pub(super) fn permissions(&self, frame: &Frame) -> Vec<Item> {
        let as_itself = || frame.text("notice-as-itself");
        self.all_lines(frame)
            .into_iter()
            .take(MOST_LINES)
            .map(|line| Item {
                note: line.is_application().then(as_itself),
                what: inert(&line.sentence),
                quoted: String::new(),
            })
            .collect()
    }

    pub(super) fn more_permissions(&self, frame: &Frame) -> Option<Said> {
        more(frame, "notice-more-permissions", self.all_lines(frame).len(), MOST_LINES)
    }

    fn all_lines(&self, frame: &Frame) -> Vec<crate::Line> {
        let audience = match &self.told {
            Told::Reviewer(_) => Audience::Organization,
            Told::Requester(_) => Audience::Person,
        };
        lines(&self.permissions, audience, frame)
    }

    /// What the reader can do.
    pub(super) fn next(&self, frame: &Frame) -> Said {
        match &self.told {
            Told::Reviewer(Review { stage: ReviewStage::Ended, .. }) => {
                say(frame, "notice-review-ended", &[])
            }
            Told::Reviewer(review) => {
                let date = frame.moment(review.ends_at).to_string();
                say(frame, "notice-review", &[("date", date)])
            }
            Told::Requester(_) => say(frame, &format!("notice-next-{}", self.word()), &[]),
        }
    }

    pub(super) fn link(&self, frame: &Frame) -> Option<Link<'_>> {
        let (key, address) = match &self.told {
            Told::Reviewer(Review { stage: ReviewStage::Ended, link, .. }) => {
                ("notice-link-ended", link)
            }
            Told::Reviewer(review) => ("notice-link-review", &review.link),
            Told::Requester(answer) => match &answer.outcome {
                Outcome::Approved { link, .. } => ("notice-link-approved", link),
                Outcome::Denied(_) | Outcome::Blocked(_) | Outcome::Expired => return None,
            },
        };
        Some(Link { label: frame.text(key), address })
    }

    /// Why this person gets the mail.
    pub(super) fn why(&self, frame: &Frame) -> Said {
        let key = match &self.told {
            Told::Reviewer(_) => "notice-why-reviewer",
            Told::Requester(_) => "notice-why-requester",
        };
        say(frame, key, &[self.tenant()])
    }
}

/// How many are not told one by one.
fn more(frame: &Frame, key: &str, all: usize, shown: usize) -> Option<Said> {
    let left = u64::try_from(all.saturating_sub(shown)).unwrap_or(u64::MAX);
    (left > 0).then(|| say_counted(frame, key, left, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a59_no_mail_program_makes_a_link_of_what_looks_like_one() {
        for (text, want) in [
            ("Fjord Mail", "Fjord Mail"),
            ("It is late. See: there", "It is late. See: there"),
            ("https://evil.example/x", "https:|//evil.|example/x"),
            ("www.evil.example.", "www.|evil.|example."),
            ("mailto:a@evil.example", "mailto:|a@evil.|example"),
            ("\\\\evil\\share", "\\|\\|evil\\|share"),
            ("file:///etc", "file:|///etc"),
        ] {
            assert_eq!(inert(text).replace('\u{200b}', "|"), want);
        }
    }
}
