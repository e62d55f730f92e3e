//! Delegated permissions by value, and sets of them.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The value of a delegated permission without its resource: `EAS.AccessAsUser.All`.
///
/// Only the characters of RFC 6749 §3.3 are allowed, at most 120 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScopeValue(String);

/// The OpenID Connect scopes: never a resource's own (`identity.md` §3.2).
pub const OPENID_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// A text that cannot be a scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a scope")]
pub struct InvalidScope(pub String);

impl ScopeValue {
    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One of `openid`, `profile`, `email`, `offline_access`.
    pub fn is_openid(&self) -> bool {
        OPENID_SCOPES.contains(&self.as_str())
    }
}

impl FromStr for ScopeValue {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        let fits = !text.is_empty()
            && text.len() <= 120
            && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidScope(text.chars().filter(|c| !c.is_control()).take(64).collect()))
        }
    }
}

impl TryFrom<String> for ScopeValue {
    type Error = InvalidScope;

    fn try_from(text: String) -> Result<Self, InvalidScope> {
        text.parse()
    }
}

impl From<ScopeValue> for String {
    fn from(value: ScopeValue) -> Self {
        value.0
    }
}

impl fmt::Display for ScopeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of scope values of one resource; prints sorted and space-separated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeSet(pub BTreeSet<ScopeValue>);

impl ScopeSet {
    /// The empty set.
    pub const fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// Holds this value? Compared without ASCII case, as scope names are.
    pub fn contains(&self, value: &str) -> bool {
        self.0.iter().any(|scope| scope.as_str().eq_ignore_ascii_case(value))
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// What is in here and not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.0.iter().filter(|scope| !other.contains(scope.as_str())).cloned().collect()
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &ScopeValue> {
        self.0.iter()
    }
}

impl FromIterator<ScopeValue> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = ScopeValue>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// Space-separated values; blanks at either end are ignored, as stored grants may begin with one.
impl FromStr for ScopeSet {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        text.split(' ').filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_read_and_print() {
        let set: ScopeSet = " EWS.AccessAsUser.All EAS.AccessAsUser.All ".parse().unwrap();
        assert_eq!(set.to_string(), "EAS.AccessAsUser.All EWS.AccessAsUser.All");
        assert!(set.contains("eas.accessasuser.all"));
        assert!("User.Read\r\nSet-Cookie:x".parse::<ScopeSet>().is_err());
        let left = set.without(&"eas.AccessAsUser.All".parse().unwrap());
        assert_eq!(left.to_string(), "EWS.AccessAsUser.All");
    }
}
