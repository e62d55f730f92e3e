//! Why a sign-in goes as it goes: what happens, the one setting that decides, each gate, and what
//! each change would do.
//!
//! `GET /admin/explain`; parameters `user` (a sign-in name), `app` (name or client id),
//! `resource` (a client id), `scopes` (named permissions, apart by blanks).

use consentry_model::{ConsentChoice, Impact, Switch};
use consentry_pages::{Account, Shown};
use consentry_policy::{Checked, Gate, Setting, Verdict};

use super::{
    AppLabel, Centre, centre_page,
    mark::Mark,
    settings::{Field, ResourceChoice, choice_key},
};
/// The page.
#[derive(Debug, Clone)]
pub struct Explain {
    /// The frame.
    pub centre: Centre,
    /// What is asked.
    pub form: ExplainForm,
    /// The answer.
    pub answer: Option<Answer>,
}

/// The values of the form.
#[derive(Debug, Clone, Default)]
pub struct ExplainForm {
    /// Whose sign-in.
    pub user: Field,
    /// With which application.
    pub app: Field,
    /// Named permissions.
    pub scopes: Field,
    /// The resources to choose from.
    pub resources: Vec<ResourceChoice>,
    /// Applications to choose from by name.
    pub apps: Vec<Shown>,
}

/// What would happen.
#[derive(Debug, Clone)]
pub struct Answer {
    /// To whom.
    pub person: Account,
    /// With which application.
    pub app: AppLabel,
    /// The application's page, if the tenant has met it.
    pub app_href: Option<String>,
    /// What happens.
    pub checked: Checked,
    /// The one setting that decides.
    pub setting: Setting,
    /// The permission, policy or name at which it was decided.
    pub about: Option<Shown>,
    /// Where that setting is.
    pub setting_href: Option<String>,
    /// The gates, in order.
    pub gates: Vec<Step>,
    /// What each change would do.
    pub changes: Vec<ChangeLine>,
    /// The code that the person would see.
    pub code: Option<u32>,
    /// The same question for every kind of user.
    pub matrix: String,
}

/// A gate, and what it said.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which gate.
    pub gate: Gate,
    /// What it said; nothing if it was not reached.
    pub verdict: Option<Verdict>,
    /// The words of the sign-in log.
    pub log: Shown,
}

/// A change, and what would happen then.
#[derive(Debug, Clone)]
pub struct ChangeLine {
    /// The change.
    pub change: Proposal,
    /// Whether it is one of the deciding setting.
    pub decides: Switch,
    /// Where it is made.
    pub href: Option<String>,
    /// What would happen.
    pub then: Checked,
}

/// A single change that an administrator could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposal {
    /// What users may consent to.
    UserConsent(ConsentChoice),
    /// The request workflow.
    Workflow(Switch),
    /// The step-up for risky applications.
    RiskStepUp(Switch),
    /// Everything that is missing is classified as low.
    Classified,
    /// Enabled for users to sign in.
    Enabled(Switch),
    /// Assignment required.
    AssignmentRequired(Switch),
    /// The user is assigned.
    Assigned,
    /// An administrator consents for everybody.
    Consented,
    /// The publisher is verified.
    Verified,
}

impl Proposal {
    /// From how an explanation words it.
    pub fn of(setting: Setting, to: &str) -> Option<Self> {
        let on = || match to {
            "on" | "yes" => Some(Switch::On),
            "off" | "no" => Some(Switch::Off),
            _ => None,
        };
        match setting {
            Setting::UserConsent => ConsentChoice::CHOICES
                .into_iter()
                .find(|choice| choice.word() == to)
                .map(Self::UserConsent),
            Setting::Workflow => on().map(Self::Workflow),
            Setting::RiskStepUp => on().map(Self::RiskStepUp),
            Setting::Classification => (to == Impact::Low.word()).then_some(Self::Classified),
            Setting::Enabled => on().map(Self::Enabled),
            Setting::AssignmentRequired => on().map(Self::AssignmentRequired),
            Setting::Assignment => Some(Self::Assigned),
            Setting::Grants => Some(Self::Consented),
            Setting::Publisher => Some(Self::Verified),
            Setting::Registration
            | Setting::Account
            | Setting::PermissionKind
            | Setting::UserKind
            | Setting::Name
            | Setting::Role => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::UserConsent(_) => "admin-change-user-consent",
            Self::Workflow(Switch::On) => "admin-change-workflow-on",
            Self::Workflow(Switch::Off) => "admin-change-workflow-off",
            Self::RiskStepUp(Switch::On) => "admin-change-step-up-on",
            Self::RiskStepUp(Switch::Off) => "admin-change-step-up-off",
            Self::Classified => "admin-change-classified",
            Self::Enabled(Switch::On) => "admin-change-enabled-on",
            Self::Enabled(Switch::Off) => "admin-change-enabled-off",
            Self::AssignmentRequired(Switch::On) => "admin-change-assignment-on",
            Self::AssignmentRequired(Switch::Off) => "admin-change-assignment-off",
            Self::Assigned => "admin-change-assigned",
            Self::Consented => "admin-change-consented",
            Self::Verified => "admin-change-verified",
        }
    }

