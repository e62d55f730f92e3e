//! The frame around every page of the admin centre: who is signed in where, the navigation by
//! task, and what the last action did.

use consentry_pages::{Account, Shown};

use crate::paths;

/// What the frame shows.
#[derive(Debug, Clone)]
pub struct Centre {
    /// The organisation.
    pub tenant: Shown,
    /// Who is signed in.
    pub account: Account,
    /// Where signing out leads.
    pub sign_out: String,
    /// Where this person may go, in order.
    pub places: Vec<Place>,
    /// Requests that wait for a decision; the number beside "Requests".
    pub open_requests: u64,
    /// What the last action did.
    pub notice: Option<Notice>,
}

impl Centre {
    /// The places by group; those without a group stand first.
    pub(crate) fn groups(&self) -> Vec<(Option<&'static str>, Vec<Place>)> {
        let mut groups: Vec<(Option<&'static str>, Vec<Place>)> = Vec::new();
        for place in &self.places {
            let key = place.group();
            match groups.iter_mut().find(|(group, _)| *group == key) {
                Some((_, places)) => places.push(*place),
                None => groups.push((key, vec![*place])),
            }
        }
        groups
    }
}

/// A line of the navigation. A new page of the centre is a new line here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What there is to look at.
    Overview,
    /// The queue of requests.
    Requests,
    /// Enterprise applications.
    Applications,
    /// Applications that were registered here.
    Registrations,
    /// The people of the organisation.
    Users,
    /// Why a sign-in goes as it goes.
    Explain,
    /// Application × permission × kind of user.
    Matrix,
    /// Unused applications and risky consents.
    Grants,
    /// What users may consent to.
    UserConsent,
    /// App consent policies.
    Policies,
    /// Permission classifications.
    Classifications,
    /// The request workflow.
    Workflow,
}

impl Place {
    /// Every place, in the order of the navigation.
    pub const ALL: [Self; 12] = [
        Self::Overview,
        Self::Requests,
        Self::Applications,
        Self::Registrations,
        Self::Users,
        Self::Explain,
        Self::Matrix,
        Self::Grants,
        Self::UserConsent,
        Self::Policies,
        Self::Classifications,
        Self::Workflow,
    ];

    /// The place that a path belongs to.
    pub fn at(path: &str) -> Self {
        let below = |place: &Self| {
            let rest = path.strip_prefix(place.path());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let longest = Self::ALL.into_iter().filter(below).max_by_key(|place| place.path().len());
        longest.unwrap_or(Self::Overview)
    }

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => paths::OVERVIEW,
            Self::Requests => paths::REQUESTS,
            Self::Applications => paths::APPLICATIONS,
            Self::Registrations => paths::REGISTRATIONS,
            Self::Users => paths::USERS,
            Self::Explain => paths::EXPLAIN,
            Self::Matrix => paths::MATRIX,
            Self::Grants => paths::GRANTS,
            Self::UserConsent => paths::USER_CONSENT,
            Self::Policies => paths::POLICIES,
            Self::Classifications => paths::CLASSIFICATIONS,
            Self::Workflow => paths::WORKFLOW,
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Overview => "admin-nav-overview",
            Self::Requests => "admin-nav-requests",
            Self::Applications => "admin-nav-applications",
            Self::Registrations => "admin-nav-registrations",
            Self::Users => "admin-place-users",
            Self::Explain => "admin-nav-explain",
            Self::Matrix => "admin-nav-matrix",
            Self::Grants => "admin-nav-grants",
            Self::UserConsent => "admin-nav-user-consent",
            Self::Policies => "admin-nav-policies",
            Self::Classifications => "admin-nav-classifications",
            Self::Workflow => "admin-nav-workflow",
        }
    }

    const fn group(self) -> Option<&'static str> {
        match self {
            Self::Overview
            | Self::Requests
            | Self::Applications
            | Self::Registrations
            | Self::Users => None,
            Self::Explain | Self::Matrix | Self::Grants => Some("admin-group-check"),
            Self::UserConsent | Self::Policies | Self::Classifications | Self::Workflow => {
                Some("admin-group-settings")
            }
        }
    }

    pub(crate) const fn counts_requests(self) -> bool {
        matches!(self, Self::Requests)
    }
}

