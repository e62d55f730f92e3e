//! Applications (registrations) and service principals (their presence in a tenant).

mod optional_claims;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    AppId, DisplayName, DomainName, LogoutUrl, PermissionId, PrincipalId, RedirectUri, ScopeSet,
    TenantId, Timestamp, UserId,
};

pub use optional_claims::{OptionalClaim, OptionalClaims, UnknownClaim};

/// Which tenants' users may sign in to an application (`signInAudience`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Only the tenant of its registration.
    #[serde(rename = "AzureADMyOrg")]
    OneTenant,
    /// Every tenant.
    #[serde(rename = "AzureADMultipleOrgs")]
    ManyTenants,
}

/// The platform under which a redirect URI was registered; it decides how the client behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A server that keeps a secret.
    Web,
    /// Code in a browser: redeems across origins, always with PKCE.
    Spa,
    /// A native application.
    PublicClient,
}

/// Whether a public client must send a PKCE challenge (ruling 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// S256 or nothing.
    Required,
    /// An exemption of templates whose clients are known to send none.
    Optional,
}

/// A setting with two positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// On?
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_on() { "on" } else { "off" })
    }
}

/// A redirect URI and the platform it was registered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredRedirect {
    /// The URI, byte for byte.
    pub uri: RedirectUri,
    /// Web, SPA or native.
    pub platform: Platform,
}

/// Who stands behind an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// The name shown on the consent page.
    pub name: DisplayName,
    /// Whether the publisher was verified.
    pub verified: bool,
    /// Its id, if it was verified under one (`verifiedPublisherId`).
    #[serde(default)]
    pub id: Option<String>,
}

/// Delegated permissions and application roles that a registration lists statically.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredResource {
    /// The resource.
    pub resource: AppId,
    /// Delegated permissions.
    #[serde(default)]
    pub scopes: ScopeSet,
    /// Application roles, by value.
    #[serde(default)]
    pub roles: ScopeSet,
}

/// A client that a resource trusts with some of its permissions: for these it is never asked
/// (`preAuthorizedApplications`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreAuthorized {
    /// The client.
    pub client: AppId,
    /// Delegated permissions, by value.
    pub scopes: ScopeSet,
}

/// Who may consent to a delegated permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PermissionKind {
    /// A user for himself, where the tenant lets users consent.
    User,
    /// An administrator only.
    Admin,
}

/// A delegated permission that a resource exposes (`oauth2PermissionScope`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegatedPermission {
    /// The id.
    pub id: PermissionId,
    /// The value, as in `scp`.
    pub value: crate::ScopeValue,
    /// Who may consent.
    pub kind: PermissionKind,
    /// The text for a user's consent page.
    pub user_text: String,
    /// The text for an administrator's consent page.
    pub admin_text: String,
    /// Can it be asked for? Consents that exist stay.
    #[serde(default = "on")]
    pub enabled: Switch,
}

const fn on() -> Switch {
    Switch::On
}

/// Who may hold an application role (`allowedMemberTypes`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleHolders {
    /// Users and groups, by assignment.
    Users,
    /// Applications by themselves, by an administrator's consent.
    #[default]
    Applications,
    /// Both.
    Both,
}

impl RoleHolders {
    /// May users hold it?
    pub const fn has_users(self) -> bool {
        matches!(self, Self::Users | Self::Both)
    }

    /// May applications hold it?
    pub const fn has_applications(self) -> bool {
        matches!(self, Self::Applications | Self::Both)
    }
}

/// An application role that a resource exposes (`appRole`); always an administrator's to grant or
/// to assign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRole {
    /// The id.
    pub id: PermissionId,
    /// The value, as in `roles`.
    pub value: crate::ScopeValue,
    /// The text for an administrator.
    pub text: String,
    /// The name by which people choose it; the value where it is empty.
    #[serde(default)]
    pub name: String,
    /// Who may hold it.
    #[serde(default)]
    pub holders: RoleHolders,
    /// Does it count?
    #[serde(default = "on")]
    pub enabled: Switch,
}

/// What a registration says of browsers beside its addresses (`web`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebOptions {
    /// May the authorization endpoint itself return id tokens
    /// (`implicitGrantSettings.enableIdTokenIssuance`)?
    pub id_token_implicit: Switch,
    /// Where it is told that somebody signed out (`logoutUrl`).
    pub logout_url: Option<LogoutUrl>,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self { id_token_implicit: Switch::Off, logout_url: None }
    }
}

/// A registration: the application as its maker describes it, the same in all tenants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The client id.
    pub id: AppId,
    /// The tenant of its registration.
    pub owner: TenantId,
    /// The name.
    pub name: DisplayName,
    /// Names it had before, oldest first.
    pub former_names: Vec<DisplayName>,
    /// The publisher, if it named one.
    pub publisher: Option<Publisher>,
    /// Which tenants may use it.
    pub audience: Audience,
    /// Where answers may go.
    pub redirects: Vec<RegisteredRedirect>,
    /// Whether PKCE is required of it as a public client.
    pub pkce: Pkce,
    /// May be used as a public client without a redirect (`isFallbackPublicClient`).
    pub public_client: Switch,
    /// The static list (`requiredResourceAccess`).
    pub required: Vec<RequiredResource>,
    /// Names by which clients ask for it as a resource (App-ID URIs).
    pub identifier_uris: Vec<String>,
    /// Delegated permissions it exposes.
    pub permissions: Vec<DelegatedPermission>,
    /// Application roles it exposes.
    pub roles: Vec<AppRole>,
    /// Clients that need no consent for some of its permissions.
    #[serde(default)]
    pub pre_authorized: Vec<PreAuthorized>,
    /// Id tokens from the authorization endpoint, and sign-out.
    #[serde(default)]
    pub web: WebOptions,
    /// 1 or 2: the version of access tokens for it as a resource (ruling 9).
    pub token_version: u8,
    /// Homepage.
    pub homepage: Option<String>,
    /// The domain under which people know its maker, one of the tenant's own.
    #[serde(default)]
    pub publisher_domain: Option<DomainName>,
    /// Claims that its tokens carry beyond the usual ones.
    #[serde(default)]
    pub claims: OptionalClaims,
    /// The user who registered it, and may change it.
    #[serde(default)]
    pub registered_by: Option<UserId>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// Since when it is deleted; nobody finds it then, but it can be restored for a while.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
}

/// The presence of an application in a tenant ("enterprise application").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePrincipal {
    /// The object id.
    pub id: PrincipalId,
    /// The tenant.
    pub tenant: TenantId,
    /// The application.
    pub app: AppId,
    /// The name as the tenant met it.
    pub display_name: DisplayName,
    /// Enabled for users to sign in.
    pub enabled: Switch,
    /// User assignment required.
    pub assignment_required: Switch,
    /// Visible to users in My Apps.
    pub visible: Switch,
    /// What administrators note about it, at most 1,024 characters.
    #[serde(default)]
    pub notes: Option<String>,
    /// Where My Apps leads to, if not to the registration's homepage.
    #[serde(default)]
    pub homepage: Option<String>,
    /// When it appeared.
    pub created_at: Timestamp,
}