    /// The key of a word within the sentence.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::UserConsent(choice) => Some(choice_key(choice)),
            Self::Workflow(_)
            | Self::RiskStepUp(_)
            | Self::Classified
            | Self::Enabled(_)
            | Self::AssignmentRequired(_)
            | Self::Assigned
            | Self::Consented
            | Self::Verified => None,
        }
    }
}

impl Answer {
    fn mark(&self) -> Mark {
        self.checked.into()
    }

    fn outcome_key(&self) -> String {
        format!("admin-outcome-{}", self.checked)
    }

    /// The setting's name.
    const fn setting_key(&self) -> &'static str {
        match self.setting {
            Setting::Registration => "admin-setting-registration",
            Setting::Account => "admin-setting-account",
            Setting::Enabled => "admin-setting-enabled",
            Setting::AssignmentRequired => "admin-setting-assignment-required",
            Setting::Assignment => "admin-setting-assignment",
            Setting::PermissionKind => "admin-setting-permission-kind",
            Setting::UserKind => "admin-setting-user-kind",
            Setting::UserConsent => "admin-setting-user-consent",
            Setting::Classification => "admin-setting-classification",
            Setting::Publisher => "admin-setting-publisher",
            Setting::Name => "admin-setting-name",
            Setting::RiskStepUp => "admin-setting-step-up",
            Setting::Workflow => "admin-setting-workflow",
            Setting::Grants => "admin-setting-grants",
            Setting::Role => "admin-setting-role",
        }
    }

    /// What it says here. Of what lets somebody pass and stops another there are two sentences.
    fn setting_why(&self) -> String {
        let key = self.setting_key();
        let lets = matches!(self.checked, Checked::Silent | Checked::Prompt);
        match self.setting {
            Setting::UserConsent | Setting::Account if lets => format!("{key}.lets"),
            _ => format!("{key}.why"),
        }
    }

    /// What a gate said in a sentence; of the last one what decided.
    fn said(&self, step: &Step) -> String {
        let Some(verdict) = step.verdict else { return "admin-gate-not-reached".to_owned() };
        let decided = self.gates.iter().rev().find(|one| one.verdict.is_some());
        if decided.is_some_and(|last| last.gate == step.gate) {
            return self.setting_why();
        }
        let verdict = match verdict {
            Verdict::NotAsked => "not-asked",
            Verdict::Pass | Verdict::Ask | Verdict::Refuse => "pass",
        };
        format!("{}.{verdict}", step.key())
    }
}

impl Step {
    const fn key(&self) -> &'static str {
        match self.gate {
            Gate::Application => "admin-gate-application",
            Gate::Authentication => "admin-gate-authentication",
            Gate::Enabled => "admin-gate-enabled",
            Gate::Assignment => "admin-gate-assignment",
            Gate::Door => "admin-gate-door",
            Gate::Consent => "admin-gate-consent",
        }
    }

    fn mark(&self) -> Mark {
        match self.verdict {
            Some(verdict) => verdict.into(),
            None => Mark { tone: "quiet", icon: "none", key: "admin-verdict-not-reached" },
        }
    }
}

impl ChangeLine {
    fn mark(&self) -> Mark {
        self.then.into()
    }
}

centre_page!(Explain, "admin/explain.html", super::Place::Explain);
