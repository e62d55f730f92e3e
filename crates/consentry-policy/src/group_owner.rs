//! May the owner of a group let an application act on the group's data (`identity.md` §3.11)?

use consentry_model::GroupOwnerConsent;

use crate::Listed;

/// What the decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupOwner {
    /// Is he an owner of the group?
    pub owner: Listed,
    /// Is he a member of the group that the setting names?
    pub member_of_named: Listed,
}

/// Why an owner may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupOwnerRefused {
    /// Not an owner.
    #[error("only an owner of the group may consent for it")]
    NotOwner,
    /// The setting lets no owner.
    #[error("tenant setting group-owner-consent = off")]
    Off,
    /// The setting lets the members of another group only.
    #[error("tenant setting group-owner-consent: only for the members of the named group")]
    NotNamed,
}

/// Decides by the tenant's setting.
pub const fn group_owner_may(
    setting: GroupOwnerConsent,
    who: GroupOwner,
) -> Result<(), GroupOwnerRefused> {
    match (setting, who.owner, who.member_of_named) {
        (_, Listed::No, _) => Err(GroupOwnerRefused::NotOwner),
        (GroupOwnerConsent::Off, Listed::Yes, _) => Err(GroupOwnerRefused::Off),
        (GroupOwnerConsent::MembersOf(_), Listed::Yes, Listed::No) => {
            Err(GroupOwnerRefused::NotNamed)
        }
        (GroupOwnerConsent::All, Listed::Yes, _)
        | (GroupOwnerConsent::MembersOf(_), Listed::Yes, Listed::Yes) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_consent_as_the_tenant_lets_them() {
        use GroupOwnerRefused as No;
        let named =
            GroupOwnerConsent::MembersOf("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap());
        for (setting, owner, member_of_named, want) in [
            (GroupOwnerConsent::Off, Listed::Yes, Listed::Yes, Err(No::Off)),
            (GroupOwnerConsent::Off, Listed::No, Listed::No, Err(No::NotOwner)),
            (GroupOwnerConsent::All, Listed::Yes, Listed::No, Ok(())),
            (GroupOwnerConsent::All, Listed::No, Listed::Yes, Err(No::NotOwner)),
            (named, Listed::Yes, Listed::Yes, Ok(())),
            (named, Listed::Yes, Listed::No, Err(No::NotNamed)),
            (named, Listed::No, Listed::Yes, Err(No::NotOwner)),
        ] {
            let who = GroupOwner { owner, member_of_named };
            assert_eq!(group_owner_may(setting, who), want, "{setting:?} {who:?}");
        }
    }
}
