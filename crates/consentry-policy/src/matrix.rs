//! What would happen, for every application, permission and kind of user of a tenant: the same
//! decision as at the door, in one pass.

use std::collections::BTreeSet;

use consentry_model::{AppId, DirectoryRole, ScopeSet, ScopeValue, UserId, UserKind, well_known};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Ask, Assignment, Attempt, Checked, Door, Facts, Proof, Renewal, UserFacts, ValidFrom, Want,
    decide, evaluate::before_consent,
};

/// A kind of user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserClass {
    /// Somebody without a role.
    Member,
    /// Somebody from elsewhere.
    Guest,
    /// An Application Administrator.
    ApplicationAdministrator,
    /// A Cloud Application Administrator.
    CloudApplicationAdministrator,
    /// A Privileged Role Administrator.
    PrivilegedRoleAdministrator,
    /// A Global Administrator.
    GlobalAdministrator,
}

impl UserClass {
    /// All kinds, in the order of the columns.
    pub const ALL: [Self; 6] = [
        Self::Member,
        Self::Guest,
        Self::ApplicationAdministrator,
        Self::CloudApplicationAdministrator,
        Self::PrivilegedRoleAdministrator,
        Self::GlobalAdministrator,
    ];

    /// The word of listings: `global-administrator`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Guest => "guest",
            Self::ApplicationAdministrator => "application-administrator",
            Self::CloudApplicationAdministrator => "cloud-application-administrator",
            Self::PrivilegedRoleAdministrator => "privileged-role-administrator",
            Self::GlobalAdministrator => "global-administrator",
        }
    }

    const fn role(self) -> Option<DirectoryRole> {
        match self {
            Self::Member | Self::Guest => None,
            Self::ApplicationAdministrator => Some(DirectoryRole::ApplicationAdministrator),
            Self::CloudApplicationAdministrator => {
                Some(DirectoryRole::CloudApplicationAdministrator)
            }
            Self::PrivilegedRoleAdministrator => Some(DirectoryRole::PrivilegedRoleAdministrator),
            Self::GlobalAdministrator => Some(DirectoryRole::GlobalAdministrator),
        }
    }

    fn facts(self) -> UserFacts {
        UserFacts {
            id: UserId::from_uuid(Uuid::nil()),
            name: self.word().to_owned(),
            kind: if self == Self::Guest { UserKind::Guest } else { UserKind::Member },
            state: consentry_model::AccountState::Enabled,
            password: consentry_model::PasswordState::Current,
            valid_from: ValidFrom::ever(),
            password_changed_at: consentry_model::Timestamp::from_millis(0),
            roles: self.role().into_iter().collect::<BTreeSet<_>>(),
        }
    }
}

/// One permission of one application, for every kind of user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// The application.
    pub app: AppId,
    /// The permission's resource.
    pub resource: AppId,
    /// The permission.
    pub scope: ScopeValue,
    /// What happens, in the order of [`UserClass::ALL`].
    pub cells: [Checked; 6],
}

/// A cell that a setting changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixChange {
    /// The application.
    pub app: AppId,
    /// The permission's resource.
    pub resource: AppId,
    /// The permission.
    pub scope: ScopeValue,
    /// For whom.
    pub class: UserClass,
    /// What happens now.
    pub before: Checked,
    /// What would happen.
    pub after: Checked,
}

/// A permission of the matrix: of a resource, or an OpenID Connect scope.
fn attempt(resource: AppId, scope: &ScopeValue) -> Attempt {
    let one = ScopeSet::from_iter([scope.clone()]);
    let (named, openid) = if resource == well_known::GRAPH && scope.is_openid() {
        (ScopeSet::new(), one)
    } else {
        (one, ScopeSet::new())
    };
    Attempt {
        door: Door::Authorize,
        app: None,
        user_name: String::new(),
        want: Want { resource, name: String::new(), ask: Ask::Scopes(named), openid },
        renewal: Renewal::AsNeeded,
        proof: Proof::Password,
    }
}

/// The rows of all applications and permissions. Facts are those of an application without a
/// user; only consents for everybody count. Where assignment is required, the users are on the
/// list: the matrix asks about consent.
pub fn matrix<'a>(
    applications: impl IntoIterator<Item = &'a Facts>,
    permissions: &[(AppId, ScopeValue)],
) -> Vec<MatrixRow> {
    let attempts: Vec<(AppId, &ScopeValue, Attempt)> = permissions
        .iter()
        .map(|(resource, scope)| (*resource, scope, attempt(*resource, scope)))
        .collect();
    let mut rows = Vec::new();
    for facts in applications {
        let Some(app) = facts.application.as_ref().map(|app| app.id) else { continue };
        let classes = UserClass::ALL.map(|class| Facts {
            user: Some(class.facts()),
            assignment: Assignment::Assigned,
            ..facts.clone()
        });
        // The gates before consent look at no permission: once for each kind of user.
        let open = attempts.first().map(|(_, _, attempt)| {
            classes.each_ref().map(|facts| before_consent(attempt, facts, &mut Vec::new()))
        });
        let Some(stopped) = open else { continue };
        for (resource, scope, attempt) in &attempts {
            let mut cells = [Checked::Refused; 6];
            for ((cell, facts), stopped) in cells.iter_mut().zip(&classes).zip(&stopped) {
                if stopped.is_none() {
                    *cell = Checked::decided(&decide(attempt, facts));
                }
            }
            rows.push(MatrixRow { app, resource: *resource, scope: (*scope).clone(), cells });
        }
    }
    rows
}

/// What differs between two matrices of the same applications and permissions.
pub fn difference(before: &[MatrixRow], after: &[MatrixRow]) -> Vec<MatrixChange> {
    let mut changes = Vec::new();
    for (old, new) in before.iter().zip(after) {
        for ((class, before), after) in UserClass::ALL.into_iter().zip(old.cells).zip(new.cells) {
            if before != after {
                changes.push(MatrixChange {
                    app: old.app,
                    resource: old.resource,
                    scope: old.scope.clone(),
                    class,
                    before,
                    after,
                });
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests;
