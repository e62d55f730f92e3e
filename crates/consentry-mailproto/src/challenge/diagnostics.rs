//! The `x-ms-diagnostics` header, by which Exchange says why a token was not enough.

use std::fmt;

/// Why a token was not enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnostics {
    /// The token is no token, or its signature, lifetime or issuer is wrong.
    Unreadable,
    /// The token is for another resource.
    Audience,
    /// The token's tenant does not exist here.
    UnknownTenant(String),
    /// The token holds no permission at all.
    NoPermissions,
    /// The token does not hold the permission for this protocol.
    NotEnoughScope,
    /// The domain has no modern sign-in.
    NotEnabled(String),
}

impl Diagnostics {
    fn code(&self) -> u32 {
        match self {
            Self::Unreadable => 2_000_001,
            Self::Audience => 2_000_003,
            Self::UnknownTenant(_) => 2_000_004,
            Self::NoPermissions | Self::NotEnoughScope => 2_000_008,
            Self::NotEnabled(_) => 4_000_000,
        }
    }

    fn category(&self) -> &'static str {
        match self {
            Self::Unreadable => "invalid_token",
            Self::Audience => "invalid_resource",
            Self::UnknownTenant(_) => "invalid_tenant",
            Self::NoPermissions | Self::NotEnoughScope => "invalid_grant",
            Self::NotEnabled(_) => "oauth_not_available",
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::Unreadable => {
                "OAuth token submitted with the request can not be parsed.".to_owned()
            }
            Self::Audience => "The audience claim value is invalid 'aud'.".to_owned(),
            Self::UnknownTenant(tenant) => {
                format!("The tenant for tenant guid '{tenant}' does not exist.")
            }
            Self::NoPermissions => {
                "The token contains no permissions, or permissions can not be understood."
                    .to_owned()
            }
            Self::NotEnoughScope => {
                "The token contains not enough scope to make this call.".to_owned()
            }
            Self::NotEnabled(domain) => {
                format!("Flighting is not enabled for domain '{domain}'.")
            }
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = super::bearer::quoted(&self.reason());
        write!(f, "{};reason={reason};error_category=\"{}\"", self.code(), self.category())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        insta::assert_snapshot!(Diagnostics::Unreadable, @r#"2000001;reason="OAuth token submitted with the request can not be parsed.";error_category="invalid_token""#);
        insta::assert_snapshot!(Diagnostics::NotEnoughScope, @r#"2000008;reason="The token contains not enough scope to make this call.";error_category="invalid_grant""#);
        insta::assert_snapshot!(Diagnostics::NotEnabled("a\"b\r\nX: y".into()), @r#"4000000;reason="Flighting is not enabled for domain 'a\"bX: y'.";error_category="oauth_not_available""#);
    }
}
