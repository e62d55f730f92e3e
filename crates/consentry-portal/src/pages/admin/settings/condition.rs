//! A set of conditions as sentences, and the form for one more.
//!
//! Fields of the form: `side` (`includes`, `excludes`), `type` (`delegated`, `application`),
//! `impact`, `resource`, `permissions`, `clients`, `client_tenants`, `publishers`, `verified`.

use consentry_model::{Impact, PermissionType, PublisherNeed, Switch};
use consentry_pages::Shown;
use consentry_service::PolicySide;

use super::Field;
use crate::pages::admin::mark::Mark;

/// Conditions that all have to hold.
#[derive(Debug, Clone)]
pub struct Conditions {
    /// By which the set is taken out.
    pub id: String,
    /// Of which kind of permission it speaks.
    pub kind: PermissionType,
    /// The conditions beside the kind.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The permission is classified like this.
    Impact(Impact),
    /// It is a permission of this resource.
    Resource(Shown),
    /// It is one of these.
    Permissions(Vec<Shown>),
    /// One of these applications asks.
    Clients(Vec<Shown>),
    /// The application is registered in one of these organisations.
    ClientTenants(Vec<Shown>),
    /// The publisher is verified.
    Verified,
    /// It is one of these publishers.
    Publishers(Vec<Shown>),
}

impl Conditions {
    /// The words for the kind of permission.
    pub(crate) const fn kind_key(&self) -> &'static str {
        match self.kind {
            PermissionType::Delegated => "admin-conditions-delegated",
            PermissionType::Application => "admin-conditions-application",
            PermissionType::DelegatedUserConsentable => "admin-conditions-user-consentable",
        }
    }
}

impl Condition {
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Impact(_) => "admin-condition-impact",
            Self::Resource(_) => "admin-condition-resource",
            Self::Permissions(_) => "admin-condition-permissions",
            Self::Clients(_) => "admin-condition-clients",
            Self::ClientTenants(_) => "admin-condition-client-tenants",
            Self::Verified => "admin-condition-verified",
            Self::Publishers(_) => "admin-condition-publishers",
        }
    }

    /// A mark in place of values.
    pub(crate) fn mark(&self) -> Option<Mark> {
        match self {
            Self::Impact(impact) => Some(Mark::from(Some(*impact))),
            Self::Resource(_)
            | Self::Permissions(_)
            | Self::Clients(_)
            | Self::ClientTenants(_)
            | Self::Verified
            | Self::Publishers(_) => None,
        }
    }

    pub(crate) fn values(&self) -> &[Shown] {
        match self {
            Self::Impact(_) | Self::Verified => &[],
            Self::Resource(name) => std::slice::from_ref(name),
            Self::Permissions(values)
            | Self::Clients(values)
            | Self::ClientTenants(values)
            | Self::Publishers(values) => values,
        }
    }
}

/// The values of the form for one more set.
#[derive(Debug, Clone)]
pub struct ConditionForm {
    /// On which side.
    pub side: PolicySide,
    /// Of which kind of permission.
    pub kind: PermissionType,
    /// How it is classified.
    pub impact: Option<Impact>,
    /// Name or id of a resource.
    pub resource: Field,
    /// Permissions of it, by name or id.
    pub permissions: Field,
    /// Client ids.
    pub clients: Field,
    /// Ids of tenants.
    pub client_tenants: Field,
    /// Ids of verified publishers.
    pub publishers: Field,
    /// Must the publisher be verified?
    pub publisher: PublisherNeed,
    /// Whether it was sent with something wrong, and stands open.
    pub open: Switch,
}

impl Default for ConditionForm {
    fn default() -> Self {
        Self {
            side: PolicySide::Includes,
            kind: PermissionType::Delegated,
            impact: None,
            resource: Field::default(),
            permissions: Field::default(),
            clients: Field::default(),
            client_tenants: Field::default(),
            publishers: Field::default(),
            publisher: PublisherNeed::Any,
            open: Switch::Off,
        }
    }
}

impl ConditionForm {
    pub(crate) fn sides(&self) -> [(&'static str, &'static str, bool); 2] {
        [
            ("includes", "admin-side-includes", self.side == PolicySide::Includes),
            ("excludes", "admin-side-excludes", self.side == PolicySide::Excludes),
        ]
    }

    pub(crate) fn kinds(&self) -> [(&'static str, &'static str, bool); 2] {
        let application = self.kind == PermissionType::Application;
        [
            ("delegated", "admin-conditions-delegated", !application),
            ("application", "admin-conditions-application", application),
        ]
    }

    pub(crate) fn impacts(&self) -> [(&'static str, &'static str, bool); 3] {
        Impact::ALL.map(|impact| {
            (impact.word(), Mark::from(Some(impact)).key, self.impact == Some(impact))
        })
    }

    pub(crate) fn is_verified(&self) -> bool {
        self.publisher == PublisherNeed::Verified
    }

    /// The fields of text: id, key of the label, what was typed.
    pub(crate) fn lists(&self) -> [(&'static str, &'static str, &Field); 4] {
        [
            ("permissions", "admin-condition-permissions", &self.permissions),
            ("clients", "admin-condition-clients", &self.clients),
            ("client_tenants", "admin-condition-client-tenants", &self.client_tenants),
            ("publishers", "admin-condition-publishers", &self.publishers),
        ]
    }
}
