//! Mails about a password: a link to a new one, and that it was changed.
//!
//! As with the mails about requests, what comes from outside stays text (A59). The one link is
//! ours and only opens a page.

use askama::Template;
use consentry_model::Timestamp;
use uuid::Uuid;

use crate::{
    Account, Frame, Locale, Nonce, Shown, notice,
    notice::{Letter, Said, say},
};

/// A mail about somebody's own password.
#[derive(Debug, Clone)]
pub struct PasswordMail {
    /// The organisation.
    pub tenant: Shown,
    /// Whose password.
    pub account: Account,
    /// What is told.
    pub told: PasswordTold,
}

/// What is told.
#[derive(Debug, Clone)]
pub enum PasswordTold {
    /// A link to a new password was asked for.
    Link {
        /// The page: an absolute address of ours.
        link: String,
        /// For how many minutes it leads there.
        minutes: u64,
    },
    /// The password was changed by a link.
    Changed {
        /// When.
        at: Timestamp,
    },
}

#[derive(Template)]
#[template(path = "password_mail.html")]
struct AsHtml<'a> {
    v: &'a PasswordMail,
    s: &'a Frame,
}

#[derive(Template)]
#[template(path = "password_mail.txt")]
struct AsText<'a> {
    v: &'a PasswordMail,
    s: &'a Frame,
}

impl PasswordMail {
    /// The mail in a language.
    pub fn letter(&self, locale: Locale) -> Result<Letter, askama::Error> {
        // A mail has no script that would carry the nonce.
        let frame = Frame::new(locale, Nonce::new(Uuid::nil()));
        Ok(Letter {
            subject: frame.text(self.key("subject")),
            text: AsText { v: self, s: &frame }.render()?,
            html: AsHtml { v: self, s: &frame }.render()?,
        })
    }

    fn key(&self, part: &str) -> String {
        let word = match self.told {
            PasswordTold::Link { .. } => "link",
            PasswordTold::Changed { .. } => "changed",
        };
        format!("password-mail-{word}-{part}")
    }

    fn organisation(&self) -> String {
        notice::inert(self.tenant.as_str())
    }

    fn what(&self, frame: &Frame) -> Said {
        let account = ("account", notice::sign_in_name(self.account.upn.as_str()));
        let second = match &self.told {
            PasswordTold::Link { minutes, .. } => ("minutes", minutes.to_string()),
            PasswordTold::Changed { at } => ("date", frame.moment(*at).to_string()),
        };
        say(frame, &self.key("what"), &[account, second])
    }

    fn next(&self, frame: &Frame) -> String {
        frame.text(self.key("next"))
    }

    fn link(&self) -> Option<&str> {
        match &self.told {
            PasswordTold::Link { link, .. } => Some(link),
            PasswordTold::Changed { .. } => None,
        }
    }

    fn why(&self, frame: &Frame) -> Said {
        say(frame, &self.key("why"), &[("tenant", self.organisation())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(told: PasswordTold) -> PasswordMail {
        let account = Account { name: "Adele Brandt".into(), upn: "adele@contoso.example".into() };
        PasswordMail { tenant: "Contoso www.evil.example".into(), account, told }
    }

    #[test]
    fn a_link_is_told_once_in_each_form_and_language() {
        let link = "https://login.test/sign-in/reset-password?token=1.Pabc";
        for (locale, subject) in [
            (Locale::English, "Choose a new password"),
            (Locale::German, "Neues Kennwort w\u{e4}hlen"),
            (
                Locale::Japanese,
                "\u{65b0}\u{3057}\u{3044}\u{30d1}\u{30b9}\u{30ef}\u{30fc}\u{30c9}\u{306e}\u{8a2d}\u{5b9a}",
            ),
        ] {
            let told = PasswordTold::Link { link: link.to_owned(), minutes: 30 };
            let letter = mail(told).letter(locale).unwrap();
            assert_eq!(letter.subject, subject);
            assert_eq!(letter.text.matches(link).count(), 1, "{}", letter.text);
            assert_eq!(letter.html.matches(&format!("href=\"{link}\"")).count(), 1);
            assert_eq!(letter.html.matches("href=").count(), 1);
            for form in [&letter.text, &letter.html] {
                assert!(form.contains("adele@contoso.example") && form.contains("30"), "{form}");
                assert!(!form.contains("www.evil.example"), "no program makes a link of it");
            }
        }
    }

    #[test]
    fn that_it_was_changed_is_told_without_a_link() {
        for locale in [Locale::English, Locale::German, Locale::Japanese] {
            let at = Timestamp::from_seconds(1_763_791_710);
            let letter = mail(PasswordTold::Changed { at }).letter(locale).unwrap();
            assert!(!letter.html.contains("href=") && !letter.text.contains("http"));
            assert!(letter.text.contains("2025"), "{}", letter.text);
        }
    }
}
