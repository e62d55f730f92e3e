//! What proposed settings would change: the settings themselves, and what happens to whom.

use consentry_model::{ConsentChoice, Switch};
use consentry_pages::{Frame, Shown};
use consentry_policy::{Checked, UserClass};

use crate::pages::admin::{AppLabel, checked::class_key, mark::Mark};

/// The difference that proposed settings make.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The settings that change.
    pub settings: Vec<SettingDiff>,
    /// How many combinations of application, permission and kind of user change, by what.
    pub counts: Vec<Difference>,
    /// By application and kind of user, those first that shut most people out.
    pub rows: Vec<ChangedRow>,
    /// How many such rows are not listed.
    pub left_out: u64,
}

/// A setting that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingDiff {
    /// What users may consent to, from and to.
    UserConsent(ConsentChoice, ConsentChoice),
    /// The step-up for risky applications.
    RiskStepUp(Switch),
    /// Owners of groups, from and to; the name of a group where it is for its members.
    GroupOwners(GroupOwnersShown, GroupOwnersShown),
    /// How many rights of roles come and go.
    RoleRights {
        /// How many come.
        more: u64,
        /// How many go.
        less: u64,
    },
    /// Users may register applications.
    MayRegister(Switch),
    /// Users may ask for approval.
    Workflow(Switch),
}

/// The setting for owners of groups, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupOwnersShown {
    /// No owner.
    Off,
    /// Every owner.
    All,
    /// Owners in this group.
    MembersOf(Shown),
}

/// So many combinations go from one outcome to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// What happens now.
    pub before: Checked,
    /// What would happen.
    pub after: Checked,
    /// How often.
    pub count: u64,
}

/// What changes for one kind of user at one application.
#[derive(Debug, Clone)]
pub struct ChangedRow {
    /// The application.
    pub app: AppLabel,
    /// Where the matrix shows it.
    pub href: String,
    /// For whom.
    pub class: UserClass,
    /// What happens now.
    pub before: Checked,
    /// What would happen.
    pub after: Checked,
    /// For which permissions.
    pub permissions: Vec<Shown>,
}

impl GroupOwnersShown {
    fn told(&self, frame: &Frame) -> String {
        match self {
            Self::Off => frame.text("admin-group-owners-off"),
            Self::All => frame.text("admin-group-owners-all"),
            Self::MembersOf(group) => frame.plain("admin-group-owners-of", "group", group),
        }
    }
}

impl SettingDiff {
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::UserConsent(..) => "admin-nav-user-consent",
            Self::RiskStepUp(_) => "admin-step-up",
            Self::GroupOwners(..) => "admin-group-owners",
            Self::RoleRights { .. } => "admin-rights",
            Self::MayRegister(_) => "admin-register",
            Self::Workflow(_) => "admin-workflow-enabled",
        }
    }

    /// What it is now.
    pub(crate) fn before(&self, frame: &Frame) -> String {
        match self {
            Self::UserConsent(before, _) => frame.text(choice_key(*before)),
            Self::GroupOwners(before, _) => before.told(frame),
            Self::RoleRights { less, .. } => {
                frame.plain("admin-rights-less", "count", frame.count(*less))
            }
            Self::RiskStepUp(after) | Self::MayRegister(after) | Self::Workflow(after) => {
                frame.text(switch_key(Switch::from(!after.is_on())))
            }
        }
    }

    /// What it would be.
    pub(crate) fn after(&self, frame: &Frame) -> String {
        match self {
            Self::UserConsent(_, after) => frame.text(choice_key(*after)),
            Self::GroupOwners(_, after) => after.told(frame),
            Self::RoleRights { more, .. } => {
                frame.plain("admin-rights-more", "count", frame.count(*more))
            }
            Self::RiskStepUp(after) | Self::MayRegister(after) | Self::Workflow(after) => {
                frame.text(switch_key(*after))
            }
        }
    }
}

/// The words for a choice.
pub(crate) const fn choice_key(choice: ConsentChoice) -> &'static str {
    match choice {
        ConsentChoice::Off => "admin-choice-no",
        ConsentChoice::LowImpact => "admin-choice-low-impact",
        ConsentChoice::Recommended => "admin-choice-recommended",
        ConsentChoice::All => "admin-choice-yes",
        ConsentChoice::Custom => "admin-choice-custom",
    }
}

const fn switch_key(switch: Switch) -> &'static str {
    if switch.is_on() { "admin-on" } else { "admin-off" }
}

impl Difference {
    pub(crate) fn marks(&self) -> (Mark, Mark) {
        (self.before.into(), self.after.into())
    }
}

impl ChangedRow {
    pub(crate) fn marks(&self) -> (Mark, Mark) {
        (self.before.into(), self.after.into())
    }

    pub(crate) fn class_key(&self) -> &'static str {
        class_key(self.class)
    }
}

impl Preview {
    /// How many combinations change.
    pub(crate) fn total(&self) -> u64 {
        self.counts.iter().map(|one| one.count).sum()
    }

    /// Whether a setting changes at all.
    pub(crate) fn is_nothing(&self) -> bool {
        self.settings.is_empty()
    }
}
