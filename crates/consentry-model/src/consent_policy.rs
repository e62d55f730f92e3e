//! App consent policies (`permissionGrantPolicy`): which consents are allowed, by conditions on
//! the permission and on the client (`identity.md` §3.5).
//!
//! Nouns only; what matches is decided in `consentry-policy`.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{AppId, ConditionSetId, DisplayName, PermissionId, ScopeValue, TenantId};

/// The id of an app consent policy, in lower case: `microsoft-user-default-low`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PolicyId(String);

/// A text that cannot be the id of an app consent policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not the id of a policy: 1 to 64 letters, digits, `-`, `_` or `.`, not signs alone"
)]
pub struct InvalidPolicyId(pub String);

impl PolicyId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the shipped policies' own kind of name, which nobody else may take.
    pub fn is_reserved(&self) -> bool {
        self.0.starts_with("microsoft-")
    }
}

impl FromStr for PolicyId {
    type Err = InvalidPolicyId;

    fn from_str(text: &str) -> Result<Self, InvalidPolicyId> {
        let fits = !text.is_empty()
            && text.len() <= 64
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            // `..` would be another place in a path.
            && text.bytes().any(|b| b.is_ascii_alphanumeric());
        if fits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidPolicyId(text.chars().filter(|c| !c.is_control()).take(64).collect()))
        }
    }
}

impl TryFrom<String> for PolicyId {
    type Error = InvalidPolicyId;

    fn try_from(text: String) -> Result<Self, InvalidPolicyId> {
        text.parse()
    }
}

impl From<PolicyId> for String {
    fn from(id: PolicyId) -> Self {
        id.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much harm a delegated permission can do, as a tenant sees it (`permissionClassification`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Little: users may be let consent to it.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}

impl Impact {
    /// All, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word of settings: `low`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The kinds of permission that a condition set can speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PermissionType {
    /// Delegated permissions.
    Delegated,
    /// Application roles.
    Application,
    /// Delegated permissions that are not admin-only; the shipped policies alone use it.
    DelegatedUserConsentable,
}

/// A permission as a condition names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionKey {
    /// By id, as administrators' policies do.
    Id(PermissionId),
    /// By value at the set's resource, as the shipped policies do.
    Value(ScopeValue),
}

/// Everything, or only what is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection<T: Ord> {
    /// Whatever it is.
    #[default]
    All,
    /// Only these.
    Only(BTreeSet<T>),
}

impl<T: Ord> Selection<T> {
    /// Only what is listed.
    pub fn only(listed: impl IntoIterator<Item = T>) -> Self {
        Self::Only(listed.into_iter().collect())
    }

    /// Is this one selected?
    pub fn has(&self, one: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(listed) => listed.contains(one),
        }
    }
}

/// Whose clients a condition set speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublisherNeed {
    /// Anybody's.
    #[default]
    Any,
    /// Only of verified publishers (`clientApplicationsFromVerifiedPublisherOnly`).
    Verified,
}

/// Conditions that all have to hold (`permissionGrantConditionSet`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionSet {
    /// The id, by which it is taken out again.
    pub id: ConditionSetId,
    /// Which kind of permission.
    pub permission_type: PermissionType,
    /// How the tenant classified the permission; nothing means any or none.
    #[serde(default)]
    pub classification: Option<Impact>,
    /// Whose permission; nothing means any resource's.
    #[serde(default)]
    pub resource: Option<AppId>,
    /// Which permissions.
    #[serde(default)]
    pub permissions: Selection<PermissionKey>,
    /// Which clients.
    #[serde(default)]
    pub clients: Selection<AppId>,
    /// Clients registered in which tenants.
    #[serde(default)]
    pub client_tenants: Selection<TenantId>,
    /// Clients of which verified publishers, by their ids.
    #[serde(default)]
    pub publishers: Selection<String>,
    /// Must the publisher be verified?
    #[serde(default)]
    pub publisher: PublisherNeed,
}

impl ConditionSet {
    /// A set without further conditions.
    pub fn of(id: ConditionSetId, permission_type: PermissionType) -> Self {
        Self {
            id,
            permission_type,
            classification: None,
            resource: None,
            permissions: Selection::All,
            clients: Selection::All,
            client_tenants: Selection::All,
            publishers: Selection::All,
            publisher: PublisherNeed::Any,
        }
    }
}

/// An app consent policy: a consent matches if one of the includes holds and none of the excludes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPolicy {
    /// The id.
    pub id: PolicyId,
    /// The name.
    pub name: DisplayName,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// What it allows.
    #[serde(default)]
    pub includes: Vec<ConditionSet>,
    /// What it does not, whatever the includes say.
    #[serde(default)]
    pub excludes: Vec<ConditionSet>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_words_without_case() {
        let id: PolicyId = "Helpdesk-Low_1.2".parse().unwrap();
        assert_eq!(id.as_str(), "helpdesk-low_1.2");
        assert!(!id.is_reserved());
        assert!("Microsoft-company-admin".parse::<PolicyId>().unwrap().is_reserved());
        for text in ["", "..", "-", "a b", "a/b", "ü", "a\r\nb", &"a".repeat(65)] {
            assert!(text.parse::<PolicyId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_selection_is_everything_or_what_is_listed() {
        assert!(Selection::All.has(&1));
        assert!(Selection::only([1, 2]).has(&1));
        assert!(!Selection::only([2]).has(&1));
        assert!(!Selection::<i32>::only([]).has(&1));
    }
}
