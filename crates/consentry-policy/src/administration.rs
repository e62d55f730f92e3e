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
    /// Say how harmful a permission is.
    ClassifyPermissions,
    /// Set what users may consent to, and the policies behind it.
    ManageUserConsent,
    /// Set the request workflow: reviewers, mails, days, delegates, webhook.
    ManageWorkflow,
}

impl Deed {
    /// All deeds.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::ManageApplications,
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

#[cfg(test)]
mod tests {
    use DirectoryRole as R;

    use super::*;

    #[test]
    fn who_administers_what() {
        for (role, deeds) in [
            (R::GlobalAdministrator, &Deed::ALL[..]),
            (R::PrivilegedRoleAdministrator, &[Deed::Read, Deed::ManageUserConsent]),
            (
                R::ApplicationAdministrator,
                &[Deed::Read, Deed::ManageApplications, Deed::ClassifyPermissions],
            ),
            (
                R::CloudApplicationAdministrator,
                &[Deed::Read, Deed::ManageApplications, Deed::ClassifyPermissions],
            ),
            (R::GlobalReader, &[Deed::Read]),
            (R::SecurityAdministrator, &[Deed::Read]),
            (R::SecurityReader, &[Deed::Read]),
            (R::UserAdministrator, &[]),
            (R::ExchangeAdministrator, &[]),
            (R::HelpdeskAdministrator, &[]),
            (R::ConditionalAccessAdministrator, &[]),
        ] {
            let can: Vec<Deed> =
                Deed::ALL.into_iter().filter(|deed| may(&BTreeSet::from([role]), *deed)).collect();
            assert_eq!(can, deeds, "{role}");
        }
        assert!(Deed::ALL.into_iter().all(|deed| !may(&BTreeSet::new(), deed)));
    }
}
