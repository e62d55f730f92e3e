//! What helps a reader to judge an application beside its name: where it lives, how the
//! organisation knows it, and what looks wrong about it (A54, A58).

use consentry_model::Timestamp;

use crate::{
    Frame, Shown,
    text::{Rich, Texts},
};

/// What is known of an application; by default nothing, and then nothing is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// The host of its homepage.
    pub homepage: Option<Shown>,
    /// How the organisation knows it; `None` where nobody looked.
    pub known: Option<Known>,
    /// What to warn of.
    pub warnings: Vec<Warning>,
}

/// How an organisation knows an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nobody there uses it.
    NotYet,
    /// It is there.
    Since {
        /// Since when.
        date: Timestamp,
        /// How many people use it.
        people: u64,
    },
}

/// Something that looks wrong about an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Its name looks like this one, which belongs to a verified publisher.
    LooksLike(Shown),
    /// Registered only then, by a publisher that is not verified.
    Young(Timestamp),
}

impl Known {
    /// In words.
    pub fn told(&self, tenant: &Shown, frame: &Frame) -> Rich {
        let texts = Texts::of(frame.locale());
        let tenant = ("tenant", tenant.to_string());
        match self {
            Self::NotYet => texts.rich("known-not-yet", &[tenant]),
            Self::Since { date, people } => {
                let date = ("date", frame.date(date).to_string());
                texts.rich_counted("known-since", *people, &[tenant, date])
            }
        }
    }
}

impl Warning {
    /// In words.
    pub fn told(&self, frame: &Frame) -> Rich {
        match self {
            Self::LooksLike(name) => frame.rich("warning-looks-like", "name", name),
            Self::Young(date) => frame.rich("warning-young", "date", frame.date(date)),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Locale, Nonce};

    #[test]
    fn trust_is_told_in_words() {
        let frame = Frame::new(Locale::English, Nonce::new(Uuid::nil()));
        let date = Timestamp::from_seconds(1_777_766_400);
        let told = |known: Known| {
            let html = known.told(&"Contoso".into(), &frame).to_string();
            html.replace("<bdi>", "").replace("</bdi>", "")
        };
        let time = "<time datetime=\"2026-05-03 00:00:00Z\" title=\"2026-05-03 00:00:00Z\">3 May 2026</time>";
        assert_eq!(told(Known::NotYet), "Nobody in Contoso uses it yet");
        for (people, want) in [(0, "nobody at present"), (1, "one person"), (31, "31 people")] {
            let want = format!("Known in Contoso since {time}, used by {want}");
            assert_eq!(told(Known::Since { date, people }), want);
        }
        let alike = Warning::LooksLike("<b>Mail</b>".into()).told(&frame).to_string();
        assert!(alike.contains("looks like <bdi>&lt;b&gt;Mail&lt;/b&gt;</bdi>, which"), "{alike}");
        let young = Warning::Young(date).told(&frame).to_string();
        assert!(young.starts_with("Registered only on <bdi><time "), "{young}");
    }
}
