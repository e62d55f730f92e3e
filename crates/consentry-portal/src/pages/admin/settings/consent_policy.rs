//! One app consent policy: what it allows, what it leaves out, where it is in use; and, of the
//! tenant's own, what can be changed.
//!
//! `GET` and `POST` on the same path. Fields: `csrf`, and `action`: `describe` with `name` and
//! `description`; `add` with those of [`ConditionForm`]; `remove` with `set`.

use consentry_pages::{Prose, Shown};

use super::{Changing, ConditionForm, Conditions, Field, PolicyLabel, UsedBy};
use crate::{
    pages::admin::{Centre, centre_page},
    paths,
};

/// A policy's page.
#[derive(Debug, Clone)]
pub struct PolicyDetail {
    /// The frame.
    pub centre: Centre,
    /// Whether this person may change policies of the tenant's own.
    pub changing: Changing,
    /// Which policy.
    pub policy: PolicyLabel,
    /// What it is for, of the tenant's own.
    pub description: Prose,
    /// What it allows.
    pub includes: Vec<Conditions>,
    /// What it does not.
    pub excludes: Vec<Conditions>,
    /// Where it is in use.
    pub used_by: Vec<UsedBy>,
    /// The name in the form.
    pub name_field: Field,
    /// The description in the form.
    pub description_field: Field,
    /// One more set of conditions.
    pub new: ConditionForm,
    /// Names of resources and of the tenant's applications, to choose from.
    pub resources: Vec<Shown>,
}

impl PolicyDetail {
    fn what(&self) -> String {
        format!("admin-policy-{}.what", self.policy.id)
    }

    fn is_shipped(&self) -> bool {
        self.policy.shipped.is_on()
    }

    /// Whether there are forms.
    fn can_change(&self) -> bool {
        self.changing.is_allowed() && !self.is_shipped()
    }

    fn path(&self) -> String {
        paths::policy(&self.policy.id)
    }

    fn delete_path(&self) -> String {
        paths::delete_policy(&self.policy.id)
    }
}

centre_page!(
    PolicyDetail,
    "admin/settings/consent-policy.html",
    crate::pages::admin::Place::Policies
);
