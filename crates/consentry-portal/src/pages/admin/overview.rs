//! The overview: what waits, what there is, how users may consent, and what is not as it should
//! be. `GET /admin`.

use consentry_model::{ConsentChoice, Switch};
use consentry_pages::Shown;

use super::{
    AppLabel, Centre, Risk, centre_page,
    settings::{PolicyLabel, Reviewing, choice_key},
};
use crate::{
    pages::{Day, When},
    paths,
};

/// The page.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The frame.
    pub centre: Centre,
    /// What is not as it should be.
    pub warnings: Vec<Alarm>,
    /// The requests that wait longest.
    pub waiting: Vec<Waiting>,
    /// Numbers that lead to lists.
    pub numbers: Numbers,
    /// What users may consent to.
    pub user_consent: ConsentChoice,
    /// The policies behind it, where they are chosen one by one.
    pub policies: Vec<PolicyLabel>,
    /// May users ask for approval?
    pub workflow: Switch,
    /// Who reviews.
    pub reviewers: Vec<Reviewing>,
}

/// Something that an administrator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// Requests are switched on, and nobody is named who would review them.
    NobodyNamed,
    /// Users may ask, and nobody reviews at present.
    NobodyReviews,
    /// Users may not consent to everything, and cannot ask.
    NobodyCanAsk,
    /// Users may consent to everything that is not an administrator's.
    OpenToAll,
    /// Secrets of applications that are registered here have ended, or will before long.
    SecretsEnd,
    /// The webhook's receiver did not take the last event.
    WebhookFails {
        /// What it said.
        error: Shown,
        /// Of which moment the event is.
        since: When,
    },
    /// Wrong passwords were tried for many accounts.
    PasswordSpray {
        /// From where.
        from: Shown,
        /// When it was seen.
        at: When,
    },
}

/// A request that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its page.
    pub href: String,
    /// What is asked for.
    pub app: AppLabel,
    /// How many people ask.
    pub people: u64,
    /// When it was made.
    pub since: Day,
    /// When it ends.
    pub until: Day,
    /// What is risky about it.
    pub risk: Option<Risk>,
}

/// Numbers of the tenant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Enterprise applications.
    pub applications: u64,
    /// People who consented by themselves.
    pub people: u64,
    /// Applications with risky consents.
    pub risky: u64,
    /// Applications that nobody uses.
    pub unused: u64,
}

impl Alarm {
    const fn key(&self) -> &'static str {
        match self {
            Self::NobodyNamed => "admin-alarm-nobody-named",
            Self::NobodyReviews => "admin-alarm-nobody-reviews",
            Self::NobodyCanAsk => "admin-alarm-nobody-can-ask",
            Self::OpenToAll => "admin-alarm-open-to-all",
            Self::SecretsEnd => "admin-alarm-secrets-end",
            Self::WebhookFails { .. } => "admin-alarm-webhook-fails",
            Self::PasswordSpray { .. } => "admin-alarm-password-spray",
        }
    }

    /// What was said, or from where it came, and when.
    fn error(&self) -> Option<(&Shown, &When)> {
        match self {
            Self::WebhookFails { error, since } => Some((error, since)),
            Self::NobodyNamed
            | Self::NobodyReviews
            | Self::NobodyCanAsk
            | Self::OpenToAll
            | Self::SecretsEnd => None,
            Self::PasswordSpray { from, at } => Some((from, at)),
        }
    }

    /// Where it is mended: path and key of the words.
    const fn mend(&self) -> (&'static str, &'static str) {
        match self {
            Self::NobodyNamed | Self::NobodyReviews => {
                (paths::WORKFLOW, "admin-alarm-add-reviewers")
            }
            Self::NobodyCanAsk => (paths::WORKFLOW, "admin-nav-workflow"),
            Self::OpenToAll => (paths::USER_CONSENT, "admin-nav-user-consent"),
            Self::SecretsEnd => (paths::REGISTRATIONS, "admin-nav-registrations"),
            Self::WebhookFails { .. } => (paths::WEBHOOK, "admin-webhook"),
            Self::PasswordSpray { .. } => ("/error?code=50053", "admin-alarm-password-spray-more"),
        }
    }
}

impl Overview {
    /// Number, key of its words, and where it leads.
    fn tiles(&self) -> [(u64, &'static str, String); 4] {
        let Numbers { applications, people, risky, unused } = self.numbers;
        [
            (applications, "admin-number-applications", paths::APPLICATIONS.to_owned()),
            (
                people,
                "admin-number-people",
                paths::with(paths::APPLICATIONS, &[("consent", &"user")]),
            ),
            (risky, "admin-number-risky", paths::GRANTS.to_owned()),
            (unused, "admin-number-unused", paths::GRANTS.to_owned()),
        ]
    }

    fn choice_key(&self) -> &'static str {
        choice_key(self.user_consent)
    }

    fn choice_why(&self) -> String {
        format!("{}.why", self.choice_key())
    }

    const fn workflow_key(&self) -> &'static str {
        if self.workflow.is_on() { "admin-workflow-is-on" } else { "admin-workflow-is-off" }
    }
}

centre_page!(Overview, "admin/overview.html", super::Place::Overview);
