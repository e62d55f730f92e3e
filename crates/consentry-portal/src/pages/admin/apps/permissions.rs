//! What is granted to an application: for everybody, by people for themselves, and what deserves a
//! look.

use consentry_pages::{Account, ActsAs, Audience, Frame, Line, Permission, Shown, lines};

use super::Consented;
use crate::pages::{Day, admin::Paging};

/// Everything that is granted for everybody, and who consented for himself.
#[derive(Debug, Clone)]
pub struct ForEverybody {
    /// Permissions for everybody; those that the application uses by itself too.
    pub granted: Vec<Granted>,
    /// Who consented, in numbers.
    pub consented: Consented,
    /// People who consented for themselves; a part of them.
    pub people: Vec<PersonRow>,
    /// The parts beside it.
    pub paging: Paging,
    /// What deserves a look.
    pub warnings: Vec<Warned>,
}

/// A permission for everybody.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The permission.
    pub permission: Permission,
    /// Since when.
    pub since: Day,
    /// By whom, if that is known.
    pub by: Option<Account>,
    /// Where it is taken back.
    pub revoke: String,
}

/// Somebody who consented for himself.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Who.
    pub account: Account,
    /// To what.
    pub permissions: Vec<Permission>,
    /// Since when.
    pub since: Day,
    /// Where that is taken back.
    pub revoke: String,
}

impl PersonRow {
    /// In an administrator's words.
    pub(crate) fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }
}

/// What deserves a look about an application's consents.
#[derive(Debug, Clone)]
pub enum Warned {
    /// Its name looks like that of a verified application.
    LooksLike(Shown),
    /// Nobody vouched for its publisher, and it reaches far with these.
    Unverified(Vec<Permission>),
    /// It uses these by itself, without anybody signed in.
    ByItself(Vec<Permission>),
    /// These were granted, and its registration does not ask for them today.
    BeyondItsList(Vec<Permission>),
}

/// A warning, and the permissions that it is about.
pub(crate) struct WarningLine {
    pub(crate) key: &'static str,
    pub(crate) name: String,
    pub(crate) lines: Vec<Line>,
}

/// The warnings in words.
pub(crate) fn warning_lines(warnings: &[Warned], frame: &Frame) -> Vec<WarningLine> {
    let of = |key, permissions: &[Permission]| WarningLine {
        key,
        name: String::new(),
        lines: lines(permissions, Audience::Organization, frame),
    };
    let line = |warned: &Warned| match warned {
        Warned::LooksLike(name) => {
            WarningLine { key: "admin-grant-looks-like", name: name.to_string(), lines: Vec::new() }
        }
        Warned::Unverified(permissions) => of("admin-grant-unverified", permissions),
        Warned::ByItself(permissions) => of("admin-grant-by-itself", permissions),
        Warned::BeyondItsList(permissions) => of("admin-grant-beyond", permissions),
    };
    warnings.iter().map(line).collect()
}

/// One line of the permissions for everybody: a sentence, and the permissions behind it.
pub(crate) struct GrantedLine<'a> {
    pub(crate) sentence: String,
    pub(crate) scopes: Vec<GrantedScope<'a>>,
}

/// A permission behind a line.
pub(crate) struct GrantedScope<'a> {
    pub(crate) value: Shown,
    pub(crate) resource: Shown,
    pub(crate) meaning: String,
    pub(crate) granted: &'a Granted,
}

impl ForEverybody {
    pub(crate) fn delegated(&self, frame: &Frame) -> Vec<GrantedLine<'_>> {
        self.of(ActsAs::User, frame)
    }

    pub(crate) fn of_itself(&self, frame: &Frame) -> Vec<GrantedLine<'_>> {
        self.of(ActsAs::Itself, frame)
    }

    pub(crate) fn warning_lines(&self, frame: &Frame) -> Vec<WarningLine> {
        warning_lines(&self.warnings, frame)
    }

    fn of(&self, acts_as: ActsAs, frame: &Frame) -> Vec<GrantedLine<'_>> {
        let granted: Vec<&Granted> =
            self.granted.iter().filter(|one| one.permission.acts_as == acts_as).collect();
        let permissions: Vec<Permission> =
            granted.iter().map(|one| one.permission.clone()).collect();
        let standing = |value: &Shown, resource: &Shown| {
            granted
                .iter()
                .copied()
                .find(|one| one.permission.value == *value && one.permission.resource == *resource)
        };
        lines(&permissions, Audience::Organization, frame)
            .into_iter()
            .map(|line| {
                let scope = |scope: consentry_pages::Scope| {
                    let granted = standing(&scope.value, &scope.resource)?;
                    let (value, resource, meaning) = (scope.value, scope.resource, scope.meaning);
                    Some(GrantedScope { value, resource, meaning, granted })
                };
                let scopes = line.scopes.into_iter().filter_map(scope).collect();
                GrantedLine { sentence: line.sentence, scopes }
            })
            .collect()
    }
}