/// What the last action did, told once at the top of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It was done.
    Done(Done),
    /// It was not.
    Failed(Failed),
}

impl Notice {
    pub(crate) fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    pub(crate) fn key(&self) -> String {
        match self {
            Self::Done(done) => format!("admin-done-{}", done.word()),
            Self::Failed(failed) => format!("admin-failed-{}", failed.word()),
        }
    }
}

macro_rules! told {
    ($(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$line])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word that a redirect's query carries.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// From the word of a query.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

told! {
    /// What was done. The text is `admin-done-<word>`.
    Done {
        /// A request was approved.
        Approved = "approved",
        /// An administrator consented for everybody.
        Consented = "consented",
        /// A request was denied.
        Denied = "denied",
        /// A request was blocked.
        Blocked = "blocked",
        /// Settings were saved.
        Saved = "saved",
        /// A policy was created.
        PolicyCreated = "policy-created",
        /// A policy was changed.
        PolicyChanged = "policy-changed",
        /// A policy was deleted.
        PolicyDeleted = "policy-deleted",
        /// Classifications were saved.
        Classified = "classified",
        /// A reviewer or delegate was added.
        Added = "added",
        /// A reviewer or delegate was removed.
        Removed = "removed",
        /// A test event was queued.
        Tested = "tested",
        /// The webhook was removed.
        WebhookRemoved = "webhook-removed",
        /// An application was added.
        AppAdded = "app-added",
        /// Its sign-in was blocked.
        AppBlocked = "app-blocked",
        /// Its sign-in was allowed.
        AppAllowed = "app-allowed",
        /// Assignment is required from now on.
        AppListOnly = "app-list-only",
        /// Assignment is not required any more.
        AppListOpen = "app-list-open",
        /// It is shown in My Apps.
        AppShown = "app-shown",
        /// It is hidden there.
        AppHidden = "app-hidden",
        /// Notes and homepage were saved.
        AppSaved = "app-saved",
        /// A logo was set.
        LogoSet = "logo-set",
        /// A logo was removed.
        LogoRemoved = "logo-removed",
        /// Somebody was put on the list.
        AppListed = "app-listed",
        /// Somebody was taken off it.
        AppUnlisted = "app-unlisted",
        /// Consents were taken back.
        Revoked = "revoked",
        /// An application was deleted.
        AppDeleted = "app-deleted",
        /// A deleted application was restored.
        AppRestored = "app-restored",
        /// An application was registered.
        Registered = "registered",
        /// A registration was changed.
        RegistrationSaved = "registration-saved",
        /// A registration was deleted.
        RegistrationDeleted = "registration-deleted",
        /// A deleted registration was restored.
        RegistrationRestored = "registration-restored",
        /// An account was switched on.
        UserEnabled = "user-enabled",
        /// An account was switched off.
        UserDisabled = "user-disabled",
        /// Somebody was signed out everywhere.
        UserSignedOut = "user-signed-out",
    }
}

told! {
    /// What could not be done. The text is `admin-failed-<word>`.
    Failed {
        /// The form was older than what it was about.
        Changed = "changed",
        /// The form did not come from a page of this session.
        Expired = "expired",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_the_nearest_place() {
        for (path, place) in [
            ("/admin", Place::Overview),
            ("/admin/nothing", Place::Overview),
            ("/admin/applications/1/delete", Place::Applications),
            ("/admin/applicationsx", Place::Overview),
            ("/admin/settings/workflow", Place::Workflow),
        ] {
            assert_eq!(Place::at(path), place, "{path}");
        }
    }
}
