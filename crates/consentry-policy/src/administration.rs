//! Which directory role may administer what (`identity.md` §3.4, §4.1; the original's
//! documentation of each setting).

use std::collections::BTreeSet;

use consentry_model::DirectoryRole;

/// Something that an administrator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Look at applications, consents, settings and reports.
    Read,
    /// Change an application's switches, its list, its notes; delete it, restore it, revoke.
    ManageApplications,
    /// Look at the people of the organisation.
    ReadUsers,
    /// Switch an account, sign somebody out, hand out a one-time password.
    ManageUsers,
    /// Say how harmful a permission is.
    ClassifyPermissions,
    /// Set what users may consent to, and the policies behind it.
    ManageUserConsent,
    /// Set the request workflow: reviewers, mails, days, delegates, webhook.
    ManageWorkflow,
}

impl Deed {
    /// All deeds.
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::ManageApplications,
        Self::ReadUsers,
        Self::ManageUsers,
        Self::ClassifyPermissions,
        Self::ManageUserConsent,
        Self::ManageWorkflow,
    ];

    /// Whose roles let them.
    pub const fn roles(self) -> &'static [DirectoryRole] {
        use DirectoryRole as R;
        match self {
            Self::Read => &[
                R::GlobalAdministrator,
                R::PrivilegedRoleAdministrator,
                R::ApplicationAdministrator,
                R::CloudApplicationAdministrator,
                R::GlobalReader,
                R::SecurityAdministrator,
                R::SecurityReader,
            ],
            Self::ReadUsers => &[
                R::GlobalAdministrator,
                R::PrivilegedRoleAdministrator,
                R::ApplicationAdministrator,
                R::CloudApplicationAdministrator,
                R::GlobalReader,
                R::SecurityAdministrator,
                R::SecurityReader,
                R::UserAdministrator,
                R::HelpdeskAdministrator,
            ],
            Self::ManageUsers => {
                &[R::GlobalAdministrator, R::UserAdministrator, R::HelpdeskAdministrator]
            }
            Self::ManageApplications | Self::ClassifyPermissions => &[
                R::GlobalAdministrator,
                R::ApplicationAdministrator,
                R::CloudApplicationAdministrator,
            ],
            Self::ManageUserConsent => &[R::GlobalAdministrator, R::PrivilegedRoleAdministrator],
            Self::ManageWorkflow => &[R::GlobalAdministrator],
        }
    }
}

/// Whether one of the roles lets its holder do it.
pub fn may(roles: &BTreeSet<DirectoryRole>, deed: Deed) -> bool {
    deed.roles().iter().any(|role| roles.contains(role))
}

/// Whether a holder of [`Deed::ManageUsers`] may change somebody who holds these roles. Nobody
/// comes by more power than he has through the password of somebody else: a Global Administrator
/// changes everybody, the others those without a role of their own (the original also lets a few
/// small roles pass).
pub fn may_manage(roles: &BTreeSet<DirectoryRole>, of: &BTreeSet<DirectoryRole>) -> bool {
    roles.contains(&DirectoryRole::GlobalAdministrator) || of.is_empty()
}

#[cfg(test)]
mod tests {
    use DirectoryRole as R;

    use super::*;

    #[test]
    fn who_administers_what() {
        for (role, deeds) in [
            (R::GlobalAdministrator, &Deed::ALL[..]),
            (
                R::PrivilegedRoleAdministrator,
                &[Deed::Read, Deed::ReadUsers, Deed::ManageUserConsent],
            ),
            (
                R::ApplicationAdministrator,
                &[Deed::Read, Deed::ManageApplications, Deed::ReadUsers, Deed::ClassifyPermissions],
            ),
            (
                R::CloudApplicationAdministrator,
                &[Deed::Read, Deed::ManageApplications, Deed::ReadUsers, Deed::ClassifyPermissions],
            ),
            (R::GlobalReader, &[Deed::Read, Deed::ReadUsers]),
            (R::SecurityAdministrator, &[Deed::Read, Deed::ReadUsers]),
            (R::SecurityReader, &[Deed::Read, Deed::ReadUsers]),
            (R::UserAdministrator, &[Deed::ReadUsers, Deed::ManageUsers]),
            (R::ExchangeAdministrator, &[]),
            (R::HelpdeskAdministrator, &[Deed::ReadUsers, Deed::ManageUsers]),
            (R::ConditionalAccessAdministrator, &[]),
        ] {
            let can: Vec<Deed> =
                Deed::ALL.into_iter().filter(|deed| may(&BTreeSet::from([role]), *deed)).collect();
            assert_eq!(can, deeds, "{role}");
        }
        assert!(Deed::ALL.into_iter().all(|deed| !may(&BTreeSet::new(), deed)));
    }

    #[test]
    fn nobody_gets_at_more_power_by_a_password_of_somebody_else() {
        for (mine, theirs, want) in [
            (R::GlobalAdministrator, Some(R::GlobalAdministrator), true),
            (R::UserAdministrator, None, true),
            (R::UserAdministrator, Some(R::GlobalAdministrator), false),
            (R::HelpdeskAdministrator, Some(R::UserAdministrator), false),
            (R::HelpdeskAdministrator, None, true),
        ] {
            let of = theirs.into_iter().collect();
            assert_eq!(may_manage(&BTreeSet::from([mine]), &of), want, "{mine} {theirs:?}");
        }
    }
}
