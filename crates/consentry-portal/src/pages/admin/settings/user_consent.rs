//! What users may consent to by themselves, and what other settings would change.
//!
//! `GET` and `POST` on the same path. Fields: `csrf`, `version` (what the form was made from),
//! `consent` (a word of [`ConsentChoice`]), `policy` (many), `step_up`, `owners` (`off`, `all`,
//! `members`), `group`, `right` (many, as [`Right::value`]), `role`, `reach`, `role_policy`,
//! `register`, and `action` (`preview`, `save`).

use consentry_model::{
    ConsentChoice, ConsentReach, DirectoryRole, GroupOwnerConsent, PolicyId, RoleConsent, Switch,
};

use super::{Changing, Field, PolicyLabel, Preview, Problem, preview::choice_key, role_key};
use crate::pages::{
    Token,
    admin::{Centre, centre_page},
};

/// The page.
#[derive(Debug, Clone)]
pub struct UserConsentPage {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may save; everybody who reads the page may look at what would change.
    pub changing: Changing,
    /// What binds the form to the session.
    pub token: Token,
    /// What the form was made from; saving names it.
    pub version: String,
    /// What is set, or proposed.
    pub form: UserConsentForm,
    /// What the proposal would change.
    pub preview: Option<Preview>,
}

/// The values of the form.
#[derive(Debug, Clone)]
pub struct UserConsentForm {
    /// Which choice.
    pub choice: ConsentChoice,
    /// The policies to choose from.
    pub policies: Vec<PolicyTick>,
    /// Those to choose from for a role.
    pub role_policies: Vec<PolicyLabel>,
    /// What was wrong with what was chosen.
    pub policies_problem: Option<Problem>,
    /// The step-up for risky applications.
    pub risk_step_up: Switch,
    /// What holders of roles may beside their role.
    pub rights: Vec<RightTick>,
    /// One more such right.
    pub new_right: NewRight,
    /// Owners of groups.
    pub group_owners: GroupOwnersForm,
    /// May users register applications?
    pub may_register: Switch,
}

/// A policy that can be chosen.
#[derive(Debug, Clone)]
pub struct PolicyTick {
    /// Which.
    pub policy: PolicyLabel,
    /// Whether it is.
    pub ticked: Switch,
}

/// A right of the holders of a role.
#[derive(Debug, Clone)]
pub struct Right {
    /// Whose.
    pub role: DirectoryRole,
    /// For whom they consent.
    pub reach: ConsentReach,
    /// To what.
    pub policy: PolicyLabel,
}

/// A right that can be kept or taken away.
#[derive(Debug, Clone)]
pub struct RightTick {
    /// Which.
    pub right: Right,
    /// Whether it stays.
    pub kept: Switch,
}

/// A right that is added; nothing while no role is chosen.
#[derive(Debug, Clone, Default)]
pub struct NewRight {
    /// Whose.
    pub role: Option<DirectoryRole>,
    /// For whom.
    pub reach: Option<ConsentReach>,
    /// To what.
    pub policy: Option<PolicyId>,
    /// What was wrong with it.
    pub problem: Option<Problem>,
}

/// The setting for owners of groups.
#[derive(Debug, Clone)]
pub struct GroupOwnersForm {
    /// Which choice.
    pub choice: OwnersChoice,
    /// The name of the group.
    pub group: Field,
}

/// The choices for owners of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnersChoice {
    /// No owner.
    Off,
    /// Every owner.
    All,
    /// Owners who are members of a group.
    Members,
}

impl OwnersChoice {
    const ALL: [Self; 3] = [Self::Off, Self::All, Self::Members];

    /// The word of the form.
    const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::All => "all",
            Self::Members => "members",
        }
    }

    /// From the word of the form.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl From<GroupOwnerConsent> for OwnersChoice {
    fn from(setting: GroupOwnerConsent) -> Self {
        match setting {
            GroupOwnerConsent::Off => Self::Off,
            GroupOwnerConsent::All => Self::All,
            GroupOwnerConsent::MembersOf(_) => Self::Members,
        }
    }
}

impl Right {
    /// How the form names it: role, reach and policy.
    pub fn value(&self) -> String {
        format!("{}|{}|{}", self.role.template_id(), reach_word(self.reach), self.policy.id)
    }

    /// From how the form names it.
    pub fn parse(text: &str) -> Option<RoleConsent> {
        let mut parts = text.split('|');
        let role = parts.next()?.parse().ok()?;
        let reach = reach_of(parts.next()?)?;
        let policy = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(RoleConsent { role, reach, policy })
    }

    fn role_key(&self) -> String {
        role_key(self.role)
    }

    const fn reach_key(&self) -> &'static str {
        reach_key(self.reach)
    }
}

/// The word of the form for a reach.
const fn reach_word(reach: ConsentReach) -> &'static str {
    match reach {
        ConsentReach::Oneself => "self",
        ConsentReach::Everybody => "all",
    }
}

/// From the word of the form.
pub(crate) fn reach_of(word: &str) -> Option<ConsentReach> {
    [ConsentReach::Oneself, ConsentReach::Everybody]
        .into_iter()
        .find(|reach| reach_word(*reach) == word)
}

const fn reach_key(reach: ConsentReach) -> &'static str {
    match reach {
        ConsentReach::Oneself => "admin-reach-self",
        ConsentReach::Everybody => "admin-reach-all",
    }
}

/// An option: its value, the key or text of its words, whether it is chosen.
type Choice = (String, String, bool);

impl UserConsentForm {
    /// Word, key, and whether it is chosen, for each choice of the setting.
    fn choices(&self) -> [(&'static str, &'static str, bool); 5] {
        use ConsentChoice as C;
        [C::Off, C::LowImpact, C::Recommended, C::All, C::Custom]
            .map(|choice| (choice.word(), choice_key(choice), self.choice == choice))
    }

    /// Word, key, and whether it is chosen, for owners of groups.
    fn owners(&self) -> [(&'static str, String, bool); 3] {
        OwnersChoice::ALL.map(|one| {
            let key = format!("admin-group-owners-{}", one.word());
            (one.word(), key, one == self.group_owners.choice)
        })
    }

    fn roles(&self) -> Vec<Choice> {
        let of = |role: &DirectoryRole| {
            let chosen = self.new_right.role == Some(*role);
            (role.template_id().to_owned(), role_key(*role), chosen)
        };
        DirectoryRole::ALL.iter().map(of).collect()
    }

    fn reaches(&self) -> [Choice; 2] {
        [ConsentReach::Oneself, ConsentReach::Everybody].map(|reach| {
            let chosen = self.new_right.reach == Some(reach);
            (reach_word(reach).to_owned(), reach_key(reach).to_owned(), chosen)
        })
    }

    fn right_policies(&self) -> Vec<(&PolicyLabel, bool)> {
        let chosen = |label: &PolicyLabel| {
            self.new_right.policy.as_ref().is_some_and(|id| id.as_str() == label.id)
        };
        self.role_policies.iter().map(|one| (one, chosen(one))).collect()
    }
}

centre_page!(
    UserConsentPage,
    "admin/settings/user-consent.html",
    crate::pages::admin::Place::UserConsent
);
