//! App consent policies: the shipped ones and the tenant's own, and a form for one more.
//!
//! `GET` and `POST` on the same path. Fields: `csrf`, `id`, `name`, `description`.

use super::{Changing, Field, PolicyLabel, UsedBy};
use crate::pages::admin::{Centre, centre_page};

/// The list.
#[derive(Debug, Clone)]
pub struct Policies {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may make policies.
    pub changing: Changing,
    /// The shipped ones, then the tenant's own.
    pub rows: Vec<PolicyRow>,
    /// A new one.
    pub new: NewPolicyForm,
}

/// A policy in the list.
#[derive(Debug, Clone)]
pub struct PolicyRow {
    /// Which.
    pub policy: PolicyLabel,
    /// What it is for, of the tenant's own.
    pub description: consentry_pages::Prose,
    /// Where it is in use.
    pub used_by: Vec<UsedBy>,
    /// Its page.
    pub href: String,
}

/// The values of the form for a new policy.
#[derive(Debug, Clone, Default)]
pub struct NewPolicyForm {
    /// Its id.
    pub id: Field,
    /// Its name.
    pub name: Field,
    /// What it is for.
    pub description: Field,
}

impl PolicyRow {
    /// The text for a shipped one.
    fn what(&self) -> String {
        format!("admin-policy-{}.what", self.policy.id)
    }
}

centre_page!(
    Policies,
    "admin/settings/consent-policies.html",
    crate::pages::admin::Place::Policies
);
