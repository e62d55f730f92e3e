//! Users.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    DirectoryRole, DisplayName, MailAddress, MailboxLocation, TenantId, Timestamp, Upn, UserId,
};

/// May the account be used at all?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Yes.
    Enabled,
    /// Switched off by an administrator: 50057 after the password.
    Disabled,
}

/// What the password is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordState {
    /// Signs in.
    Current,
    /// Was handed out by an administrator: the first sign-in must change it (50055).
    OneTime,
}

/// Whether somebody belongs to the organisation (`userType`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// Yes.
    #[default]
    Member,
    /// Invited: the app consent policies for members are not for him.
    Guest,
}

/// A user of a tenant. The password hash is not part of the noun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The object id (`oid`).
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The sign-in name; also the mail address.
    pub upn: Upn,
    /// The name to show.
    pub display_name: DisplayName,
    /// `given_name`.
    pub given_name: Option<String>,
    /// `family_name`.
    pub family_name: Option<String>,
    /// A language such as `de`.
    pub language: Option<String>,
    /// On or off.
    pub state: AccountState,
    /// Current or one-time.
    pub password: PasswordState,
    /// When it was chosen or handed out; it expires from here on.
    pub password_changed_at: Timestamp,
    /// A mail address elsewhere, for a forgotten password.
    #[serde(default)]
    pub other_mail: Option<MailAddress>,
    /// Directory roles.
    pub roles: BTreeSet<DirectoryRole>,
    /// Member or guest.
    #[serde(default)]
    pub kind: UserKind,
    /// Where the mailbox lives, if not where the tenant's do.
    pub mailbox: Option<MailboxLocation>,
    /// Grants, sessions and tokens from before are dead (50173).
    pub sessions_valid_from: Timestamp,
    /// The mailbox key of Exchange tokens (`puid`): 16 hexadecimal digits.
    pub puid: String,
    /// When it was made.
    pub created_at: Timestamp,
}
