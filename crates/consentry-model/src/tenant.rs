//! Tenants and their settings.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    ConsentChoice, DisplayName, DomainName, GroupOwnerConsent, Lockout, MailboxLocation, Protocol,
    RoleConsent, Switch, TenantId, Timestamp, UserConsent, Workflow,
};

/// Whether answers are the safer ones or the original's, quirks included (ruling 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fidelity {
    /// The safer answer; the default everywhere.
    Hardened,
    /// What Microsoft's platform answers.
    Faithful,
}

/// Protocols for which Basic authentication is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasicProtocols(pub BTreeSet<Protocol>);

impl BasicProtocols {
    /// Basic is off for all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Basic is allowed for all.
    pub fn all() -> Self {
        Self(Protocol::ALL.into_iter().collect())
    }

    /// Whether Basic is allowed for this door.
    pub fn allows(&self, protocol: Protocol) -> bool {
        self.0.contains(&protocol)
    }
}

/// How the Exchange door words its 401 (ruling 11, `exchange.md` §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChallengeProfile {
    /// Exchange Online until 2021.
    #[serde(rename = "exo-2017")]
    Exo2017,
    /// Exchange Online while Basic was being retired.
    #[serde(rename = "exo-2022")]
    Exo2022,
    /// Exchange Online today.
    #[serde(rename = "exo-2026")]
    Exo2026,
    /// Exchange Server with AD FS.
    OnpremAdfs,
    /// Exchange Server with hybrid modern authentication.
    OnpremHma,
}

/// Which ActiveSync versions a tenant announces (ruling 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EasVersions {
    /// 14.1, 16.0 and 16.1.
    All,
    /// 16.1 alone, as Exchange Online does.
    Only161,
}

/// What an administrator sets for a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantSettings {
    /// Hardened or faithful answers.
    pub fidelity: Fidelity,
    /// Under which policies users consent for themselves.
    pub user_consent: UserConsent,
    /// Does a risky application need an administrator, whatever users may otherwise?
    #[serde(default = "on")]
    pub risk_step_up: Switch,
    /// May owners of groups consent for the group's data?
    #[serde(default)]
    pub group_owner_consent: GroupOwnerConsent,
    /// What holders of directory roles may consent to, beside what their role may of itself.
    #[serde(default)]
    pub role_consent: Vec<RoleConsent>,
    /// The admin consent request workflow.
    #[serde(default)]
    pub workflow: Workflow,
    /// Where events of the workflow are told, so that a request can become a ticket.
    #[serde(default)]
    pub webhook: Option<String>,
    /// May people choose to stay signed in?
    #[serde(default = "on")]
    pub keep_signed_in: Switch,
    /// May users register applications? Governs registrations only (ruling 30).
    pub users_may_register: bool,
    /// Where Basic is allowed.
    pub basic: BasicProtocols,
    /// Where mailboxes live unless the user says otherwise.
    pub mailboxes: MailboxLocation,
    /// The host that Autodiscover redirects to for mailboxes on premises.
    pub autodiscover_host: Option<DomainName>,
    /// The wording of the 401.
    pub challenge: ChallengeProfile,
    /// Announced ActiveSync versions.
    pub eas_versions: EasVersions,
    /// When wrong passwords lock an account.
    #[serde(default)]
    pub lockout: Lockout,
}

/// Ruling 29: the defaults of a new tenant.
impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            fidelity: Fidelity::Hardened,
            user_consent: ConsentChoice::Off.into(),
            risk_step_up: Switch::On,
            group_owner_consent: GroupOwnerConsent::Off,
            role_consent: Vec::new(),
            workflow: Workflow::default(),
            webhook: None,
            keep_signed_in: Switch::On,
            users_may_register: false,
            basic: BasicProtocols::none(),
            mailboxes: MailboxLocation::Here,
            autodiscover_host: None,
            challenge: ChallengeProfile::Exo2026,
            eas_versions: EasVersions::All,
            lockout: Lockout::default(),
        }
    }
}

const fn on() -> Switch {
    Switch::On
}

/// Whose defaults: this program's, or those that the original gave new tenants in a year.
///
/// 2014: every user consents to everything that is not admin-only (`identity.md` §3.11). 2020: the
/// same, but risky applications need an administrator (§3.7). 2025: what the original recommends,
/// mail clients apart (§3.5). The workflow was off in all of them, and users could register
/// applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultsOf {
    /// This program's (ruling 29).
    Consentry,
    /// The original's until November 2020.
    Year2014,
    /// The original's from November 2020.
    Year2020,
    /// The original's from July 2025.
    Year2025,
}

impl DefaultsOf {
    /// Sets what concerns consent and registrations; everything else, and the reviewers, stay.
    pub fn apply(self, settings: &mut TenantSettings) {
        let (choice, step_up, groups, others) = match self {
            Self::Consentry => {
                (ConsentChoice::Off, Switch::On, GroupOwnerConsent::Off, Switch::Off)
            }
            Self::Year2014 => (ConsentChoice::All, Switch::Off, GroupOwnerConsent::All, Switch::On),
            Self::Year2020 => (ConsentChoice::All, Switch::On, GroupOwnerConsent::All, Switch::On),
            Self::Year2025 => {
                (ConsentChoice::Recommended, Switch::On, GroupOwnerConsent::All, Switch::On)
            }
        };
        settings.user_consent = choice.into();
        settings.risk_step_up = step_up;
        settings.group_owner_consent = groups;
        settings.users_may_register = others.is_on();
        settings.workflow.enabled = Switch::from(self == Self::Consentry);
    }
}

/// A tenant (directory): an organisation with its users, domains and settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The id (`tid`).
    pub id: TenantId,
    /// The organisation's name.
    pub name: DisplayName,
    /// Verified domains, the default first.
    pub domains: Vec<DomainName>,
    /// What the administrator set.
    pub settings: TenantSettings,
    /// Grows with every change of the tenant; compiled policy is cached under it.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}
