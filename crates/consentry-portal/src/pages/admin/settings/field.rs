//! What forms of the settings share: who may send them, and what was wrong with a field.

use consentry_model::DirectoryRole;

use super::role_key;
use crate::pages::Token;

/// Whether this person may change what a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changing {
    /// He may; this binds the forms to his session.
    May(Token),
    /// One of these roles may.
    Needs(&'static [DirectoryRole]),
}

impl Changing {
    pub(crate) fn token(&self) -> Option<&Token> {
        match self {
            Self::May(token) => Some(token),
            Self::Needs(_) => None,
        }
    }

    pub(crate) fn is_allowed(&self) -> bool {
        self.token().is_some()
    }

    /// The keys of the roles that may.
    pub(crate) fn needs(&self) -> Vec<String> {
        match self {
            Self::May(_) => Vec::new(),
            Self::Needs(roles) => roles.iter().map(|role| role_key(*role)).collect(),
        }
    }
}

/// A field as typed, and what was wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// As typed.
    pub typed: String,
    /// What was wrong.
    pub problem: Option<Problem>,
}

impl Field {
    /// A field without a problem.
    pub fn of(typed: impl Into<String>) -> Self {
        Self { typed: typed.into(), problem: None }
    }

    /// A field with one.
    pub fn wrong(typed: impl Into<String>, problem: Problem) -> Self {
        Self { typed: typed.into(), problem: Some(problem) }
    }
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing where something is needed.
    Empty,
    /// Too long.
    TooLong,
    /// A character that hides something, or that may not be there.
    Character,
    /// Neither the name nor the id of anything here.
    Unknown,
    /// Several have this name.
    Ambiguous,
    /// No user of this name.
    NoUser,
    /// No group of this name.
    NoGroup,
    /// No directory role of this name.
    NoRole,
    /// No policy of this id.
    NoPolicy,
    /// Not the id of a policy.
    PolicyId,
    /// An id of the kind that shipped policies have.
    Reserved,
    /// An id that another policy has.
    Taken,
    /// Not ids, one after another.
    Ids,
    /// Not the names of permissions.
    Permissions,
    /// Permissions by name need a resource.
    NeedsResource,
    /// Not a number of days that a request can live.
    Days,
    /// Not an address that may be called.
    Address,
    /// There already.
    Twice,
    /// As many as there may be.
    TooMany,
    /// Not an application id.
    AppId,
    /// No application of this id is registered for the tenant.
    NotRegistered,
    /// Not an address of a page.
    Homepage,
    /// Not a picture that can be a logo.
    Picture,
}

impl Problem {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Empty,
        Self::TooLong,
        Self::Character,
        Self::Unknown,
        Self::Ambiguous,
        Self::NoUser,
        Self::NoGroup,
        Self::NoRole,
        Self::NoPolicy,
        Self::PolicyId,
        Self::Reserved,
        Self::Taken,
        Self::Ids,
        Self::Permissions,
        Self::NeedsResource,
        Self::Days,
        Self::Address,
        Self::Twice,
        Self::TooMany,
        Self::AppId,
        Self::NotRegistered,
        Self::Homepage,
        Self::Picture,
    ];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Empty => "admin-problem-empty",
            Self::TooLong => "admin-problem-too-long",
            Self::Character => "admin-problem-character",
            Self::Unknown => "admin-problem-unknown",
            Self::Ambiguous => "admin-problem-ambiguous",
            Self::NoUser => "admin-problem-no-user",
            Self::NoGroup => "admin-problem-no-group",
            Self::NoRole => "admin-problem-no-role",
            Self::NoPolicy => "admin-problem-no-policy",
            Self::PolicyId => "admin-problem-policy-id",
            Self::Reserved => "admin-problem-reserved",
            Self::Taken => "admin-problem-taken",
            Self::Ids => "admin-problem-ids",
            Self::Permissions => "admin-problem-permissions",
            Self::NeedsResource => "admin-problem-needs-resource",
            Self::Days => "admin-problem-days",
            Self::Address => "admin-problem-address",
            Self::Twice => "admin-problem-twice",
            Self::TooMany => "admin-problem-too-many",
            Self::AppId => "admin-problem-app-id",
            Self::NotRegistered => "admin-problem-not-registered",
            Self::Homepage => "admin-problem-homepage",
            Self::Picture => "admin-problem-picture",
        }
    }
}
