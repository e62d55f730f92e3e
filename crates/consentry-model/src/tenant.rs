//! Tenants and their settings.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{DisplayName, DomainName, MailboxLocation, Protocol, TenantId, Timestamp};

/// Whether answers are the safer ones or the original's, quirks included (ruling 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fidelity {
    /// The safer answer; the default everywhere.
    Hardened,
    /// What Microsoft's platform answers.
    Faithful,
}

/// May users consent for themselves?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserConsent {
    /// No: new applications come in only by admin consent.
    Off,
    /// Yes, to every permission that is not admin-only.
    On,
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
    /// May users consent?
    pub user_consent: UserConsent,
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
}

/// Ruling 29: the defaults of a new tenant.
impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            fidelity: Fidelity::Hardened,
            user_consent: UserConsent::Off,
            users_may_register: false,
            basic: BasicProtocols::none(),
            mailboxes: MailboxLocation::Here,
            autodiscover_host: None,
            challenge: ChallengeProfile::Exo2026,
            eas_versions: EasVersions::All,
        }
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
