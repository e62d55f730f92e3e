//! The public origin and every URL that is built from it (ruling 21).
//!
//! Absolute URLs come from configuration only, never from a Host header (A79).

use std::{fmt, str::FromStr};

use consentry_model::TenantId;

/// Which generation of endpoints and tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Version {
    /// `/oauth2/…`, `resource=`, numbers as strings.
    V1,
    /// `/oauth2/v2.0/…`, `scope=`.
    V2,
}

impl Version {
    /// As it is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }

    /// From the stored form.
    pub(crate) fn of_word(word: &str) -> Self {
        if word == Self::V1.word() { Self::V1 } else { Self::V2 }
    }
}

/// `https://host[:port]`, without a final slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an origin; expected `https://host` or `https://host:port`")]
pub struct InvalidOrigin(pub String);

impl Origin {
    /// `https://host[:port]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `host[:port]`.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        let authority = self.authority();
        match authority.strip_prefix('[').and_then(|v6| v6.split_once(']')) {
            Some((inside, _)) => inside,
            None => authority.split(':').next().unwrap_or_default(),
        }
    }

    /// `iss` of tokens: `<origin>/<tid>/` for v1, `<origin>/<tid>/v2.0` for v2.
    pub fn issuer(&self, tenant: TenantId, version: Version) -> String {
        self.issuer_of(&tenant.to_string(), version)
    }

    /// The issuer with a placeholder for the tenant, as the metadata of `common` shows it.
    pub fn issuer_template(&self, version: Version) -> String {
        self.issuer_of("{tenantid}", version)
    }

    fn issuer_of(&self, tenant: &str, version: Version) -> String {
        match version {
            Version::V1 => format!("{}/{tenant}/", self.0),
            Version::V2 => format!("{}/{tenant}/v2.0", self.0),
        }
    }

    /// An OAuth endpoint below a tenant segment: `authorize`, `token`, `logout`.
    pub fn oauth(&self, segment: &str, version: Version, name: &str) -> String {
        match version {
            Version::V1 => format!("{}/{segment}/oauth2/{name}", self.0),
            Version::V2 => format!("{}/{segment}/oauth2/v2.0/{name}", self.0),
        }
    }

    /// The key set of a tenant segment.
    pub fn keys(&self, segment: &str, version: Version) -> String {
        match version {
            Version::V1 => format!("{}/{segment}/discovery/keys", self.0),
            Version::V2 => format!("{}/{segment}/discovery/v2.0/keys", self.0),
        }
    }

    /// Any path of ours; it begins with a slash.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let invalid = || InvalidOrigin(text.chars().take(200).collect());
        let authority = text.strip_prefix("https://").ok_or_else(invalid)?;
        let fits = !authority.is_empty()
            && authority.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(invalid()) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_grow_from_the_origin_alone() {
        let origin: Origin = "https://localhost:8443".parse().unwrap();
        let tenant: TenantId = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap();
        assert_eq!(origin.issuer(tenant, Version::V1), format!("https://localhost:8443/{tenant}/"));
        assert_eq!(origin.issuer_template(Version::V2), "https://localhost:8443/{tenantid}/v2.0");
        assert_eq!(
            origin.oauth("common", Version::V2, "token"),
            "https://localhost:8443/common/oauth2/v2.0/token"
        );
        assert_eq!((origin.host(), origin.authority()), ("localhost", "localhost:8443"));
        for text in ["http://a.example", "https://", "https://a.example/", "https://a@b.example"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
