//! One type for each kind of id, so that a swapped pair does not compile.
//!
//! Ids that Consentry mints are version 4 GUIDs; well-known ids of others are taken as they are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::IdSource;

/// A text that is not a GUID in its 36-character form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a GUID")]
pub struct InvalidId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a GUID of somebody else's making, such as a well-known one.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Mints a new version 4 GUID.
            pub fn mint(ids: &dyn IdSource) -> Self {
                Self(ids.uuid())
            }

            /// The GUID itself.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.as_hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Reads the 36-character form only, in either case.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                if text.len() != 36 {
                    return Err(InvalidId(text.chars().take(64).collect()));
                }
                Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| InvalidId(text.chars().take(64).collect()))
            }
        }
    )* };
}

ids! {
    /// A tenant (directory).
    TenantId;
    /// A user's object id (`oid`).
    UserId;
    /// A group's object id.
    GroupId;
    /// An application's client id (`appId`), the same in all tenants.
    AppId;
    /// A service principal's object id, one for each tenant and application.
    PrincipalId;
    /// A delegated permission or an application role.
    PermissionId;
    /// A recorded consent.
    GrantId;
    /// A browser session.
    SessionId;
    /// One sign-in transaction: from the authorization request to its answer.
    TransactionId;
    /// All refresh tokens born of one authorization.
    FamilyId;
    /// A row of the sign-in log.
    SignInId;
    /// The server's id of one request (`trace_id`, `x-ms-request-id`, and as base64url `uti`).
    TraceId;
    /// The client's id of one request (`client-request-id`, `correlation_id`).
    CorrelationId;
    /// A client secret's key id.
    SecretId;
    /// A certificate's key id.
    CertificateId;
    /// A record of the audit log.
    AuditId;
    /// A mail on its way out.
    OutboundMailId;
    /// Somebody who forgot a password and asks for a link.
    PasswordAskId;
    /// A request that an administrator consents.
    RequestId;
    /// A set of conditions of an app consent policy.
    ConditionSetId;
    /// An event on its way to a webhook.
    DeliveryId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        for text in
            ["", "6c7a2f0e5d3b4c1a9e8f0a1b2c3d4e01", "{6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01}"]
        {
            assert!(text.parse::<TenantId>().is_err(), "{text}");
        }
        let upper = "6C7A2F0E-5D3B-4C1A-9E8F-0A1B2C3D4E01".parse::<TenantId>().unwrap();
        assert_eq!(upper.to_string(), "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01");
    }
}
