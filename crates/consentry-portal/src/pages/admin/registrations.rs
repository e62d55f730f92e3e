//! Applications that were registered here: the list with the form for a new one, and one
//! registration with a section for each task.
//!
//! `GET` and `POST` of the list and of each registration are on the same path. Fields of a
//! registration's forms: `csrf`, `action`, and what the action names: `redirect-add` with `platform`
//! and `uri`, `redirect-remove` with `uri`; `audience` with `audience`; `secret-add` with `days`,
//! `secret-remove` with `key`; `name-add` and `name-remove` with `uri`; `scope-save` with `value`,
//! `kind`, `admin_text`, `user_text`, `enabled`, `scope-remove` with `value`; `role-save` with
//! `value`, `title`, `text`, `holders`, `role-remove` with `value`; `claims` with `access.CLAIM` and
//! `id.CLAIM`.

use consentry_model::{AppId, OptionalClaim, Platform, RoleHolders, Switch};
use consentry_pages::Shown;

use super::{Centre, centre_page, mark::Mark, settings::NewSecret};
use crate::{
    pages::{Day, Token},
    paths,
};

/// What was wrong with a form, in the words of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule: `admin-reg-fault-<rule>`.
    pub rule: &'static str,
    /// What breaks it.
    pub what: Shown,
}

impl Fault {
    /// Every rule that a page can tell.
    pub const RULES: &[&str] = &[
        "custom-scheme",
        "character",
        "twice",
        "too-many",
        "name",
        "value",
        "openid",
        "text",
        "trust",
        "homepage",
        "publisher",
        "version",
        "uri",
        "empty",
        "taken",
        "secrets",
    ];

    fn key(&self) -> String {
        format!("admin-reg-fault-{}", self.rule)
    }
}

/// The list.
#[derive(Debug, Clone)]
pub struct Registrations {
    /// The frame.
    pub centre: Centre,
    /// Binds the form for a new one, if this person may register.
    pub registering: Option<Token>,
    /// Binds the forms that restore.
    pub token: Token,
    /// What he may change.
    pub rows: Vec<RegistrationRow>,
    /// What was deleted and can be restored.
    pub deleted: Vec<DeletedRegistration>,
    /// The name as it was sent.
    pub name: String,
    /// The address as it was sent.
    pub uri: String,
    /// What was wrong.
    pub fault: Option<Fault>,
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct RegistrationRow {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: Shown,
    /// Its id.
    pub id: AppId,
    /// Open to every tenant?
    pub many_tenants: Switch,
    /// Has a secret that ended, or will before long?
    pub ending: Switch,
    /// When it was registered.
    pub since: Day,
}

/// A deleted registration.
#[derive(Debug, Clone)]
pub struct DeletedRegistration {
    /// Its id.
    pub id: AppId,
    /// Its name.
    pub name: Shown,
    /// Until when it can be restored.
    pub until: Day,
}

/// One registration.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The frame.
    pub centre: Centre,
    /// Binds its forms.
    pub token: Token,
    /// Its id.
    pub id: AppId,
    /// Its name.
    pub name: Shown,
    /// Open to every tenant?
    pub many_tenants: Switch,
    /// Who registered it.
    pub maker: Option<Shown>,
    /// Where answers may go.
    pub redirects: Vec<RedirectRow>,
    /// Its secrets.
    pub secrets: Vec<SecretRow>,
    /// A secret that was just made.
    pub secret: Option<NewSecret>,
    /// Names by which it is asked for.
    pub names: Vec<Shown>,
    /// What it exposes.
    pub scopes: Vec<ScopeRow>,
    /// Its application roles.
    pub roles: Vec<RoleRow>,
    /// Optional claims: which, in access tokens, in id tokens.
    pub claims: Vec<(OptionalClaim, Switch, Switch)>,
    /// What was wrong.
    pub fault: Option<Fault>,
}

/// A redirect address.
#[derive(Debug, Clone)]
pub struct RedirectRow {
    /// The address.
    pub uri: Shown,
    /// What returns there.
    pub platform: Platform,
}

/// A secret.
#[derive(Debug, Clone)]
pub struct SecretRow {
    /// Its key id.
    pub key: Shown,
    /// Its first characters.
    pub hint: Shown,
    /// When it ends.
    pub ends: Day,
    /// How it stands.
    pub state: SecretState,
}

/// How a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretState {
    /// It counts.
    Counts,
    /// It ends within 30 days.
    EndsSoon,
    /// It has ended.
    Ended,
}

/// A scope.
#[derive(Debug, Clone)]
pub struct ScopeRow {
    /// The value.
    pub value: Shown,
    /// What an administrator reads.
    pub text: Shown,
    /// May users consent?
    pub users: Switch,
    /// Can it be asked for?
    pub enabled: Switch,
}

/// An application role.
#[derive(Debug, Clone)]
pub struct RoleRow {
    /// The value.
    pub value: Shown,
    /// Its name.
    pub name: Shown,
    /// Who may hold it.
    pub holders: RoleHolders,
    /// Does it count?
    pub enabled: Switch,
}

const fn audience_key(many: Switch) -> &'static str {
    match many {
        Switch::On => "admin-reg-many",
        Switch::Off => "admin-reg-one",
    }
}

impl RegistrationRow {
    fn audience(&self) -> &'static str {
        audience_key(self.many_tenants)
    }
}

impl Registration {
    fn audience(&self) -> &'static str {
        audience_key(self.many_tenants)
    }

    const fn audience_word(&self) -> &'static str {
        match self.many_tenants {
            Switch::On => "many",
            Switch::Off => "one",
        }
    }

    fn path(&self) -> String {
        paths::registration(self.id)
    }

    /// The name that it has without choosing one.
    fn own_name(&self) -> String {
        format!("api://{}", self.id)
    }
}

impl RedirectRow {
    fn platform_key(&self) -> &'static str {
        match self.platform {
            Platform::Web => "admin-reg-web",
            Platform::Spa => "admin-reg-spa",
            Platform::PublicClient => "admin-reg-native",
        }
    }
}

impl SecretRow {
    fn mark(&self) -> Mark {
        let (tone, icon, key) = match self.state {
            SecretState::Counts => ("good", "check", "admin-reg-secret-counts"),
            SecretState::EndsSoon => ("warn", "clock", "admin-reg-secret-ends-soon"),
            SecretState::Ended => ("bad", "cross", "admin-reg-secret-ended"),
        };
        Mark { tone, icon, key }
    }
}

fn enabled_mark(enabled: Switch) -> Mark {
    match enabled {
        Switch::On => Mark { tone: "good", icon: "check", key: "admin-reg-on" },
        Switch::Off => Mark { tone: "quiet", icon: "none", key: "admin-reg-off" },
    }
}

impl ScopeRow {
    fn mark(&self) -> Mark {
        enabled_mark(self.enabled)
    }

    fn who(&self) -> &'static str {
        match self.users {
            Switch::On => "admin-reg-kind-user",
            Switch::Off => "admin-reg-kind-admin",
        }
    }
}

impl RoleRow {
    fn mark(&self) -> Mark {
        enabled_mark(self.enabled)
    }

    fn who(&self) -> &'static str {
        match self.holders {
            RoleHolders::Users => "admin-reg-holders-users",
            RoleHolders::Applications => "admin-reg-holders-applications",
            RoleHolders::Both => "admin-reg-holders-both",
        }
    }
}

centre_page!(
    Registrations,
    "admin/registrations/list.html",
    crate::pages::admin::Place::Registrations
);
centre_page!(
    Registration,
    "admin/registrations/detail.html",
    crate::pages::admin::Place::Registrations
);
