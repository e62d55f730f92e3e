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
    /// Which choice; the group's id is of no importance here.
    pub choice: GroupOwnerConsent,
    /// The name of the group.
    pub group: Field,
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

    fn owners(&self) -> [(&'static str, &'static str, bool); 3] {
        let chosen = match self.group_owners.choice {
            GroupOwnerConsent::Off => 0,
            GroupOwnerConsent::All => 1,
            GroupOwnerConsent::MembersOf(_) => 2,
        };
        [
            ("off", "admin-group-owners-off", chosen == 0),
            ("all", "admin-group-owners-all", chosen == 1),
            ("members", "admin-group-owners-members", chosen == 2),
        ]
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
        let chosen = |label: &PolicyLabel| self.new_right.policy.as_ref() == Some(&label.id);
        self.policies.iter().map(|one| (&one.policy, chosen(&one.policy))).collect()
    }
}

centre_page!(
    UserConsentPage,
    "admin/settings/user-consent.html",
    crate::pages::admin::Place::UserConsent
);
