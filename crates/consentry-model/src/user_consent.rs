//! What users may consent to by themselves: the app consent policies that a tenant assigns to
//! its members, and the choices that administrators know for them.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use crate::{DirectoryRole, GroupId, PolicyId};

/// Ids of the shipped policies that the choices stand for (`identity.md` §3.5).
pub const LOW_IMPACT_POLICY: &str = "microsoft-user-default-low";
/// Everything that is not admin-only.
pub const ALL_POLICY: &str = "microsoft-user-default-legacy";
/// As the former, without mail, files, chats and calendars.
pub const RECOMMENDED_POLICY: &str = "microsoft-user-default-recommended";
/// Mail permissions for the known mail clients.
pub const MAIL_CLIENTS_POLICY: &str = "microsoft-user-default-allow-consent-apps";

/// The policies under which members consent for themselves (`permissionGrantPoliciesAssigned`,
/// prefix `ManagePermissionGrantsForSelf.`). The one truth behind every name of the setting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserConsent(pub BTreeSet<PolicyId>);

/// The choices of the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentChoice {
    /// No user consents; new applications come in by admin consent.
    Off,
    /// Applications of verified publishers, for permissions classified as low impact.
    LowImpact,
    /// What the original recommends: not to mail or files, except for the known mail clients.
    Recommended,
    /// Every permission that is not admin-only.
    All,
    /// Policies that are none of the choices above.
    Custom,
}

impl ConsentChoice {
    /// The choices that can be made; `Custom` only comes of assigning policies by id.
    pub const CHOICES: [Self; 4] = [Self::Off, Self::LowImpact, Self::Recommended, Self::All];

    /// The word of the command line: `low-impact`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "no",
            Self::LowImpact => "low-impact",
            Self::Recommended => "recommended",
            Self::All => "yes",
            Self::Custom => "custom",
        }
    }

    const fn policies(self) -> &'static [&'static str] {
        match self {
            Self::Off | Self::Custom => &[],
            Self::LowImpact => &[LOW_IMPACT_POLICY],
            Self::Recommended => &[MAIL_CLIENTS_POLICY, RECOMMENDED_POLICY],
            Self::All => &[ALL_POLICY],
        }
    }
}

impl fmt::Display for ConsentChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<ConsentChoice> for UserConsent {
    /// `Custom` names no policy, so it is the same as `Off` here.
    fn from(choice: ConsentChoice) -> Self {
        Self(choice.policies().iter().filter_map(|id| id.parse().ok()).collect())
    }
}

impl UserConsent {
    /// Which choice this is.
    pub fn choice(&self) -> ConsentChoice {
        let is = |choice: &ConsentChoice| {
            let policies = choice.policies();
            policies.len() == self.0.len()
                && policies.iter().all(|id| self.0.iter().any(|held| held.as_str() == *id))
        };
        ConsentChoice::CHOICES.into_iter().find(is).unwrap_or(ConsentChoice::Custom)
    }

    /// The old name of the setting, `UsersPermissionToUserConsentToAppEnabled`: users may consent
    /// to everything that is not admin-only (`identity.md` §3.11).
    pub fn old_switch(&self) -> bool {
        self.0.iter().any(|id| id.as_str() == ALL_POLICY)
    }
}

/// For whom a consent is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentReach {
    /// For the person alone (`managePermissionGrantsForSelf`).
    Oneself,
    /// For everybody in the tenant (`managePermissionGrantsForAll`).
    Everybody,
}

/// A policy under which the holders of a directory role consent, beside what their role may of
/// itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoleConsent {
    /// Whose right.
    pub role: DirectoryRole,
    /// For whom they may.
    pub reach: ConsentReach,
    /// To what.
    pub policy: PolicyId,
}

/// May the owner of a group let an application act on the group's data
/// (`EnableGroupSpecificConsent`)?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupOwnerConsent {
    /// No owner may.
    #[default]
    Off,
    /// Every owner may.
    All,
    /// Owners who are members of this group may
    /// (`ConstrainGroupSpecificConsentToMembersOfGroupId`).
    MembersOf(GroupId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_comes_back() {
        for choice in ConsentChoice::CHOICES {
            assert_eq!(UserConsent::from(choice).choice(), choice);
        }
        let own = UserConsent(BTreeSet::from(["own".parse().unwrap()]));
        assert_eq!(own.choice(), ConsentChoice::Custom);
        let mut more = UserConsent::from(ConsentChoice::LowImpact);
        more.0.insert("own".parse().unwrap());
        assert_eq!(more.choice(), ConsentChoice::Custom);
    }

    #[test]
    fn the_old_switch_reads_the_same_truth() {
        let old = |choice| UserConsent::from(choice).old_switch();
        assert!(old(ConsentChoice::All));
        assert!(!old(ConsentChoice::Off));
        assert!(!old(ConsentChoice::LowImpact));
        assert!(!old(ConsentChoice::Recommended));
    }
}
