//! How settings name policies, and people who review.

use consentry_model::{ConsentReach, DirectoryRole, Switch};
use consentry_pages::{Account, Frame, Shown};

/// The key of a directory role's name.
pub fn role_key(role: DirectoryRole) -> String {
    format!("admin-role-{}", role.name().to_lowercase().replace(' ', "-"))
}

/// An app consent policy by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLabel {
    /// Its id.
    pub id: String,
    /// Its name, as whoever made it gave it.
    pub name: Shown,
    /// Whether it is a shipped one, which has a name in each language.
    pub shipped: Switch,
}

impl PolicyLabel {
    /// The name in the reader's language.
    pub(crate) fn told(&self, frame: &Frame) -> String {
        if self.shipped.is_on() {
            frame.text(format!("admin-policy-{}", self.id))
        } else {
            self.name.to_string()
        }
    }
}

/// Somebody who reviews or may approve, as the setting names him.
#[derive(Debug, Clone)]
pub enum Reviewing {
    /// One user.
    User(Account),
    /// The members of a group.
    Group(Shown),
    /// The holders of a directory role.
    Role(DirectoryRole),
    /// A user or group that is not there any more; its id.
    Gone(Shown),
}

impl Reviewing {
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::User(_) => "admin-reviewer-user",
            Self::Group(_) => "admin-reviewer-group",
            Self::Role(_) => "admin-reviewer-role",
            Self::Gone(_) => "admin-reviewer-gone",
        }
    }

    pub(crate) fn told(&self, frame: &Frame) -> String {
        match self {
            Self::User(account) => account.name.to_string(),
            Self::Group(name) | Self::Gone(name) => name.to_string(),
            Self::Role(role) => frame.text(role_key(*role)),
        }
    }

    /// The sign-in name of a user.
    pub(crate) fn upn(&self) -> Option<&Shown> {
        match self {
            Self::User(account) => Some(&account.upn),
            Self::Group(_) | Self::Role(_) | Self::Gone(_) => None,
        }
    }
}

/// Where a policy is in use.
#[derive(Debug, Clone)]
pub enum UsedBy {
    /// Members consent for themselves under it.
    Users,
    /// Holders of a role consent under it, by their role itself or by a setting.
    Role(DirectoryRole, ConsentReach),
    /// Somebody approves requests within it.
    Delegate(Reviewing),
}

impl UsedBy {
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Users => "admin-used-by-users",
            Self::Role(_, ConsentReach::Oneself) => "admin-used-by-role-self",
            Self::Role(_, ConsentReach::Everybody) => "admin-used-by-role-all",
            Self::Delegate(_) => "admin-used-by-delegate",
        }
    }

    pub(crate) fn who(&self, frame: &Frame) -> String {
        match self {
            Self::Users => String::new(),
            Self::Role(role, _) => frame.text(role_key(*role)),
            Self::Delegate(who) => who.told(frame),
        }
    }
}
