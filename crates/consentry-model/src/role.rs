//! Directory roles, by their well-known template ids (`identity.md` §7.3).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $name:literal;)*) => {
        /// A directory role that a user can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum DirectoryRole { $($(#[$doc])* $variant,)* }

        impl DirectoryRole {
            /// Every role that this program knows.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The template id, as in the `wids` claim.
            pub const fn template_id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The name that administrators know.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

roles! {
    /// May do everything.
    GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10", "Global Administrator";
    /// Manages role assignments; may grant everything.
    PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator";
    /// Manages applications and grants all but directory application roles.
    ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator";
    /// As the former, without application proxy.
    CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator";
    /// Registers applications where users may not.
    ApplicationDeveloper = "cf1c38e5-3621-4004-a7cb-879624dced7c", "Application Developer";
    /// Manages users.
    UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator";
    /// Manages mail.
    ExchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator";
    /// Reads everything an administrator sees.
    GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader";
    /// Manages security settings.
    SecurityAdministrator = "194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator";
    /// Reads security settings and logs.
    SecurityReader = "5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader";
    /// Manages conditional access.
    ConditionalAccessAdministrator = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator";
    /// Resets passwords of ordinary users.
    HelpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator";
}

/// The `wids` value of a user without a role.
pub const ORDINARY_USER: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";

impl fmt::Display for DirectoryRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a directory role")]
pub struct UnknownRole(pub String);

impl FromStr for DirectoryRole {
    type Err = UnknownRole;

    /// By name without case, or by template id.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| {
                role.name().eq_ignore_ascii_case(text)
                    || role.template_id().eq_ignore_ascii_case(text)
            })
            .ok_or_else(|| UnknownRole(text.chars().take(64).collect()))
    }
}
