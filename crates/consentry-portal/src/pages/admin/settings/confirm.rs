//! The page that asks once before something is taken away: what it is, what follows, how to undo
//! it. `GET` and `POST` on the same path; field `csrf`.

use consentry_pages::Shown;

use super::UsedBy;
use crate::pages::{
    Token,
    admin::{Centre, Place},
};

/// A question before something is taken away.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The frame.
    pub centre: Centre,
    /// What is taken away.
    pub what: ConfirmWhat,
    /// Its name.
    pub name: Shown,
    /// What keeps it from being taken away; then there is no form.
    pub hindered_by: Vec<UsedBy>,
    /// How many things it concerns, such as events that wait.
    pub count: u64,
    /// Where the form goes.
    pub action: String,
    /// What binds it to the session.
    pub token: Token,
    /// Where "Back" leads.
    pub back: String,
}

/// What can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmWhat {
    /// A policy of the tenant's own.
    Policy,
    /// The webhook.
    Webhook,
}

impl Confirm {
    fn key(&self, part: &str) -> String {
        let what = match self.what {
            ConfirmWhat::Policy => "policy",
            ConfirmWhat::Webhook => "webhook",
        };
        format!("admin-confirm-{what}{part}")
    }

    const fn place(&self) -> Place {
        match self.what {
            ConfirmWhat::Policy => Place::Policies,
            ConfirmWhat::Webhook => Place::Workflow,
        }
    }
}

crate::pages::admin::page!(Confirm, "admin/settings/confirm.html", |_v| None);
